/**
 * Opens what its sender signed in one piece (RFC 8551 3.5.2, RFC 5652 5): Outlook sends so where "clear text signed" is off, and nobody
 * without S/MIME would see a word. The signature is not checked and proves nothing here, and nothing inside says who sent the mail.
 */
import { OctetString } from "asn1js";
import { CMS, contentIn, membersOf, readCms } from "./cms.ts";

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
  try {
    const outer = readCms(bytes);
    if (outer?.type !== CMS.signed) return null;
    // Version, digest algorithms, then the content.
    const inner = contentIn(membersOf(membersOf(outer.content)[0])[2]);
    const octets = membersOf(inner?.content)[0];
    if (inner?.type !== CMS.data || !(octets instanceof OctetString)) return null;
    return Buffer.from(octets.getValue());
  } catch {
    // In pieces that cannot be put together.
    return null;
  }
}
