/**
 * Bytes as text, whatever charset they claim: a claim is believed where the bytes bear it out, else the charset is detected by chardet.
 * Always gives text. UTF-7 is refused for all that ASCII can write: it can hide commands and markup from all who look at the bytes.
 * Its foreign letters are read, which hide nothing: Exchange has sent people's words in it for years.
 */
import { analyse } from "chardet";
import iconv from "iconv-lite";

/** What chardet is shown: it needs some sentences, and its time grows with what it is given. */
const SAMPLE_BYTES = 32_768;
/** Of 100; below, chardet is guessing, and Windows-1252, the commonest of all, is the better guess. */
const SURE_ENOUGH = 40;

const UTF_8 = /^(x-|unicode-1-1-)?utf-?8(mb4|-sig)?$|^cp-?65001$/i;
/** Claims that say nothing: programs write them whatever the text holds. */
const NO_CLAIM =
  /^((us-)?ascii|ansi_x3\.4.*|unknown|x-unknown|unknown-8bit|[78]bit|binary|default|(x-)?user-defined|none|charset|_?autodetect.*)?$/i;
/** Charsets in which almost any byte is a letter: text under such a claim may be UTF-8 in truth. */
const SINGLE_BYTE = /^(x-)?(iso[-_]?8859|latin-?\d|win(dows)?-?12|cp-?12|l\d|ansi|mac)/i;
/** Charsets that write other alphabets in seven bits. */
const SEVEN_BIT = /^(csiso)?iso-?2022|^hz|^utf-?(16|32)|^ucs-?[24]/i;
const ESC = 0x1b;
/** ISO-2022-JP says by itself where it begins (RFC 1468). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: ESC is how it does
const SHIFTS_TO_JAPANESE = /\x1b\$[@B](?:[!-~]{2}|[\r\n]){1,2000}\x1b\([BJ]/;
/** Names that neither decoder knows. */
const ALIASES: Record<string, string> = { "x-gbk": "gbk", "x-sjis": "shift_jis", ks_c_5601: "cp949" };

/** By any name that iconv-lite would know it by: that looks at letters and digits alone, and not at a year behind a colon. */
export function isUtf7(charset: string): boolean {
  // In lower case first, as it does: a Turkish capital İ becomes an i by that.
  const name = charset
    .slice(0, 100)
    .toLowerCase()
    .replace(/:\d{4}\s*$|[^0-9a-z]/g, "");
  return /utf7(imap)?$/.test(name);
}

/**
 * @param claimed the charset parameter; empty where there is none.
 * @param hint a charset that another part of the mail claims: tried where this one claims none.
 */
export function decodeCharset(bytes: Buffer, claimed: string, hint = ""): string {
  if (isUtf7(claimed) && isAscii(bytes)) return decodeUtf7Letters(bytes.toString("latin1"));
  const stated = usableClaim(claimed);
  const claim = stated === "" && shiftsToJapanese(bytes) ? "iso-2022-jp" : stated;
  if (!SEVEN_BIT.test(claim) && isAscii(bytes)) return bytes.toString("latin1");
  if (claim === "" || UTF_8.test(claim) || SINGLE_BYTE.test(claim)) {
    // Text in another charset is valid UTF-8 by the rarest chance; UTF-8 under a wrong claim is common.
    const text = strictUtf8(bytes);
    if (text !== null) return text;
  }
  if (claim === "" || UTF_8.test(claim)) {
    const text = bytes.toString("utf8");
    if (isMostlyRead(text) || (claim !== "" && isPlausible(text))) return text;
  }
  // Programs write it over what is Shift_JIS or EUC-JP in truth: it has no eighth bit.
  const isJapanese = /^(?:cs)?iso-?2022-?jp/i.test(claim) && !isAscii(bytes);
  const candidates = isJapanese ? ["shift_jis", "euc-jp"] : [claim];
  for (const charset of [...candidates, usableClaim(hint)]) {
    if (charset === "" || UTF_8.test(charset)) continue;
    const text = decodeAs(bytes, charset);
    if (text !== null && isPlausible(text)) return text;
  }
  return strictUtf8(bytes) ?? decodeAs(bytes, detect(bytes)) ?? bytes.toString("latin1");
}

/** What is written in ASCII characters by way of UTF-7 stays coded: no mail program has a reason to. */
function decodeUtf7Letters(text: string): string {
  return text.replace(/\+[A-Za-z0-9+/]{2,1000}-?/g, (coded) => {
    const letters = iconv.decode(Buffer.from(coded, "latin1"), "utf-7");
    return /^[\xa0-\uffff]+$/.test(letters) ? letters : coded;
  });
}

function shiftsToJapanese(bytes: Buffer): boolean {
  return bytes.includes(ESC) && SHIFTS_TO_JAPANESE.test(bytes.toString("latin1"));
}

/** Null where the bytes are no UTF-8. */
function strictUtf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function usableClaim(claimed: string): string {
  const label = claimed
    .slice(0, 100)
    .trim()
    .replace(/^["']+|["']+$/g, "");
  if (NO_CLAIM.test(label) || isUtf7(label)) return "";
  const charset = ALIASES[label.toLowerCase()] ?? label;
  return UTF_8.test(charset) || decodeAs(Buffer.from("a"), charset) !== null ? charset : "";
}

/** Null where nobody knows the charset. iconv-lite reads nearly all; Node itself has what shifts between alphabets. */
function decodeAs(bytes: Buffer, charset: string): string | null {
  if (iconv.encodingExists(charset)) return iconv.decode(bytes, charset);
  try {
    // Joined encoded words shift back and forth in one place, which the decoder takes for damage.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ESC is how these charsets shift
    const shifts = /\x1b\([BJ](?=\x1b)/g;
    const joined = /^iso-?2022/i.test(charset)
      ? Buffer.from(bytes.toString("latin1").replace(shifts, ""), "latin1")
      : bytes;
    return new TextDecoder(charset).decode(joined);
  } catch {
    return null;
  }
}

function isAscii(bytes: Buffer): boolean {
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] ?? 0) > 127) return false;
  return true;
}

/** At most one in twenty characters could not be read. */
function isPlausible(text: string): boolean {
  let unread = 0;
  for (let at = text.indexOf("\ufffd"); at >= 0; at = text.indexOf("\ufffd", at + 1)) unread++;
  return unread * 20 <= text.length;
}

/** More sequences of several bytes than broken ones: a character was cut in two, and the rest is what it says. */
function isMostlyRead(text: string): boolean {
  let read = 0;
  let broken = 0;
  for (const one of text) {
    if (one === "\ufffd") broken++;
    else if (one > "\x7f") read++;
  }
  return read > broken;
}

function detect(bytes: Buffer): string {
  const [best] = analyse(bytes.subarray(0, SAMPLE_BYTES));
  if (best === undefined || best.confidence < SURE_ENOUGH) return "windows-1252";
  // Windows-1252 is ISO-8859-1 with letters where that has control characters.
  return /^(ISO-8859-1|ASCII|UTF-8)$/.test(best.name) ? "windows-1252" : best.name;
}
