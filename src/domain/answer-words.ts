/**
 * What people write when a solution holds: per language, the only expressions a confirmation may consist of. Entries are pieces
 * of regular expressions over lower-case words without punctuation; a word that could carry trouble ("again", "problem",
 * "help") stands only inside a whole expression, never alone.
 */

import { DANISH_ANSWERS } from "./words/answers-da.ts";
import { ENGLISH_ANSWERS } from "./words/answers-en.ts";
import { SPANISH_ANSWERS } from "./words/answers-es.ts";
import { DUTCH_ANSWERS } from "./words/answers-nl.ts";
import { CHINESE_ANSWERS } from "./words/answers-zh.ts";

export interface AnswerWords {
  /** Says that it works. */
  affirms: readonly string[];
  thanks: readonly string[];
  /** May stand beside those, says nothing by itself: greetings, small words, wishes. */
  fillers: readonly string[];
  /** Beginnings of a clause that make it a question even without a question mark. */
  questions: readonly string[];
  /** Words that tell `deskpost why` what was in the way; none of them is in the lists above by itself. */
  negations: readonly string[];
  contrasts: readonly string[];
  /** Before a rating: `Rating: 4`. Between rating and five: `4 out of 5`. After it: `4 stars`. */
  ratingLabels: readonly string[];
  ratingOf: readonly string[];
  ratingUnits: readonly string[];
}

/** In every language. */
export const COMMON_WORDS = {
  affirms: ["ok(ay)?", "okey", "super", "top", "perfect", "yes", "👍+", "👌+", "✅+", "✔+"],
  thanks: ["🙏+", "thx", "thanks", "thank you"],
  fillers: ["[🙂😊😀😃😄😁😉☺🎉🥳🤩😎😍❤💪]+", "hi", "hello", "hey", "mvh", "br", "kh", "vh"],
} as const;

/** A further language is a further entry; `confirm.ts` asks each. */
export const ANSWER_WORDS: Readonly<Record<string, AnswerWords>> = {
  en: ENGLISH_ANSWERS,
  da: DANISH_ANSWERS,
  nl: DUTCH_ANSWERS,
  es: SPANISH_ANSWERS,
  zh: CHINESE_ANSWERS,
};
