/**
 * Finds mails of ours that somebody saved as a file: their reader's token stands in their addresses and Message-IDs, or at their end
 * (evidence.ts). Looks at bytes, at a few beside each @ and each bracket, because every attachment comes by here.
 */
import { TOKEN_LENGTH } from "../domain/token-shape.ts";

const AT = 0x40;
const BRACKET = 0x5b;
const CODED_AT = Buffer.from("%40");

export function holdsToken(content: Buffer): boolean {
  const bytes = isUtf16(content) ? Buffer.from(content.toString("utf16le"), "latin1") : content;
  return (
    finds(bytes, AT, (at) => endsWithToken(bytes, at)) ||
    finds(bytes, CODED_AT, (at) => endsWithToken(bytes, at)) ||
    finds(bytes, BRACKET, (at) => isMarker(bytes, at))
  );
}

function finds(bytes: Buffer, what: number | Buffer, isIt: (at: number) => boolean): boolean {
  for (let at = bytes.indexOf(what); at >= 0; at = bytes.indexOf(what, at + 1)) if (isIt(at)) return true;
  return false;
}

/** Windows programs save text so, with a byte order mark before it. */
function isUtf16(content: Buffer): boolean {
  return content[0] === 0xff && content[1] === 0xfe;
}

/** `TOKEN@`, at the end of a longer name only behind the signs that we put before it: `desk+TOKEN@`, `b-TOKEN@`, `dp.TOKEN@`. */
function endsWithToken(bytes: Buffer, end: number): boolean {
  const start = end - TOKEN_LENGTH;
  if (start < 0 || !isToken(bytes, start)) return false;
  const before = bytes.toString("latin1", Math.max(0, start - 3), start).toLowerCase();
  if (/(?:\+|%2b|b-|dp\.)$/.test(before)) return true;
  // Alone it may be anybody's name, as long as no digit tells it from one.
  return !/[a-z0-9._-]$/.test(before) && bytes.subarray(start, end).some((byte) => byte < 0x3a);
}

/** `[ref:TOKEN` in any case, with a blank before the token or a line break. */
function isMarker(bytes: Buffer, at: number): boolean {
  if (((bytes[at + 1] ?? 0) | 0x20) !== 0x72) return false;
  const blank = /^(?:\r\n|\xc2?\xa0|[\t-\r ])?/.exec(bytes.toString("latin1", at + 5, at + 7));
  const start = at + 5 + (blank?.[0].length ?? 0);
  return /^ref:$/i.test(bytes.toString("latin1", at + 1, at + 5)) && isToken(bytes, start);
}

/** 26 characters of base32; backwards, since what is none mostly shows that at once. */
function isToken(bytes: Buffer, start: number): boolean {
  for (let at = start + TOKEN_LENGTH - 1; at >= start; at--) {
    const byte = (bytes[at] ?? 0) | 0x20;
    const isLetter = byte >= 0x61 && byte <= 0x7a;
    const isDigit = (bytes[at] ?? 0) >= 0x32 && (bytes[at] ?? 0) <= 0x37;
    if (!isLetter && !isDigit) return false;
  }
  return true;
}
