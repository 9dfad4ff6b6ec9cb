/** What must hold of every service clock, whatever was mailed: it stands as its case does, and one wake waits for its next threshold. */
import type { RecordedDesk } from "../support/recorded-desk.ts";

export interface PromiseRow {
  case: number;
  kind: string;
  state: string;
  status: string;
  isMerged: boolean;
  hasResponded: boolean;
  hasTarget: boolean;
  /** The recorded desk promises further word at most priorities, not at all of them. */
  promisesUpdate: boolean;
  isAllTold: boolean;
  watches: number;
}

export async function lookAtClocks(desk: RecordedDesk): Promise<PromiseRow[]> {
  const rows = await desk.look(`
    select promise.case_id as case, promise.kind, promise.state, cases.status, cases.closing_code = 'merged' as "isMerged",
      first_response_at is not null as "hasResponded", target_ms is not null as "hasTarget",
      coalesce(priority not in ('critical', 'low'), true) as "promisesUpdate", reached >= 150 as "isAllTold",
      (select count(*)::int from clock where clock.case_id = promise.case_id and clock.state = 'running'
        and clock.kind = 'watch_' || promise.kind) as watches
    from service_clock promise join cases on cases.id = promise.case_id`);
  return rows as unknown as PromiseRow[];
}

export function brokenClocks(rows: readonly PromiseRow[]): string[] {
  return rows.flatMap((row) =>
    [...isWatched(row), ...isAsItsCase(row)].map((what) => `${JSON.stringify(row)}: ${what}`),
  );
}

function isWatched({ state, hasTarget, isAllTold, watches }: PromiseRow): string[] {
  const wanted = state === "running" && hasTarget && !isAllTold ? 1 : 0;
  return watches === wanted ? [] : [`${watches} wakes in place of ${wanted}`];
}

function isAsItsCase(row: PromiseRow): string[] {
  const { kind, state, status, isMerged, hasResponded, promisesUpdate } = row;
  const isOver = status === "resolved" || status === "closed";
  const isWaiting = status === "awaiting_user" || status === "awaiting_vendor";
  const may =
    kind === "first_response" && hasResponded
      ? ["met", "missed"]
      : kind === "first_response" && status !== "closed"
        ? ["running", "paused"]
        : isMerged || (kind !== "resolution" && (isOver || !promisesUpdate))
          ? ["cancelled", "met", "missed"]
          : isOver
            ? ["met", "missed"]
            : isWaiting
              ? ["paused"]
              : ["running"];
  return may.includes(state) ? [] : [`${state} in place of ${may.join(", ")}`];
}
