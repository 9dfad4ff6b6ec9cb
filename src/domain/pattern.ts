/**
 * What rules look for in a text: words and phrases, whole and in any spelling, or a regular expression. Time grows with the length of
 * the text alone, whatever a mail or a pattern holds: expressions run on an automaton (RE2), and only up to a length and a size.
 */
import { RE2JS, RE2JSException } from "re2js";
import { foldWord } from "./fold.ts";

/** Characters of a text that are looked at; nobody writes more by hand. */
export const MOST_SEARCHED = 100_000;
/** Steps of a compiled expression; `(a{1,100}){1,10}` has two thousand. */
const LARGEST_EXPRESSION = 500;
/** Characters of the line in which the matched words are shown. */
const LONGEST_LINE = 2_000;
const LONGEST_SHOWN = 80;
/** Lines that are tried one by one for the matched words. */
const MOST_LINES = 2_000;

/** How a word of a phrase is compared; `any` stands for one word, whichever. */
interface WordPattern {
  /** In both spellings of what keyboards lack: `på` as `paa` and as `pa`. */
  spellings: readonly string[];
  compare: "whole" | "start" | "end" | "within" | "any";
}

export type Pattern =
  | { kind: "phrase"; words: readonly WordPattern[]; written: string }
  | { kind: "expression"; expression: RE2JS; written: string };

/** Scripts that set no space between words: each of their signs counts as a word. */
const SIGN = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]`;
const WORD = String.raw`${SIGN}|(?:(?!${SIGN})[\p{L}\p{N}\p{M}])+`;
const WORDS = new RegExp(WORD, "gu");
const PATTERN_WORDS = new RegExp(String.raw`\*?(?:${WORD})\*?|\*`, "gu");

/** What a pattern as written in desk.yaml means, or what is wrong with it. */
export function readPattern(written: string): Pattern | { fault: string; allowed: string } {
  const source = /^\/(.+)\/$/su.exec(written)?.[1];
  return source === undefined ? readPhrase(written) : readExpression(source, written);
}

function readPhrase(written: string): Pattern | { fault: string; allowed: string } {
  const words = (written.normalize("NFC").match(PATTERN_WORDS) ?? []).map(wordPattern);
  if (words.every((word) => word.compare === "any")) {
    return {
      fault: `"${written}" has no word in it`,
      allowed: "letters or digits, or /a regular expression/",
    };
  }
  return { kind: "phrase", words, written };
}

function wordPattern(word: string): WordPattern {
  if (word === "*") return { spellings: [], compare: "any" };
  const [before, after] = [word.startsWith("*"), word.length > 1 && word.endsWith("*")];
  const compare = before && after ? "within" : before ? "end" : after ? "start" : "whole";
  return { spellings: spellingsOf(word.replace(/^\*|\*$/g, "")), compare };
}

function readExpression(source: string, written: string): Pattern | { fault: string; allowed: string } {
  try {
    const expression = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE | RE2JS.MULTILINE);
    if (expression.programSize() <= LARGEST_EXPRESSION) return { kind: "expression", expression, written };
    return {
      fault: `the expression ${written} comes to ${expression.programSize()} steps`,
      allowed: `at most ${LARGEST_EXPRESSION}: fewer or smaller counts in braces`,
    };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    // The flags that we set stand before what was written.
    const reason = error.message.replace(/^error parsing regexp: /, "").replace("`(?m)(?i)", "`");
    return {
      fault: `the expression ${written} cannot be used: ${reason}`,
      allowed: "RE2 syntax, which has no look-around and no back-reference",
    };
  }
}

const unread = new WeakMap<readonly string[], readonly Pattern[]>();

/** The patterns of a list in desk.yaml, read once. Faulty ones never get past `check`, and match nothing. */
export function patternsOf(list: readonly string[]): readonly Pattern[] {
  const known = unread.get(list);
  if (known) return known;
  const patterns = list.map(readPattern).flatMap((one) => ("fault" in one ? [] : [one]));
  unread.set(list, patterns);
  return patterns;
}

/** A text made ready to be searched, however many patterns are looked for in it. */
export interface Searchable {
  /** The words that matched, as written in the text, in one line; null where the pattern does not match. */
  find(pattern: Pattern): string | null;
}

export function searchable(whole: string): Searchable {
  const text = whole.slice(0, MOST_SEARCHED).normalize("NFC");
  let words: WordIndex | null = null;
  const look = (pattern: Pattern): string | null => {
    if (pattern.kind === "expression") return findExpression(pattern.expression, text);
    words ??= indexWords(text);
    return findPhrase(pattern.words, words, text);
  };
  // Rules say the same words again and again.
  const looked = new Map<string, string | null>();
  return {
    find(pattern) {
      const known = looked.get(pattern.written);
      if (known !== undefined) return known;
      const found = look(pattern);
      looked.set(pattern.written, found);
      return found;
    },
  };
}

interface WordIndex {
  starts: number[];
  ends: number[];
  /** Each word's spellings, in the order of the text. */
  spellings: (readonly string[])[];
  /** Places of the words that may be spelt so. */
  places: Map<string, number[]>;
}

function indexWords(text: string): WordIndex {
  const index: WordIndex = { starts: [], ends: [], spellings: [], places: new Map() };
  const known = new Map<string, readonly string[]>();
  for (const { 0: word, index: start } of text.matchAll(WORDS)) {
    const spellings = known.get(word) ?? spellingsOf(word);
    known.set(word, spellings);
    for (const spelling of spellings) {
      const places = index.places.get(spelling);
      if (places) places.push(index.starts.length);
      else index.places.set(spelling, [index.starts.length]);
    }
    index.starts.push(start);
    index.ends.push(start + word.length);
    index.spellings.push(spellings);
  }
  return index;
}

function findPhrase(words: readonly WordPattern[], index: WordIndex, text: string): string | null {
  const whole = words.findIndex((word) => word.compare === "whole");
  const lead = whole === -1 ? words.findIndex((word) => word.compare !== "any") : whole;
  for (const place of placesOf(words[lead] as WordPattern, index)) {
    const first = place - lead;
    const fits = words.every((word, at) => isWord(word, index.spellings[first + at]));
    if (fits) return shown(text.slice(index.starts[first], index.ends[first + words.length - 1]));
  }
  return null;
}

/** A whole word is looked up, others are compared with each different word once. */
function placesOf(word: WordPattern, { places }: WordIndex): number[] {
  if (word.compare === "whole") return word.spellings.flatMap((one) => places.get(one) ?? []);
  const fits = COMPARE[word.compare as "start"];
  const found: number[] = [];
  for (const [spelling, at] of places) {
    if (word.spellings.some((wanted) => fits(spelling, wanted))) found.push(...at);
  }
  return found;
}

function isWord(word: WordPattern, found: readonly string[] | undefined): boolean {
  if (found === undefined) return false;
  if (word.compare === "any") return true;
  return word.spellings.some((wanted) => found.some((one) => COMPARE[word.compare as "whole"](one, wanted)));
}

const COMPARE = {
  whole: (found: string, wanted: string) => found === wanted,
  start: (found: string, wanted: string) => found.startsWith(wanted),
  end: (found: string, wanted: string) => found.endsWith(wanted),
  within: (found: string, wanted: string) => found.includes(wanted),
};

/** Lower case, without accents, with the letters that keyboards lack spelt out (`å` as `aa`) and stripped (as `a`). */
function spellingsOf(word: string): readonly string[] {
  return [...new Set([bare(foldWord(word)), bare(word)])];
}

const STRIPPED: Record<string, string> = {
  æ: "ae",
  ø: "o",
  œ: "oe",
  ß: "ss",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

function bare(word: string): string {
  return word
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[æøœßłđðþı]/g, (letter) => STRIPPED[letter] ?? letter);
}

function findExpression(expression: RE2JS, text: string): string | null {
  if (!expression.test(text)) return null;
  // Where a match stands is dear to find out in a long text; whether there is one is not.
  for (const line of text.split("\n", MOST_LINES)) {
    if (line.length > LONGEST_LINE || !expression.test(line)) continue;
    const matcher = expression.matcher(line);
    if (matcher.find()) return shown(matcher.group() ?? "");
  }
  return "";
}

function shown(matched: string): string {
  const points = [
    ...matched
      .slice(0, LONGEST_SHOWN * 4)
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
      .trim(),
  ];
  return points.length <= LONGEST_SHOWN ? points.join("") : `${points.slice(0, LONGEST_SHOWN - 1).join("")}…`;
}
