/** How signatures begin, and where what a person wrote goes on below them. */
import { isValediction } from "./phrases.ts";

const LONGEST_LINE = 80;

const MOBILE =
  /^(?:sent (?:from|via|with) |get outlook for|sendt fra |hent outlook|få outlook|skickat från|von meinem .{1,40} gesendet|gesendet (?:von|mit)|verzonden vanaf|verstuurd vanaf|outlook voor|envoyé (?:de|depuis|à partir)|télécharger outlook|enviado desde|obtener outlook|inviato da|发自我的|download outlook)/iu;

/** A postscript, or an agent's commands. */
const WRITTEN_BELOW = /^(?:p\.? ?s\.?|n\.? ?b\.?)(?!\p{L})|^#\p{L}/iu;

/** RFC 3676 4.3; many programs lose the blank. */
export function isSignatureDelimiter(line: string): boolean {
  return line === "-- " || line === "--";
}

/** `Sent from my iPhone`, with the link that Outlook adds; a sentence that goes on is none. */
export function isMobileSignature(line: string): boolean {
  if (line.length > 300 || !MOBILE.test(line.trim())) return false;
  const words = line.replace(/<[^<>]*>|\([^()]*\)|https?:\S*/g, "").trim();
  return words.length <= 60 && !/[,;]/.test(words);
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

/** Whether the line is nothing but the writer's own name, or one word of it, as people sign who use no signature. */
export function isNameOf(line: string, writer: string): boolean {
  const signed = bareName(line.slice(0, LONGEST_LINE));
  const name = bareName(writer);
  const words = name.split(/[\s,]+/);
  return signed.length > 1 && (signed === name || (words.length <= 4 && words.includes(signed)));
}

function bareName(text: string): string {
  return text.replace(/^[\s/~–-]+|[\s.,!]+$/g, "").toLowerCase();
}
