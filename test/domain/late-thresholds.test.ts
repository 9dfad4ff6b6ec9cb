import { expect, test } from "vitest";
import { decideClock } from "../../src/domain/clock.ts";
import type { ServiceClock } from "../../src/domain/sla-clock.ts";
import { ANNA, aDesk, caseFacts, MIKE } from "../support/facts.ts";

const OPENED = new Date("2026-11-24T07:00:00Z"); // Tuesday 08:00 in Copenhagen

/** A solution within four working hours: 12:00 that day. */
const desk = aDesk({ serviceLevels: [{ name: "standard", targets: { default: { resolution: "4h" } } }] });

const clock: ServiceClock = {
  kind: "resolution",
  policy: "standard",
  calendar: "office",
  startedAt: OPENED,
  targetMs: 4 * 3_600_000,
  usedMs: 0,
  since: OPENED,
  state: "running",
  dueAt: new Date("2026-11-24T11:00:00Z"),
  reached: 0,
};

function decide(
  now: string,
  more: Partial<ServiceClock> = {},
  status: "in_progress" | "awaiting_user" = "in_progress",
) {
  const facts = caseFacts({ agent: MIKE, status }, { serviceClocks: [{ ...clock, ...more }] });
  const wake = { id: 1, kind: "watch_resolution", dueAt: new Date("2026-11-24T09:00:00Z") };
  return decideClock({ desk, clock: wake, case: facts }, new Date(now));
}

const told = (verdict: ReturnType<typeof decide>) =>
  verdict.changes.flatMap((one) =>
    one.do === "remind" ? [`${one.reminder.percent} ${one.reminder.to.address}`] : [],
  );

test("a threshold that comes in its time reminds whom it is for", () => {
  const verdict = decide("2026-11-24T09:00:00Z");
  expect(told(verdict)).toEqual([`50 ${MIKE}`]);
  expect(verdict.changes).toContainEqual(
    expect.objectContaining({
      do: "startClock",
      kind: "watch_resolution",
      dueAt: new Date("2026-11-24T10:12:00Z"),
    }),
  );
});

test("all that were reached while the desk was down are told, each to whom it is for, with when it was to leave", () => {
  const verdict = decide("2026-11-24T14:30:00Z");
  expect(told(verdict)).toEqual([
    `50 ${MIKE}`,
    `80 ${MIKE}`,
    `80 ${ANNA}`,
    `100 ${MIKE}`,
    `100 ${ANNA}`,
    `150 ${ANNA}`,
  ]);
  const breach = verdict.changes.find((one) => one.do === "remind" && one.reminder.percent === 100);
  expect(breach).toMatchObject({
    reminder: { plannedAt: new Date("2026-11-24T11:01:30Z"), notBefore: new Date("2026-11-24T14:31:30Z") },
  });
});

test("what was told before is not told again", () => {
  expect(told(decide("2026-11-24T11:30:00Z", { reached: 80 }))).toEqual([`100 ${MIKE}`, `100 ${ANNA}`]);
});

test("a clock that waits reminds nobody", () => {
  expect(told(decide("2026-11-24T14:30:00Z", { state: "paused", dueAt: null }, "awaiting_user"))).toEqual([]);
});
