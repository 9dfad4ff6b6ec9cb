/** Carries out an agent's mail that is proved: commands all or none, then the text to whom it belongs, then the receipt. */
import * as assigning from "./actions-assign.ts";
import * as ending from "./actions-ending.ts";
import { escalateCase } from "./actions-escalate.ts";
import * as fields from "./actions-fields.ts";
import * as progress from "./actions-progress.ts";
import { askOwner, noteKeys, release, send, storeText } from "./carry-text.ts";
import { type Command, parseCommands, type Verb } from "./command.ts";
import { type Action, ASKING_VERBS, type CommandRun, done, type Fault, refuse } from "./command-run.ts";
import { parseStatus } from "./command-values.ts";
import { verbSpec } from "./command-verbs.ts";
import { type Draft, NO_CASE } from "./decision.ts";
import type { Agent } from "./desk.ts";
import type { CaseFacts, IntakeFacts, TokenFact } from "./facts.ts";
import { forward } from "./forward.ts";
import { followHandover } from "./handover.ts";
import type { MailText } from "./message.ts";
import { isEncrypted } from "./new-case.ts";
import type { NoticeData } from "./notice.ts";
import { toAgent, toUsers } from "./notify.ts";
import { orderItem } from "./order.ts";
import { followPriority, priority } from "./priority-command.ts";
import { releaseParked } from "./quarantine.ts";
import { say } from "./receipt-words.ts";
import { undo } from "./undo.ts";

const ACTIONS: Record<Verb, Action> = {
  take: assigning.take,
  start: progress.start,
  assign: assigning.assign,
  move: assigning.move,
  escalate: escalateCase,
  wait: progress.wait,
  resolve: ending.resolveCase,
  close: ending.closeCase,
  reopen: ending.reopenCase,
  spam: ending.markSpam,
  status: progress.status,
  reply: fields.reply,
  note: fields.note,
  priority,
  impact: fields.impact,
  urgency: fields.urgency,
  type: fields.type,
  category: fields.category,
  subject: fields.subject,
  place: fields.place,
  service: fields.service,
  cc: fields.cc,
  requester: fields.requester,
  forward,
  link: fields.link,
  merge: fields.merge,
  order: orderItem,
  time: fields.time,
  why: fields.why,
  show: fields.show,
  files: fields.files,
  list: fields.list,
  help: fields.help,
  release: releaseParked,
  undo,
  confirm: (run) => refuse(run, "nothing_held", "nothing_held"),
};

const ALONE: readonly Verb[] = ["undo", "merge", "spam"];
/** One mail takes a case one way. */
const ONE_OF: readonly Verb[] = ["resolve", "close", "reopen", "wait", "status"];

export interface Written {
  /** New text with its commands read out. */
  commands: Command[];
  text: string;
  faults: Fault[];
  /** Lines that look like commands and were carried out by nobody: amid the text, or perhaps somebody else's words. */
  strays: string[];
}

/** Reads an agent's new text; `faults` in the agent's language. */
export function readWritten({ newText, commandText }: MailText, language: string): Written {
  const parsed = parseCommands(commandText);
  const all = newText === commandText ? parsed : parseCommands(newText);
  const seen = new Set(parsed.commands.map((one) => one.line));
  const doubtful = all.commands.map((one) => one.line).filter((line) => !seen.has(line));
  return {
    commands: parsed.commands,
    text: all.text.trim(),
    strays: [...new Set([...doubtful, ...all.strays])],
    faults: parsed.faults.map((fault) => ({ ...fault, explanation: say(language, fault.reason) })),
  };
}

/** Whether the text beside these commands goes to the requester (DESIGN, "Commands"). */
export function sendsText(commands: Command[]): boolean {
  if (commands.some((command) => command.verb === "note")) return false;
  if (commands.length === 0) return true;
  return commands.some((command) => {
    if (verbSpec(command.verb).sendsText) return true;
    const status = command.verb === "status" ? parseStatus(command.value ?? "") : null;
    return status === "resolved" || status === "closed" || status === "awaiting_user";
  });
}

type TextFate = NoticeData<"command_receipt">["text"];

export interface Assignment {
  facts: IntakeFacts;
  agent: Agent;
  now: Date;
  draft: Draft;
  caseFacts: CaseFacts | null;
  ownToken: TokenFact | null;
  written: Written;
  /** The received mail whose words these are, when it is not the one being decided (a held one, released). */
  heldInboundId: number | null;
  /** Status under which the agent's words are stored when they go to nobody; `message` on a case that they open. */
  inwardKind: "note" | "message";
  /** What else is owed because of this mail, so that the receipt can name it. */
  beforeReceipt(draft: Draft): void;
}

/** Returns the faults; on any, nothing of the draft's decision may be kept. */
export function carryOut(assignment: Assignment): Fault[] {
  const { facts, agent, now, draft, written } = assignment;
  const hasFiles = facts.mail.attachments.some((one) => !one.inline);
  const isEmpty = written.text === "" && !hasFiles;
  const run: CommandRun = {
    facts,
    desk: facts.desk,
    agent,
    now,
    draft,
    caseFacts: assignment.caseFacts,
    ownToken: assignment.ownToken,
    text: written.text,
    textIsSent: !isEmpty && sendsText(written.commands),
    language: agent.language ?? facts.desk.desk.language,
    sending: "answer",
    approves: null,
    lines: [],
    remarks: written.strays.map((line) =>
      say(agent.language ?? facts.desk.desk.language, "stayed_text", { line }),
    ),
    show: [],
    undoable: false,
    afterText: [],
  };
  // Its file would reach the users, who can open it no more than the desk can.
  if (isEncrypted(facts)) return [fault(run, 1, "", "mail_encrypted")];
  if (isEmpty && written.commands.length === 0) return [fault(run, 1, "", "empty_mail")];
  const faults = runCommands(run, written.commands);
  if (faults.length > 0) return faults;
  followPriority(run, written.commands);
  if ((run.textIsSent || run.approves) && toUsers(draft.case).length === 0) {
    return [fault(run, 1, "", "requester_missing")];
  }
  const message = isEmpty ? null : storeText(run, assignment.inwardKind, assignment.heldInboundId);
  if (run.approves) release(run, run.approves.message);
  else if (message && run.textIsSent) {
    (run.sending === "check" ? askOwner : send)(run, message);
    noteKeys(run);
  }
  for (const after of run.afterText) after(message);
  if (run.caseFacts) {
    const isAnswer = (message !== null && run.textIsSent) || run.approves !== null;
    followHandover(draft, run.caseFacts.case, { ...run, commands: written.commands, isAnswer });
  }
  for (const command of written.commands) recordCommand(run, command);
  assignment.beforeReceipt(draft);
  if (written.commands.length > 0 || run.remarks.length > 0) oweReceipt(run, fateOfText(run, isEmpty));
  return [];
}

function fateOfText(run: CommandRun, isEmpty: boolean): TextFate {
  if (isEmpty) return "none";
  if (run.textIsSent) return run.sending === "check" ? "unchecked" : "sent";
  const tellsRequester = run.draft.decision.owed().some((one) => one.notice === "opened_for_you");
  return tellsRequester ? "described" : "note";
}

function runCommands(run: CommandRun, commands: Command[]): Fault[] {
  const faults: Fault[] = [];
  for (const command of commands) {
    const isAlone = commands.filter((one) => !ASKING_VERBS.includes(one.verb)).length === 1;
    const isTorn =
      ONE_OF.includes(command.verb) && commands.filter((one) => ONE_OF.includes(one.verb)).length > 1;
    const outcome =
      (ALONE.includes(command.verb) && !isAlone) || isTorn
        ? refuse(run, "combine_refused", "combine_refused")
        : ACTIONS[command.verb](run, command);
    if (outcome.ok) {
      run.lines.push({ line: command.line, result: outcome.result, from: outcome.from, to: outcome.to });
    } else {
      const { reason, explanation, suggestion } = outcome;
      faults.push({ number: command.number, line: command.line, reason, explanation, suggestion });
    }
  }
  // The owner may find that it is no solution; so the same words cannot be an answer to the requester already.
  const reply = commands.find((command) => command.verb === "reply");
  if (reply && run.sending === "check") faults.push(fault(run, reply.number, reply.line, "reply_unchecked"));
  return faults;
}

function fault(
  run: CommandRun,
  number: number,
  line: string,
  phrase: "empty_mail" | "mail_encrypted" | "requester_missing" | "reply_unchecked",
): Fault {
  return { number, line, reason: phrase, explanation: say(run.language, phrase), suggestion: null };
}

function recordCommand(run: CommandRun, command: Command): void {
  if (run.draft.ref === NO_CASE) return;
  run.draft.decision.changes.push({
    do: "recordCommand",
    case: run.draft.ref,
    actor: run.agent.address,
    verb: command.verb,
    value: command.value,
    result: run.lines.find((line) => line.line === command.line)?.result ?? phraseDone(run),
  });
}

function phraseDone(run: CommandRun): string {
  const outcome = done(run, "nothing_changed");
  return outcome.ok ? outcome.result : "";
}

function oweReceipt(run: CommandRun, text: TextFate): void {
  const sent = run.draft.decision
    .owed()
    .filter((notice) => notice.audience === "user" || notice.to.address !== run.agent.address)
    .map((notice) => ({ notice: notice.notice, to: notice.to.address }));
  run.draft.decision.owe({
    notice: "command_receipt",
    data: { lines: run.lines, sent, text, remarks: run.remarks, show: run.show, undoable: run.undoable },
    case: run.draft.ref === NO_CASE ? null : run.draft.ref,
    mailbox: run.draft.case.mailbox,
    message: null,
    notBefore: null,
    ...toAgent(run.desk, run.agent),
  });
}
