/** OAuth2 refresh tokens that a provider handed out, one an account; sealed before they come here. */
import type { RefreshTokenStore } from "../flows/ports.ts";
import type { Pool } from "./pool.ts";
import { loadStatements } from "./queries.ts";

const sql = loadStatements("refresh-tokens");
const find = sql<[account: string], { sealed: Buffer }>("find");
const keep = sql<[account: string, sealed: Buffer], never>("keep");

export function createRefreshTokenStore(pool: Pool): RefreshTokenStore {
  return {
    find: async (account) => (await pool.one(find, account))?.sealed ?? null,
    async keep(account, sealed) {
      await pool.run(keep, account, sealed);
    },
  };
}
