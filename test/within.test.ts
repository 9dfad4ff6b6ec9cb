import { expect, test } from "vitest";
import { within } from "../src/within.ts";

const never = new Promise<string>(() => {});

test("what ends in time is what it comes to, a failure too", async () => {
  expect(await within(60_000, Promise.resolve("here"), "late")).toBe("here");
  await expect(within(60_000, Promise.reject(new Error("no")), "late")).rejects.toThrow("no");
});

test("what does not is waited for no longer, and may fail later without a word", async () => {
  expect(await within(1, never, "late")).toBe("late");
  let fail = (_: Error) => {};
  const failing = new Promise<string>((_, reject) => {
    fail = reject;
  });
  expect(await within(1, failing, "late")).toBe("late");
  fail(new Error("too late to matter"));
  await new Promise(setImmediate);
});
