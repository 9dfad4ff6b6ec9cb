/**
 * Locks between processes: session advisory locks, all of a process's on one connection of their own, so that they end when the
 * process dies. Within the process a lock is held until it is released, even when the connection was lost.
 */
import type { Locks } from "../flows/ports.ts";
import type { Connection } from "./connection.ts";
import type { Pool } from "./pool.ts";
import { loadStatements } from "./queries.ts";

/** A connection that died in silence is noticed after both, and the holders stop. The server frees the locks a minute later. */
const HEARTBEAT_MS = 10_000;
const SILENCE_MS = 10_000;

const sql = loadStatements("locks");
const tryLock = sql<[name: string], { taken: boolean }>("try_lock");
const unlock = sql<[name: string], unknown>("unlock");
const heartbeat = sql<[], { alive: number }>("heartbeat");

export function createLocks(pool: Pool): Locks & { close(): Promise<void> } {
  const held = new Set<string>();
  let current: Connection | null = null;
  const connected = (): Connection => {
    if (current === null || current.gone.aborted)
      current = keepAlive(pool.dedicated({ guardMs: SILENCE_MS }));
    return current;
  };
  return {
    async tryLock(name) {
      // The server would let one session lock twice.
      if (held.has(name)) return null;
      held.add(name);
      try {
        const connection = connected();
        if ((await connection.one(tryLock, name))?.taken) {
          return { lost: connection.gone, release: once(() => release(connection, name)) };
        }
      } catch (error) {
        held.delete(name);
        throw error;
      }
      held.delete(name);
      return null;
    },
    close: async () => current?.close(),
  };

  async function release(connection: Connection, name: string): Promise<void> {
    // What cannot be unlocked ends with its connection.
    if (!connection.gone.aborted) await connection.all(unlock, name).catch(() => connection.close());
    held.delete(name);
  }
}

/** A heartbeat that fails closes the connection, and with it the locks. */
function keepAlive(connection: Connection): Connection {
  const timer = setInterval(() => void connection.one(heartbeat).catch(() => {}), HEARTBEAT_MS);
  timer.unref();
  connection.gone.addEventListener("abort", () => clearInterval(timer), { once: true });
  return connection;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= work();
    return done;
  };
}
