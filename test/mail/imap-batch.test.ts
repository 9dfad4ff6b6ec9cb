import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSuspects, type FetchFailure, planBatches } from "../../src/mail/imap-batch.ts";

const LIMIT = 50_000_000;
const plan = (sizes: number[], suspects = createSuspects()) =>
  planBatches(
    sizes.map((size, index) => ({ uid: index + 1, size })),
    LIMIT,
    suspects,
  );

test("batches end at fifty messages or eight megabytes", () => {
  expect(plan(Array(120).fill(1000)).map((batch) => batch.uids.length)).toEqual([50, 50, 20]);
  expect(plan([5e6, 2e6, 2e6, 30e6, 1]).map((batch) => batch.uids)).toEqual([[1, 2], [3], [4], [5]]);
});

test("a message over the limit is taken alone, by its header", () => {
  expect(plan([10, LIMIT + 1, 10])).toEqual([
    { depth: "whole", parked: null, uids: [1] },
    { depth: "header", parked: "too_large", uids: [2] },
    { depth: "whole", parked: null, uids: [3] },
  ]);
});

describe("a message that cannot be fetched", () => {
  function depthsAfter(how: FetchFailure, times: number): (string | null)[] {
    const suspects = createSuspects();
    suspects.failed([1, 2, 3], how);
    return Array.from({ length: times }, () => {
      const depth = suspects.depth(2);
      suspects.failed([2], how);
      return depth;
    });
  }

  test("is tried alone, then by its header, then given up", () => {
    expect(depthsAfter("refused", 7)).toEqual([
      "whole",
      "whole",
      "whole",
      "header",
      "header",
      "header",
      "nothing",
    ]);
    expect(new Set(depthsAfter("cut", 12))).toEqual(new Set(["whole"]));
    expect(depthsAfter("cut", 25).at(-1)).toBe("nothing");
  });

  test("is suspected no more once it came", () => {
    const suspects = createSuspects();
    suspects.failed([1], "refused");
    expect(plan([10, 10], suspects).map((batch) => batch.uids)).toEqual([[1], [2]]);
    suspects.fetched([1]);
    expect(plan([10, 10], suspects).map((batch) => batch.uids)).toEqual([[1, 2]]);
  });

  test("casts no blame on those that were fetched with it", () => {
    const suspects = createSuspects();
    for (let i = 0; i < 100; i++) suspects.failed([1, 2], "refused");
    expect(plan([10, 10], suspects)).toEqual([
      { depth: "whole", parked: null, uids: [1] },
      { depth: "whole", parked: null, uids: [2] },
    ]);
  });
});

describe("always", () => {
  test("every message is in one batch, in order, within bounds", () => {
    const message = fc.record({ size: fc.nat(60_000_000), failures: fc.nat(10) });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 200 }), (messages) => {
        const suspects = createSuspects();
        messages.forEach((one, index) => {
          for (let i = 0; i < one.failures; i++) suspects.failed([index + 1], "refused");
        });
        const batches = plan(
          messages.map((one) => one.size),
          suspects,
        );
        expect(batches.flatMap((batch) => batch.uids)).toEqual(messages.map((_, index) => index + 1));
        for (const { uids, depth } of batches) {
          const bytes = uids.reduce((sum, uid) => sum + (messages[uid - 1]?.size ?? 0), 0);
          expect(uids.length <= 50 && (depth !== "whole" || uids.length === 1 || bytes <= 8_000_000)).toBe(
            true,
          );
        }
      }),
    );
  });
});
