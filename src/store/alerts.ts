/** What the operator was told by mail: one fault makes one mail a day, however often it is met. */
import type { AlertStore } from "../flows/ports.ts";
import type { TokenMaker } from "../token.ts";
import { commitVerdict } from "./commit.ts";
import type { Pool } from "./pool.ts";
import { loadStatements } from "./queries.ts";

const DAY_MS = 24 * 3_600_000;

const sql = loadStatements("alerts");
const claimAlert = sql<[code: string, subject: string, now: Date, since: Date], { code: string }>(
  "claim_alert",
);

export function createAlertStore(pool: Pool, tokens: TokenMaker): AlertStore {
  return {
    tellOnce: (code, subject, now, verdict) =>
      pool.transaction(async (tx) => {
        const since = new Date(now.getTime() - DAY_MS);
        if ((await tx.one(claimAlert, code, subject, now, since)) === null) return [];
        const result = await commitVerdict(tx, { verdict, inboundId: null }, { now, tokens });
        return result.ok ? result.wakes : [];
      }),
  };
}
