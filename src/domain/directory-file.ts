/**
 * A directory file (rows of cells) → whom it names, or every fault that it has, each with its line. Nothing of a file with a fault
 * counts. What the desk itself, its teams and its agents are called is said in desk.yaml alone, and no file changes it.
 */
import { directoryForm } from "./address.ts";
import { type Desk, findAgent, isDeskAddress } from "./desk.ts";
import {
  COLUMN_TITLES,
  columnOf,
  DIRECTORY_FIELDS,
  type DirectoryColumn,
  type DirectoryField,
} from "./directory-columns.ts";

/** A row with the line on which it stands in the file, from 1. */
export interface FileRow {
  line: number;
  cells: string[];
}

export interface DirectoryEntry {
  line: number;
  /** Directory form. */
  address: string;
  /** Null where the file has no such column. */
  aliases: string[] | null;
  /** Fields that the file has columns for; null where the cell is empty. */
  fields: Partial<Record<DirectoryField, string | null>>;
}

export interface DirectoryFault {
  line: number;
  column: DirectoryColumn | null;
  /** What is wrong and what is allowed, in one line. */
  message: string;
}

export interface DirectoryReading {
  entries: DirectoryEntry[];
  faults: DirectoryFault[];
  /** What the operator should know though it stops nothing. */
  remarks: DirectoryFault[];
}

/** Characters. */
const LONGEST_VALUE = 200;
/** `4.51234E+10`: what a spreadsheet makes of a long number in a cell that is not text. */
const MANGLED_NUMBER = /^\d(?:[.,]\d+)?e\+\d+$/i;

export function readDirectory(rows: readonly FileRow[], desk: Desk): DirectoryReading {
  const reader = new Reader(desk);
  const [head, ...body] = rows;
  if (!head) return reader.fail(1, null, "the file is empty: its first line names the columns");
  if (!reader.readHead(head)) return reader.reading;
  for (const row of body) reader.readRow(row);
  reader.compareAddresses();
  return reader.reading;
}

class Reader {
  readonly reading: DirectoryReading = { entries: [], faults: [], remarks: [] };
  readonly #desk: Desk;
  readonly #teamMailboxes: ReadonlySet<string>;
  #columns: (DirectoryColumn | null)[] = [];

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#teamMailboxes = new Set(desk.teams.flatMap((team) => team.address ?? []));
  }

  fail(line: number, column: DirectoryColumn | null, message: string): DirectoryReading {
    this.reading.faults.push({ line, column, message });
    return this.reading;
  }

  /** False where nothing can be read below. */
  readHead({ line, cells }: FileRow): boolean {
    this.#columns = cells.map(columnOf);
    const known = `the columns are ${COLUMN_TITLES.join(", ")}`;
    for (const [at, column] of this.#columns.entries()) {
      const heading = cells[at]?.trim() ?? "";
      if (column === null && heading !== "") {
        const message = `column "${shortened(heading)}" is left out: ${known}`;
        this.reading.remarks.push({ line, column: null, message });
      }
      if (column !== null && this.#columns.indexOf(column) < at) {
        this.fail(line, column, `two columns are the ${column}: "${shortened(heading)}" is the second`);
      }
    }
    if (!this.#columns.includes("address")) {
      this.fail(line, "address", `no column is the address: ${known}`);
    }
    return this.#columns.includes("address");
  }

  readRow({ line, cells }: FileRow): void {
    if (cells.every((cell) => cell.trim() === "")) return;
    if (cells.slice(this.#columns.length).some((cell) => cell.trim() !== "")) {
      const count = `${cells.length} cells under ${this.#columns.length} columns`;
      this.fail(line, null, `${count}: a separator within a cell needs quotes around it`);
      return;
    }
    const cell = (column: DirectoryColumn) => cleaned(cells[this.#columns.indexOf(column)] ?? "");
    const has = (column: DirectoryColumn) => this.#columns.includes(column);
    const address = this.#readAddress(line, "address", cell("address"));
    const fields: DirectoryEntry["fields"] = {};
    for (const field of DIRECTORY_FIELDS)
      if (has(field)) fields[field] = this.#readField(line, field, cell(field));
    const aliases = has("aliases") ? this.#readAliases(line, cell("aliases"), address) : null;
    if (address !== null) this.reading.entries.push({ line, address, aliases, fields });
  }

  #readAddress(line: number, column: "address" | "aliases", written: string): string | null {
    if (written === "") {
      this.fail(line, column, "is empty; it is the mail address that the person is known by");
      return null;
    }
    const address = directoryForm(written);
    if (address === null) {
      this.fail(line, column, `"${shortened(written)}" is no mail address such as sofie@uni.example`);
      return null;
    }
    if (isDeskAddress(this.#desk, address) || this.#teamMailboxes.has(address)) {
      this.fail(line, column, `${address} is the desk's own, by desk.yaml, and nobody's`);
      return null;
    }
    return address;
  }

  #readAliases(line: number, cell: string, main: string | null): string[] {
    const found = new Set<string>();
    for (const written of cell.split(/[\s;,|]+/)) {
      // As Active Directory writes proxyAddresses.
      const bare = written.replace(/^smtp:/i, "");
      const alias = bare === "" ? null : this.#readAddress(line, "aliases", bare);
      if (alias === null || alias === main) continue;
      const owner = findAgent(this.#desk, alias);
      const isOwn = owner !== null && main !== null && findAgent(this.#desk, main) === owner;
      if (owner === null) found.add(alias);
      else if (!isOwn)
        this.fail(line, "aliases", `${alias} is an address of the agent ${owner.name}, by desk.yaml`);
    }
    if (found.size > 0 && main !== null && findAgent(this.#desk, main) !== null) {
      const message = `${main} is an agent: commands count only from the addresses that desk.yaml lists for them`;
      this.reading.remarks.push({ line, column: "aliases", message });
    }
    return [...found];
  }

  #readField(line: number, field: DirectoryField, value: string): string | null {
    if (value === "") return null;
    if ([...value].length > LONGEST_VALUE) {
      this.fail(line, field, `has more than ${LONGEST_VALUE} characters`);
      return null;
    }
    if ((field === "phone" || field === "personId") && MANGLED_NUMBER.test(value)) {
      this.fail(line, field, `"${value}" was a number to the spreadsheet: format the column as text`);
      return null;
    }
    if (field === "language") return this.#readLanguage(line, value);
    if (field === "calendar") return this.#readCalendar(line, value);
    return value;
  }

  /** `da`, and what it is within: `da-DK`, `zh_Hans`. */
  #readLanguage(line: number, value: string): string | null {
    const language = /^([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*$/i.exec(value)?.[1]?.toLowerCase();
    if (language !== undefined) return language;
    this.fail(line, "language", `"${shortened(value)}" is no language such as en, da or zh`);
    return null;
  }

  #readCalendar(line: number, value: string): string | null {
    const names = this.#desk.calendars.map((calendar) => calendar.name);
    if (names.includes(value)) return value;
    const has = names.length === 0 ? "desk.yaml has none" : `desk.yaml has ${names.join(", ")}`;
    this.fail(line, "calendar", `no calendar is called "${shortened(value)}": ${has}`);
    return null;
  }

  /** An address is one person's: its row's, or that of the one who has it as an alias. */
  compareAddresses(): void {
    const mains = new Map<string, number>();
    for (const { line, address } of this.reading.entries) {
      const first = mains.get(address);
      if (first === undefined) mains.set(address, line);
      else this.fail(line, "address", `${address} stands on line ${first} as well`);
    }
    const aliases = new Map<string, number>();
    for (const { line, aliases: own } of this.reading.entries) {
      for (const alias of own ?? []) {
        const main = mains.get(alias);
        const other = aliases.get(alias);
        if (main !== undefined)
          this.fail(line, "aliases", `${alias} is the address of the person on line ${main}`);
        else if (other !== undefined)
          this.fail(line, "aliases", `${alias} is an alias on line ${other} as well`);
        else aliases.set(alias, line);
      }
    }
    this.reading.faults.sort((a, b) => a.line - b.line);
  }
}

/** One line; no control characters, and nothing that turns the writing round. */
function cleaned(cell: string): string {
  return cell
    .replace(/\p{Cs}/gu, "\u{FFFD}")
    .replace(/[\u{202A}-\u{202E}\u{2066}-\u{2069}\u{FEFF}]/gu, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
}

function shortened(text: string): string {
  const points = [...cleaned(text)];
  return points.length <= 60 ? points.join("") : `${points.slice(0, 59).join("")}…`;
}
