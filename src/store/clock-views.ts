/** Clocks as scripts and operators read them: promises with what is used of them at this moment, and the waits of a case. */
import type { Desk } from "../domain/desk.ts";
import type { ServiceClock } from "../domain/sla-clock.ts";
import { viewServiceClock } from "../domain/sla-view.ts";
import type { Session } from "./connection.ts";
import { loadStatements } from "./queries.ts";
import type { ClockArithmetic, ClockView } from "./views.ts";

interface ClockRow {
  caseId: number;
  kind: string;
  startedAt: Date;
  dueAt: Date;
  state: string;
  firedAt: Date | null;
}
type ServiceRow = ServiceClock & { caseId: number; team: string };
/** As it stands in the table: instants as text. */
type StoredStep = Omit<ClockArithmetic["steps"][number], "at"> & { at: string };

const sql = loadStatements("clock-views");
const CLOCKS = sql<[ids: number[]], ClockRow>("clocks");
const SERVICE_CLOCKS = sql<[ids: number[]], ServiceRow>("service_clocks");
const STEPS = sql<[caseId: number], { kind: string; steps: StoredStep[] }>("steps");

/** By case id; promises first. */
export async function readClocks(
  session: Session,
  ids: number[],
  desk: Desk,
  now: Date,
): Promise<Map<number, ClockView[]>> {
  const [waits, promises] = await Promise.all([session.all(CLOCKS, ids), session.all(SERVICE_CLOCKS, ids)]);
  const views = new Map<number, ClockView[]>(ids.map((id) => [id, []]));
  for (const { caseId, team, ...clock } of promises) {
    const view = viewServiceClock(clock, desk, team, now);
    if (view) views.get(caseId)?.push(view);
  }
  for (const row of waits) views.get(row.caseId)?.push(viewClock(row, now));
  return views;
}

/** How each promise of a case came to what is used of it. */
export async function readArithmetic(
  session: Session,
  caseId: number,
  desk: Desk,
  now: Date,
): Promise<ClockArithmetic[]> {
  const [clocks, told] = await Promise.all([
    session.all(SERVICE_CLOCKS, [caseId]),
    session.all(STEPS, caseId),
  ]);
  return clocks.flatMap(({ caseId: _, team, ...clock }) => {
    const view = viewServiceClock(clock, desk, team, now);
    const steps = told.find((one) => one.kind === clock.kind)?.steps ?? [];
    return view ? [{ ...view, steps: steps.map((step) => ({ ...step, at: new Date(step.at) })) }] : [];
  });
}

function viewClock({ kind, startedAt, dueAt, state, firedAt }: ClockRow, now: Date): ClockView {
  const seconds = (until: Date) => Math.max(0, Math.round((until.getTime() - startedAt.getTime()) / 1_000));
  const targetSeconds = seconds(dueAt);
  const usedSeconds = Math.min(targetSeconds, seconds(firedAt ?? now));
  return { kind, startedAt, dueAt, usedSeconds, targetSeconds, state };
}
