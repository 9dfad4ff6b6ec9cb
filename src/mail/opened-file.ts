/** A file that stood inside something else of a mail (winmail.dat, uuencoded text), as an attachment like any other. */
import { hash } from "node:crypto";
import type { MimeAttachment } from "./mime-tree.ts";
import { holdsToken } from "./token-in-file.ts";

export interface OpenedFile {
  name: string | null;
  contentType: string | null;
  contentId: string | null;
  content: Buffer;
}

/** `keepContent`: with its bytes, else with what is to be known of them. */
export function asAttachment(file: OpenedFile, keepContent: boolean): MimeAttachment {
  const { name, contentType, contentId, content } = file;
  return {
    filename: name,
    contentType: contentType ?? "application/octet-stream",
    disposition: null,
    contentId,
    related: false,
    size: content.length,
    sha256: hash("sha256", content),
    content: keepContent ? content : null,
    holdsToken: !keepContent && holdsToken(content),
  };
}
