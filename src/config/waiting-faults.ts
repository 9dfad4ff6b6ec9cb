/** Reminders that could not come: one before the other, or when the case is closed already. Pure. */
import { items, type Report, type View, valueAt } from "./view.ts";

/** Of the schema: what holds where nothing is written. */
const REMINDERS = [3, 6];
const CLOSE = 10;

/** Each reminder after the one before it, and all of them before the case closes. */
export function waitingFaults({ raw }: View, report: Report): void {
  const close = valueAt(raw, ["waiting", "closeAfterWorkingDays"]) ?? CLOSE;
  const at = ["waiting", "remindAfterWorkingDays"];
  const written = items(raw, at).flatMap((item) => (typeof item.value === "number" ? [item] : []));
  const reminders = valueAt(raw, at) === undefined ? REMINDERS : written.map((item) => item.value as number);
  for (const [index, days] of reminders.entries()) {
    const path = written[index]?.path ?? ["waiting", "closeAfterWorkingDays"];
    if (days <= (reminders[index - 1] ?? 0)) {
      report(path, "reminders_unordered", `${days} comes after ${reminders[index - 1]}`, "growing numbers");
    } else if (typeof close === "number" && days >= close) {
      const found = `the reminder after ${days} working days would come when the case is closed, after ${close}`;
      report(path, "reminder_too_late", found, "reminders below closeAfterWorkingDays");
      return;
    }
  }
}
