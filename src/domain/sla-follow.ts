/**
 * Service clocks follow their cases: whatever a verdict does to a case, its clocks come out of comparing the case before and after,
 * here and nowhere else, so that no command, rule or clock can forget them. Pure.
 */
import type { WorkingCalendar } from "./calendar.ts";
import type { Case } from "./case.ts";
import { stageOf } from "./case-state.ts";
import type { CaseRef, Change, Verdict } from "./change.ts";
import { blankCase } from "./decision.ts";
import { resolutionDelay } from "./delay.ts";
import type { Desk } from "./desk.ts";
import type { CaseFacts } from "./facts.ts";
import { pausesForVendor, type ServiceTargets, targetsOf, thresholdsOf } from "./service-level.ts";
import {
  type ClockStep,
  cancel,
  changeTerms,
  end,
  nextThreshold,
  pause,
  restart,
  run,
  type ServiceClock,
  type ServiceClockKind,
  startClock,
} from "./sla-clock.ts";
import { clockCalendar } from "./working-time.ts";

export interface Following {
  desk: Desk;
  /** The cases that the verdict was made from, by id. */
  cases: ReadonlyMap<number, CaseFacts>;
  /** When what the verdict is about happened: a mail's receipt, not its processing. */
  at: Date;
  /** The case whose requester a person has written to then, as SMTP says. */
  written?: number;
}

/** The verdict with what it means for the service clocks of the cases that it opens or changes. */
export function withServiceClocks(verdict: Verdict, following: Following): Verdict {
  if (following.desk.serviceLevels.length === 0) return verdict;
  const changes = [...casesAfter(verdict, following)].flatMap(([ref, { on, clocks }]) =>
    clockChanges(ref, on, clocks, following),
  );
  return changes.length === 0 ? verdict : { ...verdict, changes: [...verdict.changes, ...changes] };
}

interface CaseAfter {
  on: Case;
  clocks: ServiceClock[];
}

/** Each case that the verdict touches, as it will stand. */
function casesAfter({ changes }: Verdict, { cases, written }: Following): Map<CaseRef, CaseAfter> {
  const after = new Map<CaseRef, CaseAfter>();
  const find = (ref: CaseRef): CaseAfter | null => {
    const known = typeof ref === "number" ? cases.get(ref) : undefined;
    const found = after.get(ref) ?? (known && { on: { ...known.case }, clocks: known.serviceClocks });
    if (found) after.set(ref, found);
    return found ?? null;
  };
  if (written !== undefined) find(written);
  for (const change of changes) {
    if (change.do === "openCase") {
      after.set(change.as, { on: { ...blankCase(change.case), ...change.case.also }, clocks: [] });
    } else if (change.do === "set") {
      const found = find(change.case);
      if (found) Object.assign(found.on, { [change.field]: change.to });
    } else if (change.do === "putServiceClock") {
      const found = find(change.case);
      if (!found) continue;
      found.clocks = [...found.clocks.filter((one) => one.kind !== change.clock.kind), change.clock];
    }
  }
  return after;
}

/** Whether a promise of this kind is being kept, waits, or is over; `none`: it has not begun. */
type Phase = "runs" | "pauses" | "over" | "void" | "none";

function clockChanges(ref: CaseRef, on: Case, clocks: ServiceClock[], following: Following): Change[] {
  const { desk, at } = following;
  const targets = targetsOf(desk, on);
  if (!targets) return [];
  const kinds: [ServiceClockKind, Phase, number | null][] = [
    ["first_response", responsePhase(on), targets.firstResponse],
    ["resolution", workPhase(on, desk), targets.resolution],
    ["next_update", updatePhase(on, desk, targets), targets.nextUpdate],
  ];
  const isNew = typeof ref !== "number";
  return kinds.flatMap(([kind, phase, targetMs]) => {
    const before = clocks.find((one) => one.kind === kind) ?? null;
    const begins = isNew ? on.openedAt : at;
    const moved = move({
      on,
      targets: { ...targets, targetMs },
      phase,
      kind,
      before,
      begins,
      isNew,
      following,
    });
    return moved === null ? [] : put(ref, on, before, moved, desk);
  });
}

interface Move {
  on: Case;
  targets: ServiceTargets & { targetMs: number | null };
  kind: ServiceClockKind;
  phase: Phase;
  before: ServiceClock | null;
  begins: Date;
  isNew: boolean;
  following: Following;
}

interface Moved {
  clock: ServiceClock;
  event: ClockStep["event"];
}

/** Null where nothing changes. */
function move(step: Move): Moved | null {
  const { on, targets, kind, phase, before, following } = step;
  const { desk, at } = following;
  if (phase === "none") return null;
  if (before === null) return begin(step);
  const days = (name: string) => clockCalendar(desk, name, on.team);
  const [earlier, after] = [days(before.calendar), days(targets.calendar)];
  if (kind === "next_update" && following.written === on.id && (phase === "runs" || phase === "pauses")) {
    const again = restart({ ...before, ...termsOf(targets) }, after, at);
    return { clock: toPhase(again, phase, after, at), event: "restarted" };
  }
  // What ran until now ran on the old terms.
  const moved = toPhase(before, phase, earlier, at);
  const clock = changeTerms(moved, termsOf(targets), earlier, after, at);
  if (clock.state !== before.state) return { clock, event: EVENTS[clock.state] };
  return clock === before ? null : { clock, event: "changed" };
}

/** A promise that is over before the case had a clock for it was made to nobody, unless the case is opened as over. */
function begin({ on, targets, kind, phase, begins, following, isNew }: Move): Moved | null {
  const { desk, at } = following;
  if (phase === "void" || (phase === "over" && !isNew)) return null;
  const days = clockCalendar(desk, targets.calendar, on.team);
  const started = startClock(kind, termsOf(targets), days, begins);
  return { clock: toPhase(started, phase, days, later(begins, at)), event: "started" };
}

const EVENTS = {
  running: "resumed",
  paused: "paused",
  met: "met",
  missed: "missed",
  cancelled: "cancelled",
} as const satisfies Record<ServiceClock["state"], ClockStep["event"]>;

function termsOf({ policy, calendar, targetMs }: Move["targets"]) {
  return { policy, calendar, targetMs };
}

function toPhase(clock: ServiceClock, phase: Phase, days: WorkingCalendar, at: Date): ServiceClock {
  switch (phase) {
    case "runs":
      return run(clock, days, at);
    case "pauses":
      return pause(clock, days, at);
    case "over":
      // Over is over, also where a case goes from solved to closed; a promise that was dropped may yet be kept.
      return clock.state === "met" || clock.state === "missed" ? clock : end(clock, days, at);
    case "void":
      return clock.state === "running" || clock.state === "paused" ? cancel(clock, days, at) : clock;
    case "none":
      return clock;
  }
}

/** Until a person's words have reached the requester; a case that ends before owes none. */
function responsePhase(on: Case): Phase {
  if (on.firstResponseAt !== null) return "over";
  const stage = stageOf(on);
  if (stage === "closed") return "void";
  return stage === "awaiting_user" || stage === "resolved" ? "pauses" : "runs";
}

function workPhase(on: Case, desk: Desk): Phase {
  if (on.closingCode === "merged" || on.closingCode === "spam") return "void";
  if (on.status === "resolved" || on.status === "closed") return "over";
  const waits = on.status === "awaiting_vendor" && pausesForVendor(desk, on);
  return waits || on.status === "awaiting_user" ? "pauses" : "runs";
}

/** Begins with the first response, which is the first such word; a case that is solved owes no further. */
function updatePhase(on: Case, desk: Desk, { nextUpdate }: ServiceTargets): Phase {
  if (on.firstResponseAt === null) return "none";
  const phase = workPhase(on, desk);
  if (phase === "over") return "void";
  return nextUpdate === null ? "void" : phase;
}

/** The clock as it now stands, and the wake for its next threshold. */
function put(ref: CaseRef, on: Case, before: ServiceClock | null, moved: Moved, desk: Desk): Change[] {
  const { clock, event } = moved;
  const watch = `watch_${clock.kind}` as const;
  const next = nextThreshold(
    clock,
    clockCalendar(desk, clock.calendar, on.team),
    thresholdsOf(desk, clock.policy),
  );
  const { usedMs, targetMs, policy, calendar, since } = clock;
  const because = event === "changed" ? (on.priority ?? "no priority") : on.status;
  const step: ClockStep = { at: since, event, because, usedMs, targetMs, policy, calendar };
  const changes: Change[] = [{ do: "putServiceClock", case: ref, clock, step }];
  if (next) changes.push({ do: "startClock", case: ref, kind: watch, dueAt: next.at });
  else if (before?.state === "running") changes.push({ do: "cancelClocks", case: ref, kinds: [watch] });
  const delay = clock.state === "running" ? resolutionDelay(desk, on, clock) : null;
  if (delay) changes.push({ do: "startClock", case: ref, kind: "delay_resolution", dueAt: delay });
  return changes;
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
