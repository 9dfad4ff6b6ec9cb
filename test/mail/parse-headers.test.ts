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

test("a header of quotes without end takes no time", async () => {
  const started = performance.now();
  const raw = Buffer.from(`To: <a@b.example>x "${'\\"'.repeat(90_000)}\r\n\r\nx`);
  expect((await parseMail(raw)).text).toBe("x");
  expect(performance.now() - started).toBeLessThan(3_000);
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

describe("an address among quotes and brackets that lead nowhere", () => {
  const people = async (value: string) =>
    (await parseMail(Buffer.from(`From: ${value}\r\n\r\nx`))).from.map(({ name, address }) => [
      name,
      address,
    ]);

  test.each([
    ['\\"Bo Ek\\" <bo@x.example>', "Bo Ek"],
    ['Bo "Ek <bo@x.example>', "Bo Ek"],
    ['"Bo Ek <bo@x.example>', "Bo Ek"],
    ["<Bo Ek> bo@x.example", "Bo Ek"],
    ["Bo Ek <bo@x.example.>", "Bo Ek"],
    ["Bo Ek <<bo@x.example>>", "Bo Ek"],
    ["Bo Ek [bo@x.example]", "Bo Ek"],
    ["Bo Ek <'bo@x.example'>", "Bo Ek"],
    ["Bo Ek <mailto:bo@x.example>", "Bo Ek"],
    ['\\"=?utf-8?Q?Bo_=C3=85?=\\" <bo@x.example>', "Bo Å"],
    ["bo@x.example>", null],
  ])("%s is read", async (value, name) => {
    expect(await people(value)).toEqual([[name, "bo@x.example"]]);
  });

  // Whose it is, mail hosts see otherwise or not at all.
  test.each(['\\"Bo Ek\\" <bo@x.example>', '"Bo Ek <bo@x.example>', "<Bo Ek> bo@x.example"])(
    "%s is nobody sure",
    async (value) => {
      expect(await sender(`From: ${value}`)).toBeNull();
    },
  );

  test.each([
    ["two at signs", '\\"eve@evil.example\\" <anna@desk.example>'],
    ["a name that is an address", '"anna@desk.example" <eve'],
    ["an address in a quoted name", '"x\\"<anna@desk.example>" Eve'],
    ["an address in a comment", "Eve (anna@desk.example)"],
    ["words behind it", '"Eve <anna@desk.example> of desk.example'],
    ["an end of a longer one", "O\\'anna@desk.example>"],
    ["an end of one in other letters", '"Eve <zoë.anna@desk.example>'],
  ])("nobody is found in %s", async (_, value) => {
    expect((await people(value)).map(([, address]) => address)).not.toContain("anna@desk.example");
  });

  test.each(["<", '\\"', "a@", ". ", "mailto:", " ", "'"])("lines of %j take no time", async (part) => {
    const lines = `To: ${part.repeat(9_900 / part.length)}\r\n`.repeat(40);
    const started = performance.now();
    await parseMail(Buffer.from(`${lines}\r\nx`));
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

test("a mail's text under a blank name is text; a second part under one is a file", async () => {
  const part = (text: string) => [
    "--b",
    'Content-Type: text/plain; name=" "',
    "Content-Disposition: inline",
    "",
    text,
  ];
  const head = [
    "Content-Type: multipart/mixed; boundary=b",
    "",
    ...part("It jams."),
    ...part("#close"),
    "--b--",
  ];
  const { text, attachments } = await parseMail(Buffer.from(head.join("\r\n")));
  expect([text.trim(), attachments.length]).toEqual(["It jams.", 1]);
});

test.each([
  ["a trailing remark", "From: Scanner <scan@x.example> Room 2.14", 1],
  ["a full stop", "From: Mia <mia@x.example>.", 1],
])("%s behind an address names nobody else", async (_, line, count) => {
  expect((await parseMail(Buffer.from(`${line}\r\n\r\nx`))).from).toHaveLength(count);
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
    'From: "\x1b$B!!\x1b(B" <an\x1b(Bna@desk.example>',
    "From: anna@de\x1b(Bsk.example",
    "From: an\x1b(Bna@desk.example\r\nX-Note: \xff\r\nContent-Type: text/plain; charset=iso-2022-jp",
    "From: Anna <anna@desk.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n--b\r\nFrom: Bob <bob@desk.example>",
    "Sender: anna@desk.example",
    "Reply-To: anna@desk.example",
    "From: anna@des\xe2\x84\xaa.example",
    "From: anna@\xef\xbd\x84esk.example",
  ])("is unknown in %j", async (head) => {
    expect(await sender(head)).toBeNull();
  });
});
