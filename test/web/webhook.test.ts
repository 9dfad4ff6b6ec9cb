import { afterEach, beforeEach, expect, test } from "vitest";
import { createWebhookCaller } from "../../src/web/webhook.ts";
import { startWebhookReceiver, WEBHOOK_SECRET, type WebhookReceiver } from "../support/webhook-receiver.ts";

let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await startWebhookReceiver();
});
afterEach(() => receiver.stop());

const BODY = { event: "urgent", case: { subject: "Æblegrød “<b>”\r\nwebhook-id: x" } };

function call(url = receiver.url, secret = WEBHOOK_SECRET, timeoutMs = 10_000) {
  const caller = createWebhookCaller({ secretOf: () => secret, now: () => new Date(), timeoutMs });
  return caller.call({ name: "oncall", url }, { key: "3f1c", body: JSON.stringify(BODY) });
}

test("a call is signed so that the receiver can check who made it", async () => {
  expect(await call()).toBe("204");
  expect(receiver.calls).toEqual([{ id: "3f1c", body: BODY, path: "/call" }]);
});

test("another secret is not the receiver's", async () => {
  await call(receiver.url, "a secret of somebody else's, which is long");
  expect(receiver.calls).toEqual([{ id: "3f1c", body: null, path: "/call" }]);
});

test("a redirect is not followed, and not tried again", async () => {
  const other = await startWebhookReceiver();
  receiver.answer(307, { location: other.url });
  await expect(call()).rejects.toMatchObject({ name: "PermanentError", reason: "webhook_redirects" });
  expect(other.calls).toEqual([]);
  await other.stop();
});

test.each([
  [500, "TransientError", "webhook_refused"],
  [429, "TransientError", "webhook_refused"],
  [401, "TransientError", "webhook_refused"],
  [410, "PermanentError", "webhook_gone"],
])("%i is a %s", async (status, name, reason) => {
  receiver.answer(status);
  await expect(call()).rejects.toMatchObject({
    name,
    reason,
    message: expect.stringContaining(String(status)),
  });
});

test("who hangs up or never answers may be called again", async () => {
  receiver.answer("hang");
  await expect(call(receiver.url, WEBHOOK_SECRET, 100)).rejects.toMatchObject({
    name: "TransientError",
    reason: "webhook_unreachable",
    message: "does not answer (no answer in time)",
  });
  const { url } = receiver;
  await receiver.stop();
  await expect(call(url)).rejects.toMatchObject({ message: "does not answer (ECONNREFUSED)" });
  receiver = await startWebhookReceiver();
});
