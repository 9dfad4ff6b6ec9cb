/**
 * The SQL that the store runs: statements with names from sql/queries/<file>.sql. A name that is missing fails when its module is
 * loaded; `findFaults` (run by a test on a real server) finds statements that are invalid or that nothing uses.
 */
import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("../../sql/queries/", import.meta.url);

/** `Params` are the values of $1, $2, … in order; `Row` is what one row holds. */
export interface Statement<Params extends readonly unknown[], Row> {
  /** `file/name`. */
  readonly name: string;
  readonly text: string;
  /** Never present: carries the two types. */
  readonly types?: (...params: Params) => Row;
}

const used = new Set<string>();

/** The statements of one file: `const sql = loadStatements("inbound"); const claim = sql<[id: number], Row>("claim")`. */
export function loadStatements(file: string) {
  const found = parseStatements(readFileSync(new URL(`${file}.sql`, FOLDER), "utf8"), file);
  return <Params extends readonly unknown[], Row>(name: string): Statement<Params, Row> => {
    const text = found.get(name);
    if (text === undefined) throw new Error(`sql/queries/${file}.sql has no statement named ${name}`);
    used.add(`${file}/${name}`);
    return { name: `${file}/${name}`, text };
  };
}

/** Splits a file at its `-- name: x` lines; other comments stay with their statement. */
export function parseStatements(source: string, file: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of source.split(/^-- name: /m).slice(1)) {
    const [name = "", ...lines] = part.split("\n");
    const text = lines.join("\n").trim().replace(/;$/, "");
    if (found.has(name.trim())) throw new Error(`sql/queries/${file}.sql names ${name.trim()} twice`);
    found.set(name.trim(), text);
  }
  return found;
}

/**
 * Prepares every statement of every file and says what is wrong, one line each; empty when all is well. Only statements of modules
 * that are loaded count as used, so load the whole store first.
 */
export async function findFaults(prepare: (text: string) => Promise<void>): Promise<string[]> {
  const faults: string[] = [];
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".sql"))) {
    const stem = file.slice(0, -".sql".length);
    for (const [name, text] of parseStatements(readFileSync(new URL(file, FOLDER), "utf8"), stem)) {
      if (!used.has(`${stem}/${name}`)) faults.push(`${stem}/${name} is used by nothing`);
      await prepare(text).catch((error: Error) => faults.push(`${stem}/${name}: ${error.message}`));
    }
  }
  return faults;
}
