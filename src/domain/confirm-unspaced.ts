/**
 * Reads answers in a language that writes no blanks (Chinese): whether a clause is made of known expressions from end to end. Each
 * stretch is tried once, so that no wording makes it slow.
 */
import { hasHan } from "./han.ts";

export interface Pieces {
  /** Matches one whole expression of any list. */
  known: RegExp;
  /** Matches one whole expression that says yes or thanks. */
  strong: RegExp;
  /** Folded names of people; one that stands in a run of characters is at least two of them long. */
  names: ReadonlySet<string>;
}

export interface Clause {
  /** Said by known expressions alone. */
  fits: boolean;
  saysYes: boolean;
  /** What follows the longest beginning that was understood. */
  rest: string;
}

/** Longer than any expression of the lists. */
const LONGEST_PIECE = 24;

/** `clause`: folded, single blanks. At most as many steps as the square of its characters. */
export function readClause(clause: string, { known, strong, names }: Pieces): Clause {
  const reached = new Map<number, boolean>([[0, false]]);
  let furthest = 0;
  for (let start = 0; start < clause.length; start++) {
    const yes = reached.get(start);
    if (yes === undefined) continue;
    for (let end = start + 1; end <= Math.min(clause.length, start + LONGEST_PIECE); end++) {
      if (!isEdge(clause, end)) continue;
      const piece = clause.slice(start, end);
      const isKnown = known.test(piece) || (piece.length > 1 && names.has(piece));
      if (!isKnown) continue;
      const next = clause.charAt(end) === " " ? end + 1 : end;
      reached.set(next, (reached.get(next) ?? false) || yes || strong.test(piece));
      furthest = Math.max(furthest, next);
    }
  }
  const fits = reached.has(clause.length);
  return { fits, saysYes: fits && (reached.get(clause.length) ?? false), rest: clause.slice(furthest) };
}

/** Between words, or beside a character that is a word's part by itself. */
function isEdge(text: string, at: number): boolean {
  if (at >= text.length || text.charAt(at) === " ") return true;
  return hasHan(text.charAt(at)) || hasHan(text.charAt(at - 1));
}

/** The first of these words that stands anywhere in the text, or null. */
export function firstWithin(text: string, words: readonly string[]): string | null {
  let first: string | null = null;
  let earliest = text.length;
  for (const word of words) {
    const at = text.indexOf(word);
    if (at === -1 || at > earliest || (at === earliest && word.length < (first?.length ?? 0))) continue;
    [first, earliest] = [word, at];
  }
  return first;
}
