/**
 * Reads the templates folder: `<language>/<notice>/{subject,text,html}.hbs`, `<language>/words.json`, and partials in
 * `<language>/_partials` and `_shared` (`name.text.hbs`, `name.html.hbs`; a language's own goes before the shared one).
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { NOTICE_NAMES, type NoticeName } from "../domain/notice.ts";
import { ConfigError } from "../errors.ts";

export const PARTS = ["subject", "text", "html"] as const;
export type Part = (typeof PARTS)[number];
/** What a template is written in: decides whether names are escaped. */
export type Format = "text" | "html";

export function formatOf(part: Part): Format {
  return part === "html" ? "html" : "text";
}

/** Folders that are languages, as desk.yaml writes them; others beside them hold something else. */
const LANGUAGE = /^[a-z]{2,3}(-[A-Z][a-z]{3})?$/;

export interface Source {
  /** Relative to the templates folder. */
  file: string;
  text: string;
}

export interface LanguageFiles {
  language: string;
  words: Source | null;
  partials: Record<Format, Map<string, Source>>;
  notices: Map<NoticeName, Partial<Record<Part, Source>>>;
}

/** Throws ConfigError when the folder is not there or holds no language. */
export function readTemplates(folder: string): LanguageFiles[] {
  const languages = foldersIn(folder).filter((name) => LANGUAGE.test(name));
  if (languages.length === 0) {
    throw new ConfigError(`no templates in ${folder}`, {
      reason: "templates_missing",
      hint: "install Deskpost with its templates folder, or name the folder that holds en/ and the other languages",
    });
  }
  return languages.map((language) => readLanguage(folder, language));
}

function readLanguage(folder: string, language: string): LanguageFiles {
  const home = join(folder, language);
  const read = (path: string): Source | null =>
    existsSync(path) ? { file: relative(folder, path), text: readFileSync(path, "utf8") } : null;
  const notices = NOTICE_NAMES.map((notice) => {
    const parts = PARTS.map((part) => [part, read(join(home, notice, `${part}.hbs`))] as const);
    return [notice, Object.fromEntries(parts.filter(([, source]) => source !== null))] as const;
  });
  return {
    language,
    words: read(join(home, "words.json")),
    partials: {
      text: readPartials(folder, home, "text"),
      html: readPartials(folder, home, "html"),
    },
    notices: new Map(notices),
  };
}

function readPartials(folder: string, home: string, format: Format): Map<string, Source> {
  const found = new Map<string, Source>();
  for (const place of [join(folder, "_shared"), join(home, "_partials")]) {
    for (const name of existsSync(place) ? readdirSync(place) : []) {
      if (!name.endsWith(`.${format}.hbs`)) continue;
      const path = join(place, name);
      found.set(name.slice(0, -`.${format}.hbs`.length), {
        file: relative(folder, path),
        text: readFileSync(path, "utf8"),
      });
    }
  }
  return found;
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
