/** What the desk found out about a mail, as a sentence in the agents' language (words/why-<language>.ts). */
import type { Evidence } from "./change.ts";
import { fieldWord } from "./receipt-words.ts";
import { DANISH } from "./words/why-da.ts";
import { ENGLISH, type WhyPhrase } from "./words/why-en.ts";
import { SPANISH } from "./words/why-es.ts";
import { DUTCH } from "./words/why-nl.ts";
import { CHINESE } from "./words/why-zh.ts";

const WORDS: Record<string, Record<WhyPhrase, string>> = {
  en: ENGLISH,
  da: DANISH,
  nl: DUTCH,
  es: SPANISH,
  zh: CHINESE,
};

/** By step and code, the first that fits; what stands in none is left to the reader as it is. */
const PHRASES: readonly [RegExp, WhyPhrase][] = [
  [/^rule none_held$/, "no_rule"],
  [/^priority matrix$/, "matrix"],
  [/^screen human$/, "human"],
  [/^screen list$/, "list"],
  [/^screen (?:generated|auto_reply)$/, "automatic"],
  [/^authentication pass$/, "vouched"],
  [/^authentication fail$/, "forged"],
  [/^authentication none$/, "unvouched"],
  [/^directory alias$/, "alias"],
  [/^thread joined_by_token_/, "by_token"],
  [/^thread joined_by_tag$/, "by_tag"],
  [/^thread joined_by_/, "by_reply"],
  [/^thread refused_/, "refused"],
  [/^thread no_evidence$/, "no_case"],
  [/^thread duplicate$/, "duplicate"],
  [/^spam parked$/, "spam"],
  [/^parse unreadable$/, "unreadable"],
  [/^parse encrypted$/, "encrypted"],
  [/^proof (?:full|limited)$/, "proved"],
  [/^proof none$/, "unproved"],
  [/^command carried_out$/, "carried_out"],
  [/^command refused$/, "not_carried_out"],
  [/^notice not_told$/, "not_told"],
  [/^notice not_(?:acknowledged|answered)$/, "not_answered"],
];

/** Null where there is no sentence for it. */
export function whySentence(language: string, seen: Evidence): string | null {
  const say = (phrase: WhyPhrase, values: Record<string, string>) =>
    (WORDS[language] ?? ENGLISH)[phrase].replace(
      /\{(\w+)\}/g,
      (whole, name: string) => values[name] ?? whole,
    );
  const { step, code, detail, rule } = seen;
  if (rule) {
    const matches = rule.matches.map(({ by, found }) => {
      if (by === "subject" || by === "text") return say(`in_${by}`, { found });
      return say("is_so", { by: fieldWord(language, by) ?? by, found });
    });
    return say("rule", { name: code, because: matches.join(", ") || say("always", {}) });
  }
  const phrase = PHRASES.find(([pattern]) => pattern.test(`${step} ${code}`))?.[1];
  return phrase === undefined ? null : say(phrase, { detail });
}
