/**
 * Finds the lines with which a mail program names whom it quotes: `On Monday, Anna Holm <…> wrote:`, wrapped or not, in any language
 * that dates and addresses give away. Linear in a line, and never reads more than a few of them.
 */
import { readHeaderBlock } from "./header-block.ts";
import { lineAt } from "./line-at.ts";
import { isForwardMark, isOriginalMark, isRule } from "./quote-marks.ts";
import { QUOTING, WROTE_BEFORE_NAME, WROTE_LAST } from "./quote-words.ts";

/** No mark of a program is longer; longer lines are somebody's text. */
const LONGEST = 400;
const MOST_LINES = 6;

export interface Attribution {
  /** How many lines it takes, blank ones within included; 0 for none. */
  lines: number;
  /** No sentence of a person looks so: everything below is quoted, marked or not. */
  strict: boolean;
  /** So many lines may be the writer's words above another attribution, or part of it: a name may hold anything. */
  doubtful: number;
}

const ADDRESS = /[<[(]\s?(?:mailto:)?[^\s<>@()[\]]{1,64}@[^\s<>()[\]]{1,255}\s?[>\])]/iu;
const TIME = /\p{Nd}{1,2}[:.h٫]\p{Nd}\p{Nd}(?!\p{Nd})/u;
const MONTH =
  "jan|feb|fév|mar|mär|mrt|mai|may|maj|abr|apr|avr|jun|juin|jui|jul|aug|aoû|ago|sep|set|oct|okt|out|nov|dec|dez|des|dic|déc|gen|gio|lug|ott|янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру|sty|lut|kwi|maj|cze|lip|sie|wrz|paź|lis|gru";
const DATE = new RegExp(
  `(?<!\\p{Nd})(?:19|20)\\d\\d(?!\\p{Nd})|\\p{Nd}{1,2}[./-]\\p{Nd}{1,2}(?:[./-]\\p{Nd}{2,4})?|\\p{Nd}{4}[年년]|(?<!\\p{Nd})\\p{Nd}{1,2}\\.? (?:de )?(?:${MONTH})|(?<!\\p{L})(?:${MONTH})\\p{L}{0,8}\\.? \\p{Nd}{1,2}(?!\\p{Nd})`,
  "iu",
);
const VERB_LAST = new RegExp(`(?:${WROTE_LAST})\\s?(?:[:：]|[:：]?\\s?-{2,})?$`, "iu");
const LAX_VERB_LAST = /(?<!\p{L})(?:sent|said|writes)\s?[:：]$/iu;
/** `Den … skrev Anna <…>:`; a sentence such as `den 2/3 skrev jeg:` goes on in lower case. */
const NAME_LAST = new RegExp(
  `(?<!\\p{L})(?:${WROTE_BEFORE_NAME}) (?:["'“”„«<([]*[\\p{Lu}\\p{Lo}\\d]|\\S{1,64}@)(?:.{0,200}\\S)?\\s?[:：]$`,
  "u",
);
/** `IT Helpdesk <it@…> wrote on 2 March 2026:`, `Name <…> 于2026年3月2日写道：` */
const NAME_FIRST =
  /^["'„“«»”]?[\p{Lu}\p{Lo}\d][^<>@]{0,80}?["'”“»«]?\s?[<[(]\s?(?:mailto:)?[^\s<>@]{1,64}@[^\s<>]{1,255}[>\])]/u;
const NAME_THEN_DATE =
  /^["'„“«]?\p{Lu}[^<>:]{0,80} (?:wrote|writes|schrieb|skrev|schreef|escribió|a écrit|ha scritto|escreveu|kirjoitti|napisał) (?:on|at|am|den|le|el|il|em|op|dnia|følgende den) (?:\S{1,14} ){0,4}?[\p{Nd}/.,:-]{1,12}(?:,? (?:at|kl\.?|um|uhr|à|alle|a las|às|o|[ap]\.?m\.?|gmt|utc|[ecmpa][sd]t|[cew]es?t|mes?z|msk|[bijk]st|[\p{Nd}+:.,-]{1,12})){0,5}\s?[:：]$/iu;
const DATE_THEN_ADDRESS = /[<[(]\s?[^\s<>@]{1,64}@[^\s<>]{1,255}[>\])]\s?[:：]?$/u;
/** What may stand before the first digit of an attribution: `On Mon, Mar 2`, `Am Mo., 2. März`. */
const STARTS =
  /^["'(]?(?:[\p{L}\p{M}'’׳]{1,14}[.,،]{0,2}\s{1,2}){0,4}["(]?[\p{Nd}]|^(?:on|at|den|am|op|le|el|il|em|dnia|w dniu|in (?:message|article))\s/iu;
const QUOTING_LINE = new RegExp(`^(?:${QUOTING})\\s.{2,200}[:：]$`, "iu");
/** Invisible marks of direction, which Hebrew and Arabic programs put around names. */
const DIRECTION = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** An attribution that a program put on the line of the last words before it. */
const SHARED_LINE = /^(.{0,250}?\S)(?:\s+|-{2,}\s*)((?:On|Den|Am|Le|El|Op|Il)\s.{0,30}\d.{0,200})$/u;

/** The attribution that begins at `at`. Lines are those of one level of quoting, so none of them begins with its mark. */
export function attributionAt(lines: readonly string[], at: number): Attribution {
  const first = lineAt(lines, at).trim();
  if (first === "" || first.length > LONGEST) return NONE;
  const mayBreak = STARTS.test(first) && DATE.test(first);
  let joined = "";
  let used = 0;
  for (let next = at; next < lines.length && used < MOST_LINES && next < at + 9; next++) {
    const line = lineAt(lines, next).replace(DIRECTION, "").trim();
    if (line === "") {
      // Some programs tear it apart by empty lines; only a beginning that names the day is followed there.
      if (mayBreak && !/[.!?]$/.test(first)) continue;
      break;
    }
    // `> wrote:` and `>:` are the end of an address, and no quote.
    if (line.startsWith(">") && !(used > 0 && (TORN_END.test(line) || endsAddress(joined, line)))) break;
    joined = joined === "" ? line : `${joined} ${line}`;
    used++;
    if (joined.length > LONGEST) break;
    const found = judge(joined);
    // No program breaks a line behind a colon.
    if (found === null && /[:：]$/.test(line)) break;
    if (found === null) continue;
    if (used > 1 && found !== "strict") break;
    if (used > 3 && !mayBreak) break;
    // A sentence above an attribution is none of it, though it may name a day, too.
    const below = used > 1 ? beginningBelow(lines, at, next) : -1;
    if (below !== -1) return { ...NONE, doubtful: mayBreak ? below - at : 0 };
    return { lines: next - at + 1, strict: found === "strict", doubtful: 0 };
  }
  return NONE;
}

/**
 * The first of the lines behind `at`, up to `last`, from which on they are another beginning of a quote: an attribution that names a
 * day itself, a mark, a block of headers; -1 where there is none.
 */
function beginningBelow(lines: readonly string[], at: number, last: number): number {
  const above = lineAt(lines, at);
  const isDay = STARTS.test(above) && DATE.test(above);
  let joined = "";
  let found = -1;
  for (let from = last; from > at; from--) {
    const line = lineAt(lines, from).replace(DIRECTION, "").trim();
    joined = `${line} ${joined}`.trim();
    const isDated = STARTS.test(line) && DATE.test(line);
    const isAttribution = (isDated || (from === at + 1 && !isDay)) && judge(joined) === "strict";
    const isOther =
      isForwardMark(line) || isOriginalMark(line) || readHeaderBlock(lines, from, "text") !== null;
    if (isAttribution || isOther || (isRule(line) && found === from + 1)) found = from;
  }
  return found;
}

const NONE: Attribution = { lines: 0, strict: false, doubtful: 0 };
/** A number, an address, or a word that announces a name: without one of them no attribution is worth a closer look. */
const MAY_NAME = new RegExp(`[\\p{Nd}@]|^(?:${QUOTING})\\s`, "iu");
const TORN_END = new RegExp(`^>\\s?(?:(?:a|ha|het volgende)\\s)?(?:${WROTE_LAST})\\s?[:：]$`, "iu");

/** `Anna Holm wrote:`, which says something only right above a quote. */
const NAME_ONLY = new RegExp(`^(?:\\p{Lu}[\\p{L}\\p{M}.'’-]{0,30} ){1,4}(?:${WROTE_LAST})\\s?[:：]$`, "u");

function endsAddress(before: string, line: string): boolean {
  return /^>\s?[:：]$/.test(line) && /<[^\s<>@]{1,64}@[^\s<>]{1,255}$/.test(before);
}

function judge(whole: string): "strict" | "loose" | null {
  const last = whole.at(-1) ?? "";
  const isOpen = last === ":" || last === "：" || last === "-";
  if (last !== "-" && !MAY_NAME.test(whole))
    return NAME_ONLY.test(whole) && !LAX_VERB_LAST.test(whole) ? "loose" : null;
  const bare = whole.replace(/^-{2,}\s?/, "");
  if (last === "-") {
    // Android and Notes put it between dashes, and then need no date.
    return whole !== bare && VERB_LAST.test(bare) ? "strict" : null;
  }
  const isDated = DATE.test(bare) || TIME.test(bare);
  const isAddressed = ADDRESS.test(bare);
  if (!isOpen) {
    const ends = STARTS.test(bare) && TIME.test(bare) && /(?:wrote|écrit|escribió|skrev)$/u.test(bare);
    if (ends) return "strict";
    return isAddressed && DATE_FIRST.test(bare) && DATE_THEN_ADDRESS.test(bare) ? "strict" : null;
  }
  if (QUOTING_LINE.test(bare)) return isAddressed ? "strict" : "loose";
  if (!isDated && !isAddressed) return null;
  const starts = STARTS.test(bare);
  if (VERB_LAST.test(bare) || NAME_LAST.test(bare)) {
    if (starts && (!LAX_VERB_LAST.test(bare) || isAddressed || TIME.test(bare))) return "strict";
    return NAME_FIRST.test(bare) && isDated && DATE.test(bare) ? "strict" : "loose";
  }
  if (NAME_FIRST.test(bare) && DATE.test(bare) && VERB_INSIDE.test(bare)) return "strict";
  if (NAME_THEN_DATE.test(bare) || (isAddressed && DATE.test(bare) && TIME.test(bare))) return "strict";
  return starts && isAddressed && DATE.test(bare) && DATE_THEN_ADDRESS.test(bare) ? "strict" : null;
}

/** `2026-03-02 9:15 GMT+01:00 Anna <anna@…>`, without a colon at its end too. */
const DATE_FIRST = /^(?:20\d\d|\d\d?)[./-]\d\d?[./-]\d{1,4}.{0,60}<\s?[^\s<>@]+@[^\s<>]+>:?$/u;
const VERB_INSIDE = new RegExp(`(?:${WROTE_LAST})(?!\\p{L})`, "iu");

/** Whether a line might name whom it quotes in words we do not know: it ends in a colon and has an address, or a date and a time. */
export function mayBeAttribution(line: string): boolean {
  const text = line.slice(0, LONGEST).replace(DIRECTION, "").trim();
  if (line.length > LONGEST || !/[:：]$/.test(text)) return false;
  return ADDRESS.test(text) || (DATE.test(text) && TIME.test(text));
}

const LABELLED = /^[\s*_]{0,4}\p{L}[^:：<>@\p{Nd}]{0,29}[:：][\s*_]{0,4}(\S.*)$/u;
/** Sender, date, recipient, subject: a block has at least three of them. */
const FEWEST_HEADERS = 3;

/** Whether headers under names that we do not know may begin here, as programs print them above what they quote: one is a point in time. */
export function mayBeHeaders(lines: readonly string[], at: number): boolean {
  const values: string[] = [];
  for (let next = at; next < Math.min(lines.length, at + FEWEST_HEADERS + 1); next++) {
    const line = lineAt(lines, next);
    const value = line.length > LONGEST ? undefined : LABELLED.exec(line.replace(DIRECTION, ""))?.[1];
    if (value === undefined) break;
    values.push(value);
  }
  return values.length >= FEWEST_HEADERS && values.some((value) => DATE.test(value) && TIME.test(value));
}

/** What stands before an attribution and is part of it: a word that a program says twice (`El El vie, 3 de marzo …`). */
const ITS_OWN = /^(?:on|den|am|le|el|op|il)$/iu;

/** The line as two where an attribution shares it with the words before it, else null. */
export function splitSharedLine(line: string): [string, string] | null {
  if (line.length > LONGEST || !VERB_LAST.test(line)) return null;
  const [, before = "", attribution = ""] = SHARED_LINE.exec(line) ?? [];
  return judge(attribution) === null || ITS_OWN.test(before) ? null : [before, attribution];
}
