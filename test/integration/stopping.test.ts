/** SIGTERM in the middle of work: nothing is cut, the process is gone within ten seconds, and the rest goes on at the next start. */
import { afterEach, describe, expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { type OutboxJson, startWorld, type World } from "./world.ts";

describe("SIGTERM", () => {
  let world: World | null = null;
  let drop = async () => {};
  afterEach(async () => {
    await world?.stop();
    await drop();
  });

  test("while SMTP hangs and mails come in", async () => {
    const database = await freshDatabase();
    drop = database.drop;
    world = await startWorld({ databaseUrl: database.connectionString });
    world.smtp.fail({ at: "data", with: "hang" });
    for (let at = 1; at <= 10; at += 1) {
      await world.send({
        from: `Person ${at} <person${at}@uni.example>`,
        subject: `Trouble ${at}`,
        text: `Hi,\n\nMachine number ${at} is down.\n\nPerson ${at}`,
      });
    }
    await expect.poll(() => world?.smtp.connections ?? 0, { timeout: 15_000 }).toBeGreaterThan(0);
    const asked = performance.now();
    world.desk.kill("SIGTERM");
    expect(await world.desk.exit).toEqual({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(10_000);

    world.smtp.heal();
    await world.startAnother();
    await world.settled(10);
    await expect
      .poll(
        async () =>
          (await world?.json<OutboxJson>("outbox", "list"))?.filter((row) => row.state !== "sent").length,
        {
          timeout: 60_000,
        },
      )
      .toBe(0);
    expect(await world.json("case", "list")).toHaveLength(10);
    expect(await world.json("outbox", "list")).toHaveLength(30);
  }, 120_000);
});
