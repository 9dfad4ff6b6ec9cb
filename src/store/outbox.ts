/**
 * Lends one mail owed at a time to whoever sends it, and records what came of it. While SMTP is at work no transaction is open: a
 * lock between processes keeps others away from the row.
 */
import { hash } from "node:crypto";
import type { Desk } from "../domain/desk.ts";
import { tokenOfMessageId } from "../domain/evidence.ts";
import { AUTOMATIC_USER_NOTICES } from "../domain/notice.ts";
import type { Attempt, Locks, Wake } from "../flows/ports.ts";
import type {
  AttachmentBytes,
  DeliveryOutcome,
  DueMail,
  OutboxRow,
  OutboxStore,
  StoredFile,
} from "../flows/ports-sending.ts";
import { hashId, type TokenMaker } from "../token.ts";
import { loadCaseFacts } from "./cases.ts";
import { clean } from "./clean.ts";
import { commitVerdict } from "./commit.ts";
import { readNoticeFacts } from "./notice-facts.ts";
import type { Pool, Transaction } from "./pool.ts";
import { loadStatements } from "./queries.ts";

/** Clocks of two hosts differ; a row is not early for less than this. */
const TOLERANCE_MS = 1_000;
/** When the case changed while its refusal was decided on, the mail is tried once more. */
const CONFLICT_RETRY_MS = 5_000;

const sql = loadStatements("outbox");
const findOutbox = sql<[id: number], OutboxRow & { state: string }>("find_outbox");
const listDue = sql<[now: Date, after: Date, afterId: number, limit: number], DueMail>("list_due");
const saveRendered = sql<[id: number, bytes: Buffer], never>("save_rendered");
const markSent = sql<
  [id: number, response: string, at: Date, inReplyTo: string | null, internalText: string | null],
  never
>("mark_sent");
const markRetry = sql<[id: number, reason: string, at: Date, now: Date], { version: number }>("mark_retry");
const markGivenUp = sql<[id: number, state: string, reason: string, response: string | null], never>(
  "mark_given_up",
);
const insertAutomaticMessage = sql<
  [caseId: number, at: Date, address: string, name: string, text: string, outboxId: number],
  never
>("insert_automatic_message");
const linkMessage = sql<[messageId: number, outboxId: number], never>("link_message");
const holdUnanswered = sql<[caseId: number], { id: number }>("hold_unanswered");
const insertAlias = sql<[hash: Buffer, caseId: number, id: string], never>("insert_alias");
const attachments = sql<
  [messageId: number],
  Omit<StoredFile, "size" | "content"> & { position: number; inboundId: number; sha256: string }
>("attachments");
const rawOf = sql<[inboundId: number], { bytes: Buffer }>("raw_of");

export interface OutboxOptions {
  pool: Pool;
  locks: Locks;
  desk: Desk;
  tokens: TokenMaker;
  /** Every attachment of a raw mail, in its order. */
  attachmentBytes(raw: Buffer): Promise<AttachmentBytes[]>;
}

export function createOutboxStore(options: OutboxOptions): OutboxStore {
  const { pool, locks } = options;
  return {
    async claimOutbox(id, now, work) {
      const lock = await locks.tryLock(`outbox-${id}`);
      if (!lock) return { attempt: "busy", wakes: [] };
      try {
        const found = await pool.one(findOutbox, id);
        const refused = whyNot(found, now);
        if (refused || !found) return { attempt: refused ?? "finished", wakes: [] };
        const { state: _, ...row } = found;
        const outcome = await work({
          row,
          facts: () => pool.transaction((tx) => readNoticeFacts(tx, row, options.desk)),
          attachments: (messageId) => readAttachments(options, messageId),
          saveRendered: async (bytes) => void (await pool.run(saveRendered, id, bytes)),
        });
        const wakes = await pool.transaction((tx) => record(tx, row, outcome, now, options));
        return { attempt: "done", wakes };
      } finally {
        await lock.release();
      }
    },
    listDue: (now, after, limit) =>
      pool.all(listDue, now, after?.notBefore ?? new Date(0), after?.id ?? 0, limit),
  };
}

function whyNot(row: { state: string; notBefore: Date } | null, now: Date): Attempt | null {
  if (row?.state !== "pending") return "finished";
  return row.notBefore.getTime() > now.getTime() + TOLERANCE_MS ? "early" : null;
}

async function record(
  tx: Transaction,
  row: OutboxRow,
  outcome: DeliveryOutcome,
  now: Date,
  options: OutboxOptions,
): Promise<Wake[]> {
  switch (outcome.state) {
    case "sent":
      return recordSent(tx, row, outcome, now, options);
    case "retry":
      return retry(tx, row.id, outcome.reason, outcome.at, now);
    case "suppressed":
      await tx.run(markGivenUp, row.id, "suppressed", outcome.reason, null);
      return [];
    case "failed": {
      const marked = () => tx.run(markGivenUp, row.id, "failed", outcome.reason, clean(outcome.response));
      if (outcome.verdict === null) {
        await marked();
        return [];
      }
      const context = { now, tokens: options.tokens };
      const proposal = { verdict: outcome.verdict, inboundId: null };
      const result = await commitVerdict(tx, proposal, context, marked);
      if (result.ok) return result.wakes;
      return retry(tx, row.id, result.reason, new Date(now.getTime() + CONFLICT_RETRY_MS), now);
    }
  }
}

async function retry(tx: Transaction, id: number, reason: string, at: Date, now: Date): Promise<Wake[]> {
  const marked = await tx.one(markRetry, id, reason, at, now);
  return marked ? [{ queue: "outbox", id, version: marked.version, at }] : [];
}

async function recordSent(
  tx: Transaction,
  row: OutboxRow,
  outcome: DeliveryOutcome & { state: "sent" },
  now: Date,
  { desk, tokens }: OutboxOptions,
): Promise<Wake[]> {
  // The case before the mail, as everybody else does, so that nobody waits for each other.
  const awaits = outcome.respond && row.caseId !== null ? await tx.one(holdUnanswered, row.caseId) : null;
  // Whatever quotes the mail's own addresses quotes its token, and tokens are not stored.
  const text = clean(outcome.text.replaceAll(new RegExp(tokens.token(row.nonce), "gi"), "…"));
  const internal = row.audience === "user" ? null : text;
  const { response, inReplyTo, alias } = outcome;
  const marked = await tx.run(markSent, row.id, clean(response), now, inReplyTo, internal);
  // Somebody else sent it, too, while our lock was lost: it stands in the record once.
  if (marked === 0 || row.caseId === null) return [];
  const mailbox = desk.mailboxes.find((box) => box.name === row.mailbox);
  const isAutomatic = row.audience === "user" && AUTOMATIC_USER_NOTICES.includes(row.notice);
  await Promise.all([
    isAutomatic
      ? tx.run(
          insertAutomaticMessage,
          row.caseId,
          now,
          mailbox?.address ?? desk.desk.address,
          desk.desk.name,
          text,
          row.id,
        )
      : null,
    !isAutomatic && row.messageId !== null ? tx.run(linkMessage, row.messageId, row.id) : null,
    alias !== null && tokenOfMessageId(alias) === null
      ? tx.run(insertAlias, hashId(alias), row.caseId, clean(alias))
      : null,
  ]);
  if (!awaits) return [];
  const facts = (await loadCaseFacts(tx, [row.caseId])).get(row.caseId);
  const verdict = facts ? (outcome.respond?.(facts) ?? null) : null;
  if (!verdict) return [];
  const result = await commitVerdict(tx, { verdict, inboundId: null }, { now, tokens });
  // The case is held, so nobody can have moved it on; and a mail that is out must not go out again.
  return result.ok ? result.wakes : [];
}

/** The bytes are cut out of the raw mail again; the names are those that were made safe. */
async function readAttachments(options: OutboxOptions, messageId: number): Promise<StoredFile[]> {
  const rows = await options.pool.all(attachments, messageId);
  const first = rows[0];
  if (!first) return [];
  const raw = await options.pool.one(rawOf, first.inboundId);
  const files = raw ? await options.attachmentBytes(raw.bytes) : [];
  return rows.flatMap(({ position, inboundId: _, sha256, ...row }) => {
    const file = files[position];
    // A mail that could not be read this time comes as one file, which is not the one that was meant.
    return file && hash("sha256", file.content) === sha256
      ? [{ ...row, size: file.content.length, content: file.content }]
      : [];
  });
}
