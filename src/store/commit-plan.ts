/** What must be known before a verdict is carried out, and the rows that it, or several together, come to. Pure. */
import type { Change, Verdict } from "../domain/change.ts";

export type Row = Record<string, unknown>;

export interface DrawnIds {
  cases: number[];
  numbers: number[];
  messages: number[];
  outbox: number[];
}

export interface PlanContext {
  ids: DrawnIds;
  /** Numbers of existing cases that the verdict names, by id. */
  numbers: ReadonlyMap<number, number>;
  /** The received mail that the verdict is about. */
  inboundId: number | null;
  now: Date;
  newToken(): { nonce: Buffer; hash: Buffer; expiresAt: Date };
}

export interface OutboxRow extends Row {
  id: number;
  state: "pending" | "suppressed";
  not_before: Date;
}

/** Rows by the statement that writes them (sql/queries/commit.sql). */
export interface Plan {
  cases: Row[];
  /** Existing cases that move on, with the fields that change. */
  patches: { id: number; patch: Row }[];
  messages: Row[];
  releasedMessages: Row[];
  attachments: Row[];
  threadIds: Row[];
  participants: { put: Row[]; remove: Row[] };
  links: { put: Row[]; remove: Row[] };
  history: Row[];
  commands: Row[];
  undone: Row[];
  suppress: Row[];
  /** One a team, the last. */
  turns: Row[];
  /** One an agent, the last. */
  absences: Row[];
  outbox: OutboxRow[];
  cancelledClocks: Row[];
  startedClocks: Row[];
  reminders: Row[];
  webhookCalls: Row[];
  serviceClocks: Row[];
  people: Row[];
  /** Of mails that did not arrive, what is told now. */
  bounces: Row[];
  undeliverable: { mark: Row[]; clear: Row[] };
  /** Mails that leave quarantine. */
  unparked: Row[];
  held: Row[];
  released: Row[];
  caseId: number | null;
  caseNumber: number | null;
}

export function emptyPlan(): Plan {
  return {
    cases: [],
    patches: [],
    messages: [],
    releasedMessages: [],
    attachments: [],
    threadIds: [],
    participants: { put: [], remove: [] },
    links: { put: [], remove: [] },
    history: [],
    commands: [],
    undone: [],
    suppress: [],
    turns: [],
    absences: [],
    outbox: [],
    cancelledClocks: [],
    startedClocks: [],
    reminders: [],
    webhookCalls: [],
    serviceClocks: [],
    people: [],
    bounces: [],
    undeliverable: { mark: [], clear: [] },
    unparked: [],
    held: [],
    released: [],
    caseId: null,
    caseNumber: null,
  };
}

/** The latest mail decides whether an address counts as gone. */
function latestMarks(plans: readonly Plan[]): Plan["undeliverable"] {
  const marks = new Map<unknown, { mark: boolean; row: Row }>();
  for (const { undeliverable } of plans) {
    for (const row of undeliverable.mark) marks.set(row.address, { mark: true, row });
    for (const row of undeliverable.clear) marks.set(row.address, { mark: false, row });
  }
  const rows = (mark: boolean) =>
    [...marks.values()].filter((one) => one.mark === mark).map((one) => one.row);
  return { mark: rows(true), clear: rows(false) };
}

function lastOf(rows: readonly Row[], key: string): Row[] {
  return [...new Map(rows.map((row) => [row[key], row])).values()];
}

/** How many ids of each kind a verdict needs. */
export function countIds(verdict: Verdict): { cases: number; messages: number; outbox: number } {
  const count = (kind: Change["do"]) => verdict.changes.filter((change) => change.do === kind).length;
  return { cases: count("openCase"), messages: count("addMessage"), outbox: count("owe") };
}

/** Existing cases that this verdict moves on, so that decisions made on their old state are made again. */
export function touchedCases(verdict: Verdict): number[] {
  const touched = verdict.changes.flatMap((change) =>
    "case" in change && typeof change.case === "number" && !UNNOTICED.has(change.do) ? [change.case] : [],
  );
  return [...new Set(touched)];
}

const UNNOTICED: ReadonlySet<Change["do"]> = new Set(["learnAlias", "hold"]);

/** Existing cases that are only named. */
export function namedCases(verdict: Verdict): number[] {
  const named = verdict.changes.flatMap((change) =>
    change.do === "link" || change.do === "unlink" ? [change.other] : [],
  );
  return [...new Set([verdict.case, ...named].filter((one) => typeof one === "number"))];
}

/**
 * The rows of verdicts that are written together. No two of them move the same case, so each case's rows keep their order; of what
 * two say of one person the later counts where it says something.
 */
export function mergePlans(plans: readonly Plan[]): Omit<Plan, "caseId" | "caseNumber"> {
  const all = <K extends keyof Plan>(key: K) => plans.flatMap((plan) => plan[key] as Row[]);
  const people = new Map<unknown, Row>();
  for (const row of all("people")) {
    const before = people.get(row.address);
    people.set(row.address, {
      address: row.address,
      name: row.name ?? before?.name ?? null,
      language: row.language ?? before?.language ?? null,
    });
  }
  return {
    cases: all("cases"),
    patches: plans.flatMap((plan) => plan.patches),
    messages: all("messages"),
    attachments: all("attachments"),
    threadIds: all("threadIds"),
    participants: {
      put: plans.flatMap((plan) => plan.participants.put),
      remove: plans.flatMap((plan) => plan.participants.remove),
    },
    links: {
      put: plans.flatMap((plan) => plan.links.put),
      remove: plans.flatMap((plan) => plan.links.remove),
    },
    history: all("history"),
    commands: all("commands"),
    undone: all("undone"),
    suppress: all("suppress"),
    turns: lastOf(all("turns"), "team"),
    absences: lastOf(all("absences"), "agent"),
    outbox: plans.flatMap((plan) => plan.outbox),
    cancelledClocks: all("cancelledClocks"),
    startedClocks: all("startedClocks"),
    reminders: all("reminders"),
    webhookCalls: all("webhookCalls"),
    serviceClocks: all("serviceClocks"),
    people: [...people.values()],
    bounces: all("bounces"),
    undeliverable: latestMarks(plans),
    unparked: all("unparked"),
    held: all("held"),
    released: all("released"),
    releasedMessages: all("releasedMessages"),
  };
}
