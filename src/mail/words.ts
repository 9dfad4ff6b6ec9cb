/** The words that every language has for the desk's own codes (statuses, labels, …): `templates/<language>/words.json`. */
import { z } from "zod";
import { CASE_TYPES, LEVELS, PRIORITIES, STATUSES } from "../domain/case.ts";
import { NOTICE_NAMES } from "../domain/notice.ts";
import { MESSAGE_KINDS, noticeContexts, OFFER_NAMES, WARNINGS } from "../domain/notice-context.ts";
import { PROMISES } from "../domain/reminder-notices.ts";

const LABELS = [
  "case",
  "requester",
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
] as const;

function wordsFor<K extends string>(keys: readonly K[]) {
  const shape = Object.fromEntries(keys.map((key) => [key, z.string().min(1)]));
  return z.strictObject(shape as Record<K, z.ZodString>);
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
  /** On the buttons that open a command. */
  offers: wordsFor(OFFER_NAMES),
  /** `{name}` is filled in. */
  labels: wordsFor(LABELS),
});

export type Words = z.infer<typeof wordsSchema>;
export type WordGroup = keyof Words;

/** Groups whose keys stand for values of a case; a receipt's old and new values are looked up in all of them. */
export const VALUE_GROUPS = [
  "statuses",
  "priorities",
  "levels",
  "types",
] as const satisfies readonly WordGroup[];

/** The word for a code, or the code itself. */
export function wordFor(words: Words, group: string, key: string): string {
  const found: Record<string, string> | undefined = Object.hasOwn(words, group)
    ? words[group as WordGroup]
    : undefined;
  return found && Object.hasOwn(found, key) ? (found[key] ?? key) : key;
}
