/** How the desk ends: in order at the first signal, at once at a second Ctrl-C, and its own database last. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { type DeskSettings, deskCli, type RunningDesk, startDesk } from "../support/desk.ts";
import { startMailServer } from "../support/mail-server.ts";
import { startSmtpSink } from "../support/smtp-sink.ts";

describe("the desk's end", () => {
  const cleanUp: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const step of cleanUp.splice(0).reverse()) await step();
  });

  async function world(settings: Partial<DeskSettings>) {
    const imap = await startMailServer({ users: { helpdesk: "secret" } });
    const smtp = await startSmtpSink();
    cleanUp.push(imap.stop, smtp.close);
    const start = async (more: Partial<DeskSettings> = {}): Promise<RunningDesk> => {
      const all = { imap: { ...imap, password: "secret" }, smtp, databaseUrl: null, redisUrl: null };
      const desk = await startDesk({ ...all, ...settings, ...more });
      cleanUp.push(desk.stop);
      await desk.waitForReady();
      return desk;
    };
    const send = (number: number) => imap.append("helpdesk", "INBOX", mail(number));
    return { imap, smtp, start, send };
  }

  test("stops the embedded database it started, and finds everything again", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "deskpost-stop-"));
    cleanUp.push(() => rm(dataDir, { recursive: true, force: true }));
    const { smtp, start, send } = await world({ dataDir });
    const desk = await start();
    await send(1);
    await smtp.waitFor((sent) => sent.to.includes("user1@uni.example"), 20_000);
    const before = Date.now();
    desk.kill("SIGTERM");
    expect(await desk.exit).toEqual({ code: 0, signal: null });
    expect(Date.now() - before).toBeLessThan(5_000);
    const running = (await readdir(dataDir, { recursive: true })).filter((file) =>
      /postmaster\.pid/.test(file),
    );
    expect(running).toEqual([]);

    const listed = await deskCli(["case", "list", "--json"], desk.env);
    expect(listed.stdout.trim().split("\n")).toHaveLength(1);
  }, 120_000);

  test("a second Ctrl-C ends it at once", async () => {
    const database = await freshDatabase();
    cleanUp.push(database.drop);
    const { smtp, start, send } = await world({ databaseUrl: database.connectionString });
    smtp.fail({ at: "data", with: "hang" });
    const desk = await start();
    await send(1);
    await expect.poll(() => smtp.connections, { timeout: 15_000 }).toBeGreaterThan(0);
    desk.kill("SIGINT");
    await expect.poll(() => desk.stderr()).toContain("Stopping");
    const before = Date.now();
    desk.kill("SIGINT");
    expect(await desk.exit).toEqual({ code: 130, signal: null });
    expect(Date.now() - before).toBeLessThan(1_000);
  }, 60_000);

  test("processes that run different parts work as one desk", async () => {
    const database = await freshDatabase();
    cleanUp.push(database.drop);
    const { imap, smtp, start, send } = await world({ databaseUrl: database.connectionString });
    const workers = await start({ only: "workers" });
    await send(1);
    const intake = await start({ only: "intake" });
    await smtp.waitFor((sent) => sent.to.includes("user1@uni.example"), 20_000);
    await expect.poll(() => imap.list("helpdesk", "INBOX"), { timeout: 15_000 }).toEqual([]);
    expect(intake.stderr()).not.toContain("sent");
    expect(workers.stdout()).toContain("only workers");
  }, 60_000);
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
