/** What happens while a requester does not answer: reminded, reminded once more, then closed with a way back; the agent hears of it. */
import { close } from "./closing.ts";
import type { Draft } from "./decision.ts";
import type { ClockFacts } from "./facts.ts";
import { toHandlers, toRequester } from "./notify.ts";

/** The question again, and, in the last reminder, when the case closes. */
export function remindOfQuestion(facts: ClockFacts, draft: Draft): string {
  const requester = toRequester(draft.case);
  if (!requester) return "moot";
  const closing = facts.case.clocks.find((clock) => clock.kind === "answer_close");
  draft.decision.owe({
    notice: "answer_reminder",
    data: {
      isLast: facts.clock.kind === "last_answer_reminder",
      closesAt: closing?.dueAt.toISOString() ?? null,
    },
    case: draft.ref,
    mailbox: draft.case.mailbox,
    message: facts.case.lastSentMessageId,
    notBefore: null,
    ...requester,
  });
  return "reminded";
}

export function closeUnanswered(facts: ClockFacts, draft: Draft, now: Date, actor: string): string {
  close(draft, "no_answer", "silence", now, actor);
  for (const recipient of toHandlers(facts.desk, draft.case, null)) {
    draft.decision.owe({
      notice: "wait_over",
      data: { waitedFor: "user", isClosed: true },
      case: draft.ref,
      mailbox: draft.case.mailbox,
      message: facts.case.lastUserMessageId,
      notBefore: null,
      ...recipient,
    });
  }
  return "closed_unanswered";
}
