/** Values of commands, as agents write them: each parser answers what is meant, or null when it cannot tell. In every language of the desk. */
import {
  CASE_TYPES,
  type CaseType,
  LEVELS,
  type Level,
  PRIORITIES,
  type Priority,
  STATUSES,
  type Status,
} from "./case.ts";
import { foldPhrase, foldWord } from "./fold.ts";
import {
  DAY_WORDS,
  LEVEL_WORDS,
  PRIORITY_WORDS,
  STATUS_WORDS,
  type Synonyms,
  TYPE_WORDS,
  WAITED_FOR,
  WEEKDAY_WORDS,
} from "./value-words.ts";
import { DAY_MS, dayNumber, dayOf, HOUR_MS, instantOf, MINUTE_MS, mod, wallTime, weekdayOf } from "./zone.ts";

function parseWord<T extends string>(value: string, canonical: readonly T[], words: Synonyms<T>): T | null {
  const written = foldPhrase(value);
  return canonical.find((one) => foldPhrase(one) === written || words[one].includes(written)) ?? null;
}

/** 1–5 (also `p1`), or a word: `production disrupting`, `kritisk`. */
export function parsePriority(value: string): Priority | null {
  const digit = /^p?\s*([1-5])$/i.exec(value.trim())?.[1];
  if (digit !== undefined) return PRIORITIES[Number(digit) - 1] ?? null;
  return parseWord(value, PRIORITIES, PRIORITY_WORDS);
}

export function parseLevel(value: string): Level | null {
  return parseWord(value, LEVELS, LEVEL_WORDS);
}

export function parseStatus(value: string): Status | null {
  return parseWord(value, STATUSES, STATUS_WORDS);
}

export function parseType(value: string): CaseType | null {
  return parseWord(value, CASE_TYPES, TYPE_WORDS);
}

const MAX_MINUTES = 1000 * 60;

/** Whole minutes, 1 to 60,000: `15m`, `1h30m`, `1,5h`, `1:30`, `2 timer`, and `90` for minutes. */
export function parseDurationMinutes(value: string): number | null {
  const written = foldWord(value).trim().replace(",", ".");
  const clock = /^(\d{1,4}):([0-5]\d)$/.exec(written);
  const match =
    clock ??
    /^(?:(\d{1,4}(?:\.\d{1,3})?) ?(?:h|t|hours?|hrs?|timer?|uur|uren|horas?|个?小时))? ?(?:(?:and|og|en|y) )?(?:(\d{1,5}) ?(?:m|mins?|minutes?|minut|minutter|minuut|minuten|minutos?|分钟?)?)?$/.exec(
      written,
    );
  if (match === null || (match[1] === undefined && match[2] === undefined)) return null;
  const minutes = Math.round(Number(match[1] ?? 0) * 60 + Number(match[2] ?? 0));
  return minutes >= 1 && minutes <= MAX_MINUTES ? minutes : null;
}

/** `#12`, `12`, `[#12]`. */
export function parseCaseNumber(value: string): number | null {
  const match = /^\[?[#＃]?\s*(\d{1,9})\]?$/.exec(value.trim());
  const number = Number(match?.[1] ?? 0);
  return number > 0 ? number : null;
}

export interface WaitValue {
  for: "user" | "vendor";
  /** For `parseWhen`; null without an end. */
  until: string | null;
}

/** `user`, `vendor until friday 14:00`, `leverandør til 24/12`, `until monday`; nothing at all waits for the user. */
export function parseWaitValue(value: string | null): WaitValue | null {
  const match =
    /^(?:(?:for|on|paa|på|op|al?)\s+)?(?:(?:the|de|el)\s+)?(\S*?)\s*(?:(?:(?:^|\s)(?:until|till|til|indtil|tot|hasta)\s+|(?:直到|到|至)\s*)(\S.*))?$/iu.exec(
      (value ?? "").trim(),
    );
  if (match === null) return null;
  const who = foldPhrase(match[1] ?? "");
  const until = match[2] ?? null;
  if (who === "") return { for: "user", until };
  const kinds = Object.keys(WAITED_FOR) as WaitValue["for"][];
  const kind = kinds.find((one) => WAITED_FOR[one].includes(who));
  return kind === undefined ? null : { for: kind, until };
}

/** Changes to a list of addresses, as written. With `replace`, whoever is not in `add` goes. */
export interface ListEdit {
  replace: boolean;
  add: string[];
  remove: string[];
}

const ADDRESS = /^[^\s@<>"()]+@[^\s@<>"()]+$/;

/**
 * `a@b.example`, `+a@b.example -c@d.example`, `=a@b.example`; commas and semicolons are blanks; a name before `<address>` is
 * passed over. Null when it holds anything else, or no address.
 */
export function parseListEdit(value: string): ListEdit | null {
  const edit: ListEdit = { replace: false, add: [], remove: [] };
  let sign = "";
  let name = false;
  for (const word of value.replace(/</g, " <").split(/[\s,;]+/)) {
    // Phones and word processors make dashes of hyphens.
    const [, ownSign = "", rest = ""] = /^([+＋=＝\-–—−－]?)(.*)$/su.exec(word) ?? [];
    if (ownSign !== "") sign = /[+＋]/.test(ownSign) ? "+" : /[=＝]/.test(ownSign) ? "=" : "-";
    const bracketed = /^<(.*)>$/.exec(rest);
    const address = (bracketed?.[1] ?? rest).replace(/^mailto:/i, "");
    if (address === "") continue;
    if (!ADDRESS.test(address)) {
      if (bracketed !== null || address.includes("@")) return null;
      name = true;
      continue;
    }
    if (name && bracketed === null) return null;
    if (sign === "=") edit.replace = true;
    (sign === "-" ? edit.remove : edit.add).push(address);
    sign = "";
    name = false;
  }
  if (name || edit.add.length + edit.remove.length === 0) return null;
  return { ...edit, add: [...new Set(edit.add)], remove: [...new Set(edit.remove)] };
}

const MORNING_MS = 9 * HOUR_MS;
const LONGEST_WHEN = 60;

/**
 * `2026-12-24`, `2026-12-24 14:30`, `2026-12-24T14:30Z`, `24/12`, `24.12.2026`, `tomorrow`, `friday 14:00`, `fredag kl. 14`, `14:30`,
 * `3d`, `2h`. Days without a time mean 09:00 in the zone; a weekday is the next one, never today; a day and month without a
 * year are the next ones. Null when it is none of these or not after `now`.
 */
export function parseWhen(value: string, now: Date, timeZone: string): Date | null {
  if (value.length > LONGEST_WHEN) return null;
  const written = plainDigits(foldWord(value)).replace(/\s+/g, " ").trim();
  const at = instantWritten(written) ?? hoursFrom(written, now) ?? localWritten(written, now, timeZone);
  return at !== null && at > now.getTime() ? new Date(at) : null;
}

/** Chinese dates and times of day as the others write them: `12月24日下午2点半` is `24/12 14:30`. */
function plainDigits(written: string): string {
  if (!/\p{Script=Han}/u.test(written)) return written;
  const two = (digits: string) => digits.padStart(2, "0");
  return written
    .replace(/(\d{4})年(\d{1,2})月(\d{1,2})[日号]/g, (_, y, m, d) => `${y}-${two(m)}-${two(d)} `)
    .replace(/(\d{1,2})月(\d{1,2})[日号]/g, "$2/$1 ")
    .replace(
      /(上午|早上|中午|下午|晚上)?(\d{1,2})(?:[点时](?:(半)|(\d{1,2})分?)?|:(\d\d))/g,
      (_, part, h, half, m, after) => {
        const late = /下午|晚上/.test(part ?? "") && Number(h) < 12;
        return ` ${late ? Number(h) + 12 : h}:${half ? "30" : two(m ?? after ?? "0")}`;
      },
    )
    .replace(/(?:之|以)?前$/, "");
}

/** An instant with its own offset from UTC (RFC 3339 5.6). */
function instantWritten(written: string): number | null {
  const shape = /^\d{4}-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:z|[+-]\d\d:\d\d)$/;
  if (!shape.test(written)) return null;
  const at = Date.parse(written.replace(" ", "t").toUpperCase());
  return Number.isNaN(at) ? null : at;
}

function hoursFrom(written: string, now: Date): number | null {
  const match =
    /^(?:(?:in|om|over|en|dentro de) )?(\d{1,4}) ?(?:(h|hours?|t|timer?|uur|uren|horas?|个?小时)|m|mins?|minutes?|minut|minutter|minuut|minuten|minutos?|分钟)后?$/.exec(
      written,
    );
  if (match === null) return null;
  return now.getTime() + Number(match[1]) * (match[2] === undefined ? MINUTE_MS : HOUR_MS);
}

function localWritten(written: string, now: Date, timeZone: string): number | null {
  const today = dayNumber(wallTime(now.getTime(), timeZone));
  const whole = parseDay(written, today);
  if (whole !== null) return instantOf(whole * DAY_MS + MORNING_MS, timeZone);
  const match =
    /(?:^|[ t])(at |kl\.? ?|om |a las? )?(\d{1,2})(?:[:.]([0-5]\d))?(?::([0-5]\d))? ?(?:(am|pm)|(uur|horas|h))?$/.exec(
      written,
    );
  if (match === null) return null;
  const [, marker, hourText, minuteText, secondText = "0", half, unit] = match;
  // A bare number may be a day as well: `friday 14`.
  if ([marker, minuteText, half, unit].every((one) => one === undefined)) return null;
  const hour = half === undefined ? Number(hourText) : (Number(hourText) % 12) + (half === "pm" ? 12 : 0);
  const before = written.slice(0, match.index).trim();
  const day = before === "" ? today : parseDay(before, today);
  if (day === null || hour > 23) return null;
  const ms = hour * HOUR_MS + Number(minuteText ?? 0) * MINUTE_MS + Number(secondText) * 1000;
  return instantOf(day * DAY_MS + ms, timeZone);
}

/** What may stand before a weekday and changes nothing: it is the next one anyway. */
const NEXT = /^(?:(?:next|on|paa|naeste|volgende|aanstaande|op|el proximo|el|este) |本|这)/;

function parseDay(written: string, today: number): number | null {
  const named = DAY_WORDS.get(written);
  if (named !== undefined) return today + named;
  const count =
    /^(?:(?:in|om|over|en|dentro de) )?(\d{1,3}) ?(?:d|days?|dage?|dagen|dias?|天|(w|weeks?|weken|u|uger?|semanas?|周|个?星期))后?$/.exec(
      written,
    );
  if (count !== null) return today + Number(count[1]) * (count[2] === undefined ? 1 : 7);
  const word = written.replace(NEXT, "").replace(/\.$/, "");
  const weekday = WEEKDAY_WORDS.findIndex((words) => words.includes(word));
  if (weekday !== -1) return today + 1 + mod(weekday - weekdayOf(today + 1), 7);
  const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(written);
  if (iso !== null) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const short = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4})|\.)?$/.exec(written);
  if (short === null) return null;
  const [day, month] = [Number(short[1]), Number(short[2])];
  if (short[3] !== undefined) return dayOf(Number(short[3]), month, day);
  const year = new Date(today * DAY_MS).getUTCFullYear();
  const thisYear = dayOf(year, month, day);
  return thisYear !== null && thisYear >= today ? thisYear : dayOf(year + 1, month, day);
}
