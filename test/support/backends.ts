/** Runs one suite on both homes of the queue: Postgres always, Redis where redis-server is installed (CI requires it). */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe } from "vitest";
import { startEmbeddedPostgres } from "../../src/store/embedded.ts";
import { freshDatabase, silentLog } from "./database.ts";
import { hasRedis, startRedis } from "./redis.ts";

/** Filled in before the suite's first test. */
export interface TestBackend {
  readonly kind: "redis" | "postgres";
  /** Null: the queue lives in Postgres. */
  redisUrl: string | null;
  /** A migrated database of the suite's own, on both backends. */
  databaseUrl: string;
  /** Every job is gone, as after FLUSHALL. */
  loseJobs(): Promise<void>;
  /** The queue's server is killed. On Postgres only in a suite with `ownServer`. */
  crash(): Promise<void>;
  /** It runs again, at the same address. */
  recover(): Promise<void>;
}

interface Home extends Omit<TestBackend, "kind"> {
  close(): Promise<void>;
}

export interface BackendSuiteOptions {
  /** The suite crashes its server, so it gets one that nobody shares. */
  ownServer?: boolean;
}

export function describeEachBackend(
  name: string,
  suite: (backend: TestBackend) => void,
  { ownServer = false }: BackendSuiteOptions = {},
): void {
  describeOn("postgres", name, suite, () => (ownServer ? ownPostgres() : sharedPostgres()));
  if (hasRedis()) describeOn("redis", name, suite, ownRedis);
  else console.info(`${name}: redis-server is not on the PATH, so this ran on the Postgres queue only`);
}

function describeOn(
  kind: TestBackend["kind"],
  name: string,
  suite: (backend: TestBackend) => void,
  open: () => Promise<Home>,
): void {
  describe(`${name} (queue on ${kind === "redis" ? "Redis" : "Postgres"})`, () => {
    const backend = { kind } as TestBackend;
    let home: Home | null = null;
    beforeAll(async () => {
      home = await open();
      Object.assign(backend, home);
    });
    afterAll(() => home?.close());
    suite(backend);
  });
}

async function ownRedis(): Promise<Home> {
  const redis = await startRedis();
  if (redis === null) throw new Error("redis-server is not on the PATH");
  const database = await freshDatabase();
  return {
    redisUrl: redis.url,
    databaseUrl: database.connectionString,
    loseJobs: redis.flushAll,
    crash: redis.crash,
    recover: redis.start,
    close: async () => {
      await redis.stop();
      await database.drop();
    },
  };
}

async function sharedPostgres(): Promise<Home> {
  const database = await freshDatabase();
  const notHere = async () => {
    throw new Error("other suites share this server: pass { ownServer: true }");
  };
  return {
    redisUrl: null,
    databaseUrl: database.connectionString,
    loseJobs: () => deleteJobs(database.connectionString),
    crash: notHere,
    recover: notHere,
    close: database.drop,
  };
}

async function ownPostgres(): Promise<Home> {
  const dataDir = await mkdtemp(join(tmpdir(), "deskpost-queue-"));
  const settings = { fsync: "off", synchronous_commit: "off" };
  const start = () => startEmbeddedPostgres({ dataDir, onProgress() {}, log: silentLog, settings });
  let server = await start();
  const databaseUrl = server.connectionString;
  return {
    redisUrl: null,
    databaseUrl,
    loseJobs: () => deleteJobs(databaseUrl),
    crash: () => server.stop(),
    recover: async () => {
      server = await start();
    },
    close: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function deleteJobs(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query("truncate bullmq.job cascade");
  } finally {
    await client.end();
  }
}
