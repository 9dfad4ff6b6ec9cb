/**
 * Whoever makes a case urgent, by a rule, a command or a matrix: its team's lead and the webhooks hear of it at once (P12). It comes out
 * of comparing a case before and after a verdict, here and nowhere else. Pure.
 */
import type { Case } from "./case.ts";
import type { CaseRef, Change, Verdict } from "./change.ts";
import { blankCase, Decision, Draft } from "./decision.ts";
import type { Desk } from "./desk.ts";
import { callForUrgency } from "./escalation.ts";
import { isUrgent, isWatched } from "./escalation-path.ts";
import type { CaseFacts } from "./facts.ts";

/** The verdict with what it means for cases that become urgent by it. `cases`: those that it was made from, by id. */
export function withUrgency(
  verdict: Verdict,
  desk: Desk,
  cases: ReadonlyMap<number, Pick<CaseFacts, "case" | "lastUserMessageId">>,
): Verdict {
  const raised = verdict.changes.flatMap((change) => raises(change));
  if (raised.length === 0) return verdict;
  const decision = new Decision("urgent");
  for (const ref of new Set(raised)) {
    const known = typeof ref === "number" ? (cases.get(ref) ?? null) : null;
    const after = caseAfter(verdict, ref, known?.case ?? null);
    const wasUrgent = known !== null && isUrgent(desk, known.case) && isWatched(known.case);
    if (!after || wasUrgent || !isUrgent(desk, after.on) || !isWatched(after.on)) continue;
    const message = known ? known.lastUserMessageId : after.message;
    const sender = { actor: after.actor, message };
    callForUrgency(new Draft(decision, ref, after.on), desk, sender, toldOf(verdict, ref));
  }
  const { changes, evidence } = decision;
  return {
    ...verdict,
    changes: [...verdict.changes, ...changes],
    evidence: [...verdict.evidence, ...evidence],
  };
}

function raises(change: Change): CaseRef[] {
  if (change.do === "openCase") return change.case.also.priority == null ? [] : [change.as];
  return change.do === "set" && change.field === "priority" ? [change.case] : [];
}

/** The case as it will stand, its first new message, and who set its priority. */
function caseAfter(verdict: Verdict, ref: CaseRef, before: Case | null) {
  let on = before && { ...before };
  let actor = "desk";
  let message: `new:${string}` | null = null;
  for (const change of verdict.changes) {
    if (change.do === "openCase" && change.as === ref) {
      on = { ...blankCase(change.case), ...change.case.also };
      actor = change.actor;
    } else if (change.do === "set" && change.case === ref && on) {
      Object.assign(on, { [change.field]: change.to });
      if (change.field === "priority") actor = change.actor;
    } else if (change.do === "addMessage" && change.case === ref) message ??= change.as;
  }
  return on && { on, actor, message };
}

/** Who gets a mail about this case from the verdict anyway. */
function toldOf({ changes }: Verdict, ref: CaseRef): string[] {
  return changes.flatMap((change) =>
    change.do === "owe" && change.notice.case === ref ? [change.notice.to.address] : [],
  );
}
