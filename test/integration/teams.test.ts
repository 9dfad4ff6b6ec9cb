/** A team at work: cases given out in turn, taken once, and handed back by whoever is away. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { answerTo } from "../support/letters.ts";
import { ANNA, type OutboxJson, SOFIE, startWorld, type World } from "./world.ts";

const MIKE = "Mike Lund <mike@desk.example>";
const NINA = "Nina Bech <nina@desk.example>";
const ANNAS = "anna@desk.example";
const MIKES = "mike@desk.example";
const NINAS = "nina@desk.example";

let world: World;
let drop = async () => {};
beforeAll(async () => {
  const database = await freshDatabase();
  drop = database.drop;
  world = await startWorld({
    databaseUrl: database.connectionString,
    overrides: {
      teams: [
        { name: "servicedesk", title: "Service Desk", members: [ANNAS, MIKES], assign: "roundRobin" },
        { name: "network", title: "Network", members: [MIKES, NINAS] },
      ],
      agents: [
        { address: ANNAS, name: "Anna Holm", language: "en" },
        { address: MIKES, name: "Mike Lund", language: "en" },
        { address: NINAS, name: "Nina Bech", language: "en" },
      ],
    },
  });
});
afterAll(async () => {
  await world.stop();
  await drop();
});

const write = (subject: string) =>
  world.send({ from: SOFIE, subject, text: `Hello,\n\n${subject}, please help.\n\nSofie` });

test("many cases at once are given out in turn, each to one who is told of it", async () => {
  for (const at of [1, 2, 3, 4, 5, 6]) await write(`Trouble number ${at}`);
  await world.settled(6);
  const cases = await world.json<{ number: number; agent: string | null; status: string }>("case", "list");
  const agents = cases.map((one) => one.agent);
  expect(agents.filter((one) => one === ANNAS)).toHaveLength(3);
  expect(agents.filter((one) => one === MIKES)).toHaveLength(3);
  expect(new Set(cases.map((one) => one.status))).toEqual(new Set(["assigned"]));
  const told = (await world.json<OutboxJson>("outbox", "list")).filter((one) => one.notice === "new_case");
  for (const { number, agent } of cases) {
    expect(told.filter((one) => one.caseNumber === number).map((one) => one.to)).toEqual([agent]);
  }
  const [mine] = cases.filter((one) => one.agent === ANNAS);
  const mail = await world.receive(ANNAS, (one) => one.subject.includes(`[#${mine?.number}]`));
  expect(mail.text).toMatch(/Agent: Anna Holm/);
  const why = await world.json<{ evidence: { step: string; code: string }[] }>("why", String(mine?.number));
  expect(why[0]?.evidence).toContainEqual(
    expect.objectContaining({ step: "assignment", code: "roundRobin" }),
  );
});

test("of two who take the same case the second is told who has it", async () => {
  const mikes = (await world.json<{ number: number; agent: string | null }>("case", "list")).find(
    (one) => one.agent === MIKES,
  );
  const number = mikes?.number ?? 0;
  const first = await world.receive(MIKES, (mail) => mail.subject.includes(`[#${number}]`));
  await world.send(answerTo(first, { from: MIKE, text: "#assign network" }));
  const toNina = await world.receive(NINAS, (mail) => mail.subject.includes(`[#${number}]`));
  await world.receive(MIKES);
  await world.send(answerTo(toNina, { from: NINA, text: "#note\n\nLooks like the switch in cabinet 3." }));
  await world.receive(NINAS);
  await world.send(answerTo(first, { from: MIKE, text: "#take" }));
  await world.receive(MIKES, (mail) => mail.text.includes("#take"));
  await world.send(answerTo(toNina, { from: NINA, text: "#take\n\nHi Sofie, I am on my way." }));
  const refused = await world.receive(NINAS, (mail) => mail.text.includes("#take"));
  expect(refused.text).toContain("Mike Lund has had it since");
  expect(refused.text).toContain("#assign me");
  const found = await world.show(number);
  expect(found).toMatchObject({ team: "network", agent: MIKES });
  expect(found.messages.filter((one) => one.direction === "out" && one.kind === "message")).toEqual([]);

  await world.send(answerTo(refused, { from: NINA, text: "#assign me" }));
  await world.receive(NINAS, (mail) => mail.text.includes("#assign me"));
  expect(await world.show(number)).toMatchObject({ agent: NINAS });
});

test("an agent's out-of-office hands the case on, and new ones pass them by until they write again", async () => {
  const told = await world.receive(ANNAS);
  const inTold = Number(/\[#(\d+)\]/.exec(told.subject)?.[1]);
  await world.send(
    answerTo(told, {
      from: ANNA,
      subject: `Automatic reply: ${told.subject}`,
      text: "I am on holiday until Monday 7 December.",
      headers: [{ key: "Auto-Submitted", value: "auto-replied" }],
    }),
  );
  const handed = await world.receive(MIKES, (mail) => mail.text.includes("The agent is away"));
  expect(handed.text).toContain("on holiday until Monday 7 December");
  const found = await world.show(inTold);
  expect(found).toMatchObject({ team: "servicedesk", agent: MIKES, status: "assigned" });
  expect(found.history).toContainEqual(
    expect.objectContaining({ field: "agent", from: ANNAS, to: null, actor: "desk" }),
  );
  expect(found.messages.at(-1)).toMatchObject({ kind: "automatic", direction: "in" });

  for (const at of [7, 8]) await write(`Trouble number ${at}`);
  await world.settled(14);
  const agentsOf = async (from: number) =>
    (await world.json<{ number: number; agent: string | null }>("case", "list"))
      .filter((one) => one.number >= from)
      .map((one) => one.agent);
  expect(await agentsOf(7)).toEqual([MIKES, MIKES]);

  // An answer from a case of hers: she is back.
  const other = await world.receive(ANNAS);
  await world.send(answerTo(other, { from: ANNA, text: "#note\n\nBack at my desk." }));
  await world.receive(ANNAS, (mail) => mail.text.includes("#note"));
  for (const at of [9, 10]) await write(`Trouble number ${at}`);
  await world.settled(17);
  expect((await agentsOf(9)).toSorted()).toEqual([ANNAS, MIKES]);
});
