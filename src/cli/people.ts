/** `deskpost people import`: the directory as other systems export it. A file with a fault changes nothing; every fault is told at once. */
import { readFileSync } from "node:fs";
import { type DirectoryFault, type DirectoryReading, readDirectory } from "../domain/directory-file.ts";
import type { DirectoryPlan, PersonChange } from "../domain/directory-plan.ts";
import { ConfigError } from "../errors.ts";
import { importPeople } from "../flows/import-people.ts";
import { decodeTable, parseTable } from "./csv-file.ts";
import { type Context, type ExitCode, FINE, type Io, type JsonOption, NOT_FINE } from "./io.ts";
import { readDeskFile, withDatabase } from "./open-app.ts";
import { printable } from "./text.ts";

export interface ImportOptions extends JsonOption {
  dryRun?: boolean;
  encoding?: string;
}

/**
 * `--json`: one object `{file, dryRun, ok, new, changed, unchanged, people: [{address, change, fields: [{field, from, to}], aliases:
 * {added, removed}}], faults: [{line, column, message}], remarks: […]}`; `people` are those who change.
 *
 * @param file a path, or - for standard input.
 */
export async function importDirectory(
  context: Context,
  file: string,
  options: ImportOptions,
): Promise<ExitCode> {
  const { io } = context;
  const desk = readDeskFile(context);
  const table = parseTable(decodeTable(await readTable(io, file), options.encoding ?? null));
  const reading: DirectoryReading = table.fault
    ? { entries: [], faults: [{ ...table.fault, column: null }], remarks: [] }
    : readDirectory(table.rows, desk);
  const dryRun = options.dryRun ?? false;
  const { faults, remarks, entries } = reading;
  const nothing: DirectoryPlan = { changes: [], unchanged: 0 };
  const plan = faults.length > 0 ? nothing : await importInto(context, entries, dryRun);
  if (options.json) {
    const answer = {
      file,
      dryRun,
      ok: faults.length === 0,
      ...counts(plan),
      people: plan.changes,
      faults,
      remarks,
    };
    io.out(JSON.stringify(answer));
  } else tell(io, file, plan, reading, dryRun);
  return faults.length === 0 ? FINE : NOT_FINE;
}

async function importInto(
  context: Context,
  entries: DirectoryReading["entries"],
  dryRun: boolean,
): Promise<DirectoryPlan> {
  const { createPool } = await import("../store/pool.ts");
  const { migrate } = await import("../store/migrate.ts");
  const { createDirectoryStore } = await import("../store/people.ts");
  return withDatabase(context, async (connectionString, log) => {
    await migrate({ connectionString, log });
    const pool = createPool({ connectionString, max: 1, log });
    try {
      return await importPeople(createDirectoryStore(pool), entries, { dryRun, now: new Date() });
    } finally {
      await pool.end();
    }
  });
}

async function readTable(io: Io, file: string): Promise<Buffer> {
  if (file === "-") return io.stdin();
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new ConfigError(`cannot read ${file} (${(cause as NodeJS.ErrnoException).code ?? cause})`, {
      reason: "unreadable_file",
      hint: "name a file of comma-separated values, or - for standard input",
      cause,
    });
  }
}

function counts({ changes, unchanged }: DirectoryPlan) {
  const isNew = changes.filter((one) => one.change === "new").length;
  return { new: isNew, changed: changes.length - isNew, unchanged };
}

function tell(
  io: Io,
  file: string,
  plan: DirectoryPlan,
  { faults, remarks }: DirectoryReading,
  dryRun: boolean,
): void {
  for (const remark of remarks) io.err(`! ${placed(file, remark)}`);
  for (const fault of faults) io.err(placed(file, fault));
  if (faults.length > 0) {
    const found = faults.length === 1 ? "a fault" : `${faults.length} faults`;
    io.err(`✗ ${found} in ${file}: nothing was changed; mend the file and import it again`);
    return;
  }
  if (dryRun) for (const change of plan.changes) io.out(lineOf(change));
  const { new: added, changed, unchanged } = counts(plan);
  const end = dryRun ? " (nothing is written: --dry-run)" : "";
  io.out(`${added} new, ${changed} changed, ${unchanged} as before${end}`);
}

function placed(file: string, { line, column, message }: DirectoryFault): string {
  return printable(`${file}:${line}: ${column === null ? "" : `${column}: `}${message}`);
}

/** `+` comes, `~` changes, `-` ends as somebody by themselves. */
function lineOf({ address, change, fields, aliases }: PersonChange): string {
  const mark = change === "new" ? "+" : change === "merged" ? "-" : "~";
  const said = fields.map(({ field, from, to }) =>
    from === null ? `${field}: ${to}` : `${field}: ${from} → ${to ?? "nothing"}`,
  );
  const moved = [...aliases.added.map((one) => `+${one}`), ...aliases.removed.map((one) => `-${one}`)];
  const whole = [
    ...(change === "merged" ? ["is another person's alias now"] : []),
    ...said,
    ...(moved.length > 0 ? [`aliases: ${moved.join(" ")}`] : []),
  ];
  return printable(`${mark} ${address}  ${whole.join(", ")}`);
}
