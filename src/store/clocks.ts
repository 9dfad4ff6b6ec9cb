/** Gives a clock that ran out to whoever decides what follows: it fires once, in the same commit as what it leads to. */
import type { Verdict } from "../domain/change.ts";
import { TransientError } from "../errors.ts";
import type { Attempt, ClockStore, CommitResult, Wake } from "../flows/ports.ts";
import type { TokenMaker } from "../token.ts";
import { loadCaseFacts } from "./cases.ts";
import { cleanData } from "./clean.ts";
import { commitVerdict } from "./commit.ts";
import type { Pool, Transaction } from "./pool.ts";
import { loadStatements } from "./queries.ts";

/** Clocks of two hosts differ; a row is not early for less than this. */
const TOLERANCE_MS = 1_000;

interface ClockRow {
  id: number;
  caseId: number;
  kind: string;
  dueAt: Date;
  state: string;
}

const sql = loadStatements("clocks");
const lockCase = sql<[clockId: number], { id: number }>("lock_case");
const findClock = sql<[id: number], ClockRow>("find_clock");
const findAway = sql<[now: Date], { agent: string; until: Date }>("find_away");
const fire = sql<[id: number, at: Date, reason: string, evidence: unknown], never>("fire");

export function createClockStore(pool: Pool, tokens: TokenMaker): ClockStore {
  return {
    claimClock: (id, now, work) => pool.transaction((tx) => claim(tx, id, now, tokens, work)),
  };
}

async function claim(
  tx: Transaction,
  id: number,
  now: Date,
  tokens: TokenMaker,
  work: Parameters<ClockStore["claimClock"]>[2],
): Promise<{ attempt: Attempt; wakes: Wake[] }> {
  const [locked, clock] = await Promise.all([tx.one(lockCase, id), tx.one(findClock, id)]);
  if (clock?.state !== "running") return { attempt: "finished", wakes: [] };
  if (clock.dueAt.getTime() > now.getTime() + TOLERANCE_MS) return { attempt: "early", wakes: [] };
  if (!locked) return { attempt: "busy", wakes: [] };
  const [cases, away] = await Promise.all([loadCaseFacts(tx, [clock.caseId]), tx.all(findAway, now)]);
  const facts = cases.get(clock.caseId);
  if (!facts) throw new Error(`clock ${id} belongs to no case`);
  const commit = async (verdict: Verdict): Promise<CommitResult> => {
    // Before the verdict's own clocks: one of the same kind may start again.
    await tx.run(fire, id, now, verdict.reason, cleanData(verdict.evidence));
    const result = await commitVerdict(tx, { verdict, inboundId: null }, { now, tokens });
    if (result.ok) return result;
    // The case is ours, so it was another one that moved on; the clock must not count as fired.
    throw new TransientError("a case changed while its clock was decided on", { reason: "case_busy" });
  };
  const { kind, dueAt } = clock;
  const result = await work(
    { clock: { id, kind, dueAt }, case: facts, away: new Map(away.map((one) => [one.agent, one.until])) },
    commit,
  );
  return result.ok ? { attempt: "done", wakes: result.wakes } : { attempt: "busy", wakes: [] };
}
