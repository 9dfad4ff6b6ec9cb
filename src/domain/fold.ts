/** Spelling that is not counted: words are compared folded, so that capitals and foreign keyboards make no difference. */

/**
 * Lower case, compatibility forms unified (`ｔａｋｅ` → `take`), æ ø å ä ö ü spelt out as keyboards without them do, and no other accents
 * on Latin letters (`sí` → `si`).
 */
export function foldWord(word: string): string {
  return word
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[æä]/g, "ae")
    .replace(/[øö]/g, "oe")
    .replace(/å/g, "aa")
    .replace(/ü/g, "ue")
    .normalize("NFD")
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, "")
    .normalize("NFC");
}

/** Folded, with `_`, `-` and runs of blanks as one space: `In-Progress` and `in_progress` are `in progress`. */
export function foldPhrase(phrase: string): string {
  return foldWord(phrase)
    .replace(/[\s_-]+/g, " ")
    .trim();
}
