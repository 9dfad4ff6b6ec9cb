/** A clock is due: decide what follows and commit it, once (DESIGN, decisions 1 and 4). */
import { decideClock } from "../domain/clock.ts";
import type { Desk } from "../domain/desk.ts";
import { withDuty } from "../domain/duty.ts";
import type { AlarmClock, Attempt, ClockStore, Logger } from "./ports.ts";

export interface ClockPorts {
  desk: Desk;
  store: ClockStore;
  alarm: AlarmClock;
  log: Logger;
  now(): Date;
}

/** Tries the clock once: `early` when it is not due (it was put off), `finished` when it fired or was cancelled before. */
export function createClockwork(ports: ClockPorts): { fire(clockId: number): Promise<Attempt> } {
  return {
    async fire(clockId) {
      const now = ports.now();
      const { attempt, wakes } = await ports.store.claimClock(clockId, now, async (facts, commit) => {
        const verdict = decideClock({ ...facts, desk: withDuty(ports.desk, now, facts.away) }, now);
        const result = await commit(verdict);
        if (result.ok) {
          ports.log.info(
            { clockId, kind: facts.clock.kind, case: result.caseNumber },
            `clock ${facts.clock.kind} of #${result.caseNumber}: ${verdict.reason}`,
          );
        }
        return result;
      });
      await ports.alarm.wake(wakes);
      return attempt;
    },
  };
}
