import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { DeskFile } from "../../src/domain/desk.ts";
import { runCli } from "../support/cli.ts";
import { freshDatabase } from "../support/database.ts";

let folder: string;
let env: Record<string, string>;
let database: Awaited<ReturnType<typeof freshDatabase>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "deskpost-ingest-"));
  database = await freshDatabase();
  const imap = { host: "127.0.0.1", user: "desk" };
  const file: DeskFile = {
    desk: { name: "IT", address: "helpdesk@desk.example", timeZone: "Europe/Copenhagen" },
    mailboxes: [
      { name: "helpdesk", address: "helpdesk@desk.example", team: "servicedesk", imap },
      {
        name: "facilities",
        address: "facilities@desk.example",
        aliases: ["buildings@desk.example"],
        replyAddress: { catchall: "reply.desk.example" },
        team: "caretakers",
        imap: { ...imap, user: "facilities" },
      },
    ],
    smtp: { host: "127.0.0.1" },
    teams: [
      { name: "servicedesk", members: ["anna@desk.example"] },
      { name: "caretakers", members: ["anna@desk.example"] },
    ],
    agents: [{ address: "anna@desk.example", name: "Anna" }],
    limits: { mailBytes: 100_000 },
  };
  const config = join(folder, "desk.yaml");
  writeFileSync(config, stringify(file));
  env = {
    DESKPOST_CONFIG: config,
    DESKPOST_SECRET: "0123456789abcdef".repeat(4),
    DATABASE_URL: database.connectionString,
  };
});
afterAll(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const cli = (...args: string[]) => runCli(args, env);

let written = 0;
function mail(
  fields: Record<string, string>,
  text = "The printer on floor 2 makes a terrible noise. Please help.",
): string {
  const id = `m${++written}@uni.example`;
  const headers = {
    From: "Sofie Berg <sofie@uni.example>",
    To: "helpdesk@desk.example",
    Subject: "Printer",
    Date: "Fri, 20 Nov 2026 15:30:00 +0100",
    "Message-ID": `<${id}>`,
    ...fields,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [...lines, "", text, ""].join("\r\n");
}

function file(text: string): string {
  const path = join(folder, `${++written}.eml`);
  writeFileSync(path, text);
  return path;
}

describe("ingest", () => {
  it("opens a case, joins the answer to it, and says so in a line for each mail, in order", async () => {
    const first = file(mail({ "Message-ID": "<first@uni.example>" }));
    const second = file(
      mail({ "In-Reply-To": "<first@uni.example>", Subject: "Re: Printer" }, "It still does."),
    );
    const { code, err, json } = await cli("ingest", first, second);
    const [opened, joined] = json();
    expect(err).toBe("");
    expect(opened).toMatchObject({
      file: first,
      outcome: "processed",
      reason: "opened",
      caseNumber: expect.any(Number),
    });
    expect(joined).toMatchObject({
      file: second,
      outcome: "processed",
      reason: "joined",
      caseNumber: opened?.caseNumber,
    });
    expect(code).toBe(0);
    const again = (await cli("ingest", first)).json();
    expect(again).toEqual([opened]);
  });

  it("reads standard input", async () => {
    const { code, json } = await runCli(["ingest", "-"], env, mail({ Subject: "By pipe" }));
    expect([code, json()[0]]).toMatchObject([0, { file: "-", outcome: "processed" }]);
  });

  it.each([
    ["an address", { To: "Facilities <Facilities@desk.example>" }, "facilities"],
    ["an alias in Cc", { To: "other@uni.example", Cc: "buildings@desk.example" }, "facilities"],
    ["a catch-all domain", { To: "abc@reply.desk.example" }, "facilities"],
    [
      "who it was delivered to",
      { To: "list@uni.example", "Delivered-To": "facilities@desk.example" },
      "facilities",
    ],
    ["nobody known", { To: "undisclosed-recipients:;" }, "helpdesk"],
  ])("finds the mailbox by %s", async (_what, fields, mailbox) => {
    const [read] = (await cli("ingest", file(mail({ ...fields, Subject: `To ${written}` })))).json();
    const [shown] = (await cli("inbound", "show", String(read?.inboundId), "--json")).json();
    expect(shown).toMatchObject({ mailbox });
  });

  it("takes the mailbox that it is told, and refuses one that is not there", async () => {
    const path = file(mail({ Subject: "Told" }));
    const [read] = (await cli("ingest", path, "--mailbox", "facilities")).json();
    const [shown] = (await cli("inbound", "show", String(read?.inboundId), "--json")).json();
    expect(shown).toMatchObject({ mailbox: "facilities" });
    const wrong = await cli("ingest", path, "--mailbox", "nowhere");
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("helpdesk, facilities") });
  });

  it("keeps a mail over the limit for the operator, and goes on", async () => {
    const { json } = await cli(
      "ingest",
      file(mail({ Subject: "Huge" }, "x".repeat(200_000))),
      file(mail({ Subject: "Small" })),
    );
    expect(json()).toMatchObject([{ outcome: "quarantined", reason: "too_large" }, { outcome: "processed" }]);
  });
});

describe("looking", () => {
  it("lists cases, received mail and owed mail as JSON lines, newest first, and cuts them by state, date and count", async () => {
    const cases = (await cli("case", "list", "--json")).json();
    expect(cases.length).toBeGreaterThan(3);
    const numbers = cases.map((one) => Number(one.number));
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(cases[0]).toMatchObject({
      status: "registered",
      statusGroup: "open",
      requester: { address: "sofie@uni.example" },
    });
    expect(cases[0]).not.toHaveProperty("messages");
    expect((await cli("case", "list", "--json", "--limit", "2")).json()).toEqual(cases.slice(0, 2));
    expect((await cli("case", "list", "--json", "--state", "closed")).out).toBe("");
    const [parked, ...others] = (await cli("inbound", "list", "--json", "--state", "quarantined")).json();
    expect([parked, others]).toMatchObject([
      { reason: "too_large", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      [],
    ]);
    const owed = (await cli("outbox", "list", "--json", "--state", "pending")).json();
    expect(owed).toContainEqual(
      expect.objectContaining({ notice: "acknowledgement", to: "sofie@uni.example", attempts: 0 }),
    );
    expect((await cli("outbox", "list", "--json", "--since", "2099-01-01")).json()).toEqual([]);
  });

  it("shows a table that fits, in the desk's zone, and says on stderr when it is empty", async () => {
    for (const what of ["case", "inbound", "outbox"]) {
      const { code, out } = await cli(what, "list");
      expect(code).toBe(0);
      for (const line of out.trimEnd().split("\n")) expect(line.length).toBeLessThanOrEqual(100);
      expect(out.split("\n")[1]).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d/);
    }
    expect(await cli("case", "list", "--state", "closed")).toMatchObject({
      code: 0,
      out: "",
      err: "no cases that fit\n",
    });
    expect(await cli("case", "list", "--state", "closde")).toMatchObject({
      code: 2,
      err: expect.stringContaining('did you mean "closed"?'),
    });
    expect(await cli("case", "list", "--since", "soon")).toMatchObject({
      code: 2,
      err: expect.stringContaining("--since"),
    });
  });

  it("shows a case, its mails and why they are on it; for people too", async () => {
    const [first] = (await cli("case", "list", "--json")).json().slice(-1);
    const number = String(first?.number);
    const [shown] = (await cli("case", "show", number, "--json")).json();
    expect(shown).toMatchObject({
      number: first?.number,
      subject: "Printer",
      messages: [
        { direction: "in", kind: "message" },
        { direction: "in", text: expect.stringContaining("still") },
      ],
      history: expect.any(Array),
      commands: [],
    });
    const text = (await cli("case", "show", `#${number}`)).out;
    expect(text).toMatch(new RegExp(`^#${number} {2}Printer$`, "m"));
    expect(text).toMatch(/^Requester: +Sofie Berg <sofie@uni\.example>$/m);
    expect(text).toContain("  It still does.");
    const reasons = (await cli("why", number, "--json")).json();
    expect(reasons.map((one) => [one.outcome, one.reason])).toEqual([
      ["processed", "opened"],
      ["processed", "joined"],
    ]);
    expect((await cli("why", number)).out).toMatch(/outcome: processed: joined/);
  });

  it("gives back the stored bytes unchanged", async () => {
    const bytes = mail({ Subject: "Blåbær" }, "æøå \u2603");
    const [read] = (await cli("ingest", file(bytes))).json();
    expect((await cli("inbound", "raw", String(read?.inboundId))).out).toBe(bytes);
  });

  it.each([
    [["case", "show", "999999"], /no case 999999.*deskpost case list/],
    [["why", "999999"], /no case 999999/],
    [["inbound", "show", "999999"], /no received mail 999999/],
    [["inbound", "raw", "999999"], /no received mail 999999/],
    [["inbound", "retry", "999999"], /no received mail 999999/],
  ])("%j is told in one line, exit 2", async (args, expected) => {
    const { code, out, err } = await cli(...args);
    expect([code, out, err.trimEnd().split("\n").length]).toEqual([2, "", 1]);
    expect(err).toMatch(expected);
  });

  it("retry takes up a parked mail again, and nothing that was decided on", async () => {
    const [parked] = (await cli("inbound", "list", "--json", "--state", "quarantined")).json();
    const retried = await cli("inbound", "retry", String(parked?.id), "--json");
    expect(retried.json()[0]).toMatchObject({ id: parked?.id, state: "processed" });
    const again = await cli("inbound", "retry", String(parked?.id));
    expect(again).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/is processed/) });
  });

  it("says in one line when the database is away", async () => {
    const away = await runCli(["case", "list"], { ...env, DATABASE_URL: "postgres://desk@127.0.0.1:1/desk" });
    expect([away.code, away.out]).toEqual([1, ""]);
    expect(away.err).toMatch(
      /^deskpost: The database does not answer .* — check that Postgres runs[^\n]*\n$/,
    );
  });
});
