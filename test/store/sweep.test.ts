import { afterAll, beforeAll, expect, test } from "vitest";
import type { Wake } from "../../src/flows/ports.ts";
import { NOW } from "../support/facts.ts";
import { anOwed, openTestStore, type TestStore } from "../support/store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.end());

const MINUTE = 60_000;
const after = (ms: number, from = new Date()) => new Date(from.getTime() + ms);

async function sweep(now: Date, limit = 100): Promise<Wake[]> {
  return store.sweep.findForgotten(now, limit);
}

test("finds what is due and was not woken lately, once per waiting time, ever more patiently", async () => {
  const mail = await store.take("Message-ID: <forgotten@x>\r\n\r\n");
  expect(await sweep(after(5_000))).toEqual([]);
  expect(await sweep(after(30_000))).toEqual([{ queue: "intake", id: mail, version: 2, at: null }]);
  expect(await sweep(after(60_000))).toEqual([]);
  expect(await sweep(after(90_000))).toEqual([{ queue: "intake", id: mail, version: 3, at: null }]);
  // A long queue is not woken over and over again, yet never forgotten.
  let woken = 0;
  for (let minute = 2; minute < 62; minute += 1) woken += (await sweep(after(minute * MINUTE))).length;
  expect(woken).toBeGreaterThan(10);
  expect(woken).toBeLessThan(35);
  await store.decide(mail, { outcome: "ignored" });
  expect(await sweep(after(100 * MINUTE))).toEqual([]);
});

test("finds everything that is due when a process starts, however lately it was woken", async () => {
  const mail = await store.take("Message-ID: <restart@x>\r\n\r\n");
  const restarted = after(2 * MINUTE);
  await sweep(restarted);
  const soon = after(10, restarted);
  expect(await sweep(soon)).toEqual([]);
  expect(await store.sweep.findForgotten(soon, 100, 0)).toMatchObject([{ queue: "intake", id: mail }]);
  expect(await store.sweep.findForgotten(soon, 100, 0)).toEqual([]);
  await store.decide(mail, { outcome: "ignored" });
});

test("finds notices and clocks when they are due, and not before", async () => {
  const dueAt = new Date(NOW.getTime() + 30 * MINUTE);
  const { caseId } = await store.open({}, [
    anOwed({ notBefore: new Date(NOW.getTime() + 10 * MINUTE) }),
    { do: "startClock", case: "new:case", kind: "auto_close", dueAt },
  ]);
  const found = async (minutes: number) => {
    const wakes = await sweep(new Date(NOW.getTime() + minutes * MINUTE));
    return wakes.map((wake) => wake.queue);
  };
  expect(await found(9)).toEqual([]);
  expect(await found(11)).toEqual(["outbox"]);
  expect(await found(31)).toEqual(["outbox", "clock"]);
  await store.look("update outbox set state = 'sent' where case_id = $1", [caseId]);
  await store.look("update clock set state = 'fired' where case_id = $1", [caseId]);
  expect(await found(100)).toEqual([]);
});

test("gives a clock its job in the hour before it is due, once, and wakes it when that job is lost", async () => {
  const dueAt = new Date(NOW.getTime() + 600 * MINUTE);
  const { caseId } = await store.open({}, [
    { do: "startClock", case: "new:case", kind: "auto_close", dueAt },
  ]);
  const found = (minutes: number) => sweep(new Date(NOW.getTime() + minutes * MINUTE));
  expect(await found(539)).toEqual([]);
  expect(await found(541)).toMatchObject([{ queue: "clock", at: dueAt }]);
  expect(await found(542)).toEqual([]);
  expect(await found(599)).toEqual([]);
  expect(await found(601)).toMatchObject([{ queue: "clock", at: null }]);
  await store.look("update clock set state = 'fired' where case_id = $1", [caseId]);
});

test("finds a failed mail when its next attempt is due", async () => {
  const mail = await store.take("Message-ID: <retry@x>\r\n\r\n");
  await store.intake.recordInboundFailure(mail, "x", "x", after(10 * MINUTE));
  expect(await sweep(after(9 * MINUTE))).toEqual([]);
  expect(await sweep(after(11 * MINUTE))).toMatchObject([{ queue: "intake", id: mail }]);
  await store.decide(mail, { outcome: "ignored" }, after(11 * MINUTE));
});

test("leaves alone what somebody is looking at, and takes no more than asked for", async () => {
  const mails: number[] = [];
  for (let i = 0; i < 5; i += 1) mails.push(await store.take(`Message-ID: <many${i}@x>\r\n\r\n`));
  await store.intake.claimInbound(mails[0] ?? 0, after(0), async () => {
    const wakes = await sweep(after(10 * MINUTE), 3);
    expect(wakes.map((wake) => wake.id).sort((a, b) => a - b)).toEqual(mails.slice(1, 4));
    return { ok: false, reason: "conflict" };
  });
  const wakes = await sweep(after(10 * MINUTE));
  expect(wakes.map((wake) => wake.id).sort((a, b) => a - b)).toEqual([mails[0], mails[4]]);
});
