/**
 * The desk's rules on one request: in order, each seeing what those before it set, each telling which words made it hold and what it
 * changed. Pure data in, pure data out: nothing here knows of drafts, mails or the store.
 */
import type { Desk } from "./desk.ts";
import type { Rule } from "./desk-rules.ts";
import { findListed } from "./listed.ts";
import { priorityBy } from "./priority.ts";
import { type Match, type RuledCase, tryCondition } from "./rule-conditions.ts";
import { type RuleSubject, searchSubject } from "./rule-subject.ts";

export type RuledField = keyof RuledCase;

export interface RuleChange {
  field: RuledField;
  from: RuledCase[RuledField];
  to: RuledCase[RuledField];
}

/** What became of one rule; `not_tried` behind one that stopped. */
export type TriedRule = { name: string } & (
  | { result: "held"; matches: Match[]; changes: RuleChange[]; effects: Effects; stopped: boolean }
  | { result: "failed"; failed: string }
  | { result: "not_tried" }
);

/** What a rule does besides setting fields. */
export interface Effects {
  participants: readonly string[];
  notice: string | null;
  escalate: boolean;
  spam: boolean;
}

export interface RuleRun {
  /** The case as the rules leave it. */
  case: RuledCase;
  tried: TriedRule[];
  /** What the matrix makes of impact and urgency, and the rule that set the last of them; null where no rule asks for it. */
  byMatrix: { priority: NonNullable<RuledCase["priority"]>; rule: string } | null;
  /** Name of the rule that calls the mail spam. */
  spam: string | null;
}

/** @param opening the case before any rule. */
export function runRules(desk: Desk, subject: RuleSubject, opening: RuledCase): RuleRun {
  const searched = searchSubject(subject);
  const ruled: RuledCase = { ...opening };
  const tried: TriedRule[] = [];
  let stopped = false;
  for (const rule of desk.rules) {
    if (stopped) {
      tried.push({ name: rule.name, result: "not_tried" });
      continue;
    }
    const outcome = tryCondition(rule.when, { desk, subject: searched, case: ruled });
    if (!outcome.holds) {
      tried.push({ name: rule.name, result: "failed", failed: outcome.failed });
      continue;
    }
    const changes = setFields(desk, rule, ruled);
    const { participants = [], notice = null, escalate = false, spam = false } = rule.set;
    stopped = rule.stop || spam;
    const effects = { participants, notice, escalate, spam };
    tried.push({ name: rule.name, result: "held", matches: outcome.matches, changes, effects, stopped });
  }
  const byMatrix = askMatrix(desk, ruled, tried);
  if (byMatrix) ruled.priority = byMatrix.priority;
  return { case: ruled, tried, byMatrix, spam: held(tried).find((one) => one.effects.spam)?.name ?? null };
}

/** The rules that held, in order. */
export function held(tried: readonly TriedRule[]): Extract<TriedRule, { result: "held" }>[] {
  return tried.filter((one) => one.result === "held");
}

const PLAIN = [
  "type",
  "kind",
  "place",
  "impact",
  "urgency",
  "priority",
  "team",
  "language",
  "serviceLevel",
  "order",
] as const;

/** Sets what the rule says in `ruled`; answers what is another than before. */
function setFields(desk: Desk, { set }: Rule, ruled: RuledCase): RuleChange[] {
  const changes: RuleChange[] = [];
  const put = <F extends RuledField>(field: F, to: RuledCase[F]) => {
    const from = ruled[field];
    if (from === to || (Array.isArray(from) && String(from) === String(to))) return;
    ruled[field] = to;
    changes.push({ field, from, to });
  };
  for (const field of PLAIN) if (set[field] !== undefined) put(field, set[field]);
  if (set.category !== undefined) put("category", findListed(desk.categories, set.category) ?? set.category);
  if (set.service !== undefined) put("service", findListed(desk.services, set.service) ?? set.service);
  if (set.tags) put("tags", [...new Set([...ruled.tags, ...set.tags])].sort());
  if (set.agent !== undefined) {
    put("agent", set.agent);
    const teams = desk.teams.filter((team) => team.members.includes(set.agent as string));
    const [first] = teams;
    if (first && !teams.some((team) => team.name === ruled.team)) put("team", first.name);
  } else if (set.team !== undefined && ruled.agent !== null) {
    const members = desk.teams.find((team) => team.name === set.team)?.members ?? [];
    if (!members.includes(ruled.agent)) put("agent", null);
  }
  return changes;
}

/** The matrix speaks where rules set impact or urgency, unless a rule says the priority itself. */
function askMatrix(desk: Desk, ruled: RuledCase, tried: readonly TriedRule[]): RuleRun["byMatrix"] {
  const by = (...fields: RuledField[]) =>
    held(tried).findLast((one) => one.changes.some((change) => fields.includes(change.field)));
  const asking = by("impact", "urgency");
  const priority = priorityBy(desk, ruled);
  return asking === undefined || by("priority") || priority === null ? null : { priority, rule: asking.name };
}
