/**
 * Opens what its sender signed in one piece (RFC 8551 3.5.2, RFC 5652 5): Outlook sends so where "clear text signed" is off, and nobody
 * without S/MIME would see a word. The signature is not checked and proves nothing here, and nothing inside says who sent the mail.
 */
import { type BaseBlock, Constructed, fromBER, ObjectIdentifier, OctetString, Sequence } from "asn1js";
import { CMS, kindOfCms } from "./cms.ts";

const DATA = "1.2.840.113549.1.7.1";
/** Programs that sign while they read write the content in pieces of some kilobytes; a mail is at most some 50 MB. */
const LIMITS = { maxNodes: 100_000, maxContentLength: 64 * 1024 * 1024 };
/** Without one of these above its first empty line, what was signed is a text and no MIME entity. */
const ENTITY_HEADER = /^content-[a-z-]{2,30}[ \t]*:/im;
const LONGEST_HEADER = 20_000;

/** RFC 8551 3.2.1 and 3.9: by its type, or by its name where the type says nothing. */
export function maybeSigned(contentType: string, filename: string): boolean {
  if (/^application\/(?:x-)?pkcs7-mime$/.test(contentType)) return true;
  return contentType === "application/octet-stream" && /\.p7m$/i.test(filename);
}

/** The MIME entity that was signed; null where `content` is something else: encrypted, certificates only, damaged. */
export function signedEntity(content: Buffer): Buffer | null {
  const signed = signedContent(content);
  if (signed === null) return null;
  const [head = ""] = signed.toString("latin1", 0, LONGEST_HEADER).split(/\r?\n\r?\n/, 1);
  return ENTITY_HEADER.test(head) ? signed : Buffer.concat([Buffer.from("\r\n"), signed]);
}

function signedContent(bytes: Buffer): Buffer | null {
  if (kindOfCms(bytes) !== CMS.signed) return null;
  try {
    const [, wrapped] = membersOf(fromBER(new Uint8Array(bytes), LIMITS).result);
    // Version, digest algorithms, then the content.
    const content = membersOf(membersOf(wrapped)[0])[2];
    const [contentType, value] = membersOf(content);
    const octets = membersOf(value)[0];
    if (!isId(contentType, DATA) || !(octets instanceof OctetString)) return null;
    return Buffer.from(octets.getValue());
  } catch {
    // Whatever is nested too deep or cut short.
    return null;
  }
}

function membersOf(block: BaseBlock | undefined): BaseBlock[] {
  return block instanceof Sequence || block instanceof Constructed
    ? (block.valueBlock.value as BaseBlock[])
    : [];
}

function isId(block: BaseBlock | undefined, id: string): boolean {
  return block instanceof ObjectIdentifier && block.valueBlock.toString() === id;
}
