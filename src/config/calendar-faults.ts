/** Calendars and closing times that cannot be kept: impossible hours, days named twice, unknown countries. Pure. */
import Holidays from "date-holidays";
import { didYouMean } from "./fault.ts";
import { type Item, isRecord, type Report, textAt, textsAt, type View, valueAt } from "./view.ts";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** Where the countries are listed that holidays are known of. */
const COUNTRY_LIST = "https://github.com/commenthol/date-holidays#supported-countries-states-regions";
const DAY_MINUTES = 24 * 60;

export function calendarFaults({ raw, calendars }: View, report: Report): void {
  for (const calendar of calendars) {
    checkHours(raw, calendar, report);
    checkHolidays(textAt(raw, [...calendar.path, "holidays"]), report);
    const working = new Set(textsAt(raw, [...calendar.path, "extraWorkingDays"]).map((day) => day.value));
    for (const day of textsAt(raw, [...calendar.path, "extraHolidays"])) {
      if (working.has(day.value)) {
        report(
          day.path,
          "day_twice",
          `${day.value} is an extra holiday and an extra working day`,
          "one of the two",
        );
      }
    }
  }
  checkClosing(raw, report);
}

function checkClosing(raw: unknown, report: Report): void {
  const confirm = valueAt(raw, ["closing", "confirmWorkingDays"]) ?? 5;
  const remind = valueAt(raw, ["closing", "remindAfterWorkingDays"]) ?? 3;
  if (typeof confirm !== "number" || typeof remind !== "number" || remind < confirm) return;
  const written = valueAt(raw, ["closing", "remindAfterWorkingDays"]) !== undefined;
  report(
    ["closing", written ? "remindAfterWorkingDays" : "confirmWorkingDays"],
    "reminder_too_late",
    `the reminder after ${remind} working days would come when the case is closed, after ${confirm}`,
    "remindAfterWorkingDays below confirmWorkingDays",
  );
}

function checkHolidays(country: Item<string> | null, report: Report): void {
  if (country === null || !/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(country.value)) return;
  const [code = "", region] = country.value.split("-");
  const known = new Holidays();
  const countries: Record<string, string> = known.getCountries("en");
  if (!Object.hasOwn(countries, code)) {
    const found = `no holidays are known for "${code}"`;
    const allowed = `a country's two letters (ISO 3166-1), such as DK; the list: ${COUNTRY_LIST}`;
    report(country.path, "unknown_country", found, allowed, nearCountries(code, countries));
    return;
  }
  const regions = Object.keys(known.getStates(code) ?? {});
  if (region === undefined || regions.includes(region)) return;
  const allowed = [code, ...regions.map((name) => `${code}-${name}`)];
  const found = `no region "${region}" is known in ${code}`;
  report(country.path, "unknown_region", found, allowed.join(", "), didYouMean(country.value, allowed));
}

/** What people write for a country whose letters are others. */
const MISTAKEN: Record<string, string> = { UK: "GB", EN: "GB", EL: "GR", SP: "ES", SW: "SE", JA: "JP" };
const MOST_GUESSES = 4;

/** `did you mean DK (Denmark) or DE (Germany)?`: what was mistaken for another or turned round, else what is one letter off. */
function nearCountries(code: string, countries: Record<string, string>): string | null {
  const [first = "", second = ""] = code;
  const sure = [MISTAKEN[code], second + first].filter(
    (one) => one !== undefined && Object.hasOwn(countries, one),
  );
  const all = Object.keys(countries);
  const near = [...all.filter((one) => one[0] === first), ...all.filter((one) => one[1] === second)];
  const guesses = (sure.length > 0 ? sure : near).slice(0, MOST_GUESSES) as string[];
  const named = guesses.map((one) => `${one} (${countries[one]})`);
  const list = new Intl.ListFormat("en", { type: "disjunction" }).format(named);
  return named.length === 0 ? null : `did you mean ${list}?`;
}

interface Span {
  day: string;
  from: number;
  /** Minutes after the day's midnight; beyond 24 hours when it runs past midnight. */
  until: number;
}

/** @param calendar whatever has `hours`. */
export function checkHours(raw: unknown, calendar: Item, report: Report): void {
  const hours = calendar.value.hours;
  if (!isRecord(hours)) return;
  const path = [...calendar.path, "hours"];
  if (Object.keys(hours).length === 0) {
    report(path, "no_hours", "has no working hours at all", null, 'write them as mon-fri: "08:00-16:00"');
  }
  const keys = Object.keys(hours);
  const isTwice = keys.some((key, index) => {
    const other = keys
      .slice(0, index)
      .find((earlier) => daysOf(earlier).some((day) => daysOf(key).includes(day)));
    if (other !== undefined) {
      report([...path, key], "day_twice", `"${other}" and "${key}" share a day`, "each day only once");
    }
    return other !== undefined;
  });
  const spans = keys.flatMap((key) => {
    const item = textAt(raw, [...path, key]);
    return item === null ? [] : spansOf(item, daysOf(key), report);
  });
  const days = isTwice ? [] : overlaps(spans);
  if (days.length > 0) {
    const found = `the hours of ${days.join(", ")} overlap`;
    report(path, "hours_overlap", found, "hours that follow one another");
  }
}

/** `fri-mon` runs over the weekend. */
function daysOf(key: string): string[] {
  const [first = "", last = first] = key.split("-");
  const from = DAYS.indexOf(first);
  const until = DAYS.indexOf(last);
  if (from < 0 || until < 0) return [];
  const count = ((until - from + 7) % 7) + 1;
  return Array.from({ length: count }, (_, offset) => DAYS[(from + offset) % 7] ?? "");
}

function spansOf(item: Item<string>, days: string[], report: Report): Span[] {
  return item.value.split(",").flatMap((written) => {
    const match = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(written.trim());
    if (match === null) return [];
    const [fromHour = 0, fromMinute = 0, untilHour = 0, untilMinute = 0] = match.slice(1).map(Number);
    const from = fromHour * 60 + fromMinute;
    const until = untilHour * 60 + untilMinute;
    const isTime = fromMinute < 60 && untilMinute < 60 && from < DAY_MINUTES && until <= DAY_MINUTES;
    if (!isTime || from === until) {
      const hint = from === until ? "round the clock is 00:00-24:00" : null;
      report(
        item.path,
        "wrong_hours",
        `found "${written.trim()}"`,
        "hours from 00:00 to 24:00, with an end",
        hint,
      );
      return [];
    }
    return days.map((day) => ({ day, from, until: until > from ? until : until + DAY_MINUTES }));
  });
}

/** Days on which two spans share a minute, those that run on from the day before included. */
function overlaps(spans: Span[]): string[] {
  const placed = spans
    .map((span) => ({
      ...span,
      start: DAYS.indexOf(span.day) * DAY_MINUTES + span.from,
      length: span.until - span.from,
    }))
    .sort((a, b) => a.start - b.start);
  const first = placed[0];
  if (first === undefined) return [];
  const round = [...placed, { ...first, start: first.start + 7 * DAY_MINUTES }];
  const days = round.flatMap((span, index) => {
    const before = round[index - 1];
    return before !== undefined && before.start + before.length > span.start ? [span.day] : [];
  });
  return [...new Set(days)];
}
