/**
 * Checks all templates of all languages without rendering one: every notice and part there, every name in its context's type, every
 * word in every language. Run by the tests, by `doctor`, and before the desk starts.
 */
import { NOTICE_NAMES, type NoticeName } from "../domain/notice.ts";
import { noticeContexts } from "../domain/notice-context.ts";
import { formatOf, type LanguageFiles, PARTS, type Part } from "./template-files.ts";
import { type TemplateFault, TemplateWalk } from "./template-walk.ts";
import { pluralForms, WORD_GROUPS, type Words, wordsSchema } from "./words.ts";

export type { TemplateFault };

/** Each fault once, by file and line. */
export function checkTemplates(languages: readonly LanguageFiles[]): TemplateFault[] {
  const words = new Map(languages.map((files) => [files.language, readWords(files)]));
  const english = words.get("en");
  const told = toldIn(languages.find((files) => files.language === "en"));
  const faults = languages.flatMap((files) => {
    const own = words.get(files.language);
    return [
      ...(own && "faults" in own ? own.faults : []),
      ...(own && "words" in own && english && "words" in english
        ? blanks(files, own.words, english.words)
        : []),
      ...NOTICE_NAMES.flatMap((notice) => PARTS.flatMap((part) => checkPart(files, notice, part, told))),
    ];
  });
  return unique(faults);
}

export function describeFault(fault: TemplateFault): string {
  return `${fault.file}${fault.line > 0 ? `:${fault.line}` : ""} ${fault.message}`;
}

type Told = ReadonlyMap<string, ReadonlySet<string>>;

/** The names that each part of each notice tells its reader. */
function toldIn(files: LanguageFiles | undefined): Told {
  const parts = files ? NOTICE_NAMES.flatMap((notice) => PARTS.map((part) => [notice, part] as const)) : [];
  return new Map(
    parts.map(([notice, part]) => [
      `${notice}/${part}`,
      (files && walkPart(files, notice, part)?.names) ?? new Set(),
    ]),
  );
}

/** Every name there, and none left out that English tells its reader. */
function checkPart(files: LanguageFiles, notice: NoticeName, part: Part, told: Told): TemplateFault[] {
  const walk = walkPart(files, notice, part);
  const file = `${files.language}/${notice}/${part}.hbs`;
  if (!walk) return [{ file, line: 0, message: "is missing" }];
  // A template that cannot be read lacks every name; its own faults tell that.
  if (walk.faults.length > 0) return walk.faults;
  const left = [...(told.get(`${notice}/${part}`) ?? [])].filter((name) => !walk.names.has(name));
  return left.map((name) => ({ file, line: 0, message: `leaves out ${name}, which English tells` }));
}

function walkPart(files: LanguageFiles, notice: NoticeName, part: Part): TemplateWalk | null {
  const source = files.notices.get(notice)?.[part];
  if (!source) return null;
  const format = formatOf(part);
  const walk = new TemplateWalk(files.partials[format], format, `${files.language} ${notice}`);
  walk.walk(source, noticeContexts[notice]);
  return walk;
}

function readWords(files: LanguageFiles): { words: Words } | { faults: TemplateFault[] } {
  const file = files.words?.file ?? `${files.language}/words.json`;
  if (!files.words) return { faults: [{ file, line: 0, message: "is missing" }] };
  let json: unknown;
  try {
    json = JSON.parse(files.words.text);
  } catch (error) {
    return { faults: [{ file, line: 0, message: `is no JSON: ${String(error)}` }] };
  }
  const parsed = wordsSchema.safeParse(json);
  if (parsed.success) return { words: parsed.data };
  return {
    faults: parsed.error.issues.map((issue) => ({
      file,
      line: 0,
      message: `${issue.path.join(".")}: ${issue.message}`,
    })),
  };
}

/** What English leaves open to be filled in, every language must leave open too; and it must have each of its own plural forms. */
function blanks(files: LanguageFiles, own: Words, english: Words): TemplateFault[] {
  const file = files.words?.file ?? "";
  const fault = (message: string): TemplateFault => ({ file, line: 0, message });
  const phrases = WORD_GROUPS.flatMap((group) =>
    Object.entries(english[group]).flatMap(([key, phrase]) => {
      const translated = (own[group] as Record<string, string>)[key] ?? "";
      const same = names(phrase).join() === names(translated).join();
      return same ? [] : [fault(`${group}.${key} must hold ${names(phrase).join(", ")}`)];
    }),
  );
  const forms = pluralForms(files.language);
  const counts = Object.entries(own.counts).flatMap(([key, phrases]) => {
    const has = Object.keys(phrases).sort();
    if (has.join() !== forms.join()) {
      return [fault(`counts.${key} must have the plural forms ${forms.join(", ")}`)];
    }
    return names(phrases.other ?? "").join() === "{n}" ? [] : [fault(`counts.${key}.other must hold {n}`)];
  });
  return [...phrases, ...counts];
}

function names(phrase: string): string[] {
  return [...phrase.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort();
}

function unique(faults: TemplateFault[]): TemplateFault[] {
  const seen = new Set<string>();
  return faults.filter((fault) => {
    // The same line of a shared partial is at fault for many notices; one is enough to find it.
    const key = `${fault.file}:${fault.line}:${fault.message.replace(/ \(in [^)]*\)$/, "")}`;
    return seen.has(key) ? false : seen.add(key);
  });
}
