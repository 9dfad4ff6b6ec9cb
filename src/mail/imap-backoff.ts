/** How long to wait after a failure: longer each time, never in step with other processes, and much longer where asking again cannot help. */
import { type OperationalError, PermanentError } from "../errors.ts";

/** Reason of a failure that lies in fetching certain messages: the server is there, and each try gets closer to passing over them. */
export const MESSAGE_FAILED = "imap_message_failed";

export interface RetryTimes {
  /** After a failure that may pass, in ms: the first wait and the longest. */
  passing: [number, number];
  /** After a refusal, in ms: a server may lock out an account that keeps trying. */
  refused: [number, number];
}

export const RETRY_TIMES: RetryTimes = { passing: [1000, 60_000], refused: [60_000, 600_000] };

export interface Backoff {
  /** Milliseconds to wait after this failure. */
  after(error: OperationalError): number;
  /** It works again. */
  reset(): void;
}

/** @param random In [0, 1); a wait is shortened by up to half of itself. */
export function createBackoff(times: RetryTimes, random: () => number = Math.random): Backoff {
  let failures = 0;
  return {
    after(error) {
      const [first, longest] = error instanceof PermanentError ? times.refused : times.passing;
      const wait = Math.min(longest, first * 2 ** Math.min(failures, 20));
      if (error.reason !== MESSAGE_FAILED) failures++;
      return Math.round(wait * (1 - random() / 2));
    },
    reset() {
      failures = 0;
    },
  };
}
