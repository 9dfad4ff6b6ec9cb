/** The desk's promises in working time: one calendar object for each calendar of the configuration. */
import { createWorkingCalendar, type WorkingCalendar } from "./calendar.ts";
import { type Calendar, calendarFor, type Desk } from "./desk.ts";
import { calendarNamed, type Promised, targetsOf } from "./service-level.ts";

const made = new WeakMap<Calendar, WorkingCalendar>();

export function workingCalendar(desk: Desk, teamName: string): WorkingCalendar {
  return calendarOf(desk, calendarFor(desk, teamName));
}

/** The calendar that a service clock of this team's case counts in. */
export function clockCalendar(desk: Desk, calendarName: string, teamName: string): WorkingCalendar {
  return calendarOf(desk, calendarNamed(desk, calendarName, teamName));
}

function calendarOf(desk: Desk, settings: Calendar): WorkingCalendar {
  const existing = made.get(settings);
  if (existing) return existing;
  const calendar = createWorkingCalendar(settings, desk.desk.timeZone);
  made.set(settings, calendar);
  return calendar;
}

/** By when a person whose case began at `from` is promised to hear from somebody (P7): as its service level says, else the desk. */
export function promiseFor(desk: Desk, on: Promised, from: Date): Date {
  const targets = targetsOf(desk, on);
  if (targets?.firstResponse == null) {
    return workingCalendar(desk, on.team).addWorking(from, desk.desk.firstResponse);
  }
  return clockCalendar(desk, targets.calendar, on.team).addWorking(from, targets.firstResponse);
}

/** When so many percent of the working time that leads to a promise are over. */
export function workingWithin(desk: Desk, on: Promised, from: Date, promised: Date, percent: number): Date {
  const targets = targetsOf(desk, on);
  const isOwn = targets?.firstResponse == null;
  const calendar = isOwn ? workingCalendar(desk, on.team) : clockCalendar(desk, targets.calendar, on.team);
  const whole = calendar.workingBetween(from, promised);
  return calendar.addWorking(from, Math.floor((whole * percent) / 100));
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
