/**
 * Gives accepted mails, one or several side by side, to whoever processes them, in a transaction that holds their rows: mails that
 * name a common id go one after the other, in the order of their arrival (DESIGN, decision 6).
 */
import type { Verdict } from "../domain/change.ts";
import type { PersonFact, ThreadFact, TokenFact } from "../domain/facts.ts";
import { COUNTED_AT_MOST, LIMIT_WINDOWS_MS, type RecentAutomatic } from "../domain/limits.ts";
import { AUTOMATIC_USER_NOTICES } from "../domain/notice.ts";
import type {
  Attempt,
  CommitResult,
  InboundRow,
  IntakeStore,
  IntakeTransaction,
  ReadyMail,
  Wake,
} from "../flows/ports.ts";
import { hashId, hashToken, type TokenMaker } from "../token.ts";
import { loadCaseFacts } from "./cases.ts";
import { clean, cleanData } from "./clean.ts";
import { type Accepted, commitVerdicts } from "./commit.ts";
import type { Pool, Transaction } from "./pool.ts";
import { loadStatements } from "./queries.ts";
import { createRounds } from "./rounds.ts";

/** Clocks of two hosts differ; a row is not early for less than this. */
const TOLERANCE_MS = 1_000;

type Peek = { state: string; early: boolean; waiting: boolean };
type Held = Awaited<ReturnType<IntakeTransaction["findHeld"]>> & object;

const sql = loadStatements("intake");
const peekInbound = sql<[id: number, now: Date], Peek>("peek_inbound");
const lockInbound = sql<[ids: number[], now: Date, isFresh: boolean], InboundRow & { raw: Buffer | null }>(
  "lock_inbound",
);
const lockRefs = sql<[ids: number[]], { id: number; locked: boolean }>("lock_refs");
const listReady = sql<[now: Date, after: number, limit: number], ReadyMail>("list_ready");
const findFollowers = sql<[hashes: Buffer[], now: Date], ReadyMail>("find_followers");
const rawBytes = sql<[sha256: string], { bytes: Buffer }>("raw_bytes");
const wakeFollowers = sql<[hashes: Buffer[], now: Date], { id: number; version: number }>("wake_followers");
const recordFailure = sql<
  [id: number, reason: string, error: string, retryAt: Date | null],
  { version: number }
>("record_failure");
const finishInbound = sql<[rows: unknown, at: Date], never>("finish_inbound");
const dropRefs = sql<[ids: number[]], { hash: Buffer }>("drop_refs");
const findTokens = sql<[hashes: Buffer[]], Omit<TokenFact, "found"> & { hash: string }>("find_tokens");
const findThreads = sql<[ids: Buffer[], ownId: Buffer | null, numbers: number[]], ThreadFact>("find_threads");
const findCaseIds = sql<[numbers: number[]], { id: number; number: number }>("find_case_ids");
const findDuplicate = sql<[contentHash: string, isVouched: boolean], { messageId: number; caseId: number }>(
  "find_duplicate",
);
const countReceived = sql<[address: string, since: Date], { count: number }>("count_received");
const findPerson = sql<[address: string], PersonFact>("find_person");
const countAutomatic = sql<
  [
    address: string,
    notices: readonly string[],
    now: Date,
    windows: readonly number[],
    mostToAddress: number,
    mostToDomain: number,
  ],
  RecentAutomatic
>("count_automatic");
const findHeld = sql<[outboxIds: number[]], Held>("find_held");

export function createIntakeStore(pool: Pool, tokens: TokenMaker): IntakeStore {
  const claim = (ids: number[], now: Date, isFresh: boolean, work: Work) =>
    pool.transaction((tx) => workOn(tx, { ids, now, isFresh, tokens }, work));
  return {
    async claimInbound(id, now, work) {
      const soon = new Date(now.getTime() + TOLERANCE_MS);
      const { claimed, refs, results } = await claim([id], now, false, work);
      if (claimed === 0) {
        const peek = await pool.one(peekInbound, id, soon);
        return { attempt: whyNot(peek), result: null, wakes: [] };
      }
      const result = results.get(id);
      if (result === undefined) return { attempt: "waiting", result: null, wakes: [] };
      // Only now can those who waited for this mail go on.
      const followers = refs.length === 0 ? [] : await pool.all(wakeFollowers, refs, now);
      const own = result?.ok ? result.wakes : [];
      const wakes = [...own, ...followers.map(({ id, version }) => intakeWake(id, version, null))];
      return { attempt: "done", result, wakes };
    },
    async claimTogether(ids, now, work) {
      const { refs, results } = await claim(ids, now, true, work);
      const followers = refs.length === 0 ? [] : await pool.all(findFollowers, refs, now);
      const done = [...results].flatMap(([id, result]) => (result?.ok ? [id] : []));
      return { done, wakes: [...results.values()].flatMap((one) => (one?.ok ? one.wakes : [])), followers };
    },
    listReady: (now, after, limit) => pool.all(listReady, now, after, limit),
    async recordInboundFailure(id, reason, error, retryAt) {
      const row = await pool.one(recordFailure, id, clean(reason), clean(error), retryAt);
      return row && retryAt ? intakeWake(id, row.version, retryAt) : null;
    },
  };
}

type Work = (tx: IntakeTransaction) => Promise<CommitResult | null>;

interface Claim {
  ids: number[];
  now: Date;
  /** Only mails that were never tried, so that a mail that fails takes no others along again. */
  isFresh: boolean;
  tokens: TokenMaker;
}

/** `results` has those that could be worked on; `refs` is what the finished ones named. */
async function workOn(
  tx: Transaction,
  { ids, now, isFresh, tokens }: Claim,
  work: Work,
): Promise<{ claimed: number; results: Map<number, CommitResult | null>; refs: Buffer[] }> {
  const soon = new Date(now.getTime() + TOLERANCE_MS);
  const locked = await tx.all(lockInbound, ids, soon, isFresh);
  const results = new Map<number, CommitResult | null>();
  const refs: Buffer[] = [];
  if (locked.length === 0) return { claimed: 0, results, refs };
  const [tied, ...large] = await Promise.all([
    tx.all(
      lockRefs,
      locked.map((row) => row.id),
    ),
    ...locked.map((row) => (row.raw === null ? tx.one(rawBytes, row.sha256) : null)),
  ]);
  const taken = new Set(tied.flatMap((one) => (one.locked ? [] : [one.id])));
  const claims = locked.flatMap(({ raw, ...row }, at) =>
    taken.has(row.id) ? [] : [{ row, raw: raw ?? large[at]?.bytes ?? Buffer.alloc(0) }],
  );
  const rounds = createRounds(claims.length, (proposals) =>
    commitVerdicts(tx, proposals, { now, tokens }, async (accepted) => {
      const [dropped] = await Promise.all([
        tx.all(
          dropRefs,
          accepted.flatMap((one) => one.inboundId ?? []),
        ),
        tx.run(finishInbound, cleanData(accepted.map(finished)), now),
      ]);
      refs.push(...dropped.map((row) => row.hash));
    }),
  );
  await Promise.all(
    claims.map((claim) =>
      rounds.run(claim.row.id, async (commit) => {
        results.set(claim.row.id, await work(intakeTransaction(tx, claim, commit)));
      }),
    ),
  );
  return { claimed: locked.length, results, refs };
}

function finished({ verdict, inboundId, plan }: Accepted): object {
  const { outcome, reason, mailKind, evidence } = verdict;
  return { id: inboundId, state: outcome, reason, kind: mailKind, case_id: plan.caseId, evidence };
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
    async countAutomatic(address, now) {
      const { address: toAddress, domain } = COUNTED_AT_MOST;
      const counted = [now, LIMIT_WINDOWS_MS, toAddress, domain] as const;
      const row = await tx.one(countAutomatic, clean(address), AUTOMATIC_USER_NOTICES, ...counted);
      return row ?? { address: [], domain: [] };
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
