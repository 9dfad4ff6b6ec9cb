/** The list of open cases that agents and teams get each working morning: what runs out, is theirs, is nobody's, is ready to close. Pure. */
import type { Case } from "./case.ts";
import type { Verdict } from "./change.ts";
import { Decision } from "./decision.ts";
import type { Desk, Team } from "./desk.ts";
import { priorityLevel } from "./escalation-path.ts";
import type { NoticeData } from "./notice.ts";
import { type Recipient, toAgent } from "./notify.ts";
import { DIGEST_SECTIONS, type PromiseKind } from "./reminder-notices.ts";
import { workingCalendar } from "./working-time.ts";

/** Somebody who gets a list, and what it is about. */
export interface DigestReader {
  /** Names the list among all: one a day. */
  key: string;
  recipient: Recipient;
  /** The agent whose own cases are in it; null in a team's. */
  agent: string | null;
  /** Teams whose cases are in it: all of them in a team's own list, else those that nobody has taken. */
  teams: string[];
  /** Agent and teams that answer for the cases that are ready to close. */
  owners: string[];
  /** Title of the team that it is the list of; null in an agent's. */
  team: string | null;
  /** Whose calendar says when its day begins. */
  calendarOf: string;
  mailbox: string;
}

/** An open case that concerns the reader. */
export interface DigestCase
  extends Pick<Case, "id" | "number" | "subject" | "priority" | "status" | "team" | "agent" | "openedAt"> {
  /** A solution that its owner has not checked. */
  isUnchecked: boolean;
  /** The promise that runs out first; null where none runs. */
  clock: PromiseKind | null;
  dueAt: Date | null;
}

type Section = NoticeData<"daily_digest">["sections"][number];

export function digestReaders(desk: Desk): DigestReader[] {
  const [mailbox] = desk.mailboxes;
  if (!mailbox) return [];
  const agents = desk.digest.to.includes("agents") ? agentReaders(desk, mailbox.name) : [];
  const teams = desk.digest.to.includes("teams")
    ? desk.teams.flatMap((team) => teamReader(desk, team, mailbox.name) ?? [])
    : [];
  return [...agents, ...teams];
}

function agentReaders(desk: Desk, mailbox: string): DigestReader[] {
  return desk.agents.map((agent) => {
    const teams = desk.teams.filter((team) => team.members.includes(agent.address)).map((team) => team.name);
    return {
      key: `agent ${agent.address}`,
      recipient: toAgent(desk, agent),
      agent: agent.address,
      teams,
      owners: [agent.address, ...teams],
      team: null,
      calendarOf: teams[0] ?? desk.mailboxes[0]?.team ?? "",
      mailbox,
    };
  });
}

/** Goes to the team's own mailbox, else to its lead. */
function teamReader(desk: Desk, team: Team, mailbox: string): DigestReader | null {
  const title = team.title ?? team.name;
  const lead = desk.agents.find((agent) => agent.address === team.lead);
  const recipient: Recipient | null =
    team.address !== undefined
      ? { to: { address: team.address, name: title }, audience: "team", language: desk.desk.language }
      : lead
        ? toAgent(desk, lead)
        : null;
  if (!recipient) return null;
  const { name } = team;
  return {
    ...{ key: `team ${name}`, recipient, agent: null, teams: [name], owners: [name], team: title },
    ...{ calendarOf: name, mailbox: desk.mailboxes.find((box) => box.team === name)?.name ?? mailbox },
  };
}

/** Owes the list, or nothing where nothing is open. `cases`: all that concern the reader. */
export function decideDailyDigest(
  desk: Desk,
  reader: DigestReader,
  cases: readonly DigestCase[],
  now: Date,
): Verdict {
  const decision = new Decision();
  const sections = sectionsOf(desk, reader, cases, now);
  if (sections.length > 0) {
    decision.owe({
      notice: "daily_digest",
      data: {
        team: reader.team,
        caseIds: cases.filter((one) => isListed(sections, one)).map((one) => one.id),
        sections,
      },
      ...{ case: null, mailbox: reader.mailbox, message: null, notBefore: null },
      ...reader.recipient,
    });
  }
  return decision.verdict("processed", "digest_made", "generated", null);
}

function isListed(sections: readonly Section[], { number }: DigestCase): boolean {
  return sections.some((section) => section.lines.some((line) => line.number === number));
}

/** Each case stands under the first heading that it belongs to. */
function sectionsOf(desk: Desk, reader: DigestReader, cases: readonly DigestCase[], now: Date): Section[] {
  // Until the day after begins, when there is a list again.
  const soon = workingCalendar(desk, reader.calendarOf).addWorkingDays(now, 1);
  const what = (one: DigestCase): Section["what"] | null => {
    if (one.status === "resolved") return "ready";
    if (one.dueAt !== null && one.dueAt <= soon) return "near";
    if (one.agent === null) return "unassigned";
    return one.agent === reader.agent ? "mine" : null;
  };
  return DIGEST_SECTIONS.flatMap((section) => {
    const found = cases.filter((one) => what(one) === section).sort(byPressure);
    const lines = found.slice(0, desk.digest.mostListed).map(lineOf);
    return found.length === 0 ? [] : [{ what: section, total: found.length, lines }];
  });
}

function lineOf(one: DigestCase): Section["lines"][number] {
  const { number, subject, priority, team, agent, status, isUnchecked, clock, dueAt, openedAt } = one;
  return {
    ...{ number, subject, priority, team, agent, status, isUnchecked, clock },
    targetAt: dueAt?.toISOString() ?? null,
    openedAt: openedAt.toISOString(),
  };
}

function byPressure(a: DigestCase, b: DigestCase): number {
  const due = (one: DigestCase) => one.dueAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return priorityLevel(a) - priorityLevel(b) || due(a) - due(b) || a.number - b.number;
}
