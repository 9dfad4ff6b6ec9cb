import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWorkingCalendar, type WorkingCalendar } from "../../src/domain/calendar.ts";
import { CalendarError } from "../../src/domain/calendar-days.ts";
import { ALWAYS_OPEN, type Calendar } from "../../src/domain/desk.ts";
import { HOUR_MS, MINUTE_MS, wallTime, weekdayOf } from "../../src/domain/zone.ts";

const OFFICE: Calendar = {
  name: "office",
  timeZone: "Europe/Copenhagen",
  hours: { "mon-fri": "08:00-16:00" },
  holidays: "DK",
  holidayTypes: ["public"],
  extraHolidays: [],
  extraWorkingDays: [],
};
const H = HOUR_MS;
const M = MINUTE_MS;

function make(changes: Partial<Calendar> = {}): WorkingCalendar {
  return createWorkingCalendar({ ...OFFICE, ...changes }, "UTC");
}

const office = make();
const add = (calendar: WorkingCalendar, start: string, ms: number) =>
  calendar.addWorking(new Date(start), ms).toISOString();
const addDays = (calendar: WorkingCalendar, start: string, days: number) =>
  calendar.addWorkingDays(new Date(start), days).toISOString();
const between = (calendar: WorkingCalendar, a: string, b: string) =>
  calendar.workingBetween(new Date(a), new Date(b));

describe("addWorking in Copenhagen", () => {
  it.each([
    // Winter is UTC+1, summer UTC+2. Friday 20 November 2026.
    ["within a day", "2026-11-20T09:00:00Z", 2 * H, "2026-11-20T11:00:00.000Z"],
    ["over the weekend", "2026-11-20T13:00:00Z", 4 * H, "2026-11-23T09:00:00.000Z"],
    ["to the very end of a day", "2026-11-20T07:00:00Z", 8 * H, "2026-11-20T15:00:00.000Z"],
    ["a millisecond past it", "2026-11-20T07:00:00Z", 8 * H + 1, "2026-11-23T07:00:00.001Z"],
    ["from the very end", "2026-11-20T15:00:00Z", 1000, "2026-11-23T07:00:01.000Z"],
    ["from before opening", "2026-11-20T03:12:45Z", H, "2026-11-20T08:00:00.000Z"],
    ["from a Saturday", "2026-11-21T12:00:00Z", 30 * M, "2026-11-23T07:30:00.000Z"],
    ["odd seconds", "2026-11-20T14:59:37Z", 5 * M + 11_000, "2026-11-23T07:04:48.000Z"],
    ["nothing, while closed", "2026-11-21T12:00:00Z", 0, "2026-11-21T12:00:00.000Z"],
    // 24 December is no public holiday; 25 and 26 are, and New Year's Day is a Friday.
    ["over Christmas", "2026-12-24T14:00:00Z", 2 * H, "2026-12-28T08:00:00.000Z"],
    ["over New Year", "2026-12-31T14:00:00Z", 2 * H, "2027-01-04T08:00:00.000Z"],
    // Easter 2027: 25, 26, 28 and 29 March; clocks go forward on the 28th.
    ["over Easter and summer time", "2027-03-24T14:00:00Z", 3 * H, "2027-03-30T08:00:00.000Z"],
    ["back to winter time", "2027-10-29T13:00:00Z", 2 * H, "2027-11-01T08:00:00.000Z"],
    // 261 weekdays, seven of them holidays.
    ["a year of it", "2026-01-01T00:00:00Z", 254 * 8 * H, "2026-12-31T15:00:00.000Z"],
  ])("%s", (_, start, ms, expected) => {
    expect(add(office, start, ms)).toBe(expected);
  });

  it("closes on 24 December where desk.yaml says so", () => {
    const closed = make({ extraHolidays: ["2026-12-24"] });
    expect(add(closed, "2026-12-23T14:00:00Z", 2 * H)).toBe("2026-12-28T08:00:00.000Z");
    // The library files it under observance, together with Mother's Day and the like.
    const observed = make({ holidayTypes: ["public", "observance"] });
    expect(add(observed, "2026-12-23T14:00:00Z", 2 * H)).toBe("2026-12-28T08:00:00.000Z");
  });

  it("works on an extra working day, holiday or not", () => {
    const extra = make({ extraWorkingDays: ["2026-11-21", "2026-12-25"] });
    expect(add(extra, "2026-11-20T15:00:00Z", H)).toBe("2026-11-21T08:00:00.000Z");
    expect(add(extra, "2026-12-24T15:00:00Z", H)).toBe("2026-12-25T08:00:00.000Z");
  });
});

describe("other hours and zones", () => {
  it("has breaks", () => {
    const lunch = make({ hours: { "mon-thu": "08:00-12:00, 12:30-16:00", fri: "08:00-12:00" } });
    expect(add(lunch, "2026-11-19T10:00:00Z", 2 * H)).toBe("2026-11-19T12:30:00.000Z");
    expect(add(lunch, "2026-11-19T10:00:00Z", H)).toBe("2026-11-19T11:00:00.000Z");
    expect(lunch.isOpen(new Date("2026-11-19T11:15:00Z"))).toBe(false);
    expect(lunch.nextOpening(new Date("2026-11-19T11:15:00Z"))).toEqual(new Date("2026-11-19T11:30:00Z"));
  });

  it("runs night shifts past midnight, an hour shorter or longer where clocks change", () => {
    const night = make({ hours: { "mon-sun": "22:00-06:00" }, holidayTypes: [] });
    expect(between(night, "2027-03-26T12:00:00Z", "2027-03-27T12:00:00Z")).toBe(8 * H);
    expect(between(night, "2027-03-27T12:00:00Z", "2027-03-28T12:00:00Z")).toBe(7 * H);
    expect(between(night, "2027-10-30T12:00:00Z", "2027-10-31T12:00:00Z")).toBe(9 * H);
    expect(add(night, "2027-03-27T21:00:00Z", 7 * H)).toBe("2027-03-28T04:00:00.000Z");
  });

  it("counts Friday's night shift on Saturday morning, but Saturday as no working day", () => {
    const night = make({ hours: { "mon-fri": "22:00-06:00" }, holidayTypes: [] });
    expect(night.isOpen(new Date("2026-11-21T04:59:59Z"))).toBe(true);
    expect(night.isOpen(new Date("2026-11-21T05:00:00Z"))).toBe(false);
    expect(addDays(night, "2026-11-20T21:30:00Z", 1)).toBe("2026-11-23T21:30:00.000Z");
  });

  it("opens and closes with the clock where it is set", () => {
    // 02:30 is never shown on 28 March: the opening at that time begins when the clock is set from 02:00 to 03:00.
    const early = make({ hours: { sun: "02:30-04:00" }, holidayTypes: [] });
    expect(between(early, "2027-03-28T00:00:00Z", "2027-03-28T06:00:00Z")).toBe(H);
    // On 31 October it is shown twice; the first counts.
    expect(between(early, "2027-10-31T00:00:00Z", "2027-10-31T06:00:00Z")).toBe(2.5 * H);
  });

  it("knows Madrid's own holidays", () => {
    const madrid = make({
      timeZone: "Europe/Madrid",
      holidays: "ES-MD",
      hours: { "mon-fri": "09:00-18:00" },
    });
    // Monday 2 November 2026 stands in for All Saints' Sunday.
    expect(add(madrid, "2026-10-30T16:00:00Z", 2 * H)).toBe("2026-11-03T09:00:00.000Z");
    const spain = make({ timeZone: "Europe/Madrid", holidays: "ES", hours: { "mon-fri": "09:00-18:00" } });
    expect(add(spain, "2026-10-30T16:00:00Z", 2 * H)).toBe("2026-11-02T09:00:00.000Z");
  });

  it("works China's make-up Saturdays and its own zone", () => {
    const shanghai = make({
      timeZone: "Asia/Shanghai",
      holidays: "CN",
      hours: { "mon-fri": "09:00-17:00" },
      extraHolidays: ["2026-10-05", "2026-10-06", "2026-10-07"],
      extraWorkingDays: ["2026-10-10"],
    });
    // From Wednesday 30 September past the National Day week to Thursday 8; then Saturday 10 counts.
    expect(add(shanghai, "2026-09-30T08:30:00Z", H)).toBe("2026-10-08T01:30:00.000Z");
    expect(addDays(shanghai, "2026-10-09T02:00:00Z", 1)).toBe("2026-10-10T02:00:00.000Z");
  });

  it("knows half holidays and those that begin at sunset", () => {
    const vienna = make({ timeZone: "Europe/Vienna", holidays: "AT", holidayTypes: ["public", "bank"] });
    expect(between(vienna, "2026-12-24T00:00:00Z", "2026-12-25T00:00:00Z")).toBe(6 * H);
    const riyadh = make({ timeZone: "Asia/Riyadh", holidays: "SA", hours: { "mon-sun": "00:00-24:00" } });
    expect(riyadh.nextOpening(new Date("2026-03-19T00:00:00Z"))).toEqual(new Date("2026-03-22T15:00:00Z"));
  });

  it("is always open without hours to keep", () => {
    const always = createWorkingCalendar(ALWAYS_OPEN, "America/New_York");
    expect(add(always, "2027-03-13T12:34:56Z", 48 * H)).toBe("2027-03-15T12:34:56.000Z");
    expect(addDays(always, "2027-03-13T12:34:56Z", 2)).toBe("2027-03-15T11:34:56.000Z");
  });

  it("joins spans over the weekend", () => {
    const weekend = make({ hours: { "fri-mon": "10:00-12:00" }, holidayTypes: [] });
    expect(addDays(weekend, "2026-11-20T10:00:00Z", 3)).toBe("2026-11-23T10:00:00.000Z");
    expect(addDays(weekend, "2026-11-20T10:00:00Z", 4)).toBe("2026-11-27T10:00:00.000Z");
  });
});

describe("addWorkingDays", () => {
  it.each([
    ["the same time", "2026-11-18T09:30:00Z", 1, "2026-11-19T09:30:00.000Z"],
    ["over the weekend", "2026-11-20T09:30:15Z", 5, "2026-11-27T09:30:15.000Z"],
    ["a Saturday counts from Monday's opening", "2026-11-21T12:00:00Z", 5, "2026-11-30T07:00:00.000Z"],
    ["so does Friday evening", "2026-11-20T19:00:00Z", 1, "2026-11-24T07:00:00.000Z"],
    ["none, while closed", "2026-11-21T12:00:00Z", 0, "2026-11-23T07:00:00.000Z"],
    ["over Easter and summer time: the clock counts", "2027-03-24T09:00:00Z", 1, "2027-03-30T08:00:00.000Z"],
  ])("%s", (_, start, days, expected) => {
    expect(addDays(office, start, days)).toBe(expected);
  });

  it("moves on to the next opening where that day is shorter, but keeps its very end", () => {
    const short = make({ hours: { "mon-thu": "08:00-16:00", fri: "08:00-14:00" } });
    expect(addDays(short, "2026-11-19T14:30:00Z", 1)).toBe("2026-11-23T07:00:00.000Z");
    expect(addDays(short, "2026-11-19T13:00:00Z", 1)).toBe("2026-11-20T13:00:00.000Z");
  });
});

describe("workingBetween", () => {
  it("counts only what is open", () => {
    expect(between(office, "2026-11-20T14:30:00Z", "2026-11-23T07:15:30Z")).toBe(45 * M + 30_000);
    expect(between(office, "2026-11-21T00:00:00Z", "2026-11-22T23:00:00Z")).toBe(0);
    expect(between(office, "2026-11-23T09:00:00Z", "2026-11-20T09:00:00Z")).toBe(0);
  });
});

describe("calendars that cannot be", () => {
  it.each([
    ["no_hours", { hours: {} }],
    ["wrong_hours", { hours: { mon: "08:00-25:00" } }],
    ["wrong_hours", { hours: { mon: "08:00-08:00" } }],
    ["wrong_hours", { hours: { mon: "8-16" } }],
    ["unknown_days", { hours: { monday: "08:00-16:00" } }],
    ["unknown_country", { holidays: "XX" }],
    ["unknown_region", { holidays: "DE-XX" }],
  ] as const)("%s", (reason, changes) => {
    expect(() => make(changes)).toThrowError(expect.objectContaining({ reason, name: "CalendarError" }));
  });

  it("gives up where holidays leave nothing", () => {
    const dates = Array.from({ length: 1_200 }, (_, day) =>
      new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
    );
    const never = make({ extraHolidays: dates });
    expect(() => never.addWorking(new Date("2026-01-02T00:00:00Z"), H)).toThrowError(CalendarError);
    expect(() => never.addWorkingDays(new Date("2026-01-02T00:00:00Z"), 1)).toThrowError(CalendarError);
  });
});

describe("always", () => {
  const zone = "Europe/Copenhagen";
  const first = Date.parse("2027-01-01T00:00:00Z");
  const last = Date.parse("2027-12-31T00:00:00Z");
  // Full hours, of which none is shown twice: 02:xx is, on 31 October.
  const hour = fc.integer({ min: 0, max: 23 }).filter((value) => value !== 2);
  const span = fc.tuple(hour, hour).filter(([start, end]) => start !== end);
  const week = fc
    .array(fc.option(span, { nil: null }), { minLength: 7, maxLength: 7 })
    .filter((days) => days.some((day) => day !== null));
  const near = fc.constantFrom("2027-03-28T01:00:00Z", "2027-10-31T01:00:00Z", "2027-06-10T10:00:00Z");
  const instant = fc.oneof(
    fc.tuple(near, fc.integer({ min: -72 * 60, max: 72 * 60 })).map(([at, min]) => Date.parse(at) + min * M),
    fc.integer({ min: 0, max: (last - first) / M }).map((minutes) => first + minutes * M),
  );

  type Week = ([number, number] | null)[];
  const names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  const clock = (value: number) => `${String(value).padStart(2, "0")}:00`;

  function calendarOf(days: Week): WorkingCalendar {
    const hours = Object.fromEntries(
      days.flatMap((day, at) => (day ? [[names[at] ?? "", `${clock(day[0])}-${clock(day[1])}`]] : [])),
    );
    return createWorkingCalendar({ ...ALWAYS_OPEN, name: "walked", timeZone: zone, hours }, "UTC");
  }

  /** What somebody with a wristwatch would say: is this minute in one of the hours of today, or of yesterday's night? */
  function isOpenMinute(days: Week, ms: number): boolean {
    const wall = wallTime(ms, zone);
    const day = Math.floor(wall / (24 * H));
    const at = (wall - day * 24 * H) / H;
    const today = days[weekdayOf(day)];
    const yesterday = days[weekdayOf(day - 1)];
    const openToday = today && at >= today[0] && (today[1] <= today[0] || at < today[1]);
    const openSinceYesterday = yesterday && yesterday[1] <= yesterday[0] && at < yesterday[1];
    return Boolean(openToday || openSinceYesterday);
  }

  it("adds as a naive walk minute by minute does", () => {
    fc.assert(
      fc.property(week, instant, fc.integer({ min: 1, max: 30 * 60 }), (days, start, minutes) => {
        let at = start;
        for (let left = minutes; left > 0; at += M) if (isOpenMinute(days, at)) left--;
        expect(calendarOf(days).addWorking(new Date(start), minutes * M)).toEqual(new Date(at));
      }),
      { numRuns: 60 },
    );
  });

  it("measures as a naive walk does", () => {
    fc.assert(
      fc.property(week, instant, fc.integer({ min: 0, max: 4 * 24 * 60 }), (days, start, minutes) => {
        let open = 0;
        for (let at = start; at < start + minutes * M; at += M) if (isOpenMinute(days, at)) open += M;
        expect(calendarOf(days).workingBetween(new Date(start), new Date(start + minutes * M))).toBe(open);
      }),
      { numRuns: 60 },
    );
  });

  const anyInstant = fc.integer({ min: first, max: last }).map((ms) => new Date(ms));
  const calendars = fc.constantFrom(
    office,
    make({ hours: { "mon-thu": "08:00-12:00, 12:30-16:00", fri: "02:30-14:00", sun: "22:00-02:30" } }),
    make({ timeZone: "Australia/Lord_Howe", hours: { "mon-sun": "01:45-02:15, 23:00-01:30" } }),
    make({ timeZone: "Africa/Cairo", holidays: "EG", hours: { "sun-thu": "00:00-24:00" } }),
  );

  it("measures back what it added, to the millisecond", () => {
    fc.assert(
      fc.property(calendars, anyInstant, fc.integer({ min: 0, max: 400 * H }), (calendar, start, ms) => {
        const end = calendar.addWorking(start, ms);
        expect(calendar.workingBetween(start, end)).toBe(ms);
        if (ms > 0) expect(calendar.workingBetween(start, new Date(end.getTime() - 1))).toBe(ms - 1);
      }),
    );
  });

  it("adds in two steps what it adds in one", () => {
    const part = fc.integer({ min: 0, max: 100 * H });
    fc.assert(
      fc.property(calendars, anyInstant, part, part, (calendar, start, one, two) => {
        const once = calendar.addWorking(start, one + two);
        const twice = calendar.addWorking(calendar.addWorking(start, one), two);
        if (two > 0) expect(twice).toEqual(once);
      }),
    );
  });

  it("counts working days later for a later start, and ends within an opening", () => {
    fc.assert(
      fc.property(calendars, anyInstant, anyInstant, fc.nat({ max: 12 }), (calendar, a, b, days) => {
        const [early, late] = a < b ? [a, b] : [b, a];
        const end = calendar.addWorkingDays(early, days);
        expect(end.getTime()).toBeGreaterThanOrEqual(early.getTime());
        expect(calendar.addWorkingDays(late, days).getTime()).toBeGreaterThanOrEqual(end.getTime());
        expect(calendar.isOpen(end) || calendar.isOpen(new Date(end.getTime() - 1))).toBe(true);
      }),
    );
  });
});
