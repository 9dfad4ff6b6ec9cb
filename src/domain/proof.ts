/** Whether a mail in an agent's name may command (DESIGN, "Who may do what"). Never the From line alone. */
import type { Verb } from "./command-verbs.ts";
import type { IntakeFacts, TokenFact } from "./facts.ts";
import type { Phrase } from "./receipt-words.ts";

export type Proof =
  | { level: "full"; by: "pass_and_token" | "token" | "pass" }
  /** `proof: token` and the token served before: only what harms nobody. */
  | { level: "limited"; by: "reused_token" }
  /** Nothing is carried out. `canConfirm`: an answer to a fresh token mail would prove it. */
  | { level: "none"; reason: string; why: Phrase; canConfirm: boolean };

/** What a reused token may do where the token is all the proof there is. */
export const LIMITED_VERBS: readonly Verb[] = [
  "reply",
  "note",
  "take",
  "start",
  "wait",
  "show",
  "why",
  "list",
  "files",
  "help",
  "release",
];

/** For a mail on an existing case. `ownToken` is the sender's token for that case, or null. */
export function decideProof(facts: IntakeFacts, ownToken: TokenFact | null): Proof {
  if (facts.authentication === "fail") return forged();
  const agentToken = ownToken !== null && ownToken.audience !== "user" ? ownToken : null;
  const passed = facts.authentication === "pass";
  if (facts.desk.proof === "strict") {
    if (passed && agentToken) return { level: "full", by: "pass_and_token" };
    if (!passed) return unvouched();
    return {
      level: "none",
      reason: "token_missing",
      why: "no_token",
      canConfirm: true,
    };
  }
  if (agentToken && (passed || !agentToken.usedForCommands)) {
    return { level: "full", by: passed ? "pass_and_token" : "token" };
  }
  if (agentToken) return { level: "limited", by: "reused_token" };
  return {
    level: "none",
    reason: "token_missing",
    why: "no_token",
    canConfirm: true,
  };
}

/** For a mail that starts a thread: the pass, or a confirming reply to a fresh token mail. */
export function decideOpeningProof(facts: IntakeFacts): Proof {
  if (facts.authentication === "pass") return { level: "full", by: "pass" };
  if (facts.authentication === "fail") return forged();
  if (facts.desk.proof === "strict") return unvouched();
  return {
    level: "none",
    reason: "new_thread_unproved",
    why: "new_thread",
    canConfirm: true,
  };
}

/** Both proofs together: what destructive commands need, or a confirming reply. */
export function isDoublyProved(proof: Proof): boolean {
  return proof.level === "full" && proof.by === "pass_and_token";
}

function forged(): Proof {
  return {
    level: "none",
    reason: "sender_forged",
    why: "forged_sender",
    canConfirm: false,
  };
}

function unvouched(): Proof {
  return {
    level: "none",
    reason: "sender_not_vouched",
    why: "not_vouched",
    canConfirm: false,
  };
}
