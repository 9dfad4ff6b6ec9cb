import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { NewCase } from "../../src/domain/change.ts";
import { type Desk, type DeskFile, deskSchema } from "../../src/domain/desk.ts";
import type { Wake } from "../../src/flows/ports.ts";
import { createDailyDigests } from "../../src/flows/send-digests.ts";
import { silentLog } from "../support/database.ts";
import { ANNA, aDesk, MIKE } from "../support/facts.ts";
import { openTestStore, type TestStore } from "../support/store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.end());
beforeEach(() => store.look("truncate cases, outbox, operator_alert, reminder restart identity cascade"));

/** Tuesday in Copenhagen, where the office opens at eight. */
const at = (hour: number, day = 24) => new Date(Date.UTC(2026, 10, day, hour - 1));

function digests(now: Date, overrides: Partial<DeskFile> = {}) {
  const wakes: Wake[] = [];
  const desk: Desk = aDesk(overrides);
  const alarm = { wake: async (more: Wake[]) => void wakes.push(...more) };
  const send = createDailyDigests({ desk, store: store.digests, alarm, log: silentLog, now: () => now });
  return { send, wakes };
}

async function open(subject: string, more: Partial<NewCase> & { clockDue?: Date } = {}): Promise<number> {
  const { clockDue, ...fields } = more;
  const { caseId, number } = await store.open({ subject, ...fields });
  if (clockDue) {
    await store.look(
      `insert into service_clock (case_id, kind, policy, calendar, started_at, used_ms, since, state, due_at)
       values ($1, 'resolution', 'p', 'c', $2, 0, $2, 'running', $2)`,
      [caseId, clockDue],
    );
  }
  return number;
}

interface Row {
  recipient: string;
  data: {
    team: string | null;
    caseIds: number[];
    sections: { what: string; total: number; lines: { subject: string }[] }[];
  };
}
async function lists(): Promise<string[]> {
  const rows = (await store.look("select recipient, data from outbox order by id")) as unknown as Row[];
  return rows.map(({ recipient, data }) => {
    const sections = data.sections.map(
      ({ what, total, lines }) => `${what} ${total}: ${lines.map((line) => line.subject).join(", ")}`,
    );
    return `${recipient} ${data.team ?? "own"} | ${sections.join(" | ")}`;
  });
}

test("each gets theirs: what runs out, their own, nobody's, and what is ready to close", async () => {
  await open("overdue", { also: { agent: MIKE }, status: "in_progress", clockDue: at(9, 23) });
  await open("due tomorrow at opening", { clockDue: at(8, 25) });
  await open("due later", {
    also: { agent: MIKE, priority: "low" },
    status: "in_progress",
    clockDue: at(12, 25),
  });
  await open("pressing", { also: { agent: MIKE, priority: "critical" }, status: "assigned" });
  await open("nobody's", { team: "network" });
  await open("Anna's", { also: { agent: ANNA }, status: "in_progress" });
  await open("solved", { status: "resolved", owner: MIKE });
  await open("solved by another team", { status: "resolved", owner: "elsewhere" });
  await open("over", { status: "closed" });
  const { send, wakes } = digests(at(8), { digest: { to: ["agents"] } });
  await send();
  expect(await lists()).toEqual([
    `${ANNA} own | near 1: due tomorrow at opening | mine 1: Anna's`,
    `${MIKE} own | near 2: overdue, due tomorrow at opening | mine 2: pressing, due later | unassigned 1: nobody's | ready 1: solved`,
  ]);
  expect(wakes.map((wake) => wake.queue)).toEqual(["outbox", "outbox"]);
});

test("a team's list goes to its mailbox, else to its lead, and has what others of it let run out", async () => {
  await open("overdue", { also: { agent: MIKE }, status: "in_progress", clockDue: at(9, 23) });
  await open("Mike's", { also: { agent: MIKE }, status: "in_progress" });
  await open("nobody's");
  await open("of the network", { team: "network" });
  const teams: DeskFile["teams"] = [
    { name: "servicedesk", title: "Service Desk", lead: ANNA, members: [MIKE] },
    { name: "network", address: "network@desk.example", members: [MIKE], notify: "mailbox" },
  ];
  await digests(at(8), { digest: { to: ["teams"] }, teams }).send();
  expect(await lists()).toEqual([
    `${ANNA} Service Desk | near 1: overdue | unassigned 1: nobody's`,
    "network@desk.example network | unassigned 1: of the network",
  ]);
});

test("once a working day, however many processes there are, and nothing when nothing is open", async () => {
  const of = (now: Date) => digests(now, { digest: { to: ["agents"] } }).send();
  await of(at(8));
  expect(await lists()).toEqual([]);
  await open("nobody's");
  await of(at(9));
  expect(await lists()).toEqual([]);
  await of(at(7, 25));
  expect(await lists()).toEqual([]);
  await Promise.all([of(at(8, 25)), of(at(8, 25))]);
  await of(at(15, 25));
  expect(await lists()).toHaveLength(2);
  await of(at(12, 28));
  await of(at(12, 29));
  expect(await lists(), "at the weekend").toHaveLength(2);
});

test("a long list is cut, and says how much there is", async () => {
  for (const subject of ["a", "b", "c"]) await open(subject, { also: { agent: ANNA } });
  await digests(at(8), { digest: { to: ["agents"], mostListed: 2 } }).send();
  const [row] = (await store.look("select data from outbox where recipient = $1", [
    ANNA,
  ])) as unknown as Row[];
  expect(row?.data.sections).toMatchObject([{ what: "mine", total: 3, lines: [{}, {}] }]);
  expect(row?.data.caseIds).toHaveLength(2);
});

test("nobody gets one where the desk wants none", async () => {
  await open("nobody's");
  await digests(at(8), { digest: { to: [] } }).send();
  expect(await lists()).toEqual([]);
  expect(deskSchema.shape.digest.parse(undefined)).toEqual({ to: ["agents", "teams"], mostListed: 25 });
});
