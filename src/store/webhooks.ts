/** Lends one call of a webhook at a time to whoever makes it, and records what came of it. */
import type { Attempt, Wake } from "../flows/ports.ts";
import type { CallOutcome, ClaimedCall, WebhookStore } from "../flows/ports-webhooks.ts";
import { loadCases } from "./cases.ts";
import { clean } from "./clean.ts";
import type { Pool } from "./pool.ts";
import { loadStatements } from "./queries.ts";

/** Clocks of two hosts differ; a row is not early for less than this. */
const TOLERANCE_MS = 1_000;
/** Longer than any call takes. */
const LENT_MS = 60_000;

const sql = loadStatements("webhooks");
const claimCall = sql<[id: number, by: Date, until: Date], Omit<ClaimedCall, "case"> & { caseId: number }>(
  "claim_call",
);
const isPending = sql<[id: number], { id: number }>("is_pending");
const saveBody = sql<[id: number, body: string], never>("save_body");
const endCall = sql<
  [id: number, state: string, reason: string | null, response: string, at: Date | null],
  never
>("end_call");
const putOffCall = sql<
  [id: number, reason: string, response: string, at: Date, now: Date],
  { version: number }
>("put_off_call");

export function createWebhookStore(pool: Pool): WebhookStore {
  return {
    async claimCall(id, now, work) {
      const by = new Date(now.getTime() + TOLERANCE_MS);
      const row = await pool.one(claimCall, id, by, new Date(now.getTime() + LENT_MS));
      if (row === null) {
        const attempt: Attempt = (await pool.one(isPending, id)) ? "early" : "finished";
        return { attempt, wakes: [] };
      }
      const { caseId, ...call } = row;
      const found = (await pool.transaction((tx) => loadCases(tx, [caseId]))).get(caseId);
      if (!found) throw new Error(`webhook call ${id} belongs to no case`);
      const outcome = await work({ ...call, case: found }, async (body) => {
        await pool.run(saveBody, id, body);
      });
      return { attempt: "done", wakes: await record(pool, id, outcome, now) };
    },
  };
}

async function record(pool: Pool, id: number, outcome: CallOutcome, now: Date): Promise<Wake[]> {
  const response = clean(outcome.response);
  if (outcome.state === "retry") {
    const put = await pool.one(putOffCall, id, outcome.reason, response, outcome.at, now);
    return put ? [{ queue: "webhook", id, version: put.version, at: outcome.at }] : [];
  }
  const [reason, at] = outcome.state === "sent" ? [null, now] : [outcome.reason, null];
  await pool.run(endCall, id, outcome.state, reason, response, at);
  return [];
}
