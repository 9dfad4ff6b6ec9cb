import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { openConnection } from "../../src/store/connection.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../src/store/embedded.ts";
import { createPool } from "../../src/store/pool.ts";
import { silentLog } from "../support/database.ts";

let folder: string;
let dataDir: string;
const started: EmbeddedPostgres[] = [];
beforeAll(async () => {
  // Private to us, as temporary folders are: the account that the server runs as under root cannot even enter it.
  folder = await mkdtemp(join(tmpdir(), "deskpost-embedded-"));
  dataDir = join(folder, "data");
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(progress: string[] = []): Promise<EmbeddedPostgres> {
  const settings = { fsync: "off" };
  const onProgress = (message: string) => void progress.push(message);
  const server = await startEmbeddedPostgres({ dataDir, onProgress, log: silentLog, settings });
  started.push(server);
  return server;
}

async function query(server: EmbeddedPostgres, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(server.connectionString);
  await client.connect();
  try {
    return (await client.query(text)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

async function postmaster(): Promise<number> {
  return Number((await readFile(join(dataDir, "postgres/postmaster.pid"), "utf8")).split("\n")[0]);
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((next) => setTimeout(next, 20));
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("the first start makes a UTF-8 database with a private password; a later one finds its data", async () => {
  const progress: string[] = [];
  const first = await start(progress);
  await query(first, "create table kept as select 'æ€漢' as text");
  expect(await query(first, "select getdatabaseencoding() as encoding, lower('ÆØÅ') as lower")).toEqual([
    { encoding: "UTF8", lower: "æøå" },
  ]);
  expect((await stat(join(dataDir, "postgres/deskpost.json"))).mode & 0o777).toBe(0o600);
  await first.stop();
  expect(progress).toEqual(["Creating the database (first start)", "Starting the database"]);
  const second = await start();
  expect(second.connectionString).toBe(first.connectionString);
  expect(await query(second, "select * from kept")).toEqual([{ text: "æ€漢" }]);
});

test("the server is in a process group of its own, so that Ctrl-C leaves it to us", async () => {
  await start();
  const pid = await postmaster();
  const line = await readFile(`/proc/${pid}/stat`, "utf8");
  expect(Number(line.slice(line.lastIndexOf(")") + 2).split(" ")[2])).toBe(pid);
});

test("the server runs until the last process that uses it has gone", async () => {
  const first = await start();
  const pid = await postmaster();
  const second = await start();
  expect(second.connectionString).toBe(first.connectionString);
  await first.stop();
  expect(await query(second, "select 1 as n")).toEqual([{ n: 1 }]);
  await second.stop();
  expect(alive(pid)).toBe(false);
});

test("a server that outlived its desk is adopted, and stopped by who adopted it", async () => {
  await start();
  const pid = await postmaster();
  // As a kill leaves it: the server runs, and its user is another process's mark by now.
  for (const user of await readdir(join(dataDir, "users"))) {
    await rename(join(dataDir, "users", user), join(dataDir, "users", `${process.pid}-1-dead`));
  }
  started.splice(0);
  const adopter = await start();
  expect(await postmaster()).toBe(pid);
  await adopter.stop();
  expect(alive(pid)).toBe(false);
  expect(await readdir(join(dataDir, "users"))).toEqual([]);
});

test("a server that was killed starts again, also where its id now belongs to another program", async () => {
  const first = await start();
  await query(first, "create table survives as select 1 as n");
  process.kill(await postmaster(), "SIGKILL");
  await first.stop();
  const second = await start();
  expect(await query(second, "select n from survives")).toEqual([{ n: 1 }]);
  await second.stop();
  const { port } = JSON.parse(await readFile(join(dataDir, "postgres/deskpost.json"), "utf8"));
  // Of the account that the server runs as: Postgres itself takes no other's process for a server.
  const { uid } = await stat(join(dataDir, "postgres"));
  const other = spawn("sleep", ["600"], {
    uid,
    cwd: "/",
    stdio: "ignore",
  });
  onTestFinished(() => void other.kill());
  const stale = [other.pid, join(dataDir, "postgres"), 1, port, ".", "127.0.0.1", "1 1", "ready"];
  for (const name of ["postmaster.pid", `.s.PGSQL.${port}.lock`]) {
    await writeFile(join(dataDir, "postgres", name), stale.join("\n"), { mode: 0o666 });
  }
  expect(await query(await start(), "select n from survives")).toEqual([{ n: 1 }]);
});

test("a taken port makes it use another", async () => {
  await (await start()).stop();
  const { port } = JSON.parse(await readFile(join(dataDir, "postgres/deskpost.json"), "utf8"));
  const squatter = createServer();
  await new Promise<void>((done) => squatter.listen(port, "127.0.0.1", done));
  const server = await start();
  squatter.close();
  expect(new URL(server.connectionString).port).not.toBe(String(port));
  expect(await query(server, "select 1 as n")).toEqual([{ n: 1 }]);
});

test("desks that start at once on a new folder share one server, and a crashed first start is cleared away", async () => {
  const usual = dataDir;
  dataDir = join(folder, "new");
  await mkdir(join(dataDir, "postgres.init-4194304-17-aa/base"), { recursive: true });
  const servers = await Promise.all([start(), start(), start()]);
  expect(new Set(servers.map((server) => server.connectionString)).size).toBe(1);
  expect((await readdir(dataDir)).sort()).toEqual(["postgres", "postgres.log", "users"]);
  await Promise.all(started.splice(0).map((server) => server.stop()));
  dataDir = usual;
});

test("a folder that cannot be written is one clear line", async () => {
  const nowhere = startEmbeddedPostgres({ dataDir: "/dev/null/desk", onProgress() {}, log: silentLog });
  await expect(nowhere).rejects.toMatchObject({ name: "ConfigError", reason: "data_folder_not_writable" });
});

test("a pool outlives restarts of the server: errors meanwhile, then everything works again", async () => {
  const server = await start();
  const pool = createPool({ connectionString: server.connectionString, max: 3, log: silentLog });
  const statement = { name: "test/one", text: "select 1 as n from pg_sleep(0.002)" };
  const reasons = new Set<string>();
  let running = true;
  const workers = Array.from({ length: 6 }, async () => {
    while (running) {
      await pool
        .transaction(async (tx) => Promise.all([tx.one(statement), tx.one(statement)]))
        .catch(async (error: { reason?: string }) => {
          reasons.add(error.reason ?? String(error));
          await new Promise((next) => setTimeout(next, 5));
        });
    }
  });
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    const pid = await postmaster();
    process.kill(pid, signal);
    await until(() => !alive(pid));
    await start();
  }
  running = false;
  await Promise.all(workers);
  expect([...reasons]).toEqual(["database_unavailable"]);
  expect(await pool.one(statement)).toEqual({ n: 1 });
  await pool.end();
});

test("the desk reaches it by its socket file, and hears plainly when it is away", async () => {
  const server = await start();
  expect(server.socketUrl).toContain(encodeURIComponent(join(dataDir, "postgres")));
  const pool = createPool({ connectionString: server.socketUrl, max: 1, log: silentLog });
  const over = { name: "test/over", text: "select host(inet_client_addr()) as over" } as never;
  try {
    expect(await pool.all(over)).toEqual([{ over: null }]);
    const client = new pg.Client(server.socketUrl);
    await client.connect();
    expect((await client.query("select inet_client_addr() as over")).rows).toEqual([{ over: null }]);
    await client.end();
    await Promise.all(started.splice(0).map((one) => one.stop()));
    await expect(pool.all(over)).rejects.toMatchObject({ reason: "database_unavailable" });
    await start();
    expect(await pool.all(over)).toEqual([{ over: null }]);
  } finally {
    await pool.end();
  }
});

test("its socket is found by the folder in a URL, with the port beside it or before it", async () => {
  const server = await start();
  const { port, username, password, pathname } = new URL(server.connectionString);
  const host = encodeURIComponent(join(dataDir, "postgres"));
  for (const [authority, rest] of [
    ["localhost:1", `&port=${port}`],
    [`localhost:${port}`, ""],
  ]) {
    const connectionString = `postgres://${username}:${password}@${authority}${pathname}?host=${host}${rest}`;
    const connection = openConnection({ connectionString });
    // Reached by a socket file, a server knows no port of its own.
    expect(await connection.one({ name: "port", text: "select inet_server_port() as port" })).toEqual({
      port: null,
    });
    connection.close();
  }
});

test("its log is for whoever runs the desk: what a statement names may stand in it", async () => {
  await start();
  expect((await stat(join(dataDir, "postgres.log"))).mode & 0o777).toBe(0o600);
});

test("a folder that can hold no socket file is reached by loopback", async () => {
  await (await start()).stop();
  const { port } = JSON.parse(await readFile(join(dataDir, "postgres/deskpost.json"), "utf8"));
  const inTheWay = join(dataDir, "postgres", `.s.PGSQL.${port}`);
  await mkdir(inTheWay);
  const server = await start();
  expect(server.socketUrl).toBe(server.connectionString);
  expect(new URL(server.connectionString).port).toBe(String(port));
  expect(await query(server, "select 1 as one")).toEqual([{ one: 1 }]);
  await server.stop();
  await rm(inTheWay, { recursive: true });
});

test("a folder too deep for a socket file is reached by loopback", async () => {
  const deep = join(folder, "d".repeat(90));
  const server = await startEmbeddedPostgres({ dataDir: deep, onProgress() {}, log: silentLog });
  started.push(server);
  expect(server.socketUrl).toBe(server.connectionString);
  expect(await query(server, "select 1 as one")).toEqual([{ one: 1 }]);
});
