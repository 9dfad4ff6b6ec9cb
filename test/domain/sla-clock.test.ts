import { describe, expect, it } from "vitest";
import { createWorkingCalendar } from "../../src/domain/calendar.ts";
import { ALWAYS_OPEN, type Calendar } from "../../src/domain/desk.ts";
import {
  cancel,
  changeTerms,
  end,
  nextThreshold,
  pause,
  restart,
  run,
  startClock,
  untoldThresholds,
  usedAt,
} from "../../src/domain/sla-clock.ts";
import { HOUR_MS as H, MINUTE_MS as M } from "../../src/domain/zone.ts";

const OFFICE: Calendar = {
  ...ALWAYS_OPEN,
  name: "office",
  timeZone: "Europe/Copenhagen",
  hours: { "mon-fri": "08:00-16:00" },
};
const office = createWorkingCalendar(OFFICE, "UTC");
const always = createWorkingCalendar(ALWAYS_OPEN, "UTC");
const TERMS = { policy: "standard", calendar: "office", targetMs: 8 * H };
const at = (iso: string) => new Date(iso);
/** Friday 20 November 2026, 09:00 in Copenhagen. */
const FRIDAY_9 = at("2026-11-20T08:00:00Z");
const started = startClock("resolution", TERMS, office, FRIDAY_9);

describe("a service clock", () => {
  it("is due when its target has passed in working time", () => {
    // Seven hours until Friday 16:00, one more on Monday from 08:00.
    expect(started.dueAt).toEqual(at("2026-11-23T08:00:00Z"));
    expect(usedAt(started, office, at("2026-11-22T12:00:00Z"))).toBe(7 * H);
  });

  it("that only measures is never due and has no threshold", () => {
    const measuring = startClock("resolution", { ...TERMS, targetMs: null }, office, FRIDAY_9);
    expect(measuring.dueAt).toBeNull();
    expect(nextThreshold(measuring, office, [50, 100])).toBeNull();
    expect(end(measuring, office, at("2027-11-22T12:00:00Z")).state).toBe("met");
  });

  it("uses nothing while it is paused, and goes on with what it had used", () => {
    const paused = pause(started, office, at("2026-11-20T10:00:00Z"));
    expect(paused).toMatchObject({ state: "paused", usedMs: 2 * H, dueAt: null });
    expect(usedAt(paused, office, at("2026-11-24T12:00:00Z"))).toBe(2 * H);
    // Friday 15:59: one minute before the weekend, the other 5 h 59 min from Monday 08:00.
    const resumed = run(paused, office, at("2026-11-20T14:59:00Z"));
    expect(resumed.dueAt).toEqual(at("2026-11-23T12:59:00Z"));
    expect(usedAt(resumed, office, at("2026-11-23T07:00:00Z"))).toBe(2 * H + M);
  });

  it("never runs backwards: what comes late counts from when it last changed", () => {
    const paused = pause(started, office, at("2026-11-20T10:00:00Z"));
    const resumed = run(paused, office, at("2026-11-20T09:30:00Z"));
    expect(resumed.since).toEqual(at("2026-11-20T10:00:00Z"));
    expect(usedAt(resumed, office, at("2026-11-20T11:00:00Z"))).toBe(3 * H);
    expect(pause(resumed, office, at("2026-11-20T09:00:00Z")).usedMs).toBe(2 * H);
  });

  it("is met at the very instant at which it is due, and missed a millisecond later", () => {
    const due = at("2026-11-23T08:00:00Z");
    expect(end(started, office, due)).toMatchObject({ state: "met", usedMs: 8 * H, dueAt: due });
    const late = end(started, office, at("2026-11-23T08:00:00.001Z"));
    expect(late).toMatchObject({ state: "missed", usedMs: 8 * H + 1, dueAt: due });
  });

  it("goes on after it was over with what it had used", () => {
    const over = end(started, office, at("2026-11-20T11:00:00Z"));
    const again = run(over, office, at("2026-11-24T08:00:00Z"));
    expect(again).toMatchObject({ state: "running", usedMs: 3 * H, reached: 0 });
    expect(again.dueAt).toEqual(at("2026-11-24T13:00:00Z"));
    expect(cancel(again, office, at("2026-11-24T09:00:00Z"))).toMatchObject({
      state: "cancelled",
      usedMs: 4 * H,
    });
  });

  it("takes another target and calendar for what is left", () => {
    const terms = { policy: "urgent", calendar: "always", targetMs: 4 * H };
    // Two hours are used on Friday at 11:00; the other two pass by noon and one, round the clock.
    const changed = changeTerms(started, terms, office, always, at("2026-11-20T10:00:00Z"));
    expect(changed).toMatchObject({ ...terms, usedMs: 2 * H, startedAt: FRIDAY_9 });
    expect(changed.dueAt).toEqual(at("2026-11-20T12:00:00Z"));
    const cut = changeTerms(started, { ...terms, targetMs: H }, office, always, at("2026-11-20T10:00:00Z"));
    // Used up already, since when the target changed.
    expect(cut.dueAt).toEqual(at("2026-11-20T10:00:00Z"));
    expect(changeTerms(started, TERMS, office, office, at("2026-11-23T10:00:00Z"))).toBe(started);
    const over = end(started, office, at("2026-11-20T11:00:00Z"));
    expect(changeTerms(over, terms, office, always, at("2026-11-24T10:00:00Z"))).toBe(over);
  });

  it("is due later again where a target that was used up becomes longer", () => {
    const late = at("2026-11-23T12:00:00Z");
    const longer = changeTerms(started, { ...TERMS, targetMs: 16 * H }, office, office, late);
    expect(longer).toMatchObject({ usedMs: 12 * H, dueAt: at("2026-11-24T08:00:00Z") });
  });

  it("tells each threshold once, in order", () => {
    const thresholds = [50, 80, 100, 150];
    expect(nextThreshold(started, office, thresholds)).toEqual({
      percent: 50,
      at: at("2026-11-20T12:00:00Z"),
    });
    const told = { ...started, reached: 80 };
    expect(nextThreshold(told, office, thresholds)).toEqual({ percent: 100, at: at("2026-11-23T08:00:00Z") });
    expect(nextThreshold({ ...told, reached: 150 }, office, thresholds)).toBeNull();
    expect(untoldThresholds(started, office, thresholds, at("2026-11-20T11:59:59.999Z"))).toEqual([]);
    expect(untoldThresholds(started, office, thresholds, at("2026-11-23T11:59:00Z"))).toEqual([
      { percent: 50, reachedAt: at("2026-11-20T12:00:00Z") },
      { percent: 80, reachedAt: at("2026-11-20T14:24:00Z") },
      { percent: 100, reachedAt: at("2026-11-23T08:00:00Z") },
    ]);
    const paused = pause(started, office, at("2026-11-20T14:00:00Z"));
    expect(untoldThresholds(paused, office, thresholds, at("2026-11-30T14:00:00Z"))).toEqual([]);
  });

  it("begins again with a new promise of its kind, paused where the case waits", () => {
    const told = { ...started, reached: 100 };
    const next = restart(told, office, at("2026-11-23T09:00:00Z"));
    expect(next).toMatchObject({ usedMs: 0, reached: 0, dueAt: at("2026-11-24T09:00:00Z") });
    const paused = pause(told, office, at("2026-11-23T08:30:00Z"));
    expect(restart(paused, office, at("2026-11-23T09:00:00Z"))).toMatchObject({
      state: "paused",
      dueAt: null,
    });
  });
});
