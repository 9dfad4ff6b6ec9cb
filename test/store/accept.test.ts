import { createHash } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AcceptBatch, AcceptStore } from "../../src/flows/ports-receiving.ts";
import { createAcceptStore } from "../../src/store/accept.ts";
import { createFreshMails } from "../../src/store/fresh-mails.ts";
import { createPool, type Pool } from "../../src/store/pool.ts";
import { freshDatabase, silentLog } from "../support/database.ts";
import { lookInto } from "../support/tables.ts";

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;
let store: AcceptStore;
beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool({ connectionString: database.connectionString, max: 4, log: silentLog });
  store = createAcceptStore(pool, createFreshMails());
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const receivedAt = new Date("2026-11-20T08:00:00Z");

function batch(
  folder: string,
  mails: [uid: number, raw: string | Buffer][],
  more: Partial<AcceptBatch> = {},
) {
  return {
    source: "imap",
    mailbox: "helpdesk",
    folder,
    uidValidity: 7n,
    lastUid: Math.max(0, ...mails.map(([uid]) => uid)),
    mails: mails.map(([uid, raw]) => ({ uid, receivedAt, raw: Buffer.from(raw), parked: null })),
    ...more,
  } satisfies AcceptBatch as AcceptBatch;
}

const look = (text: string, params: unknown[] = []) => lookInto(database.connectionString, text, params);

test("a batch is stored with its bytes, in the order of arrival, and the cursor moves with it", async () => {
  const bytes = Buffer.from([0, 13, 10, 255, 128, 92, 34, 39]);
  const accepted = await store.accept(
    batch("first", [
      [5, "Message-ID: <a@x>\r\nSubject: =?utf-8?q?=C3=A6?=\r\nFrom: A <A@x.example>\r\n\r\nbody"],
      [9, bytes],
    ]),
  );
  expect(accepted.map(({ uid, isNew }) => ({ uid, isNew }))).toEqual([
    { uid: 5, isNew: true },
    { uid: 9, isNew: true },
  ]);
  const [first, second] = accepted;
  expect(first?.wake).toEqual({ queue: "intake", id: first?.inboundId, version: 1, at: null });
  expect(second?.inboundId).toBe((first?.inboundId ?? 0) + 1);
  expect(second?.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
  expect(await store.folderCursor("helpdesk", "first")).toEqual({ uidValidity: 7n, lastUid: 9 });
  const rows = await look(
    `select uid, state, message_id, from_address, subject, bytes from inbound_mail join raw_mail using (sha256)
     where folder = 'first' order by id`,
  );
  expect(rows[0]).toMatchObject({
    uid: 5,
    state: "received",
    message_id: "a@x",
    from_address: "a@x.example",
    subject: "æ",
  });
  expect(rows[1]?.bytes).toEqual(bytes);
});

test("the same delivery again is not new, wakes nobody and takes nothing back", async () => {
  const mails: [number, string][] = [
    [1, "one"],
    [2, "two"],
  ];
  const first = await store.accept(batch("again", mails));
  const again = await store.accept(
    batch("again", [
      [2, "two"],
      [3, "three"],
    ]),
  );
  expect(again.map(({ inboundId, isNew, wake }) => [inboundId, isNew, wake !== null])).toEqual([
    [first[1]?.inboundId, false, false],
    [again[1]?.inboundId, true, true],
  ]);
  await store.accept(batch("again", [[1, "one"]]));
  expect(await store.folderCursor("helpdesk", "again")).toEqual({ uidValidity: 7n, lastUid: 3 });
});

test("a new UIDVALIDITY starts the folder's cursor afresh, and the same UIDs are new mails", async () => {
  await store.accept(batch("renewed", [[40, "old"]]));
  const after = await store.accept(batch("renewed", [[40, "new"]], { uidValidity: 8n, lastUid: 40 }));
  expect(after[0]?.isNew).toBe(true);
  await store.accept(batch("renewed", [], { uidValidity: 4_294_967_295n, lastUid: 2 }));
  expect(await store.folderCursor("helpdesk", "renewed")).toEqual({
    uidValidity: 4_294_967_295n,
    lastUid: 2,
  });
});

test("a folder that was never read has no cursor", async () => {
  expect(await store.folderCursor("helpdesk", "never")).toBeNull();
});

test("from the command line the same content is accepted once a mailbox, also within one batch", async () => {
  const cli = (mailbox: string, mails: [number, string][]) =>
    store.accept(batch("", mails, { source: "cli", mailbox, uidValidity: 0n }));
  const first = await cli("helpdesk", [
    [0, "cli one"],
    [0, "cli one"],
    [0, "cli two"],
  ]);
  expect(first.map((mail) => mail.isNew)).toEqual([true, false, true]);
  expect(first[1]?.inboundId).toBe(first[0]?.inboundId);
  const again = await cli("helpdesk", [[7, "cli one"]]);
  expect(again[0]).toMatchObject({ inboundId: first[0]?.inboundId, isNew: false, wake: null });
  expect((await cli("other", [[0, "cli one"]]))[0]?.isNew).toBe(true);
  expect(await store.folderCursor("helpdesk", "")).toBeNull();
});

test("the same bytes are stored once, however often they come", async () => {
  await store.accept(
    batch("copy1", [
      [1, "copied"],
      [2, "copied"],
    ]),
  );
  await store.accept(batch("copy2", [[1, "copied"]]));
  expect(await look("select count(*) as n from raw_mail where bytes = 'copied'")).toEqual([{ n: 1 }]);
  expect(await look("select count(*) as n from inbound_mail where folder like 'copy_'")).toEqual([{ n: 3 }]);
});

test("a parked mail is kept with its reason, ordered before nothing and woken never", async () => {
  const huge = Buffer.from("Message-ID: <huge@x>\r\n");
  const mails = [{ uid: 1, receivedAt, raw: huge, parked: "too_large" }];
  const [mail] = await store.accept(batch("parked", [], { mails, lastUid: 1 }));
  expect(mail).toMatchObject({ isNew: true, wake: null });
  const [row] = await look("select state, reason from inbound_mail where id = $1", [mail?.inboundId]);
  expect(row).toEqual({ state: "quarantined", reason: "too_large" });
  expect(await look("select * from inbound_ref where inbound_id = $1", [mail?.inboundId])).toEqual([]);
});

test("what Postgres refuses is cleaned away: NUL, lone surrogates, wild dates", async () => {
  const raw = Buffer.from("Subject: a\0b=?utf-16be?B?2AA=?=\r\nMessage-ID: <x\0y>\r\nFrom: a\0@b\r\n\r\n");
  const mails = [8.64e15, Number.NaN, -8.64e15].map((time, i) => {
    return { uid: i, receivedAt: new Date(time), raw, parked: null };
  });
  await store.accept(batch("wild", [], { mails, lastUid: 3 }));
  const [row] = await look("select * from inbound_mail where folder = 'wild' order by id limit 1");
  expect(row).toMatchObject({ message_id: "xy", from_address: "a@b" });
});

test("accepted messages are listed until they are seen filed", async () => {
  await store.accept(
    batch("filing", [
      [3, "a"],
      [1, "b"],
      [2, "c"],
    ]),
  );
  const place = { mailbox: "helpdesk", folder: "filing", uidValidity: 7n };
  expect(await store.listUnfiled(place)).toEqual([1, 2, 3]);
  await store.markFiled({ ...place, uidValidity: 6n }, [1, 2]);
  await store.markFiled(place, [3]);
  await store.markFiled(place, []);
  expect(await store.listUnfiled(place)).toEqual([1, 2]);
  expect(await store.listUnfiled({ ...place, uidValidity: 6n })).toEqual([]);
});

test("a batch that fails leaves nothing: neither mails nor cursor", async () => {
  await look("alter table folder_cursor add constraint breaks check (last_uid <> 13)");
  await expect(store.accept(batch("failing", [[13, "unlucky"]]))).rejects.toThrow();
  await look("alter table folder_cursor drop constraint breaks");
  expect(await look("select * from inbound_mail where folder = 'failing'")).toEqual([]);
  expect(await store.folderCursor("helpdesk", "failing")).toBeNull();
});

describe("batches at the same time", () => {
  test("with the same mails in opposite orders do not wait for each other", async () => {
    const mails = ["first", "middle", "last"].map((raw, i): [number, string] => [i + 1, `${raw} of three`]);
    // Somebody else is about to store the one in the middle: both batches get as far as that.
    const other = new pg.Client({ connectionString: database.connectionString });
    await other.connect();
    await other.query("begin");
    await other.query("insert into raw_mail select sha256('middle of three'), 1, ''");
    const both = [mails, mails.toReversed()].map((list, i) => store.accept(batch(`opposite${i}`, list)));
    const blocked =
      "select count(*) as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
    while ((await look(blocked))[0]?.n !== 2) await new Promise((next) => setTimeout(next, 10));
    await other.query("rollback");
    await other.end();
    for (const accepted of await Promise.all(both)) {
      expect(accepted.every((mail) => mail.isNew)).toBe(true);
    }
  });

  test("with the same deliveries take each once", async () => {
    const mails = Array.from({ length: 40 }, (_, i): [number, string] => [i + 1, `delivered ${i}`]);
    const copies = await Promise.all([1, 2, 3, 4].map(() => store.accept(batch("race", mails))));
    expect(copies.flat().filter((mail) => mail.isNew)).toHaveLength(40);
    expect(new Set(copies.flat().map((mail) => mail.inboundId)).size).toBe(40);
  });
});
