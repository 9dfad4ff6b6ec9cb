/** What people call themselves, their files and their troubles stays where it belongs in a mail, and fetches nothing. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { composeMail, type MailToCompose } from "../../src/mail/compose.ts";

function aMail(overrides: Partial<MailToCompose> = {}): MailToCompose {
  return {
    from: { name: "IT Helpdesk", address: "helpdesk@desk.example" },
    replyTo: null,
    to: { name: "Sofie Hansen", address: "sofie@customer.example" },
    subject: "[#1042] Printer",
    messageId: "dp.token@desk.example",
    inReplyTo: null,
    references: [],
    language: "en",
    headers: [],
    text: "Hi\n",
    html: "<p>Hi</p>",
    date: new Date("2026-11-22T10:00:00Z"),
    attachments: [],
    ...overrides,
  };
}

const HOSTILE =
  "Eve\r\nBcc: eve@evil.example\u0007\u0000\u001b[31m\u202egpj.exe\u2028x\ud800 <eve@evil.example>, ";

async function read(overrides: Partial<MailToCompose>) {
  const raw = await composeMail(aMail(overrides));
  return { raw: raw.toString("latin1"), parsed: await simpleParser(raw) };
}

/** None of them is a line break, a control character, a mark that turns the writing round, or half a character. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\p{Cs}]/u;

describe("what stands in headers", () => {
  test.each([
    ["a name", { to: { name: HOSTILE, address: "sofie@customer.example" } }],
    ["the desk's name", { from: { name: HOSTILE, address: "helpdesk@desk.example" } }],
    ["a subject", { subject: HOSTILE }],
    ["a header of ours", { headers: [{ name: "X-Deskpost", value: HOSTILE }] }],
    ["a language", { language: HOSTILE }],
    [
      "the name of a file",
      { attachments: [{ name: HOSTILE, contentType: "text/plain", content: Buffer.from("x") }] },
    ],
  ])("%s adds no header and no recipient, and holds nothing unreadable", async (_, overrides) => {
    const { raw, parsed } = await read(overrides);
    expect(parsed.headers.has("bcc")).toBe(false);
    expect(raw).not.toMatch(/^bcc:/im);
    expect([parsed.to].flat().flatMap((one) => one?.value ?? [])).toHaveLength(1);
    const said = [
      parsed.subject,
      ...[parsed.to, parsed.from].flat().flatMap((one) => one?.value.map(({ name }) => name) ?? []),
      ...parsed.attachments.map((file) => file.filename),
      parsed.headers.get("x-deskpost"),
      parsed.headers.get("content-language"),
    ].filter((one) => typeof one === "string");
    for (const one of said) expect(one).not.toMatch(UNSAFE);
  });

  test.each([
    ["a name", { to: { name: "é".repeat(5_000), address: "sofie@customer.example" } }],
    ["a subject", { subject: "é".repeat(5_000) }],
    ["a subject without blanks", { subject: "x".repeat(5_000) }],
    ["a header of ours", { headers: [{ name: "X-Deskpost", value: "x".repeat(5_000) }] }],
    [
      "the name of a file",
      { attachments: [{ name: "x".repeat(5_000), contentType: "text/plain", content: Buffer.from("x") }] },
    ],
    ["a word of the text", { text: "x".repeat(50_000) }],
    ["a word of the HTML", { html: `<p>${"x".repeat(50_000)}</p>` }],
    [
      "a chain of references",
      { references: Array.from({ length: 20 }, (_, at) => `${"r".repeat(230)}${at}@x.example`) },
    ],
  ])("%s of any length keeps within the lines that SMTP allows", async (_, overrides) => {
    const { raw } = await read(overrides);
    const lines = raw.split("\r\n");
    // RFC 5321 4.5.3.1.6: a thousand octets with the line break.
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
    expect(lines.join("")).not.toMatch(/[\r\n]/);
    // What was written for a header ends somewhere; what was written as text is all there.
    if (!("text" in overrides) && !("html" in overrides)) expect(raw.length).toBeLessThan(9_000);
    if ("text" in overrides) expect((await simpleParser(raw)).text?.trim()).toHaveLength(50_000);
  });
});

test("the text holds no control characters and no halves of characters, and seven bits suffice for it", async () => {
  const { raw, parsed } = await read({
    text: "a\u0000b\u001b[31mc\ud800d\te\r\nf\rgå\n",
    html: "<p>a\u0000b\u0007å</p>",
  });
  expect(parsed.text).toBe("ab[31mc\ufffdd\te\nf\ngå\n");
  expect(parsed.html).toContain("<p>abå</p>");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII is meant
  expect(raw).toMatch(/^[\x09\x0a\x0d\x20-\x7e]+$/);
});

describe("nothing is fetched", () => {
  const smuggled = (content: object) => ({
    attachments: [{ name: "x", contentType: "text/plain", content: content as Buffer }],
  });

  test("from a file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "deskpost-compose-"));
    const path = join(folder, "secret");
    writeFileSync(path, "the secret of the house");
    try {
      const composed = await composeMail(aMail(smuggled({ path }))).then(String, (error: unknown) =>
        String(error),
      );
      expect(composed).not.toContain(Buffer.from("the secret of the house").toString("base64"));
      expect(composed).toMatch(/access rejected/i);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("from a URL", async () => {
    let asked = 0;
    const server = createServer((_, answer) => {
      asked += 1;
      answer.end("x");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const href = `http://127.0.0.1:${port}/x`;
      const composed = await composeMail(aMail(smuggled({ href }))).then(String, (error: unknown) =>
        String(error),
      );
      expect(composed).toMatch(/access rejected/i);
      expect(asked).toBe(0);
    } finally {
      server.close();
    }
  });
});
