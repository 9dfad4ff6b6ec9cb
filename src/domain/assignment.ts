/**
 * Gives a team's case to one of its agents who is on duty (`teams[].assign`). Nobody is chosen where everybody is away: then the case is
 * the team's, as without this setting.
 */
import { stageOf } from "./case-state.ts";
import { applyEvent } from "./closing.ts";
import type { Draft } from "./decision.ts";
import { type Desk, findTeam, type Team } from "./desk.ts";
import type { IntakeFacts, StaffFacts } from "./facts.ts";

const DESK = "desk";

/** True when the case has an agent by it. `except`: who gives the case away. */
export function assignWithinTeam(
  facts: Pick<IntakeFacts, "desk" | "staff">,
  draft: Draft,
  except: string | null,
): boolean {
  const { desk, staff } = facts;
  const team = findTeam(desk, draft.case.team);
  const stage = stageOf(draft.case);
  if (!team || !staff || draft.case.agent !== null || stage === "resolved" || stage === "closed")
    return false;
  const chosen = choose(desk, team, staff, except);
  if (chosen === null) return false;
  applyEvent(draft, "assign", DESK);
  draft.set("agent", chosen, DESK);
  draft.decision.changes.push({ do: "takeTurn", team: team.name, agent: chosen });
  const load = staff.loads.get(chosen) ?? 0;
  draft.decision.saw(
    "assignment",
    team.assign,
    `to ${chosen}, who is on duty in ${team.name} with ${load} open`,
  );
  return true;
}

function choose(desk: Desk, team: Team, staff: StaffFacts, except: string | null): string | null {
  const candidates = (desk.duty.get(team.name) ?? []).filter((agent) => agent !== except);
  if (team.assign === "none" || candidates.length === 0) return null;
  const loads = new Map(staff.loads);
  let last = staff.turns.get(team.name) ?? null;
  let chosen: string | null = null;
  // Mails that are decided on in the same moment and stand before this one count as if each had opened a case.
  for (let turn = 0; turn <= staff.ahead; turn += 1) {
    const inTurn = startingAfter(team.members, last).filter((agent) => candidates.includes(agent));
    chosen = team.assign === "roundRobin" ? (inTurn[0] ?? null) : leastLoaded(inTurn, loads);
    if (chosen === null) return null;
    loads.set(chosen, (loads.get(chosen) ?? 0) + 1);
    last = chosen;
  }
  return chosen;
}

/** Of those with as little to do, whose turn comes first. */
function leastLoaded(inTurn: readonly string[], loads: ReadonlyMap<string, number>): string | null {
  const load = (agent: string) => loads.get(agent) ?? 0;
  return inTurn.reduce<string | null>(
    (least, agent) => (least === null || load(agent) < load(least) ? agent : least),
    null,
  );
}

function startingAfter(members: readonly string[], last: string | null): string[] {
  const at = last === null ? -1 : members.indexOf(last);
  return [...members.slice(at + 1), ...members.slice(0, at + 1)];
}
