/** Turns a notice's context into subject, text and HTML. Templates are read, checked and compiled once, at start. */
import { PRIORITIES } from "../domain/case.ts";
import type { Desk } from "../domain/desk.ts";
import type { NoticeName } from "../domain/notice.ts";
import type { NoticeContext } from "../domain/notice-context.ts";
import { ConfigError } from "../errors.ts";
import { checkTemplates, describeFault } from "./check-templates.ts";
import { createEngine, type Template } from "./template-engine.ts";
import { formatOf, type LanguageFiles, PARTS, type Part, readTemplates } from "./template-files.ts";
import { wordsSchema } from "./words.ts";

export interface RenderedMail {
  /** One line. */
  subject: string;
  text: string;
  html: string;
}

export interface Renderer {
  /** Languages that have templates. */
  languages: string[];
  /** The language that a mail wanted in `wanted` is written in: that one, else the desk's, else English. */
  languageFor(wanted: string): string;
  /** `language` as `languageFor` gave it; contexts hold dates in words, so they are made for one language. */
  render(notice: NoticeName, language: string, context: NoticeContext): RenderedMail;
}

type Compiled = Map<NoticeName, Record<Part, Template>>;

/** Throws ConfigError that names every fault of the templates. `deskLanguage`: desk.yaml's `desk.language`; `priorities`: its own names for them. */
export function createRenderer(
  templatesFolder: string,
  deskLanguage: string,
  priorities: Desk["priorities"] = {},
): Renderer {
  const languages = readTemplates(templatesFolder);
  const faults = checkTemplates(languages);
  if (faults.length > 0) {
    throw new ConfigError(`templates cannot be used: ${faults.map(describeFault).join("; ")}`, {
      reason: "templates_faulty",
      hint: "mend them, or take the ones that came with Deskpost",
    });
  }
  const compiled = new Map(languages.map((files) => [files.language, compile(files, priorities)]));
  return {
    languages: [...compiled.keys()],
    languageFor(wanted) {
      const found = [wanted, deskLanguage, "en"].find((language) => compiled.has(language));
      return found ?? (languages[0]?.language as string);
    },
    render(notice, language, context) {
      const parts = compiled.get(language)?.get(notice);
      if (!parts) throw new Error(`no templates for ${notice} in ${language}`);
      return {
        subject: parts.subject(context).replace(/\s+/g, " ").trim(),
        text: tidy(parts.text(context)),
        html: parts.html(context),
      };
    },
  };
}

function compile(files: LanguageFiles, own: Desk["priorities"]): Compiled {
  const words = wordsSchema.parse(JSON.parse(files.words?.text ?? "{}"));
  for (const [at, priority] of PRIORITIES.entries()) {
    const called = own[priority]?.[files.language];
    if (called !== undefined) words.priorities[priority] = `${called} (${at + 1})`;
  }
  const engines = {
    text: createEngine(files.language, files.partials.text, words, "text"),
    html: createEngine(files.language, files.partials.html, words, "html"),
  };
  const compiled: Compiled = new Map();
  for (const [notice, sources] of files.notices) {
    const parts = PARTS.map((part) => {
      const source = sources[part];
      if (!source) throw new Error(`${files.language}/${notice} lacks ${part}`);
      return [part, engines[formatOf(part)].compile(source)] as const;
    });
    compiled.set(notice, Object.fromEntries(parts) as Record<Part, Template>);
  }
  return compiled;
}

/** Templates leave a blank line after each part; what nobody filled leaves no gap behind at the edges. */
function tidy(text: string): string {
  return `${text.trim()}\n`;
}
