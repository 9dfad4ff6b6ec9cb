/**
 * Reads one Authentication-Results header by its grammar (RFC 8601 2.2). What stands in comments or quotes never becomes a result or
 * a property; a line whose comments or quotes do not end says nothing at all.
 */

export interface AuthenticationResults {
  /** In lower case; null where the line starts with a result, as Microsoft 365 writes it. */
  authservId: string | null;
  results: MethodResult[];
}

export interface MethodResult {
  /** `dmarc`, `dkim`, `spf`, …; lower case, without version. */
  method: string;
  /** `pass`, `fail`, `none`, …; lower case. */
  result: string;
  /** `ptype.property` in lower case with its value; a name may come twice. */
  properties: { name: string; value: string }[];
}

type Token = { kind: "word" | "quoted"; text: string; glued: boolean } | { kind: "=" } | { kind: ";" };

/** Characters that end a word. */
const SPECIAL = /[\s()";=]/;
/** After `=` a value runs on over further ones: `smtp.mailfrom=SRS0=ab=x@relay.example`. */
const SPECIAL_IN_VALUE = /[\s()";]/;

/** Null for a line that cannot be read. */
export function parseAuthenticationResults(value: string): AuthenticationResults | null {
  const tokens = tokenize(value);
  if (!tokens) return null;
  const segments: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === ";") segments.push([]);
    else segments.at(-1)?.push(token);
  }
  const [first = [], ...rest] = segments;
  const startsWithResult = first[1]?.kind === "=";
  const id = startsWithResult ? undefined : first[0];
  if (id?.kind === "=") return null;
  return {
    authservId: id && "text" in id ? id.text.toLowerCase() : null,
    results: (startsWithResult ? segments : rest).map(readResult).filter((one) => one !== null),
  };
}

function readResult(tokens: Token[]): MethodResult | null {
  const pairs = readPairs(tokens);
  const [method, ...properties] = pairs;
  if (!method || !/^[a-z][a-z0-9_-]*(?:\/\d+)?$/.test(method.name)) return null;
  return {
    method: method.name.replace(/\/.*$/, ""),
    result: method.value.toLowerCase(),
    properties: properties.filter((one) => one.name.includes(".")),
  };
}

/** `name = value` pairs; words that belong to none are passed over. A quoted string is never a name. */
function readPairs(tokens: Token[]): { name: string; value: string }[] {
  const pairs: { name: string; value: string }[] = [];
  for (let i = 1; i < tokens.length - 1; i++) {
    const name = tokens[i - 1];
    if (tokens[i]?.kind !== "=" || name?.kind !== "word") continue;
    let value = "";
    let next = tokens[i + 1];
    for (let j = i + 1; next && "text" in next && (j === i + 1 || next.glued); next = tokens[++j])
      value += next.text;
    pairs.push({ name: name.text.toLowerCase(), value });
  }
  return pairs;
}

/** Words, quoted strings, `=` and `;`; comments and blanks only separate. Null where a comment or quote does not end. */
function tokenize(value: string): Token[] | null {
  const tokens: Token[] = [];
  let at = 0;
  let glued = false;
  while (at < value.length) {
    const char = value.charAt(at);
    if (char === "(" || char === '"') {
      const end = char === "(" ? endOfComment(value, at) : endOfQuoted(value, at);
      if (end === null) return null;
      if (char === '"') tokens.push({ kind: "quoted", text: unquote(value.slice(at + 1, end - 1)), glued });
      glued = char === '"';
      at = end;
    } else if (char === "=" || char === ";") {
      tokens.push({ kind: char });
      glued = false;
      at++;
    } else if (/\s/.test(char)) {
      glued = false;
      at++;
    } else if (char === ")") {
      return null;
    } else {
      const stop = tokens.at(-1)?.kind === "=" || glued ? SPECIAL_IN_VALUE : SPECIAL;
      const start = at;
      while (at < value.length && !stop.test(value.charAt(at))) at++;
      tokens.push({ kind: "word", text: value.slice(start, at), glued });
      glued = true;
    }
  }
  return tokens;
}

/** Comments nest (RFC 5322 3.2.2). */
function endOfComment(value: string, start: number): number | null {
  let depth = 0;
  for (let at = start; at < value.length; at++) {
    const char = value[at];
    if (char === "\\") at++;
    else if (char === "(") depth++;
    else if (char === ")" && --depth === 0) return at + 1;
  }
  return null;
}

function endOfQuoted(value: string, start: number): number | null {
  for (let at = start + 1; at < value.length; at++) {
    if (value[at] === "\\") at++;
    else if (value[at] === '"') return at + 1;
  }
  return null;
}

function unquote(text: string): string {
  return text.replace(/\\(.)/gs, "$1");
}
