/**
 * Mails of our own making beside which their verdict stands (test/corpus): automatic answers modelled on the headers and words of real
 * responders, bounces, and people who write about all of that. What the desk must never confuse.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { readBounce } from "../../src/domain/bounce.ts";
import type { Mailbox } from "../../src/domain/desk.ts";
import { collectEvidence } from "../../src/domain/evidence.ts";
import { screenMail } from "../../src/domain/screen.ts";
import { parseMail } from "../../src/mail/parse-mail.ts";
import { aMailbox } from "../support/mail.ts";

interface Verdict {
  /** The kind, or kinds that are as good: a ticket system's word is an answer or generated mail, and never answered. */
  kind: string | string[];
  language: string;
  /** Whose mails it is modelled on. */
  models?: string;
  maybeHuman?: boolean;
  recipients?: string[];
  status?: string;
  hard?: boolean;
  /** It names a mail of the desk's. */
  namesOurs?: boolean;
}

const FOLDER = join(import.meta.dirname, "..", "corpus");
const LANGUAGES = ["da", "en", "es", "nl", "zh"];
const boxes: Mailbox[] = [aMailbox()];
const mails = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".eml"))
  .map((file) => {
    const verdict = JSON.parse(readFileSync(join(FOLDER, file.replace(/eml$/, "json")), "utf8")) as Verdict;
    return { file, verdict, raw: readFileSync(join(FOLDER, file)) };
  });
const of = (prefix: string) => mails.filter((one) => one.file.startsWith(prefix));

describe("the corpus", () => {
  it.each([
    ["auto-", 50],
    ["human-", 100],
  ] as const)("has enough of %s, in five languages", (prefix, least) => {
    expect(of(prefix).length).toBeGreaterThanOrEqual(least);
    expect([...new Set(of(prefix).map((one) => one.verdict.language))].sort()).toEqual(LANGUAGES);
  });
});

describe("every mail is what its verdict says", () => {
  test.each(mails)("$file", async ({ verdict, raw }) => {
    const mail = await parseMail(raw);
    const screened = screenMail(mail);
    expect([verdict.kind].flat()).toContain(screened.kind);
    expect(screened.maybeHuman).toBe(verdict.maybeHuman ?? false);
    if (verdict.recipients === undefined) return;
    const bounce = readBounce(mail);
    expect(bounce.recipients.map((one) => one.address)).toEqual(verdict.recipients);
    expect(bounce).toMatchObject({ status: verdict.status, hard: verdict.hard });
    expect(collectEvidence(mail, boxes, true).tokens.length).toBe(verdict.namesOurs ? 1 : 0);
  });
});
