/** A bell that one loop sleeps by: whoever has news rings it, and a ring while the loop was busy is not lost. */

export interface Bell {
  ring(): void;
  /** Resolves at the next ring (at once for one since the last wait), after `ms`, or when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(ms, signal) {
      if (!rung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const end = () => {
            clearTimeout(timer);
            signal.removeEventListener("abort", end);
            resolve();
          };
          const timer = setTimeout(end, ms);
          signal.addEventListener("abort", end);
          wake = end;
        });
      }
      wake = null;
      rung = false;
    },
  };
}
