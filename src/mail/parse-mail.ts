/** A mail's bytes as ParsedMail. Any bytes at all give one: what mailparser cannot read still has its headers, its text and a defect. */
import libmime from "libmime";
import type { MailAttachment, MailHeader, ParsedMail } from "../domain/message.ts";
import type { AttachmentBytes } from "../flows/ports.ts";
import { decodeCharset } from "./charset.ts";
import { cleanLine, cleanText, safeName } from "./clean-text.ts";
import { decodeText } from "./encoded-words.ts";
import { type MailBody, readBody } from "./mail-text.ts";
import { type MimeAttachment, type MimeMail, parseMime } from "./mime-tree.ts";
import {
  addressesOf,
  dateOf,
  idsOf,
  messageIdOf,
  splitHeaderBlock,
  toHeaders,
  valuesOf,
} from "./parse-headers.ts";
import { readCalendarMethod, readReport } from "./parse-report.ts";

/** Of a mail that cannot be read at all, so much is shown as text. */
const RAW_TEXT_BYTES = 1_000_000;
const MAX_HEADER_BYTES = 1_000_000;
/** RFC 5322 2.1.1: what stands on one line at most, and so of a Message-ID. */
const LONG_ID = 998;

/** Never throws. Defects: `unparsable`, `no_sender`, `several_senders`, `no_date`, `invalid_date`, `no_message_id`, `long_message_id`, `html_truncated`. */
export async function parseMail(raw: Buffer): Promise<ParsedMail> {
  try {
    const mime = await parseMime(raw, false);
    const envelope = readEnvelope(toHeaders(mime.headerLines, mime.charsets));
    const body = readBody(mime.root);
    // Boundaries that do not match the header's: what stands in the mail is shown rather than nothing.
    const lost = body.text === "" && body.html === null && mime.attachments.length === 0;
    return {
      ...envelope,
      text: lost ? rawText(raw) : body.text,
      html: body.html,
      marks: body.marks,
      attachments: mime.attachments.map((one, index) => describe(one, index, body)),
      deliveryReport: readReport(mime),
      calendarMethod: readCalendarMethod(mime.root),
      defects: [...defectsOf(envelope), ...(body.truncated ? ["html_truncated"] : [])],
    };
  } catch {
    return unparsable(raw);
  }
}

/** The attachments' contents, at the indexes that `parseMail` gives them. Empty for a mail that cannot be read. */
export async function attachmentBytes(raw: Buffer): Promise<AttachmentBytes[]> {
  let mime: MimeMail;
  try {
    mime = await parseMime(raw, true);
  } catch {
    return [];
  }
  const body = readBody(mime.root);
  return mime.attachments.map((one, index) => {
    const { name, contentType, contentId, inline, size } = describe(one, index, body);
    return { name, contentType, contentId, inline, size, content: one.content ?? Buffer.alloc(0) };
  });
}

type Envelope = Omit<
  ParsedMail,
  "text" | "html" | "marks" | "attachments" | "deliveryReport" | "calendarMethod" | "defects"
>;

function readEnvelope(headers: MailHeader[]): Envelope {
  return {
    headers,
    from: addressesOf(headers, "from"),
    sender: addressesOf(headers, "sender")[0] ?? null,
    replyTo: addressesOf(headers, "reply-to"),
    to: addressesOf(headers, "to"),
    cc: addressesOf(headers, "cc"),
    subject: decodeText(valuesOf(headers, "subject")[0] ?? ""),
    messageId: messageIdOf(headers),
    inReplyTo: idsOf(headers, "in-reply-to"),
    references: idsOf(headers, "references"),
    date: dateOf(headers),
  };
}

function defectsOf({ headers, from, messageId, date }: Envelope): string[] {
  const senders = from.filter((one) => one.address !== "");
  const dated = headers.some((header) => header.name === "date");
  const checks: [boolean, string][] = [
    [senders.length === 0, "no_sender"],
    [senders.length > 1, "several_senders"],
    [!dated, "no_date"],
    [dated && date === null, "invalid_date"],
    [messageId === null, "no_message_id"],
    [messageId !== null && messageId.length > LONG_ID, "long_message_id"],
  ];
  return checks.filter(([found]) => found).map(([, code]) => code);
}

function describe(one: MimeAttachment, index: number, body: MailBody): MailAttachment {
  const contentType = /^[a-z0-9!#$&^_.+-]{1,80}\/[a-z0-9!#$&^_.+-]{1,120}$/.test(one.contentType)
    ? one.contentType
    : "application/octet-stream";
  const contentId = one.contentId === null ? null : cleanLine(one.contentId).slice(0, LONG_ID) || null;
  return {
    index,
    name: safeName(one.filename ?? "", fallbackName(contentType, index)),
    contentType,
    size: one.size,
    sha256: one.sha256,
    contentId,
    inline: isInline(one, contentId, body),
  };
}

function fallbackName(contentType: string, index: number): string {
  if (contentType === "message/rfc822") return `message-${index + 1}.eml`;
  return `attachment-${index + 1}.${safeName(libmime.detectExtension(contentType), "bin")}`;
}

/** A photo that a telephone marks `inline` but no HTML refers to was attached by the person. */
function isInline(one: MimeAttachment, contentId: string | null, body: MailBody): boolean {
  if (contentId === null || body.html === null) return false;
  if (body.html.includes(`cid:${contentId}`)) return true;
  return one.related && one.disposition !== "attachment" && one.contentType.startsWith("image/");
}

function unparsable(raw: Buffer): ParsedMail {
  const { header } = splitRaw(raw);
  const envelope = readEnvelope(toHeaders(splitHeaderBlock(header)));
  return {
    ...envelope,
    text: rawText(raw),
    html: null,
    marks: [],
    attachments: [],
    deliveryReport: null,
    calendarMethod: null,
    defects: ["unparsable", ...defectsOf(envelope)],
  };
}

function rawText(raw: Buffer): string {
  return cleanText(decodeCharset(splitRaw(raw).body.subarray(0, RAW_TEXT_BYTES), ""));
}

function splitRaw(raw: Buffer): { header: Buffer; body: Buffer } {
  const ends = [raw.indexOf("\r\n\r\n"), raw.indexOf("\n\n")].filter((at) => at >= 0);
  const end = ends.length === 0 ? raw.length : Math.min(...ends);
  return {
    header: raw.subarray(0, Math.min(end, MAX_HEADER_BYTES)),
    body: raw.subarray(Math.min(end, MAX_HEADER_BYTES)),
  };
}
