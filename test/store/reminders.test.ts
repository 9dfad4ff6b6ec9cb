import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { NewReminder } from "../../src/domain/reminder.ts";
import type { Wake } from "../../src/flows/ports.ts";
import { createReminding } from "../../src/flows/send-reminders.ts";
import { silentLog } from "../support/database.ts";
import { ANNA, MIKE, NOW } from "../support/facts.ts";
import { openTestStore, type TestStore } from "../support/store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.end());
beforeEach(() => store.look("delete from outbox; delete from reminder"));

const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

function aReminder(more: Partial<NewReminder> = {}): NewReminder {
  return {
    to: { address: ANNA, name: "Anna Holm" },
    audience: "agent",
    language: "en",
    mailbox: "helpdesk",
    role: "lead",
    clock: "resolution",
    startedAt: NOW,
    percent: 100,
    reachedAt: NOW,
    targetAt: NOW,
    plannedAt: later(90),
    notBefore: later(90),
    ...more,
  };
}

async function due(
  more: Partial<NewReminder> = {},
  fields: object = {},
): Promise<{ caseId: number; number: number; wakes: Wake[] }> {
  const inbound = await store.open({ status: "in_progress", ...fields });
  return { caseId: inbound.caseId, number: inbound.number, wakes: await remindOf(inbound.caseId, more) };
}

async function remindOf(caseId: number, more: Partial<NewReminder> = {}): Promise<Wake[]> {
  const mail = await store.take(`Message-ID: <${Math.random()}@x>\r\n\r\n`);
  const { wakes } = await store.decide(mail, {
    case: caseId,
    changes: [{ do: "remind", case: caseId, reminder: aReminder(more) }],
  });
  return wakes.filter((wake) => wake.queue === "reminder");
}

function remindingAt(at: Date) {
  const wakes: Wake[] = [];
  const alarm = { wake: async (more: Wake[]) => void wakes.push(...more) };
  const flow = createReminding({
    desk: store.desk,
    store: store.reminders,
    alarm,
    log: silentLog,
    now: () => at,
  });
  return { ...flow, wakes };
}

const clockOf = (caseId: number, state: string, dueAt: Date | null) =>
  store.look(
    `insert into service_clock (case_id, kind, policy, calendar, started_at, used_ms, since, state, due_at)
     values ($1, 'resolution', 'p', 'c', $2, 0, $2, $3, $4)`,
    [caseId, NOW, state, dueAt],
  );
const mails = () => store.look("select notice, recipient, case_id, data from outbox order by id");
const fates = () => store.look("select state, reason, count(*) from reminder group by 1, 2 order by 1, 2");

test("wakes its worker when it leaves, and is early before", async () => {
  const { caseId, wakes } = await due();
  expect(wakes).toEqual([{ queue: "reminder", id: expect.any(Number), version: 1, at: later(90) }]);
  const id = wakes[0]?.id ?? 0;
  expect(await remindingAt(later(80)).remind(id)).toBe("early");
  const reminding = remindingAt(later(90));
  expect(await reminding.remind(id)).toBe("done");
  expect(await remindingAt(later(91)).remind(id)).toBe("finished");
  expect(await mails()).toMatchObject([{ notice: "reminder", recipient: ANNA, case_id: caseId }]);
  expect(reminding.wakes).toMatchObject([{ queue: "outbox", at: null }]);
  expect(await store.look("select state, reason from reminder where outbox_id is not null")).toEqual([
    { state: "sent", reason: null },
  ]);
});

test("a hundred that fall due together are one mail to each, however many workers look at them", async () => {
  const ids: number[] = [];
  for (let at = 0; at < 100; at++) {
    const { caseId, wakes } = await due({ notBefore: later(90 + (at % 60)) }, { subject: `Printer ${at}` });
    const more = await remindOf(caseId, {
      to: { address: MIKE, name: null },
      notBefore: later(90 + (at % 60)),
    });
    ids.push(...[...wakes, ...more].map((wake) => wake.id));
  }
  const workers = [remindingAt(later(150)), remindingAt(later(150)), remindingAt(later(150))];
  const attempts = await Promise.all(ids.map((id, at) => workers[at % 3]?.remind(id)));
  expect(attempts.filter((one) => one === "done")).toHaveLength(2);
  const sent = await mails();
  expect(sent.map(({ notice, recipient }) => [notice, recipient]).sort()).toEqual([
    ["reminders", ANNA],
    ["reminders", MIKE],
  ]);
  expect(sent[0]).toMatchObject({ case_id: null, data: { total: 100 } });
  expect(sent.map(({ data }) => (data as { lines: unknown[] }).lines.length)).toEqual([50, 50]);
  expect(await fates()).toEqual([{ state: "sent", reason: null, count: 200 }]);
});

test("of one promise the latest threshold is told, and once a case, promise, percent and person", async () => {
  const { caseId, wakes } = await due({ percent: 80 });
  await remindOf(caseId, { percent: 150, role: "manager" });
  await remindOf(caseId, { percent: 100 });
  expect(await remindOf(caseId, { percent: 100, reachedAt: later(30) })).toEqual([]);
  await remindingAt(later(90)).remind(wakes[0]?.id ?? 0);
  expect(await mails()).toMatchObject([{ notice: "reminder", case_id: caseId, data: { percent: 150 } }]);
  expect(await fates()).toEqual([{ state: "sent", reason: null, count: 3 }]);
});

test("what is no longer so is told to nobody", async () => {
  const waiting = await due({}, { status: "awaiting_user" });
  for (const [state, dueAt] of [
    ["paused", null],
    ["met", NOW],
    ["running", later(3600)],
  ] as const) {
    const { caseId } = await due();
    await clockOf(caseId, state, dueAt);
  }
  await remindingAt(later(90)).remind(waiting.wakes[0]?.id ?? 0);
  expect(await mails()).toEqual([]);
  expect(await fates()).toEqual([{ state: "dropped", reason: "moot", count: 4 }]);
});

test("why a reminder came to nobody stands with its case", async () => {
  const { number, wakes } = await due({}, { status: "awaiting_user" });
  await remindingAt(later(90)).remind(wakes[0]?.id ?? 0);
  const said = (await store.read.why(number))?.flatMap((one) => one.notices);
  expect(said).toEqual([{ notice: "reminder resolution 100 %", to: ANNA, state: "dropped", reason: "moot" }]);
});

test("what is due later than it was says so", async () => {
  const { caseId, wakes } = await due({ percent: 80 });
  await clockOf(caseId, "running", later(3600));
  await remindingAt(later(90)).remind(wakes[0]?.id ?? 0);
  expect(await mails()).toMatchObject([{ data: { percent: 80, targetAt: later(3600).toISOString() } }]);
});

test("what keeps quiet until the morning is not swept along at night", async () => {
  await due({ notBefore: later(36_000) });
  const { caseId, wakes } = await due();
  await remindingAt(later(90)).remind(wakes[0]?.id ?? 0);
  expect(await mails()).toMatchObject([{ notice: "reminder", case_id: caseId }]);
});

test("while a heap of thresholds waits to be decided on, what they come to is waited for, but not for long", async () => {
  const { caseId, wakes } = await due();
  const id = wakes[0]?.id ?? 0;
  await store.look(
    "insert into clock (case_id, kind, started_at, due_at) values ($1, 'watch_resolution', $2, $2)",
    [caseId, NOW],
  );
  expect(await remindingAt(later(95)).remind(id)).toBe("waiting");
  expect(await mails()).toEqual([]);
  expect(await remindingAt(later(90 + 301)).remind(id)).toBe("done");
  await store.look("delete from clock");
});

test("one whose job was lost is swept up", async () => {
  const { wakes } = await due();
  expect(await store.sweep.findForgotten(later(60), 10, 0)).toEqual([]);
  expect(await store.sweep.findForgotten(later(120), 10, 0)).toEqual([
    { queue: "reminder", id: wakes[0]?.id, version: 2, at: null },
  ]);
});
