/**
 * Waiting for the requester's answer (#wait user): when they are reminded, and when the case closes for want of one. Counted in the
 * working days of the case's team; an agent who names a time (`until`) gets the case back then, and nobody is reminded.
 */
import type { ClockKind } from "./change.ts";
import type { Draft } from "./decision.ts";
import type { Desk } from "./desk.ts";
import { workingCalendar } from "./working-time.ts";

/** In the order in which they run out. */
const ANSWER_REMINDERS = ["answer_reminder", "last_answer_reminder"] as const satisfies readonly ClockKind[];

/** Starts anew: a second question gives the whole time again. */
export function startWaiting(draft: Draft, desk: Desk, from: Date): void {
  stopWaiting(draft);
  const calendar = workingCalendar(desk, draft.case.team);
  const { remindAfterWorkingDays, closeAfterWorkingDays } = desk.waiting;
  // Of one reminder alone, that one is the last.
  const kinds = ANSWER_REMINDERS.slice(ANSWER_REMINDERS.length - remindAfterWorkingDays.length);
  for (const [at, kind] of kinds.entries()) {
    draft.startClock(kind, calendar.addWorkingDays(from, remindAfterWorkingDays[at] ?? 0));
  }
  if (closeAfterWorkingDays !== "never") {
    draft.startClock("answer_close", calendar.addWorkingDays(from, closeAfterWorkingDays));
  }
}

/** The wait is over, or has another end: nothing of it comes any more. */
export function stopWaiting(draft: Draft): void {
  draft.cancelClocks([...ANSWER_REMINDERS, "answer_close"]);
  draft.suppress(["answer_reminder"], "wait_over");
}
