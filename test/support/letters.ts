/** Mails as they reach the desk's mailbox, and answers to what the desk sent, as mail programs and mail hosts write them. */
import MailComposer from "nodemailer/lib/mail-composer/index.js";
import type { ParsedMail } from "../../src/domain/message.ts";

/** What the desk's mail host is called in Authentication-Results. */
export const HOST = "mx.desk.example";

export interface Letter {
  /** `Name <address>` or an address. */
  from: string;
  to?: string;
  cc?: string;
  subject?: string;
  text: string;
  messageId?: string;
  inReplyTo?: string;
  references?: string[];
  date?: Date;
  /** Header lines that the sender wrote himself, in order. */
  headers?: { key: string; value: string }[];
  attachments?: { filename: string; content: Buffer | string }[];
  /** What our host says of the sender; null: it writes no line at all. Default: pass. */
  host?: "pass" | "fail" | "none" | null;
}

let count = 0;

/** The raw bytes, with what the desk's own host prepends. */
export async function letter(written: Letter): Promise<Buffer> {
  count += 1;
  const domain = /@([^>\s]+)/.exec(written.from)?.[1] ?? "nowhere.example";
  const mail = new MailComposer({
    from: written.from,
    to: written.to ?? "helpdesk@desk.example",
    ...(written.cc === undefined ? {} : { cc: written.cc }),
    subject: written.subject ?? "",
    text: written.text,
    messageId: `<${written.messageId ?? `letter-${process.pid}-${count}@${domain}`}>`,
    ...(written.inReplyTo === undefined ? {} : { inReplyTo: `<${written.inReplyTo}>` }),
    ...(written.references === undefined ? {} : { references: written.references.map((id) => `<${id}>`) }),
    date: written.date ?? new Date(Date.now() + count),
    headers: written.headers ?? [],
    attachments: written.attachments ?? [],
  });
  const raw = await mail.compile().build();
  return Buffer.concat([
    Buffer.from(hostLines(written.host === undefined ? "pass" : written.host, domain)),
    raw,
  ]);
}

function hostLines(verdict: Letter["host"], domain: string): string {
  const received = `Received: from outside.example (outside.example [192.0.2.7]) by ${HOST} with ESMTPS; Tue, 24 Nov 2026 10:00:00 +0000\r\n`;
  if (verdict === null) return received;
  return `Authentication-Results: ${HOST}; dmarc=${verdict} header.from=${domain}\r\n${received}`;
}

/** An answer to a mail of the desk's, from the person it was written to, quoting it below. */
export function answerTo(mail: ParsedMail, written: Partial<Letter> & { text: string }): Letter {
  const to = mail.replyTo[0]?.address ?? mail.from[0]?.address ?? "";
  const quoted = mail.text
    .trimEnd()
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
  const { text, ...rest } = written;
  return {
    from: mail.to[0]?.address ?? "",
    to,
    subject: `Re: ${mail.subject}`,
    ...(mail.messageId === null
      ? {}
      : { inReplyTo: mail.messageId, references: [...mail.references, mail.messageId] }),
    text: `${text}\n\nOn 24 November 2026, ${mail.from[0]?.name ?? "the desk"} wrote:\n\n${quoted}\n`,
    ...rest,
  };
}

/** The same without what a mail program threads by. */
export function withoutThreadHeaders(written: Letter): Letter {
  const { inReplyTo: _, references: __, ...rest } = written;
  return rest;
}
