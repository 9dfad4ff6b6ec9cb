/** Commands about who works on a case. */
import { tellSolver } from "./actions-ending.ts";
import { assignWithinTeam } from "./assignment.ts";
import { applyEvent } from "./closing.ts";
import {
  type Action,
  type CommandRun,
  changed,
  eventRefused,
  type Outcome,
  refuse,
  setField,
} from "./command-run.ts";
import { type Agent, type Desk, findAgent, type Team } from "./desk.ts";
import { toAgent, toHandlers, toRequester } from "./notify.ts";
import { say } from "./receipt-words.ts";
import { refuseTaken } from "./taken.ts";

export const take: Action = (run) => {
  const taken = refuseTaken(run);
  if (taken) return taken;
  const before = run.draft.case.agent;
  if (before !== null && before !== run.agent.address) {
    const name = findAgent(run.desk, before)?.name ?? before;
    run.remarks.push(say(run.language, "taken_over", { name }));
  }
  const refused = applyEvent(run.draft, "take", run.agent.address);
  if (refused) return eventRefused(run);
  return setField(run, "agent", run.agent.address, "agent");
};

export const assign: Action = (run, command) => {
  const value = command.value ?? "";
  const found = findAssignee(run.desk, run.agent, value);
  if (found === "ambiguous") return refuse(run, "target_ambiguous", "duplicate_named", { value });
  if (!found) {
    return refuse(
      run,
      "target_unknown",
      "agent_or_team_unknown",
      { value },
      suggestTarget(run.desk, value, "assign"),
    );
  }
  return "team" in found ? giveToTeam(run, found.team) : giveToAgent(run, found.agent);
};

export const move: Action = (run, command) => {
  const value = command.value ?? "";
  const team = findNamedTeam(run.desk, value);
  if (!team)
    return refuse(run, "team_unknown", "team_unknown", { value }, suggestTarget(run.desk, value, "move"));
  const before = run.draft.case.team;
  const outcome = giveToTeam(run, team);
  const requester = toRequester(run.draft.case);
  if (outcome.ok && team.name !== before) {
    // P25: the case moves with responsibility, and the user knows.
    run.draft.set("owner", team.name, run.agent.address);
    if (requester && run.caseFacts) {
      run.draft.decision.owe({
        notice: "moved",
        data: { team: team.name },
        case: run.draft.ref,
        mailbox: run.draft.case.mailbox,
        message: null,
        notBefore: null,
        ...requester,
      });
    }
  }
  return outcome;
};

function giveToAgent(run: CommandRun, agent: Agent): Outcome {
  const { agent: before, uncheckedSolver } = run.draft.case;
  const refused = applyEvent(run.draft, "assign", run.agent.address);
  if (refused) return eventRefused(run);
  tellSolver(run, uncheckedSolver);
  run.draft.set("agent", agent.address, run.agent.address);
  const team = run.desk.teams.find((one) => one.members.includes(agent.address));
  const isOnTeam = run.desk.teams.some(
    (one) => one.name === run.draft.case.team && one.members.includes(agent.address),
  );
  if (team && !isOnTeam) run.draft.set("team", team.name, run.agent.address);
  // A solver who gets the case back hears why, which says all.
  if (agent.address !== run.agent.address && agent.address !== uncheckedSolver) {
    run.afterText.push((message) => {
      run.draft.decision.owe({
        notice: "assigned",
        data: { by: run.agent.name },
        case: run.draft.ref,
        mailbox: run.draft.case.mailbox,
        message: message ?? run.caseFacts?.lastUserMessageId ?? null,
        notBefore: null,
        ...toAgent(run.desk, agent),
      });
    });
  }
  run.undoable ||= before !== agent.address || uncheckedSolver !== null;
  return changed(run, "agent", before, agent.address);
}

export function giveToTeam(run: CommandRun, team: Team): Outcome {
  const { team: before, uncheckedSolver } = run.draft.case;
  const refused = applyEvent(run.draft, "move", run.agent.address);
  if (refused) return eventRefused(run);
  tellSolver(run, uncheckedSolver);
  run.draft.set("team", team.name, run.agent.address);
  run.draft.set("agent", null, run.agent.address);
  // Whoever gives a case away does not get it back by turn.
  assignWithinTeam(run.facts, run.draft, run.agent.address);
  const on = { team: team.name, agent: run.draft.case.agent };
  run.afterText.push((message) => {
    for (const recipient of toHandlers(run.desk, on, run.agent.address)) {
      run.draft.decision.owe({
        notice: "assigned",
        data: { by: run.agent.name },
        case: run.draft.ref,
        mailbox: run.draft.case.mailbox,
        message: message ?? run.caseFacts?.lastUserMessageId ?? null,
        notBefore: null,
        ...recipient,
      });
    }
  });
  run.undoable = true;
  return changed(run, "team", before, team.name);
}

type Assignee = { agent: Agent } | { team: Team };

function findAssignee(desk: Desk, self: Agent, value: string): Assignee | "ambiguous" | null {
  const wanted = value.trim().toLowerCase();
  if (["me", "mig", "myself", "mij", "mijzelf", "yo", "mi", "我", "自己"].includes(wanted))
    return { agent: self };
  const byAddress = findAgent(desk, wanted);
  if (byAddress) return { agent: byAddress };
  const team = findNamedTeam(desk, wanted);
  if (team) return { team };
  const whole = desk.agents.filter((agent) => agent.name.toLowerCase() === wanted);
  const part = desk.agents.filter(
    (agent) =>
      agent.name.toLowerCase().split(/\s+/).includes(wanted) || agent.address.split("@")[0] === wanted,
  );
  const named = whole.length > 0 ? whole : part;
  if (named.length > 1) return "ambiguous";
  return named[0] ? { agent: named[0] } : null;
}

function findNamedTeam(desk: Desk, value: string): Team | null {
  const wanted = value.trim().toLowerCase();
  return desk.teams.find((team) => team.name === wanted || team.title?.toLowerCase() === wanted) ?? null;
}

function suggestTarget(desk: Desk, value: string, verb: "assign" | "move"): string | null {
  const wanted = value.trim().toLowerCase().slice(0, 3);
  if (wanted.length < 2) return null;
  const team = desk.teams.find((one) => one.name.startsWith(wanted));
  if (team) return `#${verb} ${team.name}`;
  if (verb === "move") return null;
  const agent = desk.agents.find((one) => one.name.toLowerCase().startsWith(wanted));
  return agent ? `#assign ${agent.address}` : null;
}
