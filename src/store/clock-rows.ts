/** The rows that a verdict's clocks come to: of several changes to one clock the last holds, and its steps are all told. Pure. */
import type { ClockKind } from "../domain/change.ts";
import type { ClockStep, ServiceClock } from "../domain/sla-clock.ts";
import type { Row } from "./commit-plan.ts";

export class ClockRows {
  readonly #clocks = new Map<string, { start: boolean; row: Row }>();
  readonly #serviceClocks = new Map<string, { clock: ServiceClock; caseId: number; steps: ClockStep[] }>();

  /** `dueAt` null: the clock of that kind ends. */
  set(caseId: number, kind: ClockKind, dueAt: Date | null): void {
    this.#clocks.set(`${caseId} ${kind}`, {
      start: dueAt !== null,
      row: { case_id: caseId, kind, due_at: dueAt },
    });
  }

  put(caseId: number, clock: ServiceClock, step: ClockStep): void {
    const key = `${caseId} ${clock.kind}`;
    const steps = [...(this.#serviceClocks.get(key)?.steps ?? []), step];
    this.#serviceClocks.set(key, { clock, caseId, steps });
  }

  /** `opened`: ids of cases that the verdict opens, which have no clock to cancel. */
  finish(opened: ReadonlySet<number>): {
    cancelledClocks: Row[];
    startedClocks: Row[];
    serviceClocks: Row[];
  } {
    const clocks = [...this.#clocks.values()];
    return {
      cancelledClocks: clocks.flatMap(({ row }) => (opened.has(row.case_id as number) ? [] : [row])),
      startedClocks: clocks.flatMap(({ start, row }) => (start ? [row] : [])),
      serviceClocks: [...this.#serviceClocks.values()].map(serviceRow),
    };
  }
}

function serviceRow({
  clock,
  caseId,
  steps,
}: {
  clock: ServiceClock;
  caseId: number;
  steps: ClockStep[];
}): Row {
  const { kind, policy, calendar, since, state, reached } = clock;
  return {
    ...{ case_id: caseId, kind, policy, calendar, since, state, reached, steps },
    started_at: clock.startedAt,
    target_ms: clock.targetMs,
    used_ms: clock.usedMs,
    due_at: clock.dueAt,
  };
}
