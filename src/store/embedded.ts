/**
 * The embedded Postgres: a real server in the data folder, for a desk without DATABASE_URL. It runs in a process group of its own
 * and without exit hooks, so that it outlives Ctrl-C until the desk has finished; a server that outlived its desk is adopted.
 */
import { spawn } from "node:child_process";
import { open, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TransientError } from "../errors.ts";
import type { Logger } from "../flows/ports.ts";
import {
  type Cluster,
  explainFileError,
  lastLine,
  prepareCluster,
  readCredentials,
  spawnIn,
  writeCredentials,
} from "./cluster.ts";
import { joinCluster } from "./cluster-users.ts";
import { isAlive } from "./processes.ts";
import {
  answers,
  connectionString,
  createDatabase,
  isServerOf,
  POLL_MS,
  readPostmasterFile,
  stopServer,
} from "./running-server.ts";

const START_TIMEOUT_MS = 120_000;
const MAX_LOG_BYTES = 10_000_000;
/** The least of what systems allow (macOS: 104 with its end). */
const LONGEST_SOCKET_PATH = 103;

interface Running {
  pid: number;
  port: number;
}

export interface EmbeddedPostgres {
  connectionString: string;
  /** The same by the socket file in the data folder, which costs a good part less; where its path is too long for one, as above. */
  socketUrl: string;
  /** Stops the server, unless another process uses it, too. */
  stop(): Promise<void>;
}

/**
 * Starts the Postgres of a data folder, or joins the one that runs there. `settings` are server settings on top of ours. Throws
 * ConfigError or TransientError, each one clear line with a hint.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  onProgress: (message: string) => void;
  log: Logger;
  settings?: Record<string, string>;
}): Promise<EmbeddedPostgres> {
  const settings = options.settings ?? {};
  const cluster = await prepareCluster(options.dataDir, options.onProgress, settings.fsync !== "off");
  const folder = dirname(cluster.dir);
  // Before looking for a server: whoever is about to stop it must see that it is wanted.
  const user = await joinCluster(folder).catch((error: unknown) => {
    throw explainFileError(error, folder);
  });
  try {
    const running = await startOrAdopt(cluster, settings, options);
    const { password } = await readCredentials(cluster.dir);
    await createDatabase(running.port, password);
    options.log.debug({ port: running.port, pid: running.pid }, "embedded database is ready");
    const url = connectionString(running.port, password);
    return {
      connectionString: url,
      socketUrl: (await hasSocket(cluster, running.port))
        ? `${url}?host=${encodeURIComponent(resolve(cluster.dir))}`
        : url,
      stop: async () => {
        if (await user.leave()) await stopServer(cluster, options.log);
      },
    };
  } catch (error) {
    await user.leave();
    throw error;
  }
}

async function startOrAdopt(
  cluster: Cluster,
  settings: Record<string, string>,
  { onProgress, log }: { onProgress: (message: string) => void; log: Logger },
): Promise<Running> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let problem = "it did not answer";
  let { port } = await readCredentials(cluster.dir);
  let withSocket = process.platform !== "win32";
  while (Date.now() < deadline) {
    const adopted = await findRunning(cluster, deadline, log);
    if (adopted) {
      log.info({ port: adopted.port, pid: adopted.pid }, "joined the embedded database that was running");
      return adopted;
    }
    onProgress("Starting the database");
    port ??= await freePort();
    const outcome = await spawnServer(cluster, port, { ...socketSetting(withSocket), ...settings }, deadline);
    if ("pid" in outcome) {
      await writeCredentials(cluster.dir, { ...(await readCredentials(cluster.dir)), port });
      return outcome;
    }
    problem = outcome.problem;
    if (/no space left/i.test(problem)) throw explainFileError(new Error(problem), dirname(cluster.dir));
    // Not every file system can hold a socket file: network drives and folders shared with a virtual machine.
    if (withSocket && /could not create any Unix-domain socket/i.test(problem)) withSocket = false;
    else if (/could not (bind|create any TCP)|address already in use/i.test(problem)) port = null;
    else if (!/postmaster\.pid|shared memory block/i.test(problem)) break;
    await sleep(POLL_MS);
  }
  throw new TransientError(`The embedded Postgres does not start: ${lastLine(problem)}`, {
    reason: "database_unavailable",
    hint: `look into ${logFile(cluster)}`,
  });
}

/** The server that already runs on this folder, once it answers; stops one that never does. */
async function findRunning(cluster: Cluster, deadline: number, log: Logger): Promise<Running | null> {
  const { password } = await readCredentials(cluster.dir);
  const patience = Math.min(deadline, Date.now() + START_TIMEOUT_MS / 2);
  for (;;) {
    const file = await readPostmasterFile(cluster);
    if (!file || !isAlive(file.pid)) return null;
    if (!(await isServerOf(cluster, file.pid))) {
      // The id now belongs to another program, and Postgres itself would take that for a running server.
      await rm(join(cluster.dir, "postmaster.pid"), { force: true });
      await rm(join(cluster.dir, `.s.PGSQL.${file.port}.lock`), { force: true });
      return null;
    }
    if (file.isReady && file.port && (await answers(file.port, password))) {
      return { pid: file.pid, port: file.port };
    }
    if (Date.now() > patience) {
      log.warn({ pid: file.pid }, "the embedded database that was running does not answer; stopping it");
      await stopServer(cluster, log);
      return null;
    }
    await sleep(POLL_MS);
  }
}

async function spawnServer(
  cluster: Cluster,
  port: number,
  settings: Record<string, string>,
  deadline: number,
): Promise<Running | { problem: string }> {
  const { password } = await readCredentials(cluster.dir);
  // Always appended to: of desks that start at once, one must not write over what another's server says of its end.
  const log = await open(logFile(cluster), "a", 0o600);
  if ((await log.stat()).size > MAX_LOG_BYTES) await log.truncate();
  const start = (await log.stat()).size;
  const { dataArgument, ...spawning } = spawnIn(cluster);
  const child = spawn(cluster.server, ["-D", dataArgument, ...serverSettings(port, settings)], {
    ...spawning,
    detached: true,
    stdio: ["ignore", "ignore", log.fd],
  });
  let ended = false;
  child.on("error", () => (ended = true)).on("exit", () => (ended = true));
  child.unref();
  try {
    while (Date.now() < deadline && !ended) {
      const file = await readPostmasterFile(cluster);
      if (child.pid && file?.pid === child.pid && file.isReady && (await answers(port, password))) {
        return { pid: child.pid, port };
      }
      await sleep(POLL_MS);
    }
    if (!ended) child.kill("SIGQUIT");
    const said = await readFile(logFile(cluster));
    return { problem: said.subarray(start).toString("utf8") };
  } finally {
    await log.close();
  }
}

/** A socket file in the cluster's own folder, where no other desk's can clash with it. */
function socketSetting(withSocket: boolean): Record<string, string> {
  return { unix_socket_directories: withSocket ? "." : "" };
}

/** TCP on loopback only. */
function serverSettings(port: number, settings: Record<string, string>): string[] {
  const all = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    timezone: "UTC",
    log_timezone: "UTC",
    jit: "off",
    max_wal_size: "1GB",
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** A server that was started by an earlier desk may have none; and a socket's path is limited (sun_path, unix(7)). */
async function hasSocket(cluster: Cluster, port: number): Promise<boolean> {
  const file = resolve(cluster.dir, `.s.PGSQL.${port}`);
  if (Buffer.byteLength(file) > LONGEST_SOCKET_PATH) return false;
  return stat(file).then(
    (found) => found.isSocket(),
    () => false,
  );
}

function logFile(cluster: Cluster): string {
  return join(dirname(cluster.dir), "postgres.log");
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}
