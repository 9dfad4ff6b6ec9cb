/** Any sequence of mails, mutated, forged and stolen ones among them, leaves the desk up and everybody's words and cases theirs. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { always, LONG_MS } from "../support/always.ts";
import { anySequence } from "../support/any-step.ts";
import { openRecordedDesk, type RecordedDesk } from "../support/recorded-desk.ts";
import { lookAt } from "./aftermath.ts";
import { broken } from "./oracle.ts";
import { brokenClocks, lookAtClocks } from "./oracle-clocks.ts";
import { play } from "./play.ts";

let desk: RecordedDesk;
beforeAll(async () => {
  desk = await openRecordedDesk();
});
afterAll(() => desk?.end());

describe("always", () => {
  test("every mail is accounted for, and nobody reads or does what is not theirs to read or do", {
    timeout: LONG_MS,
  }, async () => {
    await always(
      fc.asyncProperty(anySequence, async (steps) => {
        await desk.clear();
        const played = await play(desk, steps);
        expect(await broken(await lookAt(desk, played))).toEqual([]);
        expect(brokenClocks(await lookAtClocks(desk))).toEqual([]);
      }),
      10,
      LONG_MS,
    );
  });
});
