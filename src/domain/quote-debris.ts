/** Pieces of quoted lines that a mail program broke and left without a quote mark. Linear: reads the lines beside one. */
import { isQuotedLine } from "./quote-marks.ts";

const LONGEST = 300;
/** Quoted lines of this length are where programs wrap. */
const WRAPPED_LENGTH = 60;

const WHOLE_LINK =
  /^\s*(?:\((?:https?:\/\/|www\.)[^\s()]+\)|<(?:https?:\/\/|www\.|mailto:)[^\s<>]+>)?\s*>?$/iu;
const END_OF_LINK = /^\s*\S{1,250}[)>\]]\s*>?$/u;
const OPEN_LINK = /[(<[](?:https?:\/\/|www\.|mailto:)[^\s)>\]]*$/iu;

/** A link, or the rest of one, between quoted lines: nobody's answer. */
export function isDebris(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  const above = (lines[at - 1] ?? "").slice(-LONGEST);
  if (line === "" || line.length > LONGEST || !isQuotedLine(lines[at - 1] ?? "")) return false;
  if (OPEN_LINK.test(above) && END_OF_LINK.test(line)) return true;
  return isQuotedLine(lines[at + 1] ?? "") && WHOLE_LINK.test(line);
}

/** How many unmarked lines from `at` on, below a quoted line, may be the rest of it: programs on the way wrap what is long. */
export function tornOffLines(lines: readonly string[], at: number): number {
  let next = at;
  while (next < lines.length && (lines[next - 1] ?? "").length >= WRAPPED_LENGTH) {
    const line = lines[next] ?? "";
    if (line === "" || isQuotedLine(line)) break;
    next++;
  }
  return next - at;
}
