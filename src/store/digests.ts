/** What the daily list of somebody is made from, and that it is made once a day. */
import type { DigestCase } from "../domain/digest.ts";
import type { DigestStore } from "../flows/ports.ts";
import type { TokenMaker } from "../token.ts";
import { commitVerdict } from "./commit.ts";
import type { Pool } from "./pool.ts";
import { loadStatements } from "./queries.ts";

const sql = loadStatements("digest");
const claimList = sql<[key: string, now: Date, due: Date], { code: string }>("claim_list");
const listFor = sql<[agent: string | null, teams: string[], owners: string[], whole: boolean], DigestCase>(
  "list_for",
);

export function createDigestStore(pool: Pool, tokens: TokenMaker): DigestStore {
  return {
    tellDaily: (reader, due, now, decide) =>
      pool.transaction(async (tx) => {
        if ((await tx.one(claimList, reader.key, now, due)) === null) return [];
        const { agent, teams, owners } = reader;
        const verdict = decide(await tx.all(listFor, agent, teams, owners, agent === null));
        const result = await commitVerdict(tx, { verdict, inboundId: null }, { now, tokens });
        return result.ok ? result.wakes : [];
      }),
  };
}
