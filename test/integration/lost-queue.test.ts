/** The queue only rings: when it forgets everything, the desk is late but forgets nothing. */
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeEachBackend } from "../support/backends.ts";
import { answerTo } from "../support/letters.ts";
import { ANNA, SOFIE, startWorld, type World } from "./world.ts";

describeEachBackend("a queue that lost every job", (backend) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ databaseUrl: backend.databaseUrl, redisUrl: backend.redisUrl });
  });
  afterAll(() => world?.stop());

  test("while a case waits for its confirmation still reminds and closes", async () => {
    await world.send({
      from: SOFIE,
      subject: "Printer",
      text: "Hi,\n\nThe printer is jammed since this morning.\n\nSofie",
    });
    const heard = await world.receive("anna@desk.example");
    await world.receive("sofie@uni.example");
    await world.send(answerTo(heard, { from: ANNA, text: "Cleared.\n\n#resolve" }));
    await world.receive("sofie@uni.example", (mail) => mail.text.includes("Cleared."));
    const running = (await world.show(1)).clocks.filter((clock) => clock.state === "running");
    expect(running.map((clock) => clock.kind).sort()).toEqual(["auto_close", "confirm_reminder"]);

    await backend.loseJobs();
    await moveClock(backend.databaseUrl, "confirm_reminder");
    await world.receive("sofie@uni.example");
    expect((await world.show(1)).status).toBe("resolved");

    await backend.loseJobs();
    await moveClock(backend.databaseUrl, "auto_close");
    await world.receive("sofie@uni.example");
    expect(await world.show(1)).toMatchObject({ status: "closed", closingCode: "silence" });
  }, 120_000);

  test("while mails wait to be processed and sent still does both, once", async () => {
    world.smtp.fail({ at: "connect", with: { code: 421, text: "later" }, times: 3 });
    await world.send({
      from: SOFIE,
      subject: "Beamer",
      text: "Hi,\n\nThe beamer in room 4 stays dark.\n\nSofie",
    });
    await backend.loseJobs();
    await world.receive("sofie@uni.example", (mail) => mail.subject.includes("Beamer"));
    await world.receive("anna@desk.example", (mail) => mail.subject.includes("Beamer"));
    expect(await world.untaken("sofie@uni.example")).toEqual([]);
  }, 90_000);
});

/** As if the working days had passed. */
async function moveClock(databaseUrl: string, kind: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    "update clock set due_at = now() - interval '1 second' where kind = $1 and state = 'running'",
    [kind],
  );
  await client.end();
}
