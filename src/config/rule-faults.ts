/** What rules name and look for: teams, categories, policies … that must exist, and expressions that must be cheap to match. Pure. */
import { readPattern } from "../domain/pattern.ts";
import { didYouMean } from "./fault.ts";
import {
  addressKey,
  type Item,
  isRecord,
  items,
  type Report,
  textAt,
  textsAt,
  type View,
  valueAt,
} from "./view.ts";

/** Names that a rule may use, by the key that they stand under. `null`: any are allowed. */
type Names = Record<string, readonly string[] | null>;

export function ruleFaults(view: View, report: Report, languages: readonly string[] | null): void {
  const { raw } = view;
  const rules = items(raw, ["rules"]).filter((item): item is Item => isRecord(item.value));
  const names = namesIn(view, languages);
  unique(raw, rules, report);
  for (const { path } of rules) {
    checkCondition(raw, [...path, "when"], names, report);
    checkActions(raw, [...path, "set"], names, report);
    checkEffect(raw, path, report);
  }
  checkNotices(raw, report);
}

function unique(raw: unknown, rules: Item[], report: Report): void {
  const seen = new Set<string>();
  for (const item of rules.flatMap(({ path }) => textAt(raw, [...path, "name"]) ?? [])) {
    if (seen.has(item.value)) {
      report(item.path, "duplicate_name", `"${item.value}" stands here a second time`, "each only once");
    }
    seen.add(item.value);
  }
}

function namesIn(
  { raw, mailboxes, teams, agents, calendars }: View,
  languages: readonly string[] | null,
): Names {
  const named = (sections: { path: PropertyKey[] }[]) =>
    sections.flatMap(({ path }) => textAt(raw, [...path, "name"])?.value ?? []);
  const section = (key: string) => named(items(raw, [key]));
  const listed = (key: string) => {
    const all = textsAt(raw, [key]).map((one) => one.value);
    return all.length > 0 ? all : null;
  };
  const categories = listed("categories");
  const areas = categories?.map((one) => one.split("/")[0]?.trim() ?? "") ?? [];
  return {
    mailbox: named(mailboxes),
    team: named(teams),
    calendar: named(calendars),
    agent: agents.flatMap(({ path }) => textAt(raw, [...path, "address"])?.value ?? []).map(addressKey),
    category: categories,
    area: categories === null ? null : [...new Set([...categories, ...areas])],
    service: listed("services"),
    notice: section("notices"),
    serviceLevel: section("serviceLevels"),
    order: section("orders"),
    language: languages,
  };
}

/** Keys of a condition whose values are names, and the names they may be. */
const NAMED: Record<string, string> = {
  mailbox: "mailbox",
  team: "team",
  language: "language",
  category: "area",
  service: "service",
};
const PATTERNS = ["department", "organisation", "office", "subject", "text", "words", "attachmentName"];

function checkCondition(raw: unknown, path: PropertyKey[], names: Names, report: Report): void {
  const condition = valueAt(raw, path);
  if (!isRecord(condition)) return;
  for (const key of PATTERNS) checkPatterns(raw, [...path, key], report);
  const headers = valueAt(raw, [...path, "header"]);
  for (const header of isRecord(headers) ? Object.keys(headers) : []) {
    checkPatterns(raw, [...path, "header", header], report);
  }
  for (const [key, kind] of Object.entries(NAMED)) checkNames(raw, [...path, key], kind, names, report);
  checkNames(raw, [...path, "time", "calendar"], "calendar", names, report);
  checkNames(raw, [...path, "history", "category"], "area", names, report);
  checkCounts(raw, [...path, "history"], report);
  for (const key of ["all", "any"]) {
    for (const { path: inner } of items(raw, [...path, key])) checkCondition(raw, inner, names, report);
  }
  checkCondition(raw, [...path, "not"], names, report);
}

/** The texts at a path where one or a list of them may stand. */
function someAt(raw: unknown, path: PropertyKey[]): Item<string>[] {
  const one = textAt(raw, path);
  return one === null ? textsAt(raw, path) : [one];
}

function checkPatterns(raw: unknown, path: PropertyKey[], report: Report): void {
  for (const item of someAt(raw, path)) {
    const read = readPattern(item.value.trim());
    if ("fault" in read) report(item.path, "unusable_pattern", read.fault, read.allowed);
  }
}

function checkNames(raw: unknown, path: PropertyKey[], kind: string, names: Names, report: Report): void {
  const allowed = names[kind];
  if (allowed == null) return;
  const what = kind === "area" ? "category" : kind;
  for (const item of someAt(raw, path)) {
    const value = kind === "agent" ? addressKey(item.value) : item.value;
    if (allowed.some((one) => fold(one, kind) === fold(value, kind))) continue;
    const hint = didYouMean(value, allowed);
    const list = allowed.length > 0 ? allowed.join(", ") : `none, since no ${what} is defined`;
    report(
      item.path,
      `unknown_${kind === "area" ? "category" : kind}`,
      `no ${what} is named "${item.value}"`,
      list,
      hint,
    );
  }
}

/** Categories and services are compared as `#category` compares them. */
function fold(value: string, kind: string): string {
  return ["area", "category", "service"].includes(kind)
    ? value.toLowerCase().replace(/\s*\/\s*/g, "/")
    : value;
}

function checkCounts(raw: unknown, path: PropertyKey[], report: Report): void {
  if (!isRecord(valueAt(raw, path))) return;
  const [least, most] = ["atLeast", "atMost"].map((key) => valueAt(raw, [...path, key]));
  if (least === undefined && most === undefined) {
    report(path, "missing", "says not how many cases", "atLeast or atMost");
  } else if (typeof least === "number" && typeof most === "number" && least > most) {
    report([...path, "atLeast"], "wrong_value", `found ${least}, more than atMost`, `at most ${most}`);
  }
}

function checkActions(raw: unknown, path: PropertyKey[], names: Names, report: Report): void {
  for (const key of ["team", "agent", "category", "service", "notice", "serviceLevel", "order", "language"]) {
    checkNames(raw, [...path, key], key, names, report);
  }
  const agent = textAt(raw, [...path, "agent"]);
  const team = textAt(raw, [...path, "team"]);
  if (agent === null || team === null) return;
  const index = items(raw, ["teams"]).find(
    ({ path: at }) => textAt(raw, [...at, "name"])?.value === team.value,
  );
  if (index === undefined) return;
  const members = textsAt(raw, [...index.path, "members"]).map((one) => addressKey(one.value));
  if (members.includes(addressKey(agent.value))) return;
  report(agent.path, "not_in_team", `${agent.value} is no member of ${team.value}`, members.join(", "));
}

/** A rule that sets nothing and stops nothing was left unfinished. */
function checkEffect(raw: unknown, path: PropertyKey[], report: Report): void {
  const set = valueAt(raw, [...path, "set"]);
  const isEmpty = set === undefined || (isRecord(set) && Object.keys(set).length === 0);
  if (!isEmpty || valueAt(raw, [...path, "stop"]) === true) return;
  report(path, "no_effect", "sets nothing", null, "say under set what, or write stop: true");
}

function checkNotices(raw: unknown, report: Report): void {
  const language = textAt(raw, ["desk", "language"])?.value ?? "en";
  const seen = new Set<string>();
  for (const { path } of items(raw, ["notices"])) {
    const name = textAt(raw, [...path, "name"]);
    if (name !== null && seen.has(name.value)) {
      report(name.path, "duplicate_name", `"${name.value}" stands here a second time`, "each only once");
    }
    if (name !== null) seen.add(name.value);
    const texts = valueAt(raw, [...path, "text"]);
    if (!isRecord(texts) || Object.hasOwn(texts, language)) continue;
    report(
      [...path, "text"],
      "missing",
      `has no text in the desk's language, ${language}`,
      `a text under ${language}`,
    );
  }
}
