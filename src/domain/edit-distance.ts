/** "Did you mean": the nearest known word to a mistyped one. Ties go to the word listed first. */

/** Beyond this length nobody mistyped a verb; also bounds the work. */
const LONGEST = 24;

/**
 * The candidate within two edits (one where either has up to three letters; a swap of neighbours counts as one), else the only
 * one that begins with the word (three letters or more), else null.
 */
export function closestWord(word: string, candidates: readonly string[]): string | null {
  if (word.length > LONGEST) return null;
  let best: string | null = null;
  let bestDistance = 3;
  for (const candidate of candidates) {
    const limit = Math.min(word.length, candidate.length) <= 3 ? 1 : 2;
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const distance = editDistance(word, candidate);
    if (distance <= limit && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  if (best !== null || word.length < 3) return best;
  const longer = candidates.filter((candidate) => candidate.startsWith(word));
  return longer.length === 1 ? (longer[0] ?? null) : null;
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, in UTF-16 units. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const one = (cells: number[], at: number) => cells[at] ?? Number.POSITIVE_INFINITY;
      row.push(
        Math.min(
          one(last, j) + 1,
          one(row, j - 1) + 1,
          one(last, j - 1) + (same ? 0 : 1),
          swapped ? one(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
