/**
 * Runs mailparser over the bytes of a mail: one pass gives the decoded text parts as a tree and the attachments with their
 * hashes. Messages inside a message stay whole, as attachments. mailparser's own making of text and HTML is switched off: its
 * HTML-to-text takes quadratic time.
 */
import { MailParser } from "mailparser";
import type { RawHeaderLine } from "./parse-headers.ts";

/** A node of mailparser's tree; it documents none of this, so package.json pins its version exactly. */
export interface MimeNode {
  contentType: string | false;
  /** Of a text part that is shown in the mail; attachments have none. */
  textContent?: string;
  headers: Map<string, unknown>;
  children: MimeNode[];
}

export interface MimeAttachment {
  filename: string | null;
  contentType: string;
  disposition: string | null;
  contentId: string | null;
  /** Stands inside a multipart/related. */
  related: boolean;
  size: number;
  sha256: string;
  /** The whole content or, of the parts that reports are made of, its beginning; null when it was not asked for. */
  content: Buffer | null;
}

export interface MimeMail {
  headerLines: readonly RawHeaderLine[];
  root: MimeNode;
  attachments: MimeAttachment[];
}

/** mailparser answers some input never; a mail is at most some 50 MB, read from memory. */
const TIME_LIMIT = 60_000;
/** Reports are short; an original returned with one is not read beyond its header. */
const REPORT_BYTES = 64_000;
const REPORT_PARTS = /^(message\/|text\/rfc822)/;

interface AttachmentEvent {
  type: "attachment";
  content: NodeJS.ReadableStream;
  filename?: string | false;
  contentType: string | false;
  contentDisposition?: string;
  cid?: string;
  related?: boolean;
  size: number;
  checksum: string;
  release(): void;
}

/** Rejects when mailparser gives up: a header over 1 MB, more than a thousand parts, or no end within a minute. */
export function parseMime(raw: Buffer, keepContent: boolean): Promise<MimeMail> {
  return new Promise((resolve, reject) => {
    const parser = new MailParser({
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipImageLinks: true,
      checksumAlgo: "sha256",
      ignoreEmbedded: true,
    } as ConstructorParameters<typeof MailParser>[0]);
    const attachments: MimeAttachment[] = [];
    let headerLines: readonly RawHeaderLine[] = [];
    const timer = setTimeout(() => fail(new Error("mailparser found no end")), TIME_LIMIT);
    const fail = (error: Error) => {
      clearTimeout(timer);
      parser.destroy();
      reject(error);
    };
    // It may emit further errors after the first.
    parser.on("error", fail);
    parser.on("headerLines", (lines: readonly RawHeaderLine[]) => {
      headerLines = lines;
    });
    parser.on("data", (data: AttachmentEvent | { type: "text" }) => {
      if (data.type === "attachment") readAttachment(data, keepContent, (read) => attachments.push(read));
    });
    parser.on("end", () => {
      clearTimeout(timer);
      const root = (parser as unknown as { tree: MimeNode | false }).tree;
      if (root === false) reject(new Error("mailparser found no message"));
      else resolve({ headerLines, root, attachments });
    });
    parser.end(withLineFeeds(raw));
  });
}

/** Mail of old Macintosh programs ends lines by a carriage return alone, which nothing splits. */
function withLineFeeds(raw: Buffer): Buffer {
  const CR = 13;
  const LF = 10;
  if (raw.includes(LF) || !raw.includes(CR)) return raw;
  return raw.map((byte) => (byte === CR ? LF : byte)) as Buffer;
}

function readAttachment(
  event: AttachmentEvent,
  keepContent: boolean,
  done: (read: MimeAttachment) => void,
): void {
  const contentType = (event.contentType || "application/octet-stream").toLowerCase();
  const limit = keepContent ? Infinity : REPORT_PARTS.test(contentType) ? REPORT_BYTES : 0;
  const chunks: Buffer[] = [];
  let kept = 0;
  event.content.on("data", (chunk: Buffer) => {
    if (kept < limit) chunks.push(chunk);
    kept += chunk.length;
  });
  event.content.on("end", () => {
    done({
      filename: event.filename || null,
      contentType,
      disposition: event.contentDisposition ?? null,
      contentId: event.cid || null,
      related: event.related === true,
      size: event.size,
      sha256: event.checksum,
      content: limit > 0 ? Buffer.concat(chunks) : null,
    });
    event.release();
  });
}
