import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayOf, HOUR_MS, instantOf, wallTime, weekdayOf } from "../../src/domain/zone.ts";

const wall = (text: string) => Date.parse(`${text}Z`);
const instant = (text: string, zone: string) => new Date(instantOf(wall(text), zone)).toISOString();

describe("instantOf", () => {
  it.each([
    ["2027-03-28T01:59:59", "Europe/Copenhagen", "2027-03-28T00:59:59.000Z"],
    ["2027-03-28T02:00:00", "Europe/Copenhagen", "2027-03-28T01:00:00.000Z"],
    ["2027-03-28T02:59:59", "Europe/Copenhagen", "2027-03-28T01:00:00.000Z"],
    ["2027-03-28T03:00:00", "Europe/Copenhagen", "2027-03-28T01:00:00.000Z"],
    ["2027-10-31T02:00:00", "Europe/Copenhagen", "2027-10-31T00:00:00.000Z"],
    ["2027-10-31T03:00:00", "Europe/Copenhagen", "2027-10-31T02:00:00.000Z"],
    // Half an hour, in the southern summer.
    ["2026-10-04T02:15:00", "Australia/Lord_Howe", "2026-10-03T15:30:00.000Z"],
    // Midnight itself is skipped.
    ["2026-04-24T00:00:00", "Africa/Cairo", "2026-04-23T22:00:00.000Z"],
    // A whole day is skipped, across the date line.
    ["2011-12-30T12:00:00", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
    ["2026-07-01T12:00:00", "Asia/Kathmandu", "2026-07-01T06:15:00.000Z"],
  ])("%s in %s is %s", (text, zone, expected) => {
    expect(instant(text, zone)).toBe(expected);
  });
});

describe("days", () => {
  it("knows which dates exist and what weekday they are", () => {
    expect(dayOf(2026, 2, 29)).toBeNull();
    expect(dayOf(2028, 2, 29)).not.toBeNull();
    expect(weekdayOf(dayOf(2026, 11, 22) ?? 0)).toBe(6);
    expect(weekdayOf(dayOf(1969, 12, 29) ?? 0)).toBe(0);
  });
});

describe("always", () => {
  const zones = fc.constantFrom(
    "Europe/Copenhagen",
    "America/New_York",
    "Australia/Lord_Howe",
    "UTC",
    "Pacific/Apia",
  );
  const times = fc.integer({ min: wall("1990-01-01T00:00"), max: wall("2040-01-01T00:00") });

  it("shows the wall time it was asked for, or has just skipped it", () => {
    fc.assert(
      fc.property(zones, times, (zone, time) => {
        const at = instantOf(time, zone);
        const shown = wallTime(at, zone);
        if (shown === time) {
          // The first time it is shown.
          expect(wallTime(at - HOUR_MS / 2, zone)).not.toBe(time);
          expect(wallTime(at - HOUR_MS, zone)).not.toBe(time);
        } else {
          expect(shown).toBeGreaterThan(time);
          expect(wallTime(at - 1, zone)).toBeLessThan(time);
        }
      }),
    );
  });
});
