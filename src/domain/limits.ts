/**
 * How much the desk says by itself to one address, one domain and about one case. The limits grow with the window, so that two
 * programs that answer each other fall silent after a handful, while a person hardly ever meets one. Whoever does still has the case.
 */
import type { HistoryFact } from "./facts.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Shortest first; how long back automatic mails are counted. */
export const LIMIT_WINDOWS_MS = [10 * MINUTE, HOUR, DAY, 7 * DAY] as const;

/** Automatic mails within each of LIMIT_WINDOWS_MS. */
export type Counts = readonly number[];

/** `address` counts those like it too: other sub-addresses, and other numbers in it (`support+id42@`, `case-42@`). */
export interface RecentAutomatic {
  address: Counts;
  domain: Counts;
}

const MOST_TO_ADDRESS: Counts = [5, 10, 30, 100];
/** Somebody whom the desk knows and the mail host vouches for is not held back for their colleagues' mails. */
const MOST_TO_DOMAIN: Counts = [50, 150, 500, 2_000];
/** Closing and reopening in turn. */
const MOST_ON_CASE: Counts = [4, 6, 10, 20];

/** Counting further than the largest limit is of no use. */
export const COUNTED_AT_MOST = { address: 100, domain: 500 };

/** Reason code of the limit that is met; null: the desk may write. `isKnown`: see MOST_TO_DOMAIN. */
export function metLimit(recent: RecentAutomatic, isKnown: boolean): string | null {
  if (isMet(recent.address, MOST_TO_ADDRESS)) return "too_many_automatic_mails";
  if (!isKnown && isMet(recent.domain, MOST_TO_DOMAIN)) return "too_many_to_domain";
  return null;
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
  return isMet(counts, MOST_ON_CASE);
}

function isMet(counts: Counts, most: Counts): boolean {
  return most.some((limit, at) => (counts[at] ?? 0) >= limit);
}
