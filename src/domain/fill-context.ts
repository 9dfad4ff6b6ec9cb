/** Fills the context of a mail to be written. Pure: the same row, facts and instant give the same mail. */
import * as agent from "./agent-contexts.ts";
import type { Desk } from "./desk.ts";
import { type NoticeData, type NoticeName, noticeData } from "./notice.ts";
import { type Given, type HowToWrite, type NoticeRow, userBase } from "./notice-base.ts";
import type { NoticeContext } from "./notice-context.ts";
import type { NoticeFacts } from "./notice-facts.ts";
import * as reminder from "./reminder-contexts.ts";
import * as user from "./user-contexts.ts";

type Fillers = { [N in NoticeName]: (given: Given<N>) => NoticeContext<N> };

const fillers: Fillers = {
  acknowledgement: user.acknowledgement,
  opened_for_you: user.openedForYou,
  started: userBase,
  answer: user.carried,
  question: user.carried,
  solution: user.solution,
  confirm_reminder: user.confirmReminder,
  answer_reminder: user.answerReminder,
  closed: user.closed,
  reopened: user.reopened,
  moved: user.moved,
  announcement: user.announcement,
  ordered: user.ordered,
  taking_longer: user.takingLonger,
  handed_over: user.handedOver,
  forwarded: user.forwarded,
  new_case: agent.newCase,
  assigned: agent.assigned,
  not_taken: agent.notTaken,
  solution_check: agent.solutionCheck,
  solution_sent_back: agent.solutionSentBack,
  wait_over: agent.waitOver,
  escalated: reminder.escalated,
  reminder: reminder.reminder,
  reminders: reminder.reminders,
  daily_digest: reminder.dailyDigest,
  user_wrote: agent.userWrote,
  command_receipt: agent.commandReceipt,
  command_refused: agent.commandRefused,
  command_held: agent.commandHeld,
  delivery_failed: agent.deliveryFailed,
  quarantine_digest: agent.quarantineDigest,
  operator_alert: agent.operatorAlert,
};

/** Throws on data that is not the notice's, and on a notice about a case without one: both are bugs. */
export function noticeContext(
  row: NoticeRow,
  facts: NoticeFacts,
  desk: Desk,
  how: HowToWrite,
): NoticeContext {
  return fill(row.notice, row, facts, desk, how);
}

function fill<N extends NoticeName>(
  notice: N,
  row: NoticeRow,
  facts: NoticeFacts,
  desk: Desk,
  how: HowToWrite,
): NoticeContext<N> {
  const data = noticeData[notice].parse(row.data) as NoticeData<N>;
  return fillers[notice]({ row, data, facts, desk, how });
}
