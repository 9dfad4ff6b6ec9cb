/** A desk that runs loses its database or its queue, and goes on by itself when they are back: late, with nothing lost or doubled. */
import { afterEach, describe, expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { type RunningDesk, startDesk } from "../support/desk.ts";
import { startMailServer } from "../support/mail-server.ts";
import { hasRedis, startRedis } from "../support/redis.ts";
import { startSmtpSink } from "../support/smtp-sink.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";

const LATE = 60_000;

describe("a desk that runs", () => {
  const cleanUp: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const step of cleanUp.splice(0).reverse()) await step();
  });

  async function world(redisUrl: string | null) {
    const database = await freshDatabase();
    const url = new URL(database.connectionString);
    const proxy = await startTcpProxy(Number(url.port));
    url.port = String(proxy.port);
    const imap = await startMailServer({ users: { helpdesk: "secret" } });
    const smtp = await startSmtpSink();
    cleanUp.push(database.drop, proxy.close, imap.stop, smtp.close);
    const desk = await startDesk({
      imap: { ...imap, password: "secret" },
      smtp,
      databaseUrl: url.href,
      redisUrl,
    });
    cleanUp.push(desk.stop);
    await desk.waitForReady();
    const send = (number: number) => imap.append("helpdesk", "INBOX", mail(number));
    const acknowledged = (number: number) =>
      smtp.waitFor((sent) => sent.to.includes(`user${number}@uni.example`), LATE);
    return { desk, proxy, send, acknowledged };
  }

  async function expectOneEach(desk: RunningDesk, mails: number) {
    const listed = await desk.cli(["case", "list", "--json"]);
    expect(listed.stdout.trim().split("\n")).toHaveLength(mails);
    const owed = await desk.cli(["outbox", "list", "--json"]);
    const states = owed.stdout
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { state: string }).state);
    expect(states).toEqual(Array.from({ length: 3 * mails }, () => "sent"));
  }

  test("goes on after its database was away", async () => {
    const { desk, proxy, send, acknowledged } = await world(null);
    await send(1);
    await acknowledged(1);
    await proxy.shut();
    await send(2);
    await expect.poll(() => desk.stderr(), { timeout: LATE }).toContain("does not answer");
    await proxy.open();
    await acknowledged(2);
    await expect.poll(() => expectOneEach(desk, 2).then(() => true, String), { timeout: LATE }).toBe(true);
    expect(desk.process.exitCode).toBeNull();
  }, 120_000);

  test.runIf(hasRedis())(
    "goes on after Redis died and came back empty",
    async () => {
      const redis = await startRedis();
      if (redis === null) return;
      cleanUp.push(redis.stop);
      const { desk, send, acknowledged } = await world(redis.url);
      await send(1);
      await acknowledged(1);
      await redis.crash();
      await send(2);
      await expect.poll(() => desk.stderr(), { timeout: LATE }).toContain("The queue does not answer");
      await redis.start();
      await acknowledged(2);
      await expect.poll(() => expectOneEach(desk, 2).then(() => true, String), { timeout: LATE }).toBe(true);
    },
    120_000,
  );
});

function mail(number: number): string {
  return [
    `From: User <user${number}@uni.example>`,
    "To: helpdesk@desk.example",
    `Subject: Printer ${number}`,
    "Date: Mon, 26 Oct 2026 10:00:00 +0100",
    `Message-ID: <printer-${number}@uni.example>`,
    "",
    `Hi, the printer on floor ${number} is jammed.`,
    "",
  ].join("\r\n");
}
