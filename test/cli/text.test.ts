import { describe, expect, it } from "vitest";
import { formatInstant, formatTable, parseSince, printable } from "../../src/cli/text.ts";

const COLUMNS = [
  { title: "Number", align: "right" as const },
  { title: "Subject", flexible: true },
  { title: "Requester", flexible: true },
];

describe("tables", () => {
  it("fit the terminal: long cells are cut, short columns stay whole", () => {
    const rows = [
      ["1042", "x".repeat(300), "anna@desk.example"],
      ["7", "short", "mike@desk.example"],
    ];
    for (const width of [80, 100, 120]) {
      const lines = formatTable(COLUMNS, rows, width).split("\n");
      expect(lines).toHaveLength(3);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      expect(lines[1]).toMatch(/1042 {2}x+… {2}anna@desk.example$/);
    }
  });

  it("are no wider than what they hold", () => {
    expect(formatTable(COLUMNS, [["1", "a", "b"]], 120)).toBe(
      "Number  Subject  Requester\n     1  a        b",
    );
  });

  it("show no control character of a mail", () => {
    const nasty = "a\u001b[31mb\u0007\u009bc\nd\u202ee";
    expect(formatTable(COLUMNS, [["1", nasty, ""]], 80).split("\n")[1]).toBe("     1  a[31mbc de");
    expect(printable("a\r\nb\tc\u001b]0;x\u0007")).toBe("a\nb\tc]0;x");
  });
});

describe("dates", () => {
  it("are shown in the desk's zone", () => {
    expect(formatInstant("2026-07-01T12:05:00Z", "Europe/Copenhagen")).toBe("2026-07-01 14:05");
    expect(formatInstant(new Date("2026-12-31T23:30:00Z"), "Asia/Shanghai")).toBe("2027-01-01 07:30");
    expect(formatInstant(null, "UTC")).toBe("–");
  });

  it("of --since are days of the desk's zone, or instants", () => {
    expect(parseSince("2026-07-01", "Europe/Copenhagen").toISOString()).toBe("2026-06-30T22:00:00.000Z");
    expect(parseSince("2026-07-01T10:00:00+02:00", "UTC").toISOString()).toBe("2026-07-01T08:00:00.000Z");
    for (const wrong of ["yesterday", "2026-02-30", "2026-13-01", "2026-07-01T10:00", "", "1"]) {
      expect(() => parseSince(wrong, "UTC")).toThrow(/--since/);
    }
  });
});
