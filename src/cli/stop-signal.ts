/** What ends a process that runs until it is told to stop: the first signal politely, within 10 s; a second Ctrl-C at once; a bug at once. */
import type { Logger } from "../flows/ports.ts";

/** An orderly end takes less; what is left then is taken up at the next start. */
const DEADLINE_MS = 9_500;
/** For what was written to reach its reader. */
const LAST_WORDS_MS = 200;
/** 128 + SIGINT: what a shell expects of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

export interface StopSignal {
  /** Aborts at the first SIGTERM or SIGINT. From then on the process has 9.5 s to end. */
  readonly signal: AbortSignal;
  /** Resolves then. */
  readonly requested: Promise<void>;
  /** Everything is closed: what still keeps the process alive (a server that does not say goodbye) is cut off. */
  ended(): void;
}

/** Listens from now on, for the whole process. */
export function listenForStop(log: Logger): StopSignal {
  const stop = new AbortController();
  let interrupts = 0;
  const onSignal = (name: NodeJS.Signals) => {
    if (name === "SIGINT" && ++interrupts > 1) process.exit(INTERRUPTED);
    if (stop.signal.aborted) return;
    log.info({ signal: name }, "Stopping");
    setTimeout(() => {
      log.error(
        {},
        `Not everything ended within ${DEADLINE_MS / 1000} s; it is taken up again at the next start`,
      );
      process.exit(1);
    }, DEADLINE_MS).unref();
    stop.abort();
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
  process.on("uncaughtException", (error) => {
    log.error({ error }, "This is a bug, so the process ends");
    process.exit(1);
  });
  return {
    signal: stop.signal,
    ended: () => void setTimeout(() => process.exit(), LAST_WORDS_MS).unref(),
    requested: new Promise((resolve) =>
      stop.signal.addEventListener("abort", () => resolve(), { once: true }),
    ),
  };
}
