/** Received mail goes before mail owed, and nothing owed waits for ever. */
import { expect, test } from "vitest";
import { createIntakeFirst } from "../../src/app/intake-first.ts";

test("a mail owed waits until the received ones are through", async () => {
  const told: string[] = [];
  const first = createIntakeFirst();
  let finish = () => {};
  const processing = first.intake(async () => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    told.push("processed");
    return "done";
  })(1);
  const sending = first.outbox(async () => {
    told.push("sent");
    return "done";
  })(2);
  finish();
  await Promise.all([processing, sending]);
  expect(told).toEqual(["processed", "sent"]);
});

test("a mail that fails to be processed holds up nobody", async () => {
  const first = createIntakeFirst();
  const failing = first.intake(async () => {
    throw new Error("broken");
  });
  await expect(failing(1)).rejects.toThrow("broken");
  expect(await first.outbox(async () => "done")(2)).toBe("done");
});
