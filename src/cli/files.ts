/** Mail files as commands are given them. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../errors.ts";

/** A file itself, or the files of a folder and the folders in it, by name. Throws ConfigError for a path that is not there. */
export function listFiles(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (cause) {
    throw new ConfigError(`cannot read ${path} (${(cause as NodeJS.ErrnoException).code ?? cause})`, {
      reason: "unreadable_file",
      hint: "name files of mail, or a folder of them",
      cause,
    });
  }
}
