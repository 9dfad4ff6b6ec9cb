/** Everything that is wrong with a desk.yaml, at once and each with its place; reads text, touches nothing. */
import { type Document, isAlias, LineCounter, parseDocument, visit, type YAMLError } from "yaml";
import type { Fault } from "./fault.ts";
import { formatPath } from "./fault.ts";
import { locate, placeAt } from "./locate.ts";
import { referenceFaults, type Surroundings } from "./references.ts";
import { schemaFaults } from "./schema-faults.ts";
import { isRecord, type PlacelessFault } from "./view.ts";

/** Enough for settings shared between mailboxes, too few for a file that unfolds into gigabytes. */
const MOST_ALIASES = 1000;

const START = "start from the file that `deskpost init` writes";

/** How the YAML library's own errors read to somebody who never saw its source. */
const SYNTAX: Record<string, { found: string; allowed: string | null; hint: string | null }> = {
  DUPLICATE_KEY: { found: "this key stands here a second time", allowed: "each key once", hint: null },
  TAB_AS_INDENT: { found: "a tab stands in the indentation", allowed: "spaces", hint: null },
  MULTIPLE_DOCS: { found: "a second document begins here (---)", allowed: "one document", hint: null },
  BLOCK_AS_IMPLICIT_KEY: {
    found: 'found a second ": " in the line',
    allowed: null,
    hint: "put the value in quotes, or begin a new line",
  },
  BAD_SCALAR_START: {
    found: "found a value that begins with a sign of YAML's own",
    allowed: null,
    hint: "put it in quotes",
  },
};

/**
 * @param text the whole file @param file its name, as the operator knows it. Sorted by place; empty when all is well.
 * @param base a healthy desk.yaml of which this one takes the place of some sections; only what it holds itself is told.
 */
export function findFaults(
  text: string,
  file: string,
  surroundings: Surroundings = { languages: null },
  base: Record<string, unknown> | null = null,
): Fault[] {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    merge: true,
    logLevel: "error",
  });
  const broken = withoutTabNoise(syntaxFaults(document, lines, file), text);
  if (broken.some((fault) => fault.code !== "duplicate_key")) return broken.sort(byPlace);
  const whole = (code: string, found: string): Fault[] => [
    { file, line: 1, column: 1, path: "", code, found, allowed: null, hint: START },
  ];
  if (document.contents === null) return whole("empty", "the file is empty");
  const written = toPlain(document);
  if (written === BAD_MERGE) {
    const { line, col } = lines.linePos(Math.max(text.indexOf("<<"), 0));
    const found = "a merge (<<) of something that is no map";
    return [{ ...whole("bad_merge", found)[0], line, column: col } as Fault];
  }
  if (written === undefined) return whole("too_many_aliases", "its aliases (*name) unfold into too much");
  if (written === null) return whole("empty", "the file is empty");
  if (!isRecord(written)) return whole("wrong_type", "the file holds no settings");
  const raw = { ...base, ...written };
  const isOwn = ({ path }: PlacelessFault) => base === null || Object.hasOwn(written, path[0] ?? "");

  const place = ({ at, path, ...fault }: PlacelessFault): Fault => ({
    file,
    ...locate(document, lines, path, at),
    path: formatPath(path),
    ...fault,
  });
  const shape = schemaFaults(raw).filter(isOwn).map(place);
  const told = new Set(shape.map((fault) => fault.path));
  const references = referenceFaults(raw, surroundings)
    .filter(isOwn)
    .map(place)
    .filter((fault) => !told.has(fault.path));
  return [...broken, ...shape, ...references].sort(byPlace);
}

/** desk.yaml as plain data, once `findFaults` found none. */
export function parseDesk(text: string): unknown {
  return toPlain(parseDocument(text, { stringKeys: true, merge: true, logLevel: "error" }));
}

const BAD_MERGE = Symbol("bad merge");

function toPlain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    // The library tells it by its words alone.
    if (error instanceof Error && error.message.startsWith("Merge sources")) return BAD_MERGE;
    throw error;
  }
}

function syntaxFaults(document: Document.Parsed, lines: LineCounter, file: string): Fault[] {
  const faults = [...document.errors, ...document.warnings].map((error) => explain(error, lines, file));
  visit(document, {
    Alias(_key, node) {
      if (!isAlias(node) || node.resolve(document) !== undefined) return;
      faults.push({
        file,
        ...placeAt(lines, node.range?.[0] ?? 0),
        path: "",
        code: "unknown_alias",
        found: `found *${node.source}, which names no anchor (&${node.source})`,
        allowed: null,
        hint: `if it is meant as text, put it in quotes: "*${node.source}"`,
      });
    },
  });
  // One slip makes the parser stumble several times over; the first stumble in a line is the one to mend.
  const seen = new Set<number>();
  return faults.sort(byPlace).filter((fault) => !seen.has(fault.line) && seen.add(fault.line));
}

/** What the parser stumbles over from the first line on that a tab indents, that tab is the reason for: told once, with the others. */
function withoutTabNoise(faults: Fault[], text: string): Fault[] {
  const tabbed = text.split("\n").flatMap((line, index) => (/^ *\t\s*[^\s#]/.test(line) ? [index + 1] : []));
  const [first, ...others] = tabbed;
  const isAfter = (fault: Fault) => fault.code === "syntax" && first !== undefined && fault.line >= first;
  const cause = faults.find(isAfter);
  if (cause === undefined || first === undefined) return faults;
  const column = (text.split("\n")[first - 1] ?? "").indexOf("\t") + 1;
  const more = others.length === 0 ? "" : `, and in ${lineList(others)}`;
  const found = `a tab stands in the indentation${more}`;
  const told: Fault = { ...cause, line: first, column, found, allowed: "spaces", hint: null };
  return [...faults.filter((fault) => !isAfter(fault)), told];
}

function lineList(numbers: number[]): string {
  const shown = numbers.slice(0, 5).join(", ");
  const rest = numbers.length - 5;
  return `${numbers.length === 1 ? "line" : "lines"} ${shown}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function explain(error: YAMLError, lines: LineCounter, file: string): Fault {
  const known = SYNTAX[error.code];
  return {
    file,
    ...placeAt(lines, error.pos[0]),
    path: "",
    code: error.code === "DUPLICATE_KEY" ? "duplicate_key" : "syntax",
    found: known?.found ?? `cannot be read as YAML: ${error.message}`,
    allowed: known?.allowed ?? null,
    hint: known?.hint ?? null,
  };
}

function byPlace(a: Fault, b: Fault): number {
  return a.line - b.line || a.column - b.column;
}
