/** How mail programs mark what is not new: forwards, original messages, attributions and header blocks. Linear in a line. */

/** No mark of a program is longer; longer lines are somebody's text. */
const LONGEST_MARK = 300;

const MESSAGE_WORDS =
  "message|mail|e-?mail|appointment|meddelelse|besked|melding|meddelande|brev|nachricht|bericht|mensaje|messaggio|mensagem|viesti|wiadomość|сообщение|邮件|邮件信息|消息|郵件|メッセージ";
const FORWARD_WORDS =
  "forwarded|videresendt|vidarebefordrat|weitergeleitete|doorgestuurd|reenviado|transféré|réexpédié|inoltrato|encaminhada|välitetty|przekazana|пересылаемое|转发|轉寄|転送";
const ORIGINAL_WORDS =
  "original|originale|reply|oprindelig|opprinnelig|ursprungligt|ursprüngliche|antwort|oorspronkelijk|d['’]origine|alkuperäinen|oryginalna|исходное|原始|原";

const betweenDashes = (words: string) =>
  new RegExp(
    `^-{2,} ?(?=[^-]{0,60}(?:${MESSAGE_WORDS}))(?:[^- ]{1,20} )?(?:${words})[^-]{0,40}-{2,}$|^-{2,} ?(?:${MESSAGE_WORDS}) (?:${words}) ?-{2,}$`,
    "iu",
  );
const FORWARD_LINE = betweenDashes(FORWARD_WORDS);
const ORIGINAL_LINE = betweenDashes(ORIGINAL_WORDS);
/** Apple Mail. */
const FORWARD_BEGINS =
  /^(?:begin forwarded message|start på videresendt besked|begynd videresendt besked|anfang der weitergeleiteten (?:nachricht|e-mail)|begin doorgestuurd bericht|inicio del mensaje reenviado|début du message (?:réexpédié|transféré)|vidarebefordrat brev|inizio messaggio inoltrato|início da mensagem (?:re)?encaminhada|开始转发的邮件|下面是被转发的邮件) ?[:：]$/iu;

/** Header names that programs print above what they quote, by what they mean; the sender's first. */
const HEADER_NAMES = [
  "from|fra|från|von|van|de|da|od|lähettäjä|от|від|发件人|寄件者|差出人",
  "sent|date|sendt|dato|skickat|datum|gesendet|verzonden|envoyé|enviado(?: el)?|fecha|inviato|data|wysłano|lähetetty|отправлено|дата|发送时间|日期",
  "to|til|till|an|aan|à|para|a|do|vastaanottaja|кому|收件人",
  "subject|emne|ämne|betreff|betr|onderwerp|objet|asunto|oggetto|assunto|temat|aihe|тема|主题",
].map((names) => new RegExp(`^[*_]{0,2}(?:${names})[*_]{0,2} ?[:：]`, "iu"));

const WROTE =
  "wrote|sent|skrev|schrieb|schreef|geschreven|escribió|écrit|scritto|escreveu|kirjoitti|pisze|napisał(?:\\(a\\))?|napsal(?:\\(a\\))?|написал(?:\\(?а\\)?)?|пишет|đã viết|写道|寫道|작성|のメッセージ";
const VERB_LAST = new RegExp(`(?:${WROTE}) ?(?:[:：]|-{2,})$`, "iu");
/** `Den … skrev Anna <…>:`; a sentence such as `den 2/3 skrev jeg:` goes on in lower case. */
const NAME_LAST =
  /(?:skrev|schrieb|schreef|pisze|kirjoitti) (?:["'“”<([]*[\p{Lu}\p{Lo}\d]|\S+@)(?:.{0,120}[^\s])?:$/u;
/** `2026-03-02 9:15 GMT+01:00 Anna <anna@…>:` */
const DATE_AND_ADDRESS = /^(?:20\d\d|\d\d?)[./-]\d\d?[./-]\d{1,4}.{0,60}<\s?[^\s<>@]+@[^\s<>]+>:?$/u;
const STARTS =
  /^(?:on|at|den|d\.|på|am|op|le|el|il|em|dnia|w dniu|pe|kl\.|vào|在|20\d\d|\d{1,2}[./-]|(?:man|tirs?|ons|tors?|fre|lør|søn|mån|tis|lör|sön|mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|pon|wt|śr|czw|pt|sob|niedz)[a-zåäöø]{0,7}[.,]{0,2}\s)/iu;
const DATE_OR_ADDRESS = /\d{1,2}[:.]\d\d|\b20\d\d\b|\d{1,2}[./-]\d{1,2}|[<[]\s?[^\s<>@]+@[^\s<>]+[>\]]/;
/** An attribution that a program put on the line of the last words before it. */
const SHARED_LINE = /^(.{0,250}?\S)(?:\s+|-{2,}\s*)((?:On|Den|Am|Le|El|Op|Il)\s.{0,30}\d.{0,200})$/u;

export function isQuotedLine(line: string): boolean {
  return /^ {0,3}>/.test(line);
}

export function isForwardMark(line: string): boolean {
  return line.length <= LONGEST_MARK && (FORWARD_LINE.test(line.trim()) || FORWARD_BEGINS.test(line.trim()));
}

export function isOriginalMark(line: string): boolean {
  return line.length <= LONGEST_MARK && ORIGINAL_LINE.test(line.trim());
}

/** How many lines from `at` are one attribution, wrapped or not; 0 for none. `strict`: no sentence of a person looks so. */
export function attributionLength(lines: readonly string[], at: number): { lines: number; strict: boolean } {
  let joined = "";
  for (let count = 1; count <= 3; count++) {
    const line = lines[at + count - 1]?.trim() ?? "";
    if (line === "" || isQuotedLine(line)) break;
    joined = joined === "" ? line : `${joined} ${line}`;
    if (joined.length > LONGEST_MARK) break;
    const bare = joined.replace(/^-{2,}\s?/, "");
    if (!isAttribution(bare, joined)) continue;
    const strict = STARTS.test(bare);
    // A sentence above an attribution is none of it.
    if (count > 1 && (!strict || attributionLength(lines, at + 1).strict)) break;
    return { lines: count, strict };
  }
  return { lines: 0, strict: false };
}

function isAttribution(bare: string, whole: string): boolean {
  if (DATE_AND_ADDRESS.test(bare)) return true;
  // Android puts it between dashes, and then needs no date.
  if (/-{2,}$/.test(whole)) return whole !== bare && VERB_LAST.test(bare);
  return /[:：]$/.test(bare) && DATE_OR_ADDRESS.test(bare) && (VERB_LAST.test(bare) || NAME_LAST.test(bare));
}

/** The line as two where an attribution shares it with the words before it, else null. */
export function splitSharedLine(line: string): [string, string] | null {
  if (line.length > LONGEST_MARK || !VERB_LAST.test(line)) return null;
  const [, before, attribution] = SHARED_LINE.exec(line) ?? [];
  return before !== undefined && attribution !== undefined && isAttribution(attribution, attribution)
    ? [before, attribution]
    : null;
}

/**
 * Whether a block such as Outlook's `From: / Sent: / To: / Subject:` starts here, in whatever order its program prints it. Three
 * kinds of line make one, the sender's among them; below a drawn rule two do.
 */
export function isHeaderBlock(lines: readonly string[], at: number, belowRule: boolean): boolean {
  if (!HEADER_NAMES.some((header) => isHeaderLine(lines[at], header))) return false;
  const near = lines.slice(at, at + 9);
  const kinds = HEADER_NAMES.map((header) => near.some((line) => isHeaderLine(line, header)));
  return kinds[0] === true && kinds.filter(Boolean).length >= (belowRule ? 2 : 3);
}

function isHeaderLine(line: string | undefined, header: RegExp): boolean {
  return line !== undefined && header.test(line.slice(0, 40).trim());
}

/** A rule that programs draw above what they quote. */
export function isRule(line: string): boolean {
  return /^\s*[_-]{5,}\s*$/.test(line);
}
