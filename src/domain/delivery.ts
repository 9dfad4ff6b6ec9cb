/** What becomes of a mail that could not be delivered: when it is tried again, and who is told when it is given up. Pure. */
import { condemnsAddress } from "./bounce.ts";
import type { MessageRef, Verdict } from "./change.ts";
import { Decision } from "./decision.ts";
import type { Desk } from "./desk.ts";
import type { NoticeRow } from "./notice-base.ts";
import type { NoticeFacts } from "./notice-facts.ts";
import { type Recipient, toHandlers, toTeam } from "./notify.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const FIRST_WAITS = [30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE];
/** Then every hour, until about two days are over (RFC 5321 4.5.4.1 wants some days; a help desk should know sooner). */
const LAST_ATTEMPT = FIRST_WAITS.length + 48;

/**
 * When to try again after `attempts` earlier attempts and one more failure now; null: give up. Trouble on our side (`isOurs`: no
 * connection, no login) is never a reason to give a mail up: it goes out when the trouble ends.
 */
export function nextAttempt(attempts: number, isOurs: boolean, now: Date): Date | null {
  if (!isOurs && attempts + 1 >= LAST_ATTEMPT) return null;
  return new Date(now.getTime() + (FIRST_WAITS[attempts] ?? HOUR));
}

export interface Refusal {
  row: NoticeRow & { caseId: number | null; messageId: number | null };
  facts: NoticeFacts;
  desk: Desk;
  /** The server's words. */
  response: string;
  /** Reason code of the failure; `recipient_refused` is about the address. */
  reason: string;
  now: Date;
}

/**
 * The final refusal is put on the case, and whoever handles the case is told; null for a mail about no case. A notice of a failed
 * delivery that fails itself is only put on the case.
 */
export function decideRefusal({ row, facts, desk, response, reason, now }: Refusal): Verdict | null {
  const onCase = facts.case;
  if (!onCase) return null;
  const decision = new Decision();
  const draft = decision.on(onCase);
  draft.addMessage({
    at: now,
    direction: "in",
    kind: "bounce",
    author: { address: null, name: null, verified: false },
    text: `${row.recipient}: ${response}`,
    fullText: `${row.recipient}: ${response}`,
    attachments: [],
    contentHash: null,
    shape: null,
    addressees: [],
    messageId: null,
    namedIds: [],
    inboundId: null,
  });
  const carried: MessageRef | null = row.audience === "user" ? row.messageId : null;
  const hard = reason === "recipient_refused" && condemnsAddress(response);
  if (hard) decision.changes.push({ do: "markUndeliverable", address: row.recipient });
  const told = row.notice === "delivery_failed" ? [] : whomToTell(row, facts, desk);
  for (const recipient of told) {
    decision.owe({
      notice: "delivery_failed",
      data: { to: row.recipient, notice: row.notice, response, hard },
      case: draft.ref,
      mailbox: onCase.mailbox,
      message: carried,
      notBefore: null,
      ...recipient,
    });
  }
  decision.saw("notice", "delivery_refused", `${row.notice} to ${row.recipient}: ${response}`);
  // Only adds to the case, so it holds whatever else has changed meanwhile.
  return { ...decision.verdict("processed", "delivery_refused", "bounce", draft.ref), basedOn: [] };
}

/** For a user's mail whoever handles the case; for an agent's the others in the team, else the desk's operator. */
function whomToTell(row: NoticeRow, facts: NoticeFacts, desk: Desk): Recipient[] {
  const onCase = facts.case;
  if (!onCase) return [];
  if (row.audience === "user") return toHandlers(desk, onCase, null);
  const others = toTeam(desk, onCase.team, null).filter((one) => one.to.address !== row.recipient);
  const { operator } = desk.desk;
  if (others.length > 0 || operator === undefined || operator === row.recipient) return others;
  return [{ to: { address: operator, name: null }, audience: "operator", language: desk.desk.language }];
}
