/** "Longer than expected": told before a promise is broken, once, and to whom something was promised (P8). */
import { describe, expect, test } from "vitest";
import type { Case } from "../../src/domain/case.ts";
import type { Verdict } from "../../src/domain/change.ts";
import { decideClock } from "../../src/domain/clock.ts";
import type { DeskFile } from "../../src/domain/desk.ts";
import type { CaseFacts, IntakeFacts } from "../../src/domain/facts.ts";
import { decideIntake } from "../../src/domain/intake.ts";
import type { ServiceClock } from "../../src/domain/sla-clock.ts";
import { withServiceClocks } from "../../src/domain/sla-follow.ts";
import {
  aDesk,
  caseFacts,
  changesOf,
  facts,
  fromAnna,
  mailsOf,
  NOW,
  noticeOf,
  SOFIE,
  setsOf,
} from "../support/facts.ts";

const LEVELS: Partial<DeskFile> = {
  serviceLevels: [
    {
      name: "standard",
      calendar: "office",
      targets: { default: { firstResponse: "2h", resolution: "10h" } },
    },
  ],
};
const PROMISED = new Date("2026-11-24T14:00:00Z");

const opened = (settings: Partial<DeskFile> = {}, given: Partial<IntakeFacts> = {}) =>
  decideIntake(facts({ subject: "Help" }, { desk: aDesk(settings), ...given }), NOW);
const wakes = (verdict: Verdict) =>
  changesOf(verdict, "startClock")
    .filter((one) => one.kind.startsWith("delay"))
    .map((one) => `${one.kind} ${one.dueAt.toISOString()}`);

function fires(kind: string, on: Partial<Case>, extra: Partial<CaseFacts> = {}, desk = aDesk(LEVELS)) {
  const clock = { id: 5, kind, dueAt: NOW };
  return decideClock({ desk, clock, case: caseFacts({ promisedBy: PROMISED, ...on }, extra) }, NOW);
}

describe("what the acknowledgement promises", () => {
  test("is on the case, and looked at when nine tenths of its working time are over", () => {
    const verdict = opened();
    expect(setsOf(verdict).promisedBy).toEqual(new Date("2026-11-25T10:00:00Z"));
    expect(noticeOf(verdict, "acknowledgement").data.promisedBy).toBe("2026-11-25T10:00:00.000Z");
    // Eight hours from 11:00 on Tuesday; 7 h 12 min are over on Wednesday at 10:12.
    expect(wakes(verdict)).toEqual(["delay_first_response 2026-11-25T09:12:00.000Z"]);
  });

  test("follows the case's service level, solution included", () => {
    const verdict = withServiceClocks(opened(LEVELS), { desk: aDesk(LEVELS), cases: new Map(), at: NOW });
    expect(setsOf(verdict).promisedBy).toEqual(new Date("2026-11-24T12:00:00Z"));
    // 9 of 10 hours from 11:00 on Tuesday, with nights between: Wednesday 12:00.
    expect([...new Set(wakes(verdict))]).toEqual([
      "delay_first_response 2026-11-24T11:48:00.000Z",
      "delay_resolution 2026-11-25T11:00:00.000Z",
    ]);
  });

  test.each<[string, Partial<IntakeFacts>]>([
    ["a stranger nobody vouches for", { authentication: "none" }],
    ["a machine", { mailKind: "generated", maybeHuman: true }],
  ])("%s is promised nothing that would be followed by mail", (_, given) => {
    const verdict = withServiceClocks(opened(LEVELS, given), {
      desk: aDesk(LEVELS),
      cases: new Map(),
      at: NOW,
    });
    expect(setsOf(verdict)).not.toHaveProperty("promisedBy");
    expect(wakes(verdict)).toEqual([]);
  });

  test("is not followed where desk.yaml says never", () => {
    expect(wakes(opened({ delays: { tellAtPercent: "never" } }))).toEqual([]);
  });

  test("of an agent's new case is followed, too", () => {
    const mail = fromAnna(
      "#requester sofie@uni.example\n\nHer laptop does not start.",
      {},
      { tokens: [], cases: new Map() },
    );
    const verdict = decideIntake(mail, NOW);
    expect(wakes(verdict)).toEqual(["delay_first_response 2026-11-25T09:12:00.000Z"]);
  });
});

describe("a first response that is late", () => {
  test.each(["registered", "assigned", "in_progress", "awaiting_vendor"] as const)(
    "is told while %s",
    (status) => {
      const verdict = fires("delay_first_response", { status });
      expect(mailsOf(verdict)).toEqual([`taking_longer → ${SOFIE}`]);
      expect(noticeOf(verdict, "taking_longer").data).toEqual({
        what: "first_response",
        promisedBy: PROMISED.toISOString(),
      });
    },
  );

  test.each<[string, Partial<Case>]>([
    ["somebody has written", { firstResponseAt: NOW }],
    ["the user is waited for", { status: "awaiting_user" }],
    ["it is solved", { status: "resolved" }],
    ["it is closed", { status: "closed" }],
    ["nothing was promised", { promisedBy: null }],
    ["there is nobody to tell", { requester: null }],
  ])("is not told when %s", (_, on) => {
    expect(mailsOf(fires("delay_first_response", on))).toEqual([]);
  });

  test("is told once", () => {
    const told = fires("delay_first_response", {});
    const [record] = changesOf(told, "recordHistory");
    const history = [
      {
        id: 1,
        at: NOW,
        actor: "desk",
        field: record?.field ?? "",
        from: null,
        to: record?.to ?? "",
        inboundId: null,
      },
    ];
    expect(mailsOf(fires("delay_first_response", {}, { history }))).toEqual([]);
    const clock = aClock();
    // Of the solution they have not been told.
    expect(mailsOf(fires("delay_resolution", {}, { history, serviceClocks: [clock] }))).toHaveLength(1);
  });
});

function aClock(overrides: Partial<ServiceClock> = {}): ServiceClock {
  return {
    kind: "resolution",
    policy: "standard",
    calendar: "office",
    startedAt: new Date("2026-11-23T09:00:00Z"),
    targetMs: 10 * 3_600_000,
    usedMs: 9 * 3_600_000,
    since: NOW,
    state: "running",
    dueAt: new Date("2026-11-24T11:00:00Z"),
    reached: 80,
    ...overrides,
  };
}

describe("a solution that is late", () => {
  test("is told while its clock runs", () => {
    const verdict = fires("delay_resolution", { status: "in_progress" }, { serviceClocks: [aClock()] });
    expect(noticeOf(verdict, "taking_longer").data).toEqual({
      what: "resolution",
      promisedBy: "2026-11-24T11:00:00.000Z",
    });
  });

  test.each<[string, ServiceClock[]]>([
    ["its clock is paused", [aClock({ state: "paused" })]],
    ["it is there", [aClock({ state: "met" })]],
    ["no clock counts it", []],
  ])("is not told when %s", (_, serviceClocks) => {
    expect(mailsOf(fires("delay_resolution", {}, { serviceClocks }))).toEqual([]);
  });
});

test("an agent's answer takes back what has not left yet", () => {
  const suppressed = changesOf(decideIntake(fromAnna("We are on it."), NOW), "suppress").flatMap(
    (one) => one.notices,
  );
  expect(suppressed).toContain("taking_longer");
});
