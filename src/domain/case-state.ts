/**
 * The life of a case (PROCESS.md, "Case statuses"): which event leads from where to where, in one table. Only a reopening or a
 * merge touches a closed case.
 */
import { STATUSES, type Status, type StatusGroup } from "./case.ts";

export const CASE_EVENTS = [
  "take",
  "start",
  "assign",
  "wait_user",
  "wait_vendor",
  "resolve",
  "confirm",
  "close",
  "reopen",
  "user_replied",
  "move",
  "merge",
  "silence",
] as const;
export type CaseEvent = (typeof CASE_EVENTS)[number];

/** Why an event does not fit: where the case stands instead. */
export type StateRefusal = "case_closed" | "case_resolved" | "case_not_resolved";

/** A status; `same`; `back`: to work, which is `in_progress` for a case with an agent and `registered` for one without. */
type Next = Status | "same" | "back" | { refused: StateRefusal };

const END = { refused: "case_closed" } as const;
const OVER = { refused: "case_resolved" } as const;
const NOT_YET = { refused: "case_not_resolved" } as const;
const WORK = "in_progress";
const VENDOR = "awaiting_vendor";
const USER = "awaiting_user";

// Whoever is given a waiting case (`take`, `assign`, `move`) gets it waiting: what it waits for has not come.
// `silence` ends what waits for the user: an open question as `no_answer`, a solution as accepted.
// biome-ignore format: a table
const TABLE: Record<CaseEvent, readonly [Next, Next, Next, Next, Next, Next, Next]> = {
  //             registered  assigned    in_progress vendor      user        resolved    closed
  take:         ["assigned", "same",     "same",     "same",     "same",     "same",     END],
  start:        [WORK,       WORK,       "same",     WORK,       WORK,       OVER,       END],
  assign:       ["assigned", "same",     "assigned", "same",     "same",     "same",     END],
  wait_user:    [USER,       USER,       USER,       USER,       "same",     OVER,       END],
  wait_vendor:  [VENDOR,     VENDOR,     VENDOR,     "same",     VENDOR,     OVER,       END],
  resolve:      ["resolved", "resolved", "resolved", "resolved", "resolved", "same",     END],
  confirm:      [NOT_YET,    NOT_YET,    NOT_YET,    NOT_YET,    NOT_YET,    "closed",   END],
  close:        ["closed",   "closed",   "closed",   "closed",   "closed",   "closed",   END],
  reopen:       ["same",     "same",     "same",     "back",     "back",     "back",     "back"],
  user_replied: ["same",     "same",     "same",     "same",     "back",     "back",     END],
  move:         ["assigned", "same",     "assigned", "same",     "same",     "same",     END],
  merge:        ["closed",   "closed",   "closed",   "closed",   "closed",   "closed",   "same"],
  silence:      [NOT_YET,    NOT_YET,    NOT_YET,    NOT_YET,    "closed",   "closed",   END],
};

/** The status after an event; the same one where the event changes nothing. */
export function nextStatus(
  from: Status,
  event: CaseEvent,
  facts: { hasAgent: boolean },
): Status | { refused: StateRefusal } {
  const next = TABLE[event][STATUSES.indexOf(from)];
  if (next === undefined || next === "same") return from;
  if (next === "back") return facts.hasAgent ? "in_progress" : "registered";
  return next;
}

const GROUPS: Record<Status, StatusGroup> = {
  registered: "open",
  assigned: "open",
  in_progress: "open",
  awaiting_vendor: "open",
  awaiting_user: "waiting",
  resolved: "ready",
  closed: "closed",
};

export function statusGroup(status: Status): StatusGroup {
  return GROUPS[status];
}

/** Statuses that work on a resolved or closed case is taken up again in. */
const REOPENED: readonly Status[] = ["registered", "assigned", "in_progress"];

/** Whether `#status` may set it by hand: anything for a case still open, only work again for one that ended. */
export function canMove(from: Status, to: Status): boolean {
  if (from === to) return false;
  if (from === "closed") return REOPENED.includes(to);
  if (from === "resolved") return to === "closed" || REOPENED.includes(to);
  return true;
}
