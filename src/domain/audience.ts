/** The wrong-audience guard: what an agent writes to a user must not carry tokens or internals along (DESIGN). */
import { TOKEN_PATTERN } from "./token-shape.ts";

/** Shorter lines ("Best regards", "OK, thanks") stand in too many texts to prove anything. */
const SHORTEST_TELLING_LINE = 20;

/** A token as it stands in our addresses (`desk+TOKEN@`, `TOKEN@reply.…`, also in links), Message-IDs and marker lines. */
const TOKEN_CARRIERS = `(?:\\+|%2b|\\bdp\\.|\\bref:\\s?)(?:b-)?${TOKEN_PATTERN}|(?<![a-z0-9])${TOKEN_PATTERN}(?=@|%40)`;
const TOKEN_CARRIER = new RegExp(TOKEN_CARRIERS, "i");
const EACH_TOKEN_CARRIER = new RegExp(TOKEN_CARRIERS, "gi");
const TOKEN_AT_END = new RegExp(`${TOKEN_PATTERN}$`, "i");

/** A sign-up code and the like stand alone or in a few words: in a quoted line so many digits are telling, however short it is. */
const CODE = /\d{4}|\d{3}[ -]\d{3}/;
const QUOTED = /^\s*[>|]/;

export type Leak = { found: "token" | "command_link" | "internal_line"; sample: string };

/**
 * What in `text` a user must not see, or null. `internalTexts`: what stood in mails to agents only. Quote marks and spacing do not
 * hide a line. `meant`: what was written for the user, wherever else it stood. `tokens`: those that the writer's mail brought along,
 * in lower case: they are known wherever they stand, in a line that was damaged on its way, too.
 */
export function findLeak(
  text: string,
  internalTexts: readonly string[],
  meant = "",
  tokens: readonly string[] = [],
): Leak | null {
  const token = TOKEN_CARRIER.exec(text)?.[0] ?? tokens.find((one) => text.toLowerCase().includes(one));
  if (token !== undefined) return { found: "token", sample: token.slice(0, 8) };
  const link = /mailto:[^\s>]*(?:%23|#)[a-z]/i.exec(text);
  if (link) return { found: "command_link", sample: link[0].slice(0, 40) };
  const internal = new Set(internalTexts.flatMap((one) => one.split("\n").map(plainLine)));
  for (const line of meant.split("\n")) internal.delete(plainLine(line));
  for (const line of text.split("\n")) {
    const plain = plainLine(line);
    const isTelling = [...plain].length >= SHORTEST_TELLING_LINE || (QUOTED.test(line) && CODE.test(plain));
    if (isTelling && internal.has(plain)) return { found: "internal_line", sample: plain.slice(0, 60) };
  }
  return null;
}

/**
 * What somebody wrote, to be shown to others: whoever mails us a token, stolen or quoted, must not have it passed on by us. Tokens are
 * nothing that people read; the mail itself stays as it came.
 */
export function withoutTokens(text: string): string {
  return text.replace(EACH_TOKEN_CARRIER, (carrier) => carrier.replace(TOKEN_AT_END, "…"));
}

function plainLine(line: string): string {
  return line
    .normalize("NFKC")
    .replace(/^[\s>|*•–-]+/, "")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}
