/** What the flows need from the edges. store, mail and jobs implement these; the flows import none of them. */
import type { Verdict } from "../domain/change.ts";
import type { CaseFacts, ClockFacts, PersonFact, ThreadFact, TokenFact } from "../domain/facts.ts";
import type { RecentAutomatic } from "../domain/limits.ts";
import type { MailText, ParsedMail } from "../domain/message.ts";
import type { Audience, NoticeName } from "../domain/notice.ts";
import type { NoticeFacts } from "../domain/notice-facts.ts";
import type { Parked } from "../domain/quarantine.ts";

// ---------------------------------------------------------------- the alarm clock

export type QueueName = "intake" | "outbox" | "clock";

/** "Look at row N now" — or at `at`, when that is later. `version` makes the job id new each time (DESIGN, decision 1). */
export interface Wake {
  queue: QueueName;
  id: number;
  version: number;
  at: Date | null;
}

export interface AlarmClock {
  /** Best effort: a wake that is lost is found by the sweep. Never throws for a queue that is away; logs it. */
  wake(wakes: Wake[]): Promise<void>;
}

/** What a worker learns from trying a row. `busy`: somebody holds it; `early`: not due; both are woken again. */
export type Attempt = "done" | "finished" | "busy" | "waiting" | "early";

// ---------------------------------------------------------------- accepting

export interface MailToAccept {
  uid: number;
  receivedAt: Date;
  raw: Buffer;
  /** Reason code when the mail is stored but must not be processed (`too_large`: raw holds its header only). */
  parked: string | null;
}

export interface AcceptBatch {
  source: "imap" | "cli";
  mailbox: string;
  folder: string;
  uidValidity: bigint;
  /** The folder's cursor after this batch, for `imap`: the highest UID looked at, even where no mail was new. */
  lastUid: number;
  mails: MailToAccept[];
}

export interface AcceptedMail {
  inboundId: number;
  uid: number;
  sha256: string;
  /** False when this delivery was accepted before. */
  isNew: boolean;
  wake: Wake | null;
}

export interface AcceptStore {
  folderCursor(mailbox: string, folder: string): Promise<{ uidValidity: bigint; lastUid: number } | null>;
  /** One transaction: bytes, rows, refs and the cursor. Resolves after its commit. */
  accept(batch: AcceptBatch): Promise<AcceptedMail[]>;
  /** Accepted messages of this folder that are not yet seen flagged or moved. */
  listUnfiled(
    mailbox: string,
    folder: string,
    uidValidity: bigint,
  ): Promise<{ inboundId: number; uid: number }[]>;
  markFiled(inboundIds: number[]): Promise<void>;
}

// ---------------------------------------------------------------- processing

/**
 * What was read in a mail's bytes. Of a mail that could not be read (`mail.defects` has `unparsable`) no word counts as newly written.
 */
export interface MailReading {
  mail: ParsedMail;
  text: MailText;
}

export interface InboundRow {
  id: number;
  source: "imap" | "cli";
  mailbox: string;
  receivedAt: Date;
  attempts: number;
  sha256: string;
  /** Taken out of quarantine: it is not parked again. */
  released: boolean;
}

export interface ReadyMail {
  id: number;
  /** The address it claims to be from, empty where it has none. */
  from: string;
  /** For an earlier mail that names one of the same ids. */
  waits: boolean;
  /** Too large to be worked on beside others, or it failed before. */
  alone: boolean;
}

export type CommitResult =
  | { ok: true; caseId: number | null; caseNumber: number | null; wakes: Wake[] }
  /** A case moved on since the facts were gathered: gather again, decide again. */
  | { ok: false; reason: "conflict" }
  /** This agent's command mail was carried out before. */
  | { ok: false; reason: "already_done" };

/** The database as seen from the one transaction that holds an inbound row. */
export interface IntakeTransaction {
  row: InboundRow;
  raw: Buffer;
  /** Tokens of ours among these (26 characters each). */
  findTokens(tokens: string[]): Promise<(Omit<TokenFact, "found"> & { token: string })[]>;
  /** Cases that these Message-IDs or case numbers lead to, and cases on which `ownId` was named before it came. */
  findThreads(ids: string[], ownId: string | null, numbers: number[]): Promise<ThreadFact[]>;
  /** Case ids by number, for numbers that exist. */
  findCaseIds(numbers: number[]): Promise<Map<number, number>>;
  /** These cases and, for merged ones, the cases they live on in. */
  loadCases(ids: number[]): Promise<Map<number, CaseFacts>>;
  /** Not a copy kept apart for want of proof, where this one is vouched for. */
  findDuplicate(
    contentHash: string,
    isVouched: boolean,
  ): Promise<{ messageId: number; caseId: number } | null>;
  findPerson(address: string): Promise<PersonFact | null>;
  /** Automatic notices (AUTOMATIC_USER_NOTICES) owed to addresses like this one lately, and to its domain where that is asked. */
  countAutomatic(address: string, withDomain: boolean, now: Date): Promise<RecentAutomatic>;
  /** How many mails came from this address and those like it since `since`, this one included; where it is vouched for, only such. */
  countReceived(address: string, since: Date, isVouched: boolean): Promise<number>;
  /** The held mail, if any, that one of these notices asked to confirm, with its raw bytes. */
  findHeld(outboxIds: number[]): Promise<{
    inboundId: number;
    agent: string;
    caseId: number | null;
    raw: Buffer;
    receivedAt: Date;
  } | null>;
  commit(verdict: Verdict): Promise<CommitResult>;
}

export interface IntakeStore {
  /**
   * Runs `work` in one transaction that holds the row; rolls back when it throws. `waiting` while an earlier unfinished row
   * names one of the same ids (two minutes at most; DESIGN, decision 6). After a commit, later rows that waited for this one
   * are returned to be woken.
   */
  claimInbound(
    id: number,
    now: Date,
    work: (tx: IntakeTransaction) => Promise<CommitResult>,
  ): Promise<{ attempt: Attempt; result: CommitResult | null; wakes: Wake[] }>;
  /**
   * As `claimInbound` for several mails at once, each worked on by itself and all in one transaction: one throw undoes all. Mails
   * that are taken, wait, or were tried before are left out; a work that answers null leaves its mail as it was. `followers`: who
   * may go on now.
   */
  claimTogether(
    ids: number[],
    now: Date,
    work: (tx: IntakeTransaction) => Promise<CommitResult | null>,
  ): Promise<{ done: number[]; wakes: Wake[]; followers: ReadyMail[] }>;
  /** Mails that are due, with ids above `after`, in the order of their arrival. */
  listReady(now: Date, after: number, limit: number): Promise<ReadyMail[]>;
  /** Records a failed attempt. `retryAt` null: the row is `failed` and waits for the operator. */
  recordInboundFailure(id: number, reason: string, error: string, retryAt: Date | null): Promise<Wake | null>;
}

// ---------------------------------------------------------------- sending

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
  attachments(messageId: number): Promise<AttachmentBytes[]>;
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
   * `alias`: the Message-ID that the relay says it put in place of ours.
   */
  | { state: "sent"; response: string; text: string; inReplyTo: string | null; alias: string | null }
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

// ---------------------------------------------------------------- clocks and sweeping

export interface ClockStore {
  claimClock(
    id: number,
    now: Date,
    work: (
      facts: Omit<ClockFacts, "desk">,
      commit: (verdict: Verdict) => Promise<CommitResult>,
    ) => Promise<CommitResult>,
  ): Promise<{ attempt: Attempt; wakes: Wake[] }>;
}

export interface SweepStore {
  /**
   * Rows that are due and were not woken within the last `recentMs` (by default so long that a job of theirs would have run), with
   * their wake version moved on. Under a lock, so that of many processes one sweeps.
   */
  findForgotten(now: Date, limit: number, recentMs?: number): Promise<Wake[]>;
}

// ---------------------------------------------------------------- telling the operator

export interface AlertStore {
  /** Commits what the verdict owes, unless this fault of this subject (a mailbox, say) was told within the last day. */
  tellOnce(code: string, subject: string, now: Date, verdict: Verdict): Promise<Wake[]>;
}

// ---------------------------------------------------------------- signing in

/** Refresh tokens of OAuth2 as they are kept: sealed, one an account (a mailbox's name, or `smtp`). */
export interface RefreshTokenStore {
  find(account: string): Promise<Buffer | null>;
  keep(account: string, sealed: Buffer): Promise<void>;
}

export interface QuarantineStore {
  /**
   * Commits what the verdict owes about the mails of this mailbox that were parked as spam since the last time, unless that was
   * done since `due`. `decide` gets the first of them, and how many there are.
   */
  tellParked(
    mailbox: string,
    due: Date,
    now: Date,
    decide: (parked: Parked[], total: number) => Verdict,
  ): Promise<Wake[]>;
}

// ---------------------------------------------------------------- locks

export interface HeldLock {
  /** Aborted when the connection that holds the lock is gone: stop at once. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

export interface Locks {
  /** Null while another process holds it. The lock ends with the process's connection. */
  tryLock(name: string): Promise<HeldLock | null>;
}

export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
