/** Promises stand in the mail in the time of whoever reads them: the requester's own calendar, else the desk's. */
import { expect, test } from "vitest";
import { readerZone } from "../../src/domain/reader-zone.ts";
import { fullestFacts, sampleDesk, sampleRow } from "../support/notice-samples.ts";

const hours = { "mon-fri": "08:00-16:00" };
const desk = sampleDesk({
  calendars: [
    { name: "office", hours },
    { name: "shanghai", timeZone: "Asia/Shanghai", hours },
  ],
});
const facts = (calendar: string | null) => {
  const all = fullestFacts("acknowledgement");
  return { ...all, requester: all.requester && { ...all.requester, calendar } };
};
const row = sampleRow("acknowledgement");

test.each([
  ["shanghai", "Asia/Shanghai"],
  ["office", "Europe/Copenhagen"],
  ["gone", "Europe/Copenhagen"],
  [null, "Europe/Copenhagen"],
])("a requester with calendar %s reads times of %s", (calendar, zone) => {
  expect(readerZone(desk, row, facts(calendar))).toBe(zone);
});

test("somebody else on the case, and agents, read the desk's times", () => {
  expect(readerZone(desk, { ...row, recipient: "bo@customer.example" }, facts("shanghai"))).toBe(
    "Europe/Copenhagen",
  );
  expect(readerZone(desk, sampleRow("new_case"), facts("shanghai"))).toBe("Europe/Copenhagen");
});
