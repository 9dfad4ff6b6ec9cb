/** A file or message that has no header is all body: otherwise its first paragraph would be taken for one, and be lost. */

/** So far the first lines are looked at; a header that begins later is none. */
const LOOKED_AT = 16_384;
const HEADER_LINE = /^[!-9;-~]{1,76}[ \t]*:(?!\/\/)/;
/** In a block whose first line is none, one of these tells that it is a header after all, and only broken. */
const KNOWN_HEADER =
  /^(?:from|to|cc|subject|date|sender|received|return-path|delivered-to|reply-to|message-id|mime-version|content-[a-z-]{2,30}|x-[a-z0-9-]{1,60})[ \t]*:/im;

/** The bytes with an empty header before them where they have none; HTML is declared as such. */
export function withHeader(raw: Buffer): Buffer {
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
