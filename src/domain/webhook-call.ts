/** Which webhooks a decision calls, and what a call says: facts about the case, never a word that a person wrote but its subject. */
import type { Case } from "./case.ts";
import type { Draft } from "./decision.ts";
import type { Desk } from "./desk.ts";
import type { WebhookEvent } from "./desk-escalation.ts";
import { priorityLevel } from "./escalation-path.ts";
import { oneLineOf } from "./mail-parts.ts";

/** What the event adds to what the case says. */
export interface CallData {
  /** The promise that is broken, and how much of its time is used up. */
  clock: { kind: string; percent: number; targetAt: string } | null;
  /** Who sent the case up: an agent's address, `rule:NAME`, `desk`. */
  by: string | null;
}

export function callWebhooks(draft: Draft, desk: Desk, event: WebhookEvent, data: CallData): void {
  for (const hook of desk.webhooks) {
    if (!hook.on.includes(event)) continue;
    if (event === "breach" && priorityLevel(draft.case) > hook.priority) continue;
    if (isCalled(draft, hook.name, event)) continue;
    draft.decision.changes.push({ do: "callWebhook", case: draft.ref, webhook: hook.name, event, data });
    draft.decision.saw("webhook", event, hook.name);
  }
}

/** Two thresholds that were reached while nobody looked are one breach. */
function isCalled({ ref, decision }: Draft, webhook: string, event: WebhookEvent): boolean {
  return decision.changes.some(
    (one) => one.do === "callWebhook" && one.case === ref && one.webhook === webhook && one.event === event,
  );
}

/** A call as stored. */
export interface WebhookCall {
  /** Stays the same however often the call is made, so that a receiver can tell a repetition. */
  key: string;
  event: WebhookEvent;
  data: CallData;
  createdAt: Date;
  case: Case;
}

/** The body of a call: JSON, in one line. Fields are added, never renamed. */
export function callBody({ key, event, data, createdAt, case: on }: WebhookCall, desk: Desk): string {
  return JSON.stringify({
    id: key,
    event,
    at: createdAt.toISOString(),
    desk: desk.desk.name,
    case: {
      number: on.number,
      subject: oneLineOf(on.subject),
      status: on.status,
      type: on.type,
      category: on.category,
      service: on.service,
      priority: on.priority,
      priorityLevel: on.priority === null ? null : priorityLevel(on),
      team: on.team,
      agent: on.agent,
      escalatedTo: on.escalatedTo,
      openedAt: on.openedAt.toISOString(),
    },
    clock: data.clock,
    by: data.by,
  });
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Word of something urgent is worth little after a working day. */
const WAITS_MS = [
  10 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
];

/** When to call again after `attempts` earlier calls and one more that failed now; null: give up. */
export function nextCall(attempts: number, now: Date): Date | null {
  const wait = WAITS_MS[attempts];
  return wait === undefined ? null : new Date(now.getTime() + wait);
}
