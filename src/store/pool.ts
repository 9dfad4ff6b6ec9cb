/**
 * The desk's connections to Postgres, at most `max` at a time. While the database is away every call fails at once with a
 * TransientError (`database_unavailable`); the first call after it is back works again, on a new connection.
 */
import { TransientError } from "../errors.ts";
import type { Logger } from "../flows/ports.ts";
import { type Connection, openConnection, type Session } from "./connection.ts";

/** How long a caller waits for a free connection before it is told that the desk is too busy. */
const QUEUE_TIMEOUT_MS = 30_000;

export interface Transaction extends Session {
  /** Undoes what `work` did, and only that, when it returns false. */
  savepoint(work: () => Promise<boolean>): Promise<boolean>;
}

export interface Pool extends Session {
  /** Commits when `work` resolves, rolls back when it throws. The transaction must not be used after that. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** A connection of the caller's own, outside the pool: for session locks. */
  dedicated(options?: { guardMs?: number }): Connection;
  /** Waits for what is running, then closes. */
  end(): Promise<void>;
}

interface Waiter {
  resolve(connection: Connection): void;
  reject(error: unknown): void;
  timer: NodeJS.Timeout;
}

export function createPool(options: {
  connectionString: string;
  max: number;
  log: Logger;
  guardMs?: number;
}): Pool {
  const { connectionString, max, log, guardMs } = options;
  const open = (own: { guardMs?: number } = {}) =>
    openConnection({ connectionString, ...(guardMs && { guardMs }), ...own });
  const idle: Connection[] = [];
  const all = new Set<Connection>();
  const waiting: Waiter[] = [];
  let drained: (() => void) | null = null;
  let ended = false;

  const add = (): Connection => {
    const connection = open();
    all.add(connection);
    connection.gone.addEventListener("abort", () => {
      if (idle.includes(connection)) log.debug({}, "an idle database connection was lost");
      remove(connection);
    });
    return connection;
  };
  const remove = (connection: Connection) => {
    const at = idle.indexOf(connection);
    if (at >= 0) idle.splice(at, 1);
    if (all.delete(connection)) serveNext();
  };
  const serveNext = () => {
    if (waiting.length > 0 && (idle.length > 0 || all.size < max)) {
      const waiter = waiting.shift();
      clearTimeout(waiter?.timer);
      waiter?.resolve(idle.pop() ?? add());
    }
    if (drained && idle.length === all.size) drained();
  };
  const take = (): Promise<Connection> | Connection => {
    if (ended) throw new TransientError("The desk is stopping", { reason: "stopping" });
    const free = idle.pop();
    if (free) return free;
    if (all.size < max) return add();
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { resolve, reject, timer: setTimeout(() => giveUp(waiter), QUEUE_TIMEOUT_MS) };
      waiting.push(waiter);
    });
  };
  const giveUp = (waiter: Waiter) => {
    waiting.splice(waiting.indexOf(waiter), 1);
    const hint = "lower the number of workers, or look for slow statements on the server";
    waiter.reject(new TransientError("All database connections are busy", { reason: "database_busy", hint }));
  };
  const using = async <T>(work: (connection: Connection) => Promise<T>): Promise<T> => {
    const connection = await take();
    try {
      return await work(connection);
    } finally {
      if (!connection.gone.aborted) {
        idle.push(connection);
        serveNext();
      }
    }
  };

  return {
    all: (statement, ...params) => using((connection) => connection.all(statement, ...params)),
    one: (statement, ...params) => using((connection) => connection.one(statement, ...params)),
    run: (statement, ...params) => using((connection) => connection.run(statement, ...params)),
    transaction: (work) => using((connection) => inTransaction(connection, work)),
    dedicated: open,
    end: async () => {
      ended = true;
      while (waiting.length > 0) giveUp(waiting[0] as Waiter);
      if (idle.length < all.size) await new Promise<void>((done) => (drained = done));
      await Promise.all([...all].map((connection) => connection.close()));
    },
  };
}

async function inTransaction<T>(connection: Connection, work: (tx: Transaction) => Promise<T>): Promise<T> {
  let finished = false;
  // A straggler must not run its statement in whatever comes next on this connection.
  const open = (): Connection => {
    if (finished) throw new Error("a transaction was used after its end");
    return connection;
  };
  const tx: Transaction = {
    all: async (statement, ...params) => open().all(statement, ...params),
    one: async (statement, ...params) => open().one(statement, ...params),
    run: async (statement, ...params) => open().run(statement, ...params),
    savepoint: async (inner) => {
      const set = open().command("savepoint s");
      const [, keep] = await Promise.all([set, inner()]);
      if (!keep) await open().command("rollback to savepoint s");
      return keep;
    },
  };
  const begun = connection.command("begin");
  try {
    const [, result] = await Promise.all([begun, work(tx)]);
    finished = true;
    const answer = await connection.command("commit");
    if (answer !== "COMMIT") throw new Error("a failed statement was ignored, so the transaction was undone");
    return result;
  } catch (error) {
    finished = true;
    if (!connection.gone.aborted) await connection.command("rollback").catch(() => connection.close());
    throw error;
  }
}
