/** Reminders are due: one mail to whoever gets them, with all of theirs that fall due about now. */
import type { Desk } from "../domain/desk.ts";
import { decideReminders } from "../domain/reminder.ts";
import type { AlarmClock, Attempt, Logger, ReminderStore } from "./ports.ts";

export interface ReminderPorts {
  desk: Desk;
  store: ReminderStore;
  alarm: AlarmClock;
  log: Logger;
  now(): Date;
}

/** Tries the reminder once; `finished` also where it went out with another. */
export function createReminding(ports: ReminderPorts): { remind(reminderId: number): Promise<Attempt> } {
  const gatherMs = ports.desk.escalation.gatherSeconds * 1000;
  return {
    async remind(reminderId) {
      const now = ports.now();
      const until = new Date(now.getTime() + gatherMs);
      const { attempt, wakes } = await ports.store.claimReminders(reminderId, now, until, (due) => {
        const decided = decideReminders(due, now);
        const told = due.length - decided.dropped.size;
        ports.log.info(
          { to: due[0]?.to.address, told, dropped: decided.dropped.size },
          `reminders for ${due[0]?.to.address}: ${told}`,
        );
        return decided;
      });
      await ports.alarm.wake(wakes);
      return attempt;
    },
  };
}
