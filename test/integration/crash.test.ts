/** The process dies at the worst moments, by SIGKILL; after a restart nothing is lost and nothing is doubled. */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startEmbeddedPostgres } from "../../src/store/embedded.ts";
import { freshDatabase, silentLog } from "../support/database.ts";
import { type DatabaseHold, holdSent, holdTable } from "../support/database-hold.ts";
import { headerOf } from "../support/smtp-sink.ts";
import { type InboundJson, type OutboxJson, SOFIE, startWorld, type World } from "./world.ts";

const PRINTER = {
  from: SOFIE,
  subject: "Printer",
  text: "Hi,\n\nThe printer on the second floor is jammed.\n\nSofie",
};

interface Home {
  /** What the desk is given; null: its embedded Postgres. */
  databaseUrl: string | null;
  dataDir: string;
  /** The same database, for the test's own sessions. */
  url(): Promise<string>;
  close(): Promise<void>;
}

async function external(): Promise<Home> {
  const database = await freshDatabase();
  return {
    databaseUrl: database.connectionString,
    dataDir: join(tmpdir(), "unused"),
    url: async () => database.connectionString,
    close: database.drop,
  };
}

async function embedded(): Promise<Home> {
  const dataDir = await mkdtemp(join(tmpdir(), "deskpost-crash-"));
  await chmod(dataDir, 0o755);
  const adopt = () => startEmbeddedPostgres({ dataDir, onProgress() {}, log: silentLog });
  let adopted: Awaited<ReturnType<typeof adopt>> | null = null;
  return {
    databaseUrl: null,
    dataDir,
    url: async () => {
      adopted ??= await adopt();
      return adopted.connectionString;
    },
    close: async () => {
      await (await adopt()).stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

describe.each([
  ["an external Postgres", external],
  ["the embedded Postgres", embedded],
])(
  "killed, on %s",
  (_, openHome) => {
    let home: Home;
    let world: World | null = null;
    beforeEach(async () => {
      home = await openHome();
    });
    afterEach(async () => {
      await world?.stop();
      world = null;
      await home.close();
    });

    async function begin(only?: string): Promise<World> {
      world = await startWorld({
        databaseUrl: home.databaseUrl,
        dataDir: home.dataDir,
        ...(only === undefined ? {} : { only }),
      });
      return world;
    }

    async function die(dying: World): Promise<void> {
      dying.desk.kill("SIGKILL");
      await dying.desk.exit;
    }

    /** One case, one message, every notice sent — under one Message-ID each — and the cursor where it belongs. */
    async function expectWhole(revived: World, mayRepeat: number): Promise<void> {
      await revived.receive("sofie@uni.example");
      await revived.receive("anna@desk.example");
      await revived.receive("mike@desk.example");
      await revived.send({
        ...PRINTER,
        subject: "Scanner",
        text: "Hi,\n\nThe scanner is broken, too.\n\nSofie",
      });
      await revived.settled(2);
      await revived.receive("sofie@uni.example", (mail) => mail.subject.includes("Scanner"));
      await revived.receive("anna@desk.example", (mail) => mail.subject.includes("Scanner"));
      await revived.receive("mike@desk.example", (mail) => mail.subject.includes("Scanner"));
      await expect.poll(async () => (await unsent(revived)).length, { timeout: 40_000 }).toBe(0);

      const cases = await revived.json<{ number: number }>("case", "list");
      expect(cases).toHaveLength(2);
      const first = await revived.show(1);
      expect(first.messages.filter((message) => message.direction === "in")).toHaveLength(1);
      const inbound = await revived.json<InboundJson>("inbound", "list");
      expect(inbound.map((row) => row.state).sort()).toEqual(["processed", "processed"]);
      const notices = await revived.json<OutboxJson>("outbox", "list");
      expect(notices).toHaveLength(6);
      const ids = revived.smtp.mails.map((mail) => `${mail.to} ${headerOf(mail.raw, "message-id")}`);
      expect(new Set(ids).size).toBe(6);
      expect(ids.length - new Set(ids).size).toBeLessThanOrEqual(mayRepeat);
      await expect
        .poll(async () => (await revived.imap.list("helpdesk", "INBOX")).length, { timeout: 15_000 })
        .toBe(0);
      expect(await revived.imap.list("helpdesk", "Processed")).toHaveLength(2);
    }

    async function unsent(running: World): Promise<OutboxJson[]> {
      const rows = await running.json<OutboxJson>("outbox", "list");
      return rows.filter((row) => row.state === "pending");
    }

    async function caughtThenKilled(held: DatabaseHold, dying: World): Promise<void> {
      await held.caught();
      await die(dying);
      await held.releaseAfterCrash();
    }

    test("after fetching, before accepting", async () => {
      const dying = await begin();
      const held = await holdTable(await home.url(), "raw_mail");
      await dying.send(PRINTER);
      await caughtThenKilled(held, dying);
      await dying.startAnother();
      await expectWhole(dying, 0);
    });

    test("after accepting, before processing", async () => {
      const dying = await begin("intake");
      await dying.send(PRINTER);
      const client = new pg.Client({ connectionString: await home.url() });
      await client.connect();
      await expect.poll(async () => (await client.query("select 1 from inbound_mail")).rowCount).toBe(1);
      await client.end();
      await die(dying);
      await dying.startAnother();
      await expectWhole(dying, 0);
    });

    test("in the middle of processing", async () => {
      const dying = await begin();
      const held = await holdTable(await home.url(), "cases");
      await dying.send(PRINTER);
      await caughtThenKilled(held, dying);
      await dying.startAnother();
      await expectWhole(dying, 0);
    });

    test("after the commit, before sending", async () => {
      const dying = await begin();
      dying.smtp.fail({ at: "connect", with: "hang" });
      const before = dying.smtp.connections;
      await dying.send(PRINTER);
      await expect.poll(() => dying.smtp.connections, { timeout: 15_000 }).toBeGreaterThan(before);
      await die(dying);
      dying.smtp.heal();
      await dying.startAnother();
      await expectWhole(dying, 0);
    });

    test("after SMTP took it, before that was recorded", async () => {
      const dying = await begin();
      const held = await holdSent(await home.url());
      await dying.send(PRINTER);
      await dying.smtp.waitFor(() => true);
      await caughtThenKilled(held, dying);
      await dying.startAnother();
      // As many as were under way at once may repeat, each under its own Message-ID.
      await expectWhole(dying, 4);
    });
  },
  120_000,
);
