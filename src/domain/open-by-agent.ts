/** A case that an agent's mail opens for somebody who phoned or came by; that person gets a receipt (P3). */

import { assignWithinTeam } from "./assignment.ts";
import type { Written } from "./carry-out.ts";
import { stageOf } from "./case-state.ts";
import type { NewCase } from "./change.ts";
import type { Draft } from "./decision.ts";
import { promiseResponse } from "./delay.ts";
import type { Agent } from "./desk.ts";
import type { IntakeFacts } from "./facts.ts";
import { tellingSubject } from "./new-case.ts";
import { toldOfNew, toRequester } from "./notify.ts";
import { followOrder, promiseDelivery } from "./order.ts";
import { restate } from "./restate.ts";

/** The case that an agent's new mail opens: without a requester until one is named. */
export function newCaseByAgent(facts: IntakeFacts, now: Date): NewCase {
  const { mailbox, desk } = facts;
  return {
    mailbox: mailbox.name,
    status: "registered",
    subject: tellingSubject(facts.mail.subject, facts.text.newText),
    language: facts.detectedLanguage ?? desk.desk.language,
    team: mailbox.team,
    owner: mailbox.team,
    requester: null,
    requesterName: null,
    openedAt: now,
    also: {},
  };
}

function isInward(draft: Draft, written: Written): boolean {
  return stageOf(draft.case) === "unchecked" || written.commands.some((one) => one.verb === "note");
}

/** Tells the requester (unless this mail answers them already) and the team. */
export function openByAgent(
  facts: IntakeFacts,
  draft: Draft,
  agent: Agent,
  written: Written,
  now: Date,
): void {
  const { desk } = facts;
  const added = draft.decision.changes.find((change) => change.do === "addMessage");
  const message = added?.as ?? null;
  followOrder(draft, desk, now);
  const requester = toRequester(draft.case);
  const isAnswered = draft.decision.owed().some((notice) => notice.to.address === requester?.to.address);
  if (requester && !isAnswered) {
    draft.decision.owe({
      notice: "opened_for_you",
      data: {
        // A note is for agents, also in a mail that opens a case; an unchecked solution is not for users yet.
        restated: isInward(draft, written) ? null : restate(written.text),
        promisedBy: promiseResponse(draft, desk, now).toISOString(),
        order: promiseDelivery(draft, desk, now),
      },
      case: draft.ref,
      mailbox: draft.case.mailbox,
      message,
      notBefore: null,
      ...requester,
    });
  }
  assignWithinTeam(facts, draft, null);
  const { agent: given, status } = draft.case;
  const isTold = given !== null && draft.decision.owed().some((notice) => notice.to.address === given);
  if (given === agent.address || isTold || status === "resolved" || status === "closed") return;
  for (const recipient of toldOfNew(desk, draft.case, agent.address)) {
    draft.decision.owe({
      notice: "new_case",
      data: { linkedTo: null, warning: null },
      case: draft.ref,
      mailbox: draft.case.mailbox,
      message,
      notBefore: null,
      ...recipient,
    });
  }
}
