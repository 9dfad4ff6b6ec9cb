/** Handlebars as the desk uses it: strict, with these helpers and no others; what users wrote is only ever a value. */
import Handlebars from "handlebars";
import { type AnswerTarget, answerLink } from "../domain/mailto.ts";
import type { Format, Source } from "./template-files.ts";
import { countIn, VALUE_GROUPS, type Words, wordFor } from "./words.ts";

export type Template = (context: object) => string;

/** How many values each helper takes, besides named ones; the template check reads it. */
export const HELPER_ARITY = {
  is: 2,
  say: 2,
  count: 2,
  inWords: 1,
  lines: 1,
  quote: 1,
  someone: 1,
  answerLink: 2,
} as const;
export type HelperName = keyof typeof HELPER_ARITY;

export interface Engine {
  compile(source: Source): Template;
}

/** One engine a language and format, since partials are compiled with the escaping of who calls them. */
export function createEngine(
  language: string,
  partials: ReadonlyMap<string, Source>,
  words: Words,
  format: Format,
): Engine {
  const handlebars = Handlebars.create();
  for (const [name, helper] of Object.entries(helpers(language, words)))
    handlebars.registerHelper(name, helper);
  for (const [name, source] of partials) handlebars.registerPartial(name, inline(source.text));
  const knownHelpers = Object.fromEntries(
    [...Object.keys(HELPER_ARITY), "if", "unless", "each", "with"].map((name) => [name, true]),
  ) as NonNullable<CompileOptions["knownHelpers"]>;
  return {
    compile(source) {
      const compiled = handlebars.compile(source.text, {
        strict: true,
        knownHelpers,
        knownHelpersOnly: true,
        noEscape: format === "text",
        preventIndent: true,
      });
      return (context) => compiled(context);
    },
  };
}

function helpers(language: string, words: Words): Record<HelperName, Handlebars.HelperDelegate> {
  return {
    /** Whether a value is this one. */
    is: (value: unknown, wanted: unknown) => value === wanted,
    /** The language's word for a code; named values fill its `{braces}`. */
    say: (group: string, key: string | null, options: Handlebars.HelperOptions) =>
      fillIn(key === null ? "" : wordFor(words, group, key), options.hash),
    /** The language's phrase for so many of something, in the form that the number asks for. */
    count: (key: string, count: number) => countIn(words, language, key, count),
    /** A raw value of a case (`awaiting_user, until …`) with its code in words. */
    inWords: (raw: string) => raw.replace(/^[a-z_]+(?=$|,)/, (code) => valueInWords(words, code)),
    /** Text in HTML, its line breaks and indents kept. */
    lines: (text: string) => new Handlebars.SafeString(htmlLines(text)),
    /** Text quoted as mail programs do. */
    quote: (text: string) =>
      text
        .split(/\r?\n/)
        .map((line) => (line === "" ? ">" : `> ${line}`))
        .join("\n"),
    someone: (person: { name: string | null; address: string }) =>
      person.name === null ? person.address : `${person.name} <${person.address}>`,
    /** Opens an answer that is already written. */
    answerLink: (target: AnswerTarget, text: string) => answerLink(target, text),
  };
}

function htmlLines(text: string): string {
  return Handlebars.escapeExpression(text)
    .replace(/^[ \t]+/gm, (indent) => "&nbsp;".repeat(indent.replace(/\t/g, "    ").length))
    .replace(/\r?\n/g, "<br>\n");
}

/** A partial of one line may stand amid a sentence, so its line break goes. */
function inline(text: string): string {
  return /^[^\n]+\n$/.test(text) ? text.slice(0, -1) : text;
}

function fillIn(phrase: string, values: Record<string, unknown>): string {
  return phrase.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}

function valueInWords(words: Words, code: string): string {
  for (const group of VALUE_GROUPS) {
    const word = wordFor(words, group, code);
    if (word !== code) return word;
  }
  return code;
}
