/** The lines that mail programs draw around what is not new: quote marks, rules, `-----Original Message-----`. Linear in a line. */
import {
  FORWARD_BEGINNINGS,
  FORWARD_PREFIXES,
  FORWARD_WORDS,
  ORIGINAL_WORDS,
  REPLY_PREFIXES,
} from "./quote-words.ts";

/** No mark of a program is longer; longer lines are somebody's text. */
const LONGEST_MARK = 300;
const LONGEST_TITLE = 60;

const END_OF_TITLE = /(?:[-–—_=*]{2,}|[:：])$/u;
const FORWARD_TITLE = new RegExp(FORWARD_WORDS, "iu");
const ORIGINAL_TITLE = new RegExp(ORIGINAL_WORDS, "iu");
const FORWARD_BEGINS = new RegExp(`^(?:${FORWARD_BEGINNINGS})\\s?[:：]$`, "iu");
/** A title is a message's; `--- original price ---` is somebody's text. */
const MESSAGE_TITLE =
  /messag|mail|appointment|meddelelse|besked|melding|meddelande|brev|nachricht|bericht|mensa|messaggio|viesti|wiadomo|сообщени|письм|повідомлен|листа|邮件|郵件|邮件信息|消息|訊息|メッセージ|メール|메시지|메일|üzenet|levél|zpráv|správ|poruk|sporočil|mesaj|[iİ]leti|kiri|sõnum|μήνυμα|thư|pesan|הודעה|رسالة|termin|missatge|vestule|laišk|msg/iu;
/** GroupWise names whom it quotes, and when, between angle brackets, and marks nothing below. */
const GROUPWISE = /^>>> ?[^>\s].{2,200}\d.{0,60}>>>$/u;
/** David's clients draw no rule around it, and no colons behind the headers below. */
const BARE_TITLE = /^\s*original message processed by david[®™]?\s*$/iu;
/** Other desks write it above what they quote. */
const ABOVE_THIS_LINE =
  /^[\s\-–—#=_*~([|]*.{0,60}?(?:above this line|over denne linjen?|ovanför den(?:na| här) (?:linjen?|rad(?:en)?)|(?:oberhalb|über) dieser (?:linie|zeile)|boven deze (?:lijn|regel)|au[- ]dessus de cette ligne|encima de esta línea|sopra questa (?:linea|riga)|acima desta linha|tämän rivin yläpuolelle|(?:powyżej|nad) t(?:ej|ą) lini[iąę])(?: (?:te )?\p{L}{2,12})?[\s\-–—#=_*~)\].!|]*$/iu;
const ASKS_ANSWER =
  /^[\s([|]*[-–—#=_*~]{2}|^[\s*([]*(?:please )?(?:reply|respond|type your|write your|svar|skriv|bitte|antwort|répond|veuillez|responda|escrib|rispond|vastaa|odpow)/iu;
const PREFIX = (words: string) =>
  new RegExp(`^\\s*(?:\\[[^\\]]{0,40}\\]\\s*)*(?:${words})(?:\\s?\\[\\d{1,3}\\])?\\s?[:：]\\s*`, "iu");
const FORWARD_SUBJECT = PREFIX(FORWARD_PREFIXES);
const REPLY_SUBJECT = PREFIX(`${REPLY_PREFIXES}|vs`);

export function isQuotedLine(line: string): boolean {
  return /^ {0,3}>/.test(line) && !isGroupWise(line);
}

/** The line with its quote marks off, however many; `level` how many there were. */
export function unquote(line: string): { text: string; level: number } {
  let at = 0;
  let level = 0;
  for (let next = 0; next < line.length; next++) {
    const one = line.charAt(next);
    if (one === ">") {
      level++;
      at = next + 1;
    } else if (one !== " " || next - at > 2) break;
  }
  return { text: line.slice(line.charAt(at) === " " && level > 0 ? at + 1 : at), level };
}

export function isForwardMark(line: string): boolean {
  if (line.length > LONGEST_MARK) return false;
  const last = line.charAt(line.length - 1);
  if ((last === ":" || last === "：") && FORWARD_BEGINS.test(line.trim())) return true;
  const title = titleOf(line);
  return title !== "" && FORWARD_TITLE.test(title);
}

export function isOriginalMark(line: string): boolean {
  if (line.length > LONGEST_MARK) return false;
  if (isGroupWise(line) || isAnswerLine(line) || BARE_TITLE.test(line)) return true;
  const title = titleOf(line);
  return title !== "" && ORIGINAL_TITLE.test(title) && !FORWARD_TITLE.test(title);
}

function isAnswerLine(line: string): boolean {
  return line.length <= LONGEST_TITLE * 2 && ASKS_ANSWER.test(line) && ABOVE_THIS_LINE.test(line);
}

function isGroupWise(line: string): boolean {
  return line.startsWith(">>>") && line.length <= LONGEST_MARK && GROUPWISE.test(line.trimEnd());
}

/** What stands between two rules and names a message, or an empty string. */
function titleOf(line: string): string {
  const rule = /^\s*[-–—_=*]{2,}/.exec(line)?.[0];
  if (rule === undefined) return "";
  const rest = line.slice(rule.length).trim();
  const inner = rest.slice(0, Math.max(0, rest.search(END_OF_TITLE))).trim();
  return inner.length <= LONGEST_TITLE && MESSAGE_TITLE.test(inner) ? inner : "";
}

/** A rule that programs draw above what they quote. */
export function isRule(line: string): boolean {
  return line.length <= LONGEST_MARK && /^\s*[_-]{5,}\s*$/.test(line);
}

export function isForwardSubject(subject: string): boolean {
  return FORWARD_SUBJECT.test(subject.slice(0, LONGEST_MARK));
}

export function isReplySubject(subject: string): boolean {
  return REPLY_SUBJECT.test(subject.slice(0, LONGEST_MARK));
}

/** Without what the forwarding program put before it. */
export function withoutForwardPrefix(subject: string): string {
  const prefix = FORWARD_SUBJECT.exec(subject.slice(0, LONGEST_MARK))?.[0] ?? "";
  return subject.slice(prefix.length).trim();
}
