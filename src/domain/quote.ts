/**
 * Takes the text of a mail apart into what its writer newly wrote, quotes and signature. No line is in two parts, and what a program
 * marked as somebody else's words never counts as newly written: commands and answers are read from there.
 */
import type { MailText, ParsedMail } from "./message.ts";
import { askLibrary } from "./quote-library.ts";
import {
  attributionLength,
  isForwardMark,
  isHeaderBlock,
  isOriginalMark,
  isQuotedLine,
  isRule,
  splitSharedLine,
} from "./quote-marks.ts";
import {
  isLeaveTaking,
  isMobileSignature,
  isNameOf,
  isSignatureDelimiter,
  isWrittenBelow,
} from "./signature-marks.ts";
import { TOKEN_PATTERN } from "./token-shape.ts";

type Part = "new" | "quoted" | "signature" | "dropped";

const MOST_SIGNATURE_LINES = 15;
const MOST_CONTACT_LINES = 8;
const LONGEST_CONTACT_LINE = 60;
const MARKER_LINE = new RegExp(`^[\\s>]*\\[ref:\\s?${TOKEN_PATTERN}\\s?\\]\\s*$`, "i");
/** The rule above the history in our mails. */
const OWN_RULE = /^-{40}$/;
const FORWARD_SUBJECT = /^\s*(?:\[[^\]]{0,40}\]\s*)*(?:fwd?|vs|vb|wg|tr|rv|doorst|vl|转发|轉寄) ?[:：]/iu;

/** Where everything below is somebody else's, and what told so. */
interface Cut {
  at: number;
  by: "forward" | "original" | "attribution";
}

/** `newText` is empty where the writer added nothing to a forward or a quote. */
export function takeApart(mail: ParsedMail): MailText {
  const lines = readableLines(mail.text);
  const parts: Part[] = lines.map((line) =>
    MARKER_LINE.test(line) || OWN_RULE.test(line) ? "dropped" : "new",
  );
  const cut = markQuotes(lines, parts, isReply(mail));
  const forwarded = cut?.by === "forward" || (cut?.by === "original" && FORWARD_SUBJECT.test(mail.subject));
  if (textOf(lines, parts, "new") === "" && cut && !forwarded && !isReply(mail)) {
    // A first mail that is all quote (a redirect, a pasted mail) is what its sender has to say.
    return { newText: unquoted(lines), signature: null, quoted: null, forwarded: false };
  }
  const signed = [...parts];
  markSignatures(lines, signed, mail.from[0]?.name ?? null);
  // Where only a signature seems to be left, it is what there is to read.
  const final = textOf(lines, signed, "new") === "" ? parts : signed;
  return {
    newText: textOf(lines, final, "new"),
    signature: textOf(lines, final, "signature") || null,
    quoted: textOf(lines, final, "quoted") || null,
    forwarded,
  };
}

/** Lines without what cannot be seen, and without blanks at their end; those of the signature delimiter stay. */
function readableLines(text: string): string[] {
  return (
    text
      .replace(/[\u200b\u200e\u200f\u2060\ufeff\u00ad]/g, "")
      // U+2028 and U+2029 end no line: a mail program quotes the line they stand in once, and what follows them must stay quoted.
      .replace(/[\u00a0\u2007\u202f\u2028\u2029]/g, " ")
      .split(/\r\n|[\n\r]/)
      .map((line) => (line === "-- " ? line : line.trimEnd()))
      .flatMap((line, at, all) => (isFollowedByQuote(all, at + 1) ? (splitSharedLine(line) ?? line) : line))
  );
}

function markQuotes(lines: readonly string[], parts: Part[], isReply: boolean): Cut | null {
  for (let at = 0; at < lines.length; at++) {
    if (isQuotedLine(lines[at] ?? "")) {
      const end = endOfQuote(lines, at);
      // One such line in a mail that answers nothing is the writer's own: a prompt, an arrow.
      if (isReply || end - at > 1) markFrom(parts, at, end, "quoted");
      at = end - 1;
      continue;
    }
    const cut = cutAt(lines, at);
    const length = cut?.length ?? attributionLength(lines, at).lines;
    if (length > 0 && isFollowedByQuote(lines, at + length)) {
      let quote = at + length;
      while (!isQuotedLine(lines[quote] ?? "")) quote += 1;
      const end = endOfQuote(lines, quote);
      markFrom(parts, at, end, "quoted");
      at = end - 1;
    } else if (cut) {
      markFrom(parts, withRuleAbove(lines, at), lines.length, "quoted");
      return { at, by: cut.by };
    }
  }
  return null;
}

function endOfQuote(lines: readonly string[], start: number): number {
  let end = start;
  while (end < lines.length && isQuotedLine(lines[end] ?? "")) end++;
  return end;
}

function cutAt(lines: readonly string[], at: number): { by: Cut["by"]; length: number } | null {
  const line = lines[at] ?? "";
  if (line === "") return null;
  if (isForwardMark(line)) return { by: "forward", length: 1 };
  const belowRule = withRuleAbove(lines, at) < at;
  if (isOriginalMark(line) || isHeaderBlock(lines, at, belowRule)) return { by: "original", length: 1 };
  const attribution = attributionLength(lines, at);
  return attribution.strict ? { by: "attribution", length: attribution.lines } : null;
}

/** Whether the next line that says anything is marked as quoted: then the marks tell where the quote ends. */
function isFollowedByQuote(lines: readonly string[], at: number): boolean {
  for (let next = at; next < Math.min(lines.length, at + 4); next++) {
    const line = lines[next] ?? "";
    if (line !== "") return isQuotedLine(line);
  }
  return false;
}

function withRuleAbove(lines: readonly string[], at: number): number {
  let above = at - 1;
  while (above > 0 && above > at - 4 && lines[above] === "") above--;
  return isRule(lines[above] ?? "") ? above : at;
}

/** Each stretch of new text may end in a signature of its own: above a quote, and below an answer that stands under one. */
function markSignatures(lines: readonly string[], parts: Part[], writer: string | null): void {
  let start = 0;
  for (let end = 0; end <= lines.length; end++) {
    if (end < lines.length && parts[end] !== "quoted") continue;
    if (end > start) markSignature(lines, parts, start, end);
    start = end + 1;
  }
  markLibrarySignature(lines, parts);
  markWriterName(lines, parts, writer);
}

function markSignature(lines: readonly string[], parts: Part[], start: number, end: number): void {
  for (let at = start; at < end; at++) {
    const line = lines[at] ?? "";
    const isDelimiter = isSignatureDelimiter(line);
    if (!isDelimiter && !isMobileSignature(line) && !isLeaveTaking(line)) continue;
    const stop = endOfSignature(lines, at + 1, end, isDelimiter);
    if (stop === null) continue;
    markFrom(parts, at, stop, "signature");
    return;
  }
}

/** Takes over what the library sees at the end of the text above the first quote, where we see nothing and that is plausible. */
function markLibrarySignature(lines: readonly string[], parts: Part[]): void {
  const end = parts.findIndex((part) => part !== "new" && part !== "dropped");
  if (parts[end] === "signature") return;
  const head = lines.slice(0, end === -1 ? lines.length : end);
  const opinions = askLibrary(head);
  if (!opinions) return;
  let from = head.length;
  while (from > 0 && (opinions[from - 1] !== "visible" || head[from - 1] === "")) from--;
  while (from < head.length && head[from] === "") from++;
  const first = head[from] ?? "";
  // An attribution in a language that it knows and we do not; or a signature, but not a sentence that begins like one.
  if (opinions[from] === "quoted" ? !/[:：]$/.test(first) : /,\s/.test(first)) return;
  const stop = endOfSignature(head, from, head.length, false);
  if (stop === null) return;
  markFrom(parts, from, stop, opinions[from] === "quoted" ? "quoted" : "signature");
}

/** The writer's bare name at the end, alone or above a few short lines of contact details. */
function markWriterName(lines: readonly string[], parts: Part[], writer: string | null): void {
  if (writer === null) return;
  let seen = 0;
  for (let at = lines.length - 1; at >= 0 && seen < MOST_CONTACT_LINES; at--) {
    const line = lines[at] ?? "";
    if (parts[at] !== "new" || line === "") continue;
    if (isNameOf(line, writer) && (seen === 0 || lines[at - 1] === "")) {
      for (let below = at; below < lines.length; below++)
        if (parts[below] === "new") parts[below] = "signature";
      return;
    }
    if (line.length > LONGEST_CONTACT_LINE || isWrittenBelow(line)) return;
    seen++;
  }
}

/**
 * Where the signature ends: at `end`, or where its writer goes on below it, which nobody does below a delimiter. Null when it would be
 * longer than signatures are.
 */
function endOfSignature(
  lines: readonly string[],
  start: number,
  end: number,
  isDelimited: boolean,
): number | null {
  let count = 0;
  for (let at = start; at < end; at++) {
    const line = lines[at] ?? "";
    if (!isDelimited && isWrittenBelow(line)) return at;
    if (line !== "" && ++count > MOST_SIGNATURE_LINES) return null;
  }
  return end;
}

function markFrom(parts: Part[], start: number, end: number, part: Part): void {
  for (let at = start; at < end; at++) if (parts[at] !== "dropped") parts[at] = part;
}

/** All of one part, an empty line where another part stood in between. */
function textOf(lines: readonly string[], parts: readonly Part[], part: Part): string {
  const kept: string[] = [];
  let last = -1;
  for (let at = 0; at < lines.length; at++) {
    if (parts[at] !== part) continue;
    if (last !== -1 && last !== at - 1) kept.push("");
    kept.push(lines[at] ?? "");
    last = at;
  }
  return tidy(kept.join("\n"));
}

function unquoted(lines: readonly string[]): string {
  return tidy(lines.filter((line) => !isQuotedLine(line) && !MARKER_LINE.test(line)).join("\n"));
}

function tidy(text: string): string {
  return text
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+/, "")
    .trimEnd();
}

/** A quote that stands alone in an answer is the quote, however its program marks it. */
function isReply(mail: ParsedMail): boolean {
  return (
    mail.inReplyTo.length > 0 ||
    mail.references.length > 0 ||
    /^\s*(?:re|sv|aw|antw|vs) ?[:：[]/i.test(mail.subject)
  );
}
