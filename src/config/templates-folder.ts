/** Where the templates are, and which languages they know: folders named like a language; those that begin with _ are none. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const templatesFolder = fileURLToPath(new URL("../../templates/", import.meta.url));

export function listLanguages(): string[] {
  return readdirSync(templatesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[a-z]{2,3}(-[A-Z][a-z]{3})?$/.test(entry.name))
    .map((entry) => entry.name);
}
