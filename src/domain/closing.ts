/** How cases end and come back: resolving, closing, reopening and what each sets off (DESIGN, "Closing and reopening"; P14–P16). */

import type { ClosingCode } from "./case.ts";
import { type CaseEvent, nextStage, stageOf, statusAt } from "./case-state.ts";
import type { Draft } from "./decision.ts";
import type { Desk } from "./desk.ts";
import { toRequester } from "./notify.ts";
import { ownerTeam } from "./owner.ts";
import { startWaiting, stopWaiting } from "./waiting.ts";
import { closingInstants } from "./working-time.ts";

const DAY_MS = 24 * 3_600_000;

/** Moves the case by an event; answers why not where the state machine refuses. A check that this ends leaves nothing behind. */
export function applyEvent(draft: Draft, event: CaseEvent, actor: string): { refused: string } | null {
  const stage = stageOf(draft.case);
  const next = nextStage(stage, event, { hasAgent: draft.case.agent !== null });
  if (typeof next !== "string") return next;
  draft.set("status", statusAt(next), actor);
  if (stage === "awaiting_user" && next !== "awaiting_user") stopWaiting(draft);
  if (stage === "unchecked" && next !== "unchecked") {
    draft.set("uncheckedSolver", null, actor);
    if (next !== "resolved" && next !== "closed") draft.set("resolvedAt", null, actor);
    draft.cancelClocks(["check_reminder"]);
    draft.suppress(["solution_check"], "check_over");
  }
  return null;
}

/** Solution delivered: the user is asked once, reminded once, and silence closes (P15). Sends no mail itself. */
export function resolve(
  draft: Draft,
  desk: Desk,
  solution: string,
  now: Date,
  actor: string,
): { refused: string } | null {
  const wasUnchecked = stageOf(draft.case) === "unchecked";
  const refused = applyEvent(draft, "resolve", actor);
  if (refused) return refused;
  draft.set("solution", solution, actor);
  // Checked later, but solved when it was solved.
  if (!wasUnchecked) draft.set("resolvedAt", now, actor);
  draft.cancelClocks(["wait_until", "delay_first_response"]);
  startClocks(draft, desk, now);
  return null;
}

/** Solution written down: the owner is asked to check it, and reminded once; the user knows nothing yet. Sends no mail itself. */
export function propose(
  draft: Draft,
  desk: Desk,
  solution: string,
  now: Date,
  solver: string,
): { refused: string } | null {
  const refused = applyEvent(draft, "propose", solver);
  if (refused) return refused;
  draft.set("solution", solution, solver);
  draft.set("uncheckedSolver", solver, solver);
  draft.set("resolvedAt", now, solver);
  draft.cancelClocks(["wait_until"]);
  draft.suppress(["solution_check"], "solution_replaced");
  startClocks(draft, desk, now);
  return null;
}

/** The clocks of the stage that a case has just come to; those of the other stages end. */
export function startClocks(draft: Draft, desk: Desk, from: Date): void {
  const stage = stageOf(draft.case);
  if (stage === "resolved") {
    const instants = closingInstants(desk, draft.case.team, from);
    draft.startClock("confirm_reminder", instants.remind);
    draft.startClock("auto_close", instants.close);
  } else draft.cancelClocks(["confirm_reminder", "auto_close"]);
  if (stage === "unchecked") {
    draft.startClock("check_reminder", closingInstants(desk, ownerTeam(desk, draft.case), from).remind);
  } else draft.cancelClocks(["check_reminder"]);
  if (stage === "awaiting_user") startWaiting(draft, desk, from);
  else stopWaiting(draft);
}

export function confirmBy(draft: Draft, desk: Desk, now: Date): Date {
  return closingInstants(desk, draft.case.team, now).close;
}

/** Ends the case and tells the requester, but of no spam; `confirmed`, `silence` and `agent` ask for a rating (P16). */
export function close(
  draft: Draft,
  how: ClosingCode,
  event: CaseEvent,
  now: Date,
  actor: string,
): { refused: string } | null {
  const refused = applyEvent(draft, event, actor);
  if (refused) return refused;
  draft.set("closedAt", now, actor);
  draft.set("closingCode", how, actor);
  draft.cancelClocks(["confirm_reminder", "auto_close", "wait_until", "delay_first_response"]);
  draft.suppress(["started", "handed_over", "taking_longer", "confirm_reminder"], "case_closed");
  const requester = toRequester(draft.case);
  if (requester && how !== "merged" && how !== "spam") {
    draft.decision.owe({
      notice: "closed",
      data: { how, askRating: how !== "no_answer" },
      case: draft.ref,
      mailbox: draft.case.mailbox,
      message: null,
      notBefore: null,
      ...requester,
    });
  }
  return null;
}

/**
 * Takes a resolved or closed case up again; the mail about it is the caller's. A solution that the requester never heard of counts as
 * no reopening.
 */
export function reopen(draft: Draft, actor: string): { refused: string } | null {
  const wasUnchecked = stageOf(draft.case) === "unchecked";
  const refused = applyEvent(draft, "reopen", actor);
  if (refused) return refused;
  if (!wasUnchecked) draft.set("reopenCount", draft.case.reopenCount + 1, actor);
  draft.set("resolvedAt", null, actor);
  draft.set("closedAt", null, actor);
  draft.set("closingCode", null, actor);
  draft.cancelClocks(["confirm_reminder", "auto_close"]);
  draft.suppress(["confirm_reminder", "closed", "solution"], "case_reopened");
  return null;
}

export function isWithinReopenWindow(closedAt: Date | null, desk: Desk, at: Date): boolean {
  return closedAt === null || at.getTime() - closedAt.getTime() <= desk.closing.reopenWindowDays * DAY_MS;
}
