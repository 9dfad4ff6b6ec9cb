/** Whether a mail's words are encrypted, by S/MIME (RFC 8551 3.3) or OpenPGP (RFC 3156 4, RFC 9580 6.2). Nobody here has the key. */
import { CMS, kindOfCms } from "./cms.ts";
import type { MimeMail } from "./mime-tree.ts";

const ENCRYPTED: readonly string[] = [CMS.enveloped, CMS.authenticatedEnveloped];
const ARMOURED = /^-----BEGIN PGP MESSAGE-----\n[\s\S]*\n-----END PGP MESSAGE-----$/;

/** `text`: what of the mail can be read. What is encrypted beside words of its sender's is a file of theirs. */
export function isEncrypted({ root, attachments }: MimeMail, text: string): boolean {
  const words = text.trim();
  if (root.contentType === "multipart/encrypted" || ARMOURED.test(words)) return true;
  if (words !== "") return false;
  return attachments.some(
    ({ contentType, content }) =>
      contentType === "application/pgp-encrypted" ||
      (content !== null && ENCRYPTED.includes(kindOfCms(content) ?? "")),
  );
}
