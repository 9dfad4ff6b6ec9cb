/**
 * An agent's mailbox says that they are away: the case they were to work on goes back to its team, and they are given no other until
 * they write again. Only where the answer is really theirs; what anybody else's mailbox says moves nothing.
 */
import { assignWithinTeam } from "./assignment.ts";
import { applyEvent } from "./closing.ts";
import type { Decision, Draft } from "./decision.ts";
import { type Agent, findAgent } from "./desk.ts";
import type { IntakeFacts, TokenFact } from "./facts.ts";
import type { NoticeName } from "./notice.ts";
import type { SenderRole } from "./thread.ts";
import { tellHandlers } from "./user-mail.ts";

/** Answers to what they wrote themselves a moment before: whoever is away does not write. */
const ANSWERS_TO_AGENT: readonly NoticeName[] = ["command_receipt", "command_refused", "command_held"];
/** Responders answer a sender once; whoever came back without ever writing to the desk counts as present again after this. */
const LONGEST_AWAY_MS = 30 * 24 * 3_600_000;

interface Answered {
  role: SenderRole;
  ownToken: TokenFact | null;
}

/** What an automatic answer to a notice of ours says of the agent who got it. Keeps it on record only where somebody asks. */
export function noticeAbsence(
  facts: IntakeFacts,
  answered: Answered,
  draft: Draft,
  message: `new:${string}`,
  decision: Decision,
): void {
  const agent = provenAgent(facts, answered);
  if (!agent || facts.mailKind !== "auto_reply" || facts.maybeHuman) return;
  const answers = answered.ownToken?.notice;
  if (answers !== undefined && ANSWERS_TO_AGENT.includes(answers)) {
    decision.saw("duty", "present", `${agent.address} had just written`);
    return;
  }
  decision.saw("duty", "away", `the mailbox of ${agent.address} says so`);
  if (facts.staff) {
    const until = new Date(facts.inbound.receivedAt.getTime() + LONGEST_AWAY_MS);
    decision.changes.push({ do: "setAway", agent: agent.address, until });
  }
  if (draft.case.agent === agent.address) handBack(facts, agent, draft, message, decision);
}

/** A waiting case goes back waiting; one that is solved needs nobody. */
function handBack(
  facts: IntakeFacts,
  agent: Agent,
  draft: Draft,
  message: `new:${string}`,
  decision: Decision,
): void {
  const { status } = draft.case;
  if (status === "resolved" || status === "closed") return;
  applyEvent(draft, "move", "desk");
  draft.set("agent", null, "desk");
  assignWithinTeam(facts, draft, agent.address);
  tellHandlers(facts, draft, message, "agent_away", decision);
}

/** The agent who answers, by a token that was given to them or by what the mail host vouches for. */
function provenAgent(facts: IntakeFacts, { role, ownToken }: Answered): Agent | null {
  const agent = facts.sender === null ? null : findAgent(facts.desk, facts.sender);
  if (!agent || role !== "agent" || facts.authentication === "fail") return null;
  const isTheirs = ownToken?.audience === "agent" || facts.authentication === "pass";
  return isTheirs ? agent : null;
}

/** Whoever writes by hand is back. */
export function noticeReturn(
  facts: IntakeFacts,
  agent: Agent,
  ownToken: TokenFact | null,
  decision: Decision,
): void {
  if (!facts.staff?.away.has(agent.address) || facts.authentication === "fail") return;
  if (facts.authentication !== "pass" && ownToken === null) return;
  decision.saw("duty", "back", `${agent.address} writes again`);
  decision.changes.push({ do: "setAway", agent: agent.address, until: null });
}
