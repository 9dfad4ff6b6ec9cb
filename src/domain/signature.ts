/**
 * Marks which of the newly written lines are a signature: what follows a delimiter or a farewell, the telephone's own line, a name
 * above contact details, a mailing list's footer. Marks only lines that were new, and none that looks like a command.
 */
import { lineAt } from "./line-at.ts";
import { askLibrary } from "./quote-library.ts";
import {
  isAfterthought,
  isContactLine,
  isDashedName,
  isDrawnLine,
  isLeaveTaking,
  isListFooter,
  isMobileSignature,
  isNameLine,
  isNameOf,
  isSignatureDelimiter,
  isWrittenBelow,
} from "./signature-marks.ts";

/** What a line of a mail is part of; `doubtful` may be the writer's words or somebody else's. */
export type Part = "new" | "doubtful" | "quoted" | "signature" | "dropped";

const MOST_LINES = 15;
/** Below RFC 3676's own delimiter disclaimers stand as well. */
const MOST_DELIMITED_LINES = 60;
const MOST_CONTACT_LINES = 12;
const LONGEST_CONTACT_LINE = 60;

/** Each stretch of new text may end in a signature of its own: above a quote, and below an answer that stands under one. */
export function markSignatures(lines: readonly string[], parts: Part[], writer: string | null): void {
  let start = 0;
  for (let end = 0; end <= lines.length; end++) {
    if (end < lines.length && parts[end] !== "quoted") continue;
    if (end > start) markStretch(lines, parts, start, end);
    start = end + 1;
  }
  markLibrarySignature(lines, parts);
  markWriterName(lines, parts, writer);
}

function markStretch(lines: readonly string[], parts: Part[], start: number, end: number): void {
  if (!markKnown(lines, parts, start, end)) {
    if (!markDrawn(lines, parts, start, end)) markContact(lines, parts, start, end);
  }
  markDashedName(lines, parts, start, end);
}

function markKnown(lines: readonly string[], parts: Part[], start: number, end: number): boolean {
  let first = start;
  while (first < end && lineAt(lines, first) === "") first++;
  let last = end - 1;
  while (last > first && lineAt(lines, last) === "") last--;
  // `Regards, Roman` alone under a quote is all that its writer had to say there.
  if (start > 0 && first === last && isLeaveTaking(lineAt(lines, first))) return true;
  let extent: ReturnType<typeof extentIn> | null = null;
  for (let at = first; at < end; at++) {
    const line = lineAt(lines, at);
    if (!isSignatureDelimiter(line) && !isMobileSignature(line) && !isLeaveTaking(line)) continue;
    extent ??= extentIn(lines, start, end);
    const stop = extent(at, at > first);
    if (stop === null) continue;
    markFrom(parts, at, stop, "signature");
    return true;
  }
  return false;
}

/** A drawn line near the end, with contact details or a list's footer below it. */
function markDrawn(lines: readonly string[], parts: Part[], start: number, end: number): boolean {
  let seen = 0;
  let contacts = 0;
  let isFooter = false;
  for (let at = end - 1; at >= start && seen <= MOST_LINES; at--) {
    const line = lineAt(lines, at);
    if (line === "") continue;
    if (isDrawnLine(line) && (contacts >= 2 || (isFooter && contacts >= 1))) {
      // A list puts its footer below the quote, too, where its member wrote nothing.
      if (!hasText(lines, parts, isFooter ? 0 : start, at)) return false;
      markFrom(parts, at, end, "signature");
      return true;
    }
    if (isWrittenBelow(line)) return false;
    seen++;
    if (isContactLine(line)) contacts++;
    if (isListFooter(line)) isFooter = true;
  }
  return false;
}

/** A name above contact details, set apart from the text; not where the text announces them. */
function markContact(lines: readonly string[], parts: Part[], start: number, end: number): void {
  let last = end;
  while (last > start && lineAt(lines, last - 1) === "") last--;
  let from = last;
  let contacts = 0;
  for (; from > start && last - from <= MOST_CONTACT_LINES; from--) {
    const line = lineAt(lines, from - 1);
    if (line === "" || line.length > LONGEST_CONTACT_LINE || isWrittenBelow(line)) break;
    if (isContactLine(line)) contacts++;
  }
  const isApart = from > start && lineAt(lines, from - 1) === "" && last - from <= MOST_CONTACT_LINES;
  if (!isApart || contacts === 0 || last - from < 2 || !isNameLine(lineAt(lines, from))) return;
  let above = from - 1;
  while (above > start && lineAt(lines, above) === "") above--;
  if (/[:：,]$/.test(lineAt(lines, above)) || !hasText(lines, parts, start, from)) return;
  markFrom(parts, from, end, "signature");
}

/** `-Anna Holm` as the last words above what is no text any more. */
function markDashedName(lines: readonly string[], parts: Part[], start: number, end: number): void {
  let last = end - 1;
  while (last > start && (parts[last] !== "new" || lineAt(lines, last) === "")) last--;
  if (last <= start || !isDashedName(lineAt(lines, last)) || lineAt(lines, last - 1) !== "") return;
  if (parts[last] === "new" && hasText(lines, parts, start, last)) parts[last] = "signature";
}

function hasText(lines: readonly string[], parts: readonly Part[], start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (parts[at] === "new" && lineAt(lines, at) !== "") return true;
  return false;
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
  const first = lineAt(head, from);
  // An attribution in a language that it knows and we do not; or a signature, but not a sentence that begins like one.
  if (opinions[from] === "quoted" ? !/[:：]$/.test(first) : /,\s/.test(first)) return;
  const stop = extentIn(head, from, head.length)(from, false);
  if (stop === null) return;
  markFrom(parts, from, stop, opinions[from] === "quoted" ? "quoted" : "signature");
}

/** The writer's bare name at the end, alone or above a few short lines of contact details. */
function markWriterName(lines: readonly string[], parts: Part[], writer: string | null): void {
  if (writer === null) return;
  let seen = 0;
  for (let at = lines.length - 1; at >= 0 && seen < MOST_CONTACT_LINES; at--) {
    const line = lineAt(lines, at);
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
 * Where a signature that begins at `at` ends: at `end`, or where its writer goes on below it, which nobody does below a delimiter. Null
 * when it would be longer than signatures are. `isBelowText`: words stand above it; then an afterthought is its writer's again, though
 * nothing is a signature for one's sake. Reads the lines once, however often it is asked.
 */
function extentIn(
  lines: readonly string[],
  start: number,
  end: number,
): (at: number, isBelowText: boolean) => number | null {
  // By position from `start`: the next line that goes on, the next afterthought, and how many lines so far say anything.
  const goesOn = new Uint32Array(end - start + 2).fill(end);
  const thoughtOf = new Uint32Array(end - start + 2).fill(end);
  const said = new Uint32Array(end - start + 2);
  for (let at = end - 1; at >= start; at--) {
    const line = lineAt(lines, at);
    const isDelimiter = isSignatureDelimiter(line);
    const isThought = lineAt(lines, at - 1) === "" && isAfterthought(line);
    const next = at - start + 1;
    goesOn[at - start] = isDelimiter ? end : isWrittenBelow(line) ? at : (goesOn[next] ?? end);
    thoughtOf[at - start] = isDelimiter ? end : isThought ? at : (thoughtOf[next] ?? end);
  }
  for (let at = start; at < end; at++) {
    said[at - start + 1] = (said[at - start] ?? 0) + (lineAt(lines, at) === "" ? 0 : 1);
  }
  return (at, isBelowText) => {
    const beginning = lineAt(lines, at);
    const next = at - start + 1;
    const most = beginning === "-- " ? MOST_DELIMITED_LINES : MOST_LINES;
    const stop = isSignatureDelimiter(beginning) ? end : (goesOn[next] ?? end);
    const length = (said[stop - start] ?? 0) - (said[next] ?? 0);
    if (length > most) return null;
    const isOpen = isBelowText && !isSignatureDelimiter(beginning);
    return isOpen ? Math.min(stop, thoughtOf[next] ?? end) : stop;
  };
}

/** Marks lines, but none that was dropped. */
export function markFrom(parts: Part[], start: number, end: number, part: Part): void {
  for (let at = start; at < end; at++) if (parts[at] !== "dropped") parts[at] = part;
}
