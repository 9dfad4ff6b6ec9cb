/** Puts the text parts of a mail together: of alternatives one is taken, everything else is joined in the order it stands in. */
import type { LineMark } from "../domain/message.ts";
import { cleanText } from "./clean-text.ts";
import { unflow } from "./flowed-text.ts";
import { htmlToText } from "./html-text.ts";
import type { MimeNode } from "./mime-tree.ts";
import { findUuencoded } from "./uuencoded.ts";

export interface MailBody {
  /** Plain parts, and HTML parts as text where no plain alternative says the same. */
  text: string;
  /** What the structure of its HTML says of lines of `text`. */
  marks: LineMark[];
  /** HTML parts with the plain parts that no HTML alternative says; null when the mail has no HTML. */
  html: string | null;
  truncated: boolean;
}

/** Mail text beyond this nobody wrote by hand, and it would be stored twice more. */
const MAX_TEXT = 4_000_000;

/** Clean text with the marks of its lines. */
interface TextPart {
  text: string;
  marks: LineMark[];
  /** It stands in the mail as a file. */
  isNamed?: true;
}

export function readBody(root: MimeNode): MailBody {
  const found = { truncated: false };
  const texts = textParts(root, found);
  const hasWords = texts.some((one) => !one.isNamed && one.text.trim() !== "");
  const { text, marks } = joined(hasWords ? texts : texts.map(asWords));
  const parts: HtmlPart[] = [];
  collectHtml(root, parts);
  const html = parts.some((part) => part.isHtml) ? parts.map((part) => part.html).join("<br>\n") : null;
  return {
    text: text.slice(0, MAX_TEXT),
    marks,
    html: html === null ? null : cleanText(html.slice(0, MAX_TEXT)),
    truncated: found.truncated || text.length > MAX_TEXT || (html?.length ?? 0) > MAX_TEXT,
  };
}

/**
 * Gateways of telephones, scanners and scripts send all words as a file: where there are no others, these are what the sender has to
 * say. Nobody's commands all the same, like all that is set in.
 */
function asWords(part: TextPart): TextPart {
  if (!part.isNamed) return part;
  return { ...part, marks: [{ from: 0, to: part.text.split("\n").length, kind: "indent" }] };
}

/** One below the other; marks count lines from the top of the whole. */
function joined(parts: readonly TextPart[]): TextPart {
  const marks: LineMark[] = [];
  let above = 0;
  for (const part of parts) {
    for (const { from, to, kind } of part.marks) marks.push({ from: from + above, to: to + above, kind });
    above += part.text.split("\n").length;
  }
  return { text: parts.map((part) => part.text).join("\n"), marks };
}

function textParts(node: MimeNode, found: { truncated: boolean }): TextPart[] {
  if (node.contentType === "multipart/alternative") return alternativeText(node, found);
  const own = ownText(node, found);
  return [...(own === null ? [] : [own]), ...node.children.flatMap((child) => textParts(child, found))];
}

/**
 * The plain alternative unless it is blank, as some programs send it; RFC 2046 5.1.4 puts the richest last. Several plain ones, which
 * no program should write, are all kept.
 */
function alternativeText(node: MimeNode, found: { truncated: boolean }): TextPart[] {
  const plain = node.children.filter((child) => hasPlainText(child));
  if (plain.length > 0) return plain.flatMap((child) => textParts(child, found));
  for (const child of [...node.children].reverse()) {
    const parts = textParts(child, found);
    if (parts.some((part) => part.text.trim() !== "")) return parts;
  }
  return [];
}

function hasPlainText(node: MimeNode): boolean {
  if (node.contentType === "text/plain" && (node.textContent ?? "").trim() !== "") return true;
  return node.children.some((child) => hasPlainText(child));
}

function ownText(node: MimeNode, found: { truncated: boolean }): TextPart | null {
  const content = contentOf(node);
  if (content === "") return null;
  if (node.contentType !== "text/html") {
    const text = plainText(node);
    // A text file that is shown inline is nobody's newly written words: it counts as quoted.
    if (isNamedFile(node)) return { text: text.replace(/^/gm, "> "), marks: [], isNamed: true };
    return { text, marks: findUuencoded(text).map(({ from, to }) => ({ from, to, kind: "file" })) };
  }
  const { text, marks, truncated } = htmlToText(content);
  found.truncated ||= truncated;
  return { text: cleanText(text), marks };
}

/** Of a plain part: unflowed, clean, as everybody reads it. */
export function plainText(node: MimeNode): string {
  return cleanText(quotedThrough(contentOf(node)));
}

/** A carriage return inside a quoted line would begin one that no quote mark stands before. */
function quotedThrough(text: string): string {
  if (!text.includes("\n") || !/\r(?!\n)/.test(text)) return text;
  return text
    .split("\n")
    .map((line) => (/^ {0,3}>/.test(line) ? line.replace(/\r(?!$)/g, "\r> ") : line))
    .join("\n");
}

function contentOf(node: MimeNode): string {
  const content = node.textContent ?? "";
  return node.flowed && node.contentType === "text/plain" ? unflow(content, node.flowed.delSp) : content;
}

function isNamedFile(node: MimeNode): boolean {
  const named = (header: string, parameter: string) => {
    const value = node.headers.get(header) as { params?: Record<string, string> } | undefined;
    return (value?.params?.[parameter] ?? "").trim() !== "";
  };
  return named("content-disposition", "filename") || named("content-type", "name");
}

interface HtmlPart {
  html: string;
  isHtml: boolean;
}

function collectHtml(node: MimeNode, parts: HtmlPart[]): void {
  const content = contentOf(node);
  if (content !== "") {
    const isHtml = node.contentType === "text/html";
    parts.push({ html: isHtml ? content : plainAsHtml(content), isHtml });
  }
  for (const child of alternativeChildren(node)) collectHtml(child, parts);
}

function alternativeChildren(node: MimeNode): MimeNode[] {
  if (node.contentType !== "multipart/alternative") return node.children;
  const rich = node.children.filter((child) => hasHtml(child));
  return rich.length > 0 ? rich.slice(-1) : node.children.slice(0, 1);
}

function hasHtml(node: MimeNode): boolean {
  return (
    (node.contentType === "text/html" && !!node.textContent) || node.children.some((child) => hasHtml(child))
  );
}

function plainAsHtml(text: string): string {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return `<div style="white-space:pre-wrap">${escaped}</div>`;
}
