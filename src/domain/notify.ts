/** Who is written to about a case, and in which language. */
import type { Case } from "./case.ts";
import { type Agent, type Desk, findAgent, findTeam } from "./desk.ts";
import type { Audience } from "./notice.ts";

export interface Recipient {
  to: { address: string; name: string | null };
  audience: Audience;
  language: string;
}

export function toAgent(desk: Desk, agent: Agent): Recipient {
  return {
    to: { address: agent.address, name: agent.name },
    audience: "agent",
    language: agent.language ?? desk.desk.language,
  };
}

/** Everybody whom the team's `notify` setting names, without `except` (who caused it). */
export function toTeam(desk: Desk, teamName: string, except: string | null): Recipient[] {
  const team = findTeam(desk, teamName);
  if (!team) return [];
  if (team.notify === "mailbox" && team.address) {
    if (team.address === except) return [];
    const to = { address: team.address, name: team.title ?? team.name };
    return [{ to, audience: "team", language: desk.desk.language }];
  }
  const onDuty = team.notify === "onDuty" ? (desk.duty.get(teamName) ?? []) : [];
  return (onDuty.length > 0 ? onDuty : team.members)
    .filter((member) => member !== except)
    .flatMap((member) => {
      const agent = findAgent(desk, member);
      return agent ? [toAgent(desk, agent)] : [];
    });
}

/** Who hears of a new case at once: its agent where the desk gave it to one, else the team, unless it reads of its cases once a day. */
export function toldOfNew(desk: Desk, on: Pick<Case, "agent" | "team">, except: string | null): Recipient[] {
  const isDigest = findTeam(desk, on.team)?.notify === "digest";
  return on.agent === null && isDigest ? [] : toHandlers(desk, on, except);
}

/** Who follows what happens on a case: its agent, else its team. */
export function toHandlers(desk: Desk, on: Pick<Case, "agent" | "team">, except: string | null): Recipient[] {
  const agent = on.agent === null ? null : findAgent(desk, on.agent);
  if (!agent) return toTeam(desk, on.team, except);
  return agent.address === except ? [] : [toAgent(desk, agent)];
}

export function toRequester(on: Case): Recipient | null {
  if (on.requester === null) return null;
  return {
    to: { address: on.requesterWritesFrom ?? on.requester, name: on.requesterName },
    audience: "user",
    language: on.language,
  };
}

/** Requester and everybody added to the case; what an agent answers goes to all of them, each with a token of their own. */
export function toUsers(on: Case): Recipient[] {
  const requester = toRequester(on);
  const others = on.participants
    .filter((one) => one.address !== on.requester)
    .map((one): Recipient => {
      return { to: { address: one.address, name: one.name }, audience: "user", language: on.language };
    });
  return requester ? [requester, ...others] : others;
}
