/** Whether a mail's words are encrypted, by S/MIME (RFC 8551 3.3) or OpenPGP (RFC 3156 4, RFC 9580 6.2). Nobody here has the key. */
import { CMS, readCms } from "./cms.ts";
import type { MimeMail, MimeNode } from "./mime-tree.ts";

const ENCRYPTED: readonly string[] = [CMS.enveloped, CMS.authenticatedEnveloped];
const ARMOURED = /^\s*-----BEGIN PGP MESSAGE-----/;

/** `text`: what of the mail can be read. */
export function isEncrypted({ root, attachments }: MimeMail, text: string): boolean {
  if (holdsEncrypted(root) || ARMOURED.test(text)) return true;
  // An encrypted file below words of its sender's is a file.
  if (text.trim() !== "") return false;
  return attachments.some(
    ({ content }) => content !== null && ENCRYPTED.includes(readCms(content)?.type ?? ""),
  );
}

function holdsEncrypted(node: MimeNode): boolean {
  return node.contentType === "multipart/encrypted" || node.children.some(holdsEncrypted);
}
