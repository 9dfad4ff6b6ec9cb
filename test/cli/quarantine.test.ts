/** Mail that the host calls spam, as the operator sees it: parked, listed, released. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import type { DeskFile } from "../../src/domain/desk.ts";
import { runCli } from "../support/cli.ts";
import { freshDatabase } from "../support/database.ts";

let folder: string;
let env: Record<string, string>;
let database: Awaited<ReturnType<typeof freshDatabase>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "deskpost-quarantine-"));
  database = await freshDatabase();
  const file: DeskFile = {
    desk: { name: "IT", address: "helpdesk@desk.example" },
    mailboxes: [
      {
        name: "helpdesk",
        address: "helpdesk@desk.example",
        team: "servicedesk",
        imap: { host: "127.0.0.1", user: "desk" },
        spam: "spamassassin",
      },
    ],
    smtp: { host: "127.0.0.1" },
    teams: [{ name: "servicedesk", members: ["anna@desk.example"] }],
    agents: [{ address: "anna@desk.example", name: "Anna" }],
  };
  writeFileSync(join(folder, "desk.yaml"), stringify(file));
  env = {
    DESKPOST_CONFIG: join(folder, "desk.yaml"),
    DESKPOST_SECRET: "0123456789abcdef".repeat(4),
    DATABASE_URL: database.connectionString,
  };
});
afterAll(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const json = async (...args: string[]) => {
  const result = await runCli([...args, "--json"], env);
  return { ...result, rows: result.json() };
};

test("is parked with its reason, listed, and released into a case", async () => {
  const file = join(folder, "spam.eml");
  writeFileSync(
    file,
    "X-Spam-Flag: YES\r\nFrom: eve@shop.example\r\nTo: helpdesk@desk.example\r\nSubject: Printer\r\nMessage-ID: <s1@shop.example>\r\n\r\nThe printer is jammed.\r\n",
  );
  expect((await json("ingest", file)).rows[0]).toMatchObject({ outcome: "quarantined", reason: "spam" });
  expect((await json("case", "list")).rows).toEqual([]);
  expect((await json("outbox", "list")).rows).toEqual([]);
  const [parked] = (await json("inbound", "list", "--state", "quarantined")).rows;
  expect(parked).toMatchObject({ from: "eve@shop.example", reason: "spam", caseNumber: null });

  // Trying again changes nothing about what the mail host said.
  expect((await json("inbound", "retry", String(parked?.id))).rows[0]).toMatchObject({
    state: "quarantined",
  });
  const released = await json("inbound", "release", String(parked?.id));
  expect(released).toMatchObject({
    code: 0,
    rows: [{ state: "processed", reason: "opened", caseNumber: 1 }],
  });
  const again = await json("inbound", "release", String(parked?.id));
  expect(again.code).toBe(1);
  expect(again.err).toContain("only mail that is quarantined as spam is released");
});
