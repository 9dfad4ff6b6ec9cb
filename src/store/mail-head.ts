/** What of a raw mail is read when it is accepted, without making text of all of it: most of a mail is attachments. */
import { MARKER_PATTERN } from "../domain/token-shape.ts";

/** A header that is longer is read so far. */
const HEAD_BYTES = 262_144;
const MARKER = new RegExp(`^${MARKER_PATTERN}`, "i");
const LONGEST_MARKER = 40;
const BRACKET = 0x5b;
const R = 0x72;
const COLON = 0x3a;
const LOWER_CASE = 0x20;

/** Its header, one character a byte (Latin-1), and below that the marker lines (evidence.ts) that stand in the first part of its text. */
export function headOf(raw: Buffer): string {
  const head = raw.subarray(0, HEAD_BYTES);
  const end = headerEnd(head);
  return [head.toString("latin1", 0, end), ...markersIn(head.subarray(end))].join("\n");
}

/** Not before the first blank line of a header; some way behind it where its line ends are of rarer kinds. */
function headerEnd(head: Buffer): number {
  let start = 0;
  while (head[start] === 13 || head[start] === 10) start += 1;
  let end = head.length;
  for (const blank of ["\n\r\n", "\n\n"]) {
    const at = head.subarray(start, end).indexOf(blank);
    if (at >= 0) end = start + at + blank.length;
  }
  return end;
}

function markersIn(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = bytes.indexOf(BRACKET); at >= 0; at = bytes.indexOf(BRACKET, at + 1)) {
    // Most brackets are seen by the next byte to begin something else.
    if (((bytes[at + 1] ?? 0) | LOWER_CASE) !== R || bytes[at + 4] !== COLON) continue;
    const marker = MARKER.exec(bytes.toString("latin1", at, at + LONGEST_MARKER));
    if (marker) found.push(marker[0]);
  }
  return found;
}
