/** Works that share a transaction go in step, and none of them can be left waiting for ever. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CommitResult } from "../../src/flows/ports.ts";
import type { Proposal } from "../../src/store/commit.ts";
import { createRounds, type Step } from "../../src/store/rounds.ts";
import { aVerdict } from "../support/store.ts";

const held: CommitResult = { ok: true, caseId: null, caseNumber: null, wakes: [] };

/** Rounds that note what was asked and committed together. */
function noting(works: number, commit = async (proposals: Proposal[]) => proposals.map(() => held)) {
  const together: string[] = [];
  const lookup = (name: string) => async (keys: number[]) => {
    together.push(`${name} ${keys.join(" ")}`);
    await new Promise((done) => setImmediate(done));
    return keys.map((key) => key * 2);
  };
  const rounds = createRounds(works, (proposals) => {
    together.push(`commit ${proposals.map((one) => one.inboundId).join(" ")}`);
    return commit(proposals);
  });
  return { rounds, together, double: lookup("double"), other: lookup("other") };
}

test("what several works ask goes together, each gets its own answer, and their verdicts are one commit", async () => {
  const { rounds, together, double, other } = noting(3);
  const work = (id: number) =>
    rounds.run(id, async ({ ask, commit }) => {
      const [first, second] = await Promise.all([ask(double, id), ask(other, id + 10)]);
      const third = id === 2 ? await ask(double, 100) : 0;
      await commit(aVerdict());
      return [first, second, third];
    });
  expect(await Promise.all([work(1), work(2), work(3)])).toEqual([
    [2, 22, 0],
    [4, 24, 200],
    [6, 26, 0],
  ]);
  expect(together).toEqual(["double 1 2 3", "other 11 12 13", "double 100", "commit 1 2 3"]);
});

test("whoever is refused goes again, with the next round", async () => {
  let tries = 0;
  const { rounds, together } = noting(2, async (proposals) =>
    proposals.map(({ inboundId }) => {
      if (inboundId === 2 && tries++ === 0) return { ok: false, reason: "conflict" };
      return held;
    }),
  );
  const work = (id: number) =>
    rounds.run(id, async ({ commit }) => {
      while (!(await commit(aVerdict())).ok);
    });
  await Promise.all([work(1), work(2)]);
  expect(together).toEqual(["commit 1 2", "commit 2"]);
});

test("a work that ends or fails without a verdict holds up nobody, and a lookup that fails tells whoever asked", async () => {
  const { rounds, together, double } = noting(4);
  const broken = async (): Promise<number[]> => {
    throw new Error("no such table");
  };
  const settled = await Promise.allSettled([
    rounds.run(1, async () => "left"),
    rounds.run(2, async () => {
      throw new Error("broken");
    }),
    rounds.run(3, ({ ask }) => ask(broken, 3)),
    rounds.run(4, async ({ ask, commit }) => {
      await ask(double, 4);
      return commit(aVerdict());
    }),
  ]);
  expect(settled.map((one) => (one.status === "rejected" ? one.reason.message : one.value))).toEqual([
    "left",
    "broken",
    "no such table",
    held,
  ]);
  expect(together).toEqual(["double 4", "commit 4"]);
});

describe("always", () => {
  test("every work ends, whatever it asks, in whatever order and breath", async () => {
    const breath = fc.array(fc.constantFrom("double", "other", "commit", "rest"), { maxLength: 4 });
    const works = fc.array(fc.array(breath, { maxLength: 4 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(works, async (plans) => {
        const { rounds, double, other } = noting(plans.length);
        const say = async ({ ask, commit }: Step, word: string) => {
          if (word === "double") expect(await ask(double, 4)).toBe(8);
          else if (word === "other") expect(await ask(other, 5)).toBe(10);
          else if (word === "commit") expect(await commit(aVerdict())).toEqual(held);
          else await new Promise((done) => setImmediate(done));
        };
        const run = (breaths: string[][], id: number) =>
          rounds.run(id, async (step) => {
            for (const words of breaths) await Promise.all(words.map((word) => say(step, word)));
          });
        await Promise.all(plans.map(run));
      }),
      { numRuns: 300 },
    );
  });
});
