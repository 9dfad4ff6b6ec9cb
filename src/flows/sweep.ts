/**
 * The sweep: finds rows that are due and were not woken lately, and clocks that soon will be due, and wakes them. A timer in the
 * process, not a job, so that a lost queue cannot lose it.
 */
import type { OutageLog } from "../outage.ts";
import { fewWakes } from "./few-wakes.ts";
import type { AlarmClock, Locks, Logger, SweepStore } from "./ports.ts";

export interface Sweeper {
  /** Sweeps now, then again `everyMs` after each sweep has ended. */
  start(): void;
  /** Resolves when a running sweep has ended. */
  stop(): Promise<void>;
}

export interface SweeperOptions {
  store: SweepStore;
  locks: Locks;
  alarm: AlarmClock;
  outage: OutageLog;
  log: Logger;
  everyMs: number;
  /** What else is looked after now and then by one process of all. */
  also(): Promise<void>;
}

/** A row woken less than this ago most likely has its job still. */
const RECENT_MS = 10_000;
/** Rows woken at a time, and times a sweep asks for more before it rests. */
const BATCH = 500;
const BATCHES = 20;

export function createSweeper(options: SweeperOptions): Sweeper {
  const { outage, everyMs } = options;
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> = Promise.resolve();
  let stopped = true;

  // The first sweep wakes all that is due: a process that died may have taken its jobs along.
  let isFirst = true;

  const tick = () => {
    sweeping = sweep(options, isFirst, () => stopped)
      .then((swept) => {
        if (swept) isFirst = false;
        outage.over();
      })
      .catch(outage.failed)
      .then(() => {
        if (!stopped) timer = setTimeout(tick, everyMs);
      });
  };

  return {
    start() {
      if (!stopped) return;
      stopped = false;
      tick();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await sweeping;
    },
  };
}

/** Of many processes the one that gets the lock sweeps (true); the others have nothing to do. */
async function sweep(options: SweeperOptions, isFirst: boolean, stopped: () => boolean): Promise<boolean> {
  const lock = await options.locks.tryLock("sweep");
  if (lock === null) return false;
  try {
    await wakeForgotten(options, isFirst, () => stopped() || lock.lost.aborted);
    if (!stopped() && !lock.lost.aborted) await options.also();
    return true;
  } finally {
    await lock.release();
  }
}

async function wakeForgotten(
  { store, alarm, log }: SweeperOptions,
  isFirst: boolean,
  stopped: () => boolean,
): Promise<void> {
  const now = new Date();
  for (let batch = 0; batch < BATCHES && !stopped(); batch++) {
    const wakes = await store.findForgotten(now, BATCH, isFirst ? 0 : RECENT_MS);
    if (wakes.length === 0) return;
    log.info(
      { rows: wakes.length },
      "Waking rows that are due and may have lost their jobs, and clocks that soon will be",
    );
    await alarm.wake(fewWakes(wakes));
    if (wakes.length < BATCH) return;
  }
}
