/**
 * Databases for tests: one embedded Postgres for the whole run, started when the first test asks, and a fresh copy of the migrated
 * schema for each that does. DESKPOST_TEST_DATABASE_URL (a user who may create databases) is used instead where it is set.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import type { Logger } from "../../src/flows/ports.ts";
import { isUsed } from "../../src/store/cluster-users.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../src/store/embedded.ts";
import { migrate } from "../../src/store/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the run's database server is asked for; it starts at the first request. */
    databaseService: string;
  }
}

const FOLDER = "deskpost-test-";

export const silentLog: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** An empty database with the newest schema, of the caller's own. Call `drop` in afterAll. */
export async function freshDatabase(): Promise<{ connectionString: string; drop(): Promise<void> }> {
  const { server, template } = await askService();
  const name = `test_${randomBytes(6).toString("hex")}`;
  await asAdmin(server, (admin) => admin.query(`create database ${name} template ${template}`));
  return {
    connectionString: onDatabase(server, name),
    drop: async () => {
      await asAdmin(server, (admin) => admin.query(`drop database if exists ${name} with (force)`));
    },
  };
}

async function askService(): Promise<{ server: string; template: string }> {
  const response = await fetch(inject("databaseService"));
  if (!response.ok) throw new Error(`The tests' database did not start: ${await response.text()}`);
  return (await response.json()) as { server: string; template: string };
}

/** vitest's globalSetup: the service that starts the server once, in vitest's main process. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let stop = async (): Promise<void> => {};
  let started: Promise<{ server: string; template: string }> | null = null;
  const start = async () => {
    const external = process.env.DESKPOST_TEST_DATABASE_URL;
    const own = external ? null : await startOwnServer();
    const server = external ?? own?.connectionString ?? "";
    const template = await makeTemplate(server);
    stop = async () => {
      if (external) await dropTemplate(server, template);
      await own?.stop();
    };
    return { server, template };
  };
  const service = createServer((_request, response) => {
    started ??= start();
    started.then(
      (answer) => response.end(JSON.stringify(answer)),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((done) => service.listen(0, "127.0.0.1", done));
  project.provide("databaseService", `http://127.0.0.1:${(service.address() as AddressInfo).port}`);
  return async () => {
    service.close();
    service.closeAllConnections();
    await started?.catch(() => {});
    await stop();
  };
}

/** Servers of test runs that were killed. */
async function stopOrphans(): Promise<void> {
  for (const name of (await readdir(tmpdir())).filter((entry) => entry.startsWith(FOLDER))) {
    const dataDir = join(tmpdir(), name);
    const { birthtimeMs } = await stat(dataDir).catch(() => ({ birthtimeMs: Date.now() }));
    if (Date.now() - birthtimeMs < 60_000 || (await isUsed(dataDir))) continue;
    // Another run may be clearing it away, too.
    const server = startEmbeddedPostgres({ dataDir, onProgress() {}, log: silentLog });
    await server.then((orphan) => orphan.stop()).catch(() => {});
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}

/** Durability off: a test never survives its server. */
async function startOwnServer(): Promise<EmbeddedPostgres> {
  await stopOrphans();
  const dataDir = await mkdtemp(join(tmpdir(), FOLDER));
  const settings = {
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    max_connections: "300",
    shared_buffers: "64MB",
  };
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const server = await startEmbeddedPostgres({ dataDir, onProgress() {}, log: silentLog, settings });
    return { ...server, stop: () => server.stop().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function makeTemplate(server: string): Promise<string> {
  const template = `template_${randomBytes(6).toString("hex")}`;
  await asAdmin(server, (admin) => admin.query(`create database ${template}`));
  await migrate({ connectionString: onDatabase(server, template), log: silentLog });
  return template;
}

async function dropTemplate(server: string, template: string): Promise<void> {
  await asAdmin(server, (admin) => admin.query(`drop database if exists ${template} with (force)`));
}

export function onDatabase(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

async function asAdmin(server: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
