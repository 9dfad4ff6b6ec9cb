/** What the flows need from the edges, beside ports-receiving and ports-sending: store, mail and jobs implement it; the flows import none of them. */
import type { Verdict } from "../domain/change.ts";
import type { DigestCase, DigestReader } from "../domain/digest.ts";
import type { Away } from "../domain/duty.ts";
import type { ClockFacts } from "../domain/facts.ts";
import type { Parked } from "../domain/quarantine.ts";
import type { DueReminder, RemindersDecided } from "../domain/reminder.ts";

// ---------------------------------------------------------------- the alarm clock

export type QueueName = "intake" | "outbox" | "clock" | "reminder" | "webhook";

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

// ---------------------------------------------------------------- committing

export type CommitResult =
  | { ok: true; caseId: number | null; caseNumber: number | null; wakes: Wake[] }
  /** A case moved on since the facts were gathered: gather again, decide again. */
  | { ok: false; reason: "conflict" }
  /** This agent's command mail was carried out before. */
  | { ok: false; reason: "already_done" };

// ---------------------------------------------------------------- clocks and sweeping

export interface ClockStore {
  claimClock(
    id: number,
    now: Date,
    work: (
      facts: Omit<ClockFacts, "desk"> & { away: Away },
      commit: (verdict: Verdict) => Promise<CommitResult>,
    ) => Promise<CommitResult>,
  ): Promise<{ attempt: Attempt; wakes: Wake[] }>;
}

export interface ReminderStore {
  /**
   * Gives everything that the reminder's recipient is to be reminded of by `until` to `decide`, and commits what it owes; each row
   * ends with it, once. `finished` where it has ended before; `waiting` for a few minutes while a heap of thresholds is decided on,
   * so that a desk that was down tells all of them at once.
   */
  claimReminders(
    id: number,
    now: Date,
    until: Date,
    decide: (due: DueReminder[]) => RemindersDecided,
  ): Promise<{ attempt: Attempt; wakes: Wake[] }>;
}

export interface DigestStore {
  /** Commits what `decide` owes of the reader's open cases, unless that was done since `due`. */
  tellDaily(
    reader: DigestReader,
    due: Date,
    now: Date,
    decide: (cases: DigestCase[]) => Verdict,
  ): Promise<Wake[]>;
}

export interface SweepStore {
  /**
   * Rows that are due and were not woken within the last `recentMs` (by default so long that a job of theirs would have run), and
   * clocks that soon will be, with their wake version moved on. Under a lock, so that of many processes one sweeps.
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
