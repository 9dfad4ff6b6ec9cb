/** Makes text from outside safe to store and to show: Postgres takes no NUL, UTF-8 no lone surrogate, and nobody a terminal escape. */

/** Control characters other than tab and line feed; DEL. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f]/g;
// With the u flag a surrogate matches only when it stands alone.
const LONE_SURROGATES = /[\ud800-\udfff]/gu;
/** Marks that turn the reading direction around: "cod.exe" shown as "exe.doc". */
const DIRECTION_MARKS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Nothing to clean: what most lines of mails are. */
const PLAIN = /^[ -~]*$/;
const MAX_NAME = 120;

/** Text of several lines, each ended by a line feed alone. */
export function cleanText(text: string): string {
  const lines = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  return lines.replace(CONTROLS, "").replace(LONE_SURROGATES, "\ufffd");
}

/** Text of one line, trimmed. */
export function cleanLine(text: string): string {
  if (PLAIN.test(text)) return text.trim();
  return text
    .replace(/[\r\n\t]+/g, " ")
    .replace(CONTROLS, "")
    .replace(LONE_SURROGATES, "\ufffd")
    .trim();
}

/** A file name to show and to send on: no folders, nothing that misleads, at most 120 characters with its extension kept. */
export function safeName(name: string, fallback: string): string {
  const bare = cleanLine(name.slice(0, 1000).normalize("NFC").replace(DIRECTION_MARKS, ""))
    .replace(/[/\\:*?"<>|]+/g, "_")
    .replace(/\s+/g, " ")
    .replace(/^[.\s]+|[.\s]+$/g, "");
  if (bare === "" || /^_+$/.test(bare)) return fallback;
  if (bare.length <= MAX_NAME) return bare;
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(bare)?.[0] ?? "";
  return cleanLine(bare.slice(0, MAX_NAME - extension.length)) + extension;
}
