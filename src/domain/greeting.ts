/** What to call somebody in a greeting. Rather no name than a wrong one: null makes the templates greet without. */

/** Words by which shared mailboxes and machines are named. */
const ROLE_WORDS = new Set(
  `admin administration afdeling afdelingen alarm alert alerts backup billing bogholderi bogholderiet copier department desk
  drift faktura finance helpdesk hotline info it kontor kontoret kopimaskine kundeservice lønkontoret mailbox monitor monitoring
  noreply office operations postmaster printer reception receptionen scan scanner secretariat sekretariat sekretariatet service
  servicedesk support system team teamet teknik webmaster
  administratie balie beheer boekhouding directie inkoop klantenservice kopieerapparaat magazijn meldingen personeelszaken
  receptie secretariaat storingen systeembeheer verkoop
  administración almacén atención compras contabilidad departamento dirección equipo escáner impresora informática recepción
  secretaría servicio sistemas soporte ventas`.split(/\s+/),
);

const HONORIFIC =
  /^(?:dhr|mevr?|mw|drs|ir|bc|sra?|srta|dra?|dña|don|doña|lic|dr|prof|mr|mrs|ms|miss|mx|hr|fru|frk|herr|frau|ing|dipl|mag|cand|phd|msc|bsc|md)\.?$/i;
/** Small words that begin a family name: `de Vries` tells no first name. */
const PARTICLE = /^(?:van|von|de|den|der|del|ten|ter|te|la|las|los|el|di|da|dos|af|’t|'t|'s|’s)$/;
const LONGEST_GREETED = 40;

/**
 * The first name; the whole name of a shared mailbox or machine; or null when the display name tells no name. `language` (a
 * template folder such as `da`) decides how capitals are folded.
 */
export function greetingName(name: string | null, address: string, language: string): string | null {
  const whole = withoutOtherScript(readableName(name ?? ""), language);
  if (whole === "" || /[@/\\<>:]|\bwww\.|[^\s.]\.\p{L}{2}/iu.test(whole)) return null;
  if (isRole(whole)) return whole.length <= LONGEST_GREETED ? whole : null;
  // A Chinese given name by itself is for the family; people are called by all of it, and written without blanks.
  if (isHanName(whole)) return whole.replace(/[\s,，]+/g, "").slice(0, LONGEST_GREETED);
  if (language === "zh" && !whole.includes(",")) return wholeName(whole, localPart(address));
  const first = firstName(whole, localPart(address));
  return first !== null && first.length <= LONGEST_GREETED ? tidyCase(first, language) : null;
}

const HAN_NAME = /^\p{Script=Han}(?:[\p{Script=Han}\s,，·]*\p{Script=Han})?$/u;

function isHanName(name: string): boolean {
  return HAN_NAME.test(name);
}

/** Of `王小明 Wang Xiaoming` the half that the language is written in. */
function withoutOtherScript(name: string, language: string): string {
  const han = name.match(/[\p{Script=Han}·]+/gu) ?? [];
  const [only] = han;
  if (only === undefined || han.length > 1 || only.length < 2) return name;
  const other = name.replace(only, " ").replace(/\s+/g, " ").trim();
  if (!/^\p{Script=Latin}[\p{Script=Latin}\s,.'’-]*$/u.test(other)) return name;
  return language === "zh" ? only : other;
}

/** In Chinese, which calls people by their whole name, in the order they write it; null where it is only a user name. */
function wholeName(name: string, local: string): string | null {
  const words = name.split(" ").filter((word) => !HONORIFIC.test(word));
  const isNamed = words.length > 0 && words.every((word) => isNameWord(word) || /^\p{Lu}\.$/u.test(word));
  if (!isNamed || (name.toLowerCase() === local && /[^\p{L}]/u.test(name))) return null;
  const called = words.map((word) => tidyCase(word, "en")).join(" ");
  return called.length <= LONGEST_GREETED ? called : null;
}

/** Without quotes, remarks in brackets or after a dash, `via …`, and the spacing that programs add. */
function readableName(name: string): string {
  const bare = name
    .slice(0, 200)
    .replace(/[\p{C}"“”„«»]+/gu, " ")
    .replace(/\([^()]*\)|\[[^[\]]*\]/g, " ")
    .replace(/(^|\s)'([^']*)'(?=\s|$)/g, "$1$2")
    .replace(/\s+/g, " ")
    .replace(/ (?:via|on behalf of|på vegne af|namens|en nombre de|por cuenta de|代表|通过) .*$/i, "")
    .trim();
  const [head = "", ...remarks] = bare.split(/ [-–|] |,(?= )/);
  // "Holm, Anna" is a name turned round, "Anna Holm, IT" a name with a remark.
  const kept = remarks.some(isRole) && !isRole(head) ? head : bare;
  return kept.replace(/^[\s,;.-]+|[\s,;-]+$/g, "");
}

function isRole(name: string): boolean {
  return name.split(/[\s,-]+/).some((word) => word === "HR" || ROLE_WORDS.has(word.toLowerCase()));
}

function firstName(whole: string, local: string): string | null {
  // A name that only repeats the left side of the address (`aholm42`) was never given by a person.
  if (whole.toLowerCase() === local && /[^\p{L}]/u.test(whole)) return null;
  const [before = [], after = []] = whole
    .split(",")
    .map((part) => part.split(" ").filter((word) => word !== ""));
  const titled = before.length;
  const words = [...before, ...after].filter((word) => !HONORIFIC.test(word));
  const localFirst = local.split(/[._+-]/)[0] ?? "";
  const byAddress = words.find((word) => localFirst.length > 1 && plainLetters(word) === localFirst);
  if (byAddress !== undefined) return byAddress;
  if (after.some(isNameWord)) return after.find(isNameWord) ?? null;
  return givenOf(words, titled > words.length);
}

/** The first that one can be called by, but never the family name alone: not of `A. Holm`, nor of `Dr. Holm`. */
function givenOf(words: string[], hadTitle: boolean): string | null {
  const notShouted = words.filter((word) => !isAllCaps(word));
  // "HOLM Anna" shouts the family name.
  const given = isAllCaps(words[0] ?? "") && notShouted.length > 0 ? notShouted : words;
  const first = given.find(isNameWord);
  if (first === undefined || PARTICLE.test(first)) return null;
  const isLast = first === words.at(-1) && given === words && (words.length > 1 || hadTitle);
  return isLast ? null : first;
}

/** Letters, two at least; neither an initial nor a user name. */
function isNameWord(word: string): boolean {
  return /^\p{Script=Han}$/u.test(word) || /^\p{L}[\p{L}\p{M}'’-]*[\p{L}\p{M}]$/u.test(word);
}

function isAllCaps(word: string): boolean {
  return word.length > 2 && word === word.toUpperCase() && word !== word.toLowerCase();
}

function localPart(address: string): string {
  return address.slice(0, Math.max(address.lastIndexOf("@"), 0)).toLowerCase();
}

/** ANNA-MARIE and anna-marie → Anna-Marie; McCarthy stays. */
function tidyCase(word: string, language: string): string {
  if (word !== word.toUpperCase() && word !== word.toLowerCase()) return word;
  return word
    .split("-")
    .map((part) => part.slice(0, 1).toLocaleUpperCase(language) + part.slice(1).toLocaleLowerCase(language))
    .join("-");
}

/** As an address would spell it. */
function plainLetters(word: string): string {
  return word.toLowerCase().replace(/ø/g, "o").replace(/æ/g, "ae").normalize("NFKD").replace(/\p{M}/gu, "");
}
