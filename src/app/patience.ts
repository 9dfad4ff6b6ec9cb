/** Waiting at the start for a server that is away: tries again with growing pauses, tells of the outage, ends when told to stop. */
import { setTimeout as delay } from "node:timers/promises";
import { TransientError } from "../errors.ts";
import type { OutageLog } from "../outage.ts";

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Tries `work` until it does not throw a TransientError; other errors are thrown on, and an AbortError when `signal` aborts. */
export async function untilAvailable<T>(
  work: () => Promise<T>,
  outage: OutageLog,
  signal: AbortSignal,
): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted();
    try {
      const result = await work();
      outage.over();
      return result;
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      outage.failed(error);
    }
    await delay(pause, undefined, { signal });
  }
}
