import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseCaseNumber,
  parseDurationMinutes,
  parseLevel,
  parseListEdit,
  parsePriority,
  parseStatus,
  parseType,
  parseWaitValue,
  parseWhen,
} from "../../src/domain/command-values.ts";

describe("parseDurationMinutes", () => {
  it.each([
    ["15m", 15],
    ["15 min", 15],
    ["90", 90],
    ["1h", 60],
    ["1h30m", 90],
    ["1h 30", 90],
    ["1,5h", 90],
    ["1.5 h", 90],
    ["1:30", 90],
    ["2 timer", 120],
    ["1 time 15 minutter", 75],
    ["2t", 120],
    ["0", null],
    ["-15m", null],
    ["m", null],
    ["", null],
    ["1001h", null],
    ["soon", null],
    ["1d", null],
  ])("%s → %s", (value, minutes) => {
    expect(parseDurationMinutes(value)).toBe(minutes);
  });
});

describe("words", () => {
  it.each([
    ["1", "production_disrupting"],
    ["P2", "critical"],
    ["5", "low"],
    ["Production disrupting", "production_disrupting"],
    ["production_disrupting", "production_disrupting"],
    ["produktionsstop", "production_disrupting"],
    ["Kritisk", "critical"],
    ["alvorlig", "major"],
    ["mindre", "minor"],
    ["lav", "low"],
    ["0", null],
    ["6", null],
    ["high", null],
    ["", null],
  ])("priority %s → %s", (value, priority) => {
    expect(parsePriority(value)).toBe(priority);
  });

  it.each([
    ["High", "high"],
    ["høj", "high"],
    ["hoej", "high"],
    ["mellem", "medium"],
    ["lav", "low"],
    ["3", "low"],
    ["constructor", null],
  ])("level %s → %s", (value, level) => {
    expect(parseLevel(value)).toBe(level);
  });

  it.each([
    ["in_progress", "in_progress"],
    ["In progress", "in_progress"],
    ["in-progress", "in_progress"],
    ["i gang", "in_progress"],
    ["afventer leverandør", "awaiting_vendor"],
    ["Waiting for user", "awaiting_user"],
    ["pending", "awaiting_user"],
    ["løst", "resolved"],
    ["lukket", "closed"],
    ["tildelt", "assigned"],
    ["done-ish", null],
  ])("status %s → %s", (value, status) => {
    expect(parseStatus(value)).toBe(status);
  });

  it.each([
    ["Incident", "incident"],
    ["fejl", "incident"],
    ["service request", "service_request"],
    ["serviceønske", "service_request"],
    ["problem", null],
  ])("type %s → %s", (value, type) => {
    expect(parseType(value)).toBe(type);
  });
});

describe("parseCaseNumber", () => {
  it.each([
    ["#12", 12],
    ["12", 12],
    [" [#12] ", 12],
    ["＃12", 12],
    ["0", null],
    ["#-1", null],
    ["12a", null],
    ["99999999999", null],
  ])("%s → %s", (value, number) => {
    expect(parseCaseNumber(value)).toBe(number);
  });
});

describe("parseWaitValue", () => {
  it.each([
    [null, { for: "user", until: null }],
    ["", { for: "user", until: null }],
    ["user", { for: "user", until: null }],
    ["Vendor", { for: "vendor", until: null }],
    ["for the supplier", { for: "vendor", until: null }],
    ["på brugeren", { for: "user", until: null }],
    ["leverandør til 24/12", { for: "vendor", until: "24/12" }],
    ["user until friday 14:00", { for: "user", until: "friday 14:00" }],
    ["until monday", { for: "user", until: "monday" }],
    ["Anna", null],
    ["user please answer", null],
    ["user until", null],
  ])("%s", (value, expected) => {
    expect(parseWaitValue(value)).toEqual(expected);
  });
});

describe("parseListEdit", () => {
  const edit = (add: string[], remove: string[] = [], replace = false) => ({ replace, add, remove });

  it.each([
    ["a@b.example", edit(["a@b.example"])],
    ["+a@b.example -d@e.example", edit(["a@b.example"], ["d@e.example"])],
    ["+ a@b.example, – d@e.example", edit(["a@b.example"], ["d@e.example"])],
    ["–d@e.example a@b.example", edit(["a@b.example"], ["d@e.example"])],
    ["=a@b.example; c@d.example", edit(["a@b.example", "c@d.example"], [], true)],
    ["Bo Hansen <bo@b.example>", edit(["bo@b.example"])],
    ["-Bo Hansen <bo@b.example>, +c@d.example", edit(["c@d.example"], ["bo@b.example"])],
    ["bo@b.example<mailto:bo@b.example>", edit(["bo@b.example"])],
    ["Bo", null],
    ["a@b.example Bo", null],
    ["Bo a@b.example", null],
    ["a@b@c.example", null],
    ["+", null],
    ["", null],
  ])("%s", (value, expected) => {
    expect(parseListEdit(value)).toEqual(expected);
  });
});

describe("parseWhen", () => {
  // Sunday 22 November 2026, 12:00 in Copenhagen (UTC+1).
  const now = new Date("2026-11-22T11:00:00Z");

  it.each([
    ["2026-12-24", "2026-12-24T08:00:00Z"],
    ["2026-12-24 14:30", "2026-12-24T13:30:00Z"],
    ["2026-12-24T14:30", "2026-12-24T13:30:00Z"],
    ["2026-12-24T14:30:05", "2026-12-24T13:30:05Z"],
    ["2026-12-24T14:30Z", "2026-12-24T14:30:00Z"],
    ["2026-12-24 14:30+05:30", "2026-12-24T09:00:00Z"],
    ["24/12", "2026-12-24T08:00:00Z"],
    ["24/12 kl. 14", "2026-12-24T13:00:00Z"],
    ["24.12.", "2026-12-24T08:00:00Z"],
    ["24.12.2026 14.30", "2026-12-24T13:30:00Z"],
    ["21/11", "2027-11-21T08:00:00Z"],
    ["1/7", "2027-07-01T07:00:00Z"],
    ["Tomorrow", "2026-11-23T08:00:00Z"],
    ["i morgen kl 8", "2026-11-23T07:00:00Z"],
    ["today 15:00", "2026-11-22T14:00:00Z"],
    ["15:00", "2026-11-22T14:00:00Z"],
    ["sunday", "2026-11-29T08:00:00Z"],
    ["Friday", "2026-11-27T08:00:00Z"],
    ["next friday at 2pm", "2026-11-27T13:00:00Z"],
    ["fredag kl. 14.15", "2026-11-27T13:15:00Z"],
    ["lørdag", "2026-11-28T08:00:00Z"],
    ["3d", "2026-11-25T08:00:00Z"],
    ["om 2 uger", "2026-12-06T08:00:00Z"],
    ["2h", "2026-11-22T13:00:00Z"],
    ["30 min", "2026-11-22T11:30:00Z"],
    // Clocks are set forward on 28 March 2027 at 02:00: 02:30 is never shown.
    ["2027-03-28 02:30", "2027-03-28T01:00:00Z"],
    ["2027-03-28 03:30", "2027-03-28T01:30:00Z"],
    // And back on 31 October 2027 at 03:00: 02:30 is shown twice.
    ["2027-10-31 02:30", "2027-10-31T00:30:00Z"],
  ])("%s → %s", (value, expected) => {
    expect(parseWhen(value, now, "Europe/Copenhagen")).toEqual(new Date(expected));
  });

  it.each([
    "today",
    "11:59",
    "2026-11-22",
    "2020-01-01",
    "31/2",
    "12/24",
    "2026-02-30",
    "2026-12-24T25:00",
    "friday 14",
    "soon",
    "constructor",
    "",
    "0h",
  ])("cannot tell: %s", (value) => {
    expect(parseWhen(value, now, "Europe/Copenhagen")).toBeNull();
  });

  it("reads the date where the people are", () => {
    // Already the 23rd in Shanghai.
    const late = new Date("2026-11-22T17:00:00Z");
    expect(parseWhen("tomorrow", late, "Asia/Shanghai")).toEqual(new Date("2026-11-24T01:00:00Z"));
    expect(parseWhen("tomorrow", late, "America/New_York")).toEqual(new Date("2026-11-23T14:00:00Z"));
  });
});

describe("always", () => {
  const parsers = [
    parseCaseNumber,
    parseDurationMinutes,
    parseLevel,
    parseListEdit,
    parsePriority,
    parseStatus,
    parseType,
    parseWaitValue,
  ];
  const written = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[+\-=<>@a-c0-9 :./#]{0,20}$/));

  it("takes any value", () => {
    const now = new Date("2026-11-22T11:00:00Z");
    fc.assert(
      fc.property(written, (value) => {
        for (const parse of parsers) parse(value);
        const when = parseWhen(value, now, "Europe/Copenhagen");
        expect(when === null || when > now).toBe(true);
      }),
    );
  });
});
