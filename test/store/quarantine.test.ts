import { afterAll, beforeAll, expect, test } from "vitest";
import type { DeskFile } from "../../src/domain/desk.ts";
import type { Parked } from "../../src/domain/quarantine.ts";
import { createQuarantineList } from "../../src/flows/list-quarantine.ts";
import type { Wake } from "../../src/flows/ports.ts";
import { silentLog } from "../support/database.ts";
import { aDesk } from "../support/facts.ts";
import { aVerdict, openTestStore, type TestStore } from "../support/store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.end());

const day = (date: number, hour: number) => new Date(Date.UTC(2026, 10, date, hour));
const park = async (subject: string, at: Date, reason = "spam") => {
  const id = await store.take(`From: eve@shop.example\r\nSubject: ${subject}\r\n\r\n${subject}`, at);
  await store.decide(id, aVerdict({ outcome: "quarantined", reason }), at);
  return id;
};

test("each parked mail is listed once, on the next working morning", async () => {
  const seen: string[][] = [];
  const tell = (date: number, hour: number) =>
    store.quarantine.tellParked("helpdesk", day(date, 7), day(date, hour), (parked: Parked[], total) => {
      seen.push([...parked.map((one) => one.subject ?? ""), String(total)]);
      return aVerdict();
    });
  await park("first", day(23, 12));
  await park("too large", day(23, 12), "too_large");
  await tell(24, 8);
  await tell(24, 9);
  await park("second", day(24, 10), "spam_rule");
  await tell(24, 11);
  await tell(25, 8);
  await tell(26, 8);
  expect(seen).toEqual([["first", "1"], ["second", "1"], ["0"]]);
});

test("a mailbox whose mail nobody calls spam is never listed; another is, once a process", async () => {
  const asked: string[] = [];
  const wakes: Wake[] = [];
  const listFor = (spam: "none" | "rspamd", rules: DeskFile["rules"] = []) => {
    const desk = aDesk({ rules });
    return createQuarantineList({
      desk: { ...desk, mailboxes: desk.mailboxes.map((box) => ({ ...box, spam })) },
      store: {
        tellParked: async (mailbox) => {
          asked.push(`${spam} ${mailbox}`);
          return [];
        },
      },
      alarm: { wake: async (more) => void wakes.push(...more) },
      log: silentLog,
      now: () => day(24, 9),
    });
  };
  const byRule = [{ name: "lottery", set: { spam: true as const } }];
  for (const list of [listFor("none"), listFor("rspamd"), listFor("none", byRule)]) {
    await list();
    await list();
  }
  expect(asked).toEqual(["rspamd helpdesk", "none helpdesk"]);
});

test.each(["spam", "spam_rule"])(
  "a released mail is due again and is not parked twice: %s",
  async (reason) => {
    const id = await park(`no ${reason}`, day(24, 12), reason);
    const by = await store.take(`From: anna@desk.example\r\n\r\n#release ${reason}`, day(24, 13));
    const { wakes } = await store.decide(by, {
      changes: [{ do: "releaseInbound", inboundIds: [id], actor: "anna@desk.example" }],
    });
    expect(wakes).toContainEqual({ queue: "intake", id, version: 2, at: null });
    let released: boolean | undefined;
    await store.intake.claimInbound(id, day(24, 13), async (tx) => {
      released = tx.row.released;
      return tx.commit(aVerdict({ outcome: "ignored" }));
    });
    expect(released).toBe(true);
    expect(await store.look("select released_by from inbound_mail where id = $1", [id])).toEqual([
      { released_by: "anna@desk.example" },
    ]);
    // Decided since: nothing takes it back.
    const late = await store.take(`From: anna@desk.example\r\n\r\n#release ${reason} again`, day(24, 13));
    const again = await store.decide(late, {
      changes: [{ do: "releaseInbound", inboundIds: [id], actor: "x" }],
    });
    expect(again.wakes).toEqual([]);
  },
);
