/** Promises from mail to reminder, over a real database and without a queue: what is due is found, told once, and never while a case waits. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ParsedMail } from "../../src/domain/message.ts";
import { ANNA, MIKE, SOFIE } from "../support/facts.ts";
import { answerTo, type Letter } from "../support/letters.ts";
import { openTimedDesk, type TimedDesk } from "../support/timed-desk.ts";

let desk: TimedDesk;
beforeEach(async () => {
  desk = await openTimedDesk({
    serviceLevels: [{ name: "standard", targets: { default: { firstResponse: "4h", resolution: "8h" } } }],
    // Who is reminded, and when, is tested elsewhere: here everybody at once.
    escalation: { quietHours: "none", gatherSeconds: 0, steps: [{ from: 1, tell: ["team"] }] },
  });
});
afterEach(() => desk.end());

const JAM: Letter = {
  from: `Sofie Berg <${SOFIE}>`,
  subject: "Printer",
  text: "The printer on the second floor is jammed again.",
};
/** Friday 20 November 2026, nine o'clock in Copenhagen: half of 8 h at 13:00, 80 % at 15:24, all of it on Monday 09:00. */
const FRIDAY_9 = "2026-11-20T08:00:00Z";

function lastTo(address: string, fits: (mail: ParsedMail) => boolean = () => true): ParsedMail {
  const found = desk.sent.findLast(({ to, mail }) => to === address && fits(mail));
  if (!found)
    throw new Error(
      `nothing was sent to ${address}: ${desk.sent.map((one) => `${one.to} ${one.mail.subject}`)}`,
    );
  return found.mail;
}

const anna = (text: string, at: string) => desk.receive(answerTo(lastTo(ANNA), { text }), at);

async function clocks() {
  const shown = await desk.store.read.showCase(1);
  return Object.fromEntries((shown?.clocks ?? []).map((clock) => [clock.kind, clock]));
}

/** What was put on the case: each promise and percent once. */
async function reached(): Promise<string[]> {
  const shown = await desk.store.read.showCase(1);
  return (shown?.history ?? []).flatMap(({ field, to }) =>
    field === "reminder" ? [to?.split(":")[0] ?? ""] : [],
  );
}

const remindersTo = (address: string) =>
  desk.sent.filter(
    ({ to, mail }) =>
      to === address && /promise|time/i.test(mail.text) && /%|over/.test(mail.subject + mail.text),
  );

describe("a promise", () => {
  test("runs from the mail's receipt, is told at each threshold once, and counts its first response from SMTP", async () => {
    await desk.receive(JAM, FRIDAY_9);
    await desk.wakeUpAt("2026-11-20T09:59:59Z");
    expect(await reached()).toEqual([]);
    await desk.wakeUpAt("2026-11-20T10:00:00Z");
    expect(await reached()).toEqual(["first_response 50 %"]);
    desk.refuses = true;
    await anna("Is it the one by the lift?", "2026-11-20T10:30:00Z");
    const waiting = "select state from service_clock where kind = 'first_response'";
    expect(await desk.store.look(waiting)).toEqual([{ state: "running" }]);
    desk.refuses = false;
    await desk.wakeUpAt("2026-11-20T10:45:00Z");
    expect((await clocks()).first_response).toMatchObject({ state: "met", usedSeconds: 9_900 });
    const shown = await desk.store.read.showCase(1);
    expect(shown?.firstResponseAt).toEqual(expect.any(Date));
    for (const at of [
      "2026-11-20T12:00:00Z",
      "2026-11-20T14:24:00Z",
      "2026-11-23T08:00:00Z",
      "2026-11-23T12:00:00Z",
    ]) {
      await desk.wakeUpAt(at);
      await desk.wakeUpAt(at);
    }
    expect(await reached()).toEqual([
      "first_response 50 %",
      "resolution 50 %",
      "resolution 80 %",
      "resolution 100 %",
      "resolution 150 %",
    ]);
    await desk.wakeUpAt("2026-12-23T12:00:00Z");
    expect(await reached()).toHaveLength(5);
  });

  test("of a case that waits for its user over the weekend is not broken, and has a minute left of Friday at 15:59", async () => {
    await desk.receive(JAM, FRIDAY_9);
    await anna("Is it the one by the lift?\n\n#wait user", "2026-11-20T10:00:00Z");
    const told = (await reached()).length;
    const mails = desk.sent.length;
    await desk.leave(answerTo(lastTo(SOFIE), { text: "Yes, that one." }), "2026-11-20T14:59:00Z");
    await desk.wakeUpAt("2026-11-23T07:00:00Z");
    // Three hours were used before it waited; the minute on Friday, and nothing on Saturday and Sunday.
    expect((await clocks()).resolution).toMatchObject({ usedSeconds: expect.any(Number), state: "running" });
    expect(await reached()).toHaveLength(told);
    expect(desk.sent.slice(mails).map(({ to }) => to)).not.toContain(SOFIE);
    const [row] = await desk.store.look(
      "select used_ms, since, due_at from service_clock where kind = 'resolution'",
    );
    // Eight hours less two: one minute on Friday, the other 5 h 59 min from Monday 08:00.
    expect(row).toMatchObject({
      used_ms: 2 * 3_600_000,
      since: new Date("2026-11-20T14:59:00Z"),
      due_at: new Date("2026-11-23T12:59:00Z"),
    });
  });

  test("that never waits for anybody but the user stays silent through a weekend of waiting", async () => {
    await desk.receive(JAM, FRIDAY_9);
    await anna("Which one?\n\n#wait user", "2026-11-20T09:00:00Z");
    await desk.wakeUpAt("2026-11-23T14:00:00Z");
    expect(await reached()).toEqual([]);
    expect((await clocks()).resolution).toMatchObject({ state: "paused", usedSeconds: 3_600, dueAt: null });
  });

  test("that ran out while nobody was at work is told once on return, and how late", async () => {
    await desk.receive(JAM, FRIDAY_9);
    await desk.wakeUpAt("2026-11-24T08:00:00Z");
    await desk.wakeUpAt("2026-11-24T08:05:00Z");
    // Monday evening has it at 15 hours of 8: every threshold is put on the case, and all are one mail to each.
    const thresholds = (kind: string) => ["100", "150", "50", "80"].map((percent) => `${kind} ${percent} %`);
    expect((await reached()).sort()).toEqual([...thresholds("first_response"), ...thresholds("resolution")]);
    for (const address of [ANNA, MIKE]) {
      const mails = remindersTo(address);
      expect(mails).toHaveLength(1);
      expect(mails[0]?.mail.text).toMatch(/late/);
    }
  });

  test("is told once where many workers try its clock at once", async () => {
    await desk.receive(JAM, FRIDAY_9);
    desk.workers = 6;
    await desk.wakeUpAt("2026-11-20T12:00:00Z");
    const once = ["first_response 100 %", "first_response 50 %", "first_response 80 %", "resolution 50 %"];
    expect((await reached()).sort()).toEqual(once);
    const rows = await desk.store.look("select recipient, clock, percent from reminder order by 1, 2");
    expect(rows).toHaveLength(2 * once.length);
    expect(
      (await desk.store.look("select id from clock where state = 'fired' and kind like 'watch%'")).length,
    ).toBe(2);
  });

  test("goes on from what was used when the priority changes and when the case comes back", async () => {
    await desk.receive(JAM, FRIDAY_9);
    await anna("There is a new roller in.\n\n#resolve", "2026-11-20T11:00:00Z");
    expect((await clocks()).resolution).toMatchObject({ state: "met", usedSeconds: 10_800 });
    const solution = lastTo(SOFIE, (mail) => mail.text.includes("new roller"));
    await desk.receive(answerTo(solution, { text: "No, it is stuck again." }), "2026-11-24T08:00:00Z");
    expect((await clocks()).resolution).toMatchObject({
      state: "running",
      dueAt: new Date("2026-11-24T13:00:00Z"),
    });
    const why = await desk.store.read.why(1);
    const arithmetic = why?.find((one) => one.clock?.kind === "resolution")?.clock;
    expect(
      arithmetic?.steps.map(({ event, because, usedMs }) => [event, because, usedMs / 3_600_000]),
    ).toEqual([
      ["started", "registered", 0],
      ["met", "resolved", 3],
      ["resumed", "in_progress", 3],
    ]);
  });
});
