/** Finds mails of ours that somebody saved as a file: they end with their reader's token (evidence.ts, `markerLine`). */
import { TOKEN_PATTERN } from "../domain/token-shape.ts";

const MARKER_BEGINS = "[ref:";
const MARKER = new RegExp(`^\\[ref:\\s?${TOKEN_PATTERN}\\s?\\]`, "i");
const LONGEST_MARKER = 40;

export function holdsMarker(content: Buffer): boolean {
  let at = content.indexOf(MARKER_BEGINS);
  while (at >= 0) {
    if (MARKER.test(content.toString("latin1", at, at + LONGEST_MARKER))) return true;
    at = content.indexOf(MARKER_BEGINS, at + 1);
  }
  return false;
}
