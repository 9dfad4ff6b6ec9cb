/**
 * Received lines (RFC 5321 4.4), as far as they prove that one host of ours handed a mail on to the next. The topmost line is our
 * own; of what stands in it only what the host saw for itself counts: the address of the connection and the name that it looked
 * up, in a comment. The name that the sender gave himself (HELO) proves nothing.
 */

/**
 * Whether the host that wrote `upper` had the mail from the one that wrote `lower`. With `relays` (IP addresses of our hosts): every
 * address in its `from` is one of them. Without: the name given and every name looked up are the host's that `lower` names.
 */
export function isHandedOn(upper: string, lower: string, relays: readonly string[]): boolean {
  const from = readFrom(upper);
  if (from === null) return false;
  if (relays.length > 0) {
    const known = relays.map(plainAddress);
    const seen = addressesIn([from.name, ...from.comments].join(" "));
    return seen.length > 0 && seen.every((one) => known.includes(one));
  }
  const by = readBy(lower);
  // Further comments tell of the encryption.
  const names = namesIn(from.comments[0] ?? "");
  return by !== null && names.length > 0 && [from.name.toLowerCase(), ...names].every((name) => name === by);
}

/** What stands between `from` and `by`: the name, and the comments that follow it. Null where a comment does not end. */
function readFrom(line: string): { name: string; comments: string[] } | null {
  const words = splitWords(line);
  if (words?.[0]?.text.toLowerCase() !== "from") return null;
  const by = words.findIndex((word) => !word.comment && word.text.toLowerCase() === "by");
  const [name, ...rest] = words.slice(1, by === -1 ? undefined : by);
  // One name and its comments; anything else is no line of a host that we understand.
  if (!name || name.comment || rest.some((word) => !word.comment)) return null;
  return { name: name.text, comments: rest.map((word) => word.text) };
}

function readBy(line: string): string | null {
  const words = splitWords(line)?.filter((word) => !word.comment) ?? [];
  const by = words.findIndex((word) => word.text.toLowerCase() === "by");
  return by === -1 ? null : (words[by + 1]?.text.toLowerCase() ?? null);
}

/** Words and (nested) comments up to the date; null where a comment does not end. */
function splitWords(line: string): { text: string; comment: boolean }[] | null {
  const words: { text: string; comment: boolean }[] = [];
  let text = "";
  let depth = 0;
  const flush = (comment: boolean) => {
    if (text !== "") words.push({ text, comment });
    text = "";
  };
  for (const char of line) {
    if (char === "(" && depth++ === 0) flush(false);
    else if (char === ")" && depth > 0 && --depth === 0) flush(true);
    else if (depth > 0) text += char;
    else if (char === ";") break;
    else if (/\s/.test(char)) flush(false);
    else text += char;
  }
  flush(false);
  return depth > 0 ? null : words;
}

/** Host names in a comment, lower case, as `mx.desk.example` and as `unknown`, which stands where none was found. */
function namesIn(comment: string): string[] {
  return comment
    .toLowerCase()
    .split(/[\s()[\]=,]+/)
    .filter(
      (word) =>
        word === "unknown" || word === "forged" || (word.includes(".") && addressesIn(word).length === 0),
    );
}

function addressesIn(text: string): string[] {
  return text
    .split(/[\s()[\]=,]+/)
    .map(plainAddress)
    .filter((word) => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(word) || /^[\da-f]*:[\da-f:.]*:[\da-f.]*$/.test(word));
}

/** `[IPv6:2001:DB8::1]` → `2001:db8::1`. */
function plainAddress(text: string): string {
  return text
    .toLowerCase()
    .replace(/^\[?(?:ipv6:)?/, "")
    .replace(/(?:%[\w.]+)?\]?$/, "");
}
