/**
 * The requester hears from us (P7, P8, P11, P26), on real servers: what the acknowledgement asks and promises, the reminders of a
 * question and the end of waiting for it, who helps now, and that it takes longer. Days pass by setting the clocks' rows.
 */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { answerTo } from "../support/letters.ts";
import { lookInto } from "../support/tables.ts";
import { ANNA, type OutboxJson, SOFIE, startWorld, type World } from "./world.ts";

const NINA = "Nina Bech <nina@desk.example>";
const SOFIES = "sofie@uni.example";
const ANNAS = "anna@desk.example";
const NINAS = "nina@desk.example";
const OLES = "ole@desk.example";

/** Each test has a requester of its own, since nobody gets more than a few automatic mails an hour. A dozen mails each, on a busy machine. */
const TIMEOUT_MS = 180_000;

vi.setConfig({ testTimeout: TIMEOUT_MS, hookTimeout: TIMEOUT_MS });

let world: World;
let databaseUrl: string;
let drop = async () => {};
beforeAll(async () => {
  const database = await freshDatabase();
  databaseUrl = database.connectionString;
  world = await startWorld({
    databaseUrl,
    overrides: {
      teams: [
        { name: "servicedesk", title: "Service Desk", members: [ANNAS] },
        { name: "network", title: "Network", lead: OLES, members: [NINAS] },
      ],
      agents: [
        { address: ANNAS, name: "Anna Holm" },
        { address: NINAS, name: "Nina Bech" },
        { address: OLES, name: "Ole Dam" },
      ],
      rules: [
        { name: "printers", when: { words: ["printer"] }, set: { category: "Printing" } },
        { name: "monitors", when: { words: ["monitor"] }, set: { order: "monitor" } },
      ],
      guides: [
        {
          category: "Printing",
          questions: [
            { ask: "Where does it stand?", answeredBy: ["room"], fills: "place" },
            { ask: "Which printer is it?", answeredBy: ["host"] },
            { ask: "What does its display say?", answeredBy: ["errorText"] },
          ],
        },
      ],
      orders: [{ name: "monitor", title: "a 27-inch monitor", deliveryWorkingDays: 2, setUpHelp: true }],
    },
  });
  drop = database.drop;
});
afterAll(async () => {
  await world.stop();
  await drop();
});

/** The tag in the subject of a mail about it. */
function numberOf(mail: { subject: string }): number {
  return Number(/\[#(\d+)\]/.exec(mail.subject)?.[1]);
}

/** The time of this clock has come. */
async function comes(kind: string, number: number): Promise<void> {
  const due = `update clock set due_at = now(), woken_at = now() - interval '1 minute' from cases
    where cases.id = clock.case_id and cases.number = $2 and clock.kind = $1 and clock.state = 'running' returning clock.id`;
  expect(await lookInto(databaseUrl, due, [kind, number])).toHaveLength(1);
}

async function field(number: number, name: string): Promise<unknown> {
  return ((await world.show(number)) as unknown as Record<string, unknown>)[name];
}

test("the acknowledgement asks what the mail left open, and the answers stand beside their questions", async () => {
  await world.send({
    from: SOFIE,
    subject: "Printer jammed",
    text: "Hi,\n\nThe printer in room 4.12 is jammed again.\n\nSofie",
  });
  const acknowledged = await world.receive(SOFIES);
  const number = numberOf(acknowledged);
  expect(acknowledged.text).toMatch(/ {2}1\. Which printer is it\?\n {2}2\. What does its display say\?/);
  expect(acknowledged.text).not.toContain("Where does it stand?");
  expect(await field(number, "place")).toBe("room 4.12");
  await world.receive(ANNAS);

  await world.send(
    answerTo(acknowledged, {
      from: SOFIE,
      text: "1. PRN-HQ-02\n2. Paper jam in tray 2\n\nBest regards\nSofie",
    }),
  );
  const told = await world.receive(ANNAS);
  expect(told.text).toContain("Which printer is it? PRN-HQ-02");
  expect(told.text).toContain("What does its display say? Paper jam in tray 2");
  expect(told.html).toContain("PRN-HQ-02");
  expect(await field(number, "questions")).toMatchObject([
    { number: null, answer: expect.stringContaining("room 4.12") },
    { number: 1, answer: "PRN-HQ-02" },
    { number: 2, answer: "Paper jam in tray 2" },
  ]);
});

test("a question is asked again twice, then the case closes, and an answer takes it up again", async () => {
  const mine = (mail: { subject: string }) => mail.subject.includes("Slow laptop");
  await world.send({
    from: "Bo Lind <bo@bos.example>",
    subject: "Slow laptop",
    text: "Hi,\n\nMy laptop is slow.\n\nSofie",
  });
  const number = numberOf(await world.receive("bo@bos.example", mine));
  const heard = await world.receive(ANNAS, mine);
  await world.send(answerTo(heard, { from: ANNA, text: "#wait user\n\nDid you restart it since Monday?" }));
  await world.receive("bo@bos.example", mine);
  await world.receive(ANNAS, mine);
  const waiting = (await world.show(number)).clocks
    .filter((one) => one.state === "running")
    .map((one) => one.kind);
  expect(waiting).toEqual(
    expect.arrayContaining(["answer_reminder", "last_answer_reminder", "answer_close"]),
  );

  await comes("answer_reminder", number);
  const first = await world.receive("bo@bos.example", mine);
  expect(first.text).toContain("> Did you restart it since Monday?");
  expect(first.text).not.toContain("We will not remind you again");
  await comes("last_answer_reminder", number);
  expect((await world.receive("bo@bos.example", mine)).text).toContain("We will not remind you again");
  await comes("answer_close", number);
  const closed = await world.receive("bo@bos.example", mine);
  expect(closed.text).toContain("we have closed the case for now");
  expect((await world.receive(ANNAS, mine)).text).toContain("so the case has closed");
  expect(await world.show(number)).toMatchObject({ status: "closed", closingCode: "no_answer" });

  await world.send(answerTo(closed, { from: "Bo Lind <bo@bos.example>", text: "Yes" }));
  // So many mails within a minute are as many as anybody is answered by; on other days they would hear that it is open again.
  await world.receive(ANNAS, (mail) => mine(mail) && mail.text.includes("Yes"));
  expect(await world.show(number)).toMatchObject({ status: "registered", closingCode: null });
});

test("another team is told of to the requester, and to its lead when nobody there takes the case up", async () => {
  const mine = (mail: { subject: string }) => mail.subject.includes("No network");
  await world.send({
    from: "Ida Lind <ida@idas.example>",
    subject: "No network",
    text: "Hi,\n\nThe sockets here are dead.\n\nSofie",
  });
  const number = numberOf(await world.receive("ida@idas.example", mine));
  const heard = await world.receive(ANNAS, mine);
  await world.send(answerTo(heard, { from: ANNA, text: "#assign network" }));
  await world.receive(ANNAS, mine);
  const given = await world.receive(NINAS, mine);
  expect(given.text).toContain("so that everybody can see that it is in good hands");
  expect(await field(number, "unconfirmedTeam")).toBe("network");

  // A quarter of an hour passes.
  await lookInto(
    databaseUrl,
    "update outbox set not_before = now(), woken_at = now() - interval '1 minute' where notice = 'handed_over' and state = 'pending'",
  );
  const told = await world.receive("ida@idas.example", mine);
  expect(told.text).toContain("Network is now helping us with your case “No network”.");
  expect(told.text).toContain("Service Desk still answers for your case");

  await comes("handover_confirm", number);
  expect((await world.receive(OLES, mine)).text).toContain("Nobody in Network has taken this case up yet");
  await world.send(answerTo(given, { from: NINA, text: "#take" }));
  await world.receive(NINAS, mine);
  const taken = await world.show(number);
  expect(taken.history).toContainEqual(
    expect.objectContaining({ field: "unconfirmedTeam", from: "network", to: null, actor: NINAS }),
  );
  expect(await field(number, "unconfirmedTeam")).toBeNull();
});

test("who waits for longer than promised hears so, once", async () => {
  const mine = (mail: { subject: string }) => mail.subject.includes("Password");
  await world.send({
    from: "Kim Lind <kim@kims.example>",
    subject: "Password expired",
    text: "Hi,\n\nI cannot sign in.\n\nSofie",
  });
  const acknowledged = await world.receive("kim@kims.example", mine);
  const promise = /by (\w+ \d+ \w+, \d\d:\d\d)/.exec(acknowledged.text)?.[1];
  await comes("delay_first_response", numberOf(acknowledged));
  const later = await world.receive("kim@kims.example", mine);
  expect(later.text).toContain(`We said that you would hear from us by ${promise}.`);
  expect(later.headers.find((one) => one.name === "auto-submitted")?.value).toMatch(/^auto-/);
});

test("an order is promised by its day, and its delivery asked after with an offer of help", async () => {
  const mine = (mail: { subject: string }) => mail.subject.includes("Second screen");
  await world.send({
    from: "Eva Lind <eva@evas.example>",
    subject: "Second screen",
    text: "Hi,\n\nI need a second monitor.\n\nSofie",
  });
  const acknowledged = await world.receive("eva@evas.example", mine);
  expect(acknowledged.text).toMatch(
    /your order: a 27-inch monitor\. It is in stock.*expect it by \w+ \d+ \w+/,
  );
  const heard = await world.receive(ANNAS, mine);
  expect(await world.show(numberOf(acknowledged))).toMatchObject({
    order: "monitor",
    type: "service_request",
  });
  await world.send(answerTo(heard, { from: ANNA, text: "#resolve\n\nIt stands on your table." }));
  const delivered = await world.receive("eva@evas.example", mine);
  expect(delivered.text).toContain("Has everything arrived as it should?");
  expect(delivered.text).toContain("a hand with setting it up");
  await world.send(
    answerTo(delivered, {
      from: "Eva Lind <eva@evas.example>",
      text: "Please help me set it up: tomorrow would be fine",
    }),
  );
  await world.receive(ANNAS, (mail) => mine(mail) && mail.text.includes("tomorrow would be fine"));
  expect(await world.show(numberOf(acknowledged))).toMatchObject({ status: "in_progress" });
  const sent = await world.json<OutboxJson>("outbox", "list");
  expect(sent.filter((one) => one.state === "failed")).toEqual([]);
});
