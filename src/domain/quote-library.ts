/**
 * Asks the reply-parser library which lines it takes for quote or signature. Some of its expressions take cubic time on hostile text,
 * so it only ever sees a bounded extract; where even that could hang it, it is not asked.
 */
import EmailReplyParser from "email-reply-parser";

const MOST_LINES = 150;
const LONGEST_LINE = 200;
/** Words around which its expressions backtrack over several lines. */
const BACKTRACKING = /wrote|schreef|skrev|pisze|napisał|写道|schrieb|écrit|escribió|scritto|escreveu|from/giu;
const MOST_BACKTRACKING = 12;

/**
 * Without one of these, none of its expressions matches anywhere and it takes every line for the writer's words: most mails need not
 * be handed to it, which is a sixth of all reading.
 */
const KNOWN_TO_IT = new RegExp(
  [
    "^>|^\\s*([-_+=])\\1+\\s*$|> *:|(?:from|von|de|van|da)\\s?:",
    "wrote|schreef|skrev|pisze|napisał|写道|schrieb|écrit|escribió|scritto|escreveu|kirjoitti|г\\. в|작성:|のメッセージ:",
    "original message|oprindelig besked|message d'origine|ursprüngliche nachricht",
    "sent from|get outlook|cheers|best wishes|regards|gesendet|sendt fra|envoyé|télécharger|bien . vous|cordialement",
    "bonne (?:journ|soir)|enviado desde|verzonden|verstuurd",
  ].join("|"),
  "imu",
);

export type Opinion = "visible" | "quoted" | "signature";

/** Whether it may see more in a text than the words of its writer. */
export function isKnownToLibrary(text: string): boolean {
  return KNOWN_TO_IT.test(text);
}

/** Its opinion on each line, or null where it has none to rely on. */
export function askLibrary(lines: readonly string[]): Opinion[] | null {
  const extract = lines.slice(0, MOST_LINES).map((line) => line.slice(0, LONGEST_LINE).trimEnd());
  const text = extract.join("\n");
  if (!isKnownToLibrary(text)) return lines.map(() => "visible");
  if ((text.match(BACKTRACKING) ?? []).length > MOST_BACKTRACKING) return null;
  const opinions: Opinion[] = [];
  for (const fragment of new EmailReplyParser().read(text).getFragments()) {
    const opinion = fragment.isQuoted()
      ? "quoted"
      : fragment.isHidden() && !fragment.isEmpty()
        ? "signature"
        : "visible";
    for (const line of fragment.getContent().split("\n")) {
      if (line.trim() === "") continue;
      // It gives no line numbers and drops blank lines; it may also join lines, and then cannot be followed.
      while (opinions.length < extract.length && extract[opinions.length] === "") opinions.push(opinion);
      if (extract[opinions.length]?.trim() !== line.trim()) return null;
      opinions.push(opinion);
    }
  }
  while (opinions.length < lines.length) opinions.push("visible");
  return opinions;
}
