/** When nobody is to be disturbed: `escalation.quietHours` in the calendar of the team whom it concerns. Pure. */
import { createWorkingCalendar, type WorkingCalendar } from "./calendar.ts";
import { ALWAYS_OPEN, calendarFor, type Desk } from "./desk.ts";
import { workingCalendar } from "./working-time.ts";

/** What falls due as the day ends still belongs to the day. */
const GRACE_MS = 60_000;

const made = new Map<string, WorkingCalendar>();

/** `at` itself, or where that is quiet the end of the quiet hours. */
export function afterQuietHours(desk: Desk, teamName: string, at: Date): Date {
  const calendar = wakingHours(desk, teamName);
  if (calendar === null || calendar.isOpen(new Date(at.getTime() - GRACE_MS))) return at;
  return calendar.nextOpening(at);
}

/** Null: no hour is quiet. */
function wakingHours(desk: Desk, teamName: string): WorkingCalendar | null {
  const { quietHours } = desk.escalation;
  if (quietHours === "none") return null;
  if (quietHours === "outsideHours") return workingCalendar(desk, teamName);
  const [begin, end] = quietHours.split("-");
  if (begin === end) return null;
  const zone = calendarFor(desk, teamName).timeZone ?? desk.desk.timeZone;
  const key = `${quietHours} ${zone}`;
  const known = made.get(key);
  if (known) return known;
  const waking = { ...ALWAYS_OPEN, name: "quiet hours", hours: { "mon-sun": `${end}-${begin}` } };
  const calendar = createWorkingCalendar(waking, zone);
  made.set(key, calendar);
  return calendar;
}
