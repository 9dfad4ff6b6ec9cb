/**
 * Who of a team is on duty: by the hours of its rota, whose turn it is, and without those who are away. A case is never left lying for
 * want of somebody: where nobody is on duty, those whose shift begins next count.
 */
import { createWorkingCalendar, type WorkingCalendar } from "./calendar.ts";
import { calendarFor, type Desk, type Team } from "./desk.ts";
import type { Shift } from "./desk-team.ts";
import { DAY_MS, dayNumber, wallTime } from "./zone.ts";

/** Agents who are away for as long as nobody hears from them, by address: until when they count so. */
export type Away = ReadonlyMap<string, Date>;

export const NOBODY_AWAY: Away = new Map();

/** Whether anything depends on who is on duty. */
export function asksForDuty(desk: Desk): boolean {
  return desk.teams.some(needsDuty);
}

/** Agents whom the desk may give cases by itself. */
export function assignable(desk: Desk): string[] {
  return [...new Set(desk.teams.flatMap((team) => (team.assign === "none" ? [] : team.members)))];
}

function needsDuty(team: Team): boolean {
  return team.assign !== "none" || team.notify === "onDuty";
}

/** The desk as it stands at that instant. */
export function withDuty(desk: Desk, at: Date, away: Away): Desk {
  if (!asksForDuty(desk)) return desk;
  const teams = desk.teams.filter(needsDuty);
  return { ...desk, duty: new Map(teams.map((team) => [team.name, onDuty(desk, team, at, away)])) };
}

/** In the team's order. Empty where everybody is away. */
export function onDuty(desk: Desk, team: Team, at: Date, away: Away): string[] {
  const shifts = shiftsOf(desk, team);
  const open = shifts.filter(({ calendar }) => calendar.isOpen(at));
  const now = present(desk, membersOf(desk, team, open, at), at, away);
  if (now.length > 0) return now;
  // The next few, lest the only one of the next is on holiday.
  const openings = shifts.map(({ calendar }) => calendar.nextOpening(at)).filter((next) => next > at);
  for (const next of [...new Set(openings.map(Number))].sort((a, b) => a - b)) {
    const then = new Date(next);
    const starting = shifts.filter(({ calendar }) => calendar.isOpen(then));
    const found = present(desk, membersOf(desk, team, starting, then), then, away);
    if (found.length > 0) return found;
  }
  return present(desk, team.members, at, away);
}

interface WorkingShift {
  agents: readonly string[];
  inTurnFrom: string | null;
  calendar: WorkingCalendar;
}

const made = new WeakMap<Shift | Team, WorkingCalendar>();

function shiftsOf(desk: Desk, team: Team): WorkingShift[] {
  if (team.onDuty.length === 0) {
    return [{ agents: team.members, inTurnFrom: null, calendar: calendarOf(desk, team, team) }];
  }
  return team.onDuty.map((shift) => ({
    agents: shift.agents,
    inTurnFrom: shift.inTurnFrom ?? null,
    calendar: calendarOf(desk, team, shift),
  }));
}

function calendarOf(desk: Desk, team: Team, of: Shift | Team): WorkingCalendar {
  const existing = made.get(of);
  if (existing) return existing;
  const followed = desk.calendars.find((one) => one.name === of.calendar) ?? calendarFor(desk, team.name);
  const settings = "hours" in of && of.hours ? { ...followed, hours: of.hours } : followed;
  const calendar = createWorkingCalendar(settings, desk.desk.timeZone);
  made.set(of, calendar);
  return calendar;
}

function membersOf(desk: Desk, team: Team, shifts: readonly WorkingShift[], at: Date): string[] {
  const serving = new Set(shifts.flatMap((shift) => whoseTurn(desk, shift, at)));
  return team.members.filter((member) => serving.has(member));
}

function whoseTurn(desk: Desk, { agents, inTurnFrom }: WorkingShift, at: Date): readonly string[] {
  if (inTurnFrom === null) return agents;
  const weeks = Math.floor((today(desk, at) - Date.parse(inTurnFrom) / DAY_MS) / 7);
  const agent = weeks < 0 ? undefined : agents[weeks % agents.length];
  return agent === undefined ? [] : [agent];
}

function present(desk: Desk, members: readonly string[], at: Date, away: Away): string[] {
  const day = new Date(today(desk, at) * DAY_MS).toISOString().slice(0, 10);
  return members.filter((member) => {
    const until = away.get(member);
    if (until !== undefined && until > at) return false;
    const spans = desk.agents.find((agent) => agent.address === member)?.away ?? [];
    return !spans.some((span) => {
      const [first = "", last = first] = span.split("/");
      return first <= day && day <= last;
    });
  });
}

/** The day's number on the desk's wall calendar. */
function today(desk: Desk, at: Date): number {
  return dayNumber(wallTime(at.getTime(), desk.desk.timeZone));
}
