import { expect, test } from "vitest";
import type { DueMail } from "../../src/flows/ports-sending.ts";
import { createOutboxWork } from "../../src/flows/work-off-outbox.ts";

const never = new AbortController().signal;

/** Mails that are owed; `deliver` takes them off unless they are busy. */
function owing(ids: number[]) {
  const due = ids.map((id): DueMail => ({ id, notBefore: new Date(1_000 + id) }));
  const sent: number[] = [];
  const busy = new Set<number>();
  const work = createOutboxWork({
    async deliver(id) {
      await new Promise((done) => setImmediate(done));
      sent.push(id);
      return busy.has(id) ? "busy" : "done";
    },
    listDue: async (_now, after, limit) =>
      due
        .filter((mail) => (busy.has(mail.id) || !sent.includes(mail.id)) && mail.id > (after?.id ?? 0))
        .slice(0, limit),
    mayGo: async () => {},
    now: () => new Date(),
  });
  return { due, sent, busy, work };
}

test("one wake is enough for all that is owed, each mail once, however many workers share it", async () => {
  const ids = Array.from({ length: 120 }, (_, at) => at + 1);
  const { sent, work } = owing(ids);
  await Promise.all([work(1, never), work(40, never), work(80, never), work(120, never)]);
  expect(sent.toSorted((a, b) => a - b)).toEqual(ids);
});

test("a mail that another process has in hand is left to it", async () => {
  const { sent, busy, work } = owing([1, 2, 3]);
  busy.add(2);
  expect(await work(1, never)).toBe("done");
  expect(sent).toEqual([1, 2, 3]);
});

test("the next wake looks from the front again", async () => {
  const { due, sent, work } = owing([5]);
  await work(5, never);
  due.unshift({ id: 2, notBefore: new Date(1_002) });
  await work(5, never);
  expect(sent).toEqual([5, 5, 2]);
});

test("what was committed late is sent, though the list has looked beyond it and another worker is busy", async () => {
  const { due, sent, work } = owing([50, 51, 52, 53]);
  const first = work(50, never);
  while (!sent.includes(51)) await new Promise((done) => setImmediate(done));
  due.unshift({ id: 3, notBefore: new Date(1_003) }, { id: 4, notBefore: new Date(1_004) });
  await Promise.all([first, work(3, never)]);
  expect(sent.toSorted((a, b) => a - b)).toEqual([3, 4, 50, 51, 52, 53]);
});

test("a desk that stops sends no further mail", async () => {
  const stop = new AbortController();
  const { sent, work } = owing([1, 2, 3]);
  stop.abort();
  await work(1, stop.signal);
  expect(sent).toEqual([1]);
});
