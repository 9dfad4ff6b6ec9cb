/** Promises of a whole desk: what falls due while no process runs and no job is left is told on return, once, however many are at work. */
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeEachBackend } from "../support/backends.ts";
import { answerTo } from "../support/letters.ts";
import { ANNA, type CaseJson, SOFIE, startWorld, type World } from "./world.ts";

const LETTER = {
  from: SOFIE,
  subject: "Printer",
  text: "Hi,\n\nThe printer is jammed since this morning.\n\nSofie",
};
const ofKind = ({ clocks }: CaseJson, kind: string) => clocks.find((clock) => clock.kind === kind);
const reminded = ({ history }: CaseJson) =>
  history.flatMap(({ field, to }) => (field === "reminder" ? [(to ?? "").split(":")[0]] : [])).sort();

const PROMISES = ["first_response", "resolution"];

describeEachBackend("a promise that runs out", (backend) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      databaseUrl: backend.databaseUrl,
      redisUrl: backend.redisUrl,
      overrides: {
        serviceLevels: [
          {
            name: "standard",
            calendar: "always",
            targets: { default: { firstResponse: "4h", resolution: "8h" } },
          },
        ],
        escalation: { quietHours: "none", gatherSeconds: 10, steps: [{ from: 1, tell: ["lead"] }] },
      },
    });
  });
  afterAll(() => world?.stop());

  test("while the desk is down and its queue is wiped is told once on return, and how late", async () => {
    await world.send(LETTER);
    await world.receive("anna@desk.example");
    const promises = (await world.show(1)).clocks.filter((one) => PROMISES.includes(one.kind));
    expect(promises.map(({ kind, state }) => [kind, state])).toEqual([
      ["first_response", "running"],
      ["resolution", "running"],
    ]);
    world.desk.kill("SIGKILL");
    await world.desk.exit;
    await backend.loseJobs();
    await passTime(backend.databaseUrl, "5 hours");

    await Promise.all([world.startAnother(), world.startAnother()]);
    const told = await world.receive("anna@desk.example");
    expect(told.text).toMatch(/late/);
    // 5 h of 4 h and of 8 h: each threshold is on the case once, and all of them are one mail.
    expect(reminded(await world.show(1))).toEqual([
      "first_response 100 %",
      "first_response 50 %",
      "first_response 80 %",
      "resolution 50 %",
    ]);
    expect(await world.untaken("anna@desk.example")).toEqual([]);
  }, 120_000);

  test("is kept by an answer when SMTP has it, and waits with the case for its user", async () => {
    await world.send({
      ...LETTER,
      subject: "Beamer",
      text: "Hi,\n\nThe beamer in room 4 stays dark.\n\nSofie",
    });
    const heard = await world.receive("anna@desk.example", (mail) => mail.subject.includes("Beamer"));
    await world.send(answerTo(heard, { from: ANNA, text: "Is its lamp red?\n\n#wait user" }));
    await world.receive("sofie@uni.example", (mail) => mail.text.includes("Is its lamp red?"));
    await world.receive("anna@desk.example", (mail) => mail.text.includes("#wait user"));
    await passTime(backend.databaseUrl, "40 hours");
    const waiting = await world.show(2);
    expect(ofKind(waiting, "first_response")).toMatchObject({ state: "met" });
    expect(ofKind(waiting, "resolution")).toMatchObject({ state: "paused", dueAt: null });
    expect(reminded(waiting)).toEqual([]);
    const { stdout } = await world.desk.cli(["why", "2"]);
    expect(stdout).toMatch(
      /Promise resolution by service level standard, in calendar always: paused, .* of 8 h used/,
    );
    expect(stdout).toMatch(/stopped \(awaiting_user\); 0 min \+ .* used/);
  }, 120_000);
});

/** As if so much time had gone by. */
async function passTime(databaseUrl: string, time: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    "update service_clock set started_at = started_at - $1::interval, since = since - $1::interval, due_at = due_at - $1::interval",
    [time],
  );
  await client.query(
    "update clock set started_at = started_at - $1::interval, due_at = due_at - $1::interval where state = 'running'",
    [time],
  );
  await client.end();
}
