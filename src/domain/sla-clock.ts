/**
 * A promise's clock: how much of its working time is used. It runs, pauses and goes on with what it had used, whatever changes on
 * the way; nothing starts it afresh but the next promise of its kind (`next_update`). Pure; exact to the millisecond.
 */
import type { WorkingCalendar } from "./calendar.ts";

export const SERVICE_CLOCK_KINDS = ["first_response", "resolution", "next_update"] as const;
export type ServiceClockKind = (typeof SERVICE_CLOCK_KINDS)[number];

/** `met`, `missed`: over, within the target or beyond it. `cancelled`: over without having had to be kept. */
export type ServiceClockState = "running" | "paused" | "met" | "missed" | "cancelled";

/** As stored; one a case and kind. */
export interface ServiceClock {
  kind: ServiceClockKind;
  /** Name of its service level. */
  policy: string;
  /** Name of the calendar that it counts in. */
  calendar: string;
  startedAt: Date;
  /** Milliseconds of working time; null: it only measures. */
  targetMs: number | null;
  /** Milliseconds of working time used until `since`. */
  usedMs: number;
  since: Date;
  state: ServiceClockState;
  /** When the target is used up if nothing stops it, or would have been; null without target, and while it is paused before that. */
  dueAt: Date | null;
  /** The highest threshold that somebody was reminded of, in percent; 0: none. */
  reached: number;
}

/** One line of a clock's arithmetic. */
export interface ClockStep {
  at: Date;
  event:
    | "started"
    | "changed"
    | "paused"
    | "resumed"
    | "restarted"
    | "reached"
    | "met"
    | "missed"
    | "cancelled";
  /** Why: the status that the case came to, or the threshold in percent. */
  because: string;
  usedMs: number;
  targetMs: number | null;
  policy: string;
  calendar: string;
}

export interface Terms {
  policy: string;
  calendar: string;
  targetMs: number | null;
}

export function startClock(
  kind: ServiceClockKind,
  { policy, calendar, targetMs }: Terms,
  days: WorkingCalendar,
  at: Date,
): ServiceClock {
  const terms = { policy, calendar, targetMs };
  const started = { kind, ...terms, startedAt: at, usedMs: 0, since: at, dueAt: null, reached: 0 };
  return withDue({ ...started, state: "running" }, days);
}

/** Working time used at an instant, in milliseconds. */
export function usedAt(clock: ServiceClock, days: WorkingCalendar, at: Date): number {
  return clock.usedMs + (clock.state === "running" ? days.workingBetween(clock.since, at) : 0);
}

function isOver({ state }: ServiceClock): boolean {
  return state !== "running" && state !== "paused";
}

/** Goes on, or goes on again after it was over, with what it had used. */
export function run(clock: ServiceClock, days: WorkingCalendar, at: Date): ServiceClock {
  if (clock.state === "running") return clock;
  return withDue({ ...reckon(clock, days, at), state: "running" }, days);
}

export function pause(clock: ServiceClock, days: WorkingCalendar, at: Date): ServiceClock {
  if (clock.state === "paused") return clock;
  return withDue({ ...reckon(clock, days, at), state: "paused" }, days);
}

/** `met` also at the very instant at which the target is used up. */
export function end(clock: ServiceClock, days: WorkingCalendar, at: Date): ServiceClock {
  const stopped = reckon(clock, days, at);
  const isLate = stopped.targetMs !== null && stopped.usedMs > stopped.targetMs;
  return withDue({ ...stopped, state: isLate ? "missed" : "met" }, days);
}

export function cancel(clock: ServiceClock, days: WorkingCalendar, at: Date): ServiceClock {
  return withDue({ ...reckon(clock, days, at), state: "cancelled" }, days);
}

/** Another target or calendar: what is used stays used. `before`, `after`: the calendars. What is over keeps its terms. */
export function changeTerms(
  clock: ServiceClock,
  { policy, calendar, targetMs }: Terms,
  before: WorkingCalendar,
  after: WorkingCalendar,
  at: Date,
): ServiceClock {
  const isSame = clock.policy === policy && clock.calendar === calendar && clock.targetMs === targetMs;
  if (isSame || isOver(clock)) return clock;
  const moved = { ...reckon(clock, before, at), policy, calendar, targetMs };
  // The instant at which the old target was used up says nothing of the new one.
  return withDue(clock.targetMs === targetMs ? moved : { ...moved, dueAt: null }, after);
}

/** The next promise of the same kind begins. */
export function restart(clock: ServiceClock, days: WorkingCalendar, at: Date): ServiceClock {
  const fresh = startClock(clock.kind, clock, days, later(clock.since, at));
  return clock.state === "paused" ? withDue({ ...fresh, state: "paused" }, days) : fresh;
}

/** When a running clock reaches this percent of its target; `since` where it had already by then. */
function reachesAt(clock: ServiceClock, days: WorkingCalendar, percent: number): Date | null {
  if (clock.state !== "running" || clock.targetMs === null) return null;
  return days.addWorking(clock.since, Math.max(0, share(clock.targetMs, percent) - clock.usedMs));
}

/** The next threshold above those that were told, and when it is reached; null where none is left or it does not run. */
export function nextThreshold(
  clock: ServiceClock,
  days: WorkingCalendar,
  thresholds: readonly number[],
): { percent: number; at: Date } | null {
  const percent = thresholds.find((one) => one > clock.reached);
  const at = percent === undefined ? null : reachesAt(clock, days, percent);
  return percent === undefined || at === null ? null : { percent, at };
}

export interface UntoldThreshold {
  percent: number;
  reachedAt: Date;
}

/** Thresholds that have been reached and nobody was reminded of, in rising order. */
export function untoldThresholds(
  clock: ServiceClock,
  days: WorkingCalendar,
  thresholds: readonly number[],
  at: Date,
): UntoldThreshold[] {
  return thresholds.flatMap((percent) => {
    const reachedAt = percent > clock.reached ? reachesAt(clock, days, percent) : null;
    return reachedAt !== null && reachedAt <= at ? [{ percent, reachedAt }] : [];
  });
}

/** Percent of a target in whole milliseconds. */
function share(targetMs: number, percent: number): number {
  return Math.ceil((targetMs * percent) / 100);
}

/** Mail is decided on later than it came, and clocks of two hosts differ: no clock runs backwards. */
function later(since: Date, at: Date): Date {
  return since > at ? since : at;
}

function reckon(clock: ServiceClock, days: WorkingCalendar, at: Date): ServiceClock {
  const until = later(clock.since, at);
  return { ...clock, usedMs: usedAt(clock, days, until), since: until };
}

/** With the instant at which the target is, or was, used up; where that was lately is not known any more, `since`. */
function withDue(clock: ServiceClock, days: WorkingCalendar): ServiceClock {
  const { targetMs, usedMs, since, state, dueAt } = clock;
  if (targetMs === null) return { ...clock, dueAt: null };
  if (usedMs >= targetMs) return { ...clock, dueAt: dueAt !== null && dueAt <= since ? dueAt : since };
  if (state === "running") return { ...clock, dueAt: days.addWorking(since, targetMs - usedMs) };
  return { ...clock, dueAt: state === "paused" ? null : dueAt };
}
