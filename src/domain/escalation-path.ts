/** Who stands where on the way up (P10): the teams of a category line after line, and a team's lead and manager. Pure. */
import { type Case, PRIORITIES } from "./case.ts";
import { type Desk, findAgent, findTeam, type Team } from "./desk.ts";
import type { Told } from "./desk-escalation.ts";
import { type Recipient, toAgent, toHandlers, toTeam } from "./notify.ts";

/** 1–5; a case whose priority nobody set counts as the least. */
export function priorityLevel({ priority }: Pick<Case, "priority">): number {
  return priority === null ? PRIORITIES.length : PRIORITIES.indexOf(priority) + 1;
}

/** Whether anybody is to be reminded of a case: not of one that waits for its user, or is solved. */
export function isWatched({ status }: Pick<Case, "status">): boolean {
  return status !== "awaiting_user" && status !== "resolved" && status !== "closed";
}

export function isUrgent(desk: Desk, on: Pick<Case, "priority">): boolean {
  return on.priority !== null && priorityLevel(on) <= desk.escalation.urgentPriority;
}

/** The teams that a case goes to, line after line; empty where `escalation.lines` says nothing of its category. */
export function linesOf(desk: Desk, on: Pick<Case, "category">): Team[] {
  const path = on.category?.toLowerCase() ?? "";
  const fitting = desk.escalation.lines
    .map(({ category, teams }) => ({ category: category?.toLowerCase() ?? "", teams }))
    .filter(({ category }) => category === "" || path === category || path.startsWith(`${category}/`));
  // The narrowest counts.
  const [best] = fitting.sort((a, b) => b.category.length - a.category.length);
  return (best?.teams ?? []).flatMap((teamName) => findTeam(desk, teamName) ?? []);
}

/** The team behind the one that has the case; for a team outside the lines the first of them. Null at the end. */
export function nextLine(desk: Desk, on: Pick<Case, "category" | "team">): Team | null {
  const lines = linesOf(desk, on);
  return lines[lines.findIndex((team) => team.name === on.team) + 1] ?? null;
}

export function toLead(desk: Desk, teamName: string): Recipient | null {
  return toPerson(desk, findTeam(desk, teamName)?.lead);
}

export function toManager(desk: Desk, teamName: string): Recipient | null {
  return toPerson(desk, findTeam(desk, teamName)?.manager);
}

function toPerson(desk: Desk, address: string | undefined): Recipient | null {
  const agent = address === undefined ? null : findAgent(desk, address);
  return agent && toAgent(desk, agent);
}

export interface Called extends Recipient {
  /** As what they are told. */
  role: Told;
}

/** Everybody in these qualities, each once. Where nobody leads a team, the next who answers for it is told. */
export function callees(desk: Desk, on: Pick<Case, "agent" | "team" | "category">, tell: Told[]): Called[] {
  const called = tell.flatMap((role) => inQuality(desk, on, role).map((one): Called => ({ ...one, role })));
  return called.filter((one, at) => called.findIndex((other) => isSame(one, other)) === at);
}

function isSame(one: Recipient, other: Recipient): boolean {
  return one.to.address === other.to.address;
}

function inQuality(
  desk: Desk,
  on: Pick<Case, "agent" | "team" | "category">,
  role: Told,
): readonly Recipient[] {
  const team = () => toTeam(desk, on.team, null);
  const lead = toLead(desk, on.team);
  const manager = toManager(desk, on.team);
  switch (role) {
    case "agent":
      return toHandlers(desk, on, null);
    case "team":
      return team();
    case "lead":
      return lead ? [lead] : manager ? [manager] : team();
    case "manager":
      return manager ? [manager] : lead ? [lead] : team();
    case "nextLine": {
      const next = nextLine(desk, on);
      return next ? toTeam(desk, next.name, null) : [];
    }
  }
}
