/**
 * What the elements of HTML say of the lines they become: which a mail program quoted, which are a signature. It travels through
 * html-to-text as a sign of our own before a line, and signs that a mail brings along are taken out first, so that none is forged.
 */
import type { DomNode } from "html-to-text";
import type { LineMark } from "../domain/message.ts";

/** What is known while the elements are walked through. */
export interface Structure {
  /** The region around, whose lines are marked already; only a stronger mark is put inside it. */
  inside: LineMark["kind"] | null;
  /** Within what Gmail quotes. */
  inGmail: boolean;
  /** Who made the block quote that is about to be formatted. */
  quote: "cite" | "block" | "indent" | null;
}

/** The strongest first: of nested elements a line has the mark of the strongest. */
const SIGNS = [
  ["cite", "\ue000"],
  ["original", "\ue001"],
  ["attribution", "\ue002"],
  ["block", "\ue003"],
  ["indent", "\ue004"],
  ["signature", "\ue005"],
] as const satisfies readonly (readonly [LineMark["kind"], string])[];
const SIGN = /[\ue000-\ue005]/g;
const WRITTEN_SIGN = /[\ue000-\ue005]|&#(?:x0{0,8}e00[0-5]|0{0,8}5734[4-9]);?/giu;

/** Everything inside is quoted. */
const CITES =
  /(?:^|\s)(?:x_)?(?:yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|olk_src_body_section|mailru-blockquote|front-blockquote|ymail_android_quoted|iosymail-quoted|hey_quoted|quoted-reply)(?=\s|$)/iu;
/** Everything below its first line is quoted. */
const ORIGINALS =
  /(?:^|\s)(?:divrplyfwdmsg|outlookmessageheader|stopspelling|zwchr|mail-editor-reference-message-container|isreplycontent|replysplit)(?=\s|$)/iu;
const ATTRIBUTIONS =
  /(?:^|\s)(?:moz-cite-prefix|gmail_attr|reply-intro|mailru-quote-header|zimbra-attribution)(?=\s|$)/iu;
const SIGNATURES =
  /(?:^|\s)(?:x_)?(?:gmail_signature|moz-signature|signature|applemailsignature|applemailsignatureblock|ms-outlook-mobile-signature|ms-outlook-ios-signature|protonmail_signature_block|ymail_android_signature|lineBreakAtBeginningOfSignature)(?=\s|$)/iu;

/** HTML without signs that are not ours. */
export function withoutSigns(html: string): string {
  // By a character, not by nothing: what stood on both sides must not make one.
  return html.replace(WRITTEN_SIGN, "\ufffd");
}

/** What an element is by its names, unless it stands in something that says more. */
export function strongerMark(element: DomNode, inside: LineMark["kind"] | null): LineMark["kind"] | null {
  const mark = blockMarkOf(element);
  return mark !== null && (inside === null || rankOf(mark) < rankOf(inside)) ? mark : null;
}

function rankOf(kind: LineMark["kind"]): number {
  return SIGNS.findIndex(([name]) => name === kind);
}

function blockMarkOf(element: DomNode): LineMark["kind"] | null {
  const names = namesOf(element);
  if (names === "") return null;
  if (element.name === "blockquote") return null;
  if (CITES.test(names)) return "cite";
  if (ORIGINALS.test(names)) return "original";
  if (ATTRIBUTIONS.test(names)) return "attribution";
  return SIGNATURES.test(names) ? "signature" : null;
}

export function isGmailQuote(element: DomNode): boolean {
  return /(?:^|\s)(?:ecx|x_)?(?:gmail_quote|gmail_quote_container|gmail_extra|protonmail_quote|tutanota_quote)(?=\s|$)/iu.test(
    namesOf(element),
  );
}

/** Who made a block quote: a program for its quotes, or the writer, whose program only sets it in. */
export function quoteKindOf(element: DomNode, inGmail: boolean): "cite" | "block" | "indent" {
  if (/^cite$/i.test(element.attribs?.type ?? "")) return "cite";
  if (isGmailQuote(element)) return inGmail ? "cite" : "indent";
  const style = String(element.attribs?.style ?? "").slice(0, 2_000);
  return /border(?:-left)?\s*:\s*(?:none|0)|margin(?:-left)?\s*:[^;]*40px/i.test(style) ? "indent" : "block";
}

function namesOf(element: DomNode): string {
  return `${element.attribs?.id ?? ""} ${element.attribs?.class ?? ""}`.slice(0, 500).trim();
}

/** The lines of a block with their sign, and whatever stands before each of them; of an original the first line only. */
export function marked(text: string, kind: LineMark["kind"], before = ""): string {
  const sign = SIGNS.find(([name]) => name === kind)?.[1] ?? "";
  return text
    .split("\n")
    .map((line, at) => (kind === "original" && at > 0 ? "" : sign) + before + line)
    .join("\n");
}

/** The text without signs, and what they said. */
export function readMarks(lines: readonly string[]): { text: string; marks: LineMark[] } {
  const marks: LineMark[] = [];
  const clean = lines.map((line, at) => {
    const kind = SIGNS.find(([, sign]) => line.includes(sign))?.[0];
    if (kind === undefined) return line;
    const last = marks.at(-1);
    if (last?.kind === kind && last.to === at) last.to++;
    else marks.push({ from: at, to: at + 1, kind });
    return line.replace(SIGN, "");
  });
  return { text: clean.join("\n"), marks };
}
