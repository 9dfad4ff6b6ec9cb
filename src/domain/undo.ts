/** `#undo`: restores what a command mail changed, where nothing newer has touched it, and says so where it cannot. */
import type { Case, SettableField } from "./case.ts";
import { SETTABLE_FIELDS } from "./case.ts";
import { startClocks } from "./closing.ts";
import { type Action, ASKING_VERBS, type CommandRun, done, refuse } from "./command-run.ts";
import type { CaseFacts, HistoryFact } from "./facts.ts";
import type { NoticeName } from "./notice.ts";
import { resumeDelivery } from "./order.ts";
import { fieldWord, say } from "./receipt-words.ts";
import { stopWaiting } from "./waiting.ts";

export const undo: Action = (run) => {
  const target = run.caseFacts === null ? null : mailToUndo(run, run.caseFacts);
  if (target === null || run.caseFacts === null) return refuse(run, "undo_nothing", "undo_nothing");
  const { history } = run.caseFacts;
  const made = history.filter((row) => row.inboundId === target && !isOpening(row));
  const restored: string[] = [];
  const wordFor = (field: string) => fieldWord(run.language, field) ?? field;
  for (const field of new Set(made.map((row) => row.field))) {
    const rows = made.filter((row) => row.field === field);
    const newer = history.findLast(
      (row) => row.field === field && row.inboundId !== target && isAfter(row, rows),
    );
    if (newer) {
      run.remarks.push(say(run.language, "undo_newer", { field: wordFor(field), actor: newer.actor }));
      continue;
    }
    if (restore(run, field, rows)) restored.push(field);
    else if (!isSettable(field))
      run.remarks.push(say(run.language, "undo_impossible", { field: wordFor(field) }));
  }
  keepRequesterOnCase(run);
  if (hasEndedWait(made) && run.draft.case.status.startsWith("awaiting")) {
    run.remarks.push(say(run.language, "undo_wait"));
  }
  // Where somebody else has moved the case on meanwhile, nothing is left to check.
  if (run.draft.case.status !== "resolved") run.draft.set("uncheckedSolver", null, run.agent.address);
  // What is still owed because of that mail is taken back; what is sent stays sent.
  if (restored.includes("status") || restored.includes("uncheckedSolver")) {
    restoreClocks(run);
    run.draft.suppress(FROM_STATUS, "undone");
  }
  if (restored.includes("escalatedTo")) run.draft.suppress(["escalated"], "undone");
  if (restored.includes("order")) resumeDelivery(run.draft, run.desk, run.now);
  if (restored.includes("team")) run.draft.suppress(["moved", "handed_over"], "undone");
  run.draft.decision.changes.push({ do: "markUndone", case: run.draft.ref, inboundId: target });
  if (restored.length === 0) return done(run, "nothing_changed");
  // What only follows from another field (an instant, a count) needs no word of its own.
  const told = restored.flatMap((field) => fieldWord(run.language, field) ?? []);
  return {
    ok: true,
    result: told.map((field) => say(run.language, "undone", { field })).join("; "),
    from: null,
    to: null,
  };
};

/** Mails that only say where a case stands. */
const FROM_STATUS: NoticeName[] = [
  "started",
  "solution",
  "solution_check",
  "solution_sent_back",
  "closed",
  "reopened",
  "confirm_reminder",
  "answer_reminder",
];

function isAsking(verb: string): boolean {
  return (ASKING_VERBS as readonly string[]).includes(verb);
}

/** The mail that the answered receipt is about, else this agent's latest command mail on the case. */
function mailToUndo(run: CommandRun, facts: CaseFacts): number | null {
  const fromReceipt = run.ownToken?.notice === "command_receipt" ? run.ownToken.inboundId : null;
  const undoable = facts.commands.filter(
    (command) => !command.undone && command.verb !== "undo" && !isAsking(command.verb),
  );
  const command =
    fromReceipt === null
      ? undoable.findLast((one) => one.actor === run.agent.address)
      : undoable.find((one) => one.inboundId === fromReceipt);
  return command?.inboundId ?? null;
}

/** That there is a case stays so, whoever's mail opened it. */
function isOpening(row: HistoryFact): boolean {
  return row.field === "status" && row.from === null;
}

function hasEndedWait(made: HistoryFact[]): boolean {
  return made.some((row) => row.field === "status" && (row.from ?? "").startsWith("awaiting"));
}

/** Who is the requester again is so among the participants, too. */
function keepRequesterOnCase({ draft, agent }: CommandRun): void {
  const { requester, requesterName, participants } = draft.case;
  if (requester === null) return;
  const isOn = participants.some((one) => one.address === requester && one.role === "requester");
  if (!isOn) draft.addParticipant(requester, requesterName, "requester", agent.address);
}

function isAfter(row: HistoryFact, rows: HistoryFact[]): boolean {
  return rows.every((one) => row.id > one.id);
}

function restore(run: CommandRun, field: string, rows: HistoryFact[]): boolean {
  const { draft, agent } = run;
  const first = rows[0];
  if (!first) return false;
  if (field === "participant") {
    for (const row of rows) {
      if (row.to !== null) draft.removeParticipant(row.to, agent.address);
      else if (row.from !== null) draft.addParticipant(row.from, null, "participant", agent.address);
    }
    return true;
  }
  if (!isSettable(field) || KEPT.includes(field)) return false;
  return setFromText(run, field, first.from);
}

function isSettable(field: string): field is SettableField {
  return (SETTABLE_FIELDS as readonly string[]).includes(field);
}

/** What was said to the requester stays said; their answers stay theirs. */
const KEPT: readonly string[] = ["firstResponseAt", "promisedBy", "questions"];
const DATES: readonly string[] = ["firstResponseAt", "resolvedAt", "closedAt", "deliverBy"];
const NUMBERS: readonly string[] = ["reopenCount", "timeSpentMinutes", "rating", "mergedInto"];
const LISTS: readonly string[] = ["tags"];

/** History keeps values as text: instants in ISO form, numbers in digits, lists with commas. */
function setFromText(run: CommandRun, field: SettableField, text: string | null): boolean {
  const value = LISTS.includes(field)
    ? (text?.split(", ") ?? [])
    : text === null
      ? null
      : DATES.includes(field)
        ? new Date(text)
        : NUMBERS.includes(field)
          ? Number(text)
          : text;
  return run.draft.set(field, value as Case[typeof field], run.agent.address);
}

/** A case that is no longer resolved must not be closed by silence; one that is again gets its window back. */
function restoreClocks({ draft, desk, now, caseFacts }: CommandRun): void {
  startClocks(draft, desk, now);
  // An agent who named a time gets the case back then.
  if (caseFacts?.clocks.some((clock) => clock.kind === "wait_until")) stopWaiting(draft);
  if (!draft.case.status.startsWith("awaiting")) draft.cancelClocks(["wait_until"]);
}
