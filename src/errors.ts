/** The three operational failures. Everything else that throws is a bug and ends the process. */

interface FailureOptions {
  /** Stable machine-readable reason, snake_case; scripts and tests match on it. */
  reason: string;
  /** What the operator should do next, as one sentence. */
  hint?: string;
  cause?: unknown;
}

abstract class DeskpostError extends Error {
  readonly reason: string;
  readonly hint: string | null;

  constructor(message: string, options: FailureOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.reason = options.reason;
    this.hint = options.hint ?? null;
  }
}

/** What the operator wrote (desk.yaml, environment, arguments) cannot work; waiting does not help. Exit code 2. */
export class ConfigError extends DeskpostError {}

/** Something outside is away or busy; the same attempt may succeed later. Retried; exit code 1 where nothing can wait. */
export class TransientError extends DeskpostError {}

/** Something outside said a final no (550, login refused). Recorded and told; not retried as it is. Exit code 1. */
export class PermanentError extends DeskpostError {}

export type OperationalError = ConfigError | TransientError | PermanentError;

export function isOperational(error: unknown): error is OperationalError {
  return error instanceof DeskpostError;
}

/** One line for stderr and logs: what failed, and what to do. Follows `cause` one level for bugs in libraries. */
export function oneLine(error: unknown): string {
  if (error instanceof DeskpostError) {
    const text = error.hint ? `${error.message} — ${error.hint}` : error.message;
    return text.replace(/\s+/g, " ");
  }
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ");
}
