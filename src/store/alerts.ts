/** What the operator was told by mail: one fault makes one mail a day, however often it is met. */
import type { Pool } from "./pool.ts";
import { loadStatements } from "./queries.ts";

const DAY_MS = 24 * 3_600_000;

const sql = loadStatements("alerts");
const claimAlert = sql<[code: string, subject: string, now: Date, since: Date], { code: string }>(
  "claim_alert",
);

export interface AlertStore {
  /** True when this fault of this subject (a mailbox, say) is to be told now; then it counts as told. */
  claimAlert(code: string, subject: string, now: Date): Promise<boolean>;
}

export function createAlertStore(pool: Pool): AlertStore {
  return {
    async claimAlert(code, subject, now) {
      return (await pool.one(claimAlert, code, subject, now, new Date(now.getTime() - DAY_MS))) !== null;
    },
  };
}
