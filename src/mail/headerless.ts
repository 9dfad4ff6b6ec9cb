/**
 * A file or message that has no header is all body: otherwise its first paragraph would be taken for one, and be lost. Of one whose
 * header ends by a line of blanks, as scanners and scripts write it, that paragraph would be lost, too.
 */

/** So far the first lines are looked at; a header that begins later is none. */
const LOOKED_AT = 16_384;
const HEADER_LINE = /^[!-9;-~]{1,76}[ \t]*:(?!\/\/)/;
/** In a block whose first line is none, one of these tells that it is a header after all, and only broken. */
const KNOWN_HEADER =
  /^(?:from|to|cc|subject|date|sender|received|return-path|delivered-to|reply-to|message-id|mime-version|content-[a-z-]{2,30}|x-[a-z0-9-]{1,60})[ \t]*:/im;

/** `From :` with a blank, as RFC 5322 4.5.3 allows: mailsplit takes it for the line that mailboxes put above a mail. */
const SPACED_FROM = /^From[ \t]{1,80}(?=:)/i;

const BLANK_LINES = /^(?:[ \t]{0,80}\r?\n)+/;

/** Longer headers nobody mends. */
const LONGEST_HEADER = 262_144;
const BLANKS_BELOW_A_LINE = /(?<=\n)(?:[ \t]+\r?\n)+/;
/** A line that a header may go on with: a folded one, or a field that means something to mail programs. Text says `Room: 12`, too. */
const GOES_ON =
  /^(?:[ \t]+\S|(?:[^\s:-]*-[^\s:]*|from|to|b?cc|subject|date|sender|received|references|precedence|preference|priority|importance|sensitivity|keywords|comments|organi[sz]ation|encrypted|lines|status|summary|expires|newsgroups|path|xref|approved|distribution)[ \t]*:)/im;
/** A boundary, and below it the fields of a part, which are none of the mail's. */
const PART_HEADER = /^--[^\n]*(?:\n|$)(?:content-[a-z-]+[ \t]*:[^\n]*(?:\n|$)(?:[ \t][^\n]*(?:\n|$))*)*$/i;
const SIGNED = /^(?:[a-z-]*-signature|arc-[a-z-]{1,40})[ \t]*:|\bdkim[ \t]*=[ \t]*pass\b/im;
/** What stands below its header and is none of it would be decoded with it. */
const BASE64 = /^content-transfer-encoding[ \t]*:[ \t]*base64/im;

/**
 * The bytes with an empty line in place of the blanks that end their header. Strictly read such blanks are a folded line, and what
 * mail hosts go by: so they end nothing where fields stand below them, before the first empty line, and no field is hidden or won.
 * Nor do they in a signed mail: a signature covers its fields and its body, and words between these anybody could have added.
 */
export function withHeaderEnd(raw: Buffer): Buffer {
  if (raw[0] === 10 || raw[0] === 13) return raw;
  const start = raw.subarray(0, LONGEST_HEADER);
  const ends = ["\n\r\n", "\n\n"].map((empty) => start.indexOf(empty)).filter((at) => at >= 0);
  if (ends.length === 0 && raw.length > start.length) return raw;
  const head = start.toString("latin1", 0, ends.length === 0 ? start.length : Math.min(...ends) + 1);
  const blanks = BLANKS_BELOW_A_LINE.exec(head);
  if (blanks === null || SIGNED.test(head) || BASE64.test(head)) return raw;
  const end = blanks.index + blanks[0].length;
  const below = head.slice(end);
  if (below === "" || (GOES_ON.test(below) && !PART_HEADER.test(below))) return raw;
  return Buffer.concat([raw.subarray(0, blanks.index), Buffer.from("\r\n"), raw.subarray(end)]);
}

/** The bytes with an empty header before them where they have none; HTML is declared as such. */
export function withHeader(raw: Buffer): Buffer {
  const above = isBlank(raw[0])
    ? (BLANK_LINES.exec(raw.toString("latin1", 0, LOOKED_AT))?.[0].length ?? 0)
    : 0;
  if (above > 0) {
    // Below empty lines only a block that is surely a header is one.
    const rest = raw.subarray(above);
    const block = rest.toString("latin1", 0, LOOKED_AT).split(/\r?\n[ \t]*\r?\n|\r\r/, 1)[0] ?? "";
    return HEADER_LINE.test(block) && KNOWN_HEADER.test(block) ? withHeader(rest) : raw;
  }
  const spaced = SPACED_FROM.exec(raw.toString("latin1", 0, 100))?.[0];
  if (spaced !== undefined) return Buffer.concat([raw.subarray(0, 4), raw.subarray(spaced.length)]);
  const head = raw
    .subarray(0, LOOKED_AT)
    .toString("latin1")
    .replace(/^\xef\xbb\xbf/, "");
  const first = /^[^\r\n]*/.exec(head)?.[0] ?? "";
  if (first === "" || HEADER_LINE.test(first) || /^(?:>?From |[ \t]*$)/.test(first)) return raw;
  const end = head.search(/\r?\n[ \t]*\r?\n|\r\r/);
  if (KNOWN_HEADER.test(end === -1 ? head : head.slice(0, end))) return raw;
  const isHtml = /^\s*<(?:!doctype html|html|head|body|div|p|meta|table)\b/i.test(head);
  return Buffer.concat([Buffer.from(isHtml ? "Content-Type: text/html\r\n\r\n" : "\r\n"), raw]);
}

function isBlank(byte: number | undefined): boolean {
  return byte === 10 || byte === 13 || byte === 32 || byte === 9;
}
