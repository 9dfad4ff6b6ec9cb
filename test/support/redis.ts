/** A real redis-server of the test's own, on a free loopback port, that forgets everything when it ends. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";

export interface TestRedis {
  url: string;
  flushAll(): Promise<void>;
  /** Ends the server as a crash would: no client is told. */
  crash(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether redis-server can be run here. Throws where DESKPOST_REQUIRE_SERVERS=1 says that it must. */
export function hasRedis(): boolean {
  const found = spawnSync("redis-server", ["--version"]).status === 0;
  if (!found && process.env.DESKPOST_REQUIRE_SERVERS === "1") {
    throw new Error("DESKPOST_REQUIRE_SERVERS=1, but redis-server is not on the PATH");
  }
  return found;
}

/** Null where redis-server is not installed; see `hasRedis`. */
export async function startRedis(): Promise<TestRedis | null> {
  if (!hasRedis()) return null;
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "deskpost-redis-"));
  let server = await run(port, folder);
  return {
    url: `redis://127.0.0.1:${port}`,
    async flushAll() {
      const client = new Redis(port, "127.0.0.1");
      await client.flushall();
      client.disconnect();
    },
    crash: () => end(server, "SIGKILL"),
    async start() {
      server = await run(port, folder);
    },
    async stop() {
      await end(server, "SIGTERM");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function run(port: number, folder: string): Promise<ChildProcess> {
  const settings = { port, bind: "127.0.0.1", dir: folder, save: "", appendonly: "no" };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn("redis-server", args, { stdio: ["ignore", "pipe", "inherit"] });
  for await (const chunk of server.stdout.iterator({ destroyOnReturn: false })) {
    if (String(chunk).includes("Ready to accept connections")) break;
  }
  server.stdout.resume();
  if (server.exitCode !== null) throw new Error(`redis-server ended with ${server.exitCode}`);
  return server;
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill(signal);
  await once(server, "exit");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
