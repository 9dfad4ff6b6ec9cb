/**
 * When a calendar is open on a date: weekly hours, less holidays. A date's openings lie within that date, are in order and
 * never overlap; a shift past midnight is part of both dates. A holiday closes from its first to its last moment, so it also
 * cuts a shift that runs into it.
 */
import Holidays from "date-holidays";
import type { Calendar } from "./desk.ts";
import { DAY_MS, dayNumber, instantOf, MINUTE_MS, weekdayOf } from "./zone.ts";

/** A calendar that cannot be reckoned with. desk.yaml is checked before, so this is for calendars made otherwise. */
export class CalendarError extends Error {
  /** `no_hours`, `wrong_hours`, `unknown_days`, `unknown_country`, `unknown_region`, `never_open`. */
  readonly reason: string;
  readonly hint: string;

  constructor(calendar: string, reason: string, what: string, hint: string) {
    super(`Calendar ${calendar}: ${what}`);
    this.name = "CalendarError";
    this.reason = reason;
    this.hint = hint;
  }
}

/** Milliseconds since 1970, `end` excluded and after `start`. */
export interface Opening {
  start: number;
  end: number;
}

export interface CalendarDays {
  zone: string;
  /** `day`: days since 1970-01-01 of the date in the zone. */
  openingsOn(day: number): readonly Opening[];
  /** Whether work begins on this date: a night shift that only runs into it makes no working day of it. */
  isWorkingDay(day: number): boolean;
  /** Names of the holidays that touch a date, in English where known; also of those that are worked all the same. */
  holidaysOn(day: number): string[];
}

interface Holiday extends Opening {
  name: string;
}

/** Minutes after midnight; an `end` beyond 24:00 is on the next date. */
interface Span {
  start: number;
  end: number;
}

interface Day {
  openings: readonly Opening[];
  isWorkingDay: boolean;
}

const DAY_MINUTES = 24 * 60;
/** More than enough for a year's work; bounds what a long-running process keeps. */
const KEPT_DAYS = 2_000;

/** Throws CalendarError for hours that are none, a calendar without any, and holidays nobody knows. */
export function createCalendarDays(calendar: Calendar, deskTimeZone: string): CalendarDays {
  const zone = calendar.timeZone ?? deskTimeZone;
  const week = weeklySpans(calendar);
  const usual = week.find((spans) => spans.length > 0) ?? [];
  const extraHolidays = new Set(calendar.extraHolidays.map(dateToDay));
  const extraWorkingDays = new Set(calendar.extraWorkingDays.map(dateToDay));
  const holidays = holidayFinder(calendar, zone);
  const known = new Map<number, Day>();

  // A made-up Saturday has hours only when Saturdays do; otherwise it is worked like the week's first working day.
  const spansOn = (day: number): readonly Span[] => {
    const own = week[weekdayOf(day)] ?? [];
    return own.length === 0 && extraWorkingDays.has(day) ? usual : own;
  };

  const open = (day: number, spans: readonly Span[]): Opening[] => {
    if (extraHolidays.has(day) && !extraWorkingDays.has(day)) return [];
    const at = (minute: number) => instantOf(day * DAY_MS + minute * MINUTE_MS, zone);
    const openings = merge(spans)
      .map(({ start, end }) => ({ start: at(start), end: at(end) }))
      .filter(({ start, end }) => start < end);
    return extraWorkingDays.has(day) ? openings : subtract(openings, holidays(day));
  };

  const find = (day: number): Day => {
    const own = spansOn(day).map(({ start, end }) => ({ start, end: Math.min(end, DAY_MINUTES) }));
    const fromYesterday = spansOn(day - 1)
      .filter(({ end }) => end > DAY_MINUTES)
      .map(({ end }) => ({ start: 0, end: end - DAY_MINUTES }));
    return { openings: open(day, [...fromYesterday, ...own]), isWorkingDay: open(day, own).length > 0 };
  };

  const get = (day: number): Day => {
    let found = known.get(day);
    if (found === undefined) {
      if (known.size >= KEPT_DAYS) known.clear();
      found = find(day);
      known.set(day, found);
    }
    return found;
  };

  return {
    zone,
    openingsOn: (day) => get(day).openings,
    isWorkingDay: (day) => get(day).isWorkingDay,
    holidaysOn(day) {
      const [from, until] = [instantOf(day * DAY_MS, zone), instantOf((day + 1) * DAY_MS, zone)];
      const touching = holidays(day).filter(({ start, end }) => start < until && end > from);
      return [...new Set(touching.map((one) => one.name))];
    },
  };
}

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

function weeklySpans(calendar: Calendar): Span[][] {
  const week: Span[][] = WEEKDAYS.map(() => []);
  for (const [days, hours] of Object.entries(calendar.hours)) {
    const spans = hours.split(",").map((one) => parseSpan(one.trim(), calendar.name));
    const [from = -1, to = from] = days.split("-").map((day) => WEEKDAYS.indexOf(day));
    if (from < 0 || to < 0) {
      throw new CalendarError(
        calendar.name,
        "unknown_days",
        `"${days}" names no days`,
        "Write days as mon or mon-fri.",
      );
    }
    // `fri-mon` runs over the weekend.
    for (let day = from, left = ((to - from + 7) % 7) + 1; left > 0; day = (day + 1) % 7, left--) {
      week[day]?.push(...spans);
    }
  }
  if (week.every((spans) => spans.length === 0)) {
    throw new CalendarError(
      calendar.name,
      "no_hours",
      "has no working hours",
      'Give it hours such as mon-fri: "08:00-16:00".',
    );
  }
  return week;
}

function parseSpan(text: string, name: string): Span {
  const match = /^(\d\d):([0-5]\d)-(\d\d):([0-5]\d)$/.exec(text);
  const start = Number(match?.[1]) * 60 + Number(match?.[2]);
  const end = Number(match?.[3]) * 60 + Number(match?.[4]);
  // `start === end` could mean nothing or all day.
  if (!(start < DAY_MINUTES && end <= DAY_MINUTES && start !== end)) {
    throw new CalendarError(
      name,
      "wrong_hours",
      `"${text}" are no hours`,
      "Write hours as 08:00-16:00; all day is 00:00-24:00.",
    );
  }
  return { start, end: end > start ? end : end + DAY_MINUTES };
}

/** Sorted, and touching or overlapping ones as one. */
function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

function subtract(openings: readonly Opening[], closures: readonly Opening[]): Opening[] {
  return closures.reduce<Opening[]>(
    (left, closed) =>
      left
        .flatMap(({ start, end }) => [
          { start, end: Math.min(end, closed.start) },
          { start: Math.max(start, closed.end), end },
        ])
        .filter(({ start, end }) => start < end),
    [...openings],
  );
}

function dateToDay(date: string): number {
  return dayNumber(Date.parse(`${date}T00:00:00Z`));
}

/**
 * The holidays that may touch a date, as instants: some last from sunset to sunset or begin at noon. Which days count as
 * what (`public`, `bank`, …) is date-holidays' judgement; `extraHolidays` and `extraWorkingDays` correct it.
 */
function holidayFinder(calendar: Calendar, zone: string): (day: number) => readonly Holiday[] {
  // Without types the library would take all of them.
  if (calendar.holidays === undefined || calendar.holidayTypes.length === 0) return () => [];
  const [country = "", region] = calendar.holidays.split("-");
  checkCountry(calendar.name, country, region);
  const options = { types: calendar.holidayTypes, timezone: zone };
  const library =
    region === undefined ? new Holidays(country, options) : new Holidays(country, region, options);
  const years = new Map<number, readonly Holiday[]>();
  const inYear = (year: number) => {
    let found = years.get(year);
    if (found === undefined) {
      found = library
        .getHolidays(year, "en")
        .map(({ start, end, name }) => ({ start: start.getTime(), end: end.getTime(), name }));
      years.set(year, found);
    }
    return found;
  };
  return (day) => {
    const year = new Date(day * DAY_MS).getUTCFullYear();
    // Those of the neighbouring years may reach over the turn of the year.
    return [year - 1, year, year + 1].flatMap(inYear).filter(({ start, end }) => {
      return end > (day - 1) * DAY_MS && start < (day + 2) * DAY_MS;
    });
  };
}

function checkCountry(name: string, country: string, region: string | undefined): void {
  const library = new Holidays();
  if (!Object.hasOwn(library.getCountries(), country)) {
    const hint = "Write an ISO 3166 country such as DK, or leave holidays out and list extraHolidays.";
    throw new CalendarError(name, "unknown_country", `no holidays are known for ${country}`, hint);
  }
  const regions = Object.keys(library.getStates(country) ?? {});
  if (region !== undefined && !regions.includes(region)) {
    const hint = regions.length === 0 ? `Write ${country} alone.` : `Known regions: ${regions.join(", ")}.`;
    throw new CalendarError(name, "unknown_region", `no region ${region} is known in ${country}`, hint);
  }
}
