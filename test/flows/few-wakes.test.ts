import { expect, test } from "vitest";
import { fewWakes } from "../../src/flows/few-wakes.ts";
import type { QueueName, Wake } from "../../src/flows/ports.ts";

const wakes = (queue: QueueName, count: number, at: Date | null = null): Wake[] =>
  Array.from({ length: count }, (_, id) => ({ queue, id, version: 1, at }));

test("one mail has its wake, and a heap of them a few", () => {
  expect(fewWakes(wakes("intake", 1))).toEqual(wakes("intake", 1));
  const heap = fewWakes([...wakes("intake", 1_000), ...wakes("outbox", 100)]);
  expect(heap.filter((wake) => wake.queue === "intake").map((wake) => wake.id)).toEqual([0, 333, 666]);
  expect(heap.filter((wake) => wake.queue === "outbox").map((wake) => wake.id)).toEqual([0, 50]);
});

test("what has a time of its own, and every clock, keeps its wake", () => {
  const later = [...wakes("outbox", 100, new Date(2_000_000_000_000)), ...wakes("clock", 100)];
  expect(fewWakes(later)).toEqual(later);
});
