/**
 * Mail that came in goes before mail that goes out: while a process works through a heap of received mail, what it owes waits a little,
 * so that every mail is on its case before the desk spends itself on writing. Nothing waits long for it.
 */
import { setTimeout as delay } from "node:timers/promises";

/** Between two heaps of received mail the worker fetches its next job; only a longer pause is one. */
const PAUSE_MS = 40;
const LOOK_MS = 20;
/** However much comes in, what is owed waits no longer than this … */
const LONGEST_MS = 15_000;
/** … and then has its turn for so long. */
const TURN_MS = 2_000;

export interface IntakeFirst {
  /** Runs what works on received mail. */
  receiving<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when a mail owed may go. */
  mayGo(): Promise<void>;
}

export function createIntakeFirst(): IntakeFirst {
  let underWay = 0;
  let lastEnded = Number.NEGATIVE_INFINITY;
  let waitingSince: number | null = null;
  let turnEnds = Number.NEGATIVE_INFINITY;
  const isQuiet = (now: number) => underWay === 0 && now - lastEnded > PAUSE_MS;
  const mayGo = (now: number): boolean => {
    if (isQuiet(now) || now < turnEnds) return true;
    waitingSince ??= now;
    if (now - waitingSince < LONGEST_MS) return false;
    turnEnds = now + TURN_MS;
    return true;
  };
  return {
    async receiving(work) {
      underWay += 1;
      try {
        return await work();
      } finally {
        underWay -= 1;
        lastEnded = performance.now();
      }
    },
    async mayGo() {
      while (!mayGo(performance.now())) await delay(LOOK_MS);
      waitingSince = null;
    },
  };
}
