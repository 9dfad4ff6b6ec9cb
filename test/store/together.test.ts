/** Several mails in one transaction: as if each had its own, in the order of their arrival. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Change } from "../../src/domain/change.ts";
import { NOW, SOFIE } from "../support/facts.ts";
import { aNewCase, aVerdict, openTestStore, type TestStore } from "../support/store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.end());

const ignored = aVerdict({ outcome: "ignored", reason: "tested" });
const later = (ms: number) => new Date(NOW.getTime() + ms);

function mail(own: string, ...named: string[]): string {
  return `Message-ID: <${own}>\r\nReferences: ${named.map((id) => `<${id}>`).join(" ")}\r\n\r\n${own}`;
}

function gate(): { open(): void; opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((done) => {
    open = done;
  });
  return { open: () => open(), opened };
}

const opening = (requester: string): Change => ({
  do: "openCase",
  as: "new:case",
  case: aNewCase({ requester }),
  actor: requester,
});
const set = (caseId: number, to: string): Change => {
  return { do: "set", case: caseId, field: "subject", from: "", to, actor: SOFIE };
};

test("mails worked on together share one transaction and are numbered in the order of their arrival", async () => {
  const ids: number[] = [];
  for (const name of ["a", "b", "c"]) ids.push(await store.take(`From: ${name}@x\r\n\r\n${name} together`));
  const numbers = new Map<number, number | null>();
  const transactions = new Set<unknown>();
  const { done } = await store.intake.claimTogether(ids, NOW, async (tx) => {
    // The last one is the first to know what it wants.
    if (tx.row.id !== ids[2]) await tx.findPerson("nobody@x");
    const result = await tx.commit(aVerdict({ case: "new:case", changes: [opening(`p${tx.row.id}@x`)] }));
    if (result.ok) numbers.set(tx.row.id, result.caseNumber);
    return result;
  });
  expect(done).toEqual(ids);
  const made = ids.map((id) => numbers.get(id) ?? 0);
  expect(made).toEqual(made.toSorted((a, b) => a - b));
  for (const row of await store.look("select xmin::text as made_by from inbound_mail where id = any($1)", [
    ids,
  ]))
    transactions.add(row.made_by);
  expect(transactions.size).toBe(1);
});

test("mails worked on together that want to move the same case do so one after the other", async () => {
  const { caseId } = await store.open();
  const ids = [await store.take(mail("same-1@x")), await store.take(mail("same-2@x"))];
  const seen: string[] = [];
  const { done } = await store.intake.claimTogether(ids, NOW, async (tx) => {
    for (;;) {
      const found = (await tx.loadCases([caseId])).get(caseId)?.case;
      const { version = 0, subject = "" } = found ?? {};
      const verdict = aVerdict({ case: caseId, basedOn: [{ caseId, version }] });
      const result = await tx.commit({ ...verdict, changes: [set(caseId, `by ${tx.row.id}`)] });
      seen.push(`${tx.row.id} on ${subject}: ${result.ok}`);
      if (result.ok) return result;
    }
  });
  expect(done).toEqual(ids);
  const [one, two] = ids;
  expect(seen).toEqual([
    `${one} on Printer jammed: true`,
    `${two} on Printer jammed: false`,
    `${two} on by ${one}: true`,
  ]);
});

test("mails worked on together stay as they were when one of them breaks, and when one sets itself aside only that one does", async () => {
  const ids = [await store.take(mail("breaks-1@x")), await store.take(mail("breaks-2@x"))];
  const broken = store.intake.claimTogether(ids, NOW, async (tx) => {
    if (tx.row.id === ids[1]) throw new Error("bang");
    return tx.commit(ignored);
  });
  await expect(broken).rejects.toThrow("bang");
  const { done } = await store.intake.claimTogether(ids, NOW, async (tx) =>
    tx.row.id === ids[1] ? null : tx.commit(ignored),
  );
  expect(done).toEqual([ids[0]]);
  expect((await store.decide(ids[0] ?? 0, ignored)).attempt).toBe("finished");
  expect((await store.decide(ids[1] ?? 0, ignored)).attempt).toBe("done");
});

test("a mail that names very many others goes by itself: a round of such would fill the server's table of locks", async () => {
  const named = (count: number) => Array.from({ length: count }, (_, at) => `<${count}.${at}@x>`).join(" ");
  const usual = await store.take(`References: ${named(15)}\r\n${mail("usual@x")}`);
  const greedy = await store.take(`References: ${named(30)}\r\n${mail("greedy@x")}`);
  const ready = await store.intake.listReady(NOW, usual - 1, 10);
  expect(ready.map(({ id, alone }) => ({ id, alone }))).toEqual([
    { id: usual, alone: false },
    { id: greedy, alone: true },
  ]);
  await store.intake.claimTogether([usual, greedy], NOW, (tx) => tx.commit(ignored));
});

test("mails worked on together are none that wait, were tried before, or belong to somebody; who waited is named when it may go", async () => {
  const tried = await store.take(mail("tried@x"));
  await store.intake.recordInboundFailure(tried, "x", "x", later(-1_000));
  const taken = await store.take(mail("taken@x"));
  const first = await store.take(`From: First+1@x\r\n${mail("first@x")}`);
  const second = await store.take(`From: second@x\r\n${mail("second@x", "first@x")}`);
  const kept = gate();
  const inside = gate();
  const holding = store.intake.claimInbound(taken, NOW, async (tx) => {
    inside.open();
    await kept.opened;
    return tx.commit(ignored);
  });
  await inside.opened;
  const outcome = await store.intake.claimTogether([tried, taken, first, second], NOW, (tx) =>
    tx.commit(ignored),
  );
  expect(outcome.done).toEqual([first]);
  expect(outcome.followers).toEqual([{ id: second, from: "second@x", waits: false, alone: false }]);
  kept.open();
  await holding;
  const ready = (await store.intake.listReady(NOW, tried - 1, 10)).filter((one) => one.id <= second);
  expect(ready).toEqual([
    { id: tried, from: "", waits: false, alone: true },
    { id: second, from: "second@x", waits: false, alone: false },
  ]);
  expect(await store.intake.listReady(NOW, second, 10)).toEqual([]);
});
