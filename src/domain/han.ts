/** What is different about text in Chinese: no blanks between words, and a character says as much as several letters. */

const HAN = /\p{Script=Han}/u;
const EACH_HAN = /\p{Script=Han}/gu;
/** Letters that one character stands for, so that one measure serves both. */
const LETTERS_A_CHARACTER = 3;

export function hasHan(text: string): boolean {
  return HAN.test(text);
}

/** How much a text says, in letters. */
export function lettersIn(text: string): number {
  return text.length + (LETTERS_A_CHARACTER - 1) * (text.match(EACH_HAN)?.length ?? 0);
}

/** How many words a stretch without blanks is: a Chinese word is mostly two characters. */
export function wordsIn(stretch: string): number {
  const characters = stretch.match(EACH_HAN)?.length ?? 0;
  const others = stretch.split(/[\s\p{Script=Han}]+/u).filter((one) => one !== "").length;
  return Math.ceil(characters / 2) + others;
}

/** Two lines as one: Chinese goes on without a blank. */
export function joinLines(before: string, after: string): string {
  return /[\p{Script=Han}，。！？；：、”）]$/u.test(before) &&
    /^[\p{Script=Han}，。！？；：、“（]/u.test(after)
    ? before + after
    : `${before} ${after}`;
}
