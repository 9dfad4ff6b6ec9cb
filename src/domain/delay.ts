/**
 * What the requester was promised, and the word that it takes longer: before the promise is broken, and once a promise (P7, P8).
 * Whoever was promised nothing (a machine, a stranger nobody vouches for) is never told.
 */
import type { Draft } from "./decision.ts";
import type { Desk } from "./desk.ts";
import type { ClockFacts } from "./facts.ts";
import { toRequester } from "./notify.ts";
import { nextThreshold, type ServiceClock } from "./sla-clock.ts";
import { clockCalendar, promiseFor, workingWithin } from "./working-time.ts";

const DESK = "desk";
/** Under this name the case's history tells that its requester was told. */
const TOLD = "delayTold";

type Delayed = "first_response" | "resolution" | "delivery";

/** Says by when the requester hears from a person, and looks again before that is over. Returns it for the mail that says so. */
export function promiseResponse(draft: Draft, desk: Desk, from: Date): Date {
  const promised = promiseFor(desk, draft.case, from);
  draft.set("promisedBy", promised, DESK);
  const { tellAtPercent } = desk.delays;
  if (tellAtPercent !== "never") {
    const at = workingWithin(desk, draft.case, from, promised, tellAtPercent);
    draft.startClock("delay_first_response", at);
  }
  return promised;
}

/** When the requester is to be told that the solution takes longer; null where they never are. */
export function resolutionDelay(desk: Desk, on: Draft["case"], clock: ServiceClock): Date | null {
  const { tellAtPercent } = desk.delays;
  if (tellAtPercent === "never" || on.promisedBy === null || clock.kind !== "resolution") return null;
  const days = clockCalendar(desk, clock.calendar, on.team);
  return nextThreshold({ ...clock, reached: 0 }, days, [tellAtPercent])?.at ?? null;
}

/** Nobody has written yet, and the time for it is nearly over. */
export function tellOfLateResponse(facts: ClockFacts, draft: Draft): string {
  const { firstResponseAt, promisedBy, status } = draft.case;
  const isOpen = ["registered", "assigned", "in_progress", "awaiting_vendor"].includes(status);
  if (!isOpen || firstResponseAt !== null || promisedBy === null) return "moot";
  return tell(facts, draft, "first_response", promisedBy);
}

/** The solution is not there yet, and the time for it is nearly over. */
export function tellOfLateSolution(facts: ClockFacts, draft: Draft): string {
  const clock = facts.case.serviceClocks.find((one) => one.kind === "resolution");
  if (clock?.state !== "running" || clock.dueAt === null || draft.case.promisedBy === null) return "moot";
  return tell(facts, draft, "resolution", clock.dueAt);
}

/** What was ordered is not delivered yet, and the day is nearly there. */
export function tellOfLateDelivery(facts: ClockFacts, draft: Draft): string {
  const { deliverBy, status } = draft.case;
  if (deliverBy === null || status === "resolved" || status === "closed") return "moot";
  return tell(facts, draft, "delivery", deliverBy);
}

/** Once a promise: of one that was put off or made anew by another priority, too. */
function tell(facts: ClockFacts, draft: Draft, what: Delayed, promisedBy: Date): string {
  const requester = toRequester(draft.case);
  const isTold = facts.case.history.some((row) => row.field === TOLD && row.to === what);
  if (!requester || isTold) return "moot";
  draft.record(TOLD, null, what, DESK);
  draft.decision.owe({
    notice: "taking_longer",
    data: { what, promisedBy: promisedBy.toISOString() },
    case: draft.ref,
    mailbox: draft.case.mailbox,
    message: null,
    notBefore: null,
    ...requester,
  });
  return "told_of_delay";
}
