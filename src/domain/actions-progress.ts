/** Commands about where the work on a case stands. */
import { closeCase, reopenCase, resolveCase } from "./actions-ending.ts";
import type { Status } from "./case.ts";
import { canMove, stageOf } from "./case-state.ts";
import { applyEvent } from "./closing.ts";
import type { Command } from "./command.ts";
import {
  type Action,
  type CommandRun,
  changed,
  done,
  eventRefused,
  type Outcome,
  refuse,
  setField,
} from "./command-run.ts";
import { parseStatus, parseWaitValue, parseWhen } from "./command-values.ts";
import { toRequester } from "./notify.ts";
import { say } from "./receipt-words.ts";
import { refuseTaken } from "./taken.ts";
import { startWaiting, stopWaiting } from "./waiting.ts";

const STARTED_NOTE_DELAY_MS = 15 * 60_000;

export const start: Action = (run) => {
  const taken = refuseTaken(run);
  if (taken) return taken;
  const before = run.draft.case.status;
  if (run.draft.case.agent === null) run.draft.set("agent", run.agent.address, run.agent.address);
  const refused = applyEvent(run.draft, "start", run.agent.address);
  if (refused) return eventRefused(run);
  run.undoable ||= before !== run.draft.case.status;
  // P8: a personal note that somebody began — unless an answer, in this mail or soon, says it better.
  const requester = toRequester(run.draft.case);
  if (requester && !run.textIsSent && before !== "in_progress") {
    run.draft.decision.owe({
      notice: "started",
      data: {},
      case: run.draft.ref,
      mailbox: run.draft.case.mailbox,
      message: null,
      notBefore: new Date(run.now.getTime() + STARTED_NOTE_DELAY_MS),
      ...requester,
    });
  }
  return changed(run, "status", before, run.draft.case.status);
};

export const wait: Action = (run, command) => {
  const parsed = parseWaitValue(command.value);
  if (!parsed)
    return refuse(run, "wait_unusable", "wait_unusable", { value: command.value ?? "" }, "#wait user");
  const before = run.draft.case.status;
  let until: Date | null = null;
  if (parsed.until !== null) {
    until = parseWhen(parsed.until, run.now, run.desk.desk.timeZone);
    if (!until || until.getTime() <= run.now.getTime()) {
      return refuse(
        run,
        "when_unusable",
        "when_unusable",
        { value: parsed.until },
        `#wait ${parsed.for} until friday`,
      );
    }
  }
  const refused = applyEvent(
    run.draft,
    parsed.for === "user" ? "wait_user" : "wait_vendor",
    run.agent.address,
  );
  if (refused) return eventRefused(run);
  if (until) run.draft.startClock("wait_until", until);
  else run.draft.cancelClocks(["wait_until"]);
  if (parsed.for === "user") {
    run.sending = "question";
    if (until) stopWaiting(run.draft);
    else startWaiting(run.draft, run.desk, run.now);
  }
  run.undoable ||= before !== run.draft.case.status;
  return changed(run, "status", before, withUntil(run, until));
};

function withUntil(run: CommandRun, until: Date | null): string {
  if (!until) return run.draft.case.status;
  return `${run.draft.case.status}, ${say(run.language, "wait_until")} ${until.toISOString()}`;
}

/** `#status X` does what the command of that name does, so that no clock or mail is forgotten. */
export const status: Action = (run, command) => {
  const to = parseStatus(command.value ?? "");
  if (to === null) {
    const allowed = "registered, assigned, in_progress, awaiting_vendor, awaiting_user, resolved, closed";
    return refuse(run, "value_unknown", "value_unknown", { value: command.value ?? "", allowed });
  }
  const from = run.draft.case.status;
  // Of a solution that waits for the owner's check, `resolved` is the approval.
  if (from === to && stageOf(run.draft.case) !== "unchecked") return done(run, "nothing_changed");
  if (to === "resolved") return resolveCase(run, command);
  if (to === "closed") return closeCase(run, command);
  if (to === "awaiting_user" || to === "awaiting_vendor") {
    return wait(run, { ...command, value: to === "awaiting_user" ? "user" : "vendor" });
  }
  if (from === "resolved" || from === "closed") return reopenCase(run, command);
  return setStatus(run, command, to);
};

function setStatus(run: CommandRun, command: Command, to: Status): Outcome {
  const from = run.draft.case.status;
  if (!canMove(from, to)) {
    return refuse(run, "status_refused", "status_refused", { from, to });
  }
  if (to === "in_progress") return start(run, command);
  run.draft.cancelClocks(["wait_until"]);
  stopWaiting(run.draft);
  return setField(run, "status", to, "status");
}
