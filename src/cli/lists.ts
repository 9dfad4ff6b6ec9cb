/** What all lists have in common: which rows, one JSON object a line or a table, and a word when there are none. */

import { didYouMean } from "../config/fault.ts";
import type { Desk } from "../domain/desk.ts";
import { ConfigError } from "../errors.ts";
import type { ListFilter } from "../store/views.ts";
import type { Io, JsonOption } from "./io.ts";
import { type Column, formatTable, parseSince } from "./text.ts";

export interface ListOptions extends JsonOption {
  since?: string;
  state?: string;
  limit?: number;
}

/** A person reads so many at once; a script gets all unless it says otherwise. */
const READABLE = 50;
const ALL = 2_000_000_000;

/** @param states what `--state` may name. Throws ConfigError. */
export function filterOf(options: ListOptions, states: readonly string[], desk: Desk): ListFilter {
  const state = options.state?.toLowerCase() ?? null;
  if (state !== null && !states.includes(state)) {
    const guess = didYouMean(state, states);
    const hint = `${guess === null ? "" : `${guess} `}allowed: ${states.join(", ")}`;
    throw new ConfigError(`--state is "${options.state}"`, { reason: "wrong_state", hint });
  }
  return {
    since: options.since === undefined ? null : parseSince(options.since, desk.desk.timeZone),
    state,
    limit: options.limit ?? (options.json ? ALL : READABLE),
  };
}

/** @param what the rows in the plural, as `cases`. */
export function printList<Row>(
  io: Io,
  options: ListOptions,
  what: string,
  rows: Row[],
  table: { columns: Column[]; cells: (row: Row) => string[] },
): void {
  if (options.json) {
    for (const row of rows) io.out(JSON.stringify(row));
  } else if (rows.length > 0) {
    io.out(formatTable(table.columns, rows.map(table.cells), io.width));
  }
  if (rows.length === 0) io.err(`no ${what}${isNarrowed(options) ? " that fit" : ""}`);
  else if (!options.json && rows.length === READABLE && options.limit === undefined) {
    io.err(`the newest ${READABLE} ${what}; --limit shows more`);
  }
}

function isNarrowed(options: ListOptions): boolean {
  return options.since !== undefined || options.state !== undefined;
}

/** `--json` prints the object itself, a person reads the text. */
export function printOne(io: Io, options: JsonOption, object: unknown, text: () => string): void {
  io.out(options.json ? JSON.stringify(object) : text());
}

/** Exit code 2: there is nothing of that number to speak about. */
export function notThere(what: string, number: number, list: string): ConfigError {
  return new ConfigError(`there is no ${what} ${number}`, {
    reason: "not_found",
    hint: `see: deskpost ${list}`,
  });
}
