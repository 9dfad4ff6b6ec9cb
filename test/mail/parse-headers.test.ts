/** Header lines that say who somebody is: nothing in them may vanish on the way to a comparison. */
import { describe, expect, test } from "vitest";
import { senderOf } from "../../src/domain/address.ts";
import { parseMail } from "../../src/mail/parse-mail.ts";

const sender = async (head: string) =>
  senderOf(await parseMail(Buffer.from(`${head}\r\nSubject: x\r\n\r\n#close\r\n`, "latin1")))?.address ??
  null;

const b64 = (text: string) => Buffer.from(text).toString("base64");
const subject = async (value: string) => (await parseMail(Buffer.from(`Subject: ${value}\r\n\r\nx`))).subject;

describe("encoded words", () => {
  test.each([
    [
      "each with padding of its own",
      `=?utf-8?B?${b64("Анна ")}?= =?utf-8?B?${b64("Иванова")}?=`,
      "Анна Иванова",
    ],
    ["of which one ends in two signs", `=?utf-8?B?${b64("a")}?=\r\n =?utf-8?B?${b64("bcd")}?=`, "abcd"],
    ["with a character cut in two", "=?UTF-8?B?5L2g5Q==?= =?UTF-8?B?pb0=?=", "你好"],
    [
      "cut in the middle of a character",
      `=?utf-8?B?${Buffer.from("Привет").subarray(0, -1).toString("base64")}?=`,
      "Приве\ufffd",
    ],
    ["with a bare question mark", "=?utf-8?Q?Why=3F_Why?_=C3=A5?= now", "Why? Why? å now"],
    ["beside what only looks like one", "=?utf-8?Q?what? and why", "=?utf-8?Q?what? and why"],
  ])("%s", async (_, value, expected) => {
    expect(await subject(value)).toBe(expected);
  });

  test("of a file's name", async () => {
    const name = `=?iso-8859-1?B?${b64("long na")}?= =?iso-8859-1?B?${b64("me.txt")}?=`;
    const file = ["--b", `Content-Type: application/pdf; name="${name}"`, "", "x", "--b--"];
    const head = ["Content-Type: multipart/mixed; boundary=b", "", ...file];
    const { attachments } = await parseMail(Buffer.from(head.join("\r\n")));
    expect(attachments.map((one) => one.name)).toEqual(["long name.txt"]);
  });

  test("of a name that brings its quotes", async () => {
    const { from } = await parseMail(
      Buffer.from("From: =?utf-8?Q?=22Anna_Holm=22?= <anna@desk.example>\r\n\r\nx"),
    );
    expect(from).toEqual([{ address: "anna@desk.example", name: "Anna Holm" }]);
  });
});

describe("people between whom a comma was forgotten", () => {
  const people = async (value: string) =>
    (await parseMail(Buffer.from(`To: ${value}\r\n\r\nx`))).to.map(
      ({ name, address }) => `${name} ${address}`,
    );

  test.each([
    ["Bo Ek <bo@x.example> Mia Ek <mia@x.example>", ["Bo Ek bo@x.example", "Mia Ek mia@x.example"]],
    ['<bo@x.example> "Ek, Mia" <mia@x.example>', ["null bo@x.example", "Ek, Mia mia@x.example"]],
    ['"Bo <b@x.example> Ek" <bo@x.example>', ["Bo <b@x.example> Ek bo@x.example"]],
    ["Bo Ek <bo@x.example> (at home), mia@x.example", ["Bo Ek bo@x.example", "null mia@x.example"]],
  ])("%s", async (value, expected) => {
    expect(await people(value)).toEqual(expected);
  });
});

test("a part under a blank name is text that somebody wrote", async () => {
  const part = ['Content-Type: text/plain; name=" "', "Content-Disposition: inline", "", "It jams."];
  const head = [
    "Content-Type: multipart/mixed; boundary=b",
    "",
    "--b",
    "",
    "Hello.",
    "--b",
    ...part,
    "--b--",
  ];
  const { text, attachments } = await parseMail(Buffer.from(head.join("\r\n")));
  expect(attachments).toEqual([]);
  expect(text).toMatch(/^Hello\.\s+It jams\.\s*$/);
});

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
    "From: Anna <anna@desk.example> Eve <eve@evil.example>",
    'From: <anna@desk.example> "Eve" <eve@evil.example>',
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
