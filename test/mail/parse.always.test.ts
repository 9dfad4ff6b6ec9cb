/** What holds of every mail's bytes, whatever was done to them: they are read, alike each time, into something that can be stored. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readMail } from "../../src/flows/gather-facts.ts";
import type { MailReading } from "../../src/flows/ports-receiving.ts";
import { contentHash } from "../../src/mail/content-hash.ts";
import { TASKS } from "../../src/mail/parse-task.ts";
import { always } from "../support/always.ts";
import { anyMail } from "../support/any-mail.ts";
import { aDesk, NOW } from "../support/facts.ts";

const desk = aDesk();
const [mailbox] = desk.mailboxes;

/** Everything that a decision is made from, as far as the mail itself tells it. */
function judged(reading: MailReading) {
  if (!mailbox) throw new Error("the desk has no mailbox");
  const ports = { desk, languages: ["en", "da"], read: async () => reading, contentHash, now: () => NOW };
  return readMail(ports, reading, mailbox, false);
}

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      yield key;
      yield* stringsIn(inner);
    }
  }
}

describe("always", () => {
  test("any mail is read and judged, without a throw, into what Postgres can store, no larger than the mail warrants", async () => {
    await always(
      fc.asyncProperty(anyMail, async ({ raw }) => {
        const reading = await TASKS.read(Buffer.from(raw));
        const whole = [reading, judged(reading)];
        for (const text of stringsIn(whole)) expect(/[\0\p{Cs}]/u.test(text) ? text : "").toBe("");
        // A few copies of its text, each sign of which may stand for one byte.
        expect(JSON.stringify(whole).length).toBeLessThan(10_000 + 30 * raw.length);
        expect(reading.mail.date === null || !Number.isNaN(reading.mail.date.getTime())).toBe(true);
      }),
      250,
    );
  });

  test("the same bytes are the same mail", async () => {
    await always(
      fc.asyncProperty(anyMail, async ({ raw }) => {
        const first = await TASKS.read(Buffer.from(raw));
        const second = await TASKS.read(Buffer.from(raw));
        expect(second).toEqual(first);
        expect(judged(second)).toEqual(judged(first));
      }),
      100,
    );
  });

  test("what is listed as attached is found again, in size and order", async () => {
    await always(
      fc.asyncProperty(anyMail, async ({ raw }) => {
        const { mail } = await TASKS.read(Buffer.from(raw));
        const files = await TASKS.files(Buffer.from(raw));
        expect(files.map(({ name, content }) => [name, content.length])).toEqual(
          mail.attachments.map(({ name, size }) => [name, size]),
        );
      }),
      100,
    );
  });
});
