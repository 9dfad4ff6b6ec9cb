/** A mail from outside the desk that joins its case: what it sets off there (DESIGN, "Closing and reopening"). */

import { readWritten } from "./carry-out.ts";
import { stageOf } from "./case-state.ts";
import type { CaseRef } from "./change.ts";
import { applyEvent, close, isWithinReopenWindow, reopen } from "./closing.ts";
import { readAnswer } from "./confirm.ts";
import type { Decision, Draft } from "./decision.ts";
import { findAgent } from "./desk.ts";
import type { CaseFacts, IntakeFacts, TokenFact } from "./facts.ts";
import { noteAnswers } from "./guide-answers.ts";
import { meetsCaseLimit, meetsOutsiderLimit } from "./limits.ts";
import { metAnswerLimit, openForSender, receivedMessage, rememberSender, senderWarning } from "./new-case.ts";
import type { NoticeData } from "./notice.ts";
import { type Recipient, toAgent, toHandlers, toRequester } from "./notify.ts";
import { toOwner } from "./owner.ts";
import { answerWhereWrittenFrom } from "./people.ts";
import type { SenderRole } from "./thread.ts";

interface Joined {
  facts: CaseFacts;
  role: Exclude<SenderRole, "agent">;
  ownToken: TokenFact | null;
}

/** Of one person on a case: nobody writes more by hand, and two responders without marks would never end. */
const MOST_MAILS_TOLD_PER_HOUR = 30;

type Written = NoticeData<"user_wrote">["what"];

/** Returns the case that the mail ended on and the reason code of the outcome. */
export function decideUserMail(
  facts: IntakeFacts,
  joined: Joined,
  now: Date,
  decision: Decision,
): { case: CaseRef; reason: string } {
  const existing = joined.facts.case;
  if (joined.ownToken && facts.sender !== null) rememberSender(facts, facts.sender, decision);
  const isAutomatic = facts.mailKind === "generated";
  if (joined.role === "third_party" || isAutomatic) {
    const draft = decision.on(existing);
    const message = draft.addMessage(receivedMessage(facts, isAutomatic ? "automatic" : "third_party"));
    if (!isAutomatic) stopAutomaticClosing(draft, decision);
    if (mayTellOfOutsider(facts, joined.facts)) {
      tellHandlers(facts, draft, message, isAutomatic ? "automatic" : "third_party", decision);
    } else decision.saw("notice", "not_told", "it may be a machine that answers the desk's own mails");
    return { case: draft.ref, reason: isAutomatic ? "joined_automatic" : "joined_third_party" };
  }
  if (existing.status === "closed") return afterClosing(facts, joined, now, decision);
  const draft = joinedDraft(facts, joined, decision);
  const message = draft.addMessage(receivedMessage(facts, "message"));
  const actor = facts.sender ?? "unknown";
  noteAnswers(facts, draft);
  if (stageOf(existing) === "unchecked") {
    return { case: draft.ref, reason: interruptCheck(facts, joined, draft, message, decision) };
  }
  if (existing.status === "resolved") {
    return { case: draft.ref, reason: answerSolution(facts, joined, draft, message, now, decision) };
  }
  if (existing.status === "awaiting_user") {
    applyEvent(draft, "user_replied", actor);
    draft.cancelClocks(["wait_until"]);
  }
  tellHandlers(facts, draft, message, "replied", decision);
  return { case: draft.ref, reason: "joined" };
}

function joinedDraft(facts: IntakeFacts, { facts: existing, role }: Joined, decision: Decision): Draft {
  const draft = decision.on(existing.case);
  if (role === "requester") answerWhereWrittenFrom(facts, draft);
  return draft;
}

/**
 * A responder without marks, behind an agent's or a team's address or elsewhere, would answer each notice for ever. It gives no
 * orders, though: whoever does so in an agent's name, and is known by the mail host not to be them, forged that mail.
 */
export function mayTellOfOutsider(facts: IntakeFacts, { outsidersAt }: CaseFacts): boolean {
  const { desk, sender, inbound, recentMails } = facts;
  const isStaff =
    sender !== null &&
    (findAgent(desk, sender) !== null || desk.teams.some((team) => team.address === sender));
  const isSilent = isStaff && !(facts.authentication === "fail" && isOrder(facts));
  return !isSilent && !meetsOutsiderLimit(outsidersAt, recentMails, inbound.receivedAt);
}

function isOrder({ text }: IntakeFacts): boolean {
  const { commands, faults } = readWritten(text, "en");
  return commands.length > 0 || faults.length > 0;
}

/** The requester knows of no solution yet, so whatever they write is about their trouble: the check ends, the work goes on. */
function interruptCheck(
  facts: IntakeFacts,
  joined: Joined,
  draft: Draft,
  message: `new:${string}`,
  decision: Decision,
): string {
  if (joined.role !== "requester") {
    tellHandlers(facts, draft, message, "replied", decision);
    return "joined";
  }
  const concerned = checkersOf(facts, draft);
  applyEvent(draft, "user_replied", facts.sender ?? "unknown");
  decision.saw("closing", "check_ended", "the requester wrote before the owner had checked the solution");
  tellHandlers(facts, draft, message, "check_ended", decision, concerned);
  return "joined";
}

/** While a solution is being checked its owner and its solver follow the case as well. */
function checkersOf({ desk }: IntakeFacts, { case: on }: Draft): Recipient[] {
  if (stageOf(on) !== "unchecked" || on.uncheckedSolver === null) return [];
  const solver = findAgent(desk, on.uncheckedSolver);
  return [...toOwner(desk, on), ...(solver ? [toAgent(desk, solver)] : [])];
}

function answerSolution(
  facts: IntakeFacts,
  joined: Joined,
  draft: Draft,
  message: `new:${string}`,
  now: Date,
  decision: Decision,
): string {
  const actor = facts.sender ?? "unknown";
  if (joined.role !== "requester") {
    stopAutomaticClosing(draft, decision);
    tellHandlers(facts, draft, message, "replied", decision);
    return "joined";
  }
  const answer = readAnswer(facts.text.newText, answerFacts(facts, "resolved"));
  decision.saw("closing", `answer_${answer.kind}`, answer.reason);
  if (answer.kind === "trouble") {
    reopenFor(facts, joined.facts, draft, message, actor, decision);
    return "reopened";
  }
  if (!joined.ownToken) {
    // Thanks without proof that our question was received: no reason to reopen, none to close; the window goes on.
    decision.saw("closing", "unproved_confirmation", "no token of the requester's came back");
    tellHandlers(facts, draft, message, "thanked", decision);
    return "joined";
  }
  close(draft, "confirmed", "confirm", now, actor);
  if (!mayAnswer(facts, joined.facts, decision)) draft.suppress(["closed"], "limit_met");
  if (answer.rating !== null) draft.set("rating", answer.rating, actor);
  tellHandlers(facts, draft, message, "confirmed", decision);
  return "confirmed";
}

function afterClosing(
  facts: IntakeFacts,
  joined: Joined,
  now: Date,
  decision: Decision,
): { case: CaseRef; reason: string } {
  const existing = joined.facts.case;
  if (existing.closingCode === "spam") return afterSpam(facts, joined, decision);
  const answer = readAnswer(facts.text.newText, answerFacts(facts, "closed"));
  decision.saw("closing", `answer_${answer.kind}`, answer.reason);
  const isRequester = joined.role === "requester";
  const rates = answer.kind === "rates" && isRequester && joined.ownToken !== null;
  // Nothing was delivered that a yes or thanks could be about: it is the answer that the case closed for want of.
  const isAwaited = existing.closingCode === "no_answer";
  if (answer.kind !== "trouble" && !isAwaited) {
    const draft = joinedDraft(facts, joined, decision);
    const message = draft.addMessage(receivedMessage(facts, "message"));
    if (rates) draft.set("rating", answer.rating, facts.sender ?? "unknown");
    if (rates) tellHandlers(facts, draft, message, "rated", decision);
    return { case: draft.ref, reason: rates ? "rated" : "thanked" };
  }
  if (!isWithinReopenWindow(existing.closedAt, facts.desk, now)) {
    decision.saw(
      "closing",
      "reopen_window_over",
      `#${existing.number} closed on ${existing.closedAt?.toISOString()}`,
    );
    return { case: openForSender(facts, joined.facts, decision), reason: "linked" };
  }
  const draft = joinedDraft(facts, joined, decision);
  const message = draft.addMessage(receivedMessage(facts, "message"));
  if (!isRequester) {
    tellHandlers(facts, draft, message, "replied", decision);
    return { case: draft.ref, reason: "joined" };
  }
  reopenFor(facts, joined.facts, draft, message, facts.sender ?? "unknown", decision);
  return { case: draft.ref, reason: "reopened" };
}

/** It may have been no spam: agents see it; its sender goes on hearing nothing. */
function afterSpam(
  facts: IntakeFacts,
  joined: Joined,
  decision: Decision,
): { case: CaseRef; reason: string } {
  const draft = joinedDraft(facts, joined, decision);
  const message = draft.addMessage(receivedMessage(facts, "message"));
  tellHandlers(facts, draft, message, "replied", decision);
  return { case: draft.ref, reason: "joined" };
}

function answerFacts(facts: IntakeFacts, status: "resolved" | "closed") {
  // "Thanks Anna! Bo" adds nothing to the thanks: names of the agents, and the writer's own below.
  const people = [...facts.desk.agents.map((agent) => agent.name), facts.senderName ?? ""];
  const names = people.flatMap((name) => name.split(/\s+/)).filter((name) => name !== "");
  // A logo in somebody's signature is no attachment to an answer.
  const hasAttachments = facts.mail.attachments.some((one) => !one.inline);
  return { hasAttachments, status, names };
}

function reopenFor(
  facts: IntakeFacts,
  existing: CaseFacts,
  draft: Draft,
  message: `new:${string}`,
  actor: string,
  decision: Decision,
): void {
  reopen(draft, actor);
  const requester = toRequester(draft.case);
  if (requester && mayAnswer(facts, existing, decision)) {
    decision.owe({
      notice: "reopened",
      data: { answered: existing.case.closingCode === "no_answer" },
      case: draft.ref,
      mailbox: draft.case.mailbox,
      message,
      notBefore: null,
      ...requester,
    });
  }
  tellHandlers(facts, draft, message, "reopened", decision);
}

/** At most one mail answers this one, and none where a program may be at the other end. */
function mayAnswer(facts: IntakeFacts, existing: CaseFacts, decision: Decision): boolean {
  if (facts.mailKind !== "human") return false;
  const limit =
    metAnswerLimit(facts) ??
    (meetsCaseLimit(existing.history, facts.inbound.receivedAt) ? "too_many_on_case" : null);
  if (limit !== null) decision.saw("notice", "not_answered", limit);
  return limit === null;
}

/** Somebody else answered: silence of the requester no longer means consent. */
function stopAutomaticClosing(draft: Draft, decision: Decision): void {
  if (stageOf(draft.case) !== "resolved") return;
  draft.cancelClocks(["auto_close", "confirm_reminder"]);
  decision.saw("closing", "automatic_closing_stopped", "somebody other than the requester answered");
}

function warningFor(facts: IntakeFacts, what: Written): string | null {
  if (what === "third_party") return facts.authentication === "fail" ? senderWarning(facts) : "third_party";
  return facts.maybeHuman ? "maybe_person" : senderWarning(facts);
}

export function tellHandlers(
  facts: IntakeFacts,
  draft: Draft,
  message: `new:${string}`,
  what: Written,
  decision: Decision,
  also: Recipient[] = checkersOf(facts, draft),
): void {
  if (facts.recentMails > MOST_MAILS_TOLD_PER_HOUR) {
    decision.saw("notice", "not_told", "too many mails from this sender within the hour");
    return;
  }
  // In whose name a mail was forged did not write it.
  const writer = facts.authentication === "fail" ? null : facts.sender;
  const told = new Map(
    [...toHandlers(facts.desk, draft.case, writer), ...also].map((one) => [one.to.address, one]),
  );
  for (const [address, recipient] of told) {
    if (address === writer) continue;
    decision.owe({
      notice: "user_wrote",
      data: { what, warning: warningFor(facts, what) },
      case: draft.ref,
      mailbox: draft.case.mailbox,
      message,
      notBefore: null,
      ...recipient,
    });
  }
}
