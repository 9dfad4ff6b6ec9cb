/**
 * The life of a case (PROCESS.md, "Case statuses"): which event leads from where to where, in one table. Only a reopening or a
 * merge touches a closed case.
 */
import type { Case, Status, StatusGroup } from "./case.ts";

/** Where a case stands: its status, and apart from it a solution that the owner has not checked yet (P15, `viaOwner`). */
export const STAGES = [
  "registered",
  "assigned",
  "in_progress",
  "awaiting_vendor",
  "awaiting_user",
  "unchecked",
  "resolved",
  "closed",
] as const satisfies readonly (Status | "unchecked")[];
export type Stage = (typeof STAGES)[number];

export function stageOf(on: Pick<Case, "status" | "uncheckedSolver">): Stage {
  return on.status === "resolved" && on.uncheckedSolver !== null ? "unchecked" : on.status;
}

/** The status that a case has at a stage. */
export function statusAt(stage: Stage): Status {
  return stage === "unchecked" ? "resolved" : stage;
}

export const CASE_EVENTS = [
  "take",
  "start",
  "assign",
  "wait_user",
  "wait_vendor",
  "propose",
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

/** A stage; `same`; `back`: to work, which is `in_progress` for a case with an agent and `registered` for one without. */
type Next = Stage | "same" | "back" | { refused: StateRefusal };

const END = { refused: "case_closed" } as const;
const OVER = { refused: "case_resolved" } as const;
const NOT_YET = { refused: "case_not_resolved" } as const;
const WORK = "in_progress";
const VENDOR = "awaiting_vendor";
const USER = "awaiting_user";

// `propose`: the solution goes to the owner first; `resolve`: to the requester, which of an unchecked one is the owner's approval.
// To give an unchecked case to somebody is to send it back to work.
// Whoever is given a waiting case (`take`, `assign`, `move`) gets it waiting: what it waits for has not come.
// `silence` ends what waits for the user: an open question as `no_answer`, a solution as accepted.
// biome-ignore format: a table
const TABLE: Record<CaseEvent, readonly [Next, Next, Next, Next, Next, Next, Next, Next]> = {
  //             registered   assigned     in_progress  vendor       user         unchecked   resolved    closed
  take:         ["assigned",  "same",      "same",      "same",      "same",      "same",     "same",     END],
  start:        [WORK,        WORK,        "same",      WORK,        WORK,        OVER,       OVER,       END],
  assign:       ["assigned",  "same",      "assigned",  "same",      "same",      "assigned", "same",     END],
  wait_user:    [USER,        USER,        USER,        USER,        "same",      OVER,       OVER,       END],
  wait_vendor:  [VENDOR,      VENDOR,      VENDOR,      "same",      VENDOR,      OVER,       OVER,       END],
  propose:      ["unchecked", "unchecked", "unchecked", "unchecked", "unchecked", "same",     OVER,       END],
  resolve:      ["resolved",  "resolved",  "resolved",  "resolved",  "resolved",  "resolved", "same",     END],
  confirm:      [NOT_YET,     NOT_YET,     NOT_YET,     NOT_YET,     NOT_YET,     NOT_YET,    "closed",   END],
  close:        ["closed",    "closed",    "closed",    "closed",    "closed",    "closed",   "closed",   END],
  reopen:       ["same",      "same",      "same",      "back",      "back",      "back",     "back",     "back"],
  user_replied: ["same",      "same",      "same",      "same",      "back",      "back",     "back",     END],
  move:         ["assigned",  "same",      "assigned",  "same",      "same",      "assigned", "same",     END],
  merge:        ["closed",    "closed",    "closed",    "closed",    "closed",    "closed",   "closed",   "same"],
  silence:      [NOT_YET,     NOT_YET,     NOT_YET,     NOT_YET,     "closed",    NOT_YET,    "closed",   END],
};

/** The stage after an event; the same one where the event changes nothing. */
export function nextStage(
  from: Stage,
  event: CaseEvent,
  facts: { hasAgent: boolean },
): Stage | { refused: StateRefusal } {
  const next = TABLE[event][STAGES.indexOf(from)];
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
