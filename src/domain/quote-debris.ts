/** Pieces of quoted lines that a mail program broke and left without a quote mark. Linear: reads the lines beside one. */
import { lineAt } from "./line-at.ts";
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
  const line = lineAt(lines, at);
  const above = lineAt(lines, at - 1).slice(-LONGEST);
  if (line === "" || line.length > LONGEST || !isQuotedLine(lineAt(lines, at - 1))) return false;
  if (OPEN_LINK.test(above) && END_OF_LINK.test(line)) return true;
  return isQuotedLine(lineAt(lines, at + 1)) && WHOLE_LINK.test(line);
}

const COMMAND_LIKE = /^[\s\p{Default_Ignorable_Code_Point}]*[#＃﹟]/u;

/**
 * How many unmarked lines from `at` on, below a quoted line, may be the rest of it: programs on the way wrap what is long. Blanks that
 * do not break make one word of many: what looks like a command may have been wrapped whole to below a short line. `lengths`: of the
 * lines as they came.
 */
export function tornOffLines(lines: readonly string[], lengths: readonly number[], at: number): number {
  let next = at;
  while (next < lines.length) {
    const line = lineAt(lines, next);
    if (line === "" || isQuotedLine(line)) break;
    const above = lengths[next - 1] ?? 0;
    const together = COMMAND_LIKE.test(line) ? above + 1 + (lengths[next] ?? 0) : above;
    if (together < WRAPPED_LENGTH) break;
    next++;
  }
  return next - at;
}
