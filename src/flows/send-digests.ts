/** Mails agents and teams their open cases once each working day; never an empty list. Called by the sweep, under its lock. */
import { dailyDue } from "../domain/daily.ts";
import type { Desk } from "../domain/desk.ts";
import { decideDailyDigest, digestReaders } from "../domain/digest.ts";
import type { AlarmClock, DigestStore, Logger } from "./ports.ts";

export interface DigestPorts {
  desk: Desk;
  store: DigestStore;
  alarm: AlarmClock;
  log: Logger;
  now(): Date;
}

/** Returns what to call now and then: it does nothing before a list is due, nor after it was made. */
export function createDailyDigests(ports: DigestPorts): () => Promise<void> {
  const { desk, store, alarm, log } = ports;
  const readers = digestReaders(desk);
  // Spares asking the database again; other processes know by its row.
  const told = new Map<string, number>();
  return async () => {
    const now = ports.now();
    for (const reader of readers) {
      const due = dailyDue(desk, reader.calendarOf, now);
      if (due === null || told.get(reader.key) === due.getTime()) continue;
      const wakes = await store.tellDaily(reader, due, now, (cases) =>
        decideDailyDigest(desk, reader, cases, now),
      );
      told.set(reader.key, due.getTime());
      if (wakes.length > 0) log.info({ reader: reader.key }, `daily list for ${reader.key}`);
      await alarm.wake(wakes);
    }
  };
}
