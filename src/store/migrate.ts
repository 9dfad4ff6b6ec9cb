/** Brings the schema up to date from sql/migrations. Whoever loses the race to migrate waits, finds nothing to do and succeeds. */
import { fileURLToPath } from "node:url";
import { runner } from "node-pg-migrate";
import { ConfigError, TransientError } from "../errors.ts";
import type { Logger } from "../flows/ports.ts";
import { explainDatabaseError } from "./failures.ts";

const MIGRATIONS = fileURLToPath(new URL("../../sql/migrations", import.meta.url));
const LOCK_WAIT_MS = 120_000;

/** All pending migrations in one transaction. Throws TransientError (`database_unavailable`, `migration_running`) or ConfigError. */
export async function migrate(options: {
  connectionString: string;
  log: Logger;
}): Promise<{ applied: string[] }> {
  const { log } = options;
  const say = (message: string) => log.debug({}, message);
  try {
    const applied = await runner({
      databaseUrl: {
        connectionString: options.connectionString,
        connectionTimeoutMillis: 10_000,
        options: `-c lock_timeout=${LOCK_WAIT_MS}`,
      },
      dir: MIGRATIONS,
      direction: "up",
      migrationsTable: "migration",
      advisoryLockMode: "wait",
      logger: { debug: say, info: say, warn: say, error: say },
    });
    if (applied.length > 0)
      log.info({ applied: applied.map((m) => m.name) }, "database schema is up to date");
    return { applied: applied.map((migration) => migration.name) };
  } catch (error) {
    throw explain(error);
  }
}

function explain(error: unknown): unknown {
  const code = (error as { code?: string }).code;
  if (code === "55P03") {
    return new TransientError("Another process has been migrating the database for two minutes", {
      reason: "migration_running",
      hint: "wait until it is done, then start again",
      cause: error,
    });
  }
  const explained = explainDatabaseError(error);
  if (explained !== error) return explained;
  const message = error instanceof Error ? error.message : String(error);
  const hint =
    code === "42501"
      ? "give the database user the right to create tables, or run deskpost migrate as one who may"
      : "nothing was changed; restore the release that this database belongs to, or report this";
  return new ConfigError(`The database schema cannot be brought up to date: ${message}`, {
    reason: "migration_failed",
    hint,
    cause: error,
  });
}
