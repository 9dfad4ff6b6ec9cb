/** What one process of the desk takes of the database's connections at most: what is opened, and what `doctor` counts. */
import { POSTGRES_QUEUE_CONNECTIONS } from "../jobs/backend.ts";

/** Rows worked on at once in one process, by queue. */
export const CONCURRENCY = { intake: 4, outbox: 4, clock: 2, reminder: 1, webhook: 2 } as const;

/** One for each row worked on at once, with some left for the pollers and the sweep. */
export const POOL_CONNECTIONS = 16;

/** Connections by what for. Locks between processes are all held on one of their own. */
export function connectionBudget(redisUrl: string | null): Record<string, number> {
  return {
    pool: POOL_CONNECTIONS,
    locks: 1,
    ...(redisUrl === null ? { queue: POSTGRES_QUEUE_CONNECTIONS } : {}),
  };
}
