/** A clock of a case ran out: what the desk does by itself (P15). Pure. */

import { stageOf } from "./case-state.ts";
import type { Verdict } from "./change.ts";
import { tellUnconfirmed } from "./clock-handover.ts";
import { closeUnanswered, remindOfQuestion } from "./clock-waiting.ts";
import { applyEvent, close } from "./closing.ts";
import { Decision, type Draft } from "./decision.ts";
import { tellOfLateDelivery, tellOfLateResponse, tellOfLateSolution } from "./delay.ts";
import type { ClockFacts } from "./facts.ts";
import { toHandlers, toRequester } from "./notify.ts";
import { toOwner } from "./owner.ts";
import { withServiceClocks } from "./sla-follow.ts";
import { decideWatch, watchedKind } from "./sla-watch.ts";

const DESK = "desk";

export function decideClock(facts: ClockFacts, now: Date): Verdict {
  const decision = new Decision();
  const draft = decision.on(facts.case.case);
  const reason = act(facts, draft, now);
  decision.saw("closing", reason, `${facts.clock.kind} due ${facts.clock.dueAt.toISOString()}`);
  const verdict = decision.verdict("processed", reason, "generated", draft.ref);
  // What was due while nobody looked happened when it was due.
  const at = facts.clock.dueAt < now ? facts.clock.dueAt : now;
  const cases = new Map([[facts.case.case.id, facts.case]]);
  return withServiceClocks(verdict, { desk: facts.desk, cases, at });
}

function act(facts: ClockFacts, draft: Draft, now: Date): string {
  const watched = watchedKind(facts.clock.kind);
  if (watched) return decideWatch(facts, watched, draft, now);
  const stage = stageOf(draft.case);
  switch (facts.clock.kind) {
    case "confirm_reminder":
      return stage === "resolved" ? remind(facts, draft) : "moot";
    case "check_reminder":
      return stage === "unchecked" ? remindOwner(facts, draft) : "moot";
    case "auto_close":
      if (stage !== "resolved") return "moot";
      close(draft, "silence", "silence", now, DESK);
      return "closed_by_silence";
    case "wait_until":
      return stage === "awaiting_user" || stage === "awaiting_vendor" ? endWait(facts, draft) : "moot";
    case "answer_reminder":
    case "last_answer_reminder":
      return stage === "awaiting_user" ? remindOfQuestion(facts, draft) : "moot";
    case "answer_close":
      return stage === "awaiting_user" ? closeUnanswered(facts, draft, now, DESK) : "moot";
    case "handover_confirm":
      return tellUnconfirmed(facts, draft);
    case "delay_first_response":
      return tellOfLateResponse(facts, draft);
    case "delay_delivery":
      return tellOfLateDelivery(facts, draft);
    case "delay_resolution":
      return tellOfLateSolution(facts, draft);
    default:
      return "unknown_clock";
  }
}

function remind(facts: ClockFacts, draft: Draft): string {
  const requester = toRequester(draft.case);
  const closing = facts.case.clocks.find((clock) => clock.kind === "auto_close");
  if (!requester || !closing) return "moot";
  draft.decision.owe({
    notice: "confirm_reminder",
    data: { closesAt: closing.dueAt.toISOString() },
    case: draft.ref,
    mailbox: draft.case.mailbox,
    message: null,
    notBefore: null,
    ...requester,
  });
  return "reminded";
}

function remindOwner(facts: ClockFacts, draft: Draft): string {
  const { uncheckedSolver } = draft.case;
  const owner = toOwner(facts.desk, draft.case);
  if (uncheckedSolver === null || owner.length === 0) return "moot";
  for (const recipient of owner) {
    draft.decision.owe({
      notice: "solution_check",
      data: { solver: uncheckedSolver, isReminder: true },
      case: draft.ref,
      mailbox: draft.case.mailbox,
      message: facts.case.uncheckedMessageId,
      notBefore: null,
      ...recipient,
    });
  }
  return "owner_reminded";
}

function endWait(facts: ClockFacts, draft: Draft): string {
  const waitedFor = draft.case.status === "awaiting_user" ? "user" : "vendor";
  applyEvent(draft, "start", DESK);
  for (const recipient of toHandlers(facts.desk, draft.case, null)) {
    draft.decision.owe({
      notice: "wait_over",
      data: { waitedFor, isClosed: false },
      case: draft.ref,
      mailbox: draft.case.mailbox,
      message: facts.case.lastUserMessageId,
      notBefore: null,
      ...recipient,
    });
  }
  return "wait_over";
}
