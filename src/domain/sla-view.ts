/** A service clock as people and scripts read it: what of its target is used at an instant, and what state that is. Pure. */
import type { Desk } from "./desk.ts";
import { type ServiceClock, usedAt } from "./sla-clock.ts";
import { clockCalendar } from "./working-time.ts";

export interface ServiceClockView {
  kind: string;
  policy: string;
  calendar: string;
  startedAt: Date;
  /** Null while it is paused before its target is used up. */
  dueAt: Date | null;
  /** Whole seconds of working time, rounded down. */
  usedSeconds: number;
  targetSeconds: number;
  /** `breached`: it still runs, beyond its target. */
  state: ServiceClock["state"] | "breached";
}

/** Null for a clock that only measures. */
export function viewServiceClock(
  clock: ServiceClock,
  desk: Desk,
  team: string,
  now: Date,
): ServiceClockView | null {
  const { kind, policy, calendar, startedAt, dueAt, targetMs, state } = clock;
  if (targetMs === null) return null;
  const usedMs = usedAt(clock, clockCalendar(desk, calendar, team), now);
  return {
    ...{ kind, policy, calendar, startedAt, dueAt },
    usedSeconds: Math.floor(usedMs / 1_000),
    targetSeconds: Math.floor(targetMs / 1_000),
    state: state === "running" && usedMs >= targetMs ? "breached" : state,
  };
}
