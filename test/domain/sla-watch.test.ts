import { describe, expect, it } from "vitest";
import { createWorkingCalendar } from "../../src/domain/calendar.ts";
import { decideClock } from "../../src/domain/clock.ts";
import { ALWAYS_OPEN } from "../../src/domain/desk.ts";
import { pause, type ServiceClock, startClock } from "../../src/domain/sla-clock.ts";
import { HOUR_MS as H } from "../../src/domain/zone.ts";
import { aDesk, caseFacts, changesOf } from "../support/facts.ts";

const desk = aDesk({
  serviceLevels: [
    {
      name: "standard",
      calendar: "always",
      targets: { default: { resolution: "10h" } },
      thresholds: [150, 50],
    },
  ],
});
const days = createWorkingCalendar(ALWAYS_OPEN, "UTC");
const NOON = new Date("2026-11-20T12:00:00Z");
const hours = (count: number) => new Date(NOON.getTime() + count * H);
const terms = { policy: "standard", calendar: "always", targetMs: 10 * H };
const started = startClock("resolution", terms, days, NOON);

/** What comes of a wake that was set for `due`, at `now`. */
function wake(clock: ServiceClock, due: Date, now: Date) {
  const watch = { id: 4, kind: "watch_resolution", dueAt: due };
  const verdict = decideClock({ desk, clock: watch, case: caseFacts({}, { serviceClocks: [clock] }) }, now);
  return {
    reason: verdict.reason,
    reached: changesOf(verdict, "putServiceClock").flatMap(({ clock: put }) =>
      put.kind === "resolution" ? [put.reached] : [],
    ),
    told: changesOf(verdict, "recordHistory").map((change) => change.to?.split(":")[0]),
    next: changesOf(verdict, "startClock").map(({ kind, dueAt }) => [kind, dueAt]),
  };
}

describe("a wake for a promise's threshold", () => {
  it("tells it and waits for the next, of which the target itself always is one", () => {
    expect(wake(started, hours(5), hours(5))).toMatchObject({
      reached: [50],
      told: ["resolution 50 %"],
      next: [["watch_resolution", hours(10)]],
    });
    expect(wake({ ...started, reached: 50 }, hours(10), hours(10))).toMatchObject({
      reached: [100],
      next: [["watch_resolution", hours(15)]],
    });
    expect(wake({ ...started, reached: 100 }, hours(15), hours(15))).toMatchObject({
      reached: [150],
      next: [],
    });
  });

  it("counts where it comes moments early, as clocks of two hosts differ", () => {
    expect(wake(started, hours(5), new Date(hours(5).getTime() - 900)).reached).toEqual([50]);
  });

  it("is set anew where its time is not yet: the target became longer meanwhile", () => {
    expect(wake({ ...started, targetMs: 20 * H }, hours(5), hours(5))).toEqual({
      reason: "not_reached",
      reached: [],
      told: [],
      next: [["watch_resolution", hours(10)]],
    });
  });

  it.each([
    ["paused", [pause(started, days, hours(4))]],
    ["over", [{ ...started, state: "met" as const }]],
    ["gone", []],
  ])("is moot where the clock is %s", (_, clocks) => {
    const watch = { id: 4, kind: "watch_resolution", dueAt: hours(5) };
    const verdict = decideClock(
      { desk, clock: watch, case: caseFacts({}, { serviceClocks: clocks }) },
      hours(30),
    );
    expect(verdict).toMatchObject({ reason: "moot", changes: [] });
  });
});
