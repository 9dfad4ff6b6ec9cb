/** Where an agent's words go: to the users, to the owner for a check, or nowhere but onto the case. */
import { solutionDeadline } from "./actions-ending.ts";
import { isWorthSending, mayReach } from "./carried-files.ts";
import type { MessageRef, NewMessage } from "./change.ts";
import type { CommandRun } from "./command-run.ts";
import { receivedMessage } from "./new-case.ts";
import { toRequester, toUsers } from "./notify.ts";
import { toOwner } from "./owner.ts";
import { say } from "./receipt-words.ts";

/** The agent's words on the case: outward as the desk's message to the users, else inside; a solution to be checked is held there. */
export function storeText(
  run: CommandRun,
  inwardKind: "note" | "message",
  heldInboundId: number | null,
): `new:${string}` {
  const received = receivedMessage(run.facts, inwardKind);
  const goesOut = run.textIsSent && run.sending !== "check";
  const message: NewMessage = {
    ...received,
    text: run.text,
    direction: goesOut ? "out" : "in",
    kind: goesOut ? "message" : run.textIsSent ? "held" : inwardKind,
    author: { address: run.agent.address, name: run.agent.name, verified: true },
    inboundId: heldInboundId,
  };
  return run.draft.addMessage(message);
}

export function askOwner({ draft, desk, agent }: CommandRun, message: MessageRef): void {
  for (const recipient of toOwner(desk, draft.case)) {
    draft.decision.owe({
      notice: "solution_check",
      data: { solver: agent.address, isReminder: false },
      case: draft.ref,
      mailbox: draft.case.mailbox,
      message,
      notBefore: null,
      ...recipient,
    });
  }
}

/** What was kept for the owner's check goes to the users in the solver's name, files and all. */
export function release(run: CommandRun, message: number | null): void {
  if (message !== null) {
    run.draft.decision.changes.push({ do: "releaseMessage", case: run.draft.ref, message });
  }
  send(run, message);
}

/** The files of this mail that no user is sent. */
export function noteKeys(run: CommandRun): void {
  const keys = run.facts.mail.attachments.filter((file) => isWorthSending(file) && !mayReach("user", file));
  if (keys.length === 0) return;
  const names = keys.map((file) => file.name).join(", ");
  run.remarks.push(say(run.language, "key_stays", { names }));
}

export function send(run: CommandRun, message: MessageRef | null): void {
  const { draft } = run;
  if (run.caseFacts) draft.suppress(["started", "handed_over", "taking_longer"], "answer_follows");
  const requester = toRequester(draft.case)?.to.address;
  for (const recipient of toUsers(draft.case)) {
    const common = {
      case: draft.ref,
      mailbox: draft.case.mailbox,
      message,
      notBefore: null,
      ...recipient,
    };
    if (run.sending === "solution" && recipient.to.address === requester) {
      draft.decision.owe({
        notice: "solution",
        data: { confirmBy: solutionDeadline(run) },
        ...common,
      });
    } else if (run.sending === "question") draft.decision.owe({ notice: "question", data: {}, ...common });
    else draft.decision.owe({ notice: "answer", data: {}, ...common });
  }
}
