/**
 * Two desks that write to each other over real servers, through a relay that takes every mark and every thread header away and calls
 * each mail's sender something new: they fall silent after a handful, and every mail has its case.
 */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { type OutboxJson, startWorld, type World } from "./world.ts";

const ONE = "helpdesk@desk.example";
const OTHER = "support@other.example";
/** RFC 3834, its Exchange cousin and our own: without them nothing tells an automatic mail from a person's. */
const MARKS = ["auto-submitted", "x-auto-response-suppress", "x-deskpost-notice"];
const THREAD = ["in-reply-to", "references", "reply-to", "message-id"];

interface Side {
  world: World;
  connectionString: string;
  /** Mails of its SMTP that were carried over, and mails that were laid into its mailbox. */
  carried: number;
  received: number;
}

describe("two desks that face each other", () => {
  const databases: { connectionString: string; drop(): Promise<void> }[] = [];
  const sides: Side[] = [];

  beforeAll(async () => {
    for (let i = 0; i < 2; i += 1) databases.push(await freshDatabase());
    const [one, other] = databases.map((database) => database.connectionString);
    const agents = [{ address: "bo@other.example", name: "Bo" }];
    const worlds = await Promise.all([
      startWorld({
        databaseUrl: one ?? "",
        overrides: {
          authentication: "none",
          proof: "token",
          teams: [{ name: "servicedesk", notify: "mailbox", address: OTHER, members: ["anna@desk.example"] }],
          agents: [{ address: "anna@desk.example", name: "Anna" }],
        },
      }),
      startWorld({
        databaseUrl: other ?? "",
        overrides: {
          authentication: "none",
          proof: "token",
          desk: { address: OTHER, name: "Other desk" },
          address: OTHER,
          teams: [{ name: "servicedesk", notify: "mailbox", address: ONE, members: ["bo@other.example"] }],
          agents,
        },
      }),
    ]);
    sides.push(
      ...worlds.map((world, at) => {
        const connectionString = databases[at]?.connectionString ?? "";
        return { world, connectionString, carried: 0, received: 0 };
      }),
    );
  }, 120_000);
  afterAll(async () => {
    await Promise.all(sides.map(({ world }) => world.stop()));
    await Promise.all(databases.map((database) => database.drop()));
  });

  test("stop answering and telling each other", async () => {
    const [one, other] = sides as [Side, Side];
    await lay(one, mail(`Case 7 <case-7@other.example>`, ONE, "Ticket 7 opened", "Printer jammed, case 7."));
    for (;;) {
      await quiet(one);
      await quiet(other);
      const moved = (await carry(one, other, OTHER)) + (await carry(other, one, ONE));
      if (moved === 0) break;
      // The hang guard: without limits this goes on for ever.
      expect(one.received + other.received).toBeLessThan(200);
    }
    for (const side of [one, other]) {
      const sent = await side.world.json<OutboxJson>("outbox", "list", "--limit", "1000");
      const count = (notice: string) => sent.filter((row) => row.notice === notice).length;
      expect(count("acknowledgement")).toBeLessThanOrEqual(5);
      expect(count("new_case")).toBeLessThanOrEqual(6);
      expect(sent.every((row) => row.state === "sent")).toBe(true);
      const inbound = await side.world.json<{ caseNumber: number | null }>(
        "inbound",
        "list",
        "--limit",
        "1000",
      );
      expect(inbound).toHaveLength(side.received);
      expect(inbound.filter((row) => row.caseNumber === null)).toEqual([]);
    }
    expect(one.received + other.received).toBeGreaterThan(6);
  }, 240_000);

  async function lay(side: Side, raw: string): Promise<void> {
    side.received += 1;
    await side.world.imap.append("helpdesk", "INBOX", raw);
  }

  /** Everything received is decided on, and everything owed is sent. */
  async function quiet({ world, received, connectionString }: Side): Promise<void> {
    await world.settled(received);
    await expect.poll(() => countPending(connectionString), { timeout: 30_000 }).toBe(0);
  }

  /** Of what one side sent to the other: acknowledgements lose all marks, notices only their thread. */
  async function carry(from: Side, to: Side, address: string): Promise<number> {
    const fresh = from.world.smtp.mails.slice(from.carried);
    from.carried += fresh.length;
    for (const { raw } of fresh) {
      const text = raw.toString("latin1");
      const isNotice = /^X-Deskpost-Notice:/im.test(text);
      await lay(to, disguise(text, address, isNotice ? THREAD : [...THREAD, ...MARKS]));
    }
    return fresh.length;
  }
});

async function countPending(connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query("select count(*)::int as count from outbox where state = 'pending'");
    return rows[0].count;
  } finally {
    await client.end();
  }
}

let count = 100;

/** As a careless gateway would pass it on: other ids, another sub-address and number, no tag in the subject. */
function disguise(raw: string, to: string, dropped: string[]): string {
  count += 1;
  const end = raw.indexOf("\r\n\r\n");
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  const kept = lines.filter((line) => {
    const name = line.slice(0, line.indexOf(":")).toLowerCase();
    return !dropped.includes(name) && !["from", "to", "subject", "date"].includes(name);
  });
  const domain = to === ONE ? "other.example" : "desk.example";
  const notice =
    lines.some((line) => /^x-deskpost-notice:/i.test(line)) && !dropped.includes("x-deskpost-notice");
  const sender = notice ? (to === ONE ? OTHER : ONE) : `case-${count}+t${count}@${domain}`;
  const own = [
    `From: Desk <${sender}>`,
    `To: ${to}`,
    `Subject: Ticket ${count} opened`,
    `Message-ID: <relay-${count}@${domain}>`,
    `Date: ${new Date(1_795_000_000_000 + count * 1_000).toUTCString()}`,
  ];
  return `${[...own, ...kept].join("\r\n")}${raw.slice(end)}`;
}

function mail(from: string, to: string, subject: string, text: string): string {
  return `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\nMessage-ID: <first@other.example>\r\nDate: Tue, 24 Nov 2026 09:00:00 +0000\r\n\r\n${text}\r\n`;
}
