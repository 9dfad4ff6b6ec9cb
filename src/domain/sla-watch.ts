/** A service clock's next threshold has come: it is put on the case, once, whoever is told of it, and the one after it is waited for. */
import type { Draft } from "./decision.ts";
import { decideThreshold } from "./escalation.ts";
import type { ClockFacts } from "./facts.ts";
import { thresholdsOf } from "./service-level.ts";
import {
  nextThreshold,
  SERVICE_CLOCK_KINDS,
  type ServiceClockKind,
  untoldThresholds,
  usedAt,
} from "./sla-clock.ts";
import { clockCalendar } from "./working-time.ts";

/** The service clock that a wake is for; null for every other wake. */
export function watchedKind(wakeKind: string): ServiceClockKind | null {
  return SERVICE_CLOCK_KINDS.find((kind) => wakeKind === `watch_${kind}`) ?? null;
}

/** Returns the reason code of what came of it. */
export function decideWatch(facts: ClockFacts, kind: ServiceClockKind, draft: Draft, now: Date): string {
  const { desk, case: caseFacts } = facts;
  const clock = caseFacts.serviceClocks.find((one) => one.kind === kind);
  if (clock?.state !== "running" || clock.dueAt === null) return "moot";
  const days = clockCalendar(desk, clock.calendar, draft.case.team);
  const thresholds = thresholdsOf(desk, clock.policy);
  // A wake may come moments early.
  const at = now < facts.clock.dueAt ? facts.clock.dueAt : now;
  // Several, where they were reached while nobody looked: each has people of its own, who get one mail all the same.
  const untold = untoldThresholds(clock, days, thresholds, at);
  const highest = untold.at(-1);
  const told = highest === undefined ? clock : { ...clock, reached: highest.percent };
  const next = nextThreshold(told, days, thresholds);
  if (next) draft.startClock(`watch_${kind}`, next.at);
  if (highest === undefined) return "not_reached";
  const { percent } = highest;
  const { startedAt, targetMs, policy, calendar, dueAt } = clock;
  const usedMs = usedAt(clock, days, at);
  draft.decision.changes.push({
    do: "putServiceClock",
    case: draft.ref,
    clock: told,
    step: { at: now, event: "reached", because: `${percent} %`, usedMs, targetMs, policy, calendar },
  });
  draft.decision.saw("service_level", `${kind}_${percent}`, `reached ${highest.reachedAt.toISOString()}`);
  const of = { kind, startedAt, targetAt: dueAt };
  const [reason = "moot"] = untold
    .map((one) => decideThreshold(draft, desk, { ...of, ...one }, now))
    .reverse();
  return reason;
}
