/** Many of the house write for the first time: people are all answered, a machine with ever new names is not, and each mail has its case. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMailParser, type MailParser } from "../../src/mail/parse-threads.ts";
import { silentLog } from "../support/database.ts";
import { anIntake } from "../support/intake.ts";
import { openTestStore, type TestStore } from "../support/store.ts";

let store: TestStore;
let parser: MailParser;
beforeAll(async () => {
  [store, parser] = [await openTestStore(), createMailParser(silentLog)];
});
afterAll(async () => {
  await parser?.close();
  await store?.end();
});

const name = (n: number) => `${"abcdefghij"[Math.floor(n / 10) % 10]}${"klmnopqrst"[n % 10]}`;
/** All at one instant, as a bad morning is; how many of them were answered. */
async function answered(count: number, write: (n: number) => { subject: string; text: string }) {
  const intake = anIntake(store, parser);
  for (let n = 0; n < count; n += 1) {
    const { subject, text } = write(n);
    const from = `${subject.slice(0, 3)}.${name(n)}@desk.example`.toLowerCase();
    const id = await store.take(
      `From: ${name(n)} <${from}>\r\nTo: helpdesk@desk.example\r\nSubject: ${subject}\r\nMessage-ID: <${from}>\r\n\r\n${text}\r\n`,
    );
    await intake.process(id);
  }
  const [found] = await store.look(
    "select count(*)::int as cases, (select count(*)::int from outbox where notice = 'acknowledgement') as answers from cases",
  );
  return found as { cases: number; answers: number };
}

test("people who tell their trouble in their own words, or in the same few", async () => {
  const troubles = Array.from(
    { length: 40 },
    (_, n) => `${name(n)}x ${name(39 - n)}y ${name((n * 7) % 40)}z`,
  );
  const own = (n: number) => ({
    subject: "Trouble",
    text: `Good morning,\n\nsince nine I cannot open ${troubles[n]}, can you help me please?`,
  });
  expect(await answered(40, own)).toEqual({ cases: 40, answers: 40 });
  const terse = () => ({ subject: "Internet down", text: "Hi, no internet!" });
  expect(await answered(40, terse)).toEqual({ cases: 80, answers: 80 });
});

test("a machine that answers each mail under a new name", async () => {
  const machine = (n: number) => ({
    subject: `Ticket ${4711 + n} received`,
    text: `Dear sender,\n\nyour request ${4711 + n} was received and is handled by ${name(n)} of our team.`,
  });
  expect(await answered(40, machine)).toEqual({ cases: 120, answers: 88 });
});
