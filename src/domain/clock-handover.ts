/** A team was given a case and nobody there has taken it up in time: its lead is told, or else who answers for the case (P11). */
import { stageOf } from "./case-state.ts";
import type { Draft } from "./decision.ts";
import { findAgent, findTeam } from "./desk.ts";
import type { ClockFacts } from "./facts.ts";
import { type Recipient, toAgent, toTeam } from "./notify.ts";
import { toOwner } from "./owner.ts";

export function tellUnconfirmed(facts: ClockFacts, draft: Draft): string {
  const { unconfirmedTeam, openedAt, owner, team } = draft.case;
  const isOver = ["unchecked", "resolved", "closed"].includes(stageOf(draft.case));
  if (unconfirmedTeam === null || unconfirmedTeam !== team || isOver) return "moot";
  const given = facts.case.history.findLast(
    (row) => row.field === "unconfirmedTeam" && row.to === unconfirmedTeam,
  );
  const told = whomToTell(facts, draft);
  for (const recipient of told) {
    draft.decision.owe({
      notice: "not_taken",
      data: {
        team: unconfirmedTeam,
        givenAt: (given?.at ?? openedAt).toISOString(),
        by: given?.actor ?? owner,
      },
      case: draft.ref,
      mailbox: draft.case.mailbox,
      message: facts.case.lastUserMessageId,
      notBefore: null,
      ...recipient,
    });
  }
  return told.length > 0 ? "not_taken" : "nobody_to_tell";
}

/** The lead; without one, whoever answers for the case to its requester; the team itself where that is the same. */
function whomToTell({ desk }: ClockFacts, { case: on }: Draft): Recipient[] {
  const lead = findTeam(desk, on.team)?.lead;
  const agent = lead === undefined ? null : findAgent(desk, lead);
  if (agent) return [toAgent(desk, agent)];
  const owner = toOwner(desk, on);
  return owner.length > 0 ? owner : toTeam(desk, on.team, null);
}
