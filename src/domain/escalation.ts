/**
 * What a promise that runs out sets off, and a case that goes up (P10, P12, P13): who is reminded or called, and that the case's
 * history tells it. Pure; the reminders of one person are gathered into one mail later (reminder.ts).
 */
import { type Case, HIERARCHY, type Rung } from "./case.ts";
import type { MessageRef } from "./change.ts";
import type { Draft } from "./decision.ts";
import type { Desk } from "./desk.ts";
import { type Called, callees, isUrgent, isWatched, toLead, toManager } from "./escalation-path.ts";
import type { Recipient } from "./notify.ts";
import { afterQuietHours } from "./quiet-hours.ts";
import type { PromiseKind } from "./reminder-notices.ts";
import { callWebhooks } from "./webhook-call.ts";

/** So much of a promise's time is used up. */
export interface ReachedThreshold {
  kind: PromiseKind;
  /** When this promise began: two of one kind differ in it. */
  startedAt: Date;
  percent: number;
  /** When so much was used up; the decision may come later. */
  reachedAt: Date;
  /** When the whole time is, or was, used up. */
  targetAt: Date;
}

const DESK = "desk";
const BREACHED = 100;

/**
 * Reminds whom `escalation.steps` names, puts it into the case's history and, where the promise is broken, calls the webhooks. For
 * running promises of a case that is somebody's to work on; for any other it does nothing. Answers a reason code.
 */
export function decideThreshold(draft: Draft, desk: Desk, reached: ReachedThreshold, now: Date): string {
  if (!isWatched(draft.case)) return "moot";
  const step = desk.escalation.steps
    .filter((one) => one.from <= reached.percent)
    .sort((a, b) => b.from - a.from)[0];
  const called = step ? callees(desk, draft.case, step.tell) : [];
  for (const one of called) remind(draft, desk, one, reached, now);
  const told = called.map((one) => `${one.role} ${one.to.address}`).join(", ");
  draft.record("reminder", null, `${reached.kind} ${reached.percent} %: ${told || "nobody"}`, DESK);
  if (reached.percent >= BREACHED) {
    const { kind, percent, targetAt } = reached;
    callWebhooks(draft, desk, "breach", {
      clock: { kind, percent, targetAt: targetAt.toISOString() },
      by: null,
    });
  }
  return called.length === 0 ? "nobody_to_remind" : "reminded";
}

function remind(draft: Draft, desk: Desk, called: Called, reached: ReachedThreshold, now: Date): void {
  const { role, ...recipient } = called;
  const { kind, startedAt, percent, reachedAt, targetAt } = reached;
  draft.decision.changes.push({
    do: "remind",
    case: draft.ref,
    reminder: {
      ...recipient,
      mailbox: draft.case.mailbox,
      role,
      ...{ clock: kind, startedAt, percent, reachedAt, targetAt },
      plannedAt: leaves(draft, desk, reachedAt),
      notBefore: leaves(draft, desk, now),
    },
  });
  draft.decision.saw("reminder", role, `to ${recipient.to.address}`);
}

/** When a reminder that is decided on at `from` goes out: with what else falls due, and not at night. */
function leaves(draft: Draft, desk: Desk, from: Date): Date {
  const waking = isUrgent(desk, draft.case) ? from : afterQuietHours(desk, draft.case.team, from);
  return new Date(waking.getTime() + desk.escalation.gatherSeconds * 1000);
}

/** Who sends a case up, and the words that say why. */
export interface Sender {
  /** Address of an agent, or `rule:NAME`. */
  actor: string;
  message: MessageRef | null;
}

export interface Above {
  rung: Rung;
  recipient: Recipient;
}

/** The next who is above a case: its team's lead, then the manager; never whoever sends it up. Null where nobody is left. */
export function findAbove(desk: Desk, on: Pick<Case, "team" | "escalatedTo">, actor: string): Above | null {
  const above = rungsAbove(on.escalatedTo).flatMap((rung) => {
    const recipient = rung === "lead" ? toLead(desk, on.team) : toManager(desk, on.team);
    return recipient && recipient.to.address !== actor ? [{ rung, recipient }] : [];
  });
  return above[0] ?? null;
}

/** Tells whoever is above, at once and at any hour, and calls the webhooks. */
export function callAbove(draft: Draft, desk: Desk, above: Above, { actor, message }: Sender): void {
  call(draft, above.recipient, { why: "called", by: actor, as: above.rung }, message);
  callWebhooks(draft, desk, "escalated", { clock: null, by: actor });
}

/** A complaint goes up at once (P10). Answers whom it reached; null where nobody is above. */
export function escalate(draft: Draft, desk: Desk, sender: Sender): Recipient | null {
  const above = findAbove(desk, draft.case, sender.actor);
  if (!above) return null;
  draft.set("escalatedTo", above.rung, sender.actor);
  callAbove(draft, desk, above, sender);
  return above.recipient;
}

function rungsAbove(rung: Rung | null): readonly Rung[] {
  return rung === null ? HIERARCHY : HIERARCHY.slice(HIERARCHY.indexOf(rung) + 1);
}

/**
 * A case that became urgent reaches its team's lead at once (P12), unless they did it or are told anyway, and the webhooks.
 *
 * @param told addresses that get another mail about it
 */
export function callForUrgency(
  draft: Draft,
  desk: Desk,
  { actor, message }: Sender,
  told: readonly string[],
): void {
  callWebhooks(draft, desk, "urgent", { clock: null, by: actor });
  const lead = toLead(desk, draft.case.team) ?? toManager(desk, draft.case.team);
  if (!lead || lead.to.address === actor || told.includes(lead.to.address)) return;
  call(draft, lead, { why: "urgent", by: actor, as: "lead" }, message);
}

function call(
  draft: Draft,
  recipient: Recipient,
  data: { why: "called" | "urgent"; by: string; as: Rung },
  message: MessageRef | null,
): void {
  draft.decision.owe({
    notice: "escalated",
    data,
    case: draft.ref,
    mailbox: draft.case.mailbox,
    message,
    notBefore: null,
    ...recipient,
  });
}
