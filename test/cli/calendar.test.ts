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
  - { name: shanghai, timeZone: Asia/Shanghai, hours: { mon-fri: "09:00-18:00" } }
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "deskpost-calendar-"));
  writeFileSync(join(folder, "desk.yaml"), DESK);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const add = (...args: string[]) =>
  runCli(["calendar", "add", ...args], { DESKPOST_CONFIG: join(folder, "desk.yaml"), DESKPOST_DATA: folder });

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
    [["2026-11-20", "1h", "--calendar", "night"], /no calendar is called "night".*office, shanghai/],
  ])("%j is wrong usage, in one line", async (args, expected) => {
    const { code, out, err } = await add(...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err.trimEnd()).toMatch(expected);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });
});
