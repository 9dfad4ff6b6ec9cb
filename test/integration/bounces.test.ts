/** What comes back and what comes by itself, on real servers: bounces, responders, and what the mail host calls spam. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ParsedMail } from "../../src/domain/message.ts";
import { freshDatabase } from "../support/database.ts";
import { answerTo } from "../support/letters.ts";
import { ANNA, type InboundJson, type OutboxJson, SOFIE, startWorld, type World } from "./world.ts";

let world: World;
let sent = 0;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let acknowledgement: ParsedMail;
let toAnna: ParsedMail;

beforeAll(async () => {
  database = await freshDatabase();
  world = await startWorld({
    databaseUrl: database.connectionString,
    only: "intake,workers",
    overrides: {
      spam: "spamassassin",
      smtp: { envelope: "verp" },
      // Open all day but its first minute, so that today's list is due whenever this runs.
      calendars: [{ name: "always", hours: { "mon-sun": "00:01-23:59" } }],
    },
  });
}, 120_000);
afterAll(async () => {
  await world?.stop();
  await database?.drop();
});

const last = async () => {
  await world.settled(sent);
  return (await world.json<InboundJson>("inbound", "list")).sort((a, b) => b.id - a.id)[0];
};
const send = async (...letters: Parameters<World["send"]>) => {
  sent += 1;
  await world.send(...letters);
  return last();
};
const raw = async (lines: string[]) => {
  sent += 1;
  await world.imap.append("helpdesk", "INBOX", lines.join("\r\n"));
  return last();
};
const envelopeOf = (mail: ParsedMail) => {
  const found = world.smtp.mails.find(({ raw: bytes }) => bytes.includes(`<${mail.messageId}>`));
  return found?.from ?? "";
};
const sofiesCard = async () => ((await world.show(1)) as { requester: unknown }).requester;

test("a responder that answers the envelope is on the case and moves nothing, whatever it looks like", async () => {
  await send({ from: SOFIE, subject: "Printer", text: "Hi,\n\nThe printer is jammed.\n\nSofie" });
  acknowledgement = await world.receive("sofie@uni.example");
  toAnna = await world.receive("anna@desk.example");
  await world.receive("mike@desk.example");
  await send(answerTo(toAnna, { from: ANNA, text: "Cleared.\n\n#resolve" }));
  await world.receive("anna@desk.example");
  const solution = await world.receive("sofie@uni.example");

  const before = await world.show(1);
  const verp = envelopeOf(solution);
  expect(verp).toMatch(/^helpdesk\+b-[a-z2-7]{26}@desk\.example$/);
  expect(
    await send({ from: SOFIE, to: verp, subject: "Hello", text: "No, it does not work!" }),
  ).toMatchObject({
    reason: "joined_auto_reply",
    caseNumber: 1,
  });
  const after = await world.show(1);
  const standing = ({ status, clocks }: typeof after) => [
    status,
    clocks.map(({ kind, state, dueAt }) => [kind, state, dueAt]),
  ];
  expect(standing(after)).toEqual(standing(before));
  expect(after.messages.at(-1)).toMatchObject({ kind: "automatic", text: "No, it does not work!" });
  expect(await world.untaken("sofie@uni.example")).toEqual([]);
}, 120_000);

test("a bounce that only returns our mail as text is told to the agent, and ends automatic mail there", async () => {
  const bounce = (words: string) => [
    "Return-Path: <>",
    "From: MAILER-DAEMON@mx.uni.example",
    "To: helpdesk@desk.example",
    "Subject: failure notice",
    "",
    "Hi. This is the qmail-send program at mx.uni.example.",
    "",
    "<sofie@uni.example>:",
    words,
    "",
    "--- Below this line is a copy of the message.",
    "",
    `Message-ID: <${acknowledgement.messageId}>`,
    "To: sofie@uni.example",
    "",
  ];
  await raw(bounce("Sorry, no mailbox here by that name. (#5.1.1)"));
  const told = await world.receive("anna@desk.example", (mail) => mail.text.includes("no mailbox here"));
  expect(told.text).toContain("sofie@uni.example");
  expect(told.text).toContain("no more automatic mail");
  expect((await world.show(1)).messages.at(-1)).toMatchObject({ kind: "bounce" });
  expect(await sofiesCard()).toMatchObject({ undeliverableSince: expect.any(String) });
  expect(await raw(bounce("Still no mailbox here by that name. (#5.1.1)"))).toMatchObject({
    reason: "joined_bounce",
  });
  expect(await world.untaken("anna@desk.example")).toEqual([]);

  await send(answerTo(toAnna, { from: ANNA, text: "#close" }));
  await world.receive("anna@desk.example", (mail) => mail.text.includes("#close"));
  await expect
    .poll(async () => (await world.json<OutboxJson>("outbox", "list")).find((row) => row.notice === "closed"))
    .toMatchObject({ state: "suppressed", reason: "recipient_undeliverable" });
}, 120_000);

test("a mail from the address lets the desk write there again", async () => {
  await send({ from: SOFIE, subject: "New laptop", text: "Hi,\n\nI have another question.\n\nSofie" });
  expect((await world.receive("sofie@uni.example")).subject).toContain("[#2]");
  expect(await sofiesCard()).toMatchObject({ undeliverableSince: null });
}, 120_000);

test("a bounce that names no mail of ours changes nothing", async () => {
  const seen = await raw([
    "Return-Path: <>",
    "From: MAILER-DAEMON@mx.evil.example",
    "To: helpdesk@desk.example",
    "Subject: failure notice",
    "",
    "<sofie@uni.example>:",
    "550 5.1.1 no such user",
    "",
  ]);
  expect(seen).toMatchObject({ state: "ignored", reason: "bounce_without_case" });
  expect(await sofiesCard()).toMatchObject({ undeliverableSince: null });
}, 120_000);

test("what the mail host calls spam is listed to the team, and released by an answer", async () => {
  const parked = await send({
    from: "Eve <eve@shop.example>",
    subject: "Order 4711",
    text: "Hi,\n\nOur order form does not open.\n\nEve",
    headers: [{ key: "X-Spam-Flag", value: "YES" }],
  });
  expect(parked).toMatchObject({ state: "quarantined", reason: "spam", caseNumber: null });
  await world.startAnother("clocks");
  const list = await world.receive("anna@desk.example", (mail) => mail.text.includes("Order 4711"));
  expect(list.text).toContain(`#release ${parked?.id}`);
  await world.send(answerTo(list, { from: ANNA, text: `#release ${parked?.id}` }));
  sent += 1;
  const answered = await world.receive("eve@shop.example");
  expect(answered.subject).toContain("[#3]");
  await world.receive("anna@desk.example", (mail) => mail.text.includes(`#release ${parked?.id}`));
  await world.settled(sent);
  expect((await world.json<InboundJson>("inbound", "list", "--state", "quarantined")).length).toBe(0);
}, 120_000);
