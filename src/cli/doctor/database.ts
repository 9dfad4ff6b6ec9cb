/** The doctor's look at Postgres: version, schema, clock, and whether the desk's connections fit. */
import { type DatabaseHealth, inspectDatabase } from "../../store/health.ts";
import { attempt, type Finding, fault, ok, warning } from "./finding.ts";

/** `unique nulls not distinct` came with 15. */
const OLDEST_MAJOR = 15;
const CLOCK_TOLERANCE_MS = 2_000;
/** From here on promises and closing times are told wrong. */
const CLOCK_FAULT_MS = 60_000;

/** What one process of the desk may hold open at once, by what for. */
type ConnectionBudget = Record<string, number>;

export async function lookAtDatabase(
  connectionString: string,
  where: string,
  budget: ConnectionBudget,
): Promise<Finding[]> {
  return attempt("database", async () => {
    const health = await inspectDatabase(connectionString);
    return [
      judgeServer(health, where),
      judgeSchema(health),
      judgeConnections(health, budget),
      judgeClock(health.clockAheadMs),
    ];
  });
}

function judgeServer(health: DatabaseHealth, where: string): Finding {
  const found = `Postgres ${health.version}, ${where}`;
  if (Math.floor(health.versionNumber / 10_000) < OLDEST_MAJOR) {
    return fault("database", "database_too_old", found, `the desk needs Postgres ${OLDEST_MAJOR} or newer`);
  }
  if (health.isReadOnly) {
    return fault(
      "database",
      "database_read_only",
      `${found}, is a standby`,
      "point DATABASE_URL at the primary",
    );
  }
  if (health.encoding !== "UTF8") {
    const hint = "create the database with: createdb --encoding UTF8 --template template0";
    return fault("database", "database_encoding", `${found}, stores text as ${health.encoding}`, hint);
  }
  return ok("database", found);
}

function judgeSchema({ pending, unknown }: DatabaseHealth): Finding {
  if (unknown.length > 0) {
    const found = `the schema is newer than this release (${unknown.join(", ")})`;
    return fault("schema", "schema_newer", found, "run the release that this database belongs to");
  }
  if (pending.length > 0) {
    const found = `not up to date, missing ${pending.join(", ")}`;
    return warning("schema", "schema_pending", found, "run: deskpost migrate; start does it by itself");
  }
  return ok("schema", "up to date");
}

/** @returns a fault when even one process does not fit. */
export function judgeConnections(
  health: Pick<DatabaseHealth, "maxConnections" | "userLimit" | "databaseLimit" | "openConnections">,
  budget: ConnectionBudget,
): Finding {
  const limits = [health.maxConnections, health.userLimit, health.databaseLimit].filter(
    (limit) => limit >= 0,
  );
  const limit = Math.min(...limits);
  const needed = Object.values(budget).reduce((sum, part) => sum + part, 0);
  const parts = Object.entries(budget).map(([what, count]) => `${what} ${count}`);
  const processes = Math.floor(limit / needed);
  const found =
    `one process of the desk takes up to ${needed} connections (${parts.join(" + ")}); the server allows ${limit}, ` +
    `${health.openConnections} are open now`;
  const hint = "raise max_connections on the server, or run fewer processes";
  if (processes < 1) return fault("connections", "too_few_connections", found, hint);
  if (limit - health.openConnections < needed)
    return warning("connections", "few_connections_left", found, hint);
  return ok("connections", `${found}: room for ${processes} ${processes === 1 ? "process" : "processes"}`);
}

export function judgeClock(aheadMs: number): Finding {
  const off = Math.abs(aheadMs);
  const direction = aheadMs > 0 ? "ahead of" : "behind";
  const found = `the database's clock is ${(off / 1000).toFixed(1)} s ${direction} this machine's`;
  const hint = "let both keep time by NTP";
  if (off >= CLOCK_FAULT_MS) return fault("clock", "clock_wrong", found, hint);
  if (off >= CLOCK_TOLERANCE_MS) return warning("clock", "clock_off", found, hint);
  return ok("clock", "the database and this machine agree on the time");
}
