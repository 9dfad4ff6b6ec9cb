/**
 * Why a mail in an agent's name is not carried out at once: its sender is not proved, or its words would reach somebody whom they
 * must not (DESIGN, "Who may do what").
 */
import { findLeak } from "./audience.ts";
import { isWholeMail } from "./carried-files.ts";
import { sendsText, type Written } from "./carry-out.ts";
import { stageOf } from "./case-state.ts";
import type { Agent } from "./desk.ts";
import { collectEvidence } from "./evidence.ts";
import type { CaseFacts, IntakeFacts, TokenFact } from "./facts.ts";
import { toUsers } from "./notify.ts";
import { newOutsiders } from "./outside.ts";
import { isDoublyProved, LIMITED_VERBS, type Proof } from "./proof.ts";
import { type Phrase, say } from "./receipt-words.ts";

/** Where the mail landed; `facts` null for a mail that starts a thread. */
export interface AgentThread {
  agent: Agent;
  facts: CaseFacts | null;
  ownToken: TokenFact | null;
}

export interface HoldReason {
  reason: string;
  explanation: string;
  canConfirm: boolean;
}

/** Null: it may be carried out. */
export function reasonToHold(
  facts: IntakeFacts,
  thread: AgentThread,
  written: Written,
  proof: Proof,
): HoldReason | null {
  const because = (reason: string, why: Phrase, canConfirm: boolean, sample = ""): HoldReason => ({
    reason,
    explanation: say(languageOf(facts, thread.agent), why, { sample }),
    canConfirm,
  });
  if (proof.level === "none" && !proof.canConfirm) return because(proof.reason, proof.why, false);
  const isSent = sendsText(written.commands) || written.commands.some((one) => one.verb === "forward");
  // First what the words themselves hold: a #confirm releases what the notice said, so the gravest is said.
  // "#resolve" above a signature that nobody could tell from text: the user must not read it.
  const stray = isSent ? written.strays[0] : undefined;
  if (stray !== undefined) return because("stray_command", "stray_command", true, stray);
  const solution = thread.facts?.case.solution ?? "";
  const carried = collectEvidence(facts.mail, facts.desk.mailboxes).tokens.map(({ token }) => token);
  const leak = isSent ? findLeak(written.text, internals(facts, thread), solution, carried) : null;
  if (leak) return because(`would_show_${leak.found}`, "shows_internals", true, leak.sample);
  // A subject stands on top of every mail to the user.
  const named = written.commands.flatMap(({ verb, value }) => (verb === "subject" ? [value ?? ""] : []));
  const leakInSubject = findLeak(named.join("\n"), []);
  if (leakInSubject)
    return because(`would_show_${leakInSubject.found}`, "shows_internals", true, leakInSubject.sample);
  const [stranger] = sendsText(written.commands) ? strangersAfterMerge(facts, thread) : [];
  if (stranger !== undefined) return because("would_reach_another", "reaches_another", true, stranger);
  // A mail attached whole brings its own addresses along, and with one of ours a token; so does one saved as text.
  const attached = facts.mail.attachments.find((one) => one.holdsToken || isWholeMail(one));
  if (attached && sendsText(written.commands)) {
    return because("would_show_attached_mail", "shows_internals", true, attached.name);
  }
  if (isUnclearAnswer(thread, written)) return because("check_answer", "check_answer", true);
  if (proof.level === "none") return because(proof.reason, proof.why, true);
  if (proof.level === "limited" && !written.commands.every((one) => LIMITED_VERBS.includes(one.verb))) {
    return because("token_reused", "token_reused", true);
  }
  // What cannot be taken back asks for a second word, unless pass and token were both there.
  if (isDoublyProved(proof)) return null;
  if (written.commands.some(({ verb }) => verb === "merge" || (verb === "spam" && thread.facts !== null))) {
    return because("needs_confirmation", "needs_confirmation", true);
  }
  const [outsider] = newOutsiders(facts.desk, thread.facts?.case ?? null, written.commands);
  return outsider === undefined ? null : because("needs_confirmation", "goes_outside", true, outsider);
}

/** "Looks fine" to a mail that asks whether a solution may go out: meant for the solver, or the desk, hardly for the requester. */
function isUnclearAnswer({ facts, ownToken }: AgentThread, written: Written): boolean {
  const isAsked = ownToken?.notice === "solution_check" && facts !== null;
  return isAsked && stageOf(facts.case) === "unchecked" && written.commands.length === 0;
}

/** What users must not read: notes on the case, and what stood in mails to agents only; of the case answered to, too, where it was merged. */
function internals(facts: IntakeFacts, { facts: joined, ownToken }: AgentThread): string[] {
  const answered = ownToken?.caseId == null ? null : (facts.cases.get(ownToken.caseId) ?? null);
  const texts = [joined, answered].flatMap((one) =>
    one === null ? [] : [...one.internalTexts, ...one.notes.map((note) => note.text)],
  );
  return [...texts, ...facts.tokens.flatMap((token) => token.internalText ?? [])];
}

/** People who would read the answer, though they are not on the case that the agent answered: it was merged into theirs. */
function strangersAfterMerge(facts: IntakeFacts, { facts: joined, ownToken }: AgentThread): string[] {
  const answered = ownToken?.caseId == null ? null : facts.cases.get(ownToken.caseId);
  if (!joined || !answered || answered.case.id === joined.case.id) return [];
  const meant = toUsers(answered.case).map(({ to }) => to.address);
  return toUsers(joined.case)
    .map(({ to }) => to.address)
    .filter((address) => !meant.includes(address));
}

export function languageOf(facts: IntakeFacts, agent: Agent): string {
  return agent.language ?? facts.desk.desk.language;
}
