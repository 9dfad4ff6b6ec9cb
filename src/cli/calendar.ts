/** `deskpost calendar`: working time after an instant and between two, and the days of a calendar of desk.yaml. */
import { createWorkingCalendar, type WorkingCalendar } from "../domain/calendar.ts";
import { CalendarError, createCalendarDays } from "../domain/calendar-days.ts";
import { ALWAYS_OPEN, type Calendar, type Desk, findCalendar } from "../domain/desk.ts";
import { DAY_MS, dayNumber, instantOf, wallTime, weekdayOf } from "../domain/zone.ts";
import { ConfigError } from "../errors.ts";
import { type Context, type ExitCode, FINE, type JsonOption } from "./io.ts";
import { readDeskFile } from "./open-app.ts";
import { formatDuration, formatInstant, formatTable } from "./text.ts";

/**
 * `--json`: `{dueAt, calendar}`, `dueAt` in ISO 8601 and UTC.
 *
 * @param when an ISO instant, or a date or date and time on the calendar's wall clock.
 * @param duration working days and time: `8h`, `2h30m`, `45s`, `3d`, or in ISO 8601.
 */
export async function calendarAdd(
  context: Context,
  when: string,
  duration: string,
  options: JsonOption & { calendar?: string },
): Promise<ExitCode> {
  const desk = readDeskFile(context);
  const calendar = chooseCalendar(desk, options.calendar ?? null);
  const zone = calendar.timeZone ?? desk.desk.timeZone;
  const dueAt = addTo(
    working(calendar, desk.desk.timeZone),
    parseInstant(when, zone),
    parseDuration(duration),
  );
  const line = options.json
    ? JSON.stringify({ dueAt: dueAt.toISOString(), calendar: calendar.name })
    : `${formatInstant(dueAt, zone)} in ${zone} (${dueAt.toISOString()}), calendar ${calendar.name}`;
  context.io.out(line);
  return FINE;
}

/**
 * `--json`: `{seconds, calendar}`, whole seconds; 0 where the second instant is not after the first.
 *
 * @param from and `to`: as `when` of `calendarAdd`.
 */
export async function calendarBetween(
  context: Context,
  from: string,
  to: string,
  options: JsonOption & { calendar?: string },
): Promise<ExitCode> {
  const desk = readDeskFile(context);
  const calendar = chooseCalendar(desk, options.calendar ?? null);
  const zone = calendar.timeZone ?? desk.desk.timeZone;
  const [start, end] = [parseInstant(from, zone), parseInstant(to, zone)];
  const ms = working(calendar, desk.desk.timeZone).workingBetween(start, end);
  const seconds = Math.floor(ms / 1000);
  const line = options.json
    ? JSON.stringify({ seconds, calendar: calendar.name })
    : `${formatDuration(seconds)} of working time, calendar ${calendar.name}`;
  context.io.out(line);
  return FINE;
}

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/**
 * `--json`: one object a day: `{date, weekday, open: [{from, to}], workingSeconds, holidays, calendar}`, instants in ISO 8601 and UTC.
 *
 * @param day `2026-12-20`; null: today on the calendar's wall clock.
 */
export async function calendarShow(
  context: Context,
  day: string | null,
  options: JsonOption & { calendar?: string; days: number },
): Promise<ExitCode> {
  const desk = readDeskFile(context);
  const calendar = chooseCalendar(desk, options.calendar ?? null);
  const zone = calendar.timeZone ?? desk.desk.timeZone;
  const days = asked(() => createCalendarDays(calendar, desk.desk.timeZone));
  const first = day === null ? new Date() : parseInstant(day, zone);
  const from = dayNumber(wallTime(first.getTime(), zone));
  const shown = Array.from({ length: options.days }, (_, index) => {
    const number = from + index;
    const openings = days.openingsOn(number);
    const date = new Date(number * DAY_MS).toISOString().slice(0, 10);
    return {
      date,
      weekday: WEEKDAYS[weekdayOf(number)] ?? "",
      open: openings.map(({ start, end }) => ({ from: new Date(start), to: new Date(end) })),
      workingSeconds: openings.reduce((sum, { start, end }) => sum + (end - start) / 1000, 0),
      holidays: [...days.holidaysOn(number), ...(calendar.extraHolidays.includes(date) ? [OWN_HOLIDAY] : [])],
      calendar: calendar.name,
    };
  });
  if (options.json) for (const one of shown) context.io.out(JSON.stringify(one));
  else {
    const rows = shown.map(({ date, weekday, open, holidays }) => [
      date,
      weekday,
      hours(open, zone),
      holidays.join(", "),
    ]);
    const columns = ["DATE", "DAY", `OPEN (${zone})`, "HOLIDAY"].map((title) => ({
      title,
      flexible: title === "HOLIDAY",
    }));
    context.io.out(formatTable(columns, rows, context.io.width));
  }
  return FINE;
}

/** How a date of `extraHolidays` is named. */
const OWN_HOLIDAY = "holiday of desk.yaml";

/** `08:00-12:00, 12:30-16:00` on the wall clock; midnight at the end is 24:00. */
function hours(open: { from: Date; to: Date }[], zone: string): string {
  const time = (at: Date) => formatInstant(at, zone).slice(11);
  const spans = open.map(({ from, to }) => `${time(from)}-${time(to) === "00:00" ? "24:00" : time(to)}`);
  return spans.length === 0 ? "closed" : spans.join(", ");
}

function chooseCalendar(desk: Desk, name: string | null): Calendar {
  const wanted = name ?? desk.desk.calendar ?? null;
  if (wanted === null) return desk.calendars[0] ?? ALWAYS_OPEN;
  const found = findCalendar(desk, wanted);
  if (found !== null) return found;
  const names = desk.calendars.map((calendar) => calendar.name).join(", ");
  const hint = names === "" ? "desk.yaml has no calendars" : `desk.yaml has ${names}`;
  throw new ConfigError(`no calendar is called "${wanted}"`, { reason: "unknown_calendar", hint });
}

function working(calendar: Calendar, deskTimeZone: string): WorkingCalendar {
  return asked(() => createWorkingCalendar(calendar, deskTimeZone));
}

/** Throws ConfigError where the calendar cannot be reckoned with. */
function asked<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof CalendarError)) throw cause;
    throw new ConfigError(cause.message, { reason: cause.reason, hint: cause.hint, cause });
  }
}

interface Duration {
  days: number;
  ms: number;
}

/** Days first: `1d2h` is two working hours after the same time on the next working day. */
function addTo(calendar: WorkingCalendar, start: Date, { days, ms }: Duration): Date {
  return calendar.addWorking(days === 0 ? start : calendar.addWorkingDays(start, days), ms);
}

function parseInstant(text: string, zone: string): Date {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/i.exec(
    text.trim(),
  );
  const [, date = "", time = "00:00", seconds = ":00", offset] = match ?? [];
  const wall = Date.parse(`${date}T${time}${seconds}Z`);
  // `Date.parse` takes 31 February for a day of March.
  const isReal = !Number.isNaN(wall) && new Date(wall).toISOString().startsWith(date);
  const written = `${date}T${time}${seconds}${offset?.toUpperCase()}`;
  const at = isReal ? new Date(offset === undefined ? instantOf(wall, zone) : written) : new Date(Number.NaN);
  if (!Number.isNaN(at.getTime())) return at;
  throw new ConfigError(`"${text}" is no instant`, {
    reason: "wrong_instant",
    hint: `write 2026-11-20T15:30 for a time in ${zone}, or 2026-11-20T14:30:00Z`,
  });
}

function parseDuration(text: string): Duration {
  // ISO 8601 durations differ only in P, T and capitals.
  const written = text.trim().replace(/\s+/g, "");
  const match = /^p?(?:(\d{1,4})d)?t?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,8})s)?$/i.exec(written);
  if (match === null || !/\d/.test(written)) {
    throw new ConfigError(`"${text}" is no working time`, {
      reason: "wrong_duration",
      hint: "write 8h, 30m, 2h30m, 45s or 3d",
    });
  }
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return { days, ms: ((hours * 60 + minutes) * 60 + seconds) * 1000 };
}
