/**
 * Repairs the structure of a mail before mailparser splits it, which knows one boundary at a time and takes every header at its word:
 * multiparts that were never closed, blanks behind a boundary, boundaries that the header does not name, a Content-Type that stands
 * twice. One linear pass; a healthy mail comes back as it is, without a copy; what a part holds is never changed.
 */
import { mendParameters, parseParameters } from "./encoded-words.ts";

/** Why a mail is not parsed at all. */
export class UnreadableMail extends Error {
  /** `too_many_parts`, `too_deep`, `header_too_large`, … */
  readonly reason: string;

  constructor(reason: string) {
    super(`the mail cannot be read: ${reason}`);
    this.name = "UnreadableMail";
    this.reason = reason;
  }
}

const MAX_PARTS = 500;
const MAX_DEPTH = 40;
const MAX_HEADER_BYTES = 1_000_000;
/** RFC 2046 5.1.1 allows 70; longer ones are in use. */
const LONGEST_BOUNDARY = 250;
const LF = 10;
const CR = 13;

interface Multipart {
  /** With its two dashes, one character a byte. */
  delimiter: string;
  isDigest: boolean;
}

/** Throws UnreadableMail for a mail beyond the limits. */
export function mendMime(received: Buffer): Buffer {
  const raw = withLineFeeds(received);
  const mended = new Patches(raw);
  const open: Multipart[] = [];
  let parts = 1;
  let at = readHeader(raw, 0, open, mended);
  while (open.length > 0) {
    const line = findDelimiter(raw, at, open);
    if (line === null) break;
    // Whatever was left open inside ends where its parent goes on.
    const unclosed = open.splice(line.level + 1).reverse();
    mended.insert(line.start, unclosed.map((one) => `${one.delimiter}--\r\n`).join(""));
    if (line.hasBlanks) mended.replace(line.start, line.end, `${line.text}\r\n`);
    at = line.end;
    if (line.closes) {
      open.pop();
      continue;
    }
    parts += 1;
    if (parts > MAX_PARTS) throw new UnreadableMail("too_many_parts");
    at = readHeader(raw, at, open, mended);
  }
  return mended.apply();
}

/** Mail of old Macintosh programs ends lines by a carriage return alone, which nothing splits. */
function withLineFeeds(raw: Buffer): Buffer {
  if (raw.includes(LF) || !raw.includes(CR)) return raw;
  return raw.map((byte) => (byte === CR ? LF : byte)) as Buffer;
}

/** Changes to the bytes, in order; nothing is copied until there is one. */
class Patches {
  readonly #raw: Buffer;
  readonly #pieces: Buffer[] = [];
  #from = 0;

  constructor(raw: Buffer) {
    this.#raw = raw;
  }

  insert(at: number, text: string): void {
    if (text !== "") this.replace(at, at, text);
  }

  replace(start: number, end: number, text: string): void {
    this.#pieces.push(this.#raw.subarray(this.#from, start), Buffer.from(text, "latin1"));
    this.#from = end;
  }

  apply(): Buffer {
    return this.#pieces.length === 0
      ? this.#raw
      : Buffer.concat([...this.#pieces, this.#raw.subarray(this.#from)]);
  }
}

interface DelimiterLine {
  start: number;
  end: number;
  text: string;
  level: number;
  closes: boolean;
  hasBlanks: boolean;
}

/** The next line that delimits one of the open multiparts, the innermost first. */
function findDelimiter(raw: Buffer, from: number, open: readonly Multipart[]): DelimiterLine | null {
  for (let at = from - 1; ; ) {
    const found = raw.indexOf("\n--", Math.max(at, 0), "latin1");
    if (found < 0) return null;
    const line = delimiterAt(raw, found + 1, open);
    if (line !== null) return line;
    at = found + 1;
  }
}

function delimiterAt(raw: Buffer, start: number, open: readonly Multipart[]): DelimiterLine | null {
  const feed = raw.indexOf(LF, start);
  const end = feed < 0 ? raw.length : feed + 1;
  if (end - start > LONGEST_BOUNDARY + 100) return null;
  const written = raw.toString("latin1", start, end).replace(/\r?\n$/, "");
  const text = written.trimEnd();
  for (let level = open.length - 1; level >= 0; level -= 1) {
    const delimiter = open[level]?.delimiter ?? "";
    const closes = text === `${delimiter}--`;
    if (closes || text === delimiter) {
      return { start, end, text, level, closes, hasBlanks: written !== text || feed < 0 };
    }
  }
  return null;
}

/** Reads the header of a part, notes the multipart that it opens, and returns where its body begins. */
function readHeader(raw: Buffer, start: number, open: Multipart[], mended: Patches): number {
  const { fields, end } = contentTypes(raw, start, open);
  const last = fields.at(-1);
  if (last === undefined) {
    if (open.at(-1)?.isDigest) mended.insert(start, "Content-Type: message/rfc822\r\n");
    return end;
  }
  // Of several the last counts: programs that rewrite a mail add theirs below, and signatures count from there (RFC 6376 5.4.2).
  for (const field of fields.slice(0, -1)) mended.replace(field.start, field.end, "");
  const written = raw
    .toString("latin1", last.start, last.end)
    .replace(/^[^:]*:/, "")
    .replace(/\r?\n(?=[ \t])/g, "")
    .trim();
  let value = mendParameters(written);
  const { value: type, params } = parseParameters(value);
  if (type.startsWith("multipart/")) {
    const named = (params.boundary ?? "").trimEnd();
    // Only of the whole mail: deeper ones would each cost a search through all of it.
    const isThere =
      open.length > 0 ? named !== "" : named !== "" && raw.includes(`--${named}`, end, "latin1");
    const boundary = isThere ? named : guessBoundary(raw, end);
    if (boundary === null || boundary.length > LONGEST_BOUNDARY) value = "text/plain";
    else {
      if (open.length >= MAX_DEPTH) throw new UnreadableMail("too_deep");
      open.push({ delimiter: `--${boundary}`, isDigest: type === "multipart/digest" });
      if (boundary !== params.boundary) value = `${type}; boundary="${boundary}"`;
    }
  }
  if (value !== written) mended.replace(last.start, last.end, `Content-Type: ${value}\r\n`);
  return end;
}

interface Field {
  start: number;
  end: number;
}

/** The Content-Type fields of a header, and where its body begins; a delimiter ends the header too. */
function contentTypes(
  raw: Buffer,
  start: number,
  open: readonly Multipart[],
): { fields: Field[]; end: number } {
  const fields: Field[] = [];
  let at = start;
  let isContentType = false;
  while (at < raw.length) {
    if (at - start > MAX_HEADER_BYTES) throw new UnreadableMail("header_too_large");
    const feed = raw.indexOf(LF, at);
    const next = feed < 0 ? raw.length : feed + 1;
    const first = raw[at] ?? 0;
    // Empty lines above the whole mail's header do not end it.
    if (first === LF || (first === CR && next - at === 2)) {
      if (at > start || start > 0) return { fields, end: next };
      start = next;
    } else if (first === 32 || first === 9) {
      const field = fields.at(-1);
      if (isContentType && field !== undefined) field.end = next;
    } else if (first === 45 && raw[at + 1] === 45 && delimiterAt(raw, at, open) !== null) {
      return { fields, end: at };
    } else {
      isContentType = /^content-type[ \t]*:/i.test(raw.toString("latin1", at, Math.min(next, at + 40)));
      if (isContentType) fields.push({ start: at, end: next });
    }
    at = next;
  }
  return { fields, end: raw.length };
}

/** The first line of a body that looks like a delimiter, where its header names none that is there. */
function guessBoundary(raw: Buffer, from: number): string | null {
  const body = raw.toString("latin1", from, from + 20_000);
  const found = /^--([^\s"]{1,200})[ \t]*\r?\ncontent-/im.exec(body);
  return found?.[1] ?? null;
}
