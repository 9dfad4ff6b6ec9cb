/** A service clock against somebody who walks through the minutes with a wristwatch and a list of what happened. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWorkingCalendar } from "../../src/domain/calendar.ts";
import { ALWAYS_OPEN, type Calendar } from "../../src/domain/desk.ts";
import {
  cancel,
  changeTerms,
  end,
  nextThreshold,
  pause,
  run,
  type ServiceClock,
  startClock,
  untoldThresholds,
  usedAt,
} from "../../src/domain/sla-clock.ts";
import { HOUR_MS as H, MINUTE_MS as M, wallTime, weekdayOf } from "../../src/domain/zone.ts";
import { always } from "../support/always.ts";

const ZONE = "Europe/Copenhagen";
const office: Calendar = {
  ...ALWAYS_OPEN,
  name: "office",
  timeZone: ZONE,
  hours: { "mon-fri": "08:00-12:00, 12:30-16:00" },
};
const night: Calendar = {
  ...ALWAYS_OPEN,
  name: "night",
  timeZone: ZONE,
  hours: { "mon-sun": "22:00-06:00" },
};
const CALENDARS = [office, night, ALWAYS_OPEN];
const days = new Map(CALENDARS.map((calendar) => [calendar.name, createWorkingCalendar(calendar, ZONE)]));
const daysOf = (name: string) => {
  const found = days.get(name);
  if (!found) throw new Error(name);
  return found;
};

/** Whether the minute that begins then is one of work, by the clock on the wall. */
function isOpenMinute(name: string, ms: number): boolean {
  if (name === ALWAYS_OPEN.name) return true;
  const wall = wallTime(ms, ZONE);
  const day = Math.floor(wall / (24 * H));
  const at = (wall - day * 24 * H) / H;
  if (name === night.name) return at >= 22 || at < 6;
  return weekdayOf(day) < 5 && at >= 8 && at < 16 && !(at >= 12 && at < 12.5);
}

type Event =
  | { do: "run"; after: number }
  | { do: "pause"; after: number }
  | { do: "end"; after: number }
  | { do: "cancel"; after: number }
  | { do: "terms"; after: number; calendar: string; targetMs: number };

const THRESHOLDS = [50, 80, 100, 150];
/** Around the change to summer time of 2027, and an ordinary week. */
const begin = fc.oneof(
  fc.integer({ min: 0, max: 96 * 60 }).map((minutes) => Date.parse("2027-03-26T06:00:00Z") + minutes * M),
  fc.integer({ min: 0, max: 96 * 60 }).map((minutes) => Date.parse("2027-10-29T06:00:00Z") + minutes * M),
);
const calendar = fc.constantFrom(...CALENDARS.map((one) => one.name));
const target = fc.integer({ min: 1, max: 40 * 60 }).map((minutes) => minutes * M);
const after = fc.integer({ min: 0, max: 20 * 60 });
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({
    do: fc.constantFrom("run" as const, "pause" as const, "end" as const, "cancel" as const),
    after,
  }),
  fc.record({ do: fc.constant("terms" as const), after, calendar, targetMs: target }),
);

function apply(clock: ServiceClock, happened: Event, at: Date): ServiceClock {
  const own = daysOf(clock.calendar);
  switch (happened.do) {
    case "run":
      return run(clock, own, at);
    case "pause":
      return pause(clock, own, at);
    case "end":
      return end(clock, own, at);
    case "cancel":
      return cancel(clock, own, at);
    case "terms": {
      const terms = { policy: "p", calendar: happened.calendar, targetMs: happened.targetMs };
      return changeTerms(clock, terms, own, daysOf(happened.calendar), at);
    }
  }
}

describe("always", () => {
  it("whatever happens to it, it has used the open minutes in which it ran, and is due where a walk ends", () =>
    always(
      fc.property(
        begin,
        calendar,
        target,
        fc.array(event, { maxLength: 8 }),
        after,
        (start, name, targetMs, events, rest) => {
          const terms = { policy: "p", calendar: name, targetMs };
          let clock = startClock("resolution", terms, daysOf(name), new Date(start));
          let at = start;
          let walked = 0;
          const walk = (minutes: number) => {
            for (const until = at + minutes * M; at < until; at += M) {
              if (clock.state === "running" && isOpenMinute(clock.calendar, at)) walked += M;
            }
          };
          for (const happened of events) {
            walk(happened.after);
            clock = apply(clock, happened, new Date(at));
            expect(usedAt(clock, daysOf(clock.calendar), new Date(at))).toBe(walked);
          }
          walk(rest);
          expect(usedAt(clock, daysOf(clock.calendar), new Date(at))).toBe(walked);
          if (clock.state !== "running" || clock.targetMs === null) return;
          let left = clock.targetMs - clock.usedMs;
          if (left <= 0) {
            expect(clock.dueAt?.getTime()).toBeLessThanOrEqual(clock.since.getTime());
            return;
          }
          let due = clock.since.getTime();
          for (; left > 0; due += M) if (isOpenMinute(clock.calendar, due)) left -= M;
          expect(clock.dueAt).toEqual(new Date(due));
        },
      ),
      60,
    ));

  it("each threshold is told once, in order, none while it is paused, and none before its time", () =>
    always(
      fc.property(
        begin,
        calendar,
        target,
        fc.array(event, { maxLength: 8 }),
        (start, name, targetMs, events) => {
          const terms = { policy: "p", calendar: name, targetMs };
          let clock = startClock("resolution", terms, daysOf(name), new Date(start));
          const told: number[] = [];
          let at = start;
          /** As the desk does: waits for the next threshold, and tells the highest that is reached. */
          const waitUntil = (until: number) => {
            for (;;) {
              const own = daysOf(clock.calendar);
              const next = nextThreshold(clock, own, THRESHOLDS);
              if (!next || next.at.getTime() > until) return;
              const now = new Date(Math.max(next.at.getTime(), at));
              const highest = untoldThresholds(clock, own, THRESHOLDS, now).at(-1);
              if (!highest || clock.targetMs === null) throw new Error("woken for nothing");
              expect(clock.state).toBe("running");
              const used = usedAt(clock, own, now);
              expect(used).toBeGreaterThanOrEqual((clock.targetMs * highest.percent) / 100);
              told.push(highest.percent);
              clock = { ...clock, reached: highest.percent };
            }
          };
          for (const happened of events) {
            const until = at + happened.after * M;
            waitUntil(until);
            at = until;
            clock = apply(clock, happened, new Date(at));
          }
          waitUntil(at + 400 * H);
          expect(told).toEqual([...new Set(told)].sort((a, b) => a - b));
          if (clock.state === "running") expect(told.at(-1)).toBe(150);
        },
      ),
      100,
    ));
});
