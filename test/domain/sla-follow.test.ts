import { describe, expect, it } from "vitest";
import type { Case } from "../../src/domain/case.ts";
import type { Verdict } from "../../src/domain/change.ts";
import { decideClock } from "../../src/domain/clock.ts";
import type { Desk } from "../../src/domain/desk.ts";
import type { CaseFacts, IntakeFacts } from "../../src/domain/facts.ts";
import { decideIntake } from "../../src/domain/intake.ts";
import type { ServiceClock, ServiceClockKind } from "../../src/domain/sla-clock.ts";
import { decideWritten } from "../../src/domain/sla-written.ts";
import { HOUR_MS as H, MINUTE_MS as M } from "../../src/domain/zone.ts";
import {
  aDesk,
  agentToken,
  aToken,
  caseFacts,
  changesOf,
  facts,
  fromAnna,
  noticeOf,
  SOFIE,
} from "../support/facts.ts";

const at = (iso: string) => new Date(iso);

/** Office hours in Copenhagen; 8 h to a solution, 4 h to a first answer, word every 16 h; round the clock for the top priority. */
function serviceDesk(changes: object = {}): Desk {
  return aDesk({
    serviceLevels: [
      { name: "printing", categories: ["Printing"], targets: { default: { resolution: "80h" } } },
      {
        name: "standard",
        targets: {
          production_disrupting: { firstResponse: "15m", resolution: "4h", calendar: "always" },
          critical: { firstResponse: "1h", resolution: "4h" },
          default: { firstResponse: "4h", resolution: "8h", nextUpdate: "16h" },
        },
        ...changes,
      },
      { name: "vip", targets: { default: { firstResponse: "30m" } } },
    ],
  });
}

const desk = serviceDesk();
const KINDS: ServiceClockKind[] = ["first_response", "resolution", "next_update"];

/** The clocks after a verdict, by kind. */
function clocksAfter(
  verdict: Verdict,
  before: ServiceClock[] = [],
): Partial<Record<ServiceClockKind, ServiceClock>> {
  const puts = changesOf(verdict, "putServiceClock").map((change) => change.clock);
  return Object.fromEntries(
    KINDS.flatMap((kind) => {
      const clock = [...before, ...puts].findLast((one) => one.kind === kind);
      return clock ? [[kind, clock]] : [];
    }),
  );
}

/** When it wakes for which kind. */
function watchesOf(verdict: Verdict): Record<string, string> {
  const started = changesOf(verdict, "startClock").filter((change) => change.kind.startsWith("watch_"));
  return Object.fromEntries(started.map((change) => [change.kind, change.dueAt.toISOString()]));
}

function cancelledOf(verdict: Verdict): string[] {
  return changesOf(verdict, "cancelClocks")
    .flatMap((change) => change.kinds)
    .filter((kind) => kind.startsWith("watch_"));
}

const received = (when: string, on = desk): Partial<IntakeFacts> => ({
  desk: on,
  inbound: { id: 90, receivedAt: at(when), source: "imap", released: false },
});

/** Friday 20 November 2026, 09:00 in Copenhagen. */
const FRIDAY_9 = "2026-11-20T08:00:00Z";

/** Sofie's case as it was opened on Friday at nine. */
function opened(on: Desk = desk, more: Partial<Case> = {}): { verdict: Verdict; now: CaseFacts } {
  const verdict = decideIntake(facts({}, received(FRIDAY_9, on)), at("2026-11-20T08:00:20Z"));
  const clocks = Object.values(clocksAfter(verdict));
  return {
    verdict,
    now: caseFacts({ openedAt: at(FRIDAY_9), agent: null, ...more }, { serviceClocks: clocks }),
  };
}

/** What Anna's mail does to a case. */
function anna(text: string, when: string, on: CaseFacts, by = desk): Verdict {
  const cases = new Map([[7, on]]);
  return decideIntake(fromAnna(text, {}, { ...received(when, by), cases, tokens: [agentToken()] }), at(when));
}

function sofie(text: string, when: string, on: CaseFacts): Verdict {
  const mail = facts({ text }, { ...received(when), tokens: [aToken()], cases: new Map([[7, on]]) });
  return decideIntake(mail, at(when));
}

/** The case after a verdict on it. */
function became(verdict: Verdict, before: CaseFacts): CaseFacts {
  const sets = changesOf(verdict, "set").map(({ field, to }) => [field, to]);
  const clocks = Object.values(clocksAfter(verdict, before.serviceClocks));
  return { ...before, case: { ...before.case, ...Object.fromEntries(sets) }, serviceClocks: clocks };
}

describe("a case that opens", () => {
  it("starts its clocks when its mail was received, and waits for their first threshold", () => {
    const { verdict } = opened();
    const { first_response, resolution, next_update } = clocksAfter(verdict);
    const common = {
      policy: "standard",
      calendar: "office",
      startedAt: at(FRIDAY_9),
      usedMs: 0,
      state: "running",
    };
    expect(first_response).toMatchObject({ ...common, targetMs: 4 * H, dueAt: at("2026-11-20T12:00:00Z") });
    expect(resolution).toMatchObject({ ...common, targetMs: 8 * H, dueAt: at("2026-11-23T08:00:00Z") });
    expect(next_update).toBeUndefined();
    expect(watchesOf(verdict)).toEqual({
      watch_first_response: "2026-11-20T10:00:00.000Z",
      watch_resolution: "2026-11-20T12:00:00.000Z",
    });
    expect(cancelledOf(verdict)).toEqual([]);
  });

  it("promises in its acknowledgement what its first-response clock is due", () => {
    expect(noticeOf(opened().verdict, "acknowledgement").data.promisedBy).toBe("2026-11-20T12:00:00.000Z");
    const plain = { ...desk, serviceLevels: [] };
    expect(noticeOf(opened(plain).verdict, "acknowledgement").data.promisedBy).toBe(
      "2026-11-23T08:00:00.000Z",
    );
  });

  it("has none at a desk without service levels", () => {
    const { verdict } = opened({ ...desk, serviceLevels: [] });
    expect(clocksAfter(verdict)).toEqual({});
    expect(watchesOf(verdict)).toEqual({});
  });

  it("by an agent's mail that solves it has kept its promise, and owes the first answer until SMTP has it", () => {
    const text = "#requester sofie@customer.example\n#resolve\n\nI have replaced the roller.";
    const mail = fromAnna(
      text,
      {},
      { ...received(FRIDAY_9), tokens: [], cases: new Map(), authentication: "pass" },
    );
    const held = { ...mail, desk: { ...desk, proof: "token" as const } };
    const verdict = decideIntake({ ...held, tokens: [agentToken({ caseId: null })] }, at(FRIDAY_9));
    expect(verdict.reason).toBe("opened_by_agent");
    expect(clocksAfter(verdict)).toMatchObject({
      first_response: { state: "paused", usedMs: 0 },
      resolution: { state: "met", usedMs: 0 },
    });
    expect(watchesOf(verdict)).toEqual({});
  });
});

describe("a case that waits", () => {
  it("for its user stops the clock, which goes on at the answer: Friday 15:59 leaves a minute before Monday", () => {
    const { now } = opened();
    const asked = anna("Which printer?\n\n#wait user", "2026-11-20T10:00:00Z", now);
    expect(clocksAfter(asked).resolution).toMatchObject({ state: "paused", usedMs: 2 * H, dueAt: null });
    expect(cancelledOf(asked).sort()).toEqual(["watch_first_response", "watch_resolution"]);
    expect(watchesOf(asked)).toEqual({});
    const answered = sofie("The one by the lift.", "2026-11-20T14:59:00Z", became(asked, now));
    const { resolution } = clocksAfter(answered);
    // 2 h were used; a minute on Friday, and 5 h 59 min from Monday 08:00.
    expect(resolution).toMatchObject({ state: "running", usedMs: 2 * H, dueAt: at("2026-11-23T12:59:00Z") });
    // Half of eight hours: one minute, then 1 h 59 min on Monday.
    expect(watchesOf(answered).watch_resolution).toBe("2026-11-23T08:59:00.000Z");
  });

  it("goes on from when the answer was received, however late that is processed", () => {
    const { now } = opened();
    const waiting = became(anna("Which?\n\n#wait user", "2026-11-20T10:00:00Z", now), now);
    const mail = facts(
      { text: "That one." },
      { ...received("2026-11-20T14:59:00Z"), tokens: [aToken()], cases: new Map([[7, waiting]]) },
    );
    const late = decideIntake(mail, at("2026-11-24T09:00:00Z"));
    expect(clocksAfter(late).resolution).toMatchObject({ since: at("2026-11-20T14:59:00Z") });
  });

  it("goes on when the time it was given is over, even where nobody looked then", () => {
    const { now } = opened();
    const waiting = became(anna("Which?\n\n#wait user until monday 09:00", "2026-11-20T10:00:00Z", now), now);
    const clock = { id: 5, kind: "wait_until", dueAt: at("2026-11-23T08:00:00Z") };
    const verdict = decideClock({ desk, clock, case: waiting }, at("2026-11-23T13:00:00Z"));
    expect(clocksAfter(verdict).resolution).toMatchObject({
      state: "running",
      since: at("2026-11-23T08:00:00Z"),
    });
  });

  it("for a supplier runs on, unless the policy says otherwise", () => {
    const { now } = opened();
    const sent = anna("#wait vendor\n\nOrdered a part.", "2026-11-20T10:00:00Z", now);
    expect(clocksAfter(sent).resolution).toBeUndefined();
    const lenient = serviceDesk({ pauseFor: ["vendor"] });
    const paused = anna("#wait vendor\n\nOrdered a part.", "2026-11-20T10:00:00Z", now, lenient);
    expect(clocksAfter(paused).resolution).toMatchObject({ state: "paused", usedMs: 2 * H });
  });
});

describe("a case that changes", () => {
  it("recomputes from what it has used when its priority does", () => {
    const { now } = opened();
    const raised = anna("#priority 2", "2026-11-20T10:00:00Z", now);
    expect(clocksAfter(raised).resolution).toMatchObject({
      startedAt: at(FRIDAY_9),
      usedMs: 2 * H,
      targetMs: 4 * H,
      dueAt: at("2026-11-20T12:00:00Z"),
    });
    // Half of it is used already: that is told at once.
    expect(watchesOf(raised).watch_resolution).toBe("2026-11-20T10:00:00.000Z");
    // Four hours are gone at one o'clock, and round the clock from there.
    const top = anna("#priority 1", "2026-11-20T11:00:00Z", became(raised, now));
    expect(clocksAfter(top).resolution).toMatchObject({
      calendar: "always",
      usedMs: 3 * H,
      dueAt: at("2026-11-20T12:00:00Z"),
    });
  });

  it("follows the policy of its category, unless a rule chose one", () => {
    const { now } = opened();
    const moved = anna("#category Printing/Paper", "2026-11-20T10:00:00Z", now);
    expect(clocksAfter(moved)).toMatchObject({
      first_response: { policy: "printing", targetMs: null, dueAt: null },
      resolution: { policy: "printing", targetMs: 80 * H, usedMs: 2 * H },
    });
    expect(cancelledOf(moved)).toEqual(["watch_first_response"]);
    const vip = { ...now, case: { ...now.case, serviceLevel: "vip" } };
    const kept = anna("#category Printing/Paper", "2026-11-20T10:00:00Z", vip);
    expect(clocksAfter(kept).first_response).toMatchObject({ policy: "vip", targetMs: 30 * M });
    const similar = anna("#category Printings", "2026-11-20T10:00:00Z", now);
    expect(clocksAfter(similar)).toEqual({});
  });

  it("in what promises nothing leaves its clocks alone", () => {
    const { now } = opened();
    expect(clocksAfter(anna("#place 2.14", "2026-11-20T10:00:00Z", now))).toEqual({});
    expect(clocksAfter(anna("#start", "2026-11-20T10:00:00Z", now))).toEqual({});
  });

  it("that was open before there were service levels is promised from now on, and one that is over is not", () => {
    const old = caseFacts({ openedAt: at("2026-10-01T08:00:00Z") });
    const promised = clocksAfter(anna("#priority 2", FRIDAY_9, old));
    expect(promised.resolution).toMatchObject({ startedAt: at(FRIDAY_9), usedMs: 0, state: "running" });
    const closing = anna("#close", FRIDAY_9, old);
    expect(clocksAfter(closing)).toEqual({});
  });
});

describe("a case that ends", () => {
  it("stops its clock when it is solved, and goes on with what it had used when it is reopened", () => {
    const { now } = opened();
    const solved = anna("A new roller.\n\n#resolve", "2026-11-20T11:00:00Z", now);
    expect(clocksAfter(solved).resolution).toMatchObject({ state: "met", usedMs: 3 * H });
    expect(cancelledOf(solved)).toContain("watch_resolution");
    const again = sofie("It is broken again.", "2026-11-24T08:00:00Z", became(solved, now));
    expect(clocksAfter(again).resolution).toMatchObject({
      state: "running",
      usedMs: 3 * H,
      dueAt: at("2026-11-24T13:00:00Z"),
    });
    // Half of eight hours: one more.
    expect(watchesOf(again).watch_resolution).toBe("2026-11-24T09:00:00.000Z");
  });

  it("has missed its promise when it is solved too late, and stays so when it is closed", () => {
    const { now } = opened();
    const late = anna("A new roller.\n\n#resolve", "2026-11-23T08:00:01Z", now);
    expect(clocksAfter(late).resolution).toMatchObject({ state: "missed", usedMs: 8 * H + 1_000 });
    const thanked = sofie("It works, thanks!", "2026-11-24T08:00:00Z", became(late, now));
    expect(changesOf(thanked, "set").map((one) => one.to)).toContain("closed");
    expect(clocksAfter(thanked).resolution).toBeUndefined();
  });

  it("without a word to its user owes none any more", () => {
    const { now } = opened();
    const closed = anna("#close", "2026-11-20T09:00:00Z", now);
    expect(clocksAfter(closed)).toMatchObject({
      first_response: { state: "cancelled" },
      resolution: { state: "met" },
    });
  });

  it("in another one kept no promise and broke none", () => {
    const { now } = opened();
    const other = caseFacts({ id: 8, number: 1043 }, { serviceClocks: [] });
    const cases = new Map([
      [7, now],
      [8, other],
    ]);
    const mail = fromAnna(
      "#merge #1043",
      {},
      { ...received("2026-11-20T09:00:00Z"), cases, tokens: [agentToken()] },
    );
    const merged = decideIntake({ ...mail, numbers: new Map([[1043, 8]]) }, at("2026-11-20T09:00:00Z"));
    expect(clocksAfter(merged, now.serviceClocks)).toMatchObject({
      first_response: { state: "cancelled" },
      resolution: { state: "cancelled" },
    });
  });
});

describe("a person's words to the requester", () => {
  const sent = { notice: "answer", audience: "user", recipient: SOFIE } as const;

  it("end the first response when SMTP has them, and begin the promise of further word", () => {
    const { now } = opened();
    const verdict = decideWritten(sent, now, desk, at("2026-11-20T11:59:59Z"));
    if (!verdict) throw new Error("no response");
    expect(changesOf(verdict, "set")).toMatchObject([
      { field: "firstResponseAt", to: at("2026-11-20T11:59:59Z") },
    ]);
    const { first_response, next_update } = clocksAfter(verdict);
    expect(first_response).toMatchObject({ state: "met", usedMs: 4 * H - 1_000 });
    expect(next_update).toMatchObject({
      targetMs: 16 * H,
      dueAt: at("2026-11-24T11:59:59Z"),
      state: "running",
    });
    expect(cancelledOf(verdict)).toEqual(["watch_first_response"]);
    const later = decideWritten(sent, became(verdict, now), desk, at("2026-11-23T08:00:00Z"));
    expect(later && changesOf(later, "set")).toEqual([]);
    expect(later && clocksAfter(later)).toMatchObject({
      next_update: { startedAt: at("2026-11-23T08:00:00Z"), usedMs: 0, reached: 0 },
    });
    expect(later && clocksAfter(later).first_response).toBeUndefined();
  });

  it("alone begin the promise of further word again, and another policy may drop it", () => {
    const { now } = opened();
    const verdict = decideWritten(sent, now, desk, at("2026-11-20T09:00:00Z"));
    const answered = verdict ? became(verdict, now) : now;
    expect(clocksAfter(anna("#start", "2026-11-20T10:00:00Z", answered))).toEqual({});
    const moved = anna("#category Printing/Paper", "2026-11-20T10:00:00Z", answered);
    expect(clocksAfter(moved).next_update).toMatchObject({ state: "cancelled", usedMs: H });
    expect(cancelledOf(moved)).toContain("watch_next_update");
  });

  it("come too late after the target, and count for nothing where they only went to somebody in copy", () => {
    const { now } = opened();
    const late = decideWritten(sent, now, desk, at("2026-11-20T12:00:00.001Z"));
    expect(late && clocksAfter(late).first_response?.state).toBe("missed");
    const bo = { address: "bo@customer.example", name: null, role: "participant" as const };
    const copied = { ...now, case: { ...now.case, participants: [...now.case.participants, bo] } };
    expect(decideWritten({ ...sent, recipient: bo.address }, copied, desk, at(FRIDAY_9))).toBeNull();
  });

  it("keep the promise of a case that was closed with them", () => {
    const { now } = opened();
    const closed = became(anna("It was the cable.\n\n#close", "2026-11-20T09:00:00Z", now), now);
    const verdict = decideWritten(sent, closed, desk, at("2026-11-20T09:00:03Z"));
    expect(verdict && clocksAfter(verdict).first_response).toMatchObject({ state: "met", usedMs: H });
  });

  it("leave the next promise paused while the case waits for its user", () => {
    const { now } = opened();
    const waiting = became(anna("Which?\n\n#wait user", "2026-11-20T10:00:00Z", now), now);
    const verdict = decideWritten({ ...sent, notice: "question" }, waiting, desk, at("2026-11-20T10:00:05Z"));
    expect(verdict && clocksAfter(verdict)).toMatchObject({
      first_response: { state: "met", usedMs: 2 * H },
      next_update: { state: "paused", usedMs: 0 },
    });
    expect(verdict && watchesOf(verdict)).toEqual({});
  });
});
