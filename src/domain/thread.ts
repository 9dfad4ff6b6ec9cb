/** Which case a mail belongs to, by the strongest evidence, and in which role its sender writes there (DESIGN, "Threading"). */
import type { Case } from "./case.ts";
import { parseCommands } from "./command.ts";
import type { Decision } from "./decision.ts";
import { type Desk, findAgent } from "./desk.ts";
import { stripTags } from "./evidence.ts";
import type { CaseFacts, IntakeFacts, TokenFact } from "./facts.ts";
import { SILENT_KINDS } from "./message.ts";
import { isWriters } from "./people.ts";

/** `third_party`: joins by having our mail or being named in the original, but is not on the case. */
export type SenderRole = "requester" | "participant" | "agent" | "third_party";

export type ThreadDecision =
  | {
      join: true;
      facts: CaseFacts;
      role: SenderRole;
      /** The token for this case that was given to this very sender (or to the agent's team), if the mail carries it. */
      ownToken: TokenFact | null;
    }
  /** `linkedTo`: the case that the new one mentions. */
  | { join: false; linkedTo: CaseFacts | null };

export function decideThread(facts: IntakeFacts, now: Date, decision: Decision): ThreadDecision {
  const byToken = joinByToken(facts, now, decision);
  if (byToken) return byToken;
  let mentioned: CaseFacts | null = null;
  for (const by of ["alias", "own", "named", "tag"] as const) {
    for (const thread of facts.threads.filter((one) => one.by === by)) {
      const found = livingCase(facts, thread.caseId);
      if (!found) continue;
      const role = joiningRole(facts, found.case, by === "own" || by === "named" ? thread.addressees : []);
      if (role) {
        decision.saw("thread", `joined_by_${by}`, `case #${found.case.number} as ${role}`);
        return { join: true, facts: found, role, ownToken: null };
      }
      decision.saw(
        "thread",
        `refused_${by}`,
        `#${found.case.number}: ${facts.sender ?? "unknown sender"} takes no part in it`,
      );
      mentioned ??= found;
    }
  }
  if (!mentioned) decision.saw("thread", "no_evidence", "names no case");
  return { join: false, linkedTo: mentioned };
}

function joinByToken(facts: IntakeFacts, now: Date, decision: Decision): ThreadDecision | null {
  const tokens = facts.tokens.map((token) => onListedCase(facts, token));
  for (const token of tokens) {
    if (token.caseId === null) continue;
    // An #undo that answers a receipt concerns the very case it was about, merged or not.
    const isUndo = token.notice === "command_receipt" && isLoneUndo(facts.text.commandText);
    const found = isUndo ? facts.cases.get(token.caseId) : livingCase(facts, token.caseId);
    if (!found) continue;
    const refusal = tokenRefusal(facts.desk, token, now);
    if (refusal) {
      decision.saw("thread", refusal, `token of notice ${token.outboxId}`);
      continue;
    }
    // Reports and responders go to the envelope's address by themselves, under subjects of their own.
    const chosen = token.found === "address" && !SILENT_KINDS.includes(facts.mailKind);
    if (chosen && isCompletedByAddressBook(facts, found.case)) {
      decision.saw("thread", "address_book", `token address of #${found.case.number} under a new subject`);
      return { join: false, linkedTo: found };
    }
    const mine = isGivenTo(facts, token);
    const role =
      facts.authentication === "fail" ? "third_party" : (roleOf(facts, found.case, token) ?? "third_party");
    decision.saw(
      "thread",
      `joined_by_token_${token.found}`,
      `case #${found.case.number} as ${role}${mine ? "" : "; the token was made for another address"}`,
    );
    // A colleague's token may stand before the sender's own.
    const isOwn = (one: TokenFact) =>
      one.caseId === token.caseId && tokenRefusal(facts.desk, one, now) === null && isGivenTo(facts, one);
    const own = mine ? token : tokens.find(isOwn);
    const ownToken = own && role !== "third_party" ? own : null;
    return { join: true, facts: found, role, ownToken };
  }
  return null;
}

/** The token of a list stands for the one case of it that the subject names. */
function onListedCase(facts: IntakeFacts, token: TokenFact): TokenFact {
  if (token.caseId !== null) return token;
  const tagged = facts.threads.filter((one) => one.by === "tag").map((one) => one.caseId);
  const [named, ...others] = new Set(tagged.filter((id) => token.listedCases.includes(id)));
  return named === undefined || others.length > 0 ? token : { ...token, caseId: named };
}

function isLoneUndo(commandText: string): boolean {
  const { commands, faults } = parseCommands(commandText);
  return faults.length === 0 && commands.length === 1 && commands[0]?.verb === "undo";
}

/** Tokens end after a year and with the account they were made for. */
export function tokenRefusal(desk: Desk, token: TokenFact, now: Date): string | null {
  if (token.expiresAt.getTime() <= now.getTime()) return "token_expired";
  if (token.audience === "agent" && !findAgent(desk, token.recipient)) return "token_account_gone";
  if (token.audience === "team" && !desk.teams.some((team) => team.address === token.recipient)) {
    return "token_account_gone";
  }
  return null;
}

/** Made for this sender: an address of theirs (of an agent's, too), or the mailbox of a team they are in. */
export function isGivenTo(facts: IntakeFacts, token: TokenFact): boolean {
  const { desk, sender } = facts;
  if (sender === null) return false;
  if (isWriters(facts, token.recipient)) return true;
  const agent = findAgent(desk, sender);
  if (!agent) return false;
  if (token.audience === "team") {
    return desk.teams.some(
      (team) => team.address === token.recipient && team.members.includes(agent.address),
    );
  }
  return findAgent(desk, token.recipient)?.address === agent.address;
}

/**
 * An address book completed the desk's name to an old token address: nothing in the mail says it answers ours, and it speaks of
 * something else.
 */
function isCompletedByAddressBook(facts: IntakeFacts, joined: Case): boolean {
  const { mail } = facts;
  if (mail.inReplyTo.length > 0 || mail.references.length > 0) return false;
  // A mailto: link of ours (commands, rating) has the tag in its subject; a program that strips the headers keeps the subject.
  if (mail.subject.includes(`[#${joined.number}]`)) return false;
  const subject = stripTags(mail.subject).toLowerCase();
  return subject !== "" && subject !== stripTags(joined.subject).toLowerCase();
}

function joiningRole(facts: IntakeFacts, joined: Case, addressees: string[]): SenderRole | null {
  if (facts.sender === null || facts.authentication === "fail") return null;
  const role = roleOf(facts, joined, null);
  if (role) return role;
  return addressees.some((address) => isWriters(facts, address)) ? "third_party" : null;
}

/** An agent who asked for help themselves answers as the requester, unless an agent's token says otherwise. */
function roleOf(facts: IntakeFacts, joined: Case, token: TokenFact | null): SenderRole | null {
  if (facts.sender === null) return null;
  const agent = findAgent(facts.desk, facts.sender);
  const onCase = joined.participants.find((one) => isWriters(facts, one.address));
  const actsAsUser = token
    ? token.audience === "user" && isWriters(facts, token.recipient)
    : onCase !== undefined;
  if (agent && !actsAsUser) return "agent";
  if (isWriters(facts, joined.requester)) return "requester";
  if (onCase) return "participant";
  return agent ? "agent" : null;
}

/** Follows merges to the case that lives on. */
export function livingCase(facts: Pick<IntakeFacts, "cases" | "numbers">, caseId: number): CaseFacts | null {
  let found = facts.cases.get(caseId) ?? null;
  for (let hops = 0; found?.case.mergedInto != null && hops < 10; hops += 1) {
    const target = found.case.mergedInto;
    const next = [...facts.cases.values()].find((one) => one.case.number === target);
    if (!next) break;
    found = next;
  }
  return found;
}
