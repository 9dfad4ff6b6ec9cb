/**
 * Gives one accepted mail at a time to whoever processes it, in a transaction that holds its row: mails that name a common id go one
 * after the other, in the order of their arrival (DESIGN, decision 6).
 */
import type { Verdict } from "../domain/change.ts";
import type { PersonFact, ThreadFact, TokenFact } from "../domain/facts.ts";
import { AUTOMATIC_USER_NOTICES } from "../domain/notice.ts";
import type {
  Attempt,
  CommitResult,
  InboundRow,
  IntakeStore,
  IntakeTransaction,
  Wake,
} from "../flows/ports.ts";
import { hashId, hashToken, type TokenMaker } from "../token.ts";
import { loadCaseFacts } from "./cases.ts";
import { clean, cleanData } from "./clean.ts";
import { commitVerdict } from "./commit.ts";
import type { Pool, Transaction } from "./pool.ts";
import { loadStatements } from "./queries.ts";

/** Clocks of two hosts differ; a row is not early for less than this. */
const TOLERANCE_MS = 1_000;

type Peek = { state: string; early: boolean; waiting: boolean };
type Held = Awaited<ReturnType<IntakeTransaction["findHeld"]>> & object;

const sql = loadStatements("intake");
const peekInbound = sql<[id: number, now: Date], Peek>("peek_inbound");
const lockInbound = sql<[id: number, now: Date], InboundRow & { raw: Buffer | null }>("lock_inbound");
const lockRefs = sql<[id: number], { locked: boolean }>("lock_refs");
const rawBytes = sql<[sha256: string], { bytes: Buffer }>("raw_bytes");
const wakeFollowers = sql<[hashes: Buffer[], now: Date], { id: number; version: number }>("wake_followers");
const recordFailure = sql<
  [id: number, reason: string, error: string, retryAt: Date | null],
  { version: number }
>("record_failure");
const finishInbound = sql<
  [
    id: number,
    state: string,
    reason: string,
    kind: string,
    caseId: number | null,
    evidence: unknown,
    at: Date,
  ],
  never
>("finish_inbound");
const dropRefs = sql<[id: number], { hash: Buffer }>("drop_refs");
const findTokens = sql<[hashes: Buffer[]], Omit<TokenFact, "found"> & { hash: string }>("find_tokens");
const findThreads = sql<[ids: Buffer[], ownId: Buffer | null, numbers: number[]], ThreadFact>("find_threads");
const findCaseIds = sql<[numbers: number[]], { id: number; number: number }>("find_case_ids");
const findDuplicate = sql<[contentHash: string, isVouched: boolean], { messageId: number; caseId: number }>(
  "find_duplicate",
);
const countReceived = sql<[address: string, since: Date], { count: number }>("count_received");
const findPerson = sql<[address: string], PersonFact>("find_person");
const countAutomatic = sql<[address: string, since: Date, notices: readonly string[]], { count: number }>(
  "count_automatic",
);
const findHeld = sql<[outboxIds: number[]], Held>("find_held");

export function createIntakeStore(pool: Pool, tokens: TokenMaker): IntakeStore {
  return {
    async claimInbound(id, now, work) {
      const outcome = await pool.transaction((tx) => process(tx, id, now, tokens, work));
      if (!("refs" in outcome)) return { attempt: outcome.attempt, result: null, wakes: [] };
      // Only now can those who waited for this mail go on.
      const followers = outcome.refs.length === 0 ? [] : await pool.all(wakeFollowers, outcome.refs, now);
      const own = outcome.result.ok ? outcome.result.wakes : [];
      const wakes = [...own, ...followers.map(({ id, version }) => intakeWake(id, version, null))];
      return { attempt: "done", result: outcome.result, wakes };
    },
    async recordInboundFailure(id, reason, error, retryAt) {
      const row = await pool.one(recordFailure, id, clean(reason), clean(error), retryAt);
      return row && retryAt ? intakeWake(id, row.version, retryAt) : null;
    },
  };
}

async function process(
  tx: Transaction,
  id: number,
  now: Date,
  tokens: TokenMaker,
  work: (tx: IntakeTransaction) => Promise<CommitResult>,
): Promise<{ attempt: Attempt } | { result: CommitResult; refs: Buffer[] }> {
  const soon = new Date(now.getTime() + TOLERANCE_MS);
  const locked = await tx.one(lockInbound, id, soon);
  if (locked === null) return { attempt: whyNot(await tx.one(peekInbound, id, soon)) };
  const [refs, large] = await Promise.all([
    tx.one(lockRefs, id),
    locked.raw === null ? tx.one(rawBytes, locked.sha256) : null,
  ]);
  if (!refs?.locked) return { attempt: "waiting" };
  const { raw, ...row } = locked;
  const claim = { row, raw: raw ?? large?.bytes ?? Buffer.alloc(0) };
  const dropped: Buffer[] = [];
  const commit = async (verdict: Verdict) => {
    const context = { inboundId: id, now, tokens };
    return commitVerdict(tx, verdict, context, async ({ caseId }) => {
      const evidence = cleanData(verdict.evidence);
      const { outcome, reason, mailKind } = verdict;
      const [hashes] = await Promise.all([
        tx.all(dropRefs, id),
        tx.run(finishInbound, id, outcome, reason, mailKind, caseId, evidence, now),
      ]);
      dropped.push(...hashes.map((row) => row.hash));
    });
  };
  const result = await work(intakeTransaction(tx, claim, commit));
  return { result, refs: dropped };
}

function whyNot(peek: Peek | null): Attempt {
  if (peek === null || peek.state !== "received") return "finished";
  if (peek.early) return "early";
  return peek.waiting ? "waiting" : "busy";
}

function intakeTransaction(
  tx: Transaction,
  { row, raw }: { row: InboundRow; raw: Buffer },
  commit: (verdict: Verdict) => Promise<CommitResult>,
): IntakeTransaction {
  return {
    row,
    raw,
    commit,
    async findTokens(candidates) {
      const byHash = new Map(candidates.map((token) => [hashToken(token).toString("hex"), token]));
      const found = await tx.all(findTokens, candidates.map(hashToken));
      return found.map(({ hash, ...fact }) => ({ ...fact, token: byHash.get(hash) ?? "" }));
    },
    findThreads: (ids, ownId, numbers) =>
      tx.all(findThreads, ids.map(hashId), ownId === null ? null : hashId(ownId), numbers),
    async findCaseIds(numbers) {
      const found = await tx.all(findCaseIds, numbers);
      return new Map(found.map((one) => [one.number, one.id]));
    },
    loadCases: (ids) => loadCaseFacts(tx, ids),
    findDuplicate: (contentHash, isVouched) => tx.one(findDuplicate, contentHash, isVouched),
    findPerson: async (address) => tx.one(findPerson, clean(address)),
    async countAutomatic(address, since) {
      const row = await tx.one(countAutomatic, clean(address), since, AUTOMATIC_USER_NOTICES);
      return row?.count ?? 0;
    },
    async countReceived(address, since) {
      return (await tx.one(countReceived, clean(address), since))?.count ?? 0;
    },
    findHeld: (outboxIds) => tx.one(findHeld, outboxIds),
  };
}

function intakeWake(id: number, version: number, at: Date | null): Wake {
  return { queue: "intake", id, version, at };
}
