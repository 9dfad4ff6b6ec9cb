/** How many mails a second, as ratios of one run: fetching alone, fetching and parsing on one thread, the whole desk. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEmbeddedPostgres } from "../../src/store/embedded.ts";
import { silentLog } from "../support/database.ts";
import { startDesk } from "../support/desk.ts";
import { type Dovecot, startDovecot } from "../support/dovecot.ts";
import { HOST } from "../support/letters.ts";
import { startRedis } from "../support/redis.ts";
import { startSmtpSink } from "../support/smtp-sink.ts";
import { type GeneratedMailbox, generateMailbox } from "./mailbox.ts";

/** Mails of each of two lots, alike: a desk just started compiles for some twenty seconds before it comes to the pace that it then keeps. */
const SIZE = Number(process.env.BENCH_MAILS ?? 10_000);
const FIRST_LOT = "First lot";
const SECOND_LOT = "Second lot";

let dovecot: Dovecot;
let generated: GeneratedMailbox;

beforeAll(async () => {
  dovecot = await startDovecot({ users: { helpdesk: "secret" } });
  generated = await generateMailbox(2 * SIZE);
  for (const [at, raw] of generated.mails.entries()) {
    await dovecot.append("helpdesk", at < SIZE ? FIRST_LOT : SECOND_LOT, raw);
  }
});
afterAll(() => dovecot?.stop());

test("the whole desk against fetching and parsing", async () => {
  const fetching = await timeFetching(async () => {});
  const parseAll = () =>
    timeFetching(async (source) => {
      await simpleParser(source);
    });
  // Before and after each desk: a machine's speed drifts by more than what is measured.
  let before = await parseAll();
  const compared = async (desk: Promise<DeskTimes>) => {
    const times = await desk;
    const after = await parseAll();
    const baseline = (before + after) / 2;
    before = after;
    return { ...times, baseline };
  };
  const redis = await startRedis();
  const onRedis = redis && (await compared(timeDesk(redis.url).finally(redis.stop)));
  const onPostgres = await compared(timeDesk(null));

  const { baseline } = onPostgres;
  const line = (name: string, seconds: number, one = baseline) =>
    `${name.padEnd(46)}${(SIZE / seconds).toFixed(0).padStart(7)} mails/s ${(one / seconds).toFixed(2).padStart(7)}`;
  const deskLines = (queue: string, desk: DeskTimes & { baseline: number }) => [
    line(`the whole desk, its queue on ${queue}`, desk.running, desk.baseline),
    line("  the lot before, by a desk just started", desk.justStarted, desk.baseline),
  ];
  console.log(
    [
      "",
      `${SIZE} mails, a third with attachments, a third answers; of two lots ${onPostgres.cases} cases (expected ${generated.conversations})`,
      "accepted, processed, acknowledgement owed; ratios to the baseline beside each desk",
      line("imapflow fetch alone", fetching),
      line("imapflow fetch + simpleParser (the baseline)", baseline),
      ...(onRedis ? deskLines("Redis", onRedis) : []),
      ...deskLines("Postgres", onPostgres),
      "",
    ].join("\n"),
  );
});

async function timeFetching(each: (source: Buffer) => Promise<void>): Promise<number> {
  const client = await dovecot.client("helpdesk");
  await client.mailboxOpen(SECOND_LOT, { readOnly: true });
  const began = performance.now();
  let seen = 0;
  for await (const message of client.fetch("1:*", { source: true })) {
    if (message.source) await each(message.source);
    seen += 1;
  }
  const seconds = (performance.now() - began) / 1_000;
  expect(seen).toBe(SIZE);
  await client.logout();
  return seconds;
}

/** Seconds for each lot, from the instant at which its mails stand in INBOX until each is processed and its acknowledgement owed. */
interface DeskTimes {
  justStarted: number;
  running: number;
  cases: number;
}

async function timeDesk(redisUrl: string | null): Promise<DeskTimes> {
  // Durable, as a desk runs it; the tests' own server is not.
  const dataDir = await mkdtemp(join(tmpdir(), "deskpost-bench-"));
  const database = await startEmbeddedPostgres({ dataDir, onProgress() {}, log: silentLog });
  const smtp = await startSmtpSink();
  const desk = await startDesk({
    imap: { host: dovecot.host, port: dovecot.port, password: "secret" },
    smtp: { host: smtp.host, port: smtp.port },
    databaseUrl: database.socketUrl,
    redisUrl,
    overrides: { authentication: { rfc8601: HOST }, pollSeconds: 1 },
  });
  const client = await dovecot.client("helpdesk");
  const watcher = new pg.Client({ connectionString: database.connectionString });
  try {
    await desk.waitForReady();
    await watcher.connect();
    const justStarted = await timeLot(watcher, FIRST_LOT, SIZE);
    const running = await timeLot(watcher, SECOND_LOT, 2 * SIZE);
    const cases = await watcher.query("select count(*)::int as count from cases");
    const owed = await watcher.query(
      "select count(*)::int as count from outbox where notice = 'acknowledgement'",
    );
    expect(owed.rows[0].count).toBe(generated.conversations);
    expect(cases.rows[0].count).toBe(generated.conversations);
    return { justStarted, running, cases: cases.rows[0].count };
  } finally {
    await watcher.end();
    // The next desk finds the mailbox as this one did.
    await client.mailboxDelete("Processed");
    await client.logout();
    await desk.stop();
    await smtp.close();
    await database.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function timeLot(watcher: pg.Client, folder: string, processedThen: number): Promise<number> {
  const client = await dovecot.client("helpdesk");
  await client.mailboxOpen(folder);
  await client.messageCopy("1:*", "INBOX");
  const began = performance.now();
  await client.logout();
  await untilProcessed(watcher, processedThen);
  return (performance.now() - began) / 1_000;
}

/** Asks for little: counting thousands of rows five times a second would be timed along. */
async function untilProcessed(watcher: pg.Client, wanted: number): Promise<void> {
  for (;;) {
    const { rows } = await watcher.query(
      "select last_value >= $1 and not exists (select from inbound_mail where state = 'received') as done from inbound_mail_id_seq",
      [wanted],
    );
    if (rows[0].done) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { rows } = await watcher.query(
    "select count(*)::int as count from inbound_mail where state = 'processed'",
  );
  expect(rows[0].count).toBe(wanted);
}
