/** `deskpost start` when something is missing: one clear line that says what to do, a retry where waiting helps, an exit where not. */
import { afterEach, describe, expect, test } from "vitest";
import { freshDatabase, onDatabase } from "../support/database.ts";
import { type DeskSettings, type RunningDesk, startDesk } from "../support/desk.ts";
import type { MailServer } from "../support/imap-mailbox.ts";
import { startMailServer } from "../support/mail-server.ts";
import { hasRedis, startRedis } from "../support/redis.ts";
import { headerOf, type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";

/** Nobody listens there. */
const NOWHERE = { host: "127.0.0.1", port: 1 };
const SOON = { timeout: 15_000 };

interface LogLine {
  level: string;
  msg: string;
  reason?: string;
}

function warnings(desk: RunningDesk): LogLine[] {
  const lines = desk.stderr().split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as LogLine).filter((line) => line.level !== "info");
}

describe("start", () => {
  const cleanUp: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const step of cleanUp.splice(0).reverse()) await step();
  });
  const run = async (settings: Partial<DeskSettings>) => {
    const desk = await startDesk({
      imap: { ...NOWHERE, password: "secret" },
      smtp: NOWHERE,
      databaseUrl: null,
      redisUrl: null,
      ...settings,
    });
    cleanUp.push(desk.stop);
    return desk;
  };
  const database = async () => {
    const { connectionString, drop } = await freshDatabase();
    cleanUp.push(drop);
    return connectionString;
  };
  const mailServers = async (password = "secret"): Promise<{ imap: MailServer; smtp: SmtpSink }> => {
    const imap = await startMailServer({ users: { helpdesk: password } });
    const smtp = await startSmtpSink();
    cleanUp.push(imap.stop, smtp.close);
    return { imap, smtp };
  };

  test("ends with 2 and a line for every fault of desk.yaml", async () => {
    const desk = await run({ deskYaml: "desk: { name: IT, address: nobody }\nteams: []\n" });
    expect(await desk.exit).toEqual({ code: 2, signal: null });
    expect(desk.stderr()).toMatch(/^\S+desk\.yaml:1:28 desk\.address: .*"nobody"/m);
    expect(desk.stderr()).toMatch(/^\S+desk\.yaml:\d+:\d+ mailboxes: is missing/m);
    expect(desk.stdout()).toBe("");
  });

  test("ends with 2 where a password is not set", async () => {
    const desk = await run({ databaseUrl: await database(), env: { DESKPOST_IMAP_PASSWORD_HELPDESK: "" } });
    expect(await desk.exit).toEqual({ code: 2, signal: null });
    expect(desk.stderr()).toMatch(/DESKPOST_IMAP_PASSWORD_HELPDESK is not set.* — .*set DESKPOST_IMAP/);
  });

  test("names every password that is not set, for the parts that it is to run", async () => {
    const settings = {
      databaseUrl: await database(),
      env: { DESKPOST_IMAP_PASSWORD_HELPDESK: "" },
      overrides: {
        smtp: { user: "helpdesk" },
        moreMailboxes: [
          {
            name: "it-desk",
            address: "it@desk.example",
            team: "servicedesk",
            imap: { ...NOWHERE, tls: false, user: "it" },
          },
        ],
      },
    };
    const desk = await run(settings);
    expect(await desk.exit).toEqual({ code: 2, signal: null });
    const lines = desk
      .stderr()
      .split("\n")
      .filter((line) => line.includes("is not set"));
    expect(lines.map((line) => /DESKPOST_\w+/.exec(line)?.[0])).toEqual([
      "DESKPOST_IMAP_PASSWORD_HELPDESK",
      "DESKPOST_IMAP_PASSWORD_IT_DESK",
      "DESKPOST_SMTP_PASSWORD",
    ]);
    const sender = await run({ ...settings, only: "workers" });
    expect(await sender.exit).toEqual({ code: 2, signal: null });
    expect(sender.stderr()).toContain("DESKPOST_SMTP_PASSWORD is not set");
    expect(sender.stderr()).not.toContain("DESKPOST_IMAP");
  });

  test("waits for a database that is away, saying so once, and begins when it is back", async () => {
    const url = await database();
    const proxy = await startTcpProxy(Number(new URL(url).port));
    cleanUp.push(proxy.close);
    await proxy.shut();
    const throughProxy = new URL(url);
    throughProxy.port = String(proxy.port);
    const { imap, smtp } = await mailServers();
    const desk = await run({ databaseUrl: throughProxy.href, imap: { ...imap, password: "secret" }, smtp });
    await expect.poll(() => warnings(desk), SOON).toHaveLength(1);
    expect(warnings(desk)[0]).toMatchObject({
      level: "warn",
      reason: "database_unavailable",
      msg: expect.stringMatching(/^The database does not answer \(.+\) — check that Postgres runs/),
    });
    await proxy.open();
    await desk.waitForReady();
    expect(warnings(desk)).toHaveLength(1);
  });

  test("ends at once when it is told to while it waits", async () => {
    const desk = await run({ databaseUrl: onDatabase("postgres://nobody@127.0.0.1:1", "desk") });
    await expect.poll(() => warnings(desk), SOON).toHaveLength(1);
    const before = Date.now();
    desk.kill("SIGTERM");
    expect(await desk.exit).toEqual({ code: 0, signal: null });
    expect(Date.now() - before).toBeLessThan(2_000);
  });

  test.runIf(hasRedis())(
    "reads mail while Redis is away, and is ready when it is back",
    async () => {
      const redis = await startRedis();
      if (redis === null) return;
      cleanUp.push(redis.stop);
      await redis.crash();
      const { imap, smtp } = await mailServers();
      await imap.append("helpdesk", "INBOX", MAIL);
      const settings = { databaseUrl: await database(), redisUrl: redis.url };
      const desk = await run({ ...settings, imap: { ...imap, password: "secret" }, smtp });
      await expect.poll(() => imap.list("helpdesk", "INBOX"), SOON).toEqual([]);
      expect(desk.stdout()).toBe("");
      expect(warnings(desk)).toHaveLength(1);
      expect(warnings(desk)[0]?.msg).toMatch(/^The queue does not answer \(.+\) — check that Redis runs/);
      await redis.start();
      await desk.waitForReady();
      // The row's first wake is lost; the sweep makes up for it.
      await smtp
        .waitFor((mail) => mail.to.includes("sofie@uni.example"), 60_000)
        .catch(() => console.log(desk.stderr()));
    },
    90_000,
  );

  test("tells a refused IMAP login in the log, and the operator once by mail", async () => {
    const { imap, smtp } = await mailServers("another");
    const desk = await run({
      databaseUrl: await database(),
      imap: { ...imap, password: "wrong" },
      smtp,
      overrides: { desk: { operator: "root@desk.example" } },
    });
    await desk.waitForReady();
    const told = await smtp.waitFor((mail) => mail.to.includes("root@desk.example"), 15_000);
    expect(headerOf(told.raw, "subject")).toContain("helpdesk");
    expect(warnings(desk)[0]).toMatchObject({
      level: "error",
      reason: "imap_login_refused",
      msg: expect.stringMatching(/^mailbox helpdesk: .+ — .+/),
    });
    await desk.stop();
    const again = await run({
      databaseUrl: desk.env.DATABASE_URL ?? null,
      imap: { ...imap, password: "wrong" },
      smtp,
      overrides: { desk: { operator: "root@desk.example" } },
    });
    await expect.poll(() => warnings(again), SOON).not.toEqual([]);
    await again.stop();
    expect(smtp.mails).toHaveLength(1);
  });
});

const MAIL = [
  "From: Sofie Berg <sofie@uni.example>",
  "To: helpdesk@desk.example",
  "Subject: Printer",
  "Date: Mon, 26 Oct 2026 10:00:00 +0100",
  "Message-ID: <printer@uni.example>",
  "",
  "Hi, the printer on the second floor is jammed.",
  "",
].join("\r\n");
