/** What calling webhooks needs from the edges: the rows in store, the HTTP in web. */
import type { WebhookCall } from "../domain/webhook-call.ts";
import type { Attempt, Wake } from "./ports.ts";

export interface ClaimedCall extends WebhookCall {
  id: number;
  /** Name of the webhook in desk.yaml. */
  webhook: string;
  /** Calls made before this one. */
  attempts: number;
  /** The body of the first attempt; null before. */
  body: string | null;
}

export type CallOutcome =
  | { state: "sent"; response: string }
  | { state: "retry"; reason: string; response: string; at: Date }
  | { state: "failed"; reason: string; response: string };

export interface WebhookStore {
  /**
   * Lends the row while `work` runs, without an open transaction: for a minute nobody else gets it, and a process that dies leaves it
   * to whoever comes after. `saveBody` commits at once, so that every attempt says the same.
   */
  claimCall(
    id: number,
    now: Date,
    work: (call: ClaimedCall, saveBody: (body: string) => Promise<void>) => Promise<CallOutcome>,
  ): Promise<{ attempt: Attempt; wakes: Wake[] }>;
}

export interface WebhookCaller {
  /**
   * One signed POST; answers with what is worth recording of the response. Throws TransientError (away, busy, refused as it is) or
   * PermanentError (redirects, gone).
   */
  call(webhook: { name: string; url: string }, call: { key: string; body: string }): Promise<string>;
}
