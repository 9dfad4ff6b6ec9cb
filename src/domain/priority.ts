/** Priority from impact × urgency, by the desk's matrix (P6). */
import { type Level, PRIORITIES, type Priority } from "./case.ts";
import type { Draft } from "./decision.ts";
import type { Desk } from "./desk.ts";

/** What is not known of the two counts as medium; null where neither is known. */
export function priorityBy(
  desk: Pick<Desk, "matrix">,
  { impact, urgency }: { impact: Level | null; urgency: Level | null },
): Priority | null {
  if (impact === null && urgency === null) return null;
  return desk.matrix[impact ?? "medium"][urgency ?? "medium"];
}

/** Sets the priority that the matrix gives the case's impact and urgency; answers whether it is another than before. */
export function followMatrix(draft: Draft, desk: Pick<Desk, "matrix">, actor: string): boolean {
  const priority = priorityBy(desk, draft.case);
  if (priority === null || !draft.set("priority", priority, actor)) return false;
  const { impact, urgency } = draft.case;
  const detail = `impact ${impact ?? "unknown"}, urgency ${urgency ?? "unknown"} → ${numbered(priority)}`;
  draft.decision.saw("priority", "matrix", detail);
  return true;
}

/** `critical (2)`. */
export function numbered(priority: Priority): string {
  return `${priority} (${PRIORITIES.indexOf(priority) + 1})`;
}
