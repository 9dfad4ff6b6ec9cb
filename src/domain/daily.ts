/** What is mailed once a working day: when a team's day begins. Pure. */
import { calendarFor, type Desk } from "./desk.ts";
import { workingCalendar } from "./working-time.ts";
import { DAY_MS, dayNumber, instantOf, wallTime } from "./zone.ts";

/** Where a calendar never closes, its day begins when people do. */
const MORNING_MS = 8 * 3_600_000;

/** When today's mail is due: as the team begins to work; null on a day that it does not, and before. */
export function dailyDue(desk: Desk, teamName: string, now: Date): Date | null {
  const zone = calendarFor(desk, teamName).timeZone ?? desk.desk.timeZone;
  const dayOf = (instant: number) => dayNumber(wallTime(instant, zone));
  const today = dayOf(now.getTime());
  const midnight = instantOf(today * DAY_MS, zone);
  const opening = workingCalendar(desk, teamName).nextOpening(new Date(midnight)).getTime();
  if (dayOf(opening) !== today) return null;
  const due = opening === midnight ? midnight + MORNING_MS : opening;
  return due <= now.getTime() ? new Date(due) : null;
}
