/**
 * The agents' verbs: what each takes and does with the text beside it. Names and help are each language's own (words/verbs-<language>.ts);
 * no name stands for two verbs.
 */
import { foldWord } from "./fold.ts";
import type { VerbWording } from "./words/verb-wording.ts";
import { DANISH_VERBS } from "./words/verbs-da.ts";
import { ENGLISH_VERBS } from "./words/verbs-en.ts";
import { SPANISH_VERBS } from "./words/verbs-es.ts";
import { DUTCH_VERBS } from "./words/verbs-nl.ts";
import { CHINESE_VERBS } from "./words/verbs-zh.ts";

interface VerbTraits {
  value: "required" | "optional" | "none";
  /** Its value is a person's own words: kept as written, never searched for other commands. */
  freeText: boolean;
  /** A value on its line is the beginning of the text beside it: the parser moves it there. */
  opensText: boolean;
  /** The text beside it goes to the requester (DESIGN, "Commands"). */
  sendsText: boolean;
}

const traits = (
  value: VerbTraits["value"],
  ...has: readonly ("freeText" | "opensText" | "sendsText")[]
): VerbTraits => ({
  value,
  freeText: has.includes("freeText"),
  opensText: has.includes("opensText"),
  sendsText: has.includes("sendsText"),
});

const VERBS = {
  take: traits("none"),
  start: traits("none", "sendsText"),
  assign: traits("required"),
  wait: traits("optional", "sendsText"),
  resolve: traits("optional", "freeText", "opensText", "sendsText"),
  reply: traits("optional", "freeText", "opensText", "sendsText"),
  close: traits("none", "sendsText"),
  reopen: traits("none"),
  spam: traits("none"),
  status: traits("required"),
  priority: traits("required"),
  impact: traits("required"),
  urgency: traits("required"),
  type: traits("required"),
  category: traits("required", "freeText"),
  subject: traits("required", "freeText"),
  place: traits("required", "freeText"),
  service: traits("required", "freeText"),
  order: traits("required"),
  note: traits("optional", "freeText", "opensText"),
  cc: traits("required"),
  requester: traits("required"),
  move: traits("required"),
  escalate: traits("optional", "freeText", "opensText"),
  forward: traits("required"),
  link: traits("required"),
  merge: traits("required"),
  time: traits("required"),
  why: traits("optional"),
  show: traits("optional"),
  files: traits("optional"),
  list: traits("optional"),
  help: traits("optional"),
  release: traits("required"),
  undo: traits("none"),
  confirm: traits("none"),
} as const satisfies Record<string, VerbTraits>;

export type Verb = keyof typeof VERBS;

export const VERB_NAMES = Object.keys(VERBS) as Verb[];

/** The languages that agents may write commands in. */
const WORDINGS = {
  en: ENGLISH_VERBS,
  da: DANISH_VERBS,
  nl: DUTCH_VERBS,
  es: SPANISH_VERBS,
  zh: CHINESE_VERBS,
} as const satisfies Record<string, Record<Verb, VerbWording>>;

export type CommandLanguage = keyof typeof WORDINGS;

export const COMMAND_LANGUAGES = Object.keys(WORDINGS) as CommandLanguage[];

/** Names and help of a verb; a language without its own reads English. */
export function verbWording(verb: Verb, language: string): VerbWording {
  const words = Object.hasOwn(WORDINGS, language) ? WORDINGS[language as CommandLanguage] : WORDINGS.en;
  return words[verb];
}

/** How a verb is written in the language. English aliases are borrowed from other systems, so English shows the canonical name. */
export function verbName(verb: Verb, language: string): string {
  const { names } = verbWording(verb, language);
  return language === "en" || !Object.hasOwn(WORDINGS, language) ? verb : (names[0] ?? verb);
}

export function verbSpec(verb: Verb): VerbTraits {
  return VERBS[verb];
}

/** Every name of a verb, the canonical one first. */
export function verbNames(verb: Verb): string[] {
  return [...new Set([verb, ...COMMAND_LANGUAGES.flatMap((language) => WORDINGS[language][verb].names)])];
}

/** Every accepted name, folded, to its verb. */
export const VERB_BY_NAME: ReadonlyMap<string, Verb> = new Map(
  VERB_NAMES.flatMap((verb) => verbNames(verb).map((name) => [foldWord(name), verb] as const)),
);
