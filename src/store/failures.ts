/** Tells a database that is away or busy (TransientError: the same attempt may succeed later) from a bug in a statement. */
import { ConfigError, TransientError } from "../errors.ts";

/** What node, postgres.js and pg say when there is no working connection. */
const CONNECTION_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ERR_STREAM_DESTROYED",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
]);

/** SQLSTATE classes 08 (connection), 53 (no resources), 57P (shutdown, crash, starting), and 25P03/25P04 (server cut us off). */
const UNAVAILABLE_STATE = /^(08...|53...|57P0[1-5]|25P0[34]|58030)$/;

/** Two transactions that got in each other's way: serialization failure, deadlock, lock timeout. */
const BUSY_STATE = /^(40001|40P01|55P03)$/;

export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = String((error as { code?: unknown }).code ?? "");
  if (CONNECTION_CODES.has(code) || UNAVAILABLE_STATE.test(code)) return true;
  // A server that stops takes its socket file along.
  if (code === "ENOENT" && (error as { syscall?: unknown }).syscall === "connect") return true;
  // pg throws these two without a code; node wraps attempts at several addresses into one AggregateError.
  if (/^(Connection terminated|timeout expired)/.test(error.message)) return true;
  return error instanceof AggregateError && error.errors.some(isUnavailable);
}

export function unavailable(cause: unknown): TransientError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new TransientError(`The database does not answer (${said})`, {
    reason: "database_unavailable",
    hint: "check that Postgres runs and DATABASE_URL is right; the desk goes on by itself when it is back",
    cause,
  });
}

/** The operational error behind what a driver threw, or the thing itself when it is a bug. */
export function explainDatabaseError(error: unknown): unknown {
  if (isUnavailable(error)) return unavailable(error);
  const code = String((error as { code?: unknown } | null)?.code ?? "");
  if (BUSY_STATE.test(code)) {
    return new TransientError("Two changes met in the database; this one is tried again", {
      reason: "database_busy",
      cause: error,
    });
  }
  if (code === "28P01" || code === "28000") {
    const said = error instanceof Error ? error.message : String(error);
    return new ConfigError(`The database refuses the login (${said})`, {
      reason: "database_login_refused",
      // Debian's own setting for its socket folder.
      hint: /^peer /i.test(said)
        ? "run as the system user of that name, or let the line `local` of pg_hba.conf ask for a password (scram-sha-256)"
        : "check user and password in DATABASE_URL",
      cause: error,
    });
  }
  if (code === "3D000") {
    return new ConfigError("The database server has no such database", {
      reason: "database_missing",
      hint: "create it (createdb), or check the name in DATABASE_URL",
      cause: error,
    });
  }
  if (code === "57014") {
    return new TransientError("The database took too long over a statement", {
      reason: "database_slow",
      hint: "look for a long-running transaction or a missing vacuum on the server",
      cause: error,
    });
  }
  return error;
}
