/** Who is on duty, on a wall calendar: Copenhagen, November 2026; the 24th is a Tuesday. */
import { describe, expect, test } from "vitest";
import type { DeskFile } from "../../src/domain/desk.ts";
import { NOBODY_AWAY, onDuty, withDuty } from "../../src/domain/duty.ts";
import { toldOfNew, toTeam } from "../../src/domain/notify.ts";
import { ANNA, aDesk, MIKE } from "../support/facts.ts";

const NINA = "nina@desk.example";
type TeamFile = DeskFile["teams"][number];
const withTeam = (team: Partial<TeamFile>, away: Record<string, string[]> = {}) =>
  aDesk({
    teams: [{ name: "servicedesk", members: [ANNA, MIKE, NINA], notify: "onDuty", ...team }],
    agents: [ANNA, MIKE, NINA].map((address) => ({ address, name: address, away: away[address] ?? [] })),
    calendars: [{ name: "office", hours: { "mon-fri": "08:00-16:00" }, holidays: "DK" }],
  });
const serving = (desk: ReturnType<typeof withTeam>, at: string, away = NOBODY_AWAY) => {
  const [team] = desk.teams;
  return team ? onDuty(desk, team, new Date(at), away).map((one) => one.split("@")[0]) : [];
};

describe("without a rota", () => {
  const desk = withTeam({});
  test.each([
    ["in the calendar's hours", "2026-11-24T10:00:00+01:00"],
    ["at night: whoever comes in next", "2026-11-24T23:00:00+01:00"],
  ])("all members %s", (_, at) => {
    expect(serving(desk, at)).toEqual(["anna", "mike", "nina"]);
  });
});

describe("a rota", () => {
  const desk = withTeam({
    onDuty: [
      { agents: [ANNA], hours: { "mon-fri": "08:00-12:00" } },
      { agents: [MIKE], hours: { "mon-thu": "12:00-16:00" } },
      { agents: [NINA, MIKE], hours: { sat: "10:00-14:00" } },
    ],
  });
  test.each([
    ["a morning", "2026-11-24T08:00:00+01:00", ["anna"]],
    ["at the change of shifts the next one", "2026-11-24T12:00:00+01:00", ["mike"]],
    ["an evening: who begins the next morning", "2026-11-24T16:00:00+01:00", ["anna"]],
    ["a Friday afternoon: who is on duty on Saturday", "2026-11-27T12:30:00+01:00", ["mike", "nina"]],
    [
      "a holiday (Christmas Day, a Friday): who is on duty on the Saturday after Boxing Day",
      "2026-12-25T09:00:00+01:00",
      ["anna"],
    ],
  ])("%s", (_, at, names) => {
    expect(serving(desk, at)).toEqual(names);
  });

  test("is told of new cases, and nobody else", () => {
    const now = withDuty(desk, new Date("2026-11-24T09:00:00+01:00"), NOBODY_AWAY);
    expect(toTeam(now, "servicedesk", null).map((one) => one.to.address)).toEqual([ANNA]);
    expect(toTeam(now, "servicedesk", ANNA)).toEqual([]);
  });
});

test("in turn: a week each, from the day that is named, over the change of years", () => {
  const desk = withTeam({
    onDuty: [{ agents: [MIKE, ANNA, NINA], hours: { "mon-sun": "00:00-24:00" }, inTurnFrom: "2026-11-23" }],
  });
  expect(serving(desk, "2026-11-23T00:00:00+01:00")).toEqual(["mike"]);
  expect(serving(desk, "2026-11-29T23:59:59+01:00")).toEqual(["mike"]);
  expect(serving(desk, "2026-11-30T00:00:00+01:00")).toEqual(["anna"]);
  expect(serving(desk, "2026-12-07T12:00:00+01:00")).toEqual(["nina"]);
  expect(serving(desk, "2026-12-14T12:00:00+01:00")).toEqual(["mike"]);
  expect(serving(desk, "2027-01-04T12:00:00+01:00")).toEqual(["mike"]);
  expect(serving(desk, "2027-03-29T12:00:00+02:00")).toEqual(["mike"]);
  // Before the rota began there is nobody whose turn it is, so everybody's.
  expect(serving(desk, "2026-11-20T12:00:00+01:00")).toEqual(["anna", "mike", "nina"]);
});

describe("who is away", () => {
  const desk = withTeam({}, { [ANNA]: ["2026-11-24"], [MIKE]: ["2026-12-23/2027-01-03"] });
  test.each([
    ["2026-11-24T10:00:00+01:00", ["mike", "nina"]],
    ["2026-11-25T10:00:00+01:00", ["anna", "mike", "nina"]],
    ["2026-12-23T10:00:00+01:00", ["anna", "nina"]],
    ["2027-01-03T23:30:00+01:00", ["anna", "mike", "nina"]],
  ])("by desk.yaml, at %s", (at, names) => {
    expect(serving(desk, at)).toEqual(names);
  });

  test("by their own mailbox, until then", () => {
    const away = new Map([[NINA, new Date("2026-11-25T12:00:00Z")]]);
    expect(serving(desk, "2026-11-25T10:00:00Z", away)).toEqual(["anna", "mike"]);
    expect(serving(desk, "2026-11-25T12:00:00Z", away)).toEqual(["anna", "mike", "nina"]);
  });

  test("one who is alone on duty leaves the next ones; where all are away, the team is told as a whole", () => {
    const alone = withTeam({
      onDuty: [
        { agents: [ANNA], hours: { "mon-fri": "08:00-12:00" } },
        { agents: [MIKE], hours: { "mon-fri": "12:00-16:00" } },
      ],
    });
    const anna = new Map([[ANNA, new Date("2026-12-01T00:00:00Z")]]);
    expect(serving(alone, "2026-11-24T09:00:00+01:00", anna)).toEqual(["mike"]);
    const all = new Map([ANNA, MIKE, NINA].map((one) => [one, new Date("2026-12-01T00:00:00Z")]));
    expect(serving(alone, "2026-11-24T09:00:00+01:00", all)).toEqual([]);
    const now = withDuty(alone, new Date("2026-11-24T09:00:00+01:00"), all);
    expect(toTeam(now, "servicedesk", null)).toHaveLength(3);
  });
});

test("a team that reads of its cases once a day is not told of a new one, but of what becomes of it", () => {
  const desk = withTeam({ notify: "digest" });
  expect(toldOfNew(desk, { team: "servicedesk", agent: null }, null)).toEqual([]);
  expect(toldOfNew(desk, { team: "servicedesk", agent: ANNA }, null)).toHaveLength(1);
  expect(toTeam(desk, "servicedesk", null)).toHaveLength(3);
});

test("a desk without rotas is left as it is, and costs nothing", () => {
  const desk = aDesk();
  expect(withDuty(desk, new Date(), NOBODY_AWAY)).toBe(desk);
});
