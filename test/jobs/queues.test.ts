import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jobId, QUEUE_NAMES, restMs } from "../../src/jobs/queues.ts";

test("a row that cannot be worked on yet is looked at ever more seldom", () => {
  expect([1, 2, 3, 10].map((starts) => restMs("busy", starts))).toEqual([100, 200, 400, 5_000]);
  expect([1, 2, 3, 10].map((starts) => restMs("waiting", starts))).toEqual([200, 400, 800, 5_000]);
  expect([1, 2, 7, 8].map((starts) => restMs("early", starts))).toEqual([1_000, 2_000, 60_000, 60_000]);
});

test("a row that stays early is left to its own wake", () => {
  expect(restMs("early", 9)).toBeNull();
});

describe("always", () => {
  const wake = fc.record({
    queue: fc.constantFrom(...QUEUE_NAMES),
    id: fc.integer({ min: 1 }),
    version: fc.integer({ min: 1 }),
  });

  test("a job id is one that BullMQ takes, and another for another wake", () => {
    fc.assert(
      fc.property(wake, wake, (one, other) => {
        expect(jobId(one)).toMatch(/^[a-z]+-\d+-v\d+$/);
        const isSame = one.queue === other.queue && one.id === other.id && one.version === other.version;
        expect(jobId(one) === jobId(other)).toBe(isSame);
      }),
    );
  });

  test("a busy or waiting row is never left for longer than five seconds", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("busy", "waiting"),
        fc.integer({ min: 1, max: 100_000 }),
        (attempt, starts) => {
          const rest = restMs(attempt, starts);
          expect(rest).toBeGreaterThan(0);
          expect(rest).toBeLessThanOrEqual(5_000);
        },
      ),
    );
  });
});
