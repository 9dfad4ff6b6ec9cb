/** The words that every language has for the desk's own codes (statuses, labels, …): `templates/<language>/words.json`. */
import { z } from "zod";
import { CASE_TYPES, LEVELS, PRIORITIES, STATUSES } from "../domain/case.ts";
import { MESSAGE_KINDS, OFFER_NAMES, WARNINGS } from "../domain/context-parts.ts";
import { NOTICE_NAMES } from "../domain/notice.ts";
import { noticeContexts } from "../domain/notice-context.ts";
import { DIGEST_SECTIONS, PROMISES } from "../domain/reminder-notices.ts";

const LABELS = [
  "case",
  "requester",
  "reporter",
  "name",
  "phone",
  "office",
  "department",
  "organisation",
  "userName",
  "personId",
  "undeliverable",
  "status",
  "priority",
  "type",
  "category",
  "service",
  "place",
  "team",
  "agent",
  "openedAt",
  "solution",
  "file",
  "files",
  "filesListed",
  "filesTooLarge",
  "filesNotSent",
  "filesOf",
  "earlier",
  "otherCases",
  "answerGoesTo",
  "commands",
  "commandHint",
  "sent",
  "why",
  "list",
  "nothingFound",
  "dueBy",
  "overdueSince",
  "unanswered",
  "order",
  "deliverBy",
] as const;

/** Told with a number that changes their form; `{n}` is the number. */
const COUNTS = ["moreWaiting", "promisesDue", "promisesDueSubject", "moreUnlisted"] as const;

function wordsFor<K extends string>(keys: readonly K[]) {
  const shape = Object.fromEntries(keys.map((key) => [key, z.string().min(1)]));
  return z.strictObject(shape as Record<K, z.ZodString>);
}

/** Per count, a phrase for each plural category of the language (Unicode TR 35: one, few, many, other …). */
function formsFor<K extends string>(keys: readonly K[]) {
  const shape = Object.fromEntries(keys.map((key) => [key, z.record(z.string(), z.string().min(1))]));
  return z.strictObject(shape as Record<K, z.ZodRecord<z.ZodString, z.ZodString>>);
}

export const wordsSchema = z.strictObject({
  statuses: wordsFor(STATUSES),
  priorities: wordsFor(PRIORITIES),
  levels: wordsFor(LEVELS),
  types: wordsFor(CASE_TYPES),
  warnings: wordsFor(WARNINGS),
  kinds: wordsFor(MESSAGE_KINDS),
  notices: wordsFor(NOTICE_NAMES),
  /** What a mail from outside set off. */
  happened: wordsFor(noticeContexts.user_wrote.shape.what.options),
  /** What became of the text beside commands. */
  fates: wordsFor(noticeContexts.command_receipt.shape.text.options),
  promises: wordsFor(PROMISES),
  /** Headings of the daily list. */
  digest: wordsFor(DIGEST_SECTIONS),
  /** On the buttons that open a command. */
  offers: wordsFor(OFFER_NAMES),
  /** `{name}` is filled in. */
  labels: wordsFor(LABELS),
  counts: formsFor(COUNTS),
});

export type Words = z.infer<typeof wordsSchema>;
export type WordGroup = Exclude<keyof Words, "counts">;
export const WORD_GROUPS = Object.keys(wordsSchema.shape).filter((key) => key !== "counts") as WordGroup[];

/** Groups whose keys stand for values of a case; a receipt's old and new values are looked up in all of them. */
export const VALUE_GROUPS = [
  "statuses",
  "priorities",
  "levels",
  "types",
] as const satisfies readonly WordGroup[];

/** The word for a code, or the code itself. */
export function wordFor(words: Words, group: string, key: string): string {
  const isGroup = (WORD_GROUPS as readonly string[]).includes(group);
  const found: Record<string, string> | undefined = isGroup ? words[group as WordGroup] : undefined;
  return found && Object.hasOwn(found, key) ? (found[key] ?? key) : key;
}

/** Mails count cases and days: what only larger numbers need (Spanish `many`, from a million) no language must have. */
const MOST_COUNTED = 200;

/** The plural categories that a language has for numbers that mails hold. */
export function pluralForms(language: string): string[] {
  const rules = pluralRules(language);
  const forms = new Set<string>();
  for (let n = 0; n <= MOST_COUNTED && forms.size < rules.resolvedOptions().pluralCategories.length; n++) {
    forms.add(rules.select(n));
  }
  return [...forms].sort();
}

/** The phrase for so many: `1 more waits`, `2 more wait`. */
export function countIn(words: Words, language: string, key: string, count: number): string {
  const forms = Object.hasOwn(words.counts, key) ? words.counts[key as keyof Words["counts"]] : {};
  const phrase = forms[pluralRules(language).select(count)] ?? forms.other ?? key;
  return phrase.replaceAll("{n}", new Intl.NumberFormat(intlLanguage(language)).format(count));
}

function pluralRules(language: string): Intl.PluralRules {
  return new Intl.PluralRules(intlLanguage(language));
}

/** A folder that is no language of Intl's is counted in as in English. */
function intlLanguage(language: string): string {
  return Intl.PluralRules.supportedLocalesOf([language])[0] ?? "en";
}
