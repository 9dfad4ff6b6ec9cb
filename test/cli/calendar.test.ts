import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../support/cli.ts";

const DESK = `
desk: { name: IT, address: it@desk.example, timeZone: Europe/Copenhagen }
mailboxes: [{ name: it, address: it@desk.example, team: it, imap: { host: 127.0.0.1, user: it } }]
smtp: { host: 127.0.0.1 }
teams: [{ name: it, members: [anna@desk.example] }]
agents: [{ address: anna@desk.example, name: Anna Holm }]
calendars:
  - { name: office, hours: { mon-fri: "08:00-16:00" }, holidays: DK }
  - { name: night, hours: { mon-sun: "22:00-06:00" }, extraHolidays: [2026-12-24] }
  - { name: shanghai, timeZone: Asia/Shanghai, hours: { mon-fri: "09:00-18:00" } }
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "deskpost-calendar-"));
  writeFileSync(join(folder, "desk.yaml"), DESK);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const calendar = (...args: string[]) =>
  runCli(["calendar", ...args], { DESKPOST_CONFIG: join(folder, "desk.yaml"), DESKPOST_DATA: folder });
const add = (...args: string[]) => calendar("add", ...args);

describe("deskpost calendar add", () => {
  it.each([
    ["2027-03-24T15:00", "3h", "2027-03-30T08:00:00.000Z"],
    ["2027-03-24 15:00:30", "90m", "2027-03-30T06:30:30.000Z"],
    ["2027-03-24T14:00:00Z", "1h", "2027-03-24T15:00:00.000Z"],
    ["2027-03-24T14:00:00+02:00", "2h30m", "2027-03-24T14:30:00.000Z"],
    ["2027-03-24", "45s", "2027-03-24T07:00:45.000Z"],
    ["2027-03-24T15:00", "1d", "2027-03-30T13:00:00.000Z"],
    ["2027-03-24T15:00", "P1DT2H", "2027-03-31T07:00:00.000Z"],
  ])("%s + %s", async (when, duration, dueAt) => {
    const { code, out, err } = await add(when, duration, "--json");
    expect({ code, err, answer: JSON.parse(out) }).toEqual({
      code: 0,
      err: "",
      answer: { dueAt, calendar: "office" },
    });
  });

  it("reckons in the calendar named, on its own wall clock", async () => {
    const { out } = await add("2026-11-20T17:00", "2h", "--calendar", "shanghai", "--json");
    expect(JSON.parse(out)).toEqual({ dueAt: "2026-11-23T02:00:00.000Z", calendar: "shanghai" });
  });

  it("tells people the local time", async () => {
    const { out } = await add("2026-11-20T15:00", "2h");
    expect(out).toBe("2026-11-23 09:00 in Europe/Copenhagen (2026-11-23T08:00:00.000Z), calendar office\n");
  });

  it.each([
    [["yesterday", "1h"], /"yesterday" is no instant.*write/],
    [["2026-02-31", "1h"], /"2026-02-31" is no instant/],
    [["2026-11-20T14:00:00+99:99", "1h"], /is no instant/],
    [["2026-11-20T25:00", "1h"], /is no instant/],
    [["2026-11-20", "soon"], /"soon" is no working time.*8h/],
    [["2026-11-20", "PT"], /"PT" is no working time/],
    [["2026-11-20", "1h", "--calendar", "noon"], /no calendar is called "noon".*office, night, shanghai/],
  ])("%j is wrong usage, in one line", async (args, expected) => {
    const { code, out, err } = await add(...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err.trimEnd()).toMatch(expected);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("deskpost calendar between", () => {
  it.each([
    // Wednesday 15:00 to Tuesday 08:00 over Easter: the last hour before it.
    [["2027-03-24T15:00", "2027-03-30T08:00"], { seconds: 3_600, calendar: "office" }],
    [["2026-11-20T15:59:13", "2026-11-23T08:00:07"], { seconds: 54, calendar: "office" }],
    [["2026-11-23T09:00", "2026-11-20T09:00"], { seconds: 0, calendar: "office" }],
    [
      ["2027-03-27T12:00", "2027-03-28T12:00", "--calendar", "night"],
      { seconds: 7 * 3_600, calendar: "night" },
    ],
    [["2026-11-21", "2026-11-22", "--calendar", "always"], { seconds: 24 * 3_600, calendar: "always" }],
  ])("%j", async (args, answer) => {
    const { code, out, err } = await calendar("between", ...args, "--json");
    expect({ code, err, answer: JSON.parse(out) }).toEqual({ code: 0, err: "", answer });
  });

  it("tells people hours and minutes", async () => {
    const { out } = await calendar("between", "2026-11-20T13:30", "2026-11-23T08:00:30");
    expect(out).toBe("2 h 30 min 30 s of working time, calendar office\n");
  });

  it("refuses what is no instant", async () => {
    const { code, err } = await calendar("between", "2026-11-20", "later");
    expect([code, err]).toEqual([2, expect.stringMatching(/"later" is no instant/)]);
  });
});

describe("deskpost calendar show", () => {
  it("lists each day with its hours and holidays", async () => {
    const { code, out } = await calendar("show", "2026-12-24", "--days", "5", "--json");
    expect(code).toBe(0);
    const days = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(days[0]).toEqual({
      date: "2026-12-24",
      weekday: "Thursday",
      open: [{ from: "2026-12-24T07:00:00.000Z", to: "2026-12-24T15:00:00.000Z" }],
      workingSeconds: 28_800,
      holidays: [],
      calendar: "office",
    });
    expect(days.map(({ date, open, holidays }) => [date, open.length, holidays])).toEqual([
      ["2026-12-24", 1, []],
      ["2026-12-25", 0, ["Christmas Day"]],
      ["2026-12-26", 0, ["Boxing Day"]],
      ["2026-12-27", 0, []],
      ["2026-12-28", 1, []],
    ]);
  });

  it("shows a shift past midnight on both of its days, and a holiday of desk.yaml", async () => {
    const { out } = await calendar("show", "2026-12-23", "--days", "3", "--calendar", "night");
    expect(out.split("\n").map((line) => line.trim().split(/ {2,}/))).toEqual([
      ["DATE", "DAY", "OPEN (Europe/Copenhagen)", "HOLIDAY"],
      ["2026-12-23", "Wednesday", "00:00-06:00, 22:00-24:00"],
      ["2026-12-24", "Thursday", "closed", "holiday of desk.yaml"],
      ["2026-12-25", "Friday", "00:00-06:00, 22:00-24:00"],
      [""],
    ]);
  });

  it("begins today, with two weeks", async () => {
    const { out } = await calendar("show", "--json");
    expect(out.trim().split("\n")).toHaveLength(14);
  });

  it.each(["0", "1001", "many"])("refuses %s days", async (days) => {
    expect((await calendar("show", "--days", days)).code).toBe(2);
  });
});
