/**
 * The language a text is written in, so that people are answered in theirs. Rather none than a wrong one: what is too short or too
 * mixed to tell leaves the choice to the person's preference or the desk's default.
 */
import { eld } from "eld/extrasmall";

/** Languages that a desk's mail is likely to be in; fewer candidates, fewer mistakes in short texts. */
const CANDIDATES = [
  ..."ar bg cs da de el en es et fi fr he hr hu it ja ko lt lv nl no pl pt ro ru sk sl sv tr uk vi zh".split(
    " ",
  ),
];

/** Fewer letters than this say too little. */
const FEWEST_LETTERS = 12;
const FEWEST_CJK = 4;
const HAN = /\p{Script=Han}/u;
const ENOUGH_LETTERS = new RegExp(`(?:\\p{L}\\P{L}*){${FEWEST_LETTERS}}`, "u");
const ENOUGH_CJK = new RegExp(
  `(?:[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}].*?){${FEWEST_CJK}}`,
  "su",
);
/** The detector itself reads no further; keeps the cleaning before it cheap. */
const MAX_READ = 4_000;
/** How close an allowed language must come to the likeliest one: Danish and Norwegian often differ by less. */
const NEARLY_AS_LIKELY = 0.03;

eld.enableTextCleanup(true);
eld.setLanguageSubset(CANDIDATES);

/** One of `allowed` (template folders such as `da`, `zh-Hans`), or null. */
export function detectLanguage(text: string, allowed: readonly string[]): string | null {
  const words = wordsOf(text.slice(0, MAX_READ));
  if (isChinese(words)) return allowed.find((one) => primary(one) === "zh") ?? null;
  const detected = isEnough(words) ? eld.detect(words) : null;
  if (!detected?.isReliable()) return null;
  const scores = detected.getScores();
  const least = (scores[detected.language] ?? 1) - NEARLY_AS_LIKELY;
  const likely = Object.entries(scores)
    .filter(([, score]) => score >= least)
    .sort(([, a], [, b]) => b - a);
  for (const [language] of likely) {
    const folder = allowed.find((one) => primary(one) === language);
    if (folder !== undefined) return folder;
  }
  return null;
}

/** Without what looks alike in every language: addresses, paths, codes, capitalised error names. */
function wordsOf(text: string): string {
  const isCode = (word: string) => /[\d@\\/_=<>{}]|\.\p{L}/u.test(word);
  return text
    .split(/\s+/)
    .filter((word) => word !== "" && !isCode(word))
    .join(" ");
}

/** Its script tells it in fewer words than the detector needs: characters, and none of those that Japanese and Korean have besides. */
function isChinese(words: string): boolean {
  if (!HAN.test(words)) return false;
  const han = words.match(/\p{Script=Han}/gu)?.length ?? 0;
  const letters = words.match(/\p{L}/gu)?.length ?? 0;
  return (
    han >= FEWEST_CJK &&
    han * 2 >= letters &&
    !/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(words)
  );
}

function isEnough(words: string): boolean {
  return ENOUGH_LETTERS.test(words) || ENOUGH_CJK.test(words);
}

/** Norwegian has two written forms with codes of their own. */
function primary(folder: string): string {
  const language = folder.split("-")[0] ?? folder;
  return language === "nb" || language === "nn" ? "no" : language;
}
