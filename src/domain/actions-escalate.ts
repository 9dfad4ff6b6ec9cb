/** `#escalate`: the case goes up to somebody who can do more about it, or on to the next line of its category (P10). */
import { giveToTeam } from "./actions-assign.ts";
import { type Action, type CommandRun, done, type Outcome, refuse } from "./command-run.ts";
import { callAbove, findAbove } from "./escalation.ts";
import { linesOf } from "./escalation-path.ts";

export const escalateCase: Action = (run, command) =>
  command.value === null ? goUp(run) : goToLine(run, Number(command.value));

function goUp(run: CommandRun): Outcome {
  const { draft, desk, agent } = run;
  const above = findAbove(desk, draft.case, agent.address);
  if (!above) return refuse(run, "nobody_above", "nobody_above");
  draft.set("escalatedTo", above.rung, agent.address);
  run.undoable = true;
  run.afterText.push((message) => {
    const words = message ?? run.caseFacts?.lastUserMessageId ?? null;
    callAbove(draft, desk, above, { actor: agent.address, message: words });
  });
  const { name, address } = above.recipient.to;
  return done(run, "escalated", { name: name ?? address });
}

function goToLine(run: CommandRun, number: number): Outcome {
  const lines = linesOf(run.desk, run.draft.case);
  const team = lines[number - 1];
  if (team) return giveToTeam(run, team);
  const value = String(number);
  const allowed = lines.map((one, at) => `${at + 1} ${one.title ?? one.name}`).join(", ");
  return lines.length === 0
    ? refuse(run, "line_unknown", "no_lines")
    : refuse(run, "line_unknown", "value_unknown", { value, allowed });
}
