/** What sending mail needs from the store and from SMTP: a row of the outbox held while it is rendered and handed over. */
import type { Verdict } from "../domain/change.ts";
import type { CaseFacts } from "../domain/facts.ts";
import type { Audience, NoticeName } from "../domain/notice.ts";
import type { NoticeFacts } from "../domain/notice-facts.ts";
import type { Attempt, Wake } from "./ports.ts";

export interface OutboxRow {
  id: number;
  nonce: Buffer;
  notice: NoticeName;
  /** Per `noticeData[notice]`. */
  data: unknown;
  mailbox: string;
  caseId: number | null;
  messageId: number | null;
  inboundId: number | null;
  recipient: string;
  recipientName: string | null;
  audience: Audience;
  language: string;
  attempts: number;
  createdAt: Date;
  notBefore: Date;
  /** The whole mail as bytes, once made. */
  rendered: Buffer | null;
  /** Mail to the recipient came back for good. */
  undeliverable: boolean;
}

export interface OutboxTransaction {
  row: OutboxRow;
  facts(): Promise<NoticeFacts>;
  /** Attachments of a stored message, found again in its raw mail. */
  attachments(messageId: number): Promise<StoredFile[]>;
}

/** An attachment that came on a case; `holdsToken`: a key to a case stands in it (message.ts). */
export interface StoredFile extends AttachmentBytes {
  holdsToken: boolean;
}

export interface AttachmentBytes {
  name: string;
  contentType: string;
  contentId: string | null;
  inline: boolean;
  /** Bytes. */
  size: number;
  content: Buffer;
}

export type DeliveryOutcome =
  /**
   * `text`: for users what they read; for everybody else what of it users must not see, to hold agents' answers against.
   * `alias`: the Message-ID that the relay says it put in place of ours. `respond`: what it means for its case that a person has
   * written to the requester; committed with the state. Null for every other mail.
   */
  | {
      state: "sent";
      response: string;
      text: string;
      inReplyTo: string | null;
      alias: string | null;
      respond: ((facts: CaseFacts) => Verdict | null) | null;
    }
  /** `trouble`: what went wrong and what to do, in one line, where it is ours and not the mail's. */
  | { state: "retry"; reason: string; at: Date; trouble?: string }
  /** `verdict`: what the final refusal sets off (recorded on the case, told to the agent); committed with the state. */
  | { state: "failed"; reason: string; response: string; verdict: Verdict | null }
  | { state: "suppressed"; reason: string };

export interface OutboxStore {
  /**
   * Holds the row (session lock, not an open transaction: SMTP may take long) while `work` runs. `saveRendered` commits at
   * once, so that a second attempt sends the same bytes.
   */
  claimOutbox(
    id: number,
    now: Date,
    work: (
      claimed: OutboxTransaction & { saveRendered(bytes: Buffer): Promise<void> },
    ) => Promise<DeliveryOutcome>,
  ): Promise<{ attempt: Attempt; wakes: Wake[] }>;
  /** Mails owed that are due, behind `after`, those that have been due for longest first. */
  listDue(now: Date, after: DueMail | null, limit: number): Promise<DueMail[]>;
}

export interface DueMail {
  id: number;
  notBefore: Date;
}

export interface MailTransport {
  /**
   * Hands one mail to SMTP; an empty `envelopeFrom` is the null sender. Throws TransientError or PermanentError with the server's
   * words. Of the permanent ones only `recipient_refused`, `message_refused` and `message_too_large` are about this mail; the
   * others are about us (login, sender, TLS) and end when the operator mends them. Of the transient ones `smtp_deferred` is about
   * this mail. `messageId`: what the server says it calls the mail.
   */
  send(mail: {
    envelopeFrom: string;
    to: string;
    bytes: Buffer;
  }): Promise<{ response: string; messageId: string | null }>;
}
