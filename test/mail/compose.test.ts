/** Mails as bytes: what a receiving program reads out of them, and what nobody can smuggle in. */
import fc from "fast-check";
import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { composeMail, type MailToCompose, readBack } from "../../src/mail/compose.ts";

function aMail(overrides: Partial<MailToCompose> = {}): MailToCompose {
  return {
    from: { name: "Anna Holm (IT Helpdesk)", address: "helpdesk@desk.example" },
    replyTo: { name: "Anna Holm (IT Helpdesk)", address: "helpdesk+token@desk.example" },
    to: { name: "Sofie Hansen", address: "sofie@customer.example" },
    subject: "[#1042] Printeren på 2. sal sidder fast",
    messageId: "dp.token@desk.example",
    inReplyTo: "second@customer.example",
    references: ["first@customer.example", "second@customer.example"],
    language: "da",
    headers: [{ name: "Auto-Submitted", value: "auto-replied" }],
    text: "Hej Sofie,\n\nDet er i orden.\n",
    html: "<p>Hej Sofie,</p>",
    date: new Date("2026-11-22T10:00:00Z"),
    attachments: [],
    ...overrides,
  };
}

async function headLines(mail: MailToCompose): Promise<string[]> {
  const raw = (await composeMail(mail)).toString("latin1");
  return (raw.split("\r\n\r\n")[0] ?? "").replace(/\r\n[ \t]/g, " ").split("\r\n");
}

describe("a composed mail", () => {
  test("has the headers it was given", async () => {
    const lines = await headLines(aMail());
    expect(lines).toEqual(
      expect.arrayContaining([
        'From: "Anna Holm (IT Helpdesk)" <helpdesk@desk.example>',
        'Reply-To: "Anna Holm (IT Helpdesk)" <helpdesk+token@desk.example>',
        "To: Sofie Hansen <sofie@customer.example>",
        "Message-ID: <dp.token@desk.example>",
        "In-Reply-To: <second@customer.example>",
        "References: <first@customer.example> <second@customer.example>",
        "Auto-Submitted: auto-replied",
        "Content-Language: da",
        "Date: Sun, 22 Nov 2026 10:00:00 +0000",
        "MIME-Version: 1.0",
      ]),
    );
    expect(lines.filter((line) => /^(Bcc|Cc|X-Mailer):/i.test(line))).toEqual([]);
  });

  test("says in text and HTML what it was given, in any script", async () => {
    const text = "Blåbærgrød 你好 🙂\n\n  indented \n.dot\nFrom here\n";
    const parsed = await simpleParser(await composeMail(aMail({ text, html: "<p>Blåbærgrød 🙂</p>" })));
    expect(parsed.subject).toBe("[#1042] Printeren på 2. sal sidder fast");
    expect(parsed.text).toBe(text);
    expect(parsed.html).toContain("<p>Blåbærgrød 🙂</p>");
  });

  test("without a reply address or thread has no such headers", async () => {
    const lines = await headLines(aMail({ replyTo: null, inReplyTo: null, references: [] }));
    expect(lines.filter((line) => /^(Reply-To|In-Reply-To|References):/i.test(line))).toEqual([]);
  });

  test("brings attachments byte for byte, as attachments, under names that are only names", async () => {
    const content = Buffer.from([0, 13, 10, 255, 46, 13, 10]);
    const parsed = await simpleParser(
      await composeMail(
        aMail({
          attachments: [
            { name: "Skærm\r\nbillede.png", contentType: "image/png", content },
            { name: "a mail", contentType: "message/rfc822", content: Buffer.from("Subject: x\n\nå\n") },
            { name: "", contentType: 'text/plain; charset="evil"\r\nX: y', content },
          ],
        }),
      ),
    );
    expect(parsed.attachments.map((one) => [one.filename, one.contentType, one.contentDisposition])).toEqual([
      ["Skærm billede.png", "image/png", "attachment"],
      ["a mail", "application/octet-stream", "attachment"],
      ["file", "application/octet-stream", "attachment"],
    ]);
    expect(parsed.attachments[0]?.content).toEqual(content);
  });

  test("never reads a file or a URL that somebody wrote", async () => {
    const raw = await composeMail(aMail({ text: "path: /etc/passwd", html: '<img src="/etc/passwd">' }));
    expect(raw.toString()).not.toContain("root:");
  });

  test("is read back as it was written", async () => {
    expect(await readBack(await composeMail(aMail()))).toEqual({
      text: "Hej Sofie,\n\nDet er i orden.\n",
      inReplyTo: "second@customer.example",
    });
  });
});

describe("always", () => {
  const HEADER_NAMES =
    /^(From|Reply-To|To|Subject|Message-ID|In-Reply-To|References|Auto-Submitted|Content-Language|Date|MIME-Version|Content-Type|Content-Transfer-Encoding):/;

  test("whatever people are called and write, nothing but the desk's headers stands in the head", async () => {
    const nasty = fc.oneof(
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.constantFrom(
        "a\r\nBcc: x@evil.example",
        'x" <y@evil.example>, "z',
        "a\u2028b\u0000c",
        "\ud800",
        "=?utf-8?q?x?=",
      ),
    );
    await fc.assert(
      fc.asyncProperty(nasty, nasty, nasty, nasty, async (name, subject, text, file) => {
        const mail = aMail({
          from: { name, address: "helpdesk@desk.example" },
          to: { name, address: "sofie@customer.example" },
          subject,
          text,
          attachments: [{ name: file, contentType: file, content: Buffer.from(text) }],
        });
        const raw = await composeMail(mail);
        const lines = await headLines(mail);
        expect(lines.filter((line) => !HEADER_NAMES.test(line))).toEqual([]);
        const parsed = await simpleParser(raw);
        expect(parsed.from?.value.map((one) => one.address)).toEqual(["helpdesk@desk.example"]);
        expect([parsed.to].flat().flatMap((one) => one?.value.map((two) => two.address))).toEqual([
          "sofie@customer.example",
        ]);
        expect(
          raw
            .toString("latin1")
            .split("\r\n")
            .every((line) => line.length <= 998),
        ).toBe(true);
        expect(/[^\r]\n|\r[^\n]/.test(raw.toString("latin1"))).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test("a long chain of ids stays within the length of a line", async () => {
    const references = Array.from({ length: 20 }, (_, at) => `${"x".repeat(240)}${at}@customer.example`);
    const raw = (await composeMail(aMail({ references }))).toString("latin1");
    expect(Math.max(...raw.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(998);
  });
});
