/** An entry of a case's history as it is written into its table. */
import type { CaseQuestion } from "../domain/case.ts";
import type { Row } from "./commit-plan.ts";

export function historyRow(actor: string, field: string, from: unknown, to: unknown): Row {
  return { actor, field, from_value: asText(from), to_value: asText(to) };
}

/** History keeps values as text: instants in ISO form, numbers in digits, lists with commas, an empty one as null. */
function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(listed).join(", ");
  return value instanceof Date ? value.toISOString() : String(value);
}

/** Of a guide's question only what came of it: the questions themselves stay on the case. */
function listed(one: unknown): string {
  if (typeof one !== "object" || one === null) return String(one);
  const { ask, answer } = one as CaseQuestion;
  return `${ask} ${answer ?? "–"}`;
}
