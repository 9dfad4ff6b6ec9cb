/**
 * How much the desk says by itself to one address, one domain, about one case and in answer to the same words. The limits grow with
 * the window, so that two programs that answer each other fall silent after a handful, while a person hardly ever meets one. Whoever
 * does still has the case.
 */
import type { HistoryFact } from "./facts.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Shortest first; how long back automatic mails are counted. */
export const LIMIT_WINDOWS_MS = [10 * MINUTE, HOUR, DAY, 7 * DAY] as const;

/** Place of the hour among them. */
export const AN_HOUR = 1;

/** Mails within an hour that are not of anybody on the case, and are told to its handlers; from one sender, and from all. */
export const OUTSIDERS_COUNTED = 10;

/** Automatic mails within each of LIMIT_WINDOWS_MS. */
export type Counts = readonly number[];

/** `address` counts those like it too: other sub-addresses, and other numbers in it (`support+id42@`, `case-42@`). */
export interface RecentAutomatic {
  address: Counts;
  domain: Counts;
  /** Mails that others wrote in the same words (shape.ts), answered or not. */
  alike: Counts;
}

const MOST_TO_ADDRESS: Counts = [5, 10, 30, 100];
/** Somebody whom the desk knows and the mail host vouches for is not held back for their colleagues' mails. */
const MOST_TO_DOMAIN: Counts = [50, 150, 500, 2_000];
/** A machine that answers under ever new names writes the same each time, and may be of the house, whose domain has no limit. */
const MOST_ALIKE: Counts = [8, 16, 40, 120];
/** On a bad morning many people write "internet down". */
const MOST_TERSE_ALIKE: Counts = [50, 100, 200, 400];
/** Closing and reopening in turn. */
const MOST_ON_CASE: Counts = [4, 6, 10, 20];

/** Counting further than the largest limit is of no use. */
export const COUNTED_AT_MOST = { address: 100, domain: 500, alike: 120, terseAlike: 400, received: 100 };

/** Whom the desk would answer. */
export interface Standing {
  /** See MOST_TO_DOMAIN. */
  isKnown: boolean;
  /** The desk met this very person before, and the mail host vouches for them. */
  isMet: boolean;
  /** The mail has too few words to tell one writer's hand (shape.ts). */
  isTerse: boolean;
}

/** Reason code of the limit that is met; null: the desk may write. */
export function metLimit(recent: RecentAutomatic, { isKnown, isMet, isTerse }: Standing): string | null {
  if (exceeds(recent.address, MOST_TO_ADDRESS)) return "too_many_automatic_mails";
  if (!isKnown && exceeds(recent.domain, MOST_TO_DOMAIN)) return "too_many_to_domain";
  if (!isMet && exceeds(recent.alike, isTerse ? MOST_TERSE_ALIKE : MOST_ALIKE)) return "too_many_alike";
  return null;
}

/** Whoever holds a token may write under ever new names. `earlier`: see CaseFacts. */
export function meetsOutsiderLimit(earlier: readonly Date[], fromSender: number, at: Date): boolean {
  const recent = earlier.filter((one) => at.getTime() - one.getTime() <= HOUR).length;
  return recent >= OUTSIDERS_COUNTED || fromSender > OUTSIDERS_COUNTED;
}

/** Whether mails that close and reopen this case have had answers enough. `history` as of facts.ts. */
export function meetsCaseLimit(history: readonly HistoryFact[], now: Date): boolean {
  const turns = history
    .filter(
      ({ field, from, to }) =>
        field === "status" && (to === "closed" || from === "closed" || from === "resolved"),
    )
    .map((one) => now.getTime() - one.at.getTime());
  const counts = LIMIT_WINDOWS_MS.map((window) => turns.filter((age) => age <= window).length);
  return exceeds(counts, MOST_ON_CASE);
}

function exceeds(counts: Counts, most: Counts): boolean {
  return most.some((limit, at) => (counts[at] ?? 0) >= limit);
}
