/**
 * Who answers for a case to its requester (PROCESS.md, owner), and whether they see a solution before the requester does (P15).
 * An agent owns a case by name or as one of the team that owns it; a case whose owner left desk.yaml is its mailbox's team's.
 */
import type { Case } from "./case.ts";
import { type Agent, type Desk, findAgent, findTeam, type Team } from "./desk.ts";
import { type Recipient, toAgent, toTeam } from "./notify.ts";

type Owned = Pick<Case, "owner" | "mailbox">;
type Owner = { agent: Agent } | { team: Team };

function ownerOf(desk: Desk, on: Owned): Owner | null {
  const agent = findAgent(desk, on.owner);
  if (agent) return { agent };
  const first = desk.mailboxes.find((box) => box.name === on.mailbox)?.team;
  const team = findTeam(desk, on.owner) ?? (first === undefined ? null : findTeam(desk, first));
  return team && { team };
}

/** As mails call the owner; null when there is none. */
export function ownerName(desk: Desk, on: Owned): string | null {
  const owner = ownerOf(desk, on);
  if (!owner) return null;
  return "agent" in owner ? owner.agent.name : (owner.team.title ?? owner.team.name);
}

/** @param address of an agent, or of a team's own mailbox. */
export function isOwner(desk: Desk, on: Owned, address: string): boolean {
  const owner = ownerOf(desk, on);
  if (!owner) return false;
  if ("agent" in owner) return owner.agent.address === address;
  const { members, lead, address: mailbox } = owner.team;
  return members.includes(address) || lead === address || mailbox === address;
}

/** Who is asked to check a solution: the owning agent, else whoever of the owning team its `notify` setting names. */
export function toOwner(desk: Desk, on: Owned): Recipient[] {
  const owner = ownerOf(desk, on);
  if (!owner) return [];
  return "agent" in owner ? [toAgent(desk, owner.agent)] : toTeam(desk, owner.team.name, null);
}

/** Whose working days the owner's check is counted in: a team's name. */
export function ownerTeam(desk: Desk, on: Owned & Pick<Case, "team">): string {
  const owner = ownerOf(desk, on);
  return owner && "team" in owner ? owner.team.name : on.team;
}

/** Whether a solution by this agent is checked before the requester is asked: not one of the owner's own, nor where nobody could. */
export function asksOwnerFirst(desk: Desk, on: Owned, solver: string): boolean {
  return desk.closing.resolve === "viaOwner" && !isOwner(desk, on, solver) && toOwner(desk, on).length > 0;
}
