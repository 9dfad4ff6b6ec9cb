/** The desk's promises in working time: one calendar object for each calendar of the configuration. */
import { createWorkingCalendar, type WorkingCalendar } from "./calendar.ts";
import { type Calendar, calendarFor, type Desk } from "./desk.ts";

const made = new WeakMap<Calendar, WorkingCalendar>();

export function workingCalendar(desk: Desk, teamName: string): WorkingCalendar {
  const settings = calendarFor(desk, teamName);
  const existing = made.get(settings);
  if (existing) return existing;
  const calendar = createWorkingCalendar(settings, desk.desk.timeZone);
  made.set(settings, calendar);
  return calendar;
}

/** By when a person who writes at `from` is promised to hear from somebody (P7). */
export function promiseFrom(desk: Desk, teamName: string, from: Date): Date {
  return workingCalendar(desk, teamName).addWorking(from, desk.desk.firstResponse);
}

/** When the confirmation window's reminder goes out and when silence closes the case (P15). */
export function closingInstants(
  desk: Desk,
  teamName: string,
  resolvedAt: Date,
): { remind: Date; close: Date } {
  const calendar = workingCalendar(desk, teamName);
  return {
    remind: calendar.addWorkingDays(resolvedAt, desk.closing.remindAfterWorkingDays),
    close: calendar.addWorkingDays(resolvedAt, desk.closing.confirmWorkingDays),
  };
}
