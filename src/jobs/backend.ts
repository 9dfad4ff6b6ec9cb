/** The queue's two homes, Redis or the desk's own Postgres, behind one interface: no other file knows which one it is. */
import { setTimeout as delay } from "node:timers/promises";
import {
  type BackendFactory,
  createPostgresBackend,
  createRedisBackend,
  DEFAULT_SCHEMA,
  type IQueueBackend,
  type PgPool,
  type Processor,
  Queue,
  type QueueOptions,
  runMigrations,
  Worker,
} from "bullmq";
import { Redis } from "ioredis";
import pg from "pg";
import { TransientError } from "../errors.ts";
import type { QueueName } from "../flows/ports.ts";
import { within } from "../within.ts";
import type { JobPayload } from "./queues.ts";

/** A BullMQ queue or worker, whichever backend it runs on. */
// biome-ignore lint/suspicious/noExplicitAny: BullMQ puts the backend into the type; the desk's one code path must not see it.
export type JobQueue = Queue<any, void, string, JobPayload, void, string, any, any>;
// biome-ignore lint/suspicious/noExplicitAny: as above
export type JobWorker = Worker<JobPayload, void, string, any, any, any>;
export type JobProcessor = Processor<JobPayload, void, string>;

export interface QueueBackend {
  readonly kind: "redis" | "postgres";
  /** Resolves when the queue answers and its tables stand. Throws TransientError `queue_unavailable` while it is away. */
  ready(): Promise<void>;
  openQueue(name: QueueName): JobQueue;
  /** A worker that does not run yet: `waitUntilReady`, then `run`. */
  openWorker(name: QueueName, process: JobProcessor, concurrency: number): JobWorker;
  /** Ends the connections, within a second. Queues and workers are closed before. */
  close(): Promise<void>;
}

export interface QueueBackendOptions {
  /** Null: the queue lives in the same Postgres. */
  redisUrl: string | null;
  databaseUrl: string;
  /** Sets this desk's keys apart in a Redis that others use too. */
  prefix: string;
}

/** Connections to Postgres that the queue takes in one process at most; `doctor` adds them up. */
export const POSTGRES_QUEUE_CONNECTIONS = 10;

const WORKER_OPTIONS = {
  autorun: false,
  // A worker that lost its process is found after this; the sweep finds its row sooner.
  lockDuration: 30_000,
  // BullMQ waits 15 s after a refused connection; a restarted server is back sooner.
  runRetryDelay: 1_000,
} as const;

const FETCH_RETRY_MS = 500;
/** A server that has said nothing for so long is taken for dead; a worker's blocking read takes half of it (BullMQ: 10 s). */
const SILENCE_MS = 20_000;
/** A notification that got lost costs a worker no more than this. */
const LONGEST_BLOCK_S = 10;
const CLOSE_MS = 1_000;

/** We read no queue events: keep few. */
const STREAMS = { events: { maxLen: 500 } } satisfies QueueOptions["streams"];

export function openQueueBackend(options: QueueBackendOptions): QueueBackend {
  const { redisUrl, databaseUrl, prefix } = options;
  return redisUrl === null ? openPostgresBackend(databaseUrl) : openRedisBackend(redisUrl, prefix);
}

function openRedisBackend(url: string, prefix: string): QueueBackend {
  const retryStrategy = (times: number) => Math.min(100 * 2 ** Math.min(times, 6), 3_000);
  // Producers fail at once while Redis is away; workers wait for it (BullMQ demands null).
  const producer = new Redis(url, {
    retryStrategy,
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    socketTimeout: SILENCE_MS,
    connectionName: "deskpost",
  });
  let consumer: Redis | null = null;
  let lastError: Error = new Error("not connected yet");
  producer.on("error", (error: Error) => {
    lastError = error;
  });

  return {
    kind: "redis",
    ready: () =>
      redisReady(producer, () => lastError).catch(throwAway("check that Redis runs and REDIS_URL is right")),
    openQueue: (name) => new Queue(name, { connection: producer, prefix, streams: STREAMS }),
    openWorker(name, process, concurrency) {
      if (consumer === null) {
        consumer = new Redis(url, { retryStrategy, maxRetriesPerRequest: null, socketTimeout: SILENCE_MS });
        // Its errors reach us through the workers; without a listener ioredis prints them.
        consumer.on("error", () => {});
      }
      return new Worker(
        name,
        process,
        { ...WORKER_OPTIONS, connection: consumer, prefix, concurrency },
        patient(createRedisBackend),
      );
    },
    async close() {
      producer.disconnect();
      consumer?.disconnect();
    },
  };
}

/** Connects at the first call. Waits for a connection that is being made for the first time, never for one that was lost. */
async function redisReady(redis: Redis, lastError: () => Error): Promise<void> {
  if (redis.status === "ready") return;
  if (redis.status === "wait") redis.connect().catch(() => {});
  if (redis.status === "reconnecting" || redis.status === "close" || redis.status === "end")
    throw lastError();
  await new Promise<void>((resolve, reject) => {
    const settle = () => {
      redis.off("ready", settle).off("close", settle);
      if (redis.status === "ready") resolve();
      else reject(lastError());
    };
    redis.on("ready", settle).on("close", settle);
  });
}

function openPostgresBackend(databaseUrl: string): QueueBackend {
  // One pool for all queues and workers; each worker keeps one of its connections to LISTEN.
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    // A job that a crash forgets is found by the sweep: no commit of the queue's waits for the disk.
    options: `-c search_path=${DEFAULT_SCHEMA} -c synchronous_commit=off`,
    application_name: "deskpost queue",
    max: POSTGRES_QUEUE_CONNECTIONS,
    connectionTimeoutMillis: 5_000,
    query_timeout: SILENCE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // A connection that breaks is replaced; whoever needs it learns of the outage. Without listeners its error would end the process.
  pool.on("error", () => {}).on("connect", (client) => client.on("error", () => {}));
  // The same pool by BullMQ's own, narrower typing.
  const connection = pool as unknown as PgPool;
  let migrated: Promise<void> | null = null;

  return {
    kind: "postgres",
    ready() {
      migrated ??= migrate(pool).catch((error: unknown) => {
        migrated = null;
        return throwAway("check that Postgres runs and DATABASE_URL is right")(error);
      });
      return migrated;
    },
    openQueue: (name) => new Queue(name, { connection, streams: STREAMS }, createPostgresBackend),
    openWorker: (name, process, concurrency) =>
      new Worker(
        name,
        process,
        { ...WORKER_OPTIONS, connection, concurrency },
        patient(createPostgresBackend),
      ),
    async close() {
      // Waits for connections in use, which a worker that was left behind never gives back.
      await within(CLOSE_MS, pool.end(), undefined);
    },
  };
}

function throwAway(hint: string): (cause: unknown) => never {
  return (cause) => {
    const { message, code } = cause as { message?: string; code?: string };
    throw new TransientError(`The queue does not answer (${message || code})`, {
      reason: "queue_unavailable",
      hint: `${hint}; the desk goes on by itself when it is back`,
      cause,
    });
  };
}

async function migrate(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
}

/** A worker asks again at once after any error but a refused connection: a server that is starting up would get thousands of calls. */
function patient<B extends IQueueBackend, C>(factory: BackendFactory<B, C>): BackendFactory<B, C> {
  return (name, options, more) => {
    const backend = factory(name, options, more);
    const moveToActive = backend.moveToActive.bind(backend);
    backend.moveToActive = async (...args) => {
      try {
        return await moveToActive(...args);
      } catch (error) {
        await delay(FETCH_RETRY_MS);
        throw error;
      }
    };
    Object.defineProperty(backend, "maximumBlockTimeout", { value: LONGEST_BLOCK_S });
    return backend;
  };
}
