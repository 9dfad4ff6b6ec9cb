/** Who counts the agents' cases to give one more: one transaction at a time, so that a burst over many workers is spread evenly. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Change } from "../../src/domain/change.ts";
import { ANNA, MIKE, NOW } from "../support/facts.ts";
import { aVerdict, openTestStore, type TestStore } from "../support/store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.end());

const asked = () => store.ask((tx) => tx.findStaff([ANNA, MIKE], NOW));
const apply = async (changes: Change[]) => {
  const id = await store.take(`Message-ID: <${Math.random()}@x>\r\n\r\n`);
  await store.decide(id, { changes });
};

test("counts the open cases of each, without those that wait for their requester or ended", async () => {
  await store.open({ also: { agent: ANNA, status: "assigned" } });
  await store.open({ also: { agent: ANNA, status: "awaiting_vendor" } });
  for (const status of ["awaiting_user", "resolved", "closed"] as const)
    await store.open({ also: { agent: ANNA, status } });
  await store.open({ also: { agent: MIKE, status: "in_progress" } });
  const { loads } = await asked();
  expect(Object.fromEntries(loads)).toEqual({ [ANNA]: 2, [MIKE]: 1 });
});

test("remembers whose turn was last, and who is away until when", async () => {
  const until = new Date(NOW.getTime() + 3_600_000);
  await apply([
    { do: "takeTurn", team: "servicedesk", agent: MIKE },
    { do: "takeTurn", team: "servicedesk", agent: ANNA },
    { do: "setAway", agent: MIKE, until },
  ]);
  expect(await asked()).toMatchObject({
    turns: new Map([["servicedesk", ANNA]]),
    away: new Map([[MIKE, until]]),
    ahead: 0,
  });
  await apply([{ do: "setAway", agent: MIKE, until: null }]);
  expect((await asked()).away).toEqual(new Map());
});

test("of two transactions the second sees what the first gave out", async () => {
  const [one, other] = await Promise.all([
    store.take("Message-ID: <one@x>\r\n\r\n"),
    store.take("Message-ID: <two@x>\r\n\r\n"),
  ]);
  const seen: string[] = [];
  let arrived = 0;
  let both = () => {};
  const started = new Promise<void>((resolve) => {
    both = resolve;
  });
  const giveOut = (id: number) =>
    store.intake.claimInbound(id, NOW, async (tx) => {
      arrived += 1;
      if (arrived === 2) both();
      await started;
      const { turns } = await tx.findStaff([ANNA, MIKE], NOW);
      const next = turns.get("network") === ANNA ? MIKE : ANNA;
      seen.push(next);
      return tx.commit(aVerdict({ changes: [{ do: "takeTurn", team: "network", agent: next }] }));
    });
  await Promise.all([giveOut(one), giveOut(other)]);
  expect(seen).toEqual([ANNA, MIKE]);
});
