/** `deskpost start`: runs the desk, or the parts of it that are asked for, until a signal ends it. */
import { openApp, type Part } from "../app.ts";
import { createLogger } from "../log.ts";
import { type Context, type ExitCode, FINE } from "./io.ts";
import { listenForStop } from "./stop-signal.ts";

const ALL_PARTS: readonly Part[] = ["intake", "workers", "clocks"];

/** Throws ConfigError for what waiting cannot mend; waits for servers that are away. */
export async function start(
  { io, environment }: Context,
  options: { only?: readonly Part[] },
): Promise<ExitCode> {
  const settings = environment();
  const parts = options.only ?? ALL_PARTS;
  const log = createLogger(settings.logLevel ?? "info", undefined, io.isWatched);
  const stop = listenForStop(log);
  const onProgress = (message: string) => {
    if (io.isWatched) io.err(`${message} …`);
  };
  try {
    const app = await openApp(settings, { log, onProgress, patience: stop.signal });
    try {
      await app.start(parts);
      const only = options.only === undefined ? "" : ` (only ${parts.join(", ")})`;
      io.out(`Deskpost is ready${only}: ${app.describe()}`);
      await stop.requested;
    } finally {
      await app.close();
    }
  } catch (error) {
    // Told to stop while it waited for a server: that is no failure.
    if (!stop.signal.aborted) throw error;
  }
  log.info({}, "Stopped");
  stop.ended();
  return FINE;
}
