import { describe, expect, it, test } from "vitest";
import { takeApart } from "../../src/domain/quote.ts";
import { withHeader, withHeaderEnd } from "../../src/mail/headerless.ts";
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

describe("a header that ends by a line of blanks", () => {
  const FROM = "From: lena@customer.example\nSubject: Printer\n";
  const read = async (file: string) => {
    const { headers, from, text, attachments } = await parseMail(Buffer.from(file.replace(/\n/g, "\r\n")));
    const names = headers.map((one) => one.name);
    return { names, from: from.map((one) => one.address), text: text.trim(), files: attachments.length };
  };

  test.each([
    ["alone", `${FROM} \nIt jams.\nRoom: 12\n`, "It jams.\nRoom: 12"],
    ["above paragraphs", `${FROM}\t \n \nIt jams.\n\nPlease help: today.`, "It jams.\n\nPlease help: today."],
    ["above more blanks", `${FROM} \nIt jams.\n \nHelp.\n\nLena`, "It jams.\n \nHelp.\n\nLena"],
    ["below a Content-Type", `${FROM}Content-Type: text/plain\n \nIt jams.`, "It jams."],
  ])("%s loses no words", async (_, file, text) => {
    expect((await read(file)).text).toBe(text);
    expect((await parseMail(Buffer.from(file))).text.trim()).toBe(text);
  });

  test("loses no parts", async () => {
    const part = "Content-Type: application/pdf;\n name=scan.pdf\n\n%PDF\n";
    const { text, files } = await read(
      `${FROM}Content-Type: multipart/mixed; boundary=b\n \n--b\nContent-Type: text/plain\n\nIt jams.\n--b\n${part}--b--\n`,
    );
    expect([text, files]).toEqual(["It jams.", 1]);
  });

  test.each([
    ["From: eve@evil.example", "from"],
    ["Authentication-Results: mx.example; dmarc=fail", "authentication-results"],
    ["Auto-Submitted: auto-replied", "auto-submitted"],
    ["PRECEDENCE : bulk", "precedence"],
  ])("hides no field below it: %s", async (line, name) => {
    const { names } = await read(`${FROM} \nwords\n${line}\nmore words\n\nText\n`);
    expect(names.filter((one) => one === name)).toHaveLength(name === "from" ? 2 : 1);
  });

  test("hides no end of an address that is folded", async () => {
    const { from } = await read("From: lena@customer.example,\n \n eve@evil.example\n\nText\n");
    expect(from).toEqual(["lena@customer.example", "eve@evil.example"]);
  });

  test("hides no sender behind a boundary", async () => {
    const { names } = await read(`${FROM} \n--b\nContent-Type: text/plain\nFrom: eve@evil.example\n\nText\n`);
    expect(names.filter((one) => one === "from")).toHaveLength(2);
  });

  test("brings no words into a mail that somebody signed without them", async () => {
    for (const signed of [
      "DKIM-Signature: v=1; d=customer.example; h=from:subject",
      "ARC-Seal: i=1; a=rsa-sha256; d=relay.example",
      "Authentication-Results: mx.desk.example; dkim=pass header.d=customer.example",
    ]) {
      expect((await read(`${signed}\n${FROM} \n#close\n\nIt jams.\n`)).text).toBe("It jams.");
    }
  });

  test("brings nothing into words that are encoded", async () => {
    const encoded = "Content-Transfer-Encoding: base64\n";
    const raw = `${FROM}${encoded} \nRoom: 12\n\n${Buffer.from("It jams.").toString("base64")}\n`;
    expect((await read(raw)).text).toBe("It jams.");
  });

  test.each([" \n", " \nx\n", "-", "a-", " \n--b\n", "content-a:b\n x\n", "x-signature"])(
    "of %j takes no time",
    (part) => {
      const raw = Buffer.from(`${FROM} \n--b\n${part.repeat(250_000 / part.length)}`);
      const began = performance.now();
      withHeaderEnd(raw);
      expect(performance.now() - began).toBeLessThan(1_000);
    },
  );
});

test("what a text file answers is told from its quote", async () => {
  const file = "It works now.\n\nOn 2 Mar 2026 at 09:15, IT <it@desk.example> wrote:\n> Is it?\n> Really?\n";
  expect(takeApart(await parseMail(Buffer.from(file))).newText).toBe("It works now.");
});
