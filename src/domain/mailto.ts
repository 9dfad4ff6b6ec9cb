/** `mailto:` links: how a mail offers what others put on a web page. Pressing one opens an answer that is already written. */

export interface AnswerTarget {
  /** Where the answer goes: the reply address that holds the recipient's token. */
  address: string;
  /** Of the mail being answered, so that the answer stays in its thread. */
  subject: string;
  /** Put below the text where the address cannot hold the token; null otherwise. */
  marker: string | null;
}

/** RFC 6068: everything percent-encoded, line breaks as CRLF. `+` too: some programs read it as a blank. */
export function answerLink(target: AnswerTarget, text: string): string {
  const lines = target.marker === null ? text : `${text}\n\n${target.marker}`;
  const body = encode(lines.replace(/\r?\n/g, "\r\n"));
  return `mailto:${encodeAddress(target.address)}?subject=${encode(`Re: ${target.subject}`)}&body=${body}`;
}

function encodeAddress(address: string): string {
  return encode(address).replace(/%40/g, "@");
}

/** `'` and its like may stand in a URL, but programs that find links in text end them there. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, "\u{FFFD}")).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
