/** Reads a forwarded message out of the text that carries it: whose it was, its subject, and its own words without the marks around it. */
import { attributionAt } from "./attribution.ts";
import { readHeaderBlock, readSender } from "./header-block.ts";
import { lineAt } from "./line-at.ts";
import type { Forwarded } from "./message.ts";
import { isForwardMark, isOriginalMark, isQuotedLine, isRule, withoutForwardPrefix } from "./quote-marks.ts";

/** Marks, rules and empty lines that may stand above the forwarded headers. */
const MOST_MARKS = 8;

/** `lines` are the forwarded part with everything that marks it; `subject` that of the mail which carries it. */
export function readForwarded(lines: readonly string[], subject: string): Forwarded {
  const bare = withoutMarks(lines);
  const start = belowMarks(bare);
  const block = readHeaderBlock(bare, start, "mark");
  if (block !== null) {
    return {
      ...readSender(block.from ?? ""),
      subject: block.subject || withoutForwardPrefix(subject) || null,
      body: bodyOf(bare.slice(block.end)),
    };
  }
  const attribution = attributionAt(bare, start).lines;
  const named = bare.slice(start, start + attribution).join(" ");
  return {
    ...senderOfAttribution(named),
    subject: withoutForwardPrefix(subject) || null,
    body: bodyOf(bare.slice(start + attribution)),
  };
}

/** Apple Mail quotes what it forwards, the headers too; what is quoted within keeps its own marks. */
function withoutMarks(lines: readonly string[]): string[] {
  const texts = lines.filter((line) => line !== "" && !isForwardMark(line) && !isOriginalMark(line));
  const isQuoted = texts.length > 0 && texts.every(isQuotedLine);
  return isQuoted ? lines.map((line) => line.replace(/^ {0,3}> ?/, "")) : [...lines];
}

function belowMarks(lines: readonly string[]): number {
  let at = 0;
  while (at < lines.length && at < MOST_MARKS) {
    const line = lineAt(lines, at);
    if (line.trim() !== "" && !isForwardMark(line) && !isOriginalMark(line) && !isRule(line)) break;
    at++;
  }
  return at;
}

function bodyOf(lines: readonly string[]): string {
  const texts = lines.filter((line) => line !== "");
  // Outlook sets the plain text of what it forwards in by four blanks.
  const isIndented = texts.length > 0 && texts.every((line) => line.startsWith("    "));
  return lines
    .map((line) => (isIndented ? line.slice(4) : line))
    .join("\n")
    .replace(/^\n+/, "")
    .trimEnd();
}

/** `On …, "Bo Ek" <bo@…> wrote:`: the name is what stands between date or verb and the address. */
function senderOfAttribution(text: string): { from: string | null; fromName: string | null } {
  const bracket = /[<[(]\s?(?:mailto:)?[^\s<>@()[\]]{1,64}@/u.exec(text);
  if (bracket === null) return { from: null, fromName: null };
  const before = text.slice(0, bracket.index).trimEnd();
  const name =
    /["“„«]([^"“”„«»]{1,100})["”“»]$/u.exec(before)?.[1] ??
    /[^\p{Nd}年月日,:،，]{1,100}$/u.exec(before)?.[0] ??
    "";
  return readSender(`${name.trim().replace(BEFORE_NAME, "")} ${text.slice(bracket.index)}`);
}

/** Words between the date and the name. */
const BEFORE_NAME =
  /^(?:[ap]\.? ?m\.?|uhr|skrev|schrieb|schreef|heeft|používateľ|uživatel|odesílatel|użytkownik|пользователь|користувач|ο χρήστης|időpontban|от|від|מאת)\s/iu;
