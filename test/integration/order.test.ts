/** Many conversations in any order under many workers end as they would one by one. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { letter } from "../support/letters.ts";
import { startWorld, type World } from "./world.ts";

const CONVERSATIONS = 1_000;

describe("a thousand shuffled conversations under eight workers", () => {
  let world: World;
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    database = await freshDatabase();
    // Two processes of four workers each; the mail is there before the first of them looks.
    world = await startWorld({
      databaseUrl: database.connectionString,
      only: "clocks",
      overrides: { acknowledge: "never" },
    });
  });
  afterAll(async () => {
    await world?.stop();
    await database?.drop();
  });

  test("make exactly as many cases as conversations", async () => {
    const letters = (
      await Promise.all(Array.from({ length: CONVERSATIONS }, (_, at) => conversation(at)))
    ).flat();
    for (const raw of shuffled(letters)) await world.imap.append("helpdesk", "INBOX", raw);
    await Promise.all([world.startAnother("intake,workers"), world.startAnother("workers")]);
    await expect
      .poll(
        async () =>
          (await world.json<{ state: string }>("inbound", "list", "--state", "received", "--limit", "10"))
            .length,
        {
          timeout: 150_000,
          interval: 1_000,
        },
      )
      .toBe(0);
    await expect
      .poll(async () => (await world.json("inbound", "list", "--limit", "100000")).length, {
        timeout: 60_000,
        interval: 1_000,
      })
      .toBe(letters.length);
    const cases = await world.json<{ number: number }>("case", "list", "--limit", "100000");
    expect(cases).toHaveLength(CONVERSATIONS);
  }, 300_000);
});

/** A mail, its author's addition and a colleague's answer to both. */
async function conversation(at: number): Promise<Buffer[]> {
  const author = `Author ${at} <author${at}@uni.example>`;
  const colleague = `Colleague ${at} <colleague${at}@uni.example>`;
  const first = `first-${at}@uni.example`;
  const second = `second-${at}@uni.example`;
  const common = { cc: `colleague${at}@uni.example, author${at}@uni.example`, host: "pass" as const };
  return Promise.all([
    letter({
      ...common,
      from: author,
      subject: `Trouble ${at}`,
      text: `Machine ${at} is down.`,
      messageId: first,
    }),
    letter({
      ...common,
      from: author,
      subject: `Re: Trouble ${at}`,
      text: `It is machine ${at} in the cellar.`,
      messageId: second,
      inReplyTo: first,
      references: [first],
    }),
    letter({
      ...common,
      from: colleague,
      subject: `Re: Trouble ${at}`,
      text: `Mine, too, in room ${at}.`,
      inReplyTo: second,
      references: [first, second],
    }),
  ]);
}

/** The same shuffle each time. */
function shuffled<T>(items: T[]): T[] {
  const out = [...items];
  let seed = 20_261_124;
  for (let at = out.length - 1; at > 0; at -= 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = seed % (at + 1);
    const kept = out[at] as T;
    out[at] = out[other] as T;
    out[other] = kept;
  }
  return out;
}
