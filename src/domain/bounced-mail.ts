/**
 * A report that a mail of ours did not arrive: it is put on the case, its handlers are told, and an address that is gone is marked. It
 * counts for the one whom the token that it brought back was made for, whomever else it names, and is told once however often it comes.
 */
import { directoryForm } from "./address.ts";
import type { Bounce, BouncedRecipient } from "./bounce.ts";
import type { Draft } from "./decision.ts";
import type { IntakeFacts, TokenFact } from "./facts.ts";
import { receivedMessage } from "./new-case.ts";
import { toHandlers } from "./notify.ts";
import { tokenRefusal } from "./thread.ts";

const LONGEST_TOLD = 500;

export function recordBounce(facts: IntakeFacts, bounce: Bounce, draft: Draft): void {
  const { decision } = draft;
  draft.addMessage(receivedMessage(facts, "bounce"));
  // A token that ended silences nobody.
  const isLiving = (token: TokenFact) => tokenRefusal(facts.desk, token, facts.inbound.receivedAt) === null;
  const ours = facts.tokens.find((token) => token.caseId !== null && isLiving(token));
  if (!ours) return;
  const failed = failureOf(ours, bounce);
  const { status, reason, hard, delayed } = failed;
  const code = delayed ? "delayed" : hard ? "hard" : "soft";
  decision.saw("bounce", code, `${ours.notice} to ${ours.recipient}: ${status} ${reason}`);
  // Still being tried: it is on the case, and nobody need act.
  if (delayed) return;
  if (hard) decision.changes.push({ do: "markUndeliverable", address: ours.recipient });
  // A report about a mail to an agent is not mailed to agents: it would come back again.
  if (ours.audience !== "user") return;
  // Whoever holds the token can send as many as they like.
  const told = hard ? "hard" : "soft";
  if (ours.bouncesTold.includes(told)) {
    decision.saw("notice", "not_told", `a ${told} bounce of this mail was told before`);
    return;
  }
  decision.changes.push({ do: "recordBounce", outboxId: ours.outboxId, told });
  const response = serverWords(failed);
  for (const recipient of toHandlers(facts.desk, draft.case, facts.sender)) {
    decision.owe({
      notice: "delivery_failed",
      data: { to: ours.recipient, notice: ours.notice, response, hard },
      case: draft.ref,
      mailbox: draft.case.mailbox,
      message: null,
      notBefore: null,
      ...recipient,
    });
  }
}

/** What it says of the one we wrote to; of the first one, where the mail had been passed on under another address. */
function failureOf(ours: TokenFact, bounce: Bounce): BouncedRecipient {
  const isOurs = (address: string | null) => address !== null && directoryForm(address) === ours.recipient;
  const named = bounce.recipients.find((one) => isOurs(one.address) || isOurs(one.finalAddress));
  if (named) return named;
  const first = bounce.recipients[0];
  const { status } = bounce;
  if (!first) {
    const response = "";
    return {
      address: "",
      finalAddress: null,
      status,
      reason: "unclear",
      hard: false,
      delayed: false,
      response,
    };
  }
  // Their address took the mail and sent it on; what is gone is another one.
  return { ...first, hard: false };
}

function serverWords({ status, response }: BouncedRecipient): string {
  const line = response.replace(/\s+/g, " ").trim();
  const said = line.length > LONGEST_TOLD ? `${line.slice(0, LONGEST_TOLD)}…` : line;
  return said.includes(status) ? said : `${status} ${said}`.trim();
}
