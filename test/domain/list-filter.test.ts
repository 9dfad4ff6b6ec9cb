import { expect, test } from "vitest";
import { parseListFilter } from "../../src/domain/list-filter.ts";
import { ANNA, aDesk, MIKE } from "../support/facts.ts";

const any = { agent: null, statuses: null, team: null };

test.each([
  ["mine", { ...any, agent: ANNA }],
  ["", { ...any, agent: ANNA }],
  ["Mig", { ...any, agent: ANNA }],
  ["open", any],
  ["åbne", any],
  ["Ventende", { ...any, statuses: ["awaiting_user", "awaiting_vendor"] }],
  ["network", { ...any, team: "network" }],
  ["Service desk", { ...any, team: "servicedesk" }],
  ["mike lund", { ...any, agent: MIKE }],
  [MIKE.toUpperCase(), { ...any, agent: MIKE }],
  ["resolved", { ...any, statuses: ["resolved"] }],
  ["nonsense", null],
])("#list %s", (which, expected) => {
  expect(parseListFilter(which, ANNA, aDesk())).toEqual(expected);
});
