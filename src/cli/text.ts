/** What a person reads at the terminal: tables that fit it, dates in the desk's zone, and no control character from a mail. */
import Table from "cli-table3";
import { instantOf, wallTime } from "../domain/zone.ts";
import { ConfigError } from "../errors.ts";

export interface Column {
  title: string;
  /** Shrinks, and is cut with …, when the table would be wider than the terminal. */
  flexible?: boolean;
  align?: "right";
}

const PADDING = 2;
const LEAST_FLEXIBLE = 12;

/** @param width columns of the terminal. */
export function formatTable(columns: Column[], rows: string[][], width: number): string {
  const cells = rows.map((row) => row.map((cell) => oneLineOf(cell)));
  const natural = columns.map(
    (column, index) =>
      Math.max(column.title.length, ...cells.map((row) => widthOf(row[index] ?? ""))) + PADDING,
  );
  const table = new Table({
    head: columns.map((column) => column.title),
    colWidths: shrink(columns, natural, width),
    colAligns: columns.map((column) => column.align ?? "left"),
    wordWrap: false,
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": PADDING },
    chars: {
      ...{ top: "", "top-mid": "", "top-left": "", "top-right": "" },
      ...{ bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" },
      ...{ left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "", middle: "" },
    },
  });
  table.push(...cells);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

function shrink(columns: Column[], natural: number[], width: number): number[] {
  let excess = natural.reduce((sum, one) => sum + one, 0) - width;
  const widths = [...natural];
  // The widest flexible column gives first, so that short ones stay whole.
  while (excess > 0) {
    const candidates = widths.flatMap((one, index) =>
      columns[index]?.flexible && one > LEAST_FLEXIBLE ? [{ one, index }] : [],
    );
    const widest = candidates.sort((a, b) => b.one - a.one)[0];
    if (widest === undefined) break;
    widths[widest.index] = widest.one - 1;
    excess--;
  }
  return widths;
}

/** Terminal cells, roughly: East Asian characters and emoji take two, combining marks none (UAX #11). */
function widthOf(text: string): number {
  const wide = text.match(/[\u1100-\u115f\u2e80-\uffe6]|\p{Emoji_Presentation}/gu)?.length ?? 0;
  return [...text.replace(/\p{M}/gu, "")].length + wide;
}

/** Without terminal escapes, other control characters and direction overrides, which mails bring along; line breaks stay. */
export function printable(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n\t]|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, "");
}

function oneLineOf(text: string): string {
  return printable(text).replace(/\s+/g, " ").trim();
}

/** `2026-11-22 14:05`, as the clock on a wall of that IANA zone shows it; `–` for none. */
export function formatInstant(instant: Date | string | null, timeZone: string): string {
  if (instant === null) return "–";
  const wall = new Date(wallTime(new Date(instant).getTime(), timeZone));
  return wall.toISOString().slice(0, 16).replace("T", " ");
}

/** `2026-11-22` (midnight in the zone) or an ISO instant with its offset. Throws ConfigError for anything else. */
export function parseSince(text: string, timeZone: string): Date {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const read = isDay || isInstant ? Date.parse(text) : Number.NaN;
  const isReal = !Number.isNaN(read) && (!isDay || new Date(read).toISOString().startsWith(text));
  if (isReal) return new Date(isDay ? instantOf(read, timeZone) : read);
  throw new ConfigError(`--since is "${text}"`, {
    reason: "wrong_date",
    hint: "write a day such as 2026-11-22, or an instant such as 2026-11-22T14:00:00Z",
  });
}

/** Working time in hours, minutes and seconds: `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 3_600), "h"],
    [Math.floor(whole / 60) % 60, "min"],
    [whole % 60, "s"],
  ];
  const said = parts.filter(([value]) => value > 0).map(([value, unit]) => `${value} ${unit}`);
  return said.length === 0 ? "0 min" : said.join(" ");
}
