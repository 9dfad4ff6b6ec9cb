/** Tells a team once each working day what of its mailbox waits as spam; never when nothing does. Called by the sweep, under its lock. */
import type { Desk, Mailbox } from "../domain/desk.ts";
import { decideDigest, digestDue } from "../domain/quarantine.ts";
import type { AlarmClock, Logger, QuarantineStore } from "./ports.ts";

export interface QuarantinePorts {
  desk: Desk;
  store: QuarantineStore;
  alarm: AlarmClock;
  log: Logger;
  now(): Date;
}

/** Returns what to call now and then: it does nothing before a list is due, nor after it was made. */
export function createQuarantineList(ports: QuarantinePorts): () => Promise<void> {
  // Spares asking the database again; other processes know by its row.
  const told = new Map<string, number>();
  return async () => {
    const { desk, store, alarm, log } = ports;
    const now = ports.now();
    for (const mailbox of desk.mailboxes) {
      const due = isParking(desk, mailbox) ? digestDue(desk, mailbox, now) : null;
      if (due === null || told.get(mailbox.name) === due.getTime()) continue;
      const wakes = await store.tellParked(mailbox.name, due, now, (parked, total) =>
        decideDigest(desk, mailbox, parked, total),
      );
      told.set(mailbox.name, due.getTime());
      if (wakes.length > 0) log.info({ mailbox: mailbox.name }, "The team is told what waits as spam");
      await alarm.wake(wakes);
    }
  };
}

/** Whether anything may call its mail spam: the host, or a rule. */
function isParking({ rules }: Desk, mailbox: Mailbox): boolean {
  return mailbox.spam !== "none" || rules.some((rule) => rule.set.spam);
}
