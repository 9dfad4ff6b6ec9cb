/** Mails that the parser cannot digest, through the real flow and a real Postgres. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Intake } from "../../src/flows/receive-mail.ts";
import { createMailParser, type MailParser, type ParserLimits } from "../../src/mail/parse-threads.ts";
import { silentLog } from "../support/database.ts";
import { hostileEntry } from "../support/hostile-parser.ts";
import { anIntake } from "../support/intake.ts";
import { openTestStore, type TestStore } from "../support/store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.end());

const parsers: MailParser[] = [];
afterEach(() => Promise.all(parsers.splice(0).map((parser) => parser.close())));

function openIntake(limits: Partial<ParserLimits> = {}): Intake {
  const parser = createMailParser(silentLog, limits, hostileEntry);
  parsers.push(parser);
  return anIntake(store, parser);
}

const letter = (name: string, text: string) =>
  `From: ${name} <${name}@uni.example>\r\nTo: helpdesk@desk.example\r\nSubject: Trouble of ${name}\r\nMessage-ID: <${name}@uni.example>\r\n\r\n${text}`;

test("a mail that hangs the parser becomes a case with sender, subject and the mail itself, marked for a person", async () => {
  const raw = letter("poison", "#close\r\nHANG");
  const id = await store.take(raw);
  expect(await openIntake({ timeMs: 300 }).process(id)).toBe("done");
  const inbound = await store.read.showInbound(id);
  expect(inbound).toMatchObject({ state: "processed", reason: "opened_unreadable" });
  const shown = await store.read.showCase(inbound?.caseNumber ?? 0);
  expect(shown).toMatchObject({
    subject: "Trouble of poison",
    requester: { address: "poison@uni.example" },
    messages: [{ text: "", attachments: [{ name: "message.eml", size: Buffer.byteLength(raw) }] }],
  });
  expect(shown?.messages[0]?.fullText).toContain("HANG");
  const notices = await store.look("select data from outbox where notice = 'new_case' and inbound_id = $1", [
    id,
  ]);
  expect(notices).toContainEqual({ data: expect.objectContaining({ warning: "mail_unreadable" }) });
});

test("mails of other conversations go on while hostile ones are being read", async () => {
  const intake = openIntake({ timeMs: 60_000 });
  const hostile = await Promise.all(["x1", "x2", "x3"].map((name) => store.take(letter(name, "HANG"))));
  const others = await Promise.all(
    ["lena", "bo", "eva"].map((name) => store.take(letter(name, "No sound."))),
  );
  const stuck = Promise.allSettled(hostile.map((id) => intake.process(id)));
  for (const id of others) expect(await intake.process(id)).toBe("done");
  const states = await store.look("select state from inbound_mail where id = any($1) order by id", [
    [...hostile, ...others],
  ]);
  expect(states.map((row) => row.state)).toEqual([
    ...Array(3).fill("received"),
    ...Array(3).fill("processed"),
  ]);
  await Promise.all(parsers.map((parser) => parser.close()));
  await stuck;
});

test("hostile mails hold up nobody who is taken together with them: they are left to be tried by themselves", async () => {
  const intake = openIntake({ timeMs: 60_000 });
  const names = ["y1", "mia", "y2", "per", "y3"];
  const ids: number[] = [];
  // One after the other: they are read in the order of their numbers.
  for (const name of names) {
    ids.push(await store.take(letter(name, name.startsWith("y") ? "HANG" : "No sound.")));
  }
  const hostile = ids.filter((_, at) => names[at]?.startsWith("y"));
  const { done, alone, late } = await intake.processTogether(ids);
  expect(alone).toContain(hostile[0]);
  expect([...alone, ...late]).toEqual(expect.arrayContaining(hostile));
  // On a busy host others may have been left, too.
  const left = [...alone, ...late].filter((id) => !hostile.includes(id));
  for (const id of left) expect(await intake.process(id)).toBe("done");
  expect([...done, ...left].sort()).toEqual(ids.filter((id) => !hostile.includes(id)).sort());
});
