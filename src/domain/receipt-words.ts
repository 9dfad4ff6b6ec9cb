/** What command receipts and refusals say about single lines, in the agents' languages (words/receipts-<language>.ts). */
import { DANISH } from "./words/receipts-da.ts";
import { ENGLISH, ENGLISH_FIELDS, type Field, type Phrase } from "./words/receipts-en.ts";
import { SPANISH } from "./words/receipts-es.ts";
import { DUTCH } from "./words/receipts-nl.ts";
import { CHINESE } from "./words/receipts-zh.ts";

export type { Phrase };

const WORDS: Record<string, Record<Phrase, string>> = {
  en: ENGLISH,
  da: DANISH,
  nl: DUTCH,
  es: SPANISH,
  zh: CHINESE,
};

/** The phrase in the language, else in English. */
export function say(language: string, phrase: Phrase, values: Record<string, string> = {}): string {
  const text = (WORDS[language] ?? ENGLISH)[phrase];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** What a field of a case is called; null for one that only follows from another (an instant, a count). */
export function fieldWord(language: string, field: string): string | null {
  return Object.hasOwn(ENGLISH_FIELDS, field) ? say(language, field as Field) : null;
}
