/**
 * The one sentence of a mail that an acknowledgement repeats, so that the writer sees what was understood (P7). Nothing that could
 * be clicked, dialled or misused is ever repeated: the mail may come from somebody else than it says.
 */
import { hasHan, joinLines, lettersIn } from "./han.ts";
import { isClosing, isGreeting, isValediction, withoutGreeting } from "./phrases.ts";
import { IDLE, SECRET, TELLING } from "./telling-words.ts";

/** In letters, as `lettersIn` counts. */
const SHORTEST = 15;
const LONGEST = 180;
/** Enough to find what a mail is about; keeps long pasted logs cheap. */
const MAX_READ = 8_000;
const MAX_SENTENCES = 25;
/** In letters: where a line is at least this long, the next one continues its sentence. */
const WRAPPED_LENGTH = 50;

const URL_OR_ADDRESS =
  /<?(?:[a-z][a-z0-9+.-]{1,20}:\/\/|mailto:|www\.)[^\s<>]*>?|<?[^\s<>@]{1,64}@[^\s<>@]{2,255}>?|\[(?:cid|image|ref|billede)[:#][^\]\n]{0,200}\]/giu;
/** A bare host name, which many programs make a link; names of ordinary files are none. */
const HOST_NAME =
  /(?<![\p{L}\p{N}])(?!(?:f\.eks|m\.fl|o\.lign)(?!\p{L}))(?:[\p{L}\p{N}-]{1,63}\.){1,8}(?!(?:pdf|docx?|xlsx?|pptx?|txt|csv|png|jpe?g|gif|log|exe|dll|xml)\b)\p{L}{2,24}(?:[/?#:]\S*)?/giu;

/** Seven digits or more, as phone numbers, card numbers and personal ids are written. */
const LONG_NUMBER = /(?<!(?!\p{Script=Han})\p{L}|\d)\+?\d(?:[\s()./-]{0,2}\d){6,}/u;
const DATE_OR_TIME =
  /(?<![\d./-])(?:\d{4}-\d\d-\d\d|(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:\d{2}){1,2}|[0-2]?\d[:.][0-5]\d(?:[:.][0-5]\d)?)(?!\d|[.:/-]\d)/g;
/** Keys, tokens, hashes: sixteen or more letters and digits mixed. */
const OPAQUE =
  /(?<!(?!\p{Script=Han})\p{L}|\d)(?=(?:(?!\p{Script=Han})\p{L}){0,64}\d)(?=\d{0,64}\p{L})(?:(?!\p{Script=Han})[\p{L}\d]){16,}/u;

/** Making one takes longer than using it. */
const SENTENCES = new Intl.Segmenter("en", { granularity: "sentence" });

/**
 * A telling sentence of the newly written text, 15–180 characters in one line, cut at a word with `…` where it is longer; null
 * when the text has none.
 */
export function restate(newText: string): string | null {
  const sentences = sentencesOf(newText).filter((one): one is string => one !== null);
  return sentences.find((one) => TELLING.test(one)) ?? sentences[0] ?? null;
}

function sentencesOf(text: string): (string | null)[] {
  const found: (string | null)[] = [];
  for (const paragraph of paragraphsOf(text.slice(0, MAX_READ))) {
    for (const { segment } of SENTENCES.segment(withoutLinks(paragraph))) {
      found.push(repeatable(segment));
      if (found.length >= MAX_SENTENCES) return found;
    }
  }
  return found;
}

/** Runs of lines that belong together, without greeting, quotes, closing and what follows it. */
function paragraphsOf(text: string): string[] {
  const paragraphs: string[] = [];
  let open = false;
  for (const line of text.split(/\r\n|[\n\r\u2028\u2029]/)) {
    const bare = withoutBullet(readable(line));
    if (/^-- ?$/.test(line)) break;
    if (isValediction(bare) || (paragraphs.length > 0 && isClosing(bare))) break;
    const words = bare.startsWith(">") || isGreeting(bare) || isClosing(bare) ? "" : withoutGreeting(bare);
    if (words === "") {
      open = false;
      continue;
    }
    if (open) paragraphs.push(joinLines(paragraphs.pop() ?? "", words));
    else paragraphs.push(words);
    open = lettersIn(line.trimEnd()) >= WRAPPED_LENGTH && !/[。！？]$/.test(line.trimEnd());
  }
  return paragraphs;
}

/** Without control and invisible characters, and with the space that a hasty writer left out after a full stop. */
function readable(line: string): string {
  return line
    .replace(/\p{Cf}/gu, "")
    .replace(/\p{Cc}/gu, " ")
    .replace(/(\p{Ll}{2}[.!?])(?=\p{Lu}\p{Ll})/gu, "$1 ")
    .trim();
}

function withoutBullet(line: string): string {
  return line.replace(/^(?:[-*•–]\s+|\d{1,2}[.)]\s+)+/, "");
}

function withoutLinks(text: string): string {
  return text.replace(URL_OR_ADDRESS, " ").replace(HOST_NAME, " ").replace(/[<>]/g, " ");
}

/** The sentence as it may be repeated, or null when it must not or says nothing. */
function repeatable(sentence: string): string | null {
  const numbers = sentence.replace(DATE_OR_TIME, " ");
  if (SECRET.test(sentence) || LONG_NUMBER.test(numbers) || OPAQUE.test(sentence)) return null;
  const clean = sentence
    .replace(/\s+/g, " ")
    // Not where it would join what was apart: "evil .example" must not become a link.
    .replace(/\s+(?=[,.;:!?](?:\s|$))/g, "")
    .replace(/^[\s,.;:!?–—，。；：！？、-]+|[\s,;:–—，；：、-]+$/g, "");
  if (lettersIn(clean) < SHORTEST || IDLE.test(clean) || !/\p{L}{2}/u.test(clean)) return null;
  return cut(clean.charAt(0).toUpperCase() + clean.slice(1));
}

function cut(sentence: string): string {
  if (lettersIn(sentence) <= LONGEST) return sentence;
  const points = [...sentence];
  let letters = 0;
  let end = 0;
  while (end < points.length && letters < LONGEST - 1) letters += lettersIn(points[end++] ?? "");
  const head = points.slice(0, end - 1).join("");
  const kept = head.slice(0, wordEnd(head));
  return `${kept.replace(/[\s,.;:–—，。；：、-]+$/, "")}…`;
}

/** Where the last whole word, or the last clause of Chinese, ends; at the end where there is neither (one endless word). */
function wordEnd(head: string): number {
  const ends = hasHan(head) ? [..."，；、：。 "] : [" "];
  const last = Math.max(...ends.map((one) => head.lastIndexOf(one)));
  return lettersIn(head.slice(0, Math.max(last, 0))) >= SHORTEST ? last : head.length;
}
