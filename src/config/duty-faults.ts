/** Rotas that nobody could serve: agents who are not in the team, unknown calendars, hours that cannot be kept, absences that end first. Pure. */
import { checkHours } from "./calendar-faults.ts";
import { didYouMean } from "./fault.ts";
import {
  addressKey,
  type Item,
  isRecord,
  items,
  type Report,
  textAt,
  textsAt,
  type View,
  valueAt,
} from "./view.ts";

export function dutyFaults(view: View, report: Report): void {
  const { raw, teams, agents } = view;
  const calendars = view.calendars.flatMap((one) =>
    typeof one.value.name === "string" ? [one.value.name] : [],
  );
  for (const team of teams) {
    const members = textsAt(raw, [...team.path, "members"]).map((one) => addressKey(one.value));
    checkAssign(raw, team, members, report);
    checkDigest(raw, team, report);
    for (const shift of items(raw, [...team.path, "onDuty"])) {
      if (!isRecord(shift.value)) continue;
      checkHours(raw, { path: shift.path, value: shift.value }, report);
      checkShift(raw, shift.path, members, calendars, report);
    }
  }
  for (const agent of agents)
    for (const away of textsAt(raw, [...agent.path, "away"])) checkAway(away, report);
}

function checkAssign(raw: unknown, team: Item, members: string[], report: Report): void {
  const assign = textAt(raw, [...team.path, "assign"]);
  if (assign === null || assign.value === "none" || members.length > 0) return;
  report(
    assign.path,
    "nobody_to_assign",
    `assign: ${assign.value} in a team without members`,
    null,
    "add members",
  );
}

/** A team that hears of new cases by the daily list alone must be sent one. */
function checkDigest(raw: unknown, team: Item, report: Report): void {
  const notify = textAt(raw, [...team.path, "notify"]);
  const to = textsAt(raw, ["digest", "to"]).map((one) => one.value);
  if (
    notify?.value !== "digest" ||
    !isRecord(valueAt(raw, ["digest"])) ||
    valueAt(raw, ["digest", "to"]) === undefined
  ) {
    return;
  }
  const hasReader =
    textAt(raw, [...team.path, "address"]) !== null || textAt(raw, [...team.path, "lead"]) !== null;
  if (to.includes("agents") || (to.includes("teams") && hasReader)) return;
  const found = "notify: digest, but no daily list goes to this team or its members";
  report(notify.path, "nobody_told", found, null, "add agents to digest.to, or write notify: all");
}

function checkShift(
  raw: unknown,
  path: PropertyKey[],
  members: string[],
  calendars: string[],
  report: Report,
): void {
  for (const agent of textsAt(raw, [...path, "agents"])) {
    const address = addressKey(agent.value);
    if (members.includes(address)) continue;
    const found = `"${agent.value}" is on duty in a team that they are no member of`;
    report(agent.path, "not_in_team", found, members.join(", "), didYouMean(address, members));
  }
  const calendar = textAt(raw, [...path, "calendar"]);
  if (calendar !== null && !calendars.includes(calendar.value)) {
    const found = `no calendar is named "${calendar.value}"`;
    const allowed = calendars.length > 0 ? calendars.join(", ") : "none, since no calendar is defined";
    report(calendar.path, "unknown_calendar", found, allowed, didYouMean(calendar.value, calendars));
  }
}

function checkAway(away: Item<string>, report: Report): void {
  const days = away.value.split("/");
  const wrong = days.find((day) => /^\d{4}-\d\d-\d\d$/.test(day) && !isDay(day));
  if (wrong !== undefined) report(away.path, "wrong_day", `there is no ${wrong}`, "a day of the calendar");
  const [first = "", last = first] = days;
  if (wrong === undefined && last < first) {
    report(away.path, "wrong_span", `${away.value} ends before it begins`, "the first day, then the last");
  }
}

function isDay(day: string): boolean {
  const at = Date.parse(day);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}
