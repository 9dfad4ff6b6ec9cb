import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { DeskFile } from "../../src/domain/desk.ts";
import { createPool } from "../../src/store/pool.ts";
import { createReplayStore } from "../../src/store/replay.ts";
import { runCli } from "../support/cli.ts";
import { freshDatabase, silentLog } from "../support/database.ts";
import { lookInto } from "../support/tables.ts";

let folder: string;
let env: Record<string, string>;
let database: Awaited<ReturnType<typeof freshDatabase>>;

const ANNA = "anna@desk.example";
const RULES: DeskFile["rules"] = [
  { name: "print", when: { words: "printer" }, set: { category: "Printing", impact: "high" } },
  { name: "vip", when: { department: "direktion*" }, set: { priority: 1 }, stop: true },
  { name: "late", when: { tag: "x" }, set: { kind: "late" } },
];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "deskpost-rules-"));
  database = await freshDatabase();
  const file: DeskFile = {
    desk: { name: "IT", address: "helpdesk@desk.example", timeZone: "Europe/Copenhagen" },
    mailboxes: [
      {
        name: "helpdesk",
        address: "helpdesk@desk.example",
        team: "servicedesk",
        imap: { host: "127.0.0.1", user: "d" },
      },
    ],
    smtp: { host: "127.0.0.1" },
    teams: [
      { name: "servicedesk", members: [ANNA] },
      { name: "network", members: [ANNA] },
    ],
    agents: [{ address: ANNA, name: "Anna" }],
    rules: RULES,
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
const look = (text: string, params: unknown[] = []) => lookInto(database.connectionString, text, params);

let written = 0;
function mail(subject: string, text: string, headers: Record<string, string> = {}): string {
  const all = {
    From: "Sofie Berg <sofie@uni.example>",
    To: "helpdesk@desk.example",
    Subject: subject,
    Date: "Fri, 20 Nov 2026 15:30:00 +0100",
    "Message-ID": `<m${++written}@uni.example>`,
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const path = join(folder, `${written}.eml`);
  writeFileSync(path, [...lines, "", text, ""].join("\r\n"));
  return path;
}

function draft(text: string): string {
  const path = join(folder, `draft${++written}.yaml`);
  writeFileSync(path, text);
  return path;
}

/** Everything that the database holds, table by table. */
async function everything(): Promise<unknown> {
  const tables = await look(
    "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
  );
  const rows = tables.map(async ({ name }) => [
    name,
    await look(
      `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash, count(*) from "${name}" t`,
    ),
  ]);
  const sequences = await look("select sequencename, last_value from pg_sequences order by 1");
  return [await Promise.all(rows), sequences];
}

describe("deskpost rules test", () => {
  it("says of every rule what it makes of a mail, and of the mail what comes of it", async () => {
    const { code, out } = await cli("rules", "test", mail("Printer broken", "It smokes."));
    expect(code).toBe(0);
    expect(out).toContain("✓ print  subject “Printer” → impact high, category Printing");
    expect(out).toContain("– vip    not: department");
    expect(out).toContain("– late   not: tag");
    expect(out).toContain("the matrix says critical (2)");
    expect(out).toContain("= category Printing, impact high, priority critical (2)");
  });

  it("knows the sender by the directory, and what stops is seen; as JSON for scripts", async () => {
    await look("insert into person (address, department) values ('vip@uni.example', 'Direktionen')");
    const file = mail("Hi", "The printer", { From: "vip@uni.example" });
    const [answer] = (await cli("rules", "test", file, "--json")).json();
    expect(answer).toMatchObject({
      file,
      mailbox: "helpdesk",
      from: "vip@uni.example",
      mailKind: "human",
      spam: null,
      rules: [
        { name: "print", result: "held", matches: [{ by: "text", found: "printer" }] },
        {
          name: "vip",
          result: "held",
          stopped: true,
          changes: [{ field: "priority", from: null, to: "production_disrupting" }],
        },
        { name: "late", result: "not_tried" },
      ],
      before: { category: null, team: "servicedesk" },
      after: { category: "Printing", priority: "production_disrupting" },
      byMatrix: null,
    });
  });

  it("tries a draft in place of the rules, and tells its faults by the draft's own lines", async () => {
    const file = mail("Printer broken", "It smokes.");
    const good = draft(
      "rules:\n  - { name: smoke, when: { text: smok* }, set: { team: network, spam: true } }\n",
    );
    const { out } = await cli("rules", "test", file, "--rules", good);
    expect(out).toContain("✓ smoke  text “smokes” → team network, is spam, no later rule");
    expect(out).toContain("= spam: no case is opened");
    const bad = draft("rules:\n  - { name: a, when: { text: '/(a/' }, set: { team: netwrok } }\nruels: []\n");
    const { code, err } = await cli("rules", "test", file, "--rules", bad);
    expect(code).toBe(2);
    expect(err).toContain(
      `${bad}:2:30 rules[0].when.text: the expression /(a/ cannot be used: missing closing ): \`(a\`;`,
    );
    expect(err).toContain(`${bad}:2:53 rules[0].set.team: no team is named "netwrok"`);
    expect(err).toContain(`${bad}:3:1 ruels: found the unknown key "ruels"`);
  });
});

describe("deskpost rules replay", () => {
  const DRAFT = `rules:
  - { name: net, when: { words: [wifi, vpn] }, set: { team: network, category: Network } }
  - { name: print, when: { words: printer }, set: { category: Printing, impact: low, urgency: low } }
  - { name: ticket, when: { header: { X-Ticket: urgent } }, set: { priority: 1 } }
  - { name: again, when: { history: { atLeast: 2 } }, set: { tags: again } }
  - { name: lottery, when: { subject: lottery }, set: { spam: true } }
`;

  beforeAll(async () => {
    const files = [
      mail("Printer broken", "It smokes."),
      mail("Wifi", "The wifi is gone in room 2."),
      mail("Lottery", "You have won."),
      mail("Question", "Where is the canteen?", { From: "bo@uni.example", "X-Ticket": "very urgent" }),
      mail("Out of office", "I am away.", { "Auto-Submitted": "auto-replied" }),
      mail("Nothing", "Where is room 7?", { From: "per@uni.example" }),
    ];
    for (const line of (await cli("ingest", ...files)).json()) expect(line.outcome).not.toBe("failed");
    // An agent put the second where it belongs.
    await look("update cases set team = 'network' where subject = 'Wifi'");
    const opened = await look(
      "select id, (select inbound_id from history where case_id = cases.id limit 1) from cases where subject = 'Wifi'",
    );
    await look(
      "insert into history (case_id, at, actor, field, from_value, to_value) values ($1, now(), $2, 'team', 'servicedesk', 'network')",
      [opened[0]?.id, ANNA],
    );
  });

  it("tells case by case what a draft would have made of it, beside what it was and what it is today", async () => {
    const lines = (
      await cli("rules", "replay", "--since", "2026-01-01", "--rules", draft(DRAFT), "--json")
    ).json();
    const { summary } = lines.pop() as { summary: unknown };
    expect(lines.map(({ title, spam, changes }) => [title, spam, changes])).toEqual([
      [
        "Printer broken",
        null,
        [
          { field: "priority", from: "critical", to: "low", now: "critical", rule: "print" },
          { field: "impact", from: "high", to: "low", now: "high", rule: "print" },
          { field: "urgency", from: null, to: "low", now: null, rule: "print" },
        ],
      ],
      [
        "Wifi",
        null,
        [
          { field: "team", from: "servicedesk", to: "network", now: "network", rule: "net" },
          { field: "category", from: null, to: "Network", now: null, rule: "net" },
        ],
      ],
      ["Lottery", "lottery", [{ field: "tags", from: null, to: "again", now: null, rule: "again" }]],
      [
        "Question",
        null,
        [{ field: "priority", from: null, to: "production_disrupting", now: null, rule: "ticket" }],
      ],
    ]);
    expect(summary).toEqual({
      cases: 5,
      wouldMove: 1,
      wouldChangePriority: 2,
      wouldChangeOtherwise: 2,
      wouldBeSpam: 1,
      unchanged: 1,
      asToday: 1,
      changes: 6,
    });
  });

  it("prints a table that a person reads, and nothing of what stays as it is", async () => {
    const { out, code } = await cli("rules", "replay", "--since", "2026-01-01", "--rules", draft(DRAFT));
    expect(code).toBe(0);
    expect(out).toMatch(
      /#\d+ +Wifi +team servicedesk → network +net +the same\n +category – → Network +net +–\n/,
    );
    expect(out).toMatch(/Lottery +spam, no case +lottery/);
    expect(out).not.toContain("Nothing");
    expect(out).toContain(
      "5 cases since 2026-01-01: 1 would move, 2 would change priority, 2 would change otherwise, 1 would be spam, 1 unchanged",
    );
    expect(out).toContain("Of 6 fields that would change, 1 would be what they are today");
    expect(
      (await cli("rules", "replay", "--since", "2026-01-01", "--rules", draft(DRAFT), "--limit", "1")).out,
    ).toContain("… and 3 more");
  });

  it("of the rules that were in force changes nothing, and nothing is changed by any", async () => {
    const before = await everything();
    const { out } = await cli("rules", "replay", "--since", "2026-01-01");
    expect(out).toBe(
      "5 cases since 2026-01-01: 0 would move, 0 would change priority, 0 would change otherwise, 0 would be spam, 5 unchanged\n",
    );
    await cli("rules", "replay", "--since", "2026-01-01", "--rules", draft(DRAFT), "--json");
    expect(await everything()).toEqual(before);
    expect((await cli("rules", "replay", "--since", "2099-01-01")).out).toContain("0 cases since 2099-01-01");
  });

  it("reads in a transaction that could not write if it wanted to", async () => {
    const pool = createPool({ connectionString: database.connectionString, max: 1, log: silentLog });
    try {
      const wanted = { heads: false, history: false };
      let refusal: unknown = null;
      await pool
        .transaction(async (tx) => {
          const within = { ...pool, transaction: (work: (given: typeof tx) => Promise<unknown>) => work(tx) };
          await createReplayStore(within as typeof pool).readOpenings(
            new Date(0),
            wanted,
            () => {},
            () => {},
          );
          refusal = await tx
            .run({ name: null, text: "delete from case_link" } as never)
            .catch((error: unknown) => error);
          throw refusal;
        })
        .catch(() => {});
      expect(String(refusal)).toContain("read-only transaction");
    } finally {
      await pool.end();
    }
  });
});
