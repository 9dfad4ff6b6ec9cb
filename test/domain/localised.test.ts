/** Dates and sizes as people read them. */
import { expect, test } from "vitest";
import { dayAndTime, fileSize, shortMoment } from "../../src/domain/localised.ts";

const at = new Date("2026-11-24T13:00:00Z");
const now = new Date("2026-11-22T10:00:00Z");
const copenhagen = (language: string) => ({ language, timeZone: "Europe/Copenhagen" });

test("a promise names day and time in the reader's zone and language", () => {
  expect(dayAndTime(at, now, copenhagen("en"))).toBe("Tuesday 24 November, 14:00");
  expect(dayAndTime(at, now, copenhagen("da"))).toBe("tirsdag den 24. november kl. 14.00");
  expect(dayAndTime(at, now, copenhagen("nl"))).toBe("dinsdag 24 november om 14:00");
  expect(dayAndTime(at, now, copenhagen("zh"))).toBe("11月24日 星期二 14:00");
  expect(dayAndTime(at, now, copenhagen("es"))).toBe("martes 24 de noviembre a las 14:00");
  expect(dayAndTime(at, now, { language: "en", timeZone: "Asia/Shanghai" })).toBe(
    "Tuesday 24 November, 21:00",
  );
});

test("midnight is 00:00 of the day that begins", () => {
  expect(dayAndTime(new Date("2026-11-23T23:00:00Z"), now, copenhagen("en"))).toBe(
    "Tuesday 24 November, 00:00",
  );
});

test("the year is named where it is another one", () => {
  const later = new Date("2027-01-04T15:00:00Z");
  expect(dayAndTime(later, now, copenhagen("en"))).toBe("Monday 4 January 2027, 16:00");
  expect(dayAndTime(later, now, copenhagen("da"))).toBe("mandag den 4. januar 2027 kl. 16.00");
  expect(dayAndTime(later, now, copenhagen("zh"))).toBe("2027年1月4日 星期一 16:00");
  // In Copenhagen the new year has begun, in London it has not.
  const eve = new Date("2026-12-31T23:30:00Z");
  expect(dayAndTime(eve, eve, copenhagen("en"))).toBe("Friday 1 January, 00:30");
  expect(dayAndTime(eve, eve, { language: "en", timeZone: "Europe/London" })).toBe(
    "Thursday 31 December, 23:30",
  );
});

test("lists use short dates", () => {
  expect(shortMoment(at, copenhagen("en"))).toBe("24 Nov 2026, 14:00");
  expect(shortMoment(at, copenhagen("da"))).toBe("24. nov. 2026 kl. 14.00");
  expect(shortMoment(at, copenhagen("nl"))).toBe("24 nov 2026 om 14:00");
  expect(shortMoment(at, copenhagen("es"))).toBe("24 nov 2026 a las 14:00");
  expect(shortMoment(at, copenhagen("zh"))).toBe("2026年11月24日 14:00");
});

test("a folder that is no language of Intl's still gets dates", () => {
  expect(dayAndTime(at, now, copenhagen("zz"))).toContain("24");
});

test("sizes", () => {
  expect([0, 43, 12_400, 1_240_000, 30_000_000].map((size) => fileSize(size, "en"))).toEqual([
    "1 kB",
    "1 kB",
    "12 kB",
    "1.2 MB",
    "30 MB",
  ]);
  expect(fileSize(1_240_000, "da")).toBe("1,2 MB");
});
