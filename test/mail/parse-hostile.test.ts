import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attachmentBytes, parseMail } from "../../src/mail/parse-mail.ts";

const mail = (...lines: string[]) => Buffer.from(lines.join("\r\n"), "latin1");

test("a mail that mailparser gives up on still has its headers and its text", async () => {
  const hostile = mail(
    "From: lena@customer.example",
    "Subject: Printer",
    `X-Long: ${"a".repeat(1_100_000)}`,
    "",
    "the words",
  );
  const parsed = await parseMail(hostile);
  expect(parsed.defects).toContain("unparsable");
  expect(parsed).toMatchObject({ subject: "Printer", from: [{ address: "lena@customer.example" }] });
  const [file] = await attachmentBytes(hostile);
  expect(file).toMatchObject({ name: "message.eml", content: hostile });
  expect(parsed.attachments).toMatchObject([{ name: "message.eml", size: hostile.length }]);
});

test.each([
  ["ids", `References: ${"<a@b> ".repeat(100_000)}`],
  ["addresses", `To: ${"a@b.example,".repeat(60_000)}`],
  ["encoded words", `Subject: ${"=?utf-8?B?YQ==?= ".repeat(50_000)}`],
  ["brackets", `From: ${"<".repeat(900_000)}`],
  ["comments", `Date: ${"(".repeat(900_000)}`],
  ["dots in a name", `Content-Type: application/pdf; name="${".".repeat(900_000)}x"`],
])("a header full of %s does not slow the parser down", async (_what, line) => {
  const began = performance.now();
  const parsed = await parseMail(mail(line, "", "text"));
  expect(performance.now() - began).toBeLessThan(3000);
  expect(parsed.references.length).toBeLessThanOrEqual(200);
});

describe("always", () => {
  const word = fc.constantFrom(
    ...[
      "From: ",
      "Subject: ",
      "Content-Type: ",
      "multipart/mixed; boundary=b",
      "multipart/report",
      "text/html",
    ],
    ...[
      "message/rfc822",
      "\r\n",
      "\n",
      "\r",
      "--b",
      "--b--",
      "\r\n\r\n",
      "=?utf-8?Q?=ff?=",
      "=?x?B?!?=",
      "\x00",
      "\xff",
    ],
    ...[
      "<p>",
      "</blockquote>",
      "base64",
      "Content-Transfer-Encoding: ",
      "quoted-printable",
      "charset=utf-7",
      "<a@b>",
    ],
    ...[
      "Content-Disposition: attachment; filename=",
      "Date: ",
      "9999999",
      "Message-ID: ",
      "\ud800",
      "=",
      ";",
      ":",
      "\t",
    ],
  );
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array)),
    fc
      .array(fc.oneof(word, fc.string({ maxLength: 8 })), { maxLength: 60 })
      .map((parts) => Buffer.from(parts.join(""), "latin1")),
  );

  test("any bytes give a mail that Postgres can store, with attachments that are found again", async () => {
    await fc.assert(
      fc.asyncProperty(bytes, async (raw) => {
        const parsed = await parseMail(raw);
        const json = JSON.stringify(parsed);
        expect(json).not.toMatch(/\\u0000|\\ud[89a-f]/i);
        expect(parsed.date === null || !Number.isNaN(parsed.date.getTime())).toBe(true);
        const found = await attachmentBytes(raw);
        expect(found.map((one) => createHash("sha256").update(one.content).digest("hex"))).toEqual(
          parsed.attachments.map((one) => one.sha256),
        );
        expect(parsed.attachments.every((one, index) => one.index === index && one.name !== "")).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
