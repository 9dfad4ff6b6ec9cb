/**
 * Finds what is due and was not woken lately: what a queue that lost its jobs would have forgotten (DESIGN, decision 1). Clocks, of
 * which most are cancelled long before they are due, get their jobs here when their time comes near.
 */
import type { QueueName, SweepStore, Wake } from "../flows/ports.ts";
import type { Pool } from "./pool.ts";
import { loadStatements } from "./queries.ts";

/** A row woken less than this ago is most likely still in the queue. Milliseconds. */
const RECENT_MS = 20_000;

/** Of the queues whose workers, once woken, work off all that is due (few-wakes.ts): so many rows a sweep are enough. */
const ENOUGH = 200;

/** How long before a clock is due its job stands in the queue. Milliseconds. */
export const RING_AHEAD_MS = 3_600_000;

const sql = loadStatements("sweep");
type Due = [now: Date, wokenBefore: Date, limit: number];
interface Woken {
  id: number;
  version: number;
}
const forgottenClocks = sql<[...Due, dueBy: Date], Woken & { dueAt: Date }>("forgotten_clocks");
const forgotten: [Exclude<QueueName, "clock">, ReturnType<typeof sql<Due, Woken>>, most: number][] = [
  ["intake", sql<Due, Woken>("forgotten_inbound"), ENOUGH],
  ["outbox", sql<Due, Woken>("forgotten_outbox"), ENOUGH],
  ["reminder", sql<Due, Woken>("forgotten_reminders"), Number.POSITIVE_INFINITY],
  ["webhook", sql<Due, Woken>("forgotten_webhook_calls"), Number.POSITIVE_INFINITY],
];

export function createSweepStore(pool: Pool): SweepStore {
  return {
    async findForgotten(now, limit, recentMs = RECENT_MS) {
      const wokenBefore = new Date(now.getTime() - recentMs);
      const wakes: Wake[] = [];
      for (const [queue, statement, most] of forgotten) {
        const rows = await pool.all(statement, now, wokenBefore, Math.min(most, limit - wakes.length));
        wakes.push(...rows.map(({ id, version }): Wake => ({ queue, id, version, at: null })));
      }
      const dueBy = new Date(now.getTime() + RING_AHEAD_MS);
      for (const { id, version, dueAt } of await pool.all(
        forgottenClocks,
        now,
        wokenBefore,
        limit - wakes.length,
        dueBy,
      )) {
        wakes.push({ queue: "clock", id, version, at: dueAt > now ? dueAt : null });
      }
      return wakes;
    },
  };
}
