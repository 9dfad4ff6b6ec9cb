/** Locks between processes: session advisory locks, each on a connection of its own, so that a lock ends when its holder dies. */
import type { HeldLock, Locks } from "../flows/ports.ts";
import type { Connection } from "./connection.ts";
import type { Pool } from "./pool.ts";
import { loadStatements } from "./queries.ts";

/** A connection that died in silence is noticed after this, and the holder stops. Milliseconds. */
const HEARTBEAT_MS = 10_000;

const sql = loadStatements("locks");
const tryLock = sql<[name: string], { taken: boolean }>("try_lock");
const heartbeat = sql<[], { alive: number }>("heartbeat");

export function createLocks(pool: Pool): Locks {
  return {
    async tryLock(name) {
      const connection = pool.dedicated();
      try {
        const row = await connection.one(tryLock, name);
        if (row?.taken) return hold(connection);
      } catch (error) {
        await connection.close();
        throw error;
      }
      await connection.close();
      return null;
    },
  };
}

function hold(connection: Connection): HeldLock {
  const timer = setInterval(() => {
    // A heartbeat that fails closes the connection, and with it the lock.
    connection.one(heartbeat).catch(() => {});
  }, HEARTBEAT_MS);
  timer.unref();
  const stop = () => clearInterval(timer);
  connection.gone.addEventListener("abort", stop, { once: true });
  return {
    lost: connection.gone,
    async release() {
      stop();
      await connection.close();
    },
  };
}
