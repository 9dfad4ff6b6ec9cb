/**
 * Mail addresses in directory form: the one spelling that addresses are stored and compared in. It is plain ASCII in lower case,
 * and no address that looks like another is ever folded into it.
 */
import type { MailAddress, ParsedMail } from "./message.ts";

/** RFC 5321 4.5.3.1: octets. */
const MAX_LOCAL_LENGTH = 64;
const MAX_ADDRESS_LENGTH = 254;

/** RFC 5322 3.2.3 dot-atom; quoted local parts and those beyond ASCII count as unusable. */
const DOT_ATOM = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
/** RFC 1123 2.1. */
const HOST_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** The address as the directory knows it, or null when it is not exactly one usable addr-spec (RFC 5322 3.4.1). */
export function directoryForm(address: string): string | null {
  const at = address.lastIndexOf("@");
  const local = address.slice(0, Math.max(at, 0));
  if (local.length > MAX_LOCAL_LENGTH || !DOT_ATOM.test(local)) return null;
  const domain = directoryDomain(address.slice(at + 1));
  if (domain === null || local.length + 1 + domain.length > MAX_ADDRESS_LENGTH) return null;
  return `${asciiLower(local)}@${domain}`;
}

/** A domain in ASCII and lower case, IDN labels as `xn--…` (RFC 5891); null for literals, numbers and look-alikes. */
export function directoryDomain(domain: string): string | null {
  if (domain.length > 253) return null;
  const labels = domain.split(".").map(directoryLabel);
  if (labels.includes(null)) return null;
  const joined = labels.join(".");
  // A numeric last label makes it an IPv4 address; its other spellings change on the way through the URL class.
  if (/(?:^|\.)\d+$/.test(joined)) return null;
  return hostOf(joined) === joined ? joined : null;
}

function directoryLabel(label: string): string | null {
  if (HOST_LABEL.test(label)) return asciiLower(label);
  const mapped = hostOf(label);
  // Full-width letters, the Kelvin sign and the like map to plain ASCII: such a label only wants to look like another.
  return mapped?.startsWith("xn--") && HOST_LABEL.test(mapped) ? mapped : null;
}

function hostOf(host: string): string | null {
  if (/[\s/?#@:\\%[\]]/.test(host)) return null;
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return null;
  }
}

/**
 * Who wrote the mail, address in directory form; null unless there is exactly one From line with exactly one usable address
 * (RFC 7489 6.6.1 refuses to judge anything else, and so do we).
 */
export function senderOf(mail: ParsedMail): MailAddress | null {
  const named = mail.from.filter((one) => one.address !== "");
  const only = named[0];
  if (named.length !== 1 || !only) return null;
  const address = directoryForm(only.address);
  const lines = mail.headers.filter((header) => header.name === "from");
  if (address === null || lines.length > 1) return null;
  const line = lines[0];
  return line === undefined || namesOnly(line.value, address) ? { address, name: only.name } : null;
}

/**
 * Who wrote a mail that a list may have sent on under its own address, because the writer's domain forbids others to use it: the
 * lists among `trustedGroups` (in directory form) say so in a header. Nobody vouches for what they say.
 */
export function authorOf(mail: ParsedMail, trustedGroups: readonly string[]): MailAddress | null {
  const sender = senderOf(mail);
  if (sender === null || !trustedGroups.includes(sender.address)) return sender;
  for (const name of ["x-original-from", "x-original-sender"]) {
    const lines = mail.headers.filter((header) => header.name === name);
    const address = lines.length === 1 ? onlyMailbox(lines[0]?.value ?? "") : null;
    if (address !== null) return { address, name: null };
  }
  // Never the list itself: its members would all be answered.
  return null;
}

function namesOnly(value: string, address: string): boolean {
  return onlyMailbox(value) === address;
}

/**
 * The address of a line that, read strictly, is one mailbox (RFC 5322 3.4), else null: parsers differ on what `<a@x> <b@y>` means,
 * attackers know which. A group is no mailbox, and nothing may follow the closing bracket.
 */
export function onlyMailbox(value: string): string | null {
  const bare = withoutQuotedAndComments(value);
  if (bare === null) return null;
  const named = /^[^<>:;]*<([^<>]*)>[ \t]*$/.exec(bare);
  return directoryForm(trimBlanks(named?.[1] ?? bare));
}

/** `trim` takes further characters for blanks that no address may hold. */
function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  const isBlank = (at: number) => text[at] === " " || text[at] === "\t";
  while (start < end && isBlank(start)) start++;
  while (end > start && isBlank(end - 1)) end--;
  return text.slice(start, end);
}

/**
 * Display names may hold anything between quotes or in (nested) comments; null where these do not end. What is left out leaves a
 * mark, so that the parts on its two sides never become one address.
 */
function withoutQuotedAndComments(value: string): string | null {
  let out = "";
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < value.length; i++) {
    const char = value[i];
    if (char === "\\" && (quoted || depth > 0)) i++;
    else if (char === '"' && depth === 0) {
      quoted = !quoted;
      out += char;
    } else if (quoted) continue;
    else if (char === "(") {
      depth++;
      out += " ";
    } else if (char === ")" && depth > 0) depth--;
    else if (depth === 0) out += char;
  }
  return quoted || depth > 0 ? null : out;
}

/** The domain of an address in directory form. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}

/** Whether both spell one usable address; unusable ones equal nothing, not even themselves. */
export function sameAddress(a: string, b: string): boolean {
  const form = directoryForm(a);
  return form !== null && form === directoryForm(b);
}

/** `toLowerCase` on its own turns the Kelvin sign into `k`; only ASCII gets here, and stays what it is. */
function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (char) => char.toLowerCase());
}
