/**
 * What a raw mail names, read at acceptance before anybody parses it: only to order mails of one conversation (DESIGN, decision 6)
 * and to list them. Takes any text, never throws, linear in its length.
 */
import { onlyMailbox } from "./address.ts";
import { MARKER_PATTERN, TOKEN_PATTERN } from "./token-shape.ts";

/** Newest first in the sense of RFC 5322: the last of References are the closest relatives. */
const MAX_NAMED_IDS = 200;
const MAX_TOKENS = 50;
const MAX_TAGS = 10;
const LONGEST_SHOWN = 2_000;

export interface HeaderIds {
  /** `id:…`, `token:…` and, where it names neither, `tag:…`, each once: two mails that share one belong together. */
  refs: string[];
  /** Without angle brackets. */
  messageId: string | null;
  /**
   * Address in From, in lower case; proof of nothing, but mails are counted by it: where the line is read strictly, it is the address
   * that the mail is later decided on (address.ts).
   */
  from: string | null;
  /** Decoded; for lists only. */
  subject: string | null;
}

const RECIPIENT_HEADERS = ["to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to"];
const ADDRESSED_TOKEN = new RegExp(`(?<![a-z0-9])(${TOKEN_PATTERN})@`, "gi");
const ID_TOKEN = new RegExp(`^dp\\.(${TOKEN_PATTERN})@`, "i");
const MARKER = new RegExp(MARKER_PATTERN, "gi");
const TAG = /\[#(\d{1,9})\]/g;

/** `head`: the header, one character a byte (Latin-1), and as much of the text as is to be looked through for markers. */
export function readHeaderIds(head: string): HeaderIds {
  const headers = readHeaders(head);
  const all = (name: string) => headers.get(name) ?? [];
  const messageId = idsIn(all("message-id").slice(0, 1))[0] ?? null;
  const named = [...idsIn(all("in-reply-to")), ...idsIn(all("references")).reverse()];
  const ids = [...(messageId === null ? [] : [messageId]), ...named].slice(0, MAX_NAMED_IDS);
  const subject = (all("subject")[0] ?? "").slice(0, LONGEST_SHOWN);
  const refs = new Set(ids.map((id) => `id:${id.toLowerCase()}`));
  const tokens = tokensIn(head, RECIPIENT_HEADERS.flatMap(all), ids);
  for (const token of tokens) refs.add(`token:${token}`);
  // Anybody can guess a number: what answers by more than that does not stand in line behind mails that have nothing else.
  if (named.length === 0 && tokens.size === 0) {
    for (const match of [...subject.matchAll(TAG)].slice(0, MAX_TAGS)) refs.add(`tag:${Number(match[1])}`);
  }
  if (messageId === null) refs.add(twinRef([...all("from"), ...all("date"), subject]));
  return {
    refs: [...refs],
    messageId,
    from: addressIn(all("from")[0] ?? ""),
    subject: subject === "" ? null : decodeWords(subject),
  };
}

/** Two deliveries of one mail without a Message-ID agree in these. */
function twinRef(parts: string[]): string {
  return `twin:${parts.join("\n").toLowerCase()}`;
}

/** Header fields by lower-case name, unfolded (RFC 5322 2.2.3). Line ends of all kinds are found in the wild. */
function readHeaders(head: string): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  let values: string[] | null = null;
  for (const line of headerLines(head)) {
    if (/^[ \t]/.test(line)) {
      if (values) values.push(`${values.pop() ?? ""} ${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (!/^[!-9;-~]+$/.test(name)) {
      // What is folded below a line that is no field belongs to none.
      values = null;
      continue;
    }
    values = headers.get(name) ?? [];
    values.push(line.slice(colon + 1).trim());
    headers.set(name, values);
  }
  return headers;
}

/** Lines up to the first empty one; empty ones above the header do not count. `\r\r\n` is one line end, `\r\r` two. */
function* headerLines(head: string): Generator<string> {
  const text = head.replace(/^[\r\n]+/, "");
  let start = 0;
  for (const end of text.matchAll(/\r+\n?|\n/g)) {
    if (end.index === start) return;
    yield text.slice(start, end.index);
    if (end[0].length > 1 && !end[0].endsWith("\n")) return;
    start = end.index + end[0].length;
  }
  yield text.slice(start);
}

function idsIn(values: string[]): string[] {
  const text = values.join(" ");
  const bracketed = [...text.matchAll(/<([^<>]+)>/g)].map((match) => (match[1] ?? "").replace(/\s+/g, ""));
  const ids = bracketed.length > 0 ? bracketed : text.split(/\s+/);
  return ids.filter((id) => id !== "");
}

function tokensIn(head: string, recipients: string[], ids: string[]): Set<string> {
  const addressed = recipients.flatMap((value) =>
    [...value.matchAll(ADDRESSED_TOKEN)].map((match) => match[1]),
  );
  const identified = ids.map((id) => ID_TOKEN.exec(id)?.[1]);
  const marked = [...head.matchAll(MARKER)].map((match) => match[1]);
  const tokens = [...addressed, ...identified, ...marked].flatMap((token) => token?.toLowerCase() ?? []);
  return new Set(tokens.slice(0, MAX_TOKENS));
}

function addressIn(from: string): string | null {
  const strict = onlyMailbox(from);
  if (strict !== null) return strict;
  const shown = from.slice(0, LONGEST_SHOWN);
  const words = shown.slice(shown.lastIndexOf("<") + 1).split(/[\s<>"(),;:]+/);
  return words.find((word) => /.@./.test(word))?.toLowerCase() ?? null;
}

/** RFC 2047 encoded words; what stands in raw 8-bit is UTF-8 where it can be, else Latin-1. */
function decodeWords(text: string): string {
  const joined = text.replace(/(=\?[^?\s]+\?[bq]\?[^?\s]*\?=)\s+(?==\?[^?\s]+\?[bq]\?)/gi, "$1");
  return joined
    .replace(
      /=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bq])\?([^?\s]*)\?=|([^\0-\x7f]+)/gi,
      (whole, charset, how, coded, raw) => {
        if (raw !== undefined) return decode("utf-8", raw) ?? raw;
        const bytes = how.toLowerCase() === "b" ? fromBase64(coded) : fromQ(coded);
        return (bytes !== null && decode(charset, bytes)) || whole;
      },
    )
    .replace(/\s+/g, " ");
}

function decode(charset: string, bytes: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(
      Uint8Array.from(bytes, (character) => character.charCodeAt(0)),
    );
  } catch {
    return null;
  }
}

function fromBase64(coded: string): string | null {
  try {
    return atob(coded.replace(/[^a-z0-9+/]/gi, ""));
  } catch {
    return null;
  }
}

function fromQ(coded: string): string {
  return coded
    .replaceAll("_", " ")
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
