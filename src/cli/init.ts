/** `deskpost init`: a commented desk.yaml to start from, and its JSON Schema beside it. Never overwrites unasked. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { deskJsonSchema } from "../config/schema-faults.ts";
import { templatesFolder } from "../config/templates-folder.ts";
import { ConfigError } from "../errors.ts";
import { type Context, type ExitCode, FINE } from "./io.ts";

/** The name that the first line of the template gives to editors. */
const SCHEMA_FILE = "desk.schema.json";

/** Throws ConfigError `file_exists`, or when a file cannot be written. */
export async function init(
  { io, environment }: Context,
  options: { force?: boolean; file?: string },
): Promise<ExitCode> {
  const file = options.file ?? environment().configPath;
  const schemaFile = join(dirname(file), SCHEMA_FILE);
  if (existsSync(file) && !options.force) {
    throw new ConfigError(`${file} is already there`, {
      reason: "file_exists",
      hint: "keep it, name another with --file, or overwrite it with --force",
    });
  }
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, readFileSync(join(templatesFolder, "_init", "desk.yaml")), {
      flag: options.force ? "w" : "wx",
    });
    writeFileSync(schemaFile, formatSchema());
  } catch (cause) {
    throw new ConfigError(`cannot write ${file} (${(cause as NodeJS.ErrnoException).code ?? cause})`, {
      reason: "unwritable",
      hint: "name a folder that this user may write, with --file",
      cause,
    });
  }
  io.out(`wrote ${file} and ${basename(schemaFile)}`);
  io.err(
    "next: put your addresses and servers into it, then run: deskpost check, deskpost doctor, deskpost start",
  );
  return FINE;
}

export function formatSchema(): string {
  return `${JSON.stringify(deskJsonSchema(), null, 2)}\n`;
}
