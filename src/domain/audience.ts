/** The wrong-audience guard: what an agent writes to a user must not carry tokens or internals along (DESIGN). */
import { TOKEN_PATTERN } from "./token-shape.ts";

/** Shorter lines ("Best regards", "OK, thanks") stand in too many texts to prove anything. */
const SHORTEST_TELLING_LINE = 20;

/** A token as it stands in our addresses (`desk+TOKEN@`, `TOKEN@reply.…`), Message-IDs and marker lines. */
const TOKEN_CARRIER = new RegExp(`(?:\\+|%2b|\\bdp\\.|\\bref:)${TOKEN_PATTERN}|\\b${TOKEN_PATTERN}@`, "i");

export type Leak = { found: "token" | "command_link" | "internal_line"; sample: string };

/**
 * What in `text` a user must not see, or null. `internalTexts`: what stood in mails to agents only. Quote marks and spacing do not
 * hide a line.
 */
export function findLeak(text: string, internalTexts: readonly string[]): Leak | null {
  const token = TOKEN_CARRIER.exec(text);
  if (token) return { found: "token", sample: token[0].slice(0, 8) };
  const link = /mailto:[^\s>]*(?:%23|#)[a-z]/i.exec(text);
  if (link) return { found: "command_link", sample: link[0].slice(0, 40) };
  const internal = new Set(internalTexts.flatMap((one) => one.split("\n").map(plainLine)).filter(isTelling));
  for (const line of text.split("\n")) {
    const plain = plainLine(line);
    if (isTelling(plain) && internal.has(plain))
      return { found: "internal_line", sample: plain.slice(0, 60) };
  }
  return null;
}

function isTelling(line: string): boolean {
  return [...line].length >= SHORTEST_TELLING_LINE;
}

function plainLine(line: string): string {
  return line
    .normalize("NFKC")
    .replace(/^[\s>|*•–-]+/, "")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}
