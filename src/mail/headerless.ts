/** A file or message that has no header is all body: otherwise its first paragraph would be taken for one, and be lost. */

/** So far the first lines are looked at; a header that begins later is none. */
const LOOKED_AT = 16_384;
const HEADER_LINE = /^[!-9;-~]{1,76}[ \t]*:(?!\/\/)/;
/** In a block whose first line is none, one of these tells that it is a header after all, and only broken. */
const KNOWN_HEADER =
  /^(?:from|to|cc|subject|date|sender|received|return-path|delivered-to|reply-to|message-id|mime-version|content-[a-z-]{2,30}|x-[a-z0-9-]{1,60})[ \t]*:/im;

/** `From :` with a blank, as RFC 5322 4.5.3 allows: mailsplit takes it for the line that mailboxes put above a mail. */
const SPACED_FROM = /^From[ \t]{1,80}(?=:)/i;

const BLANK_LINES = /^(?:[ \t]{0,80}\r?\n)+/;

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
