/** How an outage is told: one line when it begins, at most one a minute while it lasts, one when it is over. */
import { isOperational, oneLine } from "./errors.ts";
import type { Logger } from "./flows/ports.ts";

export interface OutageLog {
  /** Something failed because `what` is away. */
  failed(error: unknown): void;
  /** `what` answered. */
  over(): void;
}

/** @param what subject of the sentence, such as "The queue". @param hint what to do, or what happens meanwhile. */
export function createOutageLog(log: Logger, what: string, hint: string, remindMs = 60_000): OutageLog {
  let since: number | null = null;
  let toldAt = 0;
  let failures = 0;
  return {
    failed(error) {
      const now = Date.now();
      failures++;
      if (since !== null && now - toldAt < remindMs) return;
      since ??= now;
      toldAt = now;
      // A failure with a hint of its own is a whole sentence already.
      if (isOperational(error) && error.hint !== null)
        log.warn({ reason: error.reason, failures }, oneLine(error));
      else
        log.warn(
          { reason: "unreachable", failures },
          `${what} does not answer (${wordsOf(error)}) — ${hint}`,
        );
    },
    over() {
      if (since === null) return;
      log.info({ seconds: Math.round((Date.now() - since) / 1000), failures }, `${what} answers again`);
      since = null;
      failures = 0;
    },
  };
}

/** Node's error for a host with several addresses has no message of its own, only a code. */
function wordsOf(error: unknown): string {
  const words = oneLine(error);
  return words === "" && error instanceof Error && "code" in error ? String(error.code) : words;
}
