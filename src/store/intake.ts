import type { Attempt, CommitResult, Wake } from "../flows/ports.ts";
import type { InboundRow, IntakeStore, IntakeTransaction, ReadyMail } from "../flows/ports-receiving.ts";
import type { TokenMaker } from "../token.ts";
import { clean, cleanData } from "./clean.ts";
import { type Accepted, commitVerdicts } from "./commit.ts";
import type { Session } from "./connection.ts";
import type { FreshMails } from "./fresh-mails.ts";
import { createLookups, type Lookups } from "./lookups.ts";
import type { Pool, Transaction } from "./pool.ts";
import { loadStatements } from "./queries.ts";
import { createRounds, type Step } from "./rounds.ts";

/** Clocks of two hosts differ; a row is not early for less than this. */
const TOLERANCE_MS = 1_000;

type Peek = { state: string; early: boolean; waiting: boolean };
type Held = Awaited<ReturnType<IntakeTransaction["findHeld"]>> & object;

const sql = loadStatements("intake");
const peekInbound = sql<[id: number, now: Date], Peek>("peek_inbound");
const lockInbound = sql<[ids: number[], now: Date, isFresh: boolean], InboundRow>("lock_inbound");
const lockRefs = sql<[ids: number[]], { id: number; locked: boolean }>("lock_refs");
const listReady = sql<[now: Date, after: number, limit: number], ReadyMail>("list_ready");
const findFollowers = sql<[hashes: Buffer[], now: Date], ReadyMail>("find_followers");
const rawBytes = sql<[sha256: string[]], { sha256: string; bytes: Buffer }>("raw_bytes");
const wakeFollowers = sql<[hashes: Buffer[], now: Date], { id: number; version: number }>("wake_followers");
const recordFailure = sql<
  [id: number, reason: string, error: string, retryAt: Date | null],
  { version: number }
>("record_failure");
const finishInbound = sql<[rows: unknown, at: Date], never>("finish_inbound");
const dropRefs = sql<[ids: number[]], { hash: Buffer }>("drop_refs");
const findHeld = sql<[outboxIds: number[]], Held>("find_held");

export function createIntakeStore(pool: Pool, tokens: TokenMaker, fresh: FreshMails): IntakeStore {
  const claim = (ids: number[], now: Date, isFresh: boolean, work: Work) =>
    pool.transaction((tx) => workOn(tx, { ids, now, isFresh, tokens, fresh }, work));
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
  fresh: FreshMails;
}

/** `results` has those that could be worked on; `refs` is what the finished ones named. */
async function workOn(
  tx: Transaction,
  { ids, now, isFresh, tokens, fresh }: Claim,
  work: Work,
): Promise<{ claimed: number; results: Map<number, CommitResult | null>; refs: Buffer[] }> {
  const soon = new Date(now.getTime() + TOLERANCE_MS);
  const locked = await tx.all(lockInbound, ids, soon, isFresh);
  const results = new Map<number, CommitResult | null>();
  const refs: Buffer[] = [];
  if (locked.length === 0) return { claimed: 0, results, refs };
  const [tied, raws] = await Promise.all([
    tx.all(
      lockRefs,
      locked.map((row) => row.id),
    ),
    readRaws(tx, [...new Set(locked.map((row) => row.sha256))], fresh),
  ]);
  const taken = new Set(tied.flatMap((one) => (one.locked ? [] : [one.id])));
  const claims = locked.flatMap((row) => {
    const raw = raws.get(row.sha256);
    if (raw === undefined) throw new Error(`the bytes of mail ${row.id} are not in the database`);
    return taken.has(row.id) ? [] : [{ row, raw }];
  });
  const lookups = createLookups(tx);
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
      rounds.run(claim.row.id, async (step) => {
        results.set(claim.row.id, await work(intakeTransaction(tx, claim, step, lookups)));
      }),
    ),
  );
  return { claimed: locked.length, results, refs };
}

async function readRaws(tx: Session, wanted: string[], fresh: FreshMails): Promise<Map<string, Buffer>> {
  const kept = wanted.flatMap((sha256): [string, Buffer][] => {
    const raw = fresh.take(sha256);
    return raw === null ? [] : [[sha256, raw]];
  });
  const raws = new Map(kept);
  const missing = wanted.filter((sha256) => !raws.has(sha256));
  const read = missing.length === 0 ? [] : await tx.all(rawBytes, missing);
  for (const { sha256, bytes } of read) raws.set(sha256, bytes);
  return raws;
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
  { ask, commit }: Step,
  lookups: Lookups,
): IntakeTransaction {
  return {
    row,
    raw,
    commit,
    findTokens: (tokens) => ask(lookups.tokens, tokens),
    findThreads: (ids, ownId, numbers) => ask(lookups.threads, { ids, ownId, numbers }),
    findCaseIds: (numbers) => ask(lookups.caseIds, numbers),
    loadCases: (ids) => ask(lookups.cases, ids),
    findDuplicate: (contentHash, isVouched) => ask(lookups.duplicates, { contentHash, isVouched }),
    findPerson: (address) => ask(lookups.people, address),
    findEarlierCases: (address) => ask(lookups.earlierCases, address),
    countAutomatic: (of, now) => ask(lookups.automatic, { ...of, now }),
    countReceived: (address, since, isVouched) => ask(lookups.received, { address, since, isVouched }),
    findStaff: (counted, now) => ask(lookups.staff, { counted, now }),
    findHeld: (outboxIds) => tx.one(findHeld, outboxIds),
  };
}

function intakeWake(id: number, version: number, at: Date | null): Wake {
  return { queue: "intake", id, version, at };
}
