/** How an outage is told: one line when it begins, at most one a minute while it lasts, one when it is over. */
import { isOperational, oneLine } from "./errors.ts";
import type { Logger } from "./flows/ports.ts";

export interface OutageLog {
  /** Something failed because `what` is away. */
  failed(error: unknown): void;
  /** `what` answered. */
  over(): void;
}

/** @param what Subject of the sentence, e.g. "The queue on Redis". @param hint What happens or what to do meanwhile. */
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
      const reason = isOperational(error) ? error.reason : "unreachable";
      log.warn({ reason, failures }, `${what} does not answer (${oneLine(error)}) — ${hint}`);
    },
    over() {
      if (since === null) return;
      log.info({ seconds: Math.round((Date.now() - since) / 1000), failures }, `${what} answers again`);
      since = null;
      failures = 0;
    },
  };
}
