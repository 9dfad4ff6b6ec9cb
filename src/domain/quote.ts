/**
 * Takes the text of a mail apart into what its writer newly wrote, quotes and signature. No line is in two parts, and what a program
 * marked as somebody else's words never counts as newly written: commands and answers are read from there. What is doubtful is kept
 * as the writer's words; only commands are not read from there.
 */
import { attributionAt, mayBeAttribution, mayBeHeaders, splitSharedLine } from "./attribution.ts";
import { readClearSigned } from "./clear-signed.ts";
import { readHeaderBlock, splitTitledBlock } from "./header-block.ts";
import { lineAt } from "./line-at.ts";
import type { LineMark, MailText, ParsedMail } from "./message.ts";
import { isDebris, tornOffLines } from "./quote-debris.ts";
import { readForwarded } from "./quote-forward.ts";
import {
  isForwardMark,
  isForwardSubject,
  isOriginalMark,
  isQuotedLine,
  isReplySubject,
  isRule,
  unquote,
} from "./quote-marks.ts";
import { markFrom, markSignatures, type Part } from "./signature.ts";
import { MARKER_PATTERN } from "./token-shape.ts";

const MARKER_LINE = new RegExp(`^[\\s>]*${MARKER_PATTERN}\\s*$`, "i");
/** The rule above the history in our mails. */
const OWN_RULE = /^-{40}$/;

interface Line {
  text: string;
  mark: LineMark["kind"] | null;
  /** As it came, with what cannot be seen: a program that wraps counts that, too. */
  length: number;
}

/** Where a quote begins that names itself, and what told so. */
interface Cut {
  at: number;
  by: "forward" | "original" | "attribution";
}

interface Reading {
  lines: readonly string[];
  marks: readonly Line["mark"][];
  lengths: readonly number[];
  parts: Part[];
  isReply: boolean;
  cut: Cut | null;
  /** Below the marked beginning of a quote that has a header block: the first line that may be part of it, too; -1 for none. */
  doubtFrom: number;
}

/** `newText` is empty where the writer added nothing to a forward or a quote. */
export function takeApart(mail: ParsedMail): MailText {
  const reading = read(mail);
  const { lines, parts } = reading;
  markQuotes(reading);
  markLoneBlock(reading);
  const isForwarded = isForward(reading, mail.subject);
  markDoubts(reading);
  if (keptText(reading, parts) === "" && reading.cut && !isForwarded && !reading.isReply) {
    // A first mail that is all quote (a redirect, a pasted mail) is what its sender has to say; but nobody's commands.
    return { newText: allText(reading), commandText: "", signature: null, quoted: null, forwarded: null };
  }
  const signed = [...parts];
  markSignatures(lines, signed, mail.from[0]?.name ?? null);
  markHtmlSignature(reading, signed);
  // Where only a signature seems to be left, it is what there is to read.
  const final = keptText(reading, signed) === "" ? parts : signed;
  const from = reading.cut?.at ?? 0;
  return {
    newText: keptText(reading, final),
    commandText: textOf(lines, final, "new"),
    signature: textOf(lines, final, "signature") || null,
    quoted: textOf(lines, final, "quoted") || null,
    forwarded: isForwarded
      ? readForwarded(
          lines.slice(from).filter((_, at) => final[from + at] === "quoted"),
          mail.subject,
        )
      : null,
  };
}

function read(mail: ParsedMail): Reading {
  const lines = readableLines(mail.text, mail.marks);
  return {
    lines: lines.map((line) => line.text),
    marks: lines.map((line) => line.mark),
    lengths: lines.map((line) => line.length),
    parts: lines.map(({ text, mark }) =>
      mark === "file" || MARKER_LINE.test(text) || OWN_RULE.test(text) ? "dropped" : "new",
    ),
    isReply: mail.inReplyTo.length > 0 || mail.references.length > 0 || isReplySubject(mail.subject),
    cut: null,
    doubtFrom: -1,
  };
}

/** Lines without what cannot be seen, and without blanks at their end; those of the signature delimiter stay. */
function readableLines(text: string, marks: readonly LineMark[]): Line[] {
  const written = text.split(/\r\n|[\n\r]/);
  const cleaned = text
    .replace(/[\u200b\u200e\u200f\u2060\ufeff\u00ad]/g, "")
    // U+2028 and U+2029 end no line: a mail program quotes the line they stand in once, and what follows them must stay quoted.
    .replace(/[\u00a0\u2007\u202f\u2028\u2029]/g, " ")
    .split(/\r\n|[\n\r]/)
    .map((line) => (line === "-- " ? line : line.trimEnd()));
  const signed = readClearSigned(cleaned);
  const raw = signed?.lines ?? cleaned;
  const kinds = raw.map((_, at): Line["mark"] => (signed?.isFrame(at) ? "file" : null));
  for (const { from, to, kind } of marks) {
    for (let at = Math.max(0, from); at < Math.min(to, raw.length); at++) kinds[at] = kind;
  }
  return raw.flatMap((line, at) => {
    // Of a run of empty lines two say all, and a mail may be made of nothing else.
    if (line === "" && raw[at - 1] === "" && raw[at - 2] === "") return [];
    const isShared = !isQuotedLine(line) && isQuotedLine(followingText(raw, at + 1) ?? "");
    const pieces = isShared ? splitSharedLine(line) : splitTitledBlock(line);
    const length = written[at]?.length ?? 0;
    return (pieces ?? [line]).map((piece) => ({ text: piece, mark: kinds[at] ?? null, length }));
  });
}

function markQuotes(reading: Reading): void {
  const { lines, parts } = reading;
  for (let at = 0; at < lines.length; at++) {
    if (isQuote(reading, at)) {
      const end = endOfQuote(reading, at);
      markRun(reading, at, end);
      at = end - 1;
      continue;
    }
    const cut = cutAt(reading, at);
    const attribution = attributionAt(lines, at);
    // Kept as the writer's words; commands are not read from there.
    markFrom(parts, at, at + attribution.doubtful, "doubtful");
    const length = cut?.length ?? attribution.lines;
    const quote = length > 0 ? nextText(lines, at + length) : -1;
    if (quote !== -1 && isQuote(reading, quote)) {
      const end = endOfQuote(reading, quote);
      markFrom(parts, cut?.by === "original" ? withRuleAbove(lines, at) : at, end, "quoted");
      reading.cut ??= cut && { at, by: cut.by };
      // Programs that put headers above a quote seldom mark its lines: these marks may stand in it, and what follows belong to it.
      if (cut !== null && cut.by !== "attribution" && reading.doubtFrom === -1) reading.doubtFrom = end;
      at = end - 1;
    } else if (cut) {
      const from = withRuleAbove(lines, at);
      markFrom(parts, from, lines.length, "quoted");
      reading.cut ??= { at: from, by: cut.by };
      return;
    }
  }
}

/** A run of quoted lines that nothing above announces. */
function markRun(reading: Reading, at: number, end: number): void {
  const { marks, parts } = reading;
  const start = cutAtQuoted(reading, at, end);
  if (start) reading.cut ??= { at, by: start };
  const isCite = start !== null || marks.slice(at, end).includes("cite");
  const isLone = end - at === 1;
  if (isCite) markFrom(parts, at, end, "quoted");
  else if (marks[at] === "indent" || marks[at] === "block") markFrom(parts, at, end, "doubtful");
  else if (isLone) markFrom(parts, at, end, loneLine(reading, at));
  else markFrom(parts, at, end, "quoted");
}

/** One such line in a mail that answers nothing is the writer's own: a prompt, an arrow. In an answer it may be. */
function loneLine(reading: Reading, at: number): Part {
  if (!reading.isReply) return "new";
  const isAmid = at > 0 && isText(reading, at - 1) && isText(reading, at + 1);
  return isAmid && /^>{2}/.test(lineAt(reading.lines, at)) ? "doubtful" : "quoted";
}

function isText(reading: Reading, at: number): boolean {
  return reading.parts[at] === "new" && lineAt(reading.lines, at) !== "" && !isQuote(reading, at);
}

function isQuote({ lines, marks }: Reading, at: number): boolean {
  return isQuotedLine(lineAt(lines, at)) || marks[at] === "cite";
}

/** Behind the last quoted line from `start` on; pieces that a program broke off its lines belong to it. */
function endOfQuote(reading: Reading, start: number): number {
  const { lines, lengths, parts } = reading;
  let end = start;
  while (end < lines.length) {
    if (isQuote(reading, end)) end++;
    else if (end > start && isDebris(lines, end)) end++;
    else break;
  }
  // The end of a long line, wrapped by a program to below its mark, may look like a command.
  markFrom(parts, end, end + tornOffLines(lines, lengths, end), "doubtful");
  return end;
}

function cutAt(reading: Reading, at: number): { by: Cut["by"]; length: number } | null {
  const { lines, marks } = reading;
  const line = lineAt(lines, at);
  if (line === "") return null;
  if (isForwardMark(line)) return { by: "forward", length: 1 };
  const below = withRuleAbove(lines, at) < at ? "rule" : "text";
  if (marks[at] === "original" || isOriginalMark(line)) return { by: "original", length: 1 };
  const block = readHeaderBlock(lines, at, below);
  if (block !== null) return { by: "original", length: block.end - at };
  const attribution = attributionAt(lines, at);
  if (marks[at] === "attribution" && attribution.lines === 0) return { by: "attribution", length: 1 };
  return attribution.strict ? { by: "attribution", length: attribution.lines } : null;
}

/** The same for the first words of a quote whose program marked even the attribution as quoted. */
function cutAtQuoted({ lines }: Reading, at: number, end: number): Cut["by"] | null {
  const near = lines.slice(at, Math.min(end, at + 40)).map((line) => unquote(line).text.trim());
  const first = near.findIndex((line) => line !== "");
  const line = near[first] ?? "";
  if (isForwardMark(line)) return "forward";
  if (isOriginalMark(line) || readHeaderBlock(near, Math.max(first, 0), "text") !== null) return "original";
  return attributionAt(near, Math.max(first, 0)).strict ? "attribution" : null;
}

function withRuleAbove(lines: readonly string[], at: number): number {
  let above = at - 1;
  while (above > 0 && above > at - 4 && lines[above] === "") above--;
  return isRule(lineAt(lines, above)) ? above : at;
}

/** The next line that says anything, at most three further on, or -1. */
function nextText(lines: readonly string[], at: number): number {
  for (let next = at; next < Math.min(lines.length, at + 4); next++) if (lines[next] !== "") return next;
  return -1;
}

function followingText(lines: readonly string[], at: number): string | undefined {
  return lines[nextText(lines, at)];
}

/** A reply that carries a forward further down is none. */
function isForward({ cut }: Reading, subject: string): boolean {
  return cut !== null && (cut.by === "forward" || isForwardSubject(subject));
}

/** In an answer: below what may name somebody quoted in words we do not know, or below marks of our own, anything may be a quote. */
function markDoubts({ lines, marks, parts, isReply, doubtFrom }: Reading): void {
  const isDoubt = (line: string, at: number) =>
    at === doubtFrom ||
    (isReply && parts[at] === "dropped" && marks[at] !== "file" && !line.startsWith(">")) ||
    (isReply && parts[at] === "new" && (mayBeAttribution(line) || mayBeHeaders(lines, at)));
  const from = lines.findIndex(isDoubt);
  if (from === -1) return;
  for (let at = from; at < lines.length; at++) if (parts[at] === "new") parts[at] = "doubtful";
}

/** Old programs answer with a bare block quote: in an answer that quotes nothing else, the last one is what it answers. */
function markLoneBlock({ lines, marks, parts, isReply }: Reading): void {
  if (!isReply || parts.includes("quoted")) return;
  const isBlock = (at: number) => marks[at] === "block" && parts[at] === "doubtful";
  const end = lines.findLastIndex((_, at) => isBlock(at)) + 1;
  if (end === 0 || !lines.some((line, at) => parts[at] === "new" && line !== "")) return;
  let start = end;
  while (start > 0 && isBlock(start - 1)) start--;
  markFrom(parts, start, end, "quoted");
}

function markHtmlSignature({ lines, marks }: Reading, parts: Part[]): void {
  for (let at = 0; at < lines.length; at++) {
    if (marks[at] === "signature" && (parts[at] === "new" || parts[at] === "doubtful"))
      parts[at] = "signature";
  }
}

/** What is kept as the writer's words: new and doubtful lines; a paragraph that its writer set in loses the marks of that. */
function keptText({ lines, marks }: Reading, parts: readonly Part[]): string {
  const shown = lines.map((line, at) =>
    parts[at] === "doubtful" && (marks[at] === "indent" || marks[at] === "block")
      ? line.replace(/^ {0,3}> ?/, "")
      : line,
  );
  const kept = parts.map((part): Part => (part === "doubtful" ? "new" : part));
  return textOf(shown, kept, "new");
}

/** All of one part, an empty line where another part stood in between. */
function textOf(lines: readonly string[], parts: readonly Part[], part: Part): string {
  const kept: string[] = [];
  let last = -1;
  for (let at = 0; at < lines.length; at++) {
    if (parts[at] !== part) continue;
    if (last !== -1 && last !== at - 1) kept.push("");
    kept.push(lineAt(lines, at));
    last = at;
  }
  return tidy(kept.join("\n"));
}

function allText({ lines, marks }: Reading): string {
  const isWritten = (line: string, at: number) =>
    marks[at] !== "file" && !isQuotedLine(line) && !MARKER_LINE.test(line);
  return tidy(lines.filter(isWritten).join("\n"));
}

function tidy(text: string): string {
  return text
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+/, "")
    .trimEnd();
}
