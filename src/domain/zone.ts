/**
 * Wall clocks: what a clock on the wall of a zone shows, and when it shows it. A wall time is milliseconds since 1970 as if the
 * zone were UTC; the rules come from Intl, so they are Node's own.
 */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** What the wall clock shows at an instant. */
export function wallTime(instantMs: number, zone: string): number {
  const shown: Record<string, string> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(instantMs)) shown[type] = value;
  const year = Number(shown.year);
  const wall = new Date(0);
  // setUTCFullYear: Date.UTC reads the years 0–99 as 1900–1999.
  wall.setUTCFullYear(shown.era === "BC" ? 1 - year : year, Number(shown.month) - 1, Number(shown.day));
  wall.setUTCHours(Number(shown.hour), Number(shown.minute), Number(shown.second));
  return wall.getTime() + mod(instantMs, 1000);
}

/**
 * When the wall clock first shows this time. A time it shows twice (clocks set back) is the earlier one; a time it never shows
 * (clocks set forward) is the instant of setting it.
 */
export function instantOf(wallMs: number, zone: string): number {
  const offset = (instantMs: number) => wallTime(instantMs, zone) - instantMs;
  // No zone is a day away from UTC, so these two are surely before and after the instant.
  const before = offset(wallMs - DAY_MS);
  const after = offset(wallMs + DAY_MS);
  const early = wallMs - Math.max(before, after);
  if (offset(early) === wallMs - early) return early;
  const late = wallMs - Math.min(before, after);
  if (offset(late) === wallMs - late) return late;
  // Skipped: the change lies between the two; `late` is what the old offset makes of it.
  let low = early;
  let high = late;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** Days since 1970-01-01 of a wall time's date. */
export function dayNumber(wallMs: number): number {
  return Math.floor(wallMs / DAY_MS);
}

/** 0 Monday … 6 Sunday; 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return mod(day + 3, 7);
}

/** Day number of a date that exists, else null; `month` from 1. */
export function dayOf(year: number, month: number, day: number): number | null {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  const exists = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return exists ? dayNumber(at.getTime()) : null;
}

/** Remainder that is never negative. */
export function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
