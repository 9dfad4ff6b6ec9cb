/** One received mail → what the desk does about it. Pure: the same facts always give the same verdict (DESIGN, decision 4). */
import { noticeAbsence, noticeReturn } from "./absence.ts";
import { decideAgentMail } from "./agent-mail.ts";
import { sawSpam } from "./apply-rules.ts";
import { recordBounce } from "./bounced-mail.ts";
import { readWritten } from "./carry-out.ts";
import type { Verdict } from "./change.ts";
import { Decision } from "./decision.ts";
import { type Agent, findAgent } from "./desk.ts";
import type { IntakeFacts, TokenFact } from "./facts.ts";
import { SILENT_KINDS } from "./message.ts";
import { isEncrypted, isFlood, isUnreadable, openForSender, receivedMessage, ruleOn } from "./new-case.ts";
import { CASE_LISTS } from "./reminder-notices.ts";
import { withServiceClocks } from "./sla-follow.ts";
import { decideThread, isGivenTo, type ThreadDecision, tokenRefusal } from "./thread.ts";
import { withUrgency } from "./urgency.ts";
import { decideUserMail, mayTellOfOutsider, tellHandlers } from "./user-mail.ts";

/** `now` is the instant of deciding; what happened when is told by `facts.inbound.receivedAt`. */
export function decideIntake(facts: IntakeFacts, now: Date): Verdict {
  const { desk, cases, inbound } = facts;
  const decided = decide(facts, now);
  // Whoever opens case after case must not have the lead called for each.
  const isCalm = typeof decided.case !== "string" || !isFlood(facts);
  const verdict = isCalm ? withUrgency(decided, desk, cases) : decided;
  return withServiceClocks(verdict, { desk, cases, at: inbound.receivedAt });
}

function decide(facts: IntakeFacts, now: Date): Verdict {
  const decision = new Decision();
  const by = facts.mailKind === "human" ? "" : `, by ${facts.screenRule}`;
  decision.saw("screen", facts.mailKind, `from ${facts.sender ?? "no usable sender"}${by}`);
  if (facts.writtenFrom !== facts.sender) {
    decision.saw("directory", "alias", `${facts.writtenFrom} is an address of ${facts.sender}`);
  }
  if (isUnreadable(facts)) decision.saw("parse", "unreadable", facts.mail.defects.join(", "));
  if (isEncrypted(facts)) decision.saw("parse", "encrypted", "");
  decision.saw("authentication", facts.authentication, facts.sender ?? "");
  if (facts.isOwn) return decision.verdict("ignored", "own_mail", "own", null);
  if (facts.duplicateOf) {
    decision.saw("thread", "duplicate", `same content as message ${facts.duplicateOf.messageId}`);
    return decision.verdict("ignored", "duplicate", facts.mailKind, facts.duplicateOf.caseId);
  }
  // What answers a mail of ours is no stranger's, whatever a filter makes of its words.
  if (facts.spam !== null && !facts.inbound.released && facts.tokens.length === 0) {
    decision.saw("spam", "parked", facts.spam);
    return decision.verdict("quarantined", "spam", facts.mailKind, null);
  }
  // Whoever writes like a server on a case is its user or a third party: nothing they say is lost on the agents.
  const written = facts.mailKind === "bounce" && facts.maybeHuman ? asPerson(facts) : facts;
  const thread = decideThread(written, now, decision);
  if (thread.join && written !== facts) {
    decision.saw("screen", "maybe_person", "servers write so, and so may people");
    return decideOn(written, thread, now, decision);
  }
  return decideOn(facts, thread, now, decision);
}

function asPerson(facts: IntakeFacts): IntakeFacts {
  return { ...facts, mailKind: "human", maybeHuman: false, bounce: null };
}

function decideOn(facts: IntakeFacts, thread: ThreadDecision, now: Date, decision: Decision): Verdict {
  // An answer that only carries a mark opens a case like generated mail: unanswered, but seen.
  const isSilent = SILENT_KINDS.includes(facts.mailKind) && (thread.join || !facts.maybeHuman);
  if (isSilent) return decideSilentMail(facts, thread, decision);
  if (facts.writtenFrom !== null && facts.person?.undeliverable) {
    decision.changes.push({ do: "clearUndeliverable", address: facts.writtenFrom });
  }
  learnAlias(facts, thread, decision);
  const opening = openingToken(facts, now);
  const agent = actingAgent(facts, thread, opening);
  if (agent) {
    const where = thread.join
      ? { agent, facts: thread.facts, ownToken: thread.ownToken }
      : { agent, facts: null, ownToken: opening };
    noticeReturn(facts, agent, where.ownToken, decision);
    const ending = decideAgentMail(facts, where, now, decision);
    return decision.verdict("processed", ending.reason, facts.mailKind, ending.case);
  }
  if (thread.join) {
    // Generated mail in an agent's name commands nothing; it is only recorded.
    const role = thread.role === "agent" ? "third_party" : thread.role;
    const ending = decideUserMail(
      facts,
      { facts: thread.facts, role, ownToken: thread.ownToken },
      now,
      decision,
    );
    return decision.verdict("processed", ending.reason, facts.mailKind, ending.case);
  }
  const { linkedTo } = thread;
  const rules = ruleOn(facts);
  if (rules?.spam != null && !facts.inbound.released && facts.tokens.length === 0) {
    sawSpam(rules, decision);
    return decision.verdict("quarantined", "spam_rule", facts.mailKind, null);
  }
  const opened = openForSender(facts, linkedTo, decision, rules);
  const reason = isUnreadable(facts) ? "opened_unreadable" : linkedTo ? "linked" : "opened";
  return decision.verdict("processed", reason, facts.mailKind, opened);
}

/**
 * The agent in whose name this mail asks the desk for something. Without a case, an agent's mail without commands is a person
 * asking for help like anybody's.
 */
function actingAgent(facts: IntakeFacts, thread: ThreadDecision, opening: TokenFact | null): Agent | null {
  const agent = facts.sender === null ? null : findAgent(facts.desk, facts.sender);
  // An answer that went through the team's own list is an agent's all the same.
  if (!agent || (facts.mailKind !== "human" && facts.mailKind !== "list")) return null;
  if (thread.join) return thread.role === "agent" ? agent : null;
  if (facts.held?.agent === agent.address) return agent;
  if (opening !== null && CASE_LISTS.includes(opening.notice)) return agent;
  const written = readWritten(facts.text, "en");
  return written.commands.length > 0 || written.faults.length > 0 ? agent : null;
}

/** The living token of a notice about no case (a held opening mail, the list of spam), given to the agent who wrote or their team. */
function openingToken(facts: IntakeFacts, now: Date) {
  const isUsable = (token: TokenFact) =>
    token.caseId === null &&
    token.audience !== "user" &&
    isGivenTo(facts, token) &&
    tokenRefusal(facts.desk, token, now) === null;
  return facts.tokens.find(isUsable) ?? null;
}

/** Automatic answers, reports and receipts: on the case where they belong to one, for people to see; never more. */
function decideSilentMail(facts: IntakeFacts, thread: ThreadDecision, decision: Decision): Verdict {
  if (!thread.join)
    return decision.verdict("ignored", `${facts.mailKind}_without_case`, facts.mailKind, null);
  const draft = decision.on(thread.facts.case);
  if (facts.bounce) recordBounce(facts, facts.bounce, draft);
  else {
    const message = draft.addMessage(receivedMessage(facts, "automatic"));
    noticeAbsence(facts, thread, draft, message, decision);
    if (facts.maybeHuman && mayTellOfOutsider(facts, thread.facts)) {
      tellHandlers(facts, draft, message, "automatic", decision);
    }
  }
  return decision.verdict("processed", `joined_${facts.mailKind}`, facts.mailKind, draft.ref);
}

/** The relay gave our mail another Message-ID: its answer names one that nobody knows, beside the token that we do. */
function learnAlias(facts: IntakeFacts, thread: ThreadDecision, decision: Decision): void {
  if (!thread.join || !thread.ownToken || thread.ownToken.found === "message_id") return;
  const answered = facts.mail.inReplyTo[0];
  if (answered === undefined || facts.threads.some((one) => one.position === 1)) return;
  decision.changes.push({ do: "learnAlias", case: thread.facts.case.id, id: answered });
}
