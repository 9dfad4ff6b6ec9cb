/**
 * Mail that came in goes before mail that goes out: while a process works through a heap of received mail, what it owes waits a little,
 * so that every mail is on its case before the desk spends itself on writing. Nothing waits long for it.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Attempt } from "../flows/ports.ts";

/** Between two received mails the worker fetches its next job; only a longer pause is one. */
const PAUSE_MS = 40;
const LOOK_MS = 20;
/** However much comes in, a mail owed waits no longer than this before it takes its turn. */
const LONGEST_MS = 5_000;

type Handler = (id: number) => Promise<Attempt>;

export function createIntakeFirst(): { intake(work: Handler): Handler; outbox(work: Handler): Handler } {
  let underWay = 0;
  let lastEnded = Number.NEGATIVE_INFINITY;
  const isQuiet = () => underWay === 0 && performance.now() - lastEnded > PAUSE_MS;
  return {
    intake: (work) => async (id) => {
      underWay += 1;
      try {
        return await work(id);
      } finally {
        underWay -= 1;
        lastEnded = performance.now();
      }
    },
    outbox: (work) => async (id) => {
      const began = performance.now();
      while (!isQuiet() && performance.now() - began < LONGEST_MS) await delay(LOOK_MS);
      return work(id);
    },
  };
}
