/** Puts a mail into bytes. Addresses only as objects, nothing fetched, no control character in any header (RFC 5322, RFC 2045). */
import { simpleParser } from "mailparser";
import MailComposer from "nodemailer/lib/mail-composer";
import { oneLineOf } from "../domain/mail-parts.ts";
import type { MailHead, MailName } from "../domain/outgoing-mail.ts";

export interface MailToCompose extends MailHead {
  subject: string;
  text: string;
  html: string;
  date: Date;
  attachments: { name: string; contentType: string; content: Buffer }[];
}

/** Characters; names of people and files are shown, never trusted. */
const LONGEST_NAME = 120;

/** CRLF line ends, no line over 76 characters in the bodies; the same input gives the same mail but for the MIME boundary. */
export async function composeMail(mail: MailToCompose): Promise<Buffer> {
  const composer = new MailComposer({
    from: addressObject(mail.from),
    ...(mail.replyTo ? { replyTo: addressObject(mail.replyTo) } : {}),
    to: addressObject(mail.to),
    subject: oneLineOf(mail.subject, 250),
    messageId: `<${mail.messageId}>`,
    ...(mail.inReplyTo === null ? {} : { inReplyTo: `<${mail.inReplyTo}>` }),
    references: mail.references.map((id) => `<${id}>`),
    date: mail.date,
    headers: [
      ...mail.headers.map(({ name, value }) => ({ key: name, value: oneLineOf(value, 200) })),
      { key: "Content-Language", value: oneLineOf(mail.language, 20) },
    ],
    text: bodyText(mail.text),
    html: bodyText(mail.html),
    // Long lines and trailing blanks of what people wrote survive, and no relay has anything to re-encode.
    encoding: "quoted-printable",
    attachments: mail.attachments.map((file) => ({
      filename: oneLineOf(file.name, LONGEST_NAME) || "file",
      contentType: safeType(file.contentType),
      contentDisposition: "attachment",
      contentTransferEncoding: "base64",
      content: file.content,
    })),
    newline: "win",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** What a mail of ours says, read from its bytes: for one that was made before the process was restarted. */
export async function readBack(bytes: Buffer): Promise<{ text: string; inReplyTo: string | null }> {
  const parsed = await simpleParser(bytes, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
  });
  const parent = parsed.inReplyTo?.replace(/^<|>$/g, "") ?? null;
  return { text: parsed.text ?? "", inReplyTo: parent };
}

function addressObject({ name, address }: MailName): { name: string; address: string } {
  return { name: oneLineOf(name ?? "", LONGEST_NAME), address };
}

/** NUL and its like have no place in a mail (RFC 5321 4.5.2 leaves their fate open). */
function bodyText(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .replace(/\p{Cs}/gu, "\u{FFFD}");
}

/** A sender's word for a type is taken only where it is one; mails and multiparts travel as plain bytes. */
function safeType(type: string): string {
  const isType = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,60}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}$/i.test(type);
  return isType && !/^(?:multipart|message)\//i.test(type) ? type.toLowerCase() : "application/octet-stream";
}
