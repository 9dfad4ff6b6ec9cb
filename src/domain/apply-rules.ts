/** What the rules say of a request, carried over to the case that it opens, with a word in its history and its evidence for each. */
import type { Evidence, MessageRef } from "./change.ts";
import { applyEvent } from "./closing.ts";
import type { Decision, Draft } from "./decision.ts";
import { escalate } from "./escalation.ts";
import { stripTags } from "./evidence.ts";
import type { IntakeFacts } from "./facts.ts";
import { followMatrix, numbered } from "./priority.ts";
import { held, type RuleChange, type RuleRun, runRules, type TriedRule } from "./rule.ts";
import type { RuledCase } from "./rule-conditions.ts";
import type { RuleSubject } from "./rule-subject.ts";

/** What the rules look at in a received mail; `text`: what counts as newly written. */
export function subjectOf(
  facts: Pick<
    IntakeFacts,
    "mail" | "mailbox" | "sender" | "person" | "authentication" | "mailKind" | "earlierCases"
  > & { inbound: { receivedAt: Date } },
  text: string,
): RuleSubject {
  const { mail } = facts;
  return {
    sender: facts.sender,
    person: facts.person,
    authentication: facts.authentication,
    mailbox: facts.mailbox.name,
    recipients: [...mail.to, ...mail.cc].map((one) => one.address.toLowerCase()),
    subject: stripTags(mail.subject).trim(),
    text,
    attachments: mail.attachments,
    mailKind: facts.mailKind,
    headers: mail.headers,
    receivedAt: facts.inbound.receivedAt,
    earlier: facts.earlierCases,
  };
}

/** The rules' answer to a mail that opens a case; null for a desk without rules. */
export function tryRules(facts: IntakeFacts, opening: RuledCase, text = facts.text.newText): RuleRun | null {
  return facts.desk.rules.length === 0 ? null : runRules(facts.desk, subjectOf(facts, text), opening);
}

/** Sets on the case what the rules say. What they want mailed is left to the caller. */
export function applyRules(run: RuleRun | null, draft: Draft, facts: IntakeFacts): void {
  if (run === null) return;
  const { decision } = draft;
  for (const rule of held(run.tried)) {
    const actor = `rule:${rule.name}`;
    for (const { field, to } of rule.changes) draft.set(field, to as never, actor);
    if (rule.changes.some((change) => change.field === "agent" && change.to !== null))
      applyEvent(draft, "assign", actor);
    for (const address of rule.effects.participants) {
      const isOn = draft.case.participants.some((one) => one.address === address);
      if (!isOn) draft.addParticipant(address, null, "participant", actor);
    }
    decision.evidence.push(evidenceOf(rule));
  }
  if (held(run.tried).length === 0) decision.saw("rule", "none_held", `${facts.desk.rules.length} tried`);
  if (run.byMatrix) followMatrix(draft, facts.desk, `rule:${run.byMatrix.rule}`);
}

/** Sends a complaint up where a rule says so; at most once. */
export function escalateByRule(
  run: RuleRun | null,
  draft: Draft,
  facts: IntakeFacts,
  message: MessageRef | null,
): void {
  const rule = held(run?.tried ?? []).find((one) => one.effects.escalate);
  if (rule) escalate(draft, facts.desk, { actor: `rule:${rule.name}`, message });
}

/** Texts of the desk's own that rules want mailed to the requester, each once, in the language or else the desk's. */
export function noticesByRule(
  run: RuleRun | null,
  draft: Draft,
  facts: IntakeFacts,
): { name: string; text: string }[] {
  const names = new Set(held(run?.tried ?? []).flatMap((one) => one.effects.notice ?? []));
  return facts.desk.notices
    .filter((one) => names.has(one.name))
    .flatMap(({ name, text }) => {
      const said = text[draft.case.language] ?? text[facts.desk.desk.language];
      return said === undefined ? [] : [{ name, text: said }];
    });
}

/** A mail that a rule calls spam: why, for the operator and the daily list. */
export function sawSpam(run: RuleRun, decision: Decision): void {
  for (const rule of held(run.tried)) if (rule.effects.spam) decision.evidence.push(evidenceOf(rule));
}

/** In words for the command line, and in parts for `#why` (why-words.ts). */
function evidenceOf(rule: Extract<TriedRule, { result: "held" }>): Evidence {
  const because = rule.matches.map(({ by, found }) => `${by} “${found}”`).join(", ");
  const does = [...rule.changes.map(changeInWords), ...effectsOf(rule)];
  const detail = `${because || "always"}; ${does.join(", ") || "changes nothing"}`;
  const participants = rule.effects.participants.map((to) => ({ field: "participant", to }));
  const sets = [...rule.changes.map(toText), ...participants];
  return { step: "rule", code: rule.name, detail, rule: { matches: rule.matches, sets } };
}

function changeInWords({ field, to }: RuleChange): string {
  return `${field} → ${valueInWords(field, to)}`;
}

/** As people read it: a priority with its number, a list with commas. */
export function valueInWords(field: string, value: RuleChange["to"]): string {
  if (value === null || String(value) === "") return "–";
  if (field === "priority") return numbered(value as never);
  return Array.isArray(value) ? value.join(", ") : String(value);
}

function toText({ field, to }: RuleChange): { field: string; to: string | null } {
  return { field, to: to === null ? null : Array.isArray(to) ? to.join(", ") : String(to) };
}

export function effectsOf({ effects, stopped }: Extract<TriedRule, { result: "held" }>): string[] {
  return [
    ...effects.participants.map((address) => `copies to ${address}`),
    ...(effects.notice === null ? [] : [`mails ${effects.notice}`]),
    ...(effects.escalate ? ["goes up"] : []),
    ...(effects.spam ? ["is spam"] : []),
    ...(stopped ? ["no later rule"] : []),
  ];
}
