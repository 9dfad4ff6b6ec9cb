/** Which webhooks a decision calls, and what a call says: facts about the case, never a word that a person wrote but its subject. */
import type { Draft } from "./decision.ts";
import type { Desk } from "./desk.ts";
import type { WebhookEvent } from "./desk-escalation.ts";
import { priorityLevel } from "./escalation-path.ts";

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
    draft.decision.changes.push({ do: "callWebhook", case: draft.ref, webhook: hook.name, event, data });
    draft.decision.saw("webhook", event, hook.name);
  }
}
