/** What rules would make of a case that was opened before, held against what was made of it then and where it stands now. Pure. */
import type { Desk } from "./desk.ts";
import { held, type RuledField, type RuleRun, runRules } from "./rule.ts";
import type { RuledCase } from "./rule-conditions.ts";
import type { RuleSubject } from "./rule-subject.ts";

/** The fields that rules may set, and their values as the history keeps them: a list with commas, nothing as null. */
export type FieldTexts = Partial<Record<RuledField, string | null>>;

/** A case as it came in. */
export interface StoredOpening {
  number: number;
  /** The case's. */
  title: string;
  openedAt: Date;
  about: RuleSubject;
  /** The case's language before any rule. */
  language: string;
  /** What rules set when it was opened. */
  then: FieldTexts;
  /** Every field as it is today, whoever set it. */
  now: FieldTexts;
}

export interface ReplayedChange {
  field: RuledField;
  /** What it was when the case was opened. */
  from: string | null;
  to: string | null;
  /** What it is today. */
  now: string | null;
  /** The rule that would set it; null where none would any more. */
  rule: string | null;
}

export interface Replayed {
  number: number;
  title: string;
  openedAt: Date;
  /** Names of the rules that hold. */
  rules: string[];
  /** The rule by which the case would never have been opened. */
  spam: string | null;
  changes: ReplayedChange[];
}

export interface ReplaySummary {
  cases: number;
  wouldMove: number;
  wouldChangePriority: number;
  wouldChangeOtherwise: number;
  wouldBeSpam: number;
  unchanged: number;
  /** Of the fields that would change: how many would be as they are today, since an agent set them so. */
  asToday: number;
  changes: number;
}

/** A case as it is before rules: the mailbox's team, and nothing known of it. */
export function openingFor(desk: Desk, mailbox: string, language: string): RuledCase {
  const team = desk.mailboxes.find((one) => one.name === mailbox)?.team ?? desk.mailboxes[0]?.team ?? "";
  return {
    type: "incident",
    kind: null,
    category: null,
    service: null,
    place: null,
    impact: null,
    urgency: null,
    priority: null,
    team,
    agent: null,
    tags: [],
    language,
    serviceLevel: null,
    order: null,
  };
}

export function replayOpening(desk: Desk, stored: StoredOpening): Replayed {
  const opening = openingFor(desk, stored.about.mailbox, stored.language);
  const run = runRules(desk, stored.about, opening);
  const changes = FIELDS.flatMap((field): ReplayedChange[] => {
    const from = field in stored.then ? (stored.then[field] ?? null) : asText(opening[field]);
    const to = asText(run.case[field]);
    if (from === to) return [];
    return [{ field, from, to, now: stored.now[field] ?? null, rule: ruleBehind(run, field) }];
  });
  const { number, title, openedAt } = stored;
  return { number, title, openedAt, rules: held(run.tried).map((one) => one.name), spam: run.spam, changes };
}

const FIELDS: readonly RuledField[] = [
  "team",
  "priority",
  "agent",
  "type",
  "kind",
  "category",
  "service",
  "place",
  "impact",
  "urgency",
  "tags",
  "language",
  "serviceLevel",
  "order",
];

function asText(value: RuledCase[RuledField]): string | null {
  return Array.isArray(value) ? value.join(", ") || null : value;
}

function ruleBehind(run: RuleRun, field: RuledField): string | null {
  if (field === "priority" && run.byMatrix) return run.byMatrix.rule;
  return (
    held(run.tried).findLast((one) => one.changes.some((change) => change.field === field))?.name ?? null
  );
}

/** Counts as it is given case after case. A case that would both move and change its priority counts for both. */
export function createSummary(): { summary: ReplaySummary; add(replayed: Replayed): void } {
  const summary: ReplaySummary = {
    cases: 0,
    wouldMove: 0,
    wouldChangePriority: 0,
    wouldChangeOtherwise: 0,
    wouldBeSpam: 0,
    unchanged: 0,
    asToday: 0,
    changes: 0,
  };
  return {
    summary,
    add({ changes, spam }) {
      summary.cases += 1;
      if (spam !== null) {
        summary.wouldBeSpam += 1;
        return;
      }
      const isOf = (field: RuledField) => changes.some((change) => change.field === field);
      const others = changes.some(({ field }) => field !== "team" && field !== "priority");
      summary.wouldMove += Number(isOf("team"));
      summary.wouldChangePriority += Number(isOf("priority"));
      summary.wouldChangeOtherwise += Number(others);
      summary.unchanged += Number(changes.length === 0);
      summary.changes += changes.length;
      summary.asToday += changes.filter((change) => change.to === change.now).length;
    },
  };
}
