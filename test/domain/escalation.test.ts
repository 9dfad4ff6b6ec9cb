import { expect, test } from "vitest";
import type { Case } from "../../src/domain/case.ts";
import { Decision, type Draft } from "../../src/domain/decision.ts";
import type { Desk } from "../../src/domain/desk.ts";
import type { Escalation } from "../../src/domain/desk-escalation.ts";
import { decideThreshold, escalate, type ReachedThreshold } from "../../src/domain/escalation.ts";
import { nextLine } from "../../src/domain/escalation-path.ts";
import { ANNA, aDesk, caseFacts, MIKE, NOW } from "../support/facts.ts";

const LENA = "lena@desk.example";
const MAX = "max@desk.example";

/** Anna leads the service desk, Lena is its manager; the network team has Max alone and nobody above. */
function desk(settings: Partial<Escalation> = {}, webhooks: Desk["webhooks"] = []): Desk {
  const base = aDesk({
    agents: [
      { address: ANNA, name: "Anna Holm" },
      { address: MIKE, name: "Mike Lund" },
      { address: LENA, name: "Lena Bech" },
      { address: MAX, name: "Max Friis" },
    ],
    teams: [
      { name: "servicedesk", lead: ANNA, manager: LENA, members: [MIKE] },
      { name: "network", members: [MAX] },
    ],
  });
  return { ...base, webhooks, escalation: { ...base.escalation, ...settings } };
}

const hook = (more: Partial<Desk["webhooks"][number]> = {}): Desk["webhooks"][number] => {
  return {
    name: "oncall",
    url: "https://hooks.example/",
    on: ["urgent", "breach", "escalated"],
    priority: 1,
    ...more,
  };
};

function draftOf(overrides: Partial<Case> = {}): Draft {
  return new Decision().on(caseFacts({ agent: MIKE, status: "in_progress", ...overrides }).case);
}

const reached = (percent: number, at: Date = NOW): ReachedThreshold => ({
  kind: "resolution",
  startedAt: new Date("2026-11-23T09:00:00Z"),
  percent,
  reachedAt: at,
  targetAt: new Date("2026-11-24T14:00:00Z"),
});

function reminded(draft: Draft) {
  return draft.decision.changes.flatMap((one) => (one.do === "remind" ? [one.reminder] : []));
}
const told = (draft: Draft) => reminded(draft).map((one) => `${one.role} ${one.to.address}`);
const called = (draft: Draft) =>
  draft.decision.changes.flatMap((one) => (one.do === "callWebhook" ? [`${one.event} ${one.webhook}`] : []));
const history = (draft: Draft) =>
  draft.decision.changes.flatMap((one) => (one.do === "recordHistory" ? [one.to] : []));

test.each([
  [50, [`agent ${MIKE}`]],
  [79, [`agent ${MIKE}`]],
  [80, [`agent ${MIKE}`]],
  [100, [`agent ${MIKE}`, `lead ${ANNA}`]],
  [150, [`lead ${ANNA}`, `manager ${LENA}`]],
  [400, [`lead ${ANNA}`, `manager ${LENA}`]],
])("at %i %% of a promise these are reminded: %j", (percent, expected) => {
  const draft = draftOf();
  expect(decideThreshold(draft, desk(), reached(percent), NOW)).toBe("reminded");
  expect(told(draft)).toEqual(expected);
  expect(history(draft)).toEqual([`resolution ${percent} %: ${expected.join(", ")}`]);
});

test("a case that nobody has taken is its team's", () => {
  const draft = draftOf({ agent: null, team: "network" });
  decideThreshold(draft, desk(), reached(50), NOW);
  expect(told(draft)).toEqual([`agent ${MAX}`]);
});

test("where nobody leads a team, its members hear of the breach, each once", () => {
  const draft = draftOf({ agent: MAX, team: "network" });
  decideThreshold(draft, desk(), reached(150), NOW);
  expect(told(draft)).toEqual([`lead ${MAX}`]);
});

test.each(["awaiting_user", "resolved", "closed"] as const)("a case that is %s reminds nobody", (status) => {
  const draft = draftOf({ status });
  expect(decideThreshold(draft, desk({}, [hook()]), reached(150), NOW)).toBe("moot");
  expect(draft.decision.changes).toEqual([]);
});

test("a reminder waits for company, and when it comes late it knows how late", () => {
  const draft = draftOf();
  decideThreshold(draft, desk(), reached(50, new Date("2026-11-24T09:00:00Z")), NOW);
  expect(reminded(draft)).toMatchObject([
    { plannedAt: new Date("2026-11-24T09:01:30Z"), notBefore: new Date("2026-11-24T10:01:30Z") },
  ]);
});

test.each([
  ["in the evening until the morning", "outsideHours", "2026-11-24T19:00:00Z", "2026-11-25T07:00:00Z"],
  ["over a weekend", "outsideHours", "2026-11-28T09:00:00Z", "2026-11-30T07:00:00Z"],
  ["as the day ends not at all", "outsideHours", "2026-11-24T15:00:00Z", "2026-11-24T15:00:00Z"],
  ["in hours of their own", "22:00-06:30", "2026-11-24T22:10:00Z", "2026-11-25T05:30:00Z"],
  ["not outside those", "22:00-06:30", "2026-11-28T09:00:00Z", "2026-11-28T09:00:00Z"],
  ["never, where no hours are quiet", "none", "2026-11-24T23:00:00Z", "2026-11-24T23:00:00Z"],
])("reminders keep quiet %s", (_, quietHours, at, leaves) => {
  const draft = draftOf();
  decideThreshold(draft, desk({ quietHours, gatherSeconds: 0 }), reached(50, new Date(at)), new Date(at));
  expect(reminded(draft)).toMatchObject([{ notBefore: new Date(leaves), plannedAt: new Date(leaves) }]);
});

test("an urgent case knows no quiet hours", () => {
  const at = new Date("2026-11-28T23:00:00Z");
  const draft = draftOf({ priority: "production_disrupting" });
  decideThreshold(draft, desk({ gatherSeconds: 0 }), reached(50, at), at);
  expect(reminded(draft)).toMatchObject([{ notBefore: at }]);
});

test("a webhook hears of broken promises of the priorities it is for", () => {
  const hooks = [hook(), hook({ name: "all", priority: 5 }), hook({ name: "calls", on: ["escalated"] })];
  for (const [priority, percent, expected] of [
    ["production_disrupting", 100, ["breach oncall", "breach all"]],
    ["production_disrupting", 99, []],
    ["critical", 100, ["breach all"]],
    [null, 150, ["breach all"]],
  ] as const) {
    const draft = draftOf({ priority });
    decideThreshold(draft, desk({}, hooks), reached(percent), NOW);
    expect(called(draft), `${priority} ${percent}`).toEqual(expected);
  }
});

test("two thresholds that nobody looked at are one breach to a webhook", () => {
  const draft = draftOf({ priority: "production_disrupting" });
  for (const percent of [80, 100, 150]) decideThreshold(draft, desk({}, [hook()]), reached(percent), NOW);
  expect(called(draft)).toEqual(["breach oncall"]);
  expect(history(draft)).toHaveLength(3);
});

test("a complaint goes to the lead, then to the manager, then no further", () => {
  const draft = draftOf();
  const up = () => escalate(draft, desk({}, [hook()]), { actor: MIKE, message: null })?.to.address ?? null;
  expect([up(), draft.case.escalatedTo]).toEqual([ANNA, "lead"]);
  expect([up(), draft.case.escalatedTo]).toEqual([LENA, "manager"]);
  expect([up(), draft.case.escalatedTo]).toEqual([null, "manager"]);
  expect(draft.decision.owed().map((one) => [one.notice, one.to.address, one.notBefore])).toEqual([
    ["escalated", ANNA, null],
    ["escalated", LENA, null],
  ]);
  expect(called(draft)).toEqual(["escalated oncall"]);
});

test("a lead's own complaint goes to the manager", () => {
  const draft = draftOf();
  expect(escalate(draft, desk(), { actor: ANNA, message: null })?.to.address).toBe(LENA);
});

test.each([
  ["Network/Wi-Fi", "servicedesk", "network"],
  ["network", "servicedesk", "network"],
  ["Network", "network", null],
  ["Networking", "servicedesk", null],
  ["Network/VPN", "servicedesk", null],
  [null, "servicedesk", null],
])("a case of category %s at %s goes on to %s", (category, team, expected) => {
  const lines = [
    { category: "Network", teams: ["servicedesk", "network"] },
    { category: "Network/VPN", teams: ["servicedesk"] },
  ];
  expect(nextLine(desk({ lines }), { category, team })?.name ?? null).toBe(expected);
});

test("a team outside the lines hands on to the first of them", () => {
  const lines = [{ teams: ["network"] }];
  expect(nextLine(desk({ lines }), { category: null, team: "servicedesk" })?.name).toBe("network");
});
