/** The part of libmime (which ships no types) that the parser uses. */
declare module "libmime" {
  const libmime: {
    /** Encoded words (RFC 2047) as text. May throw on charsets that it does not know. */
    decodeWords(text: string): string;
    /** A file extension for a content type, `bin` when unknown. */
    detectExtension(contentType: string): string;
  };
  export default libmime;
}
