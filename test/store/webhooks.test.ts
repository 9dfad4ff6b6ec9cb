import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createCalling } from "../../src/flows/call-webhooks.ts";
import type { Wake } from "../../src/flows/ports.ts";
import type { Alert } from "../../src/flows/tell-operator.ts";
import { createWebhookCaller } from "../../src/web/webhook.ts";
import { silentLog } from "../support/database.ts";
import { NOW } from "../support/facts.ts";
import { openTestStore, type TestStore } from "../support/store.ts";
import { startWebhookReceiver, WEBHOOK_SECRET, type WebhookReceiver } from "../support/webhook-receiver.ts";

let store: TestStore;
let receiver: WebhookReceiver;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.end());
beforeEach(async () => {
  receiver = await startWebhookReceiver();
  await store.look("delete from webhook_call");
  return () => receiver.stop();
});

const SECOND = 1000;
const alerts: Alert[] = [];
const wakes: Wake[] = [];

async function owed(webhook = "oncall"): Promise<{ id: number; number: number; wakes: Wake[] }> {
  const { caseId, number } = await store.open({ also: { priority: "production_disrupting" } });
  const mail = await store.take(`Message-ID: <${Math.random()}@x>\r\n\r\n`);
  const decided = await store.decide(mail, {
    changes: [
      {
        do: "callWebhook",
        case: caseId,
        webhook,
        event: "breach",
        data: { clock: { kind: "resolution", percent: 100, targetAt: NOW.toISOString() }, by: null },
      },
    ],
  });
  const calls = decided.wakes.filter((wake) => wake.queue === "webhook");
  return { id: calls[0]?.id ?? 0, number, wakes: calls };
}

function calling(at: Date) {
  const webhooks = [{ name: "oncall", url: receiver.url, on: ["breach" as const], priority: 1 }];
  return createCalling({
    desk: { ...store.desk, webhooks },
    store: store.webhooks,
    // The signature's time is the receiver's, whatever the test's clock says.
    caller: createWebhookCaller({ secretOf: () => WEBHOOK_SECRET, now: () => new Date() }),
    operator: { raise: (alert) => void alerts.push(alert) },
    alarm: { wake: async (more) => void wakes.push(...more) },
    log: silentLog,
    now: () => at,
  });
}

const later = (ms: number) => new Date(NOW.getTime() + ms);
const row = async (id: number) =>
  (await store.look("select state, reason, response, attempts from webhook_call where id = $1", [id]))[0];

test("says what the receiver needs to know of the case, and nothing that its users wrote but the subject", async () => {
  const { id, number, wakes } = await owed();
  expect(wakes).toEqual([{ queue: "webhook", id, version: 1, at: null }]);
  expect(await calling(NOW).call(id)).toBe("done");
  expect(await calling(NOW).call(id)).toBe("finished");
  expect(receiver.calls).toHaveLength(1);
  expect(receiver.calls[0]?.body).toEqual({
    id: receiver.calls[0]?.id,
    event: "breach",
    at: NOW.toISOString(),
    desk: "IT Helpdesk",
    case: {
      number,
      subject: "Printer jammed",
      status: "registered",
      type: "incident",
      category: null,
      service: null,
      priority: "production_disrupting",
      priorityLevel: 1,
      team: "servicedesk",
      agent: null,
      escalatedTo: null,
      openedAt: NOW.toISOString(),
    },
    clock: { kind: "resolution", percent: 100, targetAt: NOW.toISOString() },
    by: null,
  });
  expect(await row(id)).toEqual({ state: "sent", reason: null, response: "204", attempts: 1 });
});

test("one that fails is called again later, under the same id and with the same words", async () => {
  const { id, number } = await owed();
  receiver.answer(503);
  wakes.length = 0;
  expect(await calling(NOW).call(id)).toBe("done");
  expect(wakes).toEqual([{ queue: "webhook", id, version: 2, at: later(10 * SECOND) }]);
  expect(await row(id)).toEqual({
    state: "pending",
    reason: "webhook_refused",
    response: "answers 503",
    attempts: 1,
  });
  await store.look("update cases set subject = 'Another' where number = $1", [number]);
  expect(await calling(later(5 * SECOND)).call(id)).toBe("early");
  receiver.answer(200);
  expect(await calling(later(10 * SECOND)).call(id)).toBe("done");
  const [first, second] = receiver.calls;
  expect(second).toEqual(first);
  expect(second?.body).not.toBeNull();
  expect(await row(id)).toMatchObject({ state: "sent", attempts: 2 });
});

test("of two workers one calls; when that one dies, the sweep finds the call again", async () => {
  const { id } = await owed();
  const attempts = await Promise.all([calling(NOW).call(id), calling(NOW).call(id)]);
  expect(attempts.filter((one) => one === "done")).toHaveLength(1);
  expect(receiver.calls).toHaveLength(1);

  const { id: dying } = await owed();
  await expect(
    store.webhooks.claimCall(dying, NOW, async () => {
      throw new Error("the process dies");
    }),
  ).rejects.toThrow("dies");
  expect(await store.sweep.findForgotten(later(50 * SECOND), 10, 0)).toEqual([]);
  expect(await store.sweep.findForgotten(later(61 * SECOND), 10, 0)).toEqual([
    { queue: "webhook", id: dying, version: 2, at: null },
  ]);
});

test("the operator is told when it goes on failing, and it ends after hours", async () => {
  const { id } = await owed();
  receiver.answer(500);
  let at = NOW;
  for (let tries = 0; tries < 10; tries++) {
    alerts.length = 0;
    wakes.length = 0;
    expect(await calling(at).call(id)).toBe("done");
    expect(
      alerts.map((one) => [one.code, one.subject]),
      `attempt ${tries + 1}`,
    ).toEqual(tries < 2 ? [] : [["webhook_failed", "oncall"]]);
    at = wakes[0]?.at ?? at;
  }
  expect(wakes).toEqual([]);
  expect(await row(id)).toMatchObject({ state: "failed", reason: "webhook_refused", attempts: 10 });
  expect((at.getTime() - NOW.getTime()) / 3_600_000).toBeCloseTo(7.88, 1);
});

test("one that desk.yaml has no more is called by nobody", async () => {
  const { id } = await owed("old");
  await calling(NOW).call(id);
  expect(receiver.calls).toEqual([]);
  expect(await row(id)).toMatchObject({ state: "failed", reason: "webhook_unknown" });
});
