/** Header lines that say who somebody is: nothing in them may vanish on the way to a comparison. */
import { describe, expect, test } from "vitest";
import { senderOf } from "../../src/domain/address.ts";
import { parseMail } from "../../src/mail/parse-mail.ts";

const sender = async (head: string) =>
  senderOf(await parseMail(Buffer.from(`${head}\r\nSubject: x\r\n\r\n#close\r\n`, "latin1")))?.address ??
  null;

describe("the sender of a mail", () => {
  test.each([
    ["From: anna@desk.example", "anna@desk.example"],
    ["From:\r\n Anna Holm\r\n\t<anna@desk.example>", "anna@desk.example"],
    ["From: =?utf-8?Q?=3Ceve=40evil.example=3E?= <anna@desk.example>", "anna@desk.example"],
  ])("%j is read", async (head, expected) => {
    expect(await sender(head)).toBe(expected);
  });

  test.each([
    "From: an\0na@desk.example",
    "From: <anna@desk.example\0>",
    "From: anna@desk\x08.example",
    "From: anna@desk.example\x7f",
    "From: anna@desk.example\x85",
    "Fr\0om: anna@desk.example",
    "From: eve@evil.example\r\nFr\0om: anna@desk.example\r\nFrom: anna@desk.example",
    "From: eve@evil.example\r\nFrom: anna@desk.example",
    "From: eve@evil.example\r\nfrom : anna@desk.example",
    "From: eve@evil.example, anna@desk.example",
    "From: <eve@evil.example>\r\n <anna@desk.example>",
    "From: Agents: anna@desk.example;",
    "From: =?utf-8?Q?anna=40desk.example?=",
    "From: <=?utf-8?Q?anna=40desk.example?=>",
    "From: =?utf-8?Q?anna?=@desk.example <anna@desk.example> <eve@evil.example>",
    "Sender: anna@desk.example",
    "Reply-To: anna@desk.example",
    "From: anna@des\xe2\x84\xaa.example",
    "From: anna@\xef\xbd\x84esk.example",
  ])("is unknown in %j", async (head) => {
    expect(await sender(head)).toBeNull();
  });
});
