/** Two agents who answer the same mail with #take or #start: the case is the first one's, and the second is told so (P11). */
import { type CommandRun, type Outcome, refuse } from "./command-run.ts";
import { findAgent } from "./desk.ts";
import { dayAndTime } from "./localised.ts";

/** The refusal where the case became another agent's after the mail was written that this one answers; null where it did not. */
export function refuseTaken(run: CommandRun): Outcome | null {
  const { agent: holder } = run.draft.case;
  const { ownToken, caseFacts, desk, language } = run;
  if (holder === null || holder === run.agent.address || !ownToken || !caseFacts) return null;
  const taken = caseFacts.history.findLast((row) => row.field === "agent" && row.to === holder);
  if (!taken || taken.at <= ownToken.createdAt) return null;
  const name = findAgent(desk, holder)?.name ?? holder;
  const when = dayAndTime(taken.at, run.now, { language, timeZone: desk.desk.timeZone });
  return refuse(run, "taken_meanwhile", "taken_meanwhile", { name, when }, "#assign me");
}
