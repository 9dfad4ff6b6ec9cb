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
import { startSmtpSink } from "../support/smtp-sink.ts";
import { type GeneratedMailbox, generateMailbox } from "./mailbox.ts";

const SIZE = Number(process.env.BENCH_MAILS ?? 6_000);

let dovecot: Dovecot;
let generated: GeneratedMailbox;

beforeAll(async () => {
  dovecot = await startDovecot({ users: { helpdesk: "secret" } });
  generated = await generateMailbox(SIZE);
  for (const raw of generated.mails) await dovecot.append("helpdesk", "Stage", raw);
});
afterAll(() => dovecot?.stop());

test("the whole desk against fetching and parsing", async () => {
  const fetching = await timeFetching(async () => {});
  const parseAll = () =>
    timeFetching(async (source) => {
      await simpleParser(source);
    });
  // Before and after the desk: a machine's speed drifts by more than what is measured.
  const before = await parseAll();
  const desk = await timeDesk();
  const parsing = (before + (await parseAll())) / 2;
  const rate = (seconds: number) => SIZE / seconds;
  const line = (name: string, seconds: number) =>
    `${name.padEnd(44)}${rate(seconds).toFixed(0).padStart(7)} mails/s ${(parsing / seconds).toFixed(2).padStart(7)}`;
  console.log(
    [
      "",
      `${SIZE} mails, a third with attachments, a third answers; ${desk.cases} cases (expected ${generated.conversations})`,
      `${"".padEnd(52)}       baseline = 1`,
      line("imapflow fetch alone", fetching),
      line("imapflow fetch + simpleParser (the baseline)", parsing),
      line("whole desk: accepted, processed, owed", desk.seconds),
      "",
    ].join("\n"),
  );
  expect(desk.cases).toBe(generated.conversations);
});

async function timeFetching(each: (source: Buffer) => Promise<void>): Promise<number> {
  const client = await dovecot.client("helpdesk");
  await client.mailboxOpen("Stage", { readOnly: true });
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

/** From the instant at which the mails stand in INBOX until each is processed and its acknowledgement owed. */
async function timeDesk(): Promise<{ seconds: number; cases: number }> {
  // Durable, as a desk runs it; the tests' own server is not.
  const dataDir = await mkdtemp(join(tmpdir(), "deskpost-bench-"));
  const database = await startEmbeddedPostgres({ dataDir, onProgress() {}, log: silentLog });
  const smtp = await startSmtpSink();
  const desk = await startDesk({
    imap: { host: dovecot.host, port: dovecot.port, password: "secret" },
    smtp: { host: smtp.host, port: smtp.port },
    databaseUrl: database.connectionString,
    redisUrl: null,
    overrides: { authentication: { rfc8601: HOST }, pollSeconds: 1 },
  });
  const watcher = new pg.Client({ connectionString: database.connectionString });
  try {
    await desk.waitForReady();
    await watcher.connect();
    const client = await dovecot.client("helpdesk");
    await client.mailboxOpen("Stage");
    const began = performance.now();
    await client.messageCopy("1:*", "INBOX");
    await client.logout();
    await untilProcessed(watcher);
    const seconds = (performance.now() - began) / 1_000;
    const cases = await watcher.query("select count(*)::int as count from cases");
    const owed = await watcher.query(
      "select count(*)::int as count from outbox where notice = 'acknowledgement'",
    );
    expect(owed.rows[0].count).toBe(generated.conversations);
    return { seconds, cases: cases.rows[0].count };
  } finally {
    await watcher.end();
    await desk.stop();
    await smtp.close();
    await database.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function untilProcessed(watcher: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await watcher.query(
      "select count(*)::int as count from inbound_mail where state = 'processed'",
    );
    if (rows[0].count === SIZE) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
