/**
 * One connection to Postgres. A connection that was hurt is never healed: it is closed, every later call on it fails at once, and
 * somebody opens a new one. That is the defence against postgres.js 3.4.9, whose own reconnecting keeps half-written bytes of the
 * dead socket (and then waits for ever) and lets a transaction write to no socket at all (an uncaught TypeError).
 */
import { connect, type NetConnectOpts, type Socket } from "node:net";
import postgres from "postgres";
import { explainDatabaseError, isUnavailable, unavailable } from "./failures.ts";
import type { Statement } from "./queries.ts";

const CONNECT_TIMEOUT_S = 5;
/** The server gives up on a statement after this … */
const STATEMENT_TIMEOUT_MS = 30_000;
/** … and we give up on a server that has not even said that. */
const GUARD_MS = 40_000;

/**
 * Settings of each session. Keepalives let the server notice within a minute that a host is gone, and free its locks; an idle
 * transaction is one whose process hangs. Statements are planned once, often while a table is still empty: a plan that reads it whole,
 * or all that an index has, would stay when it is full.
 */
const SESSION = `select set_config(name, value, false) from (values
  ('statement_timeout', '${STATEMENT_TIMEOUT_MS}'),
  ('idle_in_transaction_session_timeout', '300000'),
  ('tcp_keepalives_idle', '30'), ('tcp_keepalives_interval', '10'), ('tcp_keepalives_count', '3'),
  ('enable_seqscan', 'off'), ('enable_bitmapscan', 'off'), ('timezone', 'UTC')) as setting (name, value)`;

/** Runs statements; on one connection, in the order of the calls, also where nobody waits in between (pipelined). */
export interface Session {
  all<P extends readonly unknown[], R>(statement: Statement<P, R>, ...params: P): Promise<R[]>;
  /** The first row, or null. */
  one<P extends readonly unknown[], R>(statement: Statement<P, R>, ...params: P): Promise<R | null>;
  /** Number of rows that were changed. */
  run<P extends readonly unknown[]>(statement: Statement<P, unknown>, ...params: P): Promise<number>;
}

export interface Connection extends Session {
  /** A command without parameters, such as `begin`; the server's answer to it, such as `COMMIT`. */
  command(text: string): Promise<string>;
  /** Fails for a statement that the server would refuse. */
  prepare(text: string): Promise<void>;
  /** Aborted as soon as the connection is gone, for whatever reason. */
  readonly gone: AbortSignal;
  /** Closes at once; safe to call twice. */
  close(): Promise<void>;
}

export interface ConnectionOptions {
  connectionString: string;
  /** Milliseconds until a silent server counts as gone. */
  guardMs?: number;
}

/** Opens on first use. Errors are TransientError or ConfigError where the database is to blame. */
export function openConnection({ connectionString, guardMs = GUARD_MS }: ConnectionOptions): Connection {
  const gone = new AbortController();
  const { url, path } = socketOf(connectionString);
  const client = postgres(url, {
    ...(path === null ? {} : { path }),
    max: 1,
    connect_timeout: CONNECT_TIMEOUT_S,
    idle_timeout: undefined,
    // Would end the connection between two statements of a transaction.
    max_lifetime: null,
    backoff: false,
    // Asks the server on each connect and leaves an unhandled rejection when that is cut off.
    fetch_types: false,
    types: TYPES,
    onnotice: () => {},
    onclose: () => void close(),
    // On its own it would dial again for the statements that wait, and so begin a transaction that nobody ends.
    socket: async (target: Target) => {
      try {
        if (dialled) throw lost();
        dialled = true;
        const reached = dial(target, gone.signal);
        reached.catch((error: unknown) => {
          refusal = error;
        });
        return gatherWrites(await reached);
      } catch (error) {
        void close();
        throw error;
      }
    },
  } as object as { types: typeof TYPES });
  let dialled = false;
  let configured: Promise<void> | null = null;
  let refusal: unknown = null;
  // Nor does it reject what it had not sent yet.
  const cutOff = new Promise<never>((_, reject) => {
    gone.signal.addEventListener("abort", () => reject(lost()), { once: true });
  });
  cutOff.catch(() => {});

  const close = async () => {
    gone.abort();
    await client.end({ timeout: 0 }).catch(() => {});
  };
  const fail = (error: unknown, name: string): unknown => {
    if (isUnavailable(error)) void close();
    if (error instanceof postgres.PostgresError) Object.assign(error, { statement: name });
    return explainDatabaseError(error);
  };
  const guarded = async <T>(name: string, query: () => PromiseLike<T>): Promise<T> => {
    if (gone.signal.aborted) throw unavailable(lost());
    if (!configured) {
      configured = Promise.resolve(client.unsafe(SESSION)).then(() => {});
      // Why the server did not let us in; what was sent behind it only learns that the line is gone.
      configured.catch((error: unknown) => {
        refusal = error;
        void close();
      });
    }
    const silence = startGuard(guardMs);
    try {
      return await Promise.race([query(), silence.broken, cutOff]);
    } catch (error) {
      throw fail(refusal ?? error, name);
    } finally {
      silence.stop();
    }
  };
  // Every value goes untyped, so that the server infers its type and a null makes no second statement of it.
  const send = <P extends readonly unknown[], R>(statement: Statement<P, R>, params: P) =>
    guarded(statement.name, () =>
      client.unsafe<R[] & postgres.Row[]>(
        statement.text,
        params.map((value) => client.typed(value as never, 0)) as never[],
        { prepare: true, simple: false } as postgres.UnsafeQueryOptions,
      ),
    );

  return {
    gone: gone.signal,
    close,
    all: async (statement, ...params) => (await send(statement, params)) as never,
    one: async (statement, ...params) => ((await send(statement, params))[0] ?? null) as never,
    run: async (statement, ...params) => (await send(statement, params)).count,
    command: async (text) => (await guarded(text, () => client.unsafe(text))).command,
    prepare: async (text) => {
      await guarded(text, () => client.unsafe(text, [], { prepare: true }).describe());
    },
  };
}

/** `?host=/folder` names the folder of the server's socket file, as libpq has it; postgres.js would send that on as a setting. */
function socketOf(connectionString: string): { url: string; path: string | null } {
  const url = URL.canParse(connectionString) ? new URL(connectionString) : null;
  const folder = url?.searchParams.get("host");
  if (!url || !folder?.startsWith("/")) return { url: connectionString, path: null };
  const port = url.searchParams.get("port") || url.port || "5432";
  for (const name of ["host", "port"]) url.searchParams.delete(name);
  return { url: url.href, path: `${folder}/.s.PGSQL.${port}` };
}

/** What postgres.js read from the URL: one host, or several to try in turn, or a socket file. */
interface Target {
  host: string[];
  port: number[];
  path?: string | false;
}

async function dial({ host, port, path }: Target, gone: AbortSignal): Promise<Socket> {
  let failure: unknown = lost();
  for (const [at, name] of host.entries()) {
    if (gone.aborted) break;
    try {
      const socket = await reach(path ? { path } : { host: name, port: port[at] ?? 5432 }, gone);
      // The name that the server's certificate is checked against.
      return Object.assign(socket, { host: name });
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** A connected socket, destroyed as soon as `gone` aborts. */
function reach(where: NetConnectOpts, gone: AbortSignal): Promise<Socket> {
  const socket = connect(where);
  gone.addEventListener("abort", () => socket.destroy(), { once: true });
  return new Promise((resolve, reject) => {
    const late = () => socket.destroy(Object.assign(new Error("no answer"), { code: "CONNECT_TIMEOUT" }));
    const timer = setTimeout(late, CONNECT_TIMEOUT_S * 1_000);
    const settle = (settled: () => void) => () => {
      clearTimeout(timer);
      settled();
    };
    socket.once(
      "connect",
      settle(() => resolve(socket)),
    );
    socket.once(
      "close",
      settle(() => reject(lost())),
    );
    socket.once("error", reject);
  });
}

/** Statements that are sent in one turn go out in one write; each alone would be a system call, and a packet. */
function gatherWrites(socket: Socket): Socket {
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  let corked = false;
  const gathered = (...args: unknown[]) => {
    if (!corked) {
      corked = true;
      socket.cork();
      setImmediate(() => {
        corked = false;
        socket.uncork();
      });
    }
    return write(...args);
  };
  return Object.assign(socket, { write: gathered });
}

function lost(): Error {
  return Object.assign(new Error("the connection was lost"), { code: "CONNECTION_CLOSED" });
}

/** Rejects after `ms`, and a moment later still: an answer may have come in while this process was busy. */
function startGuard(ms: number): { broken: Promise<never>; stop(): void } {
  let timer: NodeJS.Timeout;
  const broken = new Promise<never>((_, reject) => {
    const giveUp = () => reject(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" }));
    timer = setTimeout(() => {
      timer = setTimeout(giveUp, 250);
    }, ms);
  });
  return { broken, stop: () => clearTimeout(timer) };
}

/** Ids and counts as numbers (they stay far below 2^53), arrays written out since their types are not fetched. */
const TYPES = {
  int8: { to: 20, from: [20], serialize: String, parse: Number },
  numeric: { to: 1700, from: [1700], serialize: String, parse: Number },
  // Hex needs no quoting but of its own prefix, and may be long.
  byteaArray: arrayType(1001, (value) => `\\\\x${(value as Buffer).toString("hex")}`),
  textArray: arrayType(1009, (value) => String(value).replace(/["\\]/g, "\\$&")),
  int8Array: arrayType(1016, String),
};

function arrayType(oid: number, write: (value: unknown) => string) {
  const element = (value: unknown) => (value === null ? "null" : `"${write(value)}"`);
  return {
    to: oid,
    from: [],
    serialize: (values: unknown[]) => `{${values.map(element).join(",")}}`,
    parse: (text: string) => text,
  };
}
