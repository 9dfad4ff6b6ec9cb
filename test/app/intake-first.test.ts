/** Received mail goes before mail owed, and nothing owed waits for ever. */
import { expect, test } from "vitest";
import { createIntakeFirst } from "../../src/app/intake-first.ts";

test("a mail owed waits until the received ones are through", async () => {
  const told: string[] = [];
  const first = createIntakeFirst();
  let finish = () => {};
  const processing = first.receiving(async () => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    told.push("processed");
  });
  const sending = first.mayGo().then(() => told.push("sent"));
  finish();
  await Promise.all([processing, sending]);
  expect(told).toEqual(["processed", "sent"]);
});

test("a mail that fails to be processed holds up nobody", async () => {
  const first = createIntakeFirst();
  const failing = first.receiving(async () => {
    throw new Error("broken");
  });
  await expect(failing).rejects.toThrow("broken");
  await first.mayGo();
});
