/** The part of libmime (which ships no types) that the parser uses. */
declare module "libmime" {
  class Libmime {
    /** Encoded words (RFC 2047) as text. May throw on charsets that it does not know. */
    decodeWords(text: string): string;
    /** One word; `decodeWords` and `parseHeaderValue` call it. */
    decodeWord(charset: string, encoding: string, coded: string): string;
    /** A header with parameters (RFC 2045 5.1), RFC 2231 resolved. */
    parseHeaderValue(value: string): { value: string | false; params: Record<string, string> };
    /** A file extension for a content type, `bin` when unknown. */
    detectExtension(contentType: string): string;
  }
  const libmime: Libmime & { Libmime: typeof Libmime };
  export default libmime;
}
