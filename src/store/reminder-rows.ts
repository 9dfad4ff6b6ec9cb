/** A reminder as it is written into its table. */
import type { NewReminder } from "../domain/reminder.ts";
import type { Row } from "./commit-plan.ts";

export function reminderRow(reminder: NewReminder, caseId: number): Row {
  const { to, audience, language, mailbox, role, clock, percent } = reminder;
  return {
    case_id: caseId,
    recipient: to.address,
    recipient_name: to.name,
    ...{ audience, language, mailbox, role, clock, percent },
    started_at: reminder.startedAt,
    reached_at: reminder.reachedAt,
    target_at: reminder.targetAt,
    planned_at: reminder.plannedAt,
    not_before: reminder.notBefore,
  };
}
