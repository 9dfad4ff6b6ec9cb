/** Which promises hold for a case: its policy, chosen by a rule, else by its category, and that policy's targets for its priority. */
import type { Case } from "./case.ts";
import { calendarFor, type Desk, findCalendar } from "./desk.ts";
import type { ServiceLevel } from "./desk-service.ts";

/** What of a case its promises depend on. */
export type Promised = Pick<Case, "serviceLevel" | "category" | "priority" | "team">;

/** Milliseconds of working time in `calendar`; null where nothing is promised. */
export interface ServiceTargets {
  policy: string;
  /** Name of the calendar; see `calendarNamed`. */
  calendar: string;
  firstResponse: number | null;
  resolution: number | null;
  nextUpdate: number | null;
}

/** Null for a desk without service levels. A policy that desk.yaml has no more counts as none. */
function policyOf(desk: Desk, on: Promised): ServiceLevel | null {
  const { serviceLevels } = desk;
  return (
    serviceLevels.find((one) => one.name === on.serviceLevel) ??
    serviceLevels.find((one) => one.categories.some((category) => isIn(on.category, category))) ??
    serviceLevels.find((one) => one.categories.length === 0) ??
    null
  );
}

function isIn(category: string | null, area: string): boolean {
  return category === area || (category?.startsWith(`${area}/`) ?? false);
}

export function targetsOf(desk: Desk, on: Promised): ServiceTargets | null {
  const policy = policyOf(desk, on);
  if (!policy) return null;
  const own = on.priority === null ? undefined : policy.targets[on.priority];
  const target = own ?? policy.targets.default;
  return {
    policy: policy.name,
    calendar: target?.calendar ?? policy.calendar ?? calendarFor(desk, on.team).name,
    firstResponse: target?.firstResponse ?? null,
    resolution: target?.resolution ?? null,
    nextUpdate: target?.nextUpdate ?? null,
  };
}

/** Percents in rising order, 100 among them. */
export function thresholdsOf(desk: Desk, policyName: string): number[] {
  const policy = desk.serviceLevels.find((one) => one.name === policyName);
  return [...new Set([...(policy?.thresholds ?? []), 100])].sort((a, b) => a - b);
}

/** Whether waiting for a supplier stops the clocks, too. */
export function pausesForVendor(desk: Desk, on: Promised): boolean {
  return policyOf(desk, on)?.pauseFor.includes("vendor") ?? false;
}

/** The calendar of that name, or, where desk.yaml has it no more, the one that its team's promises are counted in. */
export function calendarNamed(desk: Desk, calendarName: string, teamName: string) {
  return findCalendar(desk, calendarName) ?? calendarFor(desk, teamName);
}
