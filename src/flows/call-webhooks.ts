/** A webhook is to be called: once it has answered well, never again; what fails is tried again for hours, then the operator is told. */
import type { Desk } from "../domain/desk.ts";
import { callBody, nextCall } from "../domain/webhook-call.ts";
import { isOperational, oneLine, PermanentError } from "../errors.ts";
import type { AlarmClock, Attempt, Logger } from "./ports.ts";
import type { CallOutcome, ClaimedCall, WebhookCaller, WebhookStore } from "./ports-webhooks.ts";
import type { Operator } from "./tell-operator.ts";

export interface CallingPorts {
  desk: Desk;
  store: WebhookStore;
  caller: WebhookCaller;
  operator: Pick<Operator, "raise">;
  alarm: AlarmClock;
  log: Logger;
  now(): Date;
}

/** Failures after which it is no hiccup any more. */
const TELL_AFTER = 3;

export function createCalling(ports: CallingPorts): { call(callId: number): Promise<Attempt> } {
  return {
    async call(callId) {
      const { attempt, wakes } = await ports.store.claimCall(callId, ports.now(), (call, saveBody) =>
        tryCall(ports, call, saveBody),
      );
      await ports.alarm.wake(wakes);
      return attempt;
    },
  };
}

async function tryCall(
  ports: CallingPorts,
  call: ClaimedCall,
  saveBody: (body: string) => Promise<void>,
): Promise<CallOutcome> {
  const { desk, caller, log, now } = ports;
  const what = `webhook ${call.webhook}: ${call.event} of #${call.case.number}`;
  const fields = { callId: call.id, webhook: call.webhook, event: call.event };
  const hook = desk.webhooks.find((one) => one.name === call.webhook);
  if (!hook) return { state: "failed", reason: "webhook_unknown", response: "not in desk.yaml any more" };
  const body = call.body ?? callBody(call, desk);
  if (call.body === null) await saveBody(body);
  try {
    const response = await caller.call(hook, { key: call.key, body });
    log.info(fields, `${what}: taken`);
    return { state: "sent", response };
  } catch (error) {
    if (!isOperational(error)) throw error;
    const at = error instanceof PermanentError ? null : nextCall(call.attempts, now());
    log.warn({ ...fields, reason: error.reason }, `${what}: ${oneLine(error)}`);
    if (at === null || call.attempts + 1 >= TELL_AFTER) {
      ports.operator.raise({
        code: "webhook_failed",
        subject: call.webhook,
        explanation: `The webhook ${call.webhook} ${error.message}, so nobody is called by it.`,
        hint: error.hint ?? "check that its address can be reached from here",
      });
    }
    const { reason, message: response } = error;
    return at ? { state: "retry", reason, response, at } : { state: "failed", reason, response };
  }
}
