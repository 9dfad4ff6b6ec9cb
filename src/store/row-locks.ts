/**
 * Locks on rows that are worked on without a transaction: session advisory locks, all on one connection. They end when the process
 * dies; when the connection is lost, the process itself still keeps its own work apart.
 */
import type { Connection } from "./connection.ts";
import type { Pool } from "./pool.ts";
import { loadStatements } from "./queries.ts";

const sql = loadStatements("row-locks");
const tryLock = sql<[name: string], { taken: boolean }>("try_lock");
const unlock = sql<[name: string], unknown>("unlock");

export interface RowLocks {
  /** Null while somebody, here or in another process, holds it; else what gives it back. */
  tryLock(name: string): Promise<(() => Promise<void>) | null>;
  close(): Promise<void>;
}

export function createRowLocks(pool: Pool): RowLocks {
  const held = new Set<string>();
  let connection: Connection | null = null;
  return {
    async tryLock(name) {
      // The server would let one session lock twice.
      if (held.has(name)) return null;
      held.add(name);
      if (connection === null || connection.gone.aborted) connection = pool.dedicated();
      const mine = connection;
      try {
        if ((await mine.one(tryLock, name))?.taken) {
          return async () => {
            if (!mine.gone.aborted) await mine.all(unlock, name).catch(() => {});
            held.delete(name);
          };
        }
      } catch (error) {
        held.delete(name);
        throw error;
      }
      held.delete(name);
      return null;
    },
    async close() {
      await connection?.close();
    },
  };
}
