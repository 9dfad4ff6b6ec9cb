/** Commands by which a case ends or comes back: solving, the owner's check of it, closing, reopening (DESIGN, "Closing and reopening"). */
import { canMove, stageOf } from "./case-state.ts";
import { applyEvent, close, confirmBy, propose, reopen, resolve } from "./closing.ts";
import {
  type Action,
  type CommandRun,
  changed,
  done,
  eventRefused,
  type Outcome,
  refuse,
} from "./command-run.ts";
import { findAgent } from "./desk.ts";
import { USER_NOTICES } from "./notice.ts";
import { toAgent, toRequester } from "./notify.ts";
import { asksOwnerFirst, isOwner, ownerName } from "./owner.ts";
import { isSignOff } from "./phrases.ts";
import { say } from "./receipt-words.ts";

export const resolveCase: Action = (run) => {
  const stage = stageOf(run.draft.case);
  const ownerFirst = asksOwnerFirst(run.desk, run.draft.case, run.agent.address);
  // A note is for agents: a solution that the user never reads documents nothing to them.
  const hasText = run.textIsSent && run.text !== "";
  // "Kind regards, Anna" below an approval is not meant to take the solution's place.
  const solution =
    hasText && !(stage === "unchecked" && isSignOff(run.text, run.agent.name)) ? run.text : null;
  if (solution !== null) return ownerFirst ? askOwner(run, solution) : sendSolution(run, solution);
  if (stage === "unchecked") return ownerFirst ? checkPending(run) : approve(run);
  if (stage === "resolved") return refuse(run, "already_sent", "already_sent");
  return refuse(run, "solution_missing", "solution_missing");
};

/** The text is the solution, and goes to the requester with the question whether it works. */
function sendSolution(run: CommandRun, solution: string): Outcome {
  const before = run.draft.case.status;
  const { desk, agent, draft } = run;
  const refused = resolve(draft, desk, solution, run.now, agent.address);
  if (refused) return eventRefused(run);
  if (desk.closing.resolve === "viaOwner" && !isOwner(desk, draft.case, agent.address)) {
    run.remarks.push(say(run.language, "nobody_checks"));
  }
  return solved(run, before, "solution");
}

/** The text is the solution; its owner gets it first (P15), the requester hears nothing yet. */
function askOwner(run: CommandRun, solution: string): Outcome {
  const before = run.draft.case.status;
  const refused = propose(run.draft, run.desk, solution, run.now, run.agent.address);
  if (refused) {
    const isAsked = refused.refused === "case_resolved";
    return isAsked ? refuse(run, "solution_sent", "solution_sent", {}, "#reopen") : eventRefused(run);
  }
  run.draft.decision.saw("closing", "owner_asked", `${run.draft.case.owner} checks the solution first`);
  return solved(run, before, "check");
}

function solved(run: CommandRun, before: string, sending: "solution" | "check"): Outcome {
  const { draft, agent } = run;
  if (draft.case.agent === null) draft.set("agent", agent.address, agent.address);
  if (sending === "solution") draft.suppress(["started", "handed_over", "taking_longer"], "solution_follows");
  run.sending = sending;
  run.undoable = true;
  return changed(run, "status", before, draft.case.status);
}

/** The owner's word that the solver's solution may go out as it is. */
function approve(run: CommandRun): Outcome {
  const { draft, agent } = run;
  const { solution, uncheckedSolver } = draft.case;
  if (solution === null || uncheckedSolver === null)
    return refuse(run, "solution_missing", "solution_missing");
  const refused = resolve(draft, run.desk, solution, run.now, agent.address);
  if (refused) return eventRefused(run);
  draft.decision.saw("closing", "solution_approved", `by ${agent.address}`);
  draft.suppress(["started", "handed_over", "taking_longer"], "solution_follows");
  run.textIsSent = false;
  run.sending = "solution";
  run.approves = { message: run.caseFacts?.uncheckedMessageId ?? null };
  run.undoable = true;
  return done(run, "approved", { name: findAgent(run.desk, uncheckedSolver)?.name ?? uncheckedSolver });
}

export const closeCase: Action = (run) => {
  const before = run.draft.case.status;
  const how = before === "awaiting_user" ? "no_answer" : "agent";
  if (isInCheck(run)) return checkPending(run);
  if (isPastCheck(run)) {
    const owner = ownerName(run.desk, run.draft.case) ?? run.draft.case.owner;
    return refuse(run, "check_first", "check_first", { owner }, "#resolve");
  }
  if (run.textIsSent && run.text !== "" && run.draft.case.solution === null)
    run.draft.set("solution", run.text, run.agent.address);
  if (!canMove(before, "closed")) return eventRefused(run);
  // The answer goes first, the farewell after it.
  run.afterText.push(() => {
    close(run.draft, how, "close", run.now, run.agent.address);
  });
  run.undoable = true;
  return changed(run, "status", before, "closed");
};

/** Nobody's request: it ends without a word to whoever sent it, and what is still owed to them is not sent. */
export const markSpam: Action = (run) => {
  const before = run.draft.case.status;
  if (run.caseFacts === null) return refuse(run, "case_unnamed", "case_unnamed");
  const refused = close(run.draft, "spam", "close", run.now, run.agent.address);
  if (refused) return eventRefused(run);
  run.draft.suppress([...USER_NOTICES], "case_is_spam");
  run.undoable = true;
  return changed(run, "marked_spam", before, "closed");
};

/** The farewell would tell the requester what the owner is to check first. */
function isInCheck(run: CommandRun): boolean {
  const on = run.draft.case;
  return stageOf(on) === "unchecked" && asksOwnerFirst(run.desk, on, run.agent.address);
}

/** What was done would reach the requester as the solution, and its owner not at all (P15). */
function isPastCheck(run: CommandRun): boolean {
  const on = run.draft.case;
  const isSolved = on.status === "resolved" || on.status === "closed";
  return !isSolved && run.textIsSent && run.text !== "" && asksOwnerFirst(run.desk, on, run.agent.address);
}

function checkPending(run: CommandRun): Outcome {
  const owner = ownerName(run.desk, run.draft.case) ?? run.draft.case.owner;
  return refuse(run, "check_pending", "check_pending", { owner });
}

export const reopenCase: Action = (run) => {
  const { status: before, uncheckedSolver } = run.draft.case;
  if (run.caseFacts === null) return refuse(run, "case_unnamed", "case_unnamed");
  const wasOver = before === "resolved" || before === "closed";
  const refused = wasOver
    ? reopen(run.draft, run.agent.address)
    : applyEvent(run.draft, "reopen", run.agent.address);
  if (refused) return eventRefused(run);
  const requester = toRequester(run.draft.case);
  // Of a solution that the requester never heard of they need not hear that it was none.
  if (uncheckedSolver !== null) tellSolver(run, uncheckedSolver);
  else if (wasOver && requester) {
    run.draft.decision.owe({
      notice: "reopened",
      data: { answered: false },
      case: run.draft.ref,
      mailbox: run.draft.case.mailbox,
      message: null,
      notBefore: null,
      ...requester,
    });
  }
  run.draft.cancelClocks(["wait_until"]);
  run.undoable = true;
  return changed(run, "status", before, run.draft.case.status);
};

/** Whose solution was sent back hears so, with the words written beside the command. */
export function tellSolver(run: CommandRun, solver: string | null): void {
  const agent = solver === null || solver === run.agent.address ? null : findAgent(run.desk, solver);
  if (!agent) return;
  run.afterText.push((message) => {
    run.draft.decision.owe({
      notice: "solution_sent_back",
      data: { by: run.agent.address },
      case: run.draft.ref,
      mailbox: run.draft.case.mailbox,
      message,
      notBefore: null,
      ...toAgent(run.desk, agent),
    });
  });
}

/** When the requester is asked to confirm by, for the notice that carries the solution. */
export function solutionDeadline(run: CommandRun): string {
  return confirmBy(run.draft, run.desk, run.now).toISOString();
}
