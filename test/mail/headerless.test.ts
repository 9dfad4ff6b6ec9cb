import { expect, it, test } from "vitest";
import { takeApart } from "../../src/domain/quote.ts";
import { withHeader } from "../../src/mail/headerless.ts";
import { parseMail } from "../../src/mail/parse-mail.ts";

it.each([
  ["a text", "It works now.\n\nThanks\n", "It works now.\n\nThanks\n"],
  ["one line", "It works now.", "It works now."],
  ["a text that begins with a link", "https://x.example/a\n\nis down", "https://x.example/a\n\nis down"],
  ["HTML", "<html><body><p>It works</p><p>now.</p></body></html>", "It works\n\nnow."],
])("%s without a header is all body", async (_, file, text) => {
  expect((await parseMail(Buffer.from(file))).text).toBe(text);
  expect((await parseMail(Buffer.from(file.replace(/\n/g, "\r\n")))).text).toBe(text);
});

it.each([
  ["a mail", "Subject: Printer\n\nText"],
  ["a mail from an mbox", "From anna@uni.example Mon Mar  2 09:15:00 2026\nSubject: Printer\n\nText"],
  ["a mail whose first line is broken", "garbage\nSubject: Printer\n\nText"],
  ["a mail with an empty header", "\nText"],
  ["nothing", ""],
])("%s is left as it is", (_, file) => {
  const raw = Buffer.from(file);
  expect(withHeader(raw)).toBe(raw);
});

test.each(["\n", "\r\n\r\n", " \n\t\n"])("empty lines %j above a header do not end it", async (above) => {
  const { from, text } = await parseMail(
    Buffer.from(`${above}From: lena@customer.example\nSubject: Printer\n\nText\n`),
  );
  expect([from[0]?.address, text]).toEqual(["lena@customer.example", "Text\n"]);
});

test("below an empty line words are a body, though a colon stands in them", async () => {
  const { from, text } = await parseMail(Buffer.from("\nNote: it jams.\nRoom: 12\n\nFrom: me\n"));
  expect(from).toEqual([]);
  expect(text).toContain("Note: it jams.");
});

test("a blank before the colon of a From above all is no mbox line (RFC 5322 4.5.3)", async () => {
  const { from } = await parseMail(Buffer.from("From : lena@customer.example\nSubject: Printer\n\nText\n"));
  expect(from[0]?.address).toBe("lena@customer.example");
});

test("what a text file answers is told from its quote", async () => {
  const file = "It works now.\n\nOn 2 Mar 2026 at 09:15, IT <it@desk.example> wrote:\n> Is it?\n> Really?\n";
  expect(takeApart(await parseMail(Buffer.from(file))).newText).toBe("It works now.");
});
