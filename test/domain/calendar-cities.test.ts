/**
 * Instants reckoned by hand on a wall calendar, for four cities. Copenhagen, Amsterdam and Madrid are an hour before UTC in winter and
 * two in summer (from the last Sunday of March, 02:00, to the last of October, 03:00); Shanghai is eight hours before it all year.
 */
import { describe, expect, it } from "vitest";
import { createWorkingCalendar } from "../../src/domain/calendar.ts";
import type { Calendar } from "../../src/domain/desk.ts";
import { startClock } from "../../src/domain/sla-clock.ts";
import { instantOf } from "../../src/domain/zone.ts";

const PLAIN = { holidayTypes: ["public" as const], extraHolidays: [], extraWorkingDays: [] };
const COPENHAGEN: Calendar = {
  ...PLAIN,
  name: "copenhagen",
  timeZone: "Europe/Copenhagen",
  hours: { "mon-fri": "08:00-16:00" },
  holidays: "DK",
};
const AMSTERDAM: Calendar = {
  ...PLAIN,
  name: "amsterdam",
  timeZone: "Europe/Amsterdam",
  hours: { "mon-fri": "09:00-17:30", sat: "10:00-16:00" },
  holidays: "NL",
};
const MADRID: Calendar = {
  ...PLAIN,
  name: "madrid",
  timeZone: "Europe/Madrid",
  hours: { "mon-fri": "09:00-14:00, 15:00-18:00" },
  holidays: "ES-MD",
};
/** The State Council's calendar of 2026: off from 15 to 23 February, worked on the Saturdays before and after. */
const SHANGHAI: Calendar = {
  ...PLAIN,
  name: "shanghai",
  timeZone: "Asia/Shanghai",
  hours: { "mon-fri": "09:00-18:00" },
  holidays: "CN",
  extraHolidays: ["16", "17", "18", "19", "20", "23"].map((day) => `2026-02-${day}`),
  extraWorkingDays: ["2026-02-14", "2026-02-28"],
};
const shift = (calendar: Calendar): Calendar => ({
  ...calendar,
  hours: { "mon-sun": "22:00-06:00" },
  holidayTypes: [],
});
const always = (calendar: Calendar): Calendar => ({
  ...calendar,
  hours: { "mon-sun": "00:00-24:00" },
  holidayTypes: [],
});

/** `h:mm:ss` in milliseconds. */
function ms(duration: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = duration.split(":").map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** `start` on the calendar's wall clock; `due` on it, and as an instant. */
type Row = [what: string, start: string, target: string, due: string, instant: string];

function reckon(name: string, calendar: Calendar, rows: Row[]): void {
  describe(name, () => {
    it.each(rows)("%s: %s + %s is %s", (_, start, target, due, instant) => {
      const zone = calendar.timeZone ?? "";
      const days = createWorkingCalendar(calendar, "UTC");
      const at = new Date(instantOf(Date.parse(`${start.replace(" ", "T")}Z`), zone));
      const reckoned = days.addWorking(at, ms(target));
      expect(reckoned.toISOString()).toBe(new Date(instant).toISOString());
      expect(instantOf(Date.parse(`${due.replace(" ", "T")}Z`), zone)).toBe(Date.parse(instant));
      expect(days.workingBetween(at, reckoned)).toBe(ms(target));
      const terms = { policy: "standard", calendar: calendar.name, targetMs: ms(target) };
      expect(startClock("resolution", terms, days, at).dueAt).toEqual(reckoned);
    });
  });
}

reckon("Copenhagen, 08:00-16:00", COPENHAGEN, [
  // Maundy Thursday 25, Good Friday 26, Easter Sunday 28 (clocks go forward), Easter Monday 29 March 2027.
  [
    "over Easter with summer time inside",
    "2027-03-24 14:37:21",
    "3:00:00",
    "2027-03-30 09:37:21",
    "2027-03-30T07:37:21Z",
  ],
  // 28, 29, 31 March (clocks go forward) and 1 April 2024.
  [
    "over the Easter of 2024",
    "2024-03-27 15:00:00",
    "2:00:00",
    "2024-04-02 09:00:00",
    "2024-04-02T07:00:00Z",
  ],
  // Great Prayer Day was done away with from 2024 on: Friday 26 April is worked; Friday 5 May 2023 was not.
  [
    "on what was Great Prayer Day",
    "2024-04-25 15:00:00",
    "2:00:00",
    "2024-04-26 09:00:00",
    "2024-04-26T07:00:00Z",
  ],
  ["over Great Prayer Day", "2023-05-04 15:00:00", "2:00:00", "2023-05-08 09:00:00", "2023-05-08T07:00:00Z"],
  ["over New Year", "2026-12-31 15:30:00", "1:00:00", "2027-01-04 08:30:00", "2027-01-04T07:30:00Z"],
  ["from a Sunday", "2026-11-22 13:14:15", "0:45:01", "2026-11-23 08:45:01", "2026-11-23T07:45:01Z"],
  [
    "to the very end of Friday",
    "2026-11-20 08:00:00",
    "8:00:00",
    "2026-11-20 16:00:00",
    "2026-11-20T15:00:00Z",
  ],
  ["a second past it", "2026-11-20 08:00:00", "8:00:01", "2026-11-23 08:00:01", "2026-11-23T07:00:01Z"],
  ["from Friday 15:59", "2026-11-20 15:59:00", "0:01:01", "2026-11-23 08:00:01", "2026-11-23T07:00:01Z"],
]);

reckon("Amsterdam, 09:00-17:30 and Saturdays 10:00-16:00", AMSTERDAM, [
  // King's Day 2026 is Monday 27 April; Saturday 25 is worked.
  ["over King's Day", "2026-04-25 15:44:50", "1:00:00", "2026-04-28 09:44:50", "2026-04-28T07:44:50Z"],
  // In 2025 the 27th is a Sunday, so it is kept on Saturday 26.
  [
    "over the King's Day that is kept a day early",
    "2025-04-25 17:00:00",
    "1:00:00",
    "2025-04-28 09:30:00",
    "2025-04-28T07:30:00Z",
  ],
  // Easter Sunday is 28 March 2027, Easter Monday the 29th: half an hour on Saturday, the rest on Tuesday.
  [
    "over Easter with summer time inside",
    "2027-03-27 15:30:00",
    "1:00:00",
    "2027-03-30 09:30:00",
    "2027-03-30T07:30:00Z",
  ],
  [
    "from a Sunday in odd seconds",
    "2026-11-22 23:59:59",
    "0:00:59",
    "2026-11-23 09:00:59",
    "2026-11-23T08:00:59Z",
  ],
  [
    "to the very end of Saturday",
    "2026-11-20 17:00:00",
    "6:30:00",
    "2026-11-21 16:00:00",
    "2026-11-21T15:00:00Z",
  ],
  // Clocks go back on Sunday 25 October 2026.
  ["back to winter time", "2026-10-24 15:00:30", "1:30:00", "2026-10-26 09:30:30", "2026-10-26T08:30:30Z"],
]);

reckon("Madrid, 09:00-14:00 and 15:00-18:00", MADRID, [
  // The Fiesta Nacional, 12 October 2026, is a Monday.
  [
    "over the Fiesta Nacional",
    "2026-10-09 17:20:05",
    "1:00:00",
    "2026-10-13 09:20:05",
    "2026-10-13T07:20:05Z",
  ],
  [
    "to the very end before it",
    "2026-10-09 17:00:00",
    "1:00:00",
    "2026-10-09 18:00:00",
    "2026-10-09T16:00:00Z",
  ],
  ["over lunch", "2026-10-07 13:30:00", "1:00:00", "2026-10-07 15:30:00", "2026-10-07T13:30:00Z"],
  [
    "to the beginning of lunch",
    "2026-10-07 13:00:01",
    "0:59:59",
    "2026-10-07 14:00:00",
    "2026-10-07T12:00:00Z",
  ],
  ["from within lunch", "2026-10-07 14:30:00", "0:10:10", "2026-10-07 15:10:10", "2026-10-07T13:10:10Z"],
  // Maundy Thursday 25 and Good Friday 26 March 2027; Easter Monday is worked in Madrid.
  [
    "over Easter with summer time inside",
    "2027-03-24 17:30:00",
    "1:00:00",
    "2027-03-29 09:30:00",
    "2027-03-29T07:30:00Z",
  ],
  ["from a Saturday", "2026-10-24 11:11:11", "8:00:00", "2026-10-26 18:00:00", "2026-10-26T17:00:00Z"],
]);

reckon("Shanghai, 09:00-18:00", SHANGHAI, [
  [
    "into a make-up Saturday",
    "2026-02-13 17:45:30",
    "1:00:00",
    "2026-02-14 09:45:30",
    "2026-02-14T01:45:30Z",
  ],
  [
    "from it over the Spring Festival",
    "2026-02-14 17:00:00",
    "2:00:00",
    "2026-02-24 10:00:00",
    "2026-02-24T02:00:00Z",
  ],
  ["to the very end of it", "2026-02-27 18:00:00", "9:00:00", "2026-02-28 18:00:00", "2026-02-28T10:00:00Z"],
  [
    "over an ordinary weekend",
    "2026-03-06 17:59:59",
    "0:00:03",
    "2026-03-09 09:00:02",
    "2026-03-09T01:00:02Z",
  ],
  [
    "from a Saturday that is none",
    "2026-03-07 11:11:11",
    "1:00:00",
    "2026-03-09 10:00:00",
    "2026-03-09T02:00:00Z",
  ],
]);

const CHANGING = [COPENHAGEN, AMSTERDAM, MADRID];

for (const city of CHANGING) {
  reckon(`${city.name}, round the clock in the nights in which clocks change`, always(city), [
    // 02:00 becomes 03:00 on 28 March 2027, 03:00 becomes 02:00 on 31 October.
    ["forward", "2027-03-27 22:00:00", "8:00:00", "2027-03-28 07:00:00", "2027-03-28T05:00:00Z"],
    ["back", "2027-10-30 22:00:00", "8:00:00", "2027-10-31 05:00:00", "2027-10-31T04:00:00Z"],
    [
      "forward, from the last second before",
      "2027-03-28 01:59:59",
      "0:00:02",
      "2027-03-28 03:00:01",
      "2027-03-28T01:00:01Z",
    ],
  ]);

  reckon(`${city.name}, 22:00-06:00 in the nights in which clocks change`, shift(city), [
    [
      "the short night to its end",
      "2027-03-27 22:00:00",
      "7:00:00",
      "2027-03-28 06:00:00",
      "2027-03-28T04:00:00Z",
    ],
    ["past the short night", "2027-03-27 22:00:00", "8:00:00", "2027-03-28 23:00:00", "2027-03-28T21:00:00Z"],
    [
      "within the long night",
      "2027-10-30 22:00:00",
      "8:00:00",
      "2027-10-31 05:00:00",
      "2027-10-31T04:00:00Z",
    ],
    [
      "the long night to its end",
      "2027-10-30 22:00:00",
      "9:00:00",
      "2027-10-31 06:00:00",
      "2027-10-31T05:00:00Z",
    ],
    [
      "past the long night, in odd seconds",
      "2027-10-30 22:00:07",
      "10:00:00",
      "2027-10-31 23:00:07",
      "2027-10-31T22:00:07Z",
    ],
    ["from the afternoon", "2027-03-27 15:00:00", "0:00:01", "2027-03-27 22:00:01", "2027-03-27T21:00:01Z"],
  ]);
}

reckon("shanghai, where clocks never change", shift(SHANGHAI), [
  ["the same night", "2027-03-27 22:00:00", "8:00:00", "2027-03-28 06:00:00", "2027-03-27T22:00:00Z"],
  ["past it", "2027-03-27 22:00:00", "8:00:01", "2027-03-28 22:00:01", "2027-03-28T14:00:01Z"],
]);
