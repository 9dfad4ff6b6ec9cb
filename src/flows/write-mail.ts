/** Writes a mail owed: context, templates, headers, files, bytes — and saves the bytes before anybody is sent them. */
import { isWorthSending, mayReach } from "../domain/carried-files.ts";
import type { Desk, Mailbox } from "../domain/desk.ts";
import { markerLine, replyAddressFor } from "../domain/evidence.ts";
import { noticeContext } from "../domain/fill-context.ts";
import type { NoticeName } from "../domain/notice.ts";
import type { NoticeContext } from "../domain/notice-context.ts";
import type { NoticeFacts } from "../domain/notice-facts.ts";
import { type MailHead, mailHead } from "../domain/outgoing-mail.ts";
import { readerZone } from "../domain/reader-zone.ts";
import type { OutboxTransaction } from "./ports-sending.ts";

export interface NoticeRenderer {
  languageFor(wanted: string): string;
  render(
    notice: NoticeName,
    language: string,
    context: NoticeContext,
  ): { subject: string; text: string; html: string };
}

export interface MailComposer {
  compose(
    mail: MailHead & {
      subject: string;
      text: string;
      html: string;
      date: Date;
      attachments: { name: string; contentType: string; content: Buffer }[];
    },
  ): Promise<Buffer>;
  /** What a composed mail says, from its bytes. */
  readBack(bytes: Buffer): Promise<{ text: string; inReplyTo: string | null }>;
}

export interface WritingPorts {
  desk: Desk;
  renderer: NoticeRenderer;
  composer: MailComposer;
  /** The token of a row's nonce. */
  tokens: { token(nonce: Uint8Array): string };
  now(): Date;
}

/** A mail in bytes, and what it says for the record: known when it was just written, else read from the bytes. */
export interface Written {
  bytes: Buffer;
  said: { text: string; inReplyTo: string | null } | null;
}

export type Claimed = OutboxTransaction & { saveRendered(bytes: Buffer): Promise<void> };

/** `carried`: ids of the messages whose files go along. */
export async function writeMail(
  ports: WritingPorts,
  claimed: Claimed,
  facts: NoticeFacts,
  mailbox: Mailbox,
  carried: ReadonlySet<number>,
): Promise<Written> {
  const { row } = claimed;
  const { desk, tokens, renderer } = ports;
  const now = ports.now();
  const language = renderer.languageFor(row.language);
  const token = tokens.token(row.nonce);
  const context = noticeContext(row, facts, desk, {
    locale: { language, timeZone: readerZone(desk, row, facts) },
    now,
    carried,
    replyAddress: replyAddressFor(mailbox, token),
    marker: markerFor(mailbox, token),
  });
  const files = await Promise.all([...carried].map((messageId) => claimed.attachments(messageId)));
  const head = mailHead(row, facts, desk, mailbox, language, tokens.token);
  const rendered = renderer.render(row.notice, language, context);
  const bytes = await ports.composer.compose({
    ...head,
    ...rendered,
    date: now,
    attachments: files.flat().filter((file) => isWorthSending(file) && mayReach(row.audience, file)),
  });
  await claimed.saveRendered(bytes);
  return { bytes, said: { text: rendered.text, inReplyTo: head.inReplyTo } };
}

function markerFor(mailbox: Mailbox, token: string): string | null {
  return mailbox.replyAddress === "none" ? markerLine(token) : null;
}
