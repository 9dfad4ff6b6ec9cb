/** How mails begin and end in the languages that desks meet: greetings and closings, recognised and never understood. */
import { hasHan } from "./han.ts";

const GREETINGS = [
  // English, Danish (and Norwegian, Swedish)
  "hi|hello|hey|dear|greetings|good (?:morning|afternoon|evening|day)|to whom it may concern",
  "hej(?:sa|san)?|hejj|hallo|kære|kæreste|goddag|god (?:morgen|formiddag|eftermiddag|aften|dag|kväll)|godmorgen|halløj|til rette vedkommende",
  // German, Dutch, French, Spanish, Italian, Portuguese
  "liebe[rs]?|sehr geehrte[rs]?|guten (?:tag|morgen|abend)|moin|servus|beste|geachte|lieve|hoi|hai|goed(?:e|en)dag|go(?:ede|eie)(?: ?(?:morgen|middag)|n? ?avond)|l\\.s\\.",
  "bonjour|bonsoir|salut|chère?s?|hola|buen[oa]s (?:días|tardes|noches)|buenas|buen día|estimad[oa]s?|apreciad[oa]s?|querid[oa]s?|muy (?:señor(?:es)?|señora) míos?|a quien corresponda|ciao|buongiorno|olá|bom dia|boa tarde|prezad[oa]s?",
].join("|");

/**
 * Chinese writes no blanks, so that no word's end can be asked for: `您好，`, `王老师您好：`, `尊敬的服务台：`, `各位好`. What goes on from `你好`
 * as another word (`你好像`) is no greeting.
 */
const CHINESE_TITLES = "老师|经理|工程师|主任|先生|女士|同事|同事们|同学|客服|服务台|各位";
const CHINESE_GREETINGS =
  "(?:(?:尊敬的|亲爱的)[^\\n,.!:;，！：。]{0,20}[,!:，！：。]+" +
  `|(?:(?:[\\p{L}\\p{N} ]{1,16}[,，] ?|\\p{Script=Han}{0,6}(?:${CHINESE_TITLES}))?(?:您好|你好|大家好|各位好|早上好|上午好|中午好|下午好|晚上好)(?![像多奇几不转])|\\p{Script=Han}{0,6}(?:${CHINESE_TITLES})好(?=[\\s,!:，！：。]|$))[~～]?)[\\s,.!:;，！：。；]*`;

/** A greeting at the start of a line with whom it greets: `Hi Anna,` in `Hi Anna, the printer is jammed`. */
const GREETING = new RegExp(
  `^(?:(?:${GREETINGS})(?![\\p{L}\\p{M}'’-])(?:[^\\n,.!:;–—，！：。]{0,40}[,.!:;–—，！：。]+)?\\s*|${CHINESE_GREETINGS})`,
  "iu",
);
const GREETING_START = new RegExp(`^(?:(?:${GREETINGS})(?![\\p{L}\\p{M}'’-])|${CHINESE_GREETINGS})`, "iu");

const VALEDICTIONS = [
  "(?:with )?(?:(?:my )?(?:best|kind|kindest|warm|warmest|many) )?(?:regards|wishes)(?: from.{0,30})?|best|cheers|sincerely|yours(?: (?:sincerely|faithfully|truly))?|all the best|br|rgds",
  "(?:many )?thanks and (?:best |kind )?regards|(?:de )?(?:bedste|mange|kærlige?|venlige) hilsner|(?:på forhånd )?tak og (?:venlig|god) hilsen",
  "(?:med )?(?:de )?(?:venligs?te?|venlig|bedste|kærlig|hjertelig|god) hilsen(?: fra.{0,30})?|hilsen(?: fra.{0,30})?|hilsner|(?:mvh|vh|kh|dbh|m\\.v\\.h)\\.?(?: fra.{0,30})?",
  "(?:med )?vänlig(?:a)? hälsning(?:ar)?|(?:med )?vennlig hilsen|hälsningar",
  "(?:mit )?(?:freundlichen?|besten?|herzlichen?|vielen|liebe|schöne|viele) (?:grüßen?|grüssen?)|mfg|lg|vg|gruß|grüße",
  "(?:met )?(?:vriendelijke|hartelijke|beste|veel) groet(?:en|jes)?|groet(?:en|jes)?|mvg|m\\.v\\.g|vr\\.? ?gr|hoogachtend|(?:bien |très )?cordialement|salutations|(?:(?:reciba(?:n)? )?un )?(?:cordial )?saludos?(?: cordiales)?|un (?:fuerte )?abrazo|(?:muy )?atentamente|atte|cordiali saluti|atenciosamente",
  "(?:con )?cordialmente|(?:distinti|cordiali|un|tanti) salut[oi]|saluti|bien à vous|(?:mes |nos )?(?:meilleures|sincères|cordiales) salutations|(?:com os (?:melhores )?)?(?:melhores )?cumprimentos|abraços?|att",
  "(?:serdecznie )?pozdrawiam(?: serdecznie)?|z poważaniem|z wyrazami szacunku|s (?:přátelským )?pozdrave?m|s pozdravom|lijep pozdrav|srdačan pozdrav|s poštovanjem|lp",
  "(?:ystävällisin|parhain) terveisin|terveisin|(?:szívélyes )?üdvözlettel|tisztelettel|cu (?:stimă|respect)|saygılarımla|lugupidamisega|pagarbiai|ar cieņu",
  "с (?:глубоким )?уважением|с наилучшими пожеланиями|всего доброго|з повагою|поздрави|με εκτίμηση|φιλικά|trân trọng|thân mến|salam hormat|בברכה|مع (?:أطيب )?(?:تحياتي|التحيات)",
  "此致(?:敬礼)?|敬礼|(?:顺)?祝(?:您)?(?:好|工作(?:顺利|愉快)|一切顺利|生活愉快|周末愉快)|顺[祝颂]商祺|谨启|敬上|敬具|よろしくお願い(?:いた)?します|宜しくお願い(?:いた|致)?します|드림|올림",
].join("|");

const THANKS =
  "(?:many |with )?thanks(?: (?:again|in advance|a lot|so much))?|thank you(?: (?:again|in advance|very much|so much|for your help))?|thx|tia|(?:på forhånd |mange |tusind )?tak(?: (?:for hjælpen|på forhånd))?|på forhånd mange tak|tack|takk|(?:vielen )?dank|danke|(?:hartelijk |alvast |bij voorbaat )?(?:bedankt|dank)(?: (?:alvast|voor (?:de|je|jullie|uw) (?:hulp|moeite)))?|(?:muchas |mil )?gracias(?: (?:por (?:su|tu|la) ayuda|de antemano|por todo))?|merci|grazie|obrigad[oa]|(?:非常|十分|多|先)?(?:感)?谢谢?(?:您|你们?|大家)?(?:的帮助|的支持|的协助|啦|了)?|辛苦(?:您|你们?|大家)?了?|麻烦(?:您|你们?|大家)了";

const LEAVE_END = "[\\s,.!:;)*_–，。！：；～-]*(?:\\p{Extended_Pictographic}\\s*)*$";
const VALEDICTION = new RegExp(`^[\\s*_]*(?:${VALEDICTIONS})${LEAVE_END}`, "iu");
const VALEDICTION_START = new RegExp(`^[\\s*_]*(?:${VALEDICTIONS})(?=[\\s,])`, "iu");
/** One to four words as names are written; read without the `i` flag, which would take any word for one. */
const NAME = /^[\s,]+(?:\p{Lu}[\p{L}\p{M}'’.-]*[\s,]*){1,4}$/u;
const CLOSING = new RegExp(`^[\\s*_]*(?:${VALEDICTIONS}|${THANKS})${LEAVE_END}`, "iu");

/** Longest line that can be a greeting or closing and nothing else; keeps matching cheap. */
const MAX_LINE = 80;

/** Whether the line does nothing but greet: `Hi,` `Hej Mette og Søren` `Dear support team,`. */
export function isGreeting(line: string): boolean {
  const text = line.trim();
  if (text.length > MAX_LINE || !GREETING_START.test(text)) return false;
  const rest = withoutGreeting(text);
  return rest === "" || (!hasHan(rest) && text.split(/\s+/).length <= 3);
}

/** The line without the greeting that it starts with, as it stands. */
export function withoutGreeting(line: string): string {
  return GREETING_START.test(line) ? line.replace(GREETING, "") : line;
}

/** Whether the line does nothing but take leave or give thanks: `Best regards,` `Med venlig hilsen` `Tak`. */
export function isClosing(line: string): boolean {
  return line.length <= MAX_LINE && CLOSING.test(line);
}

/** Whether the line does nothing but take leave, with or without a name: `Best regards,` `Mvh Anna`. What follows is a signature. */
export function isValediction(line: string): boolean {
  if (line.length > MAX_LINE) return false;
  if (VALEDICTION.test(line)) return true;
  const start = VALEDICTION_START.exec(line)?.[0] ?? "";
  // "Best Practices" and "Cheers Anna Holm" look alike: short ones need the comma.
  const rest = line.slice(start.length);
  return (
    start !== "" &&
    NAME.test(rest) &&
    (rest.startsWith(",") || !/^(?:best|br|lg|vg|yours)$/i.test(start.trim()))
  );
}

/** Whether the text says nothing but goodbye: a greeting, a closing and what stands below it, the writer's own name. */
export function isSignOff(text: string, writer: string): boolean {
  const names = new Set(writer.toLowerCase().split(/\s+/));
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (isValediction(line) || isClosing(line)) return true;
    const words = line.toLowerCase().match(/[\p{L}\p{M}\d'’-]+/gu) ?? [];
    if (!isGreeting(line) && !words.every((word) => names.has(word))) return false;
  }
  return true;
}
