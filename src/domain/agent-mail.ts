/** A mail in an agent's name: proved it is carried out, unproved it is held and the agent told (DESIGN, "Who may do what"). */

import { applyRules, tryRules } from "./apply-rules.ts";
import { carryOut, readWritten, type Written } from "./carry-out.ts";
import type { CaseRef } from "./change.ts";
import type { Command } from "./command.ts";
import { ASKING_VERBS, CASELESS_VERBS, type Fault } from "./command-run.ts";
import { blankCase, type Decision, Draft, NO_CASE } from "./decision.ts";
import type { HeldFact, IntakeFacts } from "./facts.ts";
import { receivedMessage } from "./new-case.ts";
import { toAgent } from "./notify.ts";
import { newCaseByAgent, openByAgent } from "./open-by-agent.ts";
import { namedRequesters } from "./outside.ts";
import { decideOpeningProof, decideProof } from "./proof.ts";
import { type AgentThread, type HoldReason, languageOf, reasonToHold } from "./reason-to-hold.ts";
import { say } from "./receipt-words.ts";
import { CASE_LISTS } from "./reminder-notices.ts";

/** Answers to one agent's mails that carried nothing out; beyond, a responder may be talking to the desk. */
const MOST_NOTICES_PER_HOUR = 30;
const MOST_FORGED_NOTICES_PER_HOUR = 10;

export interface Ending {
  case: CaseRef | null;
  reason: string;
}

export function decideAgentMail(
  facts: IntakeFacts,
  thread: AgentThread,
  now: Date,
  decision: Decision,
): Ending {
  const language = languageOf(facts, thread.agent);
  const written = readWritten(facts.text, language);
  const isAnswer = thread.facts !== null || facts.held !== null || answersList(thread, written);
  const proof = isAnswer ? decideProof(facts, thread.ownToken) : decideOpeningProof(facts);
  decision.saw("proof", proof.level, proof.level === "none" ? proof.reason : proof.by);
  if (facts.held && isConfirmation(written, facts, thread)) {
    if (proof.level === "full") return release(facts, facts.held, thread, now, decision);
  }
  const hold = reasonToHold(facts, thread, written, proof);
  if (hold) return holdMail(facts, thread, hold, decision);
  const unnamed = thread.facts === null && isFromCaseList(thread) ? caseUnnamed(written, language) : [];
  if (unnamed.length > 0) return refuseMail(facts, thread, written, unnamed, decision);
  return tryMail(facts, thread, written, null, now, decision);
}

/** Asks for nothing but what a list offers (of spam, of cases); a case is opened by other proof. */
function answersList(thread: AgentThread, written: Written): boolean {
  if (thread.facts === null && isFromCaseList(thread)) return true;
  return thread.ownToken?.notice === "quarantine_digest" && isCaseless(written);
}

function isFromCaseList({ ownToken }: AgentThread): boolean {
  return ownToken !== null && CASE_LISTS.includes(ownToken.notice);
}

function isCaseless({ commands }: Written): boolean {
  return commands.length > 0 && commands.every((one) => CASELESS_VERBS.includes(one.verb));
}

/** Which of the cases that were listed is meant? A case of its own it is not. */
function caseUnnamed(written: Written, language: string): Fault[] {
  if (isCaseless(written) || written.faults.length > 0) return [];
  const line = written.commands[0]?.line ?? "";
  const explanation = say(language, "case_unnamed");
  return [{ number: 1, line, reason: "case_unnamed", explanation, suggestion: null }];
}

/** A lone `#confirm` (or yes) that answers the very notice which said what is held. */
function isConfirmation(written: Written, facts: IntakeFacts, thread: AgentThread): boolean {
  const isConfirm = written.commands.length === 1 && written.commands[0]?.verb === "confirm";
  const isAlone = written.faults.length === 0 && written.text === "";
  const answersNotice = thread.ownToken?.notice === "command_held";
  return isConfirm && isAlone && answersNotice && facts.held?.agent === thread.agent.address;
}

function release(
  facts: IntakeFacts,
  held: HeldFact,
  thread: AgentThread,
  now: Date,
  decision: Decision,
): Ending {
  decision.changes.push({ do: "releaseHeld", inboundId: held.inboundId, as: "released" });
  decision.saw("proof", "released", `mail ${held.inboundId} is carried out`);
  const original: IntakeFacts = { ...facts, mail: held.mail, text: held.text };
  const caseFacts = held.caseId === null ? null : (facts.cases.get(held.caseId) ?? thread.facts);
  const written = readWritten(held.text, languageOf(facts, thread.agent));
  return tryMail(original, { ...thread, facts: caseFacts }, written, held.inboundId, now, decision);
}

/** Everything, or — when one line is bad — nothing: the text stays inside and the answer says which line and why. */
function tryMail(
  facts: IntakeFacts,
  thread: AgentThread,
  written: Written,
  heldInboundId: number | null,
  now: Date,
  decision: Decision,
): Ending {
  if (written.faults.length > 0) return refuseMail(facts, thread, written, written.faults, decision);
  const trial = decision.fork();
  const draft = startDraft(facts, thread, written.commands, now, trial);
  const faults = carryOut({
    facts,
    agent: thread.agent,
    now,
    draft,
    caseFacts: thread.facts,
    ownToken: thread.ownToken,
    written,
    heldInboundId,
    inwardKind: thread.facts ? "note" : "message",
    beforeReceipt: (opened) => {
      if (!thread.facts && opened.ref !== NO_CASE) openByAgent(facts, opened, thread.agent, written, now);
    },
  });
  if (faults.length > 0) return refuseMail(facts, thread, written, faults, decision);
  decision.absorb(trial);
  if (written.commands.some((one) => !ASKING_VERBS.includes(one.verb))) {
    const outboxId = thread.ownToken?.outboxId ?? null;
    decision.changes.push({
      do: "useCommandMail",
      agent: thread.agent.address,
      digest: facts.commandDigest,
      outboxId,
    });
  }
  decision.saw("command", "carried_out", written.commands.map((one) => one.line).join(", ") || "answer");
  const ref = draft.ref === NO_CASE ? null : draft.ref;
  return {
    case: ref,
    reason: thread.facts ? "commanded" : ref === null ? "answered_question" : "opened_by_agent",
  };
}

function startDraft(
  facts: IntakeFacts,
  thread: AgentThread,
  commands: Command[],
  now: Date,
  trial: Decision,
): Draft {
  if (thread.facts) return trial.on(thread.facts.case);
  // A mail that only asks opens no case.
  const onlyAsks = commands.length > 0 && commands.every((one) => CASELESS_VERBS.includes(one.verb));
  const fields = newCaseByAgent(facts, now);
  if (onlyAsks) return new Draft(trial, NO_CASE, blankCase(fields));
  const draft = trial.open(fields, thread.agent.address);
  // What rules ask of the requester is asked of whom the agent names, never of the agent.
  const person = namedRequesters(commands).flatMap((address) => facts.named.get(address) ?? [])[0] ?? null;
  const told = { ...facts, person };
  applyRules(tryRules(told, draft.case, readWritten(facts.text, "en").text), draft, facts);
  return draft;
}

function holdMail(facts: IntakeFacts, thread: AgentThread, hold: HoldReason, decision: Decision): Ending {
  decision.saw("proof", "held", hold.reason);
  const draft = thread.facts ? decision.on(thread.facts.case) : null;
  // Kept on the case for people to see; the claimed author is not verified.
  const message = draft?.addMessage(receivedMessage(facts, "held")) ?? null;
  // Whoever writes in an agent's name must not flood them by it; each mail is held and shown all the same.
  const limit = hold.canConfirm ? MOST_NOTICES_PER_HOUR : MOST_FORGED_NOTICES_PER_HOUR;
  const isFlood = facts.recentMails > limit;
  if (isFlood) decision.saw("notice", "not_told", "too many mails in this agent's name within the hour");
  const key = isFlood
    ? null
    : decision.owe({
        notice: "command_held",
        data: { ...hold, heldText: facts.text.newText },
        case: draft?.ref ?? null,
        mailbox: draft?.case.mailbox ?? facts.mailbox.name,
        message,
        notBefore: null,
        ...toAgent(facts.desk, thread.agent),
      });
  decision.changes.push({
    do: "hold",
    case: draft?.ref ?? null,
    agent: thread.agent.address,
    confirmBy: hold.canConfirm ? key : null,
  });
  return { case: draft?.ref ?? null, reason: `held_${hold.reason}` };
}

function refuseMail(
  facts: IntakeFacts,
  thread: AgentThread,
  written: Written,
  faults: Fault[],
  decision: Decision,
): Ending {
  decision.saw("command", "refused", faults.map((one) => `${one.line}: ${one.reason}`).join("; "));
  const draft = thread.facts ? decision.on(thread.facts.case) : null;
  const isWorthKeeping = facts.text.newText.trim() !== "" || facts.mail.attachments.length > 0;
  // Held, not a note: the corrected mail will say the same again, and may then go to the user.
  const message = draft && isWorthKeeping ? draft.addMessage(receivedMessage(facts, "held")) : null;
  if (facts.recentMails > MOST_NOTICES_PER_HOUR) {
    decision.saw("notice", "not_told", "too many mails from this agent within the hour");
    return { case: draft?.ref ?? null, reason: "refused_commands" };
  }
  decision.owe({
    notice: "command_refused",
    data: { faults, heldText: written.text },
    case: draft?.ref ?? null,
    mailbox: draft?.case.mailbox ?? facts.mailbox.name,
    message,
    notBefore: null,
    ...toAgent(facts.desk, thread.agent),
  });
  return { case: draft?.ref ?? null, reason: "refused_commands" };
}
