/** Instants and sizes as a person reads them in their language; words come from templates, only dates and numbers from here. */

export interface Locale {
  /** Template folder: `en`, `da`. */
  language: string;
  /** IANA name. */
  timeZone: string;
}

interface DateHabits {
  /** Intl's locale where the language alone would give another country's habits. */
  locale?: string;
  /** What stands between weekday and day; Intl is inconsistent about it, with and without the year. */
  afterWeekday?: string;
  /** What stands before a weekday that follows the day. */
  beforeWeekday?: string;
  /** What stands between date and time of day. */
  beforeTime: string;
  /** The same before one o'clock, where a language says it in the singular. */
  beforeOne?: string;
}

const HABITS: Record<string, DateHabits> = {
  en: { locale: "en-GB", afterWeekday: " ", beforeTime: ", " },
  da: { afterWeekday: " den ", beforeTime: " kl. " },
  nl: { beforeTime: " om " },
  zh: { beforeWeekday: " ", beforeTime: " " },
  es: { afterWeekday: " ", beforeTime: " a las ", beforeOne: " a la " },
};
const OTHER: DateHabits = { beforeTime: ", " };

/** `Tuesday 24 November, 14:00`; the year is named only where it is not the one of `now`. */
export function dayAndTime(at: Date, now: Date, locale: Locale): string {
  const habits = HABITS[locale.language] ?? OTHER;
  return `${longDay(at, now, locale, habits)}${timeAfterDay(at, locale, habits)}`;
}

/** `Tuesday 24 November`. */
export function longDate(at: Date, locale: Locale): string {
  return longDay(at, at, locale, HABITS[locale.language] ?? OTHER);
}

/** `Tuesday 24 November`, for what has a day but no hour. */
export function dayOnly(at: Date, now: Date, locale: Locale): string {
  return longDay(at, now, locale, HABITS[locale.language] ?? OTHER);
}

/** `24 Nov 2026, 14:00`, for lists and quoted history. */
export function shortMoment(at: Date, locale: Locale): string {
  const habits = HABITS[locale.language] ?? OTHER;
  const day = format(at, locale, { day: "numeric", month: "short", year: "numeric" });
  return `${day}${timeAfterDay(at, locale, habits)}`;
}

/** Bytes as `12 kB` or `1.2 MB`. */
export function fileSize(bytes: number, language: string): string {
  const [value, unit] =
    bytes < 1_000_000 ? [Math.max(bytes / 1000, 1), "kilobyte"] : [bytes / 1_000_000, "megabyte"];
  const digits = unit === "kilobyte" || value >= 10 ? 0 : 1;
  return new Intl.NumberFormat(intlLocale(language), {
    style: "unit",
    unit,
    maximumFractionDigits: digits,
  }).format(value);
}

/** How long something took, to the two largest units: `2 days, 3 hours`, `12 minutes`. Milliseconds; a minute at least. */
export function howLong(ms: number, language: string): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  const parts = [
    [Math.floor(minutes / 1440), "day"],
    [Math.floor(minutes / 60) % 24, "hour"],
    [minutes % 60, "minute"],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  const locale = intlLocale(language);
  const said = parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) =>
      new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(amount),
    );
  return new Intl.ListFormat(locale, { type: "unit" }).format(said);
}

function longDay(at: Date, now: Date, locale: Locale, habits: DateHabits): string {
  const year = (when: Date) => format(when, locale, { year: "numeric" });
  const parts = formatter(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(year(at) === year(now) ? {} : { year: "numeric" }),
  }).formatToParts(at);
  return parts
    .map((part, index) => {
      const isAfterWeekday = part.type === "literal" && parts[index - 1]?.type === "weekday";
      if (part.type === "weekday" && index > 0) return `${habits.beforeWeekday ?? ""}${part.value}`;
      return isAfterWeekday ? (habits.afterWeekday ?? part.value) : part.value;
    })
    .join("");
}

function timeAfterDay(at: Date, locale: Locale, habits: DateHabits): string {
  const time = timeOfDay(at, locale);
  return `${time.startsWith("01") ? (habits.beforeOne ?? habits.beforeTime) : habits.beforeTime}${time}`;
}

function timeOfDay(at: Date, locale: Locale): string {
  return format(at, locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

function format(at: Date, locale: Locale, options: Intl.DateTimeFormatOptions): string {
  return formatter(locale, options).format(at);
}

/** Making one takes longer than most mails' whole text; a desk needs a handful. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale.language, locale.timeZone, options]);
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(intlLocale(locale.language), {
    ...options,
    timeZone: locale.timeZone,
  });
  formatters.set(key, made);
  return made;
}

/** A folder that is no language tag at all still gets its dates: in English. */
function intlLocale(language: string): string {
  const wanted = HABITS[language]?.locale ?? language;
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([wanted])[0] ?? "en-GB";
  } catch {
    return "en-GB";
  }
}
