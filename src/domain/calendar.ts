/**
 * Working time in a named calendar: exact to the millisecond, right where clocks change. Working time is elapsed time while the
 * calendar is open, so a shift over a change of clocks is an hour longer or shorter.
 */
import { type CalendarDays, CalendarError, createCalendarDays, type Opening } from "./calendar-days.ts";
import type { Calendar } from "./desk.ts";
import { DAY_MS, dayNumber, instantOf, wallTime } from "./zone.ts";

export interface WorkingCalendar {
  /**
   * The first instant at which `ms` (0 or more) of working time have passed since `start`. Where that is the end of an
   * opening it is that end, not the next opening. For 0 it is `start` itself, open or not.
   */
  addWorking(start: Date, ms: number): Date;
  /** Working time from `a` to `b` in milliseconds; 0 where `b` is not after `a`. */
  workingBetween(a: Date, b: Date): number;
  /**
   * The same time of day on the `days`-th (0 or more) following working day. A start while closed counts from the next
   * opening, and where the calendar is closed at that time on that day, the result is the opening after it. So five
   * working days from a Saturday are five whole ones, from Monday's opening to the next Monday's.
   */
  addWorkingDays(start: Date, days: number): Date;
  isOpen(at: Date): boolean;
  /** `at` itself while open. */
  nextOpening(at: Date): Date;
}

/** A year with all its holidays has no such gap; a calendar that is closed for so long never opens again. */
const LONGEST_CLOSED_DAYS = 1_100;

/** Throws CalendarError where the calendar has no hours or names holidays nobody knows. */
export function createWorkingCalendar(calendar: Calendar, deskTimeZone: string): WorkingCalendar {
  const days = createCalendarDays(calendar, deskTimeZone);

  const openingsFrom = (ms: number) => openings(days, ms, calendar.name);

  const openingAfter = (ms: number): Opening => {
    const next = openingsFrom(ms).next();
    if (next.done) throw new Error("openings never end");
    return next.value;
  };

  const nextOpening = (ms: number): number => Math.max(ms, openingAfter(ms).start);

  /** Open, or just closing. */
  const isWithin = (ms: number): boolean =>
    openingAfter(ms - 1).start <= ms && openingAfter(ms - 1).end >= ms;

  return {
    addWorking(start, ms) {
      let left = nonNegative(ms);
      const from = time(start);
      if (left === 0) return new Date(from);
      for (const opening of openingsFrom(from)) {
        const begin = Math.max(opening.start, from);
        if (left <= opening.end - begin) return new Date(begin + left);
        left -= opening.end - begin;
      }
      throw new Error("openings never end");
    },

    workingBetween(a, b) {
      const [from, to] = [time(a), time(b)];
      let sum = 0;
      if (to <= from) return sum;
      for (const opening of openingsFrom(from)) {
        if (opening.start >= to) break;
        sum += Math.min(opening.end, to) - Math.max(opening.start, from);
        if (opening.end >= to) break;
      }
      return sum;
    },

    addWorkingDays(start, count) {
      const begin = nextOpening(time(start));
      const wall = wallTime(begin, days.zone);
      const target = nthWorkingDay(days, dayNumber(wall), nonNegative(count), calendar.name);
      const at = instantOf(target * DAY_MS + (wall - dayNumber(wall) * DAY_MS), days.zone);
      return new Date(isWithin(at) ? at : nextOpening(at));
    },

    isOpen: (at) => openingAfter(time(at)).start <= time(at),

    nextOpening: (at) => new Date(nextOpening(time(at))),
  };
}

/** The openings that end after an instant, in order, without end. */
function* openings(days: CalendarDays, from: number, name: string): Generator<Opening, never> {
  let closedDays = 0;
  for (let day = dayNumber(wallTime(from, days.zone)); ; day++) {
    const today = days.openingsOn(day);
    closedDays = today.length === 0 ? closedDays + 1 : 0;
    if (closedDays > LONGEST_CLOSED_DAYS) throw neverOpens(name);
    for (const opening of today) if (opening.end > from) yield opening;
  }
}

function nthWorkingDay(days: CalendarDays, from: number, count: number, name: string): number {
  let day = from;
  let closedDays = 0;
  for (let left = count; left > 0; ) {
    day++;
    const works = days.isWorkingDay(day);
    closedDays = works ? 0 : closedDays + 1;
    if (works) left--;
    if (closedDays > LONGEST_CLOSED_DAYS) throw neverOpens(name);
  }
  return day;
}

function neverOpens(name: string): CalendarError {
  const hint = "Take away holidays or give it more hours in desk.yaml.";
  return new CalendarError(
    name,
    "never_open",
    `is closed for more than ${LONGEST_CLOSED_DAYS} days on end`,
    hint,
  );
}

function time(at: Date): number {
  const ms = at.getTime();
  if (Number.isNaN(ms)) throw new RangeError("not an instant");
  return ms;
}

function nonNegative(amount: number): number {
  if (!Number.isSafeInteger(amount) || amount < 0)
    throw new RangeError(`not a whole number from 0 up: ${amount}`);
  return amount;
}
