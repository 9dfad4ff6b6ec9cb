/** Encoded words (RFC 2047, RFC 2231) and header parameters as text, by libmime, with the charset rules of charset.ts. */
import libmime from "libmime";
import { decodeCharset } from "./charset.ts";
import { cleanLine } from "./clean-text.ts";

const MAX_TEXT = 5000;
const MAX_PARAMETERS = 20_000;

class Words extends libmime.Libmime {
  /** Raw 8-bit characters inside a word, which RFC 2047 forbids and programs write, stand for themselves. */
  override decodeWord(charset: string, encoding: string, coded: string): string {
    const label = charset.split("*")[0] ?? "";
    const isBase64 = encoding.toUpperCase() === "B";
    return coded.replace(/[\0-\x7f]+/g, (ascii) =>
      decodeCharset(isBase64 ? fromBase64(ascii) : fromQ(ascii), label),
    );
  }
}

const words = new Words();

/** libmime joins neighbouring words, for characters that were cut in two; each may end in padding of its own. */
function fromBase64(coded: string): Buffer {
  return Buffer.concat(coded.split(/=+/).map((one) => Buffer.from(one, "base64")));
}

function fromQ(coded: string): Buffer {
  const plain = coded
    .replace(/_/g, " ")
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, "latin1");
}

/** A word with bare question marks in it, which RFC 2047 4.2 forbids and programs write. */
const ASKING_WORD = /(=\?[\w*-]{1,40}\?q\?)((?:[^?\s]|\?(?!=)){1,200})(?=\?=)/gi;

function codeMarks(_: string, start: string, coded: string): string {
  return start + coded.replace(/\?/g, "=3F");
}

/** One line; at most 5000 characters come back. */
export function decodeText(value: string): string {
  const bounded = value.slice(0, MAX_TEXT);
  if (!bounded.includes("=?")) return bounded;
  try {
    return cleanLine(words.decodeWords(bounded.replace(ASKING_WORD, codeMarks)));
  } catch {
    return bounded;
  }
}

export interface ParameterHeader {
  /** In lower case. */
  value: string;
  /** By lower-case name, continuations joined, decoded. */
  params: Record<string, string>;
}

/** `attachment; filename*0*=…` and the like; a header that cannot be read has no parameters. */
export function parseParameters(value: string): ParameterHeader {
  try {
    const parsed = words.parseHeaderValue(mendParameters(value.slice(0, MAX_PARAMETERS)));
    return { value: (parsed.value || "").toLowerCase().trim(), params: parsed.params };
  } catch {
    return { value: "", params: {} };
  }
}

/** The semicolon before the first parameter, or behind its quotes, is forgotten now and then: `multipart/mixed boundary="x" a=b`. */
export function mendParameters(value: string): string {
  return value
    .replace(/^(\s*[\w.+-]+(?:\/[\w.+-]+)?)[ \t]+(?=[\w*-]+\s*=)/, "$1; ")
    .replace(/^([^"]*=\s*"[^"\\]*")[ \t]+(?=[\w*-]+\s*=)/, "$1; ");
}
