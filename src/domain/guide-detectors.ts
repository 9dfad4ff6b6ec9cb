/**
 * What a mail tells by itself of what a guide would ask: rough, since a question too few costs less than one that was answered.
 * Every expression is bounded, so that no text takes long.
 */
import type { Detector } from "./desk-guides.ts";
import type { MailAttachment } from "./message.ts";

export interface Found {
  /** The telling words alone. */
  words: string;
  /** The line they stand in, cut to what stands around them. */
  line: string;
}

/** More than anybody writes by hand; a pasted log tells nothing new below. */
const MOST_READ = 20_000;
/** Characters of the line on each side of what was found. */
const AROUND = 80;
/** Bytes; smaller pictures are logos and smileys. */
const SMALLEST_PICTURE = 10_000;

const START = "(?<![\\p{L}\\p{M}\\d])";
const END = "(?![\\p{L}\\p{M}\\d])";

const ROOM = new RegExp(
  [
    // Room 4.12, lokale 12, kamer B-204, planta 3
    `${START}(?:room|office(?!\\s?365)|building|bldg|floor|lokale|lok|rum|kontor|bygning|etage|kamer|lokaal|gebouw|verdieping|aula|sala|despacho|oficina|edificio|planta|piso)\\.?\\s{0,2}(?:nr\\.?|no\\.?|number|nummer|n[ºo°]\\.?|#)?\\s{0,2}(?=[\\p{L}.-]{0,4}\\d)[\\p{L}\\d][\\p{L}\\d./-]{0,14}`,
    // 2nd floor, 2. sal, 3e verdieping, 3ª planta
    `${START}\\d{1,2}(?:st|nd|rd|th|\\.|e|ª|º)?\\s{0,2}(?:floor|sal|etage|verdieping|planta|piso)${END}`,
    `${START}(?:ground|first|second|third|fourth|fifth|sixth|top)\\sfloor${END}|${START}(?:første|anden|tredje|fjerde|femte)\\s(?:sal|etage)${END}`,
    `${START}(?:eerste|tweede|derde|vierde|vijfde)\\sverdieping${END}|${START}(?:primera|segunda|tercera|cuarta|quinta)\\splanta${END}`,
    `${START}(?:basement|stueetagen|kælderen|begane grond|kelder|planta baja|sótano)${END}`,
    "[一二三四五六七八九十\\d]{1,4}\\s?(?:号楼|楼|层|室|号房间|会议室|教室)|(?:会议室|教室|房间|办公室)\\s?[a-z\\d][a-z\\d-]{0,7}",
  ].join("|"),
  "iu",
);

const HOST = new RegExp(
  [
    // 10.0.4.17, \\fileserver, LT-4711, prn-hq-02, PC0231
    `${START}(?:\\d{1,3}\\.){3}\\d{1,3}${END}|\\\\\\\\[\\w.-]{2,60}`,
    `${START}(?!(?:[Cc]ovid|COVID|ISO|iso|UTF|utf|[Cc]ase|[Ss]ag)-?\\d)(?=[A-Za-z-]{2,24}\\d)[A-Za-z]{2,12}(?:-[A-Za-z\\d]{1,12}){1,3}${END}`,
    `${START}(?!KB\\d{6}|ISO\\d|USB\\d|AU\\d{6})[A-Z]{2,10}\\d{2,8}${END}`,
    `${START}(?:[Cc]omputer ?name|[Hh]ost ?name|[Aa]sset tag|[Cc]omputernavn|PC-navn|[Mm]askinnavn|[Cc]omputernaam|[Nn]ombre del equipo|计算机名|电脑名|主机名)\\s{0,2}(?:is|er|es|:|：|=)?\\s{0,2}[A-Za-z\\d][\\w.-]{2,40}`,
  ].join("|"),
  "u",
);

const USER_NAME = new RegExp(
  `${START}(?:user ?name|user ?id|login|brugernavn|bruger-?id|initialer|gebruikersnaam|(?:nombre de )?usuario|用户名|账号|工号)\\s{0,2}(?:[:=：]|(?:is|er|es)${END}|是)\\s{0,2}["'“]?(?!(?:not|no|ikke|niet|wrong|forkert|unknown|locked|låst|gone)${END})[\\p{L}\\d][\\p{L}\\d._\\\\-]{1,40}|${START}[a-z]{2,15}\\\\[a-z\\d._-]{2,30}`,
  "iu",
);

const DAYS =
  "(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:man|tirs|ons|tors|fre|lør|søn)dag(?:s)?|(?:maan|dins|woens|donder|vrij|zater|zon)dag|lunes|martes|miércoles|jueves|viernes|sábado|domingo";
const TIME = new RegExp(
  [
    `${START}(?:[01]?\\d|2[0-3])[:：][0-5]\\d${END}|${START}kl\\.?\\s?\\d{1,2}${END}|${START}\\d{1,2}\\s?(?:am|pm|a\\.m\\.|p\\.m\\.|uur|timer siden)${END}`,
    `${START}(?:\\d{4}-\\d\\d-\\d\\d|\\d{1,2}/\\d{1,2}(?:/\\d{2,4})?|\\d{1,2}\\.\\s?\\d{1,2}\\.\\s?\\d{4})${END}`,
    `${START}(?:since|yesterday|today|this (?:morning|afternoon|week)|last (?:night|week|month|year)|(?:minutes?|hours?|days?|weeks?|months?) ago|for (?:an?|one|two|three|several|a few|\\d{1,3}) (?:minutes?|hours?|days?|weeks?|months?)|${DAYS})${END}`,
    `${START}(?:siden|i (?:går|dag|morges|formiddags|eftermiddags|aftes|nat|forgårs)|i (?:\\d{1,3}|flere|et par|en|to|tre) (?:minutter|timer?|dage?|uger?))${END}`,
    `${START}(?:sinds|gisteren|vandaag|van(?:morgen|ochtend|middag|nacht)|eergisteren|(?:minuten|uur|dagen|weken) geleden)${END}`,
    `${START}(?:desde|ayer|hoy|anoche|anteayer|esta (?:mañana|tarde|semana)|hace (?:unos? |unas? |un par de )?\\d{0,3}\\s?(?:minutos?|horas?|días?|semanas?))${END}`,
    "今天|昨天|前天|今早|早上|上午|中午|下午|晚上|刚才|(?:星期|周)[一二三四五六日天]|\\d{1,2}\\s?点|\\d{1,2}月\\d{1,2}[日号]|从.{1,12}(?:开始|起)",
  ].join("|"),
  "iu",
);

const ERROR_TEXT = new RegExp(
  [
    "[\"“”«»„「『][^\"“”«»„「」『』\\n]{8,200}[\"“”«»」』]|(?<!\\p{L})['‘][^'‘’\\n]{12,200}['’](?!\\p{L})",
    `${START}0x[\\da-f]{4,16}${END}`,
    `${START}(?:error|fejl|fejlkode|fout|foutcode|código|codigo|错误|错误代码|stop)\\s{0,2}(?:code|kode|nr\\.?|no\\.?|number|nummer|de error|代码)?\\s{0,2}[:#：]?\\s{0,2}[a-z]{0,6}[-_]?\\d[\\d.a-fx-]{0,16}`,
    `${START}(?:error|fejl(?:meddelelse|besked)?|fout(?:melding)?|mensaje(?: de error)?|报错|提示)\\s{0,2}[:：]\\s{0,2}\\S`,
  ].join("|"),
  "iu",
);

const IN_TEXT: Record<Exclude<Detector, "picture">, RegExp> = {
  room: ROOM,
  host: HOST,
  userName: USER_NAME,
  time: TIME,
  errorText: ERROR_TEXT,
};

/** Null where the mail does not tell it. */
export function detect(
  detector: Detector,
  text: string,
  attachments: readonly Pick<MailAttachment, "contentType" | "inline" | "size" | "name">[],
): Found | null {
  if (detector !== "picture") return find(IN_TEXT[detector], text);
  const picture = attachments.find(
    (one) => one.contentType.startsWith("image/") && (!one.inline || one.size >= SMALLEST_PICTURE),
  );
  return picture ? { words: picture.name, line: picture.name } : null;
}

/** One of these words, whole and however it is spelt in capitals; null where none stands there. */
export function mention(words: readonly string[], text: string): Found | null {
  if (words.length === 0) return null;
  const one = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&").replace(/\s+/g, "\\s+"));
  // Chinese words stand without blanks between them.
  const pattern = one.map((word) => (/\p{Script=Han}/u.test(word) ? word : `${START}${word}${END}`));
  return find(new RegExp(pattern.join("|"), "iu"), text);
}

function find(pattern: RegExp, text: string): Found | null {
  const read = text.slice(0, MOST_READ);
  const match = pattern.exec(read);
  if (!match) return null;
  const from = Math.max(read.lastIndexOf("\n", match.index) + 1, match.index - AROUND);
  const end = match.index + match[0].length;
  const lineEnd = read.indexOf("\n", end);
  const to = Math.min(lineEnd < 0 ? read.length : lineEnd, end + AROUND);
  // Never through the middle of a surrogate pair, nor of a word.
  const line = read.slice(from, to).replace(/^\p{Cs}|\p{Cs}$/gu, "");
  return { words: match[0].trim(), line: line.trim() };
}
