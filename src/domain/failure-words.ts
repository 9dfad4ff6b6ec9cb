/**
 * How mail servers begin when a mail of ours could not be delivered, whatever else they leave out: to us ("your message"), with the
 * address beneath. A person who tells of a mail that came back greets, or writes "my mail". Bounded: reads the first lines only.
 */
import { ownWords, QUOTED_SUBJECT } from "./bounce-text.ts";

const MOST_READ = 1_500;
const LINES_READ = 3;

/** Lines above the first sentence: rules, headings, "this is an automatic mail". */
const PREAMBLE =
  /^[^\p{L}\p{N}]*$|^[\s*=_#~-]{2,80}[^\n]{0,80}[*=_#~-]{2,80}\s*$|^\W{0,9}(?:this (?:is|e-?mail|message|report|mail)|message from|automat\w*|dies(?:e|er|es)?|dette|det här|dit|ce(?:ci|t)?|este|esto|questo)\b[^\n]{0,200}(?:automat|advisory|warning|generat|bericht|report|postmaster|mail system)|^\s*message from\b/iu;

const APOLOGY =
  "(?:(?:we regret to|this is to) inform you that\\s+|(?:we(?: are|['’]re)|i(?: am|['’]m)) (?:sorry|afraid)[^\\n]{0,60}?[,.:!]?\\s+|sorry[,.:!]?\\s+|unfortunately[,:]?\\s+|leider |desv[æa]rre |beklager[,.]? |helaas |d[ée]sol[ée][,.]? |lo sentimos[,.]? )?";

/** What no server writes: a question, the first person, a day as people name it. Links and addresses are taken out before. */
const PERSONAL = new RegExp(
  [
    "[?？]",
    `(?<!\\p{L}|[\\p{L}\\d][.-])(?:${[
      "my|mine|me|i (?:got|get|need|want|think|hope|can|can['’]?t|cannot)|today|yesterday|this (?:morning|afternoon|week)",
      "ich|mich|mir|meine?[rmns]?|heute|gestern|jeg|mig|mine?(?= (?:e-?mail|mail|besked|chef|kollega|printer|computer|outlook))|i dag|i går|i morges",
      "jag|mitt|mina|idag|igår|ik|mij|mijn|vandaag|gisteren|vanochtend|yo|mis?|hoy|ayer|esta mañana",
      "je (?:ne|n['’]|suis|peux|veux|dois|reçois|vous)|moi|(?:mon|mes) (?:mail|e-?mail|message|courriel|compte)|que faire|aujourd['’]hui|ce matin",
      "io|mio|mia|oggi|ieri|eu|meu|minha|hoje|ontem",
      "please help|we need|thanks|(?:best |kind )?regards|cheers|since monday|bother|bitte um|danke|gruß|grüße|vg|mfg|vi ikke|vil i|(?:venlig )?hilsen|vh|mvh",
      "graag|onze|groet(?:en|jes)?|bedankt|merci|cordialement|gracias|saludos|grazie|saluti|obrigad[oa]|says outlook",
    ].join("|")})(?!\\p{L}|[.-][\\p{L}\\d])`,
    "我(?!们)|今天|昨天|谢谢",
  ].join("|"),
  "iu",
);
const ADDRESS_OR_LINK = /\S{0,80}(?:@|:\/\/|www\.)\S{0,200}/giu;

/** After the words above it, at the very start. */
const OPENINGS = [
  "(?:(?:your|the following|this) (?:e-?)?(?:mail|message)s?|the (?:e-?)?(?:mail|message) (?:below|(?:that )?you sent)|an? (?:e-?)?(?:mail|message) (?:that )?you sent|the following (?:recipient|address)[a-z()]*|(?:the )?delivery (?:of (?:e-?)?(?:mail|message)s? )?to (?:this address|the following|these))\\b[^]{0,220}?(?:(?:could|can|was|were|has|have)(?: not|n['’]t)(?: yet)?(?: be| been)?(?: successfully)? (?:delivered|sent|received|reached|transmitted)|did(?: not|n['’]t) reach|(?:has been|was|is|were) (?:automatically )?(?:rejected|returned|refused|bounced|postponed|delayed|undeliverable)|(?:has |have )?failed\\b|undeliver(?:able|ed)|unable to (?:be )?deliver)",
  "(?:(?:could|can)(?: ?not|n['’]t)|unable to|failed to) deliver (?:your |the following |this )?(?:e-?mail|mail|message)[^\\n]{0,60}(?:to\\b|recipient)",
  "(?:failed|undeliverable|invalid|intended|unknown) (?:final delivery )?(?:recipient|userid|address)|(?:message|mail) not delivered to|undeliverable to|did not reach the following",
  "(?:sent |received )?(?:<<<|>>>) ?(?:rcpt to|mail from|data|[45]\\d\\d)",
  "(?:ihre|deine|die folgende|folgende|eine von ihnen)[^]{0,160}(?:konnten?|kann|wurde|können)[^]{0,120}?nicht (?:zugestellt|übermittelt|ausgeliefert|gesendet)|die zustellung[^]{0,120}(?:fehlgeschlagen|nicht möglich)",
  "(?:din|jeres|deres|følgende)[^]{0,160}(?:kunne|kan|blev|er)[^]{0,60}?ikke (?:blive )?(?:lever|aflever|send|nå)|leveringen?[^]{0,80}mislykkedes",
  "(?:ditt|följande)[^]{0,160}(?:kunde|kan)[^]{0,60}?inte (?:levereras|skickas|nå)",
  "(?:uw|je|het volgende)[^]{0,160}(?:kon|kan|is)[^]{0,80}?niet (?:worden )?(?:be|af)?(?:zorgd|geleverd|leverd|verzonden)|(?:de )?(?:be|af)levering[^]{0,80}mislukt",
  "votre (?:message|courriel|e-?mail|courrier)[^]{0,160}n['’](?:a|ont) pas (?:pu )?(?:[êe]tre |[ée]t[ée] )?(?:d[ée]livr|remis|distribu|transmis|envoy|achemin)",
  "(?:su|tu) (?:mensaje|correo)[^]{0,160}no (?:se )?(?:pudo|ha podido|puede|fue)[^]{0,20}(?:entreg|enviad)",
  "(?:il (?:suo |tuo )messaggio|la (?:sua |tua )e-?mail)[^]{0,160}non (?:è stat|e['’] stat|può essere|ha potuto)[^]{0,30}(?:recapit|consegn|inoltr)",
  "(?:a )?sua mensagem[^]{0,160}não (?:p[ôo]de|foi|pode)[^]{0,20}entregue",
  "(?:您|你|以下)[^]{0,80}(?:无法|未能|不能|無法|没有)[^]{0,12}(?:投递|送达|发送|投遞|送達|寄達)",
  "[^]{0,40}(?:メール|メッセージ)[^]{0,80}(?:配信|送信|配達)(?:でき|され)ません",
];
const OPENING = new RegExp(`^\\W{0,20}${APOLOGY}(?:${OPENINGS.join("|")})`, "iu");

const ADDRESS = /[^\s<>"'(),;:@]{1,64}@[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+/gi;

/** Whether a server says so at the start of `text`, and names somebody else than `own` (who got this mail, and who sent it). */
export function opensAsFailure(text: string, own: ReadonlySet<string>): boolean {
  const lines = text.slice(0, MOST_READ).split(/\r?\n/);
  const start = lines.findIndex((line) => !PREAMBLE.test(line.slice(0, 300)));
  // A heading may say it all: "------ Failed Recipients ------".
  if (![0, Math.max(0, start)].some((from) => OPENING.test(firstWords(lines.slice(from))))) return false;
  const words = lines.join("\n");
  // The mail that came back may be as personal as it likes.
  if (PERSONAL.test(ownWords(words).replace(QUOTED_SUBJECT, "").replace(ADDRESS_OR_LINK, " "))) return false;
  const named = words.match(ADDRESS) ?? [];
  return named.some((address) => !own.has(address.toLowerCase()));
}

function firstWords(lines: readonly string[]): string {
  const said = lines.filter((line) => line.trim() !== "").slice(0, LINES_READ);
  return said.join(" ").slice(0, 600);
}
