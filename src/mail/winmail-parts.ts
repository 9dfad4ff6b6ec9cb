/** Puts what a winmail.dat holds in its place: its files among the attachments, its words where the mail shows none of its own. */
import type { MimeMail, MimeNode } from "./mime-tree.ts";
import { asAttachment } from "./opened-file.ts";
import { readWinmail } from "./winmail.ts";

export function isWinmail(contentType: string, filename: string): boolean {
  return /^application\/(vnd\.)?ms-tnef$/.test(contentType) || /^winmail\.dat$/i.test(filename);
}

/** A winmail.dat that holds no files, or is none, stays as it is. */
export function openWinmail(mail: MimeMail, keepContent: boolean): MimeMail {
  const attachments = mail.attachments.flatMap((one) => {
    const isOne = isWinmail(one.contentType, one.filename ?? "");
    const opened = isOne && one.content !== null ? readWinmail(one.content) : null;
    if (opened === null) return [one];
    const { text, html, files } = opened;
    if (!hasText(mail.root)) mail.root.children.push(...textNodes(text, html));
    return files.length === 0 ? [one] : files.map((file) => asAttachment(file, keepContent));
  });
  return { ...mail, attachments };
}

function hasText(node: MimeNode): boolean {
  return (node.textContent ?? "").trim() !== "" || node.children.some(hasText);
}

function textNodes(text: string | null, html: string | null): MimeNode[] {
  const shown = text?.trim() ? { contentType: "text/plain", textContent: text } : null;
  const rich = html?.trim() ? { contentType: "text/html", textContent: html } : null;
  const node = shown ?? rich;
  return node === null ? [] : [{ ...node, headers: new Map(), children: [] }];
}
