/** One agent's mail being carried out on one case: what its commands see and leave behind. */
import type { Case, SettableField } from "./case.ts";
import type { Command, Verb } from "./command.ts";
import type { Draft } from "./decision.ts";
import type { Agent, Desk } from "./desk.ts";
import type { CaseFacts, IntakeFacts, TokenFact } from "./facts.ts";
import type { NoticeData } from "./notice.ts";
import { type Phrase, say } from "./receipt-words.ts";

/** Commands that only ask: they need no case and leave nothing to take back. */
export const ASKING_VERBS: readonly Verb[] = ["show", "why", "files", "list", "help"];

/** Commands about the desk, not about a case: a mail of nothing else opens none. */
export const CASELESS_VERBS: readonly Verb[] = [...ASKING_VERBS, "release"];

export type Fault = NoticeData<"command_refused">["faults"][number];
type Receipt = NoticeData<"command_receipt">;

/** As what the text beside the commands goes out; `check`: to the case's owner, who sends it on. */
export type Sending = "answer" | "question" | "solution" | "check";

export interface CommandRun {
  facts: IntakeFacts;
  desk: Desk;
  agent: Agent;
  now: Date;
  draft: Draft;
  /** Null for a case that this mail opens. */
  caseFacts: CaseFacts | null;
  ownToken: TokenFact | null;
  /** The new text without commands, trimmed. */
  text: string;
  /** Whether that text goes to the requester. */
  textIsSent: boolean;
  /** Language of the receipt. */
  language: string;
  sending: Sending;
  /** The message kept until now that goes out because the owner approved it; its words are the case's solution. */
  approves: { message: number | null } | null;
  lines: Receipt["lines"];
  remarks: string[];
  show: Receipt["show"];
  undoable: boolean;
  /** Done after all commands succeeded and the text is stored, in order; given the text's message, if any. */
  afterText: ((message: `new:${string}` | null) => void)[];
}

export type Outcome =
  | { ok: true; result: string; from: string | null; to: string | null }
  | { ok: false; reason: string; explanation: string; suggestion: string | null };

export type Action = (run: CommandRun, command: Command) => Outcome;

export function done(run: CommandRun, phrase: Phrase, values: Record<string, string> = {}): Outcome {
  return { ok: true, result: say(run.language, phrase, values), from: null, to: null };
}

export function changed(run: CommandRun, phrase: Phrase, from: unknown, to: unknown): Outcome {
  return { ok: true, result: say(run.language, phrase), from: shown(from), to: shown(to) };
}

export function refuse(
  run: CommandRun,
  reason: string,
  phrase: Phrase,
  values: Record<string, string> = {},
  suggestion: string | null = null,
): Outcome {
  return { ok: false, reason, explanation: say(run.language, phrase, values), suggestion };
}

export function eventRefused(run: CommandRun): Outcome {
  return refuse(run, "status_refused", "event_refused", { from: run.draft.case.status });
}

/** Sets a field from a command, with old and new value for the receipt. */
export function setField<F extends SettableField>(
  run: CommandRun,
  field: F,
  to: Case[F],
  phrase: Phrase,
): Outcome {
  const from = run.draft.case[field];
  const moved = run.draft.set(field, to, run.agent.address);
  run.undoable ||= moved;
  return changed(run, phrase, from, to);
}

function shown(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return value instanceof Date ? value.toISOString() : String(value);
}
