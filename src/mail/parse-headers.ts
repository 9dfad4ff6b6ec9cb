/** Header lines as they stand in a mail, and what they say of people and ids (RFC 5322 3.4, 3.6). Nothing here throws on any input. */
import addressparser from "nodemailer/lib/addressparser";
import { directoryForm } from "../domain/address.ts";
import type { MailAddress, MailHeader } from "../domain/message.ts";
import { decodeCharset } from "./charset.ts";
import { cleanLine } from "./clean-text.ts";
import { decodeText, type ParameterHeader, parseParameters } from "./encoded-words.ts";

/** More ids than this no mail program writes; a hostile mail could name a hundred thousand. */
const MAX_IDS = 200;
const MAX_ADDRESSES = 1000;
const MAX_ADDRESS_LINE = 200_000;

/** A line as mailparser hands it out: `key` in lower case, `line` folded, one character a byte. */
export interface RawHeaderLine {
  key: string;
  line: string;
}

/** Headers that say who somebody is: there no character may simply vanish, or `an\0na@x` would become another's address. */
const ADDRESS_HEADERS = /^(?:from|sender|reply-to|to|cc|resent-.*|x-original-.*|delivered-to|envelope-to)$/;

/** @param charsets what the parts of the mail claim: raw 8-bit headers are in the same more often than not. */
export function toHeaders(lines: readonly RawHeaderLine[], charsets: readonly string[] = []): MailHeader[] {
  return lines.flatMap(({ key, line }) => {
    if (key === "" || !line.includes(":")) return [];
    const name = cleanLine(markControls(key));
    const value = ADDRESS_HEADERS.test(name)
      ? addressText(line, charsets[0] ?? "")
      : headerText(line, charsets[0] ?? "");
    return [{ name, value: cleanLine(value) }];
  });
}

/** Control characters other than tab and line breaks, shown as unreadable instead of dropped. */
function markControls(text: string): string {
  return text.replace(/(?![\t\r\n])\p{Cc}/gu, "\ufffd");
}

/** Charsets that shift between alphabets do so by characters that vanish: there, too, none may. */
function addressText(line: string, hint: string): string {
  return markControls(
    line.includes("\x1b")
      ? line.slice(line.indexOf(":") + 1).replace(/\r?\n(?=[ \t])/g, "")
      : headerText(line, hint),
  );
}

function headerText(line: string, hint: string): string {
  const unfolded = line.slice(line.indexOf(":") + 1).replace(/\r?\n(?=[ \t])/g, "");
  if (/^[ -~]*$/.test(unfolded)) return unfolded;
  return decodeCharset(Buffer.from(unfolded, "latin1"), "", hint);
}

export interface PartHeader {
  type: ParameterHeader;
  disposition: ParameterHeader;
  /** `base64`, `quoted-printable`, or neither. */
  encoding: "base64" | "quoted-printable" | "binary";
}

export function readPartHeader(lines: readonly RawHeaderLine[]): PartHeader {
  const find = (name: string) => lines.filter((one) => one.key === name).at(-1)?.line;
  const type = find("content-type");
  const disposition = find("content-disposition");
  const read = (line: string | undefined) => parseParameters(line === undefined ? "" : headerText(line, ""));
  return {
    type: read(type),
    disposition: read(disposition),
    encoding: encodingOf(find("content-transfer-encoding")),
  };
}

/** Written as `base-64;`, `Quoted Printable` and so on, too. */
function encodingOf(line: string | undefined): PartHeader["encoding"] {
  const value = (line ?? "")
    .slice(0, 300)
    .replace(/^[^:]*:/, "")
    .replace(/\([^()]*\)/g, "")
    .toLowerCase();
  if (/base-?64/.test(value)) return "base64";
  return /quoted[- _]?printable|^\s*qp\b/.test(value) ? "quoted-printable" : "binary";
}

/** Splits a header block that nothing else could read. */
export function splitHeaderBlock(block: Buffer): RawHeaderLine[] {
  const lines: RawHeaderLine[] = [];
  for (const line of block.toString("latin1").split(/\r\n|\n|\r/)) {
    const last = lines.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) last.line += `\n${line}`;
    else if (line.includes(":"))
      lines.push({ key: line.slice(0, line.indexOf(":")).trim().toLowerCase(), line });
  }
  return lines;
}

/** The values of a header, topmost first. */
export function valuesOf(headers: readonly MailHeader[], name: string): string[] {
  return headers.filter((header) => header.name === name).map((header) => header.value);
}

/**
 * Every address in all headers of that name; the members of a group count as if they stood alone. Only names are decoded: an
 * encoded word is never part of an address (RFC 2047 5), and one that decodes to an address would put words into the parser's mouth.
 */
export function addressesOf(headers: readonly MailHeader[], name: string): MailAddress[] {
  const found: MailAddress[] = [];
  for (const value of valuesOf(headers, name)) {
    for (const one of peopleIn(value.slice(0, MAX_ADDRESS_LINE))) {
      const address = cleanLine(one.address ?? "");
      const name = cleanLine(one.name ?? "").replace(BRACKETS_LEFT, "$1");
      const shown = decodeText(name.trim()).replace(/^"([^"]*)"$/, "$1");
      if (address !== "" || shown !== "") found.push({ address, name: shown === "" ? null : shown });
      if (found.length >= MAX_ADDRESSES) return found;
    }
  }
  return found;
}

/** Of an address that stood in `[…]` or `<<…>>`, at the end of its name. */
const BRACKETS_LEFT = /^([^<>]*)(?:>|\[ ?\])$/;

type Named = Pick<ReturnType<typeof addressparser>[number], "address" | "name">;

function peopleIn(value: string): Named[] {
  const people = addressparser(withCommas(value), { flatten: true });
  const lone = loneAddress(value);
  const isRead = () => people.every((one) => directoryForm(cleanLine(one.address ?? "")) !== null);
  return lone === null || isRead() ? people : [lone];
}

const LONE_ADDRESS = /(?<=^|[\s<[]|mailto:)[^\s<>()[\]",;:@\\]+@[^\s<>()[\]",;:@\\]+/i;

/**
 * Contact forms write `\"Bo Ek\" <bo@x.example>` or `"Bo Ek <bo@x.example>`: where the quotes and brackets of a line lead nowhere, the
 * one address that is all of its end. Nothing that stands in a quote or a comment, and nothing where an at sign stands elsewhere. It
 * is for people to see: who sent a mail for sure is read strictly (address.ts).
 */
function loneAddress(value: string): Named | null {
  if (value.length > MENDED_LENGTH || value.indexOf("@") !== value.lastIndexOf("@")) return null;
  const found = LONE_ADDRESS.exec(value);
  if (found === null || !/^[\s>\].,;]*$/.test(value.slice(found.index + found[0].length))) return null;
  const address = found[0].replace(/^'(.*)'$/, "$1").replace(/\.$/, "");
  if (directoryForm(address) === null) return null;
  const above = value.slice(0, found.index).replace(/mailto:$/i, "");
  const name = above.replace(/[\\"<>[\]]/g, "").trim();
  return { address, name: name.replace(/[,;:]$/, "") };
}

/** Longer lists are no person's typing. */
const MENDED_LENGTH = 10_000;

/** A comma is forgotten between two people now and then: `Bo <bo@…> Mia <mia@…>` is no name of one. */
function withCommas(value: string): string {
  const last = value.lastIndexOf("@");
  if (value.length > MENDED_LENGTH || value.indexOf(">") > last) return value;
  let mended = "";
  let done = 0;
  let isQuoted = false;
  for (let at = 0; at < last; at++) {
    const one = value[at];
    if (one === "\\") at++;
    else if (one === '"') isQuoted = !isQuoted;
    else if (one === ">" && !isQuoted && /^[ \t]*[^ \t,;>)(]/.test(value.slice(at + 1, at + 80))) {
      mended += `${value.slice(done, at + 1)}, `;
      done = at + 1;
    }
  }
  return mended + value.slice(done);
}

/** The ids that a header names, without brackets, in order; the newest (last) 200 where there are more. */
export function idsOf(headers: readonly MailHeader[], name: string): string[] {
  const value = valuesOf(headers, name).join(" ");
  const bracketed = [...value.matchAll(/<([^<>]+)>/g)].map((match) => match[1] ?? "");
  // Some programs leave the brackets out.
  const ids = bracketed.length > 0 ? bracketed : value.split(/[\s,]+/).filter((word) => word.includes("@"));
  return ids
    .map((id) => id.replace(/\s+/g, ""))
    .filter((id) => id !== "")
    .slice(-MAX_IDS);
}

/** Null when the mail has none or it is empty. */
export function messageIdOf(headers: readonly MailHeader[]): string | null {
  const value = valuesOf(headers, "message-id")[0] ?? "";
  const id = (/<([^<>]+)>/.exec(value)?.[1] ?? value).replace(/[\s<>]+/g, "");
  return id === "" ? null : id;
}

/** Null when there is none that can be read, or it lies outside the years that calendars print. */
export function dateOf(headers: readonly MailHeader[]): Date | null {
  const value = valuesOf(headers, "date")[0];
  if (value === undefined) return null;
  const date = new Date(
    value
      .slice(0, 200)
      .replace(/\([^()]*\)/g, " ")
      .trim(),
  );
  const year = date.getUTCFullYear();
  return Number.isNaN(year) || year < 1970 || year > 9999 ? null : date;
}
