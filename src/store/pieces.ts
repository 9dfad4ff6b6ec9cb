/**
 * Cuts raw mails so that what many of them hold alike is stored once: the body of each large part (RFC 2046 5.1.1) is a piece of its
 * own, and so is what lies between. The pieces in their order are the mail, byte for byte. Pure, linear in the size of the mail.
 */

/** A smaller body costs more to look up than to store again. */
const SMALLEST_BODY = 4_096;
/** Of more parts, what follows is one piece. */
const MOST_BODIES = 500;

const BOUNDARY = Buffer.from("\n--");
const BLANK_LINES = [Buffer.from("\r\n\r\n"), Buffer.from("\n\n")];

/** Null: nothing in it is worth a piece of its own. */
export function cutIntoPieces(raw: Buffer): Buffer[] | null {
  const pieces: Buffer[] = [];
  let cut = 0;
  for (const { start, end } of largeBodies(raw)) {
    pieces.push(raw.subarray(cut, start), raw.subarray(start, end));
    cut = end;
  }
  if (pieces.length === 0) return null;
  return [...pieces, raw.subarray(cut)].filter((piece) => piece.length > 0);
}

function largeBodies(raw: Buffer): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  let boundary = raw.indexOf(BOUNDARY);
  while (boundary >= 0 && found.length < MOST_BODIES) {
    const next = raw.indexOf(BOUNDARY, boundary + BOUNDARY.length);
    const end = next < 0 ? raw.length : next;
    if (end - boundary >= SMALLEST_BODY) {
      const start = bodyStart(raw.subarray(boundary, end));
      if (start !== null && end - boundary - start >= SMALLEST_BODY)
        found.push({ start: boundary + start, end });
    }
    boundary = next;
  }
  return found;
}

/** Behind the part's header, which names the file and so differs where the bytes are the same. */
function bodyStart(part: Buffer): number | null {
  const ends = BLANK_LINES.flatMap((blank) => {
    const at = part.indexOf(blank);
    return at < 0 ? [] : [at + blank.length];
  });
  return ends.length === 0 ? null : Math.min(...ends);
}
