/** An agent's day by mail: refused, taken back, asked, opened for somebody, and proved where no host vouches. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { answerTo } from "../support/letters.ts";
import { ANNA, type InboundJson, SOFIE, startWorld, type World, type WorldOptions } from "./world.ts";

async function open(options: Partial<WorldOptions> = {}): Promise<{ world: World; drop(): Promise<void> }> {
  const database = await freshDatabase();
  const world = await startWorld({ databaseUrl: database.connectionString, ...options });
  const drop = async () => {
    await world.stop();
    await database.drop();
  };
  return { world, drop };
}

const lastReason = async (world: World, sent: number) => {
  await world.settled(sent);
  const rows = await world.json<InboundJson>("inbound", "list");
  return rows.sort((a, b) => b.id - a.id)[0]?.reason;
};

describe("with a host that vouches", () => {
  let world: World;
  let drop = async () => {};
  beforeAll(async () => {
    ({ world, drop } = await open());
  });
  afterAll(() => drop());

  test("a Danish mail is answered in Danish", async () => {
    await world.send({
      from: SOFIE,
      subject: "Printeren",
      text: "Hej,\n\nPrinteren på anden sal tager mine job, men der kommer intet ud.\n\nVenlig hilsen\nSofie",
      attachments: [{ filename: "fejl.png", content: Buffer.from("a picture of the display") }],
    });
    const acknowledgement = await world.receive("sofie@uni.example");
    expect(acknowledgement.text).toMatch(/^Hej Sofie,/);
    expect(acknowledgement.text).toContain("der kommer intet ud");
    expect(acknowledgement.headers).toContainEqual({ name: "auto-submitted", value: "auto-replied" });
  });

  test("the team gets what is needed to answer from a phone, the attachment too", async () => {
    const heard = await world.receive("anna@desk.example");
    await world.receive("mike@desk.example");
    expect(heard.attachments.map((one) => one.name)).toContain("fejl.png");
    expect(heard.html).toContain("mailto:");

    await world.send(answerTo(heard, { from: ANNA, text: "#take\n#priorty 2\n\nKigger på det." }));
    const refused = await world.receive("anna@desk.example");
    expect(refused.text).toContain("#priority 2");
    expect(await world.show(1)).toMatchObject({ agent: null, priority: null });
    expect(await world.untaken("sofie@uni.example")).toEqual([]);

    await world.send(
      answerTo(refused, { from: ANNA, text: "#take\n#priority 2\n\nKigger på det, intern note." }),
    );
    const receipt = await world.receive("anna@desk.example");
    expect(await world.show(1)).toMatchObject({ agent: "anna@desk.example", priority: "critical" });
    expect(await world.untaken("sofie@uni.example")).toEqual([]);

    await world.send(answerTo(receipt, { from: ANNA, text: "#undo" }));
    const undone = await world.receive("anna@desk.example");
    expect(undone.text).toContain("#undo");
    expect(await world.show(1)).toMatchObject({ agent: null, priority: null, status: "registered" });

    await world.send(answerTo(undone, { from: ANNA, text: "#show\n#list open\n#files" }));
    const shown = await world.receive("anna@desk.example");
    expect(shown.text).toContain("der kommer intet ud");
    expect(shown.attachments.map((one) => one.name)).toContain("fejl.png");
  });

  test("a phone call becomes a case for somebody, who gets a receipt", async () => {
    await world.send({
      from: ANNA,
      subject: "Phone call",
      text: "#requester leo@uni.example\n#priority 3\n\nHis screen flickers whenever the lift moves.",
    });
    const receipt = await world.receive("leo@uni.example");
    expect(receipt.text).toContain("flickers");
    expect(await world.show(2)).toMatchObject({
      requester: { address: "leo@uni.example" },
      priority: "major",
    });
  });

  test("a replayed command mail is carried out once", async () => {
    await world.send({
      from: SOFIE,
      subject: "Mouse",
      text: "Hi,\n\nMy mouse does not move any more.\n\nSofie",
    });
    const heard = await world.receive("anna@desk.example", (mail) => mail.subject.includes("Mouse"));
    const command = answerTo(heard, {
      from: ANNA,
      text: "#time 15m",
      date: new Date("2026-11-24T10:00:00Z"),
    });
    await world.send(command);
    await world.receive("anna@desk.example", (mail) => mail.text.includes("#time"));
    await world.send({ ...command, subject: "Re: something else" });
    expect(await lastReason(world, 9)).toBe("replayed_command");
    expect(await world.show(3)).toMatchObject({ timeSpentMinutes: 15 });
  });
});

describe("without a host that vouches", () => {
  let world: World;
  let drop = async () => {};
  beforeAll(async () => {
    ({ world, drop } = await open({ overrides: { authentication: "none", proof: "token" } }));
  });
  afterAll(() => drop());

  test("an agent's new mail waits for #confirm, and is carried out by it", async () => {
    await world.send({
      from: ANNA,
      subject: "Phone call",
      text: "#requester sofie@uni.example\n\nHer keyboard types the letter e twice.",
      host: null,
    });
    const asked = await world.receive("anna@desk.example");
    expect(await world.json("case", "list")).toEqual([]);
    await world.send(answerTo(asked, { from: ANNA, text: "#confirm", host: null }));
    await world.receive("sofie@uni.example");
    expect(await world.show(1)).toMatchObject({ requester: { address: "sofie@uni.example" } });
  });

  test("a stranger is told the number and the promise, and nothing of what was written", async () => {
    await world.send({
      from: "Kim <kim@elsewhere.example>",
      subject: "Invoice 4711 is overdue",
      text: "Hi,\n\nYou must pay the invoice at once or lose your account.\n\nKim",
      host: null,
    });
    const brief = await world.receive("kim@elsewhere.example");
    expect(`${brief.subject} ${brief.text} ${brief.html}`).not.toMatch(/invoice|account/i);
  });
});
