/** What kind of content S/MIME wrapped (RFC 5652 3), told by its first bytes: reading all of it costs what its sender likes. */

/** Kinds of content, by the bytes of their object identifiers in hex. */
export const CMS = {
  signed: "2a864886f70d010702",
  enveloped: "2a864886f70d010703",
  authenticatedEnveloped: "2a864886f70d0109100117",
} as const;

const SEQUENCE = 0x30;
const OBJECT_IDENTIFIER = 0x06;
const LONGEST_IDENTIFIER = 32;

/** In hex; null for what is none. */
export function kindOfCms(bytes: Buffer): string | null {
  if (bytes[0] !== SEQUENCE) return null;
  // X.690 8.1.3: in one byte, or how many bytes the length takes; none where it is not told.
  const told = bytes[1] ?? 0;
  const at = 2 + (told > 0x80 ? told - 0x80 : 0);
  const length = bytes[at + 1] ?? 0;
  if (bytes[at] !== OBJECT_IDENTIFIER || length > LONGEST_IDENTIFIER) return null;
  return bytes.toString("hex", at + 2, at + 2 + length);
}
