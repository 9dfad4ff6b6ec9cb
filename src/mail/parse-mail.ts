/** A mail's bytes as ParsedMail. Any bytes at all give one: what mailparser cannot read still has its headers, its text and a defect. */
import libmime from "libmime";
import type { MailAttachment, ParsedMail } from "../domain/message.ts";
import type { AttachmentBytes } from "../flows/ports-sending.ts";
import { isUtf7 } from "./charset.ts";
import { cleanLine, safeName } from "./clean-text.ts";
import { isEncrypted } from "./encrypted.ts";
import { defectsOf, LONG_ID, readEnvelope } from "./envelope.ts";
import { type MailBody, readBody } from "./mail-text.ts";
import { UnreadableMail } from "./mend-mime.ts";
import { type MimeAttachment, type MimeMail, parseMime } from "./mime-tree.ts";
import { toHeaders } from "./parse-headers.ts";
import { readCalendarMethod, readReport } from "./parse-report.ts";
import { rawFile, rawText, unreadable } from "./unreadable.ts";

/** Of a mail in which nothing was found, so much is shown as it stands there. */
const RAW_TEXT_BYTES = 100_000;

/**
 * Never throws. Defects: `unparsable` with the reason beside it (mend-mime.ts), those of the headers (envelope.ts), `html_truncated`,
 * `utf7`: a part claims that charset, of which only foreign letters are read (charset.ts), `encrypted` (encrypted.ts).
 */
export async function parseMail(raw: Buffer): Promise<ParsedMail> {
  try {
    const mime = await parseMime(raw, false);
    const envelope = readEnvelope(toHeaders(mime.headerLines, mime.charsets));
    const body = readBody(mime.root);
    // Boundaries that do not match the header's: what stands in the mail is shown rather than nothing.
    const lost = body.text === "" && body.html === null && mime.attachments.length === 0;
    return {
      ...envelope,
      text: lost ? rawText(raw, RAW_TEXT_BYTES) : body.text,
      html: body.html,
      marks: body.marks,
      attachments: mime.attachments.map((one, index) => describe(one, index, body)),
      deliveryReport: readReport(mime),
      calendarMethod: readCalendarMethod(mime.root),
      defects: [
        ...defectsOf(envelope),
        ...(body.truncated ? ["html_truncated"] : []),
        ...(mime.charsets.some(isUtf7) ? ["utf7"] : []),
        ...(isEncrypted(mime, body.text) ? ["encrypted"] : []),
      ],
    };
  } catch (error) {
    return unreadable(raw, reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  return error instanceof UnreadableMail ? error.reason : "parser_failed";
}

/** The attachments' contents, at the indexes that `parseMail` gives them. */
export async function attachmentBytes(raw: Buffer): Promise<AttachmentBytes[]> {
  let mime: MimeMail;
  try {
    mime = await parseMime(raw, true);
  } catch {
    return [rawFile(raw)];
  }
  const body = readBody(mime.root);
  return mime.attachments.map((one, index) => {
    const { name, contentType, contentId, inline, size } = describe(one, index, body);
    return { name, contentType, contentId, inline, size, content: one.content ?? Buffer.alloc(0) };
  });
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
    holdsToken: one.holdsToken,
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
