/**
 * Reads the requester's answer to a solution (DESIGN, "Closing and reopening"). In doubt it is trouble: a case wrongly reopened
 * costs an agent a glance, one wrongly closed leaves a person alone.
 */
import { ANSWER_WORDS, type AnswerWords, COMMON_WORDS } from "./answer-words.ts";
import { firstWithin, readClause } from "./confirm-unspaced.ts";
import { foldWord } from "./fold.ts";
import { hasHan, wordsIn } from "./han.ts";

export interface Answer {
  /**
   * To a resolved case `confirms` or `trouble`; to a closed one `thanks` (which includes a late yes), `rates` or `trouble`.
   */
  kind: "confirms" | "thanks" | "rates" | "trouble";
  /** 1–5; given with `rates`, and with `confirms` when the person rated at once. */
  rating: number | null;
  /** A reason code, with the words it rests on behind a colon. */
  reason: string;
}

export interface AnswerFacts {
  hasAttachments: boolean;
  status: "resolved" | "closed";
  /** Names that may stand beside the thanks: the agents', the requester's own. */
  names: readonly string[];
}

const MAX_WORDS = 12;
/** More than twelve words in any case; bounds the work. */
const MAX_LENGTH = 400;

/**
 * A rating instead of an answer to a resolved case confirms when it is 4 or 5: nobody praises what does not work. 1–3 there is
 * trouble, since it may well mean that.
 */
export function readAnswer(newText: string, facts: AnswerFacts): Answer {
  const trouble = (reason: string): Answer => ({ kind: "trouble", rating: null, reason });
  if (facts.hasAttachments) return trouble("attachment");
  if (newText.trim().length > MAX_LENGTH) return trouble("too_long");
  const text = normalize(newText);
  if (text === "") return trouble("empty");
  if (/[?¿؟⁇⁈⁉]/u.test(text)) return trouble("question_mark");
  const rated = takeRating(text);
  const words = rated === null || rated.rest !== "" ? readWords(rated?.rest ?? text, facts.names) : null;
  if (words !== null && !words.fits) return trouble(words.reason);
  if (rated !== null) {
    const { rating } = rated;
    if (rating < 1 || rating > 5) return trouble(`rating_out_of_range: ${rating}`);
    if (facts.status === "closed") return { kind: "rates", rating, reason: `rating: ${rating}` };
    if (rating < 4) return trouble(`low_rating: ${rating}`);
    return { kind: "confirms", rating, reason: `rating: ${rating}` };
  }
  const reason = words?.reason ?? "";
  return { kind: facts.status === "resolved" ? "confirms" : "thanks", rating: null, reason };
}

/** Folded; one blank between words; smileys as emoji, without skin colour. */
function normalize(text: string): string {
  return foldWord(text)
    .replace(/[\u{1f3fb}-\u{1f3ff}]|\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/(?<![\p{L}\p{N}])[:;=]-?[)dp](?![\p{L}\p{N}])/gu, " 🙂 ")
    .replace(/(?<![\p{L}\p{N}])[:;=]-?[([/|](?![\p{L}\p{N}])/gu, " 🙁 ")
    .replace(/['’‘`´]/g, "")
    .replace(/\p{Extended_Pictographic}+/gu, " $& ")
    .replace(/[^\S\n]+/g, " ")
    .trim();
}

type WordsRead = { fits: boolean; reason: string };

/** Whether all of it consists of one language's expressions, and at least one of them says yes or thanks. */
function readWords(text: string, names: readonly string[]): WordsRead {
  const clauses = text
    .split(/[^\p{L}\p{N}\p{M}\p{Extended_Pictographic} ]+/u)
    .map((clause) => clause.replace(/ +/g, " ").trim())
    .filter((clause) => clause !== "");
  const words = clauses.flatMap((clause) => clause.split(" ")).filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.reduce((count, word) => count + wordsIn(word), 0) > MAX_WORDS)
    return { fits: false, reason: "too_long" };
  const known = new Set(
    names.flatMap((name) => foldWord(name).split(/[^\p{L}\p{N}]+/u)).filter((name) => name !== ""),
  );
  const tried = LANGUAGES.map((language) => language.read(clauses, known));
  // Of those that do not fit, the language that got furthest knows best what was in the way.
  const best = tried.reduce((a, b) =>
    b.fits === a.fits ? (b.understood > a.understood ? b : a) : b.fits ? b : a,
  );
  return { fits: best.fits, reason: best.reason };
}

interface LanguageReader {
  read(clauses: readonly string[], names: ReadonlySet<string>): WordsRead & { understood: number };
}

const NAME = "\u{f0000}";

function languageReader(language: string, lists: AnswerWords): LanguageReader {
  const strong = [...COMMON_WORDS.affirms, ...COMMON_WORDS.thanks, ...lists.affirms, ...lists.thanks];
  const all = [...strong, ...COMMON_WORDS.fillers, ...lists.fillers, NAME];
  const understood = expression(all, (one) => `^(?:(?:${one})(?: |$))*`);
  const whole = expression(all, (one) => `^(?:(?:${one})(?: |$))+$`);
  // One expression among them must say it: the `good` of `good morning` does not.
  const yes = expression(strong, (one) => `(?:${one})(?: |$)`).source;
  const rest = expression(all, (one) => `(?:(?:${one})(?: |$))*`).source;
  const saysYes = new RegExp(`^${rest}${yes}${rest}$`, "u");
  const asks = expression(lists.questions, (one) => `^(?:${one})(?= |$)`);
  const negations = new Set(lists.negations.map(foldWord));
  const contrasts = new Set(lists.contrasts.map(foldWord));

  return {
    read(clauses, names) {
      let count = 0;
      let fits = false;
      const no = (reason: string) => ({ fits: false, reason, understood: count });
      for (const original of clauses) {
        const clause = original
          .split(" ")
          .map((word) => (names.has(word) && !whole.test(word) ? NAME : word))
          .join(" ");
        if (asks.test(clause)) {
          count += clause.split(" ").length;
          return no(`question: ${original}`);
        }
        if (!whole.test(clause)) {
          const prefix = understood.exec(clause)?.[0] ?? "";
          count += prefix.split(" ").filter((word) => word !== "").length;
          const left = clause.slice(prefix.length).split(" ");
          const telling = left.find((word) => negations.has(word) || contrasts.has(word)) ?? left[0] ?? "";
          const code = negations.has(telling)
            ? "negation"
            : contrasts.has(telling)
              ? "contrast"
              : "other_words";
          return no(`${code}: ${telling}`);
        }
        count += clause.split(" ").length;
        fits ||= saysYes.test(clause);
      }
      return fits
        ? { fits, reason: `yes_or_thanks: ${language}`, understood: count }
        : no("neither_yes_nor_thanks");
    },
  };
}

function expression(list: readonly string[], wrap: (alternatives: string) => string): RegExp {
  return new RegExp(wrap(list.map(foldWord).join("|")), "u");
}

/** Languages that write no blanks between words. */
const UNSPACED = ["zh"];

function unspacedReader(language: string, lists: AnswerWords): LanguageReader {
  const whole = (list: readonly string[]) => expression(list, (one) => `^(?:${one})$`);
  const yes = [...COMMON_WORDS.affirms, ...COMMON_WORDS.thanks, ...lists.affirms, ...lists.thanks];
  const strong = whole(yes);
  const known = whole([...yes, ...COMMON_WORDS.fillers, ...lists.fillers]);
  const asks = expression(lists.questions, (one) => `^(?:${one})`);
  return {
    read(clauses, names) {
      // More than nothing: the script alone tells that no other language knows better.
      let understood = clauses.some(hasHan) ? 0.5 : 0;
      let fits = false;
      const no = (reason: string) => ({ fits: false, reason, understood });
      if (understood === 0) return no("other_words: ");
      for (const clause of clauses) {
        const { rest, saysYes, ...read } = readClause(clause, { known, strong, names });
        understood += wordsIn(clause.slice(0, clause.length - rest.length));
        if (!read.fits) {
          // From the character before: it may have been taken for a word of its own (`好` of `好像`).
          const left = clause.slice(Math.max(0, clause.length - rest.length - 1));
          const negation = firstWithin(left, lists.negations);
          const contrast = firstWithin(left, lists.contrasts);
          if (asks.test(rest)) return no(`question: ${clause}`);
          if (negation !== null) return no(`negation: ${negation}`);
          return no(contrast === null ? `other_words: ${rest}` : `contrast: ${contrast}`);
        }
        fits ||= saysYes;
      }
      return fits ? { fits, reason: `yes_or_thanks: ${language}`, understood } : no("neither_yes_nor_thanks");
    },
  };
}

const LANGUAGES = Object.entries(ANSWER_WORDS).map(([language, lists]) =>
  UNSPACED.includes(language) ? unspacedReader(language, lists) : languageReader(language, lists),
);

const RATING = ratingPatterns();

function ratingPatterns(): RegExp[] {
  const any = (key: "ratingLabels" | "ratingOf" | "ratingUnits") =>
    Object.values(ANSWER_WORDS)
      .flatMap((lists) => lists[key])
      .map(foldWord)
      .join("|");
  const rating = `(?:(?:${any("ratingLabels")})(?: is| er)? ?[:=-]? ?)?(\\d{1,2})(?: ?(?:/|${any("ratingOf")}) ?5)?(?: ?(?:${any("ratingUnits")}|⭐|★))?`;
  return [
    new RegExp(`^(?<given>${rating})(?![\\p{L}\\p{N}]|[.,/-] ?\\d)(?<rest>.*)$`, "su"),
    new RegExp(`^(?<rest>.*?)(?<![\\p{L}\\p{N}]|\\d[.,/-] ?)(?<given>${rating})[ .!]*$`, "su"),
  ];
}

/** A rating at the beginning or the end, and what else was written; null without one. */
function takeRating(text: string): { rating: number; rest: string } | null {
  const stars = /^([★⭐🌟]{1,5})[☆ ]*$/u.exec(text)?.[1];
  if (stars !== undefined) return { rating: [...stars].length, rest: "" };
  for (const pattern of RATING) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const rest = (match.groups?.rest ?? "").replace(/^[\s.!,;:-]+|[\s.!,;:-]+$/g, "");
    return { rating: Number(/\d+/.exec(match.groups?.given ?? "")?.[0]), rest };
  }
  return null;
}
