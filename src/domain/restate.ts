/**
 * The one sentence of a mail that an acknowledgement repeats, so that the writer sees what was understood (P7). Nothing that could
 * be clicked, dialled or misused is ever repeated: the mail may come from somebody else than it says.
 */
import { isClosing, isGreeting, isValediction, withoutGreeting } from "./phrases.ts";

const SHORTEST = 15;
const LONGEST = 180;
/** Enough to find what a mail is about; keeps long pasted logs cheap. */
const MAX_READ = 8_000;
const MAX_SENTENCES = 25;
/** Where a line is at least this long, the next one continues its sentence. */
const WRAPPED_LENGTH = 50;

/** Words that tell a wish or a trouble, as opposed to circumstances. */
const TELLING =
  /\?|n['’]t(?!\p{L})|(?<!\p{L})(?:can(?:no)?t|unable|not|no longer|stop(?:s|ped)|fail(?:s|ed|ing|ure)?|errors?|broken?|crash(?:es|ed)?|jam(?:med)?|stuck|slow|lost|missing|locked|expired|forgot(?:ten)?|needs?|request|would like|want|order|access|install|problems?|issues?|trouble|how|please|ikke|aldrig|fejl(?:er)?|problem(?:er)?|mangler|brug for|behov|vil gerne|vil du|ønsker|bestille|adgang|installere|langsomt?|i stykker|nede|låst|udløb(?:er|et)|glemt|hvordan|kan (?:i|du|jeg|vi)|må (?:jeg|vi))(?!\p{L})/iu;

/** Courtesies and circumstances that say nothing about the matter. */
const IDLE =
  /^(?:(?:i |we )?hope (?:you|this|that|all)|(?:jeg |vi )?håber|many thanks|thank(?:s| you)|thx|(?:mange |tusind |på forhånd )*tak\b|på forhånd|my name is|jeg hedder|mit navn er|(?:i |we )?look(?:ing)? forward|(?:jeg |vi )?(?:ser|glæder) (?:mig |os )?(?:frem|til)|have a (?:nice|good|great)|(?:fortsat )?(?:god|rigtig god) (?:dag|weekend|sommer|ferie)|(?:please )?(?:see|find) (?:the )?attach|se (?:venligst )?vedhæft|sorry\b|apologies|undskyld|beklager|sent from|sendt fra|please (?:advise|let me know)|just (?:a )?(?:quick|short)|i have a (?:quick |small )?question[.:]?$|jeg har et (?:lille |kort )?spørgsmål[.:]?$|(?:can|could|kan|vil) (?:you|someone|anyone|i|du|nogen) (?:please )?(?:help|hjælpe)(?: me| us| mig| os)?(?: with this| med det(?:te)?)?[?.!]*$|please help|hjælp[.!]*$|(?:name|navn|phone|tlf|telefon|tel|mobil|e-?mail|address|adresse|department|afdeling|user(?: ?name)?|bruger(?:navn)?|cpr)\s?\.?:)/iu;

const URL_OR_ADDRESS =
  /<?(?:[a-z][a-z0-9+.-]{1,20}:\/\/|mailto:|www\.)[^\s<>]*>?|<?[^\s<>@]{1,64}@[^\s<>@]{2,255}>?|\[(?:cid|image|ref|billede)[:#][^\]\n]{0,200}\]/giu;
/** A bare host name, which many programs make a link; names of ordinary files are none. */
const HOST_NAME =
  /(?<![\p{L}\p{N}])(?!(?:f\.eks|m\.fl|o\.lign)(?!\p{L}))(?:[\p{L}\p{N}-]{1,63}\.){1,8}(?!(?:pdf|docx?|xlsx?|pptx?|txt|csv|png|jpe?g|gif|log|exe|dll|xml)\b)\p{L}{2,24}(?:[/?#:]\S*)?/giu;

/** What a password may be said to be without being told. */
const STATES =
  "not|no|now|still|always|never|being|about|in|wrong|incorrect|invalid|expir\\p{L}*|reject\\p{L}*|lock\\p{L}*|block\\p{L}*|lost|forgotten|too|the|set|ikke|nu|stadig|altid|ved|for|forkert|ugyldig|udløb\\p{L}*|spærret|låst|blevet|glemt|væk|afvist|den|det";
/** A password or code with its value; `my password has expired` has none. */
const SECRET = new RegExp(
  `(?<!\\p{L})(?:pass(?:word|code|phrase|wort)?s?|pwd|pin|(?!fejl|post|status)\\p{L}{0,20}kode\\p{L}*|(?<!(?:error|status|exit)[ -])code|løsenord|wachtwoord|contraseña|mot de passe|token|api[- ]?key|secret|otp|cpr\\p{L}*|iban|kontonummer)` +
    `(?:[- ]?(?:nr|no|number|nummer)\\.?)?(?:\\s*[:=]|\\s+["'“]?(?=\\S*\\d)(?=\\S*[^\\d\\s])\\S{4}|\\s+(?:is|er|was|var)(?!\\s+(?:${STATES})(?!\\p{L})))`,
  "iu",
);
/** Seven digits or more, as phone numbers, card numbers and personal ids are written. */
const LONG_NUMBER = /(?<![\p{L}\d])\+?\d(?:[\s()./-]{0,2}\d){6,}/u;
const DATE_OR_TIME =
  /(?<![\d./-])(?:\d{4}-\d\d-\d\d|(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:\d{2}){1,2}|[0-2]?\d[:.][0-5]\d(?:[:.][0-5]\d)?)(?!\d|[.:/-]\d)/g;
/** Keys, tokens, hashes: sixteen or more letters and digits mixed. */
const OPAQUE = /(?<![\p{L}\d])(?=\p{L}{0,64}\d)(?=\d{0,64}\p{L})[\p{L}\d]{16,}/u;

/**
 * A telling sentence of the newly written text, 15–180 characters in one line, cut at a word with `…` where it is longer; null
 * when the text has none.
 */
export function restate(newText: string): string | null {
  const sentences = sentencesOf(newText).filter((one): one is string => one !== null);
  return sentences.find((one) => TELLING.test(one)) ?? sentences[0] ?? null;
}

function sentencesOf(text: string): (string | null)[] {
  const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
  const found: (string | null)[] = [];
  for (const paragraph of paragraphsOf(text.slice(0, MAX_READ))) {
    for (const { segment } of segmenter.segment(withoutLinks(paragraph))) {
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
    if (open) paragraphs.push(`${paragraphs.pop()} ${words}`);
    else paragraphs.push(words);
    open = line.trimEnd().length >= WRAPPED_LENGTH;
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
    .replace(/^[\s,.;:!?–—-]+|[\s,;:–—-]+$/g, "");
  if (clean.length < SHORTEST || IDLE.test(clean) || !/\p{L}{2}/u.test(clean)) return null;
  return cut(clean.charAt(0).toUpperCase() + clean.slice(1));
}

function cut(sentence: string): string {
  if (sentence.length <= LONGEST) return sentence;
  const head = sentence.slice(0, LONGEST - 1);
  const space = head.lastIndexOf(" ");
  // Without a space (Chinese, or one endless word) the cut must not split a surrogate pair.
  const kept = space >= SHORTEST ? head.slice(0, space) : head.replace(/[\ud800-\udbff]$/, "");
  return `${kept.replace(/[\s,.;:–—-]+$/, "")}…`;
}
