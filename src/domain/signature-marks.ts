/** How signatures begin, what they hold, and where what a person wrote goes on below them. */
import { isValediction } from "./phrases.ts";
import { MOBILE_WORDS } from "./quote-words.ts";

const LONGEST_LINE = 80;
const LONGEST_AFTERTHOUGHT = 500;

const MOBILE = new RegExp(`^[\\s*_(<[]*(?:${MOBILE_WORDS})`, "iu");
/** A whole sentence, longer than the others are. */
const MOBILE_SENTENCE =
  /^(?:diese nachricht wurde von meinem .{1,60} gesendet|dette er sendt fra min .{1,40})\.?$/iu;
const DEVICE =
  /phone|iphone|ipad|mobile?\b|mobil|cell\b|android|galaxy|samsung|blackberry|\bhtc\b|device|tablet|handy\b|telefon|teléfono|móvil|unterwegs|手机/iu;
/** `…, please excuse any typos` below what names a telephone. */
const EXCUSE =
  /[,.;] {0,3}(?:please |so |kindly )?(?:excuse|pardon|forgive|undskyld|beklager|ursäkta|entschuldig|sorry|excus)[^\n,]{0,45}$/iu;

/** A postscript, or an agent's commands. */
const WRITTEN_BELOW = /^(?:p\.? ?s\.?|n\.? ?b\.?)(?!\p{L})|^#\p{L}/iu;

/** With which people begin what came to their mind after they had signed. */
const AFTERTHOUGHT = new RegExp(
  `^(?:${[
    "(?:edit|update|addendum|correction|nachtrag|ergänzung|korrektur|rettelse|tilføjelse|opdatering|tillägg|rättelse|aanvulling|correctie|ajout|añadido|corrección|aggiunta|补充|更正)\\s?[:：]",
    "(?:also|oh|and),\\s|对了|另外",
    `(?:${[
      "by the way|btw|one (?:more|last|other) thing|i (?:just|forgot|also|still|should have|meant to|have (?:just|also))",
      "übrigens|ach ja|noch (?:etwas|was)|außerdem|ich habe (?:gerade|eben|noch|auch|vergessen)|mir ist (?:noch|gerade|eben)",
      "for ?resten|i øvrigt|jeg (?:glemte|har (?:lige|også|glemt))|förresten|jag (?:glömde|har (?:just|också|glömt))",
      "trouwens|overigens|nog iets|ik (?:zag|zie|ben|heb) (?:net|nog|ook|vergeten)",
      "au fait|j['’]ai (?:oublié|aussi|également|constaté)|je viens de|por cierto|he olvidado|se me olvidó|acabo de",
    ].join("|")})(?!\\p{L})`,
  ].join("|")})`,
  "iu",
);
/** What is asked of its reader, or in the first person: no footer does. */
const ASKS =
  /(?<!\p{L})(?:(?:could|can|would) you|(?:kannst|könntest) du|könnten sie|(?:kan|kunne) (?:du|I|je|u)|kunt u|(?:pouvez|pourriez)[- ]vous|(?:peux|pourrais)[- ]tu|podrías?|puedes?)(?!\p{L})[^?？]{4,200}[?？]|^[^?？]{0,80}(?<![\p{L}\d])(?:I|(?<=^)i|ich|jeg|jag|ik)(?!\p{L})[^?？]{4,200}[?？]/u;

/** One to four words as names are written, with the titles that stand around them. */
const NAME_LINE =
  /^(?:(?:dr|prof|mr|mrs|ms|ing|dipl|mag|hr|fr|ir)\.? ){0,3}(?:\p{Lu}[\p{L}\p{M}'’-]{0,30}\.? ?){1,5}(?:,? ?\(?[\p{L}.,/ -]{2,30}\)?)?$/u;
/** A Chinese name: one of the family names that most bear, and one or two characters. */
const CHINESE_NAME_LINE =
  /^[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤]\p{Script=Han}{1,2}$/u;
const PHONE = /(?<![\p{L}\d])\+?[\d(][\d\s()./–-]{5,20}\d(?!\d)/u;
const LINK = /[^\s<>@]{1,64}@[^\s<>@]{2,255}|(?:https?:\/\/|www\.)\S+/iu;
const LINKS = new RegExp(LINK.source, "giu");
const VIA = /^(?:via (?:mobile|phone|telephone|iphone|ipad|android|blackberry)|on the go|mobil(?:e|t)?)$/iu;
/** `-Anna`, `~ Anna Holm`, `/Anna` as the last words. */
const DASHED_NAME = /^[-–—~/*] ?(?:\p{Lu}[\p{L}\p{M}'’.-]{0,30} ?){1,4}$/u;
const LIST_FOOTER =
  /mailing list|mailinglist|unsubscribe|afmeld|abmelden|désabonner|you received this message because|to post to this group|listinfo|\/lists?\//iu;

/** RFC 3676 4.3; many programs lose the blank. */
export function isSignatureDelimiter(line: string): boolean {
  return line === "-- " || line === "--" || line === "—" || line === "– ";
}

/** `Sent from my iPhone`, with the link that Outlook adds; a sentence that goes on is none. */
export function isMobileSignature(line: string): boolean {
  const whole = line.slice(0, 300).trim();
  if (line.length > 300 || !MOBILE.test(whole)) return false;
  if (MOBILE_SENTENCE.test(whole)) return true;
  const bare = /^[(<[]+([^()<>[\]]*)[)>\]]+$/.exec(whole)?.[1] ?? whole;
  const linkless = bare.replace(/<[^<>]*>|\([^()]*\)|\[[^[\]]*\]|https?:\S*/g, "");
  const words = (DEVICE.test(linkless) ? linkless.replace(EXCUSE, "") : linkless).trim();
  return words.length <= 60 && !/[,;?]/.test(words);
}

/** `Venlig hilsen / Best regards` counts, too. */
export function isLeaveTaking(line: string): boolean {
  return (
    line.length <= LONGEST_LINE &&
    line.trim() !== "" &&
    line.split(/[/|]/).every((part) => isValediction(part.trim()))
  );
}

export function isWrittenBelow(line: string): boolean {
  return WRITTEN_BELOW.test(line);
}

/** Whether a paragraph that begins so below a signature is its writer's again; what holds a link or a number is the signature's. */
export function isAfterthought(line: string): boolean {
  const text = line.slice(0, LONGEST_AFTERTHOUGHT).trim();
  if (LINK.test(text) || PHONE.test(text)) return false;
  if (AFTERTHOUGHT.test(text)) return true;
  return /[?？]/.test(text) && ASKS.test(text.replace(/^¿?\p{Lu}/u, (first) => first.toLowerCase()));
}

/** Whether the line is nothing but the writer's own name, or one word of it, as people sign who use no signature. */
export function isNameOf(line: string, writer: string): boolean {
  const signed = bareName(line.slice(0, LONGEST_LINE));
  const name = bareName(writer);
  const words = name.split(/[\s,]+/);
  return signed.length > 1 && (signed === name || (words.length <= 4 && words.includes(signed)));
}

export function isDashedName(line: string): boolean {
  return line.length <= LONGEST_LINE && DASHED_NAME.test(line.trim());
}

/** Looks like somebody's name and nothing else; many other things do, so it counts only above contact details. */
export function isNameLine(line: string): boolean {
  const text = line.trim();
  return line.length <= LONGEST_LINE && (NAME_LINE.test(text) || CHINESE_NAME_LINE.test(text));
}

/** A telephone number, address or link with few words beside it. */
export function isContactLine(line: string): boolean {
  if (line.length > LONGEST_LINE * 2) return false;
  const text = line.trim();
  if (VIA.test(text)) return true;
  const rest = text.replace(LINKS, " ").replace(PHONE, " ");
  return rest !== text && (rest.match(/[\p{L}\d]{2,}/gu) ?? []).length <= 3;
}

export function isListFooter(line: string): boolean {
  return line.length <= 400 && LIST_FOOTER.test(line);
}

/** A line drawn above a signature or a list's footer. */
export function isDrawnLine(line: string): boolean {
  return line.length <= 300 && /^\s*(?:[-_=*+~#]{3,}|_{2}|[–—]{2,})\s*$/.test(line);
}

function bareName(text: string): string {
  return text.replace(/^[\s/~–-]+|[\s.,!]+$/g, "").toLowerCase();
}
