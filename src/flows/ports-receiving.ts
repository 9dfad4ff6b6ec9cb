/** What receiving mail needs from the store: accepting its bytes, and processing each mail in one transaction. */
import type { Verdict } from "../domain/change.ts";
import type { CaseFacts, PersonFact, StaffFacts, ThreadFact, TokenFact } from "../domain/facts.ts";
import type { RecentAutomatic } from "../domain/limits.ts";
import type { MailText, ParsedMail } from "../domain/message.ts";
import type { EarlierCase } from "../domain/rule-subject.ts";
import type { Attempt, CommitResult, Wake } from "./ports.ts";

export interface MailToAccept {
  uid: number;
  receivedAt: Date;
  raw: Buffer;
  /** Reason code when the mail is stored but must not be processed (`too_large`: raw holds its header only). */
  parked: string | null;
}

/** Where UIDs mean something (RFC 3501 2.3.1.1). */
export interface FolderPlace {
  mailbox: string;
  folder: string;
  uidValidity: bigint;
}

export interface AcceptBatch extends FolderPlace {
  source: "imap" | "cli";
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
  /** UIDs of accepted messages in this folder that are not yet seen flagged or moved, ascending. */
  listUnfiled(place: FolderPlace): Promise<number[]>;
  markFiled(place: FolderPlace, uids: number[]): Promise<void>;
}

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
  /** Not to be worked on beside others: too large, naming too many mails, or it failed before. */
  alone: boolean;
}

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
  /** By their main address or an alias. */
  findPerson(address: string): Promise<PersonFact | null>;
  /** Cases of whose this address is, newest first, MOST_EARLIER at most. */
  findEarlierCases(address: string): Promise<EarlierCase[]>;
  /**
   * Automatic notices (AUTOMATIC_USER_NOTICES) owed to addresses like this one lately, and to its domain where that is asked; and mails
   * of this shape (shape.ts; `hash`: hex) from others.
   */
  countAutomatic(
    of: { address: string; withDomain: boolean; shape: { hash: string; terse: boolean } | null },
    now: Date,
  ): Promise<RecentAutomatic>;
  /** How many mails came from this address and those like it since `since`, this one included; where it is vouched for, only such. */
  countReceived(address: string, since: Date, isVouched: boolean): Promise<number>;
  /**
   * What is known of the agents' work at `now`. Counts the cases of these; until this transaction ends, nobody else who counts any
   * gets an answer.
   */
  findStaff(counted: string[], now: Date): Promise<StaffFacts>;
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
