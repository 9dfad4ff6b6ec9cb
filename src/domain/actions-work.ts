/** Commands about who works on a case and where it stands. */
import type { Status } from "./case.ts";
import { canMove } from "./case-state.ts";
import { applyEvent, close, confirmBy, reopen, resolve } from "./closing.ts";
import type { Command } from "./command.ts";
import {
  type Action,
  type CommandRun,
  changed,
  done,
  type Outcome,
  refuse,
  setField,
} from "./command-run.ts";
import { parseStatus, parseWaitValue, parseWhen } from "./command-values.ts";
import { type Agent, type Desk, findAgent, type Team } from "./desk.ts";
import { toAgent, toRequester, toTeam } from "./notify.ts";
import { say } from "./receipt-words.ts";

const STARTED_NOTE_DELAY_MS = 15 * 60_000;

export const take: Action = (run) => {
  const before = run.draft.case.agent;
  if (before !== null && before !== run.agent.address) {
    const name = findAgent(run.desk, before)?.name ?? before;
    run.remarks.push(say(run.language, "taken_over", { name }));
  }
  const refused = applyEvent(run.draft, "take", run.agent.address);
  if (refused) return eventRefused(run);
  return setField(run, "agent", run.agent.address, "agent");
};

export const start: Action = (run) => {
  const before = run.draft.case.status;
  if (run.draft.case.agent === null) run.draft.set("agent", run.agent.address, run.agent.address);
  const refused = applyEvent(run.draft, "start", run.agent.address);
  if (refused) return eventRefused(run);
  run.undoable ||= before !== run.draft.case.status;
  // P8: a personal note that somebody began — unless an answer, in this mail or soon, says it better.
  const requester = toRequester(run.draft.case);
  if (requester && !run.textIsSent && before !== "in_progress") {
    run.draft.decision.owe({
      notice: "started",
      data: {},
      case: run.draft.ref,
      mailbox: run.draft.case.mailbox,
      message: null,
      notBefore: new Date(run.now.getTime() + STARTED_NOTE_DELAY_MS),
      ...requester,
    });
  }
  return changed(run, "status", before, run.draft.case.status);
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

export const wait: Action = (run, command) => {
  const parsed = parseWaitValue(command.value);
  if (!parsed)
    return refuse(run, "wait_unusable", "wait_unusable", { value: command.value ?? "" }, "#wait user");
  const before = run.draft.case.status;
  let until: Date | null = null;
  if (parsed.until !== null) {
    until = parseWhen(parsed.until, run.now, run.desk.desk.timeZone);
    if (!until || until.getTime() <= run.now.getTime()) {
      return refuse(
        run,
        "when_unusable",
        "when_unusable",
        { value: parsed.until },
        `#wait ${parsed.for} until friday`,
      );
    }
  }
  const refused = applyEvent(
    run.draft,
    parsed.for === "user" ? "wait_user" : "wait_vendor",
    run.agent.address,
  );
  if (refused) return eventRefused(run);
  if (until) run.draft.startClock("wait_until", until);
  else run.draft.cancelClocks(["wait_until"]);
  if (parsed.for === "user") run.sending = "question";
  run.undoable ||= before !== run.draft.case.status;
  return changed(run, "status", before, withUntil(run, until));
};

function withUntil(run: CommandRun, until: Date | null): string {
  if (!until) return run.draft.case.status;
  return `${run.draft.case.status}, ${say(run.language, "wait_until")} ${until.toISOString()}`;
}

export const resolveCase: Action = (run) => {
  const before = run.draft.case.status;
  // A note is for agents: a solution that the user never reads documents nothing to them.
  if (!run.textIsSent || run.text === "") return refuse(run, "solution_missing", "solution_missing");
  const refused = resolve(run.draft, run.desk, run.text, run.now, run.agent.address);
  if (refused) return eventRefused(run);
  if (run.draft.case.agent === null) run.draft.set("agent", run.agent.address, run.agent.address);
  run.draft.suppress(["started"], "solution_follows");
  run.sending = "solution";
  run.undoable = true;
  return changed(run, "status", before, run.draft.case.status);
};

export const closeCase: Action = (run) => {
  const before = run.draft.case.status;
  const how = before === "awaiting_user" ? "no_answer" : "agent";
  if (run.textIsSent && run.text !== "" && run.draft.case.solution === null)
    run.draft.set("solution", run.text, run.agent.address);
  if (!canMove(before, "closed")) return eventRefused(run);
  // The answer goes first, the farewell after it.
  run.afterText.push(() => {
    close(run.draft, how, "close", run.now, run.agent.address);
  });
  run.undoable = true;
  return changed(run, "status", before, "closed");
};

export const reopenCase: Action = (run) => {
  const before = run.draft.case.status;
  const wasOver = before === "resolved" || before === "closed";
  const refused = wasOver
    ? reopen(run.draft, run.agent.address)
    : applyEvent(run.draft, "reopen", run.agent.address);
  if (refused) return eventRefused(run);
  const requester = toRequester(run.draft.case);
  if (wasOver && requester) {
    run.draft.decision.owe({
      notice: "reopened",
      data: {},
      case: run.draft.ref,
      mailbox: run.draft.case.mailbox,
      message: null,
      notBefore: null,
      ...requester,
    });
  }
  run.draft.cancelClocks(["wait_until"]);
  run.undoable = true;
  return changed(run, "status", before, run.draft.case.status);
};

/** `#status X` does what the command of that name does, so that no clock or mail is forgotten. */
export const status: Action = (run, command) => {
  const to = parseStatus(command.value ?? "");
  if (to === null) {
    const allowed = "registered, assigned, in_progress, awaiting_vendor, awaiting_user, resolved, closed";
    return refuse(run, "value_unknown", "value_unknown", { value: command.value ?? "", allowed });
  }
  const from = run.draft.case.status;
  if (from === to) return done(run, "nothing_changed");
  if (to === "resolved") return resolveCase(run, command);
  if (to === "closed") return closeCase(run, command);
  if (to === "awaiting_user" || to === "awaiting_vendor") {
    return wait(run, { ...command, value: to === "awaiting_user" ? "user" : "vendor" });
  }
  if (from === "resolved" || from === "closed") return reopenCase(run, command);
  return setStatus(run, command, to);
};

function setStatus(run: CommandRun, command: Command, to: Status): Outcome {
  const from = run.draft.case.status;
  if (!canMove(from, to)) {
    return refuse(run, "status_refused", "status_refused", { from, to });
  }
  if (to === "in_progress") return start(run, command);
  run.draft.cancelClocks(["wait_until"]);
  return setField(run, "status", to, "status");
}

function giveToAgent(run: CommandRun, agent: Agent): Outcome {
  const before = run.draft.case.agent;
  const refused = applyEvent(run.draft, "assign", run.agent.address);
  if (refused) return eventRefused(run);
  run.draft.set("agent", agent.address, run.agent.address);
  const team = run.desk.teams.find((one) => one.members.includes(agent.address));
  const isOnTeam = run.desk.teams.some(
    (one) => one.name === run.draft.case.team && one.members.includes(agent.address),
  );
  if (team && !isOnTeam) run.draft.set("team", team.name, run.agent.address);
  if (agent.address !== run.agent.address) {
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
  run.undoable ||= before !== agent.address;
  return changed(run, "agent", before, agent.address);
}

function giveToTeam(run: CommandRun, team: Team): Outcome {
  const before = run.draft.case.team;
  const refused = applyEvent(run.draft, "move", run.agent.address);
  if (refused) return eventRefused(run);
  run.draft.set("team", team.name, run.agent.address);
  run.draft.set("agent", null, run.agent.address);
  run.afterText.push((message) => {
    for (const recipient of toTeam(run.desk, team.name, run.agent.address)) {
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

function eventRefused(run: CommandRun): Outcome {
  return refuse(run, "status_refused", "event_refused", { from: run.draft.case.status });
}

/** When the requester is asked to confirm by, for the notice that carries the solution. */
export function solutionDeadline(run: CommandRun): string {
  return confirmBy(run.draft, run.desk, run.now).toISOString();
}

type Assignee = { agent: Agent } | { team: Team };

function findAssignee(desk: Desk, self: Agent, value: string): Assignee | "ambiguous" | null {
  const wanted = value.trim().toLowerCase();
  if (["me", "mig", "myself"].includes(wanted)) return { agent: self };
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
