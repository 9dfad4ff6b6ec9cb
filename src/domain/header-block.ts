/**
 * Reads the block of headers that programs print above what they quote or forward: `From: / Sent: / To: / Subject:`, in whatever
 * language and order, wrapped, in bold, or run together on one line. Reads a bounded number of lines from where it is asked.
 */
import { lineAt } from "./line-at.ts";
import { isForwardMark, isOriginalMark } from "./quote-marks.ts";
import { HEADER_WORDS } from "./quote-words.ts";

const LONGEST_LINE = 1_000;
const MOST_LINES = 40;
const LONGEST_NAME = 30;
/** A value may go on for so many lines; recipients for more. */
const MOST_WRAPPED = 3;
const MOST_RECIPIENT_LINES = 20;

type Kind = keyof typeof HEADER_WORDS;

export interface HeaderBlock {
  /** First line below it. */
  end: number;
  from: string | null;
  subject: string | null;
  date: string | null;
  to: string | null;
}

const LABELS: readonly (readonly [Kind, RegExp])[] = Object.entries(HEADER_WORDS).map(
  ([kind, words]) => [kind as Kind, new RegExp(`^(?:${words})$`, "iu")] as const,
);
/** A label in the middle of a line: Yahoo's text, and HTML that makes no lines. */
const INNER_LABEL = new RegExp(
  `\\s[*_]{0,2}(?=(?:${HEADER_WORDS.sent}|${HEADER_WORDS.to}|${HEADER_WORDS.subject}|${HEADER_WORDS.copy})[*_]{0,2}\\s?[:：]\\s)`,
  "giu",
);
const ADDRESS = /[^\s<>@"',;:]{1,64}@[^\s<>@"',;:]{2,255}/u;
const FULL_DATE =
  /(?:19|20)\d\d(?!\d).{0,30}\d{1,2}[:.h]\d\d|\d{1,2}[:.h]\d\d.{0,40}(?:19|20)\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|\p{L}{3,}\.?,? (?:19|20)\d\d(?!\d)/u;

/** Names with the marks between them. */
const RECIPIENTS = /^[^.!?]{0,200}[;,>]\s*$/;

interface Field {
  kind: Kind;
  value: string;
}

/**
 * The block that starts at `at`, or null. Three kinds of header make one, the sender's among them; `below` a drawn rule two do, and
 * where their values are an address and a full date as programs write them; below a mark that announces it any one. `lines` are
 * those of one level of quoting.
 */
export function readHeaderBlock(
  lines: readonly string[],
  at: number,
  below: "text" | "rule" | "mark",
): HeaderBlock | null {
  if (fieldOf(lines[at]) === null) return null;
  const fields = new Map<Kind, string>();
  const end = readFields(lines, at, fields);
  const kinds = (["from", "sent", "to", "subject"] as const).filter((kind) => fields.has(kind)).length;
  const from = fields.get("from") ?? null;
  const isSure = below === "mark" || (from !== null && kinds >= (below === "rule" ? 2 : 3));
  if (!isSure && !(isDated(fields) && isAddressed(fields))) return null;
  const rest = { date: fields.get("sent") ?? null, to: fields.get("to") ?? null };
  return { end, from, subject: fields.get("subject") ?? null, ...rest };
}

function isDated(fields: ReadonlyMap<Kind, string>): boolean {
  return FULL_DATE.test(fields.get("sent") ?? "");
}

function isAddressed(fields: ReadonlyMap<Kind, string>): boolean {
  return ADDRESS.test(fields.get("from") ?? "") || ADDRESS.test(fields.get("to") ?? "");
}

function readFields(lines: readonly string[], at: number, fields: Map<Kind, string>): number {
  let last: Kind | null = null;
  let wrapped = 0;
  let next = at;
  for (; next < Math.min(lines.length, at + MOST_LINES); next++) {
    const line = lineAt(lines, next);
    if (line.trim() === "") {
      const below = nextText(lines, next);
      const field = fieldOf(lines[below]);
      // Paragraphs of HTML stand apart; below a whole block another header is the text's own.
      if (field === null || fields.has(field.kind) || below > next + 2) break;
      next = below - 1;
      continue;
    }
    const own = fieldsOf(line);
    if (own.length > 0) {
      // A header that comes again begins another block, further in.
      if (own.some(({ kind }) => kind !== "other" && kind !== "copy" && fields.has(kind))) break;
      for (const { kind, value } of own) if (!fields.has(kind)) fields.set(kind, value);
      last = own.at(-1)?.kind ?? null;
      wrapped = 0;
      continue;
    }
    wrapped++;
    if (last === null || !goesOn(lines, next, last, wrapped, fields)) break;
    fields.set(last, `${fields.get(last) ?? ""} ${line.trim()}`.trim());
  }
  return next;
}

/** Whether a line without a label belongs to the header above it. */
function goesOn(
  lines: readonly string[],
  at: number,
  last: Kind,
  wrapped: number,
  fields: ReadonlyMap<Kind, string>,
): boolean {
  const line = lineAt(lines, at);
  if (line.length > LONGEST_LINE) return false;
  const isList = last === "to" || last === "copy";
  if (isList && wrapped <= MOST_RECIPIENT_LINES && (ADDRESS.test(line) || RECIPIENTS.test(line))) return true;
  if (wrapped > MOST_WRAPPED) return false;
  const value = fields.get(last) ?? "";
  if (last === "from" && (value === "" || !ADDRESS.test(value)) && ADDRESS.test(line)) return true;
  if (value === "") return true;
  // Otherwise only where another header follows: the first line of the text is no part of the subject.
  const near = lines.slice(at + 1, at + 1 + MOST_WRAPPED - wrapped + 1).map(fieldOf);
  return near.some((field) => field !== null && !fields.has(field.kind));
}

function nextText(lines: readonly string[], at: number): number {
  let next = at;
  while (next < lines.length && next < at + 4 && lineAt(lines, next).trim() === "") next++;
  return next;
}

/** The headers on a line; several where a program ran them together. */
function fieldsOf(line: string): Field[] {
  const first = fieldOf(line);
  if (first === null) return [];
  if ((first.kind !== "from" && first.kind !== "sent") || line.length > LONGEST_LINE) return [first];
  const pieces = line.replace(INNER_LABEL, "\n").split("\n").map(fieldOf);
  return pieces.every((piece) => piece !== null) ? pieces : [first];
}

function fieldOf(line: string | undefined): Field | null {
  if (line === undefined) return null;
  const colon = line.slice(0, LONGEST_NAME + 12).search(/[:：]/);
  if (colon < 1) return null;
  const label = line.slice(0, colon).replace(/^[\s*_\u202a-\u202e]+|[\s*_\u00a0]+$/g, "");
  if (label === "" || label.length > LONGEST_NAME) return null;
  const kind = LABELS.find(([, words]) => words.test(label))?.[0];
  if (kind === undefined) return null;
  const value = line.slice(colon + 1, colon + LONGEST_LINE).replace(/^[*_]{1,2}(?=\s|$)/, "");
  return { kind, value: value.trim().replace(/^\*(.*)\*$/, "$1") };
}

const TITLED = /^(\s{0,8}[-–—_=*]{2,}[^-–—_=*:：]{3,60}[-–—_=*]{2,})\s{0,8}(\S.*)$/u;
const GLUED_LABEL = new RegExp(
  `(?<!\\p{L})(?=[*_]{0,2}(?:${HEADER_WORDS.sent}|${HEADER_WORDS.to}|${HEADER_WORDS.subject}|${HEADER_WORDS.copy})[*_]{0,2}\\s?[:：]\\s)`,
  "iu",
);

/**
 * `--- Original message ---From: … Date: … To: … Subject: …`, as Samsung's and Yahoo's programs print it on one line, as a line for
 * each; null for any other line.
 */
export function splitTitledBlock(line: string): string[] | null {
  if (line.length > LONGEST_LINE) return null;
  const [, title = "", headers = ""] = TITLED.exec(line) ?? [];
  if (fieldOf(headers) === null || !(isOriginalMark(title) || isForwardMark(title))) return null;
  return [title, ...headers.split(GLUED_LABEL).map((piece) => piece.trim())];
}

/** Who is meant by the value of a From header, or by `Name <address>` in an attribution. */
export function readSender(value: string): { from: string | null; fromName: string | null } {
  const text = value.slice(0, LONGEST_LINE).trim();
  // In `"Bo" <bo@… <mailto:bo@…>>` the first is enough.
  const address = /[^\s<>()[\]"',;:]{1,64}@[^\s<>()[\]"',;:]{1,255}/u.exec(text)?.[0] ?? null;
  const bracket = /\s?[<[(]\s?(?:mailto:)?[^\s<>()[\]]{1,64}@|\s?[<[]mailto:/u.exec(text);
  const head = bracket ? text.slice(0, bracket.index) : address === null ? text : "";
  const name = unquoted(head.replace(/^[,;\s]+|[,;\s]+$/g, ""));
  return {
    from: address === null ? null : address.replace(/\.+$/, ""),
    fromName: name === "" || name.toLowerCase() === address?.toLowerCase() ? null : name,
  };
}

function unquoted(name: string): string {
  let bare = name.trim();
  for (let turn = 0; turn < 2; turn++) {
    const inner = /^(?:"(.*)"|'(.*)'|“(.*)”|„(.*)[“”]|«\s?(.*?)\s?»)$/u.exec(bare);
    if (inner === null) break;
    bare = (inner[1] ?? inner[2] ?? inner[3] ?? inner[4] ?? inner[5] ?? "").trim();
  }
  return bare;
}
