/** What a mail costs a desk with many cases: looking things up must not come to reading what has nothing to do with it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { ANNA } from "../support/facts.ts";
import { answerTo, letter } from "../support/letters.ts";
import { openRecordedDesk, type RecordedDesk } from "../support/recorded-desk.ts";

let desk: RecordedDesk;
beforeAll(async () => {
  // One connection has all the plans, made while the tables are empty, and all the counters.
  desk = await openRecordedDesk(1);
  // When the server looks at its tables, and plans anew, would be chance.
  const tables = await desk.look("select relid::regclass::text as name from pg_stat_user_tables");
  for (const { name } of tables) await desk.look(`alter table ${name} set (autovacuum_enabled = false)`);
});
afterAll(() => desk?.end());

/**
 * Somebody writes for the first time, and once more about the same; an agent notes something and solves it, and they say that it
 * works. In words of their own, since mails that are alike are counted.
 */
async function converse(name: string): Promise<void> {
  const from = `Person ${name} <${name}@staff.desk.example>`;
  const messageId = `first-${name}@staff.desk.example`;
  const first = {
    from,
    messageId,
    subject: `Trouble of ${name}`,
    text: `Hi,\n\nNothing prints in hall${name}.\n`,
  };
  const again = { from, inReplyTo: messageId, references: [messageId], subject: `Re: ${first.subject}` };
  for (const mail of [first, { ...again, text: `It beeps, too, and so does the one in cellar${name}.\n` }])
    await desk.receive(await letter(mail));
  await answer(ANNA, name, `#note\nThe one in hall${name} is old.\n`);
  await answer(ANNA, name, `#resolve\n\nThe tray in hall${name} was empty; it is full now.\n`);
  await answer(`${name}@staff.desk.example`, name, "Yes, it works.\n");
}

/** The newest mail that they got about this trouble. */
async function answer(by: string, name: string, text: string): Promise<void> {
  const got = desk.sent.findLast(({ to, mail }) => to === by && mail.subject?.endsWith(`of ${name}`));
  if (!got) throw new Error(`${by} got no mail about ${name}`);
  await desk.receive(await letter(answerTo(got.mail, { text })));
}

/** Rows and index entries that the conversations of these people made the database read. */
async function readFor(names: string[]): Promise<number> {
  const before = await rowsRead();
  for (const name of names) await converse(name);
  return (await rowsRead()) - before;
}

async function rowsRead(): Promise<number> {
  await desk.store.pool.all({ name: "flush", text: "select pg_stat_force_next_flush()" } as never);
  const [row] = await desk.look(
    `select ((select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_user_tables)
      + (select sum(idx_tup_read) from pg_stat_user_indexes))::int as read`,
  );
  return Number(row?.read);
}

test("a mail costs a desk with hundreds of cases what it costs one with a few", async () => {
  const letters = (at: number) => [...String(at)].map((digit) => "abcdefghij"[Number(digit)]).join("");
  const some = (first: string, count: number) =>
    Array.from({ length: count }, (_, at) => first + letters(at));
  await readFor(some("early", 10));
  // The worst plans are made for tables that have a few rows.
  await desk.look("analyze");
  const few = await readFor(some("few", 10));
  await readFor(some("many", 80));
  const many = await readFor(some("late", 10));
  expect(await desk.look("select status, count(*)::int as cases from cases group by 1")).toEqual([
    { status: "closed", cases: 110 },
  ]);
  expect(many).toBeLessThan(few * 1.5);
}, 60_000);
