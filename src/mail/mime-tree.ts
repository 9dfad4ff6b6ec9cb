/**
 * Runs mailparser over the bytes of a mail: one pass gives the decoded text parts as a tree and the attachments with their
 * hashes. Messages inside a message stay whole, as attachments. mailparser's own making of text and HTML is switched off: its
 * HTML-to-text takes quadratic time.
 */
import { Transform } from "node:stream";
import { MailParser } from "mailparser";
import { decodeCharset } from "./charset.ts";
import { decodeText } from "./encoded-words.ts";
import { withHeader, withHeaderEnd } from "./headerless.ts";
import { plainText } from "./mail-text.ts";
import { mendMime, UnreadableMail } from "./mend-mime.ts";
import { maybeSigned, signedEntity } from "./opaque-signed.ts";
import { asAttachment } from "./opened-file.ts";
import { type RawHeaderLine, readPartHeader } from "./parse-headers.ts";
import { holdsToken } from "./token-in-file.ts";
import { findUuencoded } from "./uuencoded.ts";
import { isWinmail, openWinmail } from "./winmail-parts.ts";

/** A node of mailparser's tree; it documents none of this, so package.json pins its version exactly. */
export interface MimeNode {
  contentType: string | false;
  /** Of a text part that is shown in the mail; attachments have none. */
  textContent?: string;
  /** Its text is `format=flowed` still (flowed-text.ts). */
  flowed?: { delSp: boolean };
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
  /** token-in-file.ts; not looked for where contents are kept. */
  holdsToken: boolean;
}

export interface MimeMail {
  headerLines: readonly RawHeaderLine[];
  root: MimeNode;
  attachments: MimeAttachment[];
  /** The charsets that its parts claim, in order. */
  charsets: readonly string[];
}

/** mailparser answers some input never; a mail is at most some 50 MB, read from memory. */
const TIME_LIMIT = 60_000;
/** No mail of ours that somebody saved is longer. */
const LOOKED_THROUGH_BYTES = 1_000_000;
/** Reports are short; an original returned with one is not read beyond its header. */
const REPORT_BYTES = 64_000;
/** Signed by a person, by their house, by a gateway. */
const MOST_SIGNED_LAYERS = 3;
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

/** Of mailparser's parser, what decides how a part is read; it documents none of this. */
interface ParserInternals {
  tree: MimeNode | false;
  decoder: { decodeStream(charset: string): Transform };
  processHeaders(lines: readonly RawHeaderLine[]): MimeNode["headers"];
  createNode(part: MimePart): MimeNode & { isAttachment?: boolean; disposition?: string; charset?: string };
}

/** A part as mailsplit hands it to mailparser. */
interface MimePart {
  root: boolean;
  parentNode: MimePart | false;
  contentType: string | false;
  encoding: string | false;
  charset: string | false;
  disposition: string | false;
  filename: string | false;
  flowed: boolean;
  delSp: boolean;
  headers: { getList(): readonly RawHeaderLine[] } | false;
}

/** Throws UnreadableMail for a mail beyond the limits of mend-mime.ts, and when mailparser finds no end within a minute. */
export async function parseMime(received: Buffer, keepContent: boolean): Promise<MimeMail> {
  return openWinmail(await readParts(received, keepContent, MOST_SIGNED_LAYERS), keepContent);
}

/**
 * With what was signed in one piece in its place, where that is the whole mail; as a part it is a file that somebody attached, and its
 * words are not theirs. The header lines stay those of the mail itself: nobody whom the signed part names has sent it.
 */
async function readParts(received: Buffer, keepContent: boolean, layers: number): Promise<MimeMail> {
  const read = await readTree(received, keepContent);
  const mail = { ...read, attachments: [...read.attachments, ...filesInText(read.root, keepContent)] };
  const [file] = mail.attachments;
  const type = String(mail.root.contentType).toLowerCase();
  const isSigned = file !== undefined && maybeSigned(type, file.filename ?? "");
  const entity = isSigned && layers > 0 && file.content !== null ? signedEntity(file.content) : null;
  if (entity === null) return mail;
  try {
    const { root, attachments, charsets } = await readParts(entity, keepContent, layers - 1);
    mail.root.children.push(root);
    return { ...mail, attachments, charsets: [...charsets, ...mail.charsets] };
  } catch (error) {
    if (!(error instanceof UnreadableMail)) throw error;
    return mail;
  }
}

function readTree(received: Buffer, keepContent: boolean): Promise<MimeMail> {
  return new Promise((resolve, reject) => {
    const raw = mendMime(withHeaderEnd(withHeader(received)));
    const parser = new MailParser({
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipImageLinks: true,
      keepDeliveryStatus: true,
      checksumAlgo: "sha256",
      ignoreEmbedded: true,
    } as ConstructorParameters<typeof MailParser>[0]);
    const charsets: string[] = [];
    readPartsOurWay(parser as unknown as ParserInternals, charsets);
    const attachments: MimeAttachment[] = [];
    let headerLines: readonly RawHeaderLine[] = [];
    const timer = setTimeout(() => fail(new UnreadableMail("no_end")), TIME_LIMIT);
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
      const root = (parser as unknown as ParserInternals).tree;
      if (root === false) reject(new UnreadableMail("no_message"));
      else resolve({ headerLines, root, attachments, charsets });
    });
    parser.end(raw);
  });
}

/** The files that stand uuencoded in plain text. */
function filesInText(node: MimeNode, keepContent: boolean): MimeAttachment[] {
  const own: MimeAttachment[] = [];
  // Cleaning a text costs, and hardly any holds such a file.
  if (node.contentType === "text/plain" && node.textContent?.includes("begin ")) {
    for (const { name, content } of findUuencoded(plainText(node))) {
      const file = { name, contentType: null, contentId: null, content };
      // It is opened in its turn.
      const kept = isWinmail("", name) ? { content } : {};
      own.push({ ...asAttachment(file, keepContent), ...kept });
    }
  }
  return [...own, ...node.children.flatMap((child) => filesInText(child, keepContent))];
}

/** Names, encodings and charsets are read by our rules, which forgive more, before mailparser goes by them. */
function readPartsOurWay(parser: ParserInternals, charsets: string[]): void {
  const createNode = parser.createNode.bind(parser);
  const processHeaders = parser.processHeaders.bind(parser);
  // The others are read by our rules only (envelope.ts).
  parser.processHeaders = (lines) => processHeaders(lines.filter((line) => line.key.startsWith("content-")));
  let hasBody = false;
  parser.createNode = (part) => {
    const { claimed, isNamed } = mendPart(part);
    const node = createNode(part);
    if (part.flowed) node.flowed = { delSp: part.delSp };
    part.flowed = false;
    const isText = node.contentType === "text/plain" || node.contentType === "text/html";
    if (isText && node.isAttachment === false) {
      if (hasBody && isNamed && !isAlternative(part)) {
        // A file that the mail program would show below the text: nobody wrote it here.
        node.isAttachment = true;
        node.disposition = "attachment";
      }
      hasBody = true;
    }
    if (claimed !== "") charsets.push(claimed);
    // Any name but ASCII and UTF-8, which mailparser would not hand to us.
    node.charset = "as-found";
    parser.decoder = { decodeStream: () => decodeStream(claimed, node.contentType === "text/html") };
    return node;
  };
}

function isAlternative(part: MimePart): boolean {
  return part.parentNode !== false && part.parentNode.contentType === "multipart/alternative";
}

/** The charset that the part claims, and whether it bears a name, if only a blank one. */
function mendPart(part: MimePart): { claimed: string; isNamed: boolean } {
  const lines = part.headers === false ? [] : part.headers.getList();
  const { disposition, type, encoding } = readPartHeader(lines);
  const named = (value: string | undefined) => decodeText(value ?? "").trim();
  part.filename = named(disposition.params.filename) || named(type.params.name) || false;
  const isMultipart = part.contentType !== false && part.contentType.startsWith("multipart/");
  if (type.value !== "" && !isMultipart) part.contentType = typeOf(type.value);
  part.disposition = disposition.value || false;
  part.encoding = encoding;
  const isNamed = Boolean(disposition.params.filename || type.params.name);
  return { claimed: type.params.charset ?? "", isNamed };
}

/** What is no type at all is text (RFC 2045 5.2). */
function typeOf(written: string): string {
  if (/^[^\s/]+\/[^\s/]+$/.test(written)) return written;
  return written === "html" ? "text/html" : "text/plain";
}

/** Text of one part, decoded when all of it is there. */
function decodeStream(claimed: string, isHtml: boolean): Transform {
  const chunks: Buffer[] = [];
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
    flush(done) {
      const bytes = Buffer.concat(chunks);
      done(null, Buffer.from(decodeCharset(bytes, claimed || (isHtml ? charsetInHtml(bytes) : ""))));
    },
  });
}

/** HTML may name its charset itself, near its beginning. */
function charsetInHtml(bytes: Buffer): string {
  const found = /<meta\s[^>]{0,200}charset\s*=\s*["']?([\w-]{2,40})/i.exec(
    bytes.toString("latin1", 0, 2_000),
  );
  return found?.[1] ?? "";
}

function readAttachment(
  event: AttachmentEvent,
  keepContent: boolean,
  done: (read: MimeAttachment) => void,
): void {
  const contentType = (event.contentType || "application/octet-stream").toLowerCase();
  const name = event.filename || "";
  const isRead = keepContent || isWinmail(contentType, name) || maybeSigned(contentType, name);
  const isReport = REPORT_PARTS.test(contentType);
  const limit = isRead ? Infinity : LOOKED_THROUGH_BYTES;
  const chunks: Buffer[] = [];
  let kept = 0;
  event.content.on("data", (chunk: Buffer) => {
    if (kept < limit) chunks.push(chunk);
    kept += chunk.length;
  });
  event.content.on("end", () => {
    const content = Buffer.concat(chunks);
    done({
      filename: event.filename || null,
      contentType,
      disposition: event.contentDisposition ?? null,
      contentId: event.cid || null,
      related: event.related === true,
      size: event.size,
      sha256: event.checksum,
      content: isRead ? content : isReport ? Buffer.from(content.subarray(0, REPORT_BYTES)) : null,
      holdsToken: !keepContent && holdsToken(content),
    });
    event.release();
  });
}
