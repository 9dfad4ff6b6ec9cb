import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Change } from "../../src/domain/change.ts";
import { ANNA, NOW } from "../support/facts.ts";
import { anOwed, aVerdict, openTestStore, type TestStore } from "../support/store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.end());

const later = (ms: number) => new Date(NOW.getTime() + ms);

async function ticking(dueAt = later(60_000)): Promise<{ caseId: number; clockId: number }> {
  const { caseId } = await store.open({}, [
    { do: "startClock", case: "new:case", kind: "wait_until", dueAt },
  ]);
  const [row] = await store.look("select id from clock where case_id = $1", [caseId]);
  return { caseId, clockId: row?.id as number };
}

function fire(clockId: number, caseId: number, changes: Change[] = [], now = later(60_000)) {
  const verdict = aVerdict({
    case: caseId,
    reason: "wait_over",
    changes,
    evidence: [{ step: "closing", code: "a", detail: "b" }],
  });
  return store.clocks.claimClock(clockId, now, (facts, commit) =>
    commit({ ...verdict, basedOn: [{ caseId, version: facts.case.case.version }] }),
  );
}

describe("a clock", () => {
  test("fires once, when it is due, in one commit with what it leads to", async () => {
    const { caseId, clockId } = await ticking();
    expect(await fire(clockId, caseId, [], later(58_000))).toEqual({ attempt: "early", wakes: [] });
    const changes: Change[] = [
      { do: "set", case: caseId, field: "status", from: "registered", to: "in_progress", actor: "desk" },
      anOwed({ case: caseId, notice: "reopened", data: { answered: false } }),
      { do: "startClock", case: caseId, kind: "wait_until", dueAt: later(3_600_000) },
    ];
    const { attempt, wakes } = await fire(clockId, caseId, changes);
    expect(attempt).toBe("done");
    expect(wakes.map(({ queue, at }) => [queue, at])).toEqual([
      ["outbox", null],
      ["clock", later(3_600_000)],
    ]);
    expect(await fire(clockId, caseId, changes)).toEqual({ attempt: "finished", wakes: [] });
    const facts = (await store.ask((tx) => tx.loadCases([caseId]))).get(caseId);
    expect(facts?.case.status).toBe("in_progress");
    expect(facts?.history.at(-1)).toMatchObject({
      actor: "desk",
      field: "status",
      at: later(60_000),
      inboundId: null,
    });
    expect(
      await store.look("select state, fired_at, reason, evidence from clock where id = $1", [clockId]),
    ).toEqual([
      {
        state: "fired",
        fired_at: later(60_000),
        reason: "wait_over",
        evidence: [{ step: "closing", code: "a", detail: "b" }],
      },
    ]);
  });

  test("is decided on from its case as it stands", async () => {
    const { caseId, clockId } = await ticking();
    let seen: unknown;
    await store.clocks.claimClock(clockId, later(60_000), async (facts, commit) => {
      seen = facts.clock;
      expect(facts.case.clocks).toEqual([{ kind: "wait_until", dueAt: later(60_000) }]);
      return commit(aVerdict({ case: caseId }));
    });
    expect(seen).toEqual({ id: clockId, kind: "wait_until", dueAt: later(60_000) });
  });

  test("that was cancelled, or never was, is finished", async () => {
    const { caseId, clockId } = await ticking();
    const inboundId = await store.take("Message-ID: <cancels@x>\r\n\r\n");
    await store.decide(inboundId, {
      case: caseId,
      changes: [{ do: "cancelClocks", case: caseId, kinds: ["wait_until"] }],
    });
    expect((await fire(clockId, caseId)).attempt).toBe("finished");
    expect((await fire(987_654, caseId)).attempt).toBe("finished");
  });

  test("of a case that somebody works on is busy, and neither waits for the other", async () => {
    const { caseId, clockId } = await ticking();
    const inboundId = await store.take("Message-ID: <holds@x>\r\n\r\n");
    await store.intake.claimInbound(inboundId, NOW, async (tx) => {
      const result = await tx.commit(
        aVerdict({
          case: caseId,
          changes: [
            { do: "set", case: caseId, field: "place", from: null, to: "1", actor: ANNA },
            { do: "cancelClocks", case: caseId, kinds: ["wait_until"] },
          ],
        }),
      );
      expect((await fire(clockId, caseId)).attempt).toBe("busy");
      return result;
    });
    expect((await fire(clockId, caseId)).attempt).toBe("finished");
  });

  test("that two workers try at once fires once", async () => {
    const { caseId, clockId } = await ticking();
    const attempts = await Promise.all(Array.from({ length: 6 }, () => fire(clockId, caseId)));
    expect(attempts.filter(({ attempt }) => attempt === "done")).toHaveLength(1);
  });

  test("whose decision fails keeps running", async () => {
    const { caseId, clockId } = await ticking();
    await expect(fire(clockId, caseId, [anOwed({ case: "new:nowhere" })])).rejects.toThrow("nowhere");
    expect(await store.look("select state from clock where id = $1", [clockId])).toEqual([
      { state: "running" },
    ]);
  });
});
