/** `#priority`, and what `#impact` and `#urgency` make of the priority: the matrix decides it until an agent says it by hand. */

import { valueUnknown } from "./actions-fields.ts";
import { PRIORITIES, type Priority } from "./case.ts";
import type { Command } from "./command.ts";
import { type Action, type CommandRun, setField } from "./command-run.ts";
import { parsePriority } from "./command-values.ts";
import type { Desk } from "./desk.ts";
import { foldPhrase } from "./fold.ts";
import { followMatrix } from "./priority.ts";
import { say } from "./receipt-words.ts";

export const priority: Action = (run, command) => {
  const written = command.value ?? "";
  const value = ownPriority(run.desk, written) ?? parsePriority(written);
  return value === null
    ? valueUnknown(run, command, PRIORITIES, ["1–5"])
    : setField(run, "priority", value, "priority");
};

/** By what the desk itself calls it, in any language. */
function ownPriority({ priorities }: Desk, written: string): Priority | null {
  const wanted = foldPhrase(written);
  const isCalled = (one: Priority) =>
    Object.values(priorities[one] ?? {}).some((own) => foldPhrase(own) === wanted);
  return PRIORITIES.find(isCalled) ?? null;
}

/** After all commands of a mail: a priority that nobody set by hand follows impact and urgency, and the receipt says so. */
export function followPriority(run: CommandRun, commands: readonly Command[]): void {
  const asking = commands.findLast(({ verb }) => verb === "impact" || verb === "urgency");
  const isByHand =
    commands.some((one) => one.verb === "priority") ||
    (run.caseFacts?.commands ?? []).some((one) => one.verb === "priority" && !one.undone);
  if (!asking || isByHand) return;
  const from = run.draft.case.priority;
  if (!followMatrix(run.draft, run.desk, run.agent.address)) return;
  const to = run.draft.case.priority;
  run.lines.push({ line: asking.line, result: say(run.language, "priority"), from, to });
}
