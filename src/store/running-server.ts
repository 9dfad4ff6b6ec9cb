/** The embedded server of a data folder once it runs: what its files say of it, whether it lets us in, and how it is stopped. */
import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Logger } from "../flows/ports.ts";
import { type Cluster, DATABASE_USER } from "./cluster.ts";
import { isAlive, workingDirectory } from "./processes.ts";

/** Milliseconds between two looks at its files. */
export const POLL_MS = 25;
const DATABASE = "deskpost";

/**
 * SIGTERM promises an exit within 10 s: a fast shutdown gets most of it, an immediate one (recovered at the next start) the rest.
 */
const STOPPING = [
  ["SIGINT", 6_000],
  ["SIGQUIT", 2_000],
  ["SIGKILL", 1_000],
] as const;

/** Resolves when it has ended, or was killed. */
export async function stopServer(cluster: Cluster, log: Logger): Promise<void> {
  const running = await readPostmasterFile(cluster);
  if (!running || !(await isServerOf(cluster, running.pid))) return;
  const { pid } = running;
  for (const [signal, waitMs] of STOPPING) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    let until = Date.now() + waitMs;
    let isDone = false;
    while (Date.now() < until && isAlive(pid)) {
      if (!isDone && (await readPostmasterFile(cluster))?.pid !== pid) {
        // Its last act. An adopted server may stay a zombie where nobody reaps it, so this is not waited for much longer.
        isDone = true;
        until = Math.min(until, Date.now() + 500);
      }
      await sleep(POLL_MS);
    }
    if (isDone || !isAlive(pid)) return;
    log.warn({ pid, signal }, "the embedded database takes long to stop");
  }
}

/** postmaster.pid: process id, folder, start, port, socket folder, address, memory, status — one a line. */
export async function readPostmasterFile(
  cluster: Cluster,
): Promise<{ pid: number; port: number | null; isReady: boolean } | null> {
  const text = await readFile(join(cluster.dir, "postmaster.pid"), "utf8").catch(() => null);
  const lines = text?.split("\n") ?? [];
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, port: Number(lines[3]) || null, isReady: /^ready/.test(lines[7] ?? "") } : null;
}

/** Whether the process works in that folder, where the system tells; ids are given out again. */
export async function isServerOf(cluster: Cluster, pid: number): Promise<boolean> {
  const folder = await workingDirectory(pid);
  return folder === null || folder === (await realpath(cluster.dir));
}

/** Whether it lets us in: the password is this cluster's own, so no other server would. */
export async function answers(port: number, password: string): Promise<boolean> {
  return withClient(port, password, "postgres", async () => true).catch(() => false);
}

/** The desk's own, unless it is there. */
export async function createDatabase(port: number, password: string): Promise<void> {
  await withClient(port, password, "postgres", async (client) => {
    const found = await client.query("select from pg_database where datname = $1", [DATABASE]);
    if (found.rowCount) return;
    await client.query(`create database ${DATABASE}`).catch((error: { code?: string }) => {
      // Two desks started at once; 42P04 duplicate_database, 23505 the same within one instant.
      if (error.code !== "42P04" && error.code !== "23505") throw error;
    });
  });
}

async function withClient<T>(
  port: number,
  password: string,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: connectionString(port, password, database),
    connectionTimeoutMillis: 2_000,
    query_timeout: 10_000,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** By loopback. */
export function connectionString(port: number, password: string, database = DATABASE): string {
  return `postgres://${DATABASE_USER}:${password}@127.0.0.1:${port}/${database}`;
}
