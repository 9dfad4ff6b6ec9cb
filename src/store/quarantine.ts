/** What waits as spam, and that each of it is listed once. */
import { MOST_LISTED, type Parked } from "../domain/quarantine.ts";
import type { QuarantineStore } from "../flows/ports.ts";
import type { TokenMaker } from "../token.ts";
import { commitVerdict } from "./commit.ts";
import type { Pool } from "./pool.ts";
import { loadStatements } from "./queries.ts";

const sql = loadStatements("quarantine");
const claimDigest = sql<[mailbox: string, now: Date, due: Date], { since: Date }>("claim_digest");
const listParked = sql<[mailbox: string, since: Date, now: Date, most: number], Parked & { total: number }>(
  "list_parked",
);

export function createQuarantineStore(pool: Pool, tokens: TokenMaker): QuarantineStore {
  return {
    tellParked: (mailbox, due, now, decide) =>
      pool.transaction(async (tx) => {
        const claimed = await tx.one(claimDigest, mailbox, now, due);
        if (claimed === null) return [];
        const parked = await tx.all(listParked, mailbox, claimed.since, now, MOST_LISTED);
        const verdict = decide(parked, parked[0]?.total ?? 0);
        const result = await commitVerdict(tx, { verdict, inboundId: null }, { now, tokens });
        return result.ok ? result.wakes : [];
      }),
  };
}
