/**
 * What in a mail can name a case: tokens, Message-IDs and subject tags. How each is written into our mails and how it is found
 * again stand here together; whether a token or an id is really ours is decided by looking it up.
 */
import { directoryForm, domainOf } from "./address.ts";
import type { Mailbox } from "./desk.ts";
import type { ParsedMail } from "./message.ts";
import { MARKER_PATTERN, TOKEN_PATTERN } from "./token-shape.ts";

/** More candidates than any honest mail carries would only be work for the database. */
const MAX_IDS = 60;
const OLDEST_KEPT = 10;
const MAX_TOKENS = 60;
const MAX_TAGS = 10;
const MAX_RETURNED_TEXT = 200_000;

/** Headers in which mail hosts keep the address that a mail was really sent to. */
const ENVELOPE_HEADERS = new Set(["delivered-to", "x-original-to", "envelope-to", "x-envelope-to"]);

/** Before the token in an envelope sender. */
const BOUNCE_MARK = "b-";

const TOKEN = new RegExp(`^${TOKEN_PATTERN}$`, "i");
const OWN_MESSAGE_ID = new RegExp(`^dp\\.(${TOKEN_PATTERN})@`, "i");
const OWN_ID_IN_TEXT = new RegExp(`\\bdp\\.${TOKEN_PATTERN}@[a-z0-9.-]{1,253}`, "gi");
const BOUNCE_ADDRESS = new RegExp(`(?:^|\\+)${BOUNCE_MARK}${TOKEN_PATTERN}@`, "i");
const MARKER = new RegExp(MARKER_PATTERN, "gi");
const TAG = /\[#(\d{1,9})\]/g;

export interface FoundToken {
  /** In lower case. */
  token: string;
  /** The strongest place it was found in. */
  found: "address" | "message_id" | "marker";
}

export interface MailEvidence {
  /** Each once, strongest place first. */
  tokens: FoundToken[];
  /** Message-IDs it names, In-Reply-To first, then References newest first; without angle brackets. */
  ids: string[];
  ownId: string | null;
  /** Case numbers tagged in the subject. */
  tags: number[];
  /** It came to the envelope sender of a mail of ours: reports go there, and responders; never a person's answer. */
  toBounceAddress: boolean;
}

/**
 * `isReport`: the mail was screened as a report about another one, which it then names by the headers that it returns. In a person's
 * mail the headers of a mail that is passed on name nothing.
 */
export function collectEvidence(
  mail: ParsedMail,
  mailboxes: readonly Mailbox[],
  isReport = false,
): MailEvidence {
  const ids = namedIds(mail, isReport);
  const addressees = recipients(mail);
  const tokenOf = replyAddresses(mailboxes);
  return {
    tokens: findTokens(mail, addressees.map(tokenOf), ids),
    ids,
    ownId: bareId(mail.messageId ?? ""),
    tags: findTags(mail.subject),
    toBounceAddress: addressees.some((one) => BOUNCE_ADDRESS.test(one) && tokenOf(one) !== null),
  };
}

/** Address that answers to a mail of ours go to. */
export function replyAddressFor(mailbox: Mailbox, token: string): string {
  if (mailbox.replyAddress === "none") return mailbox.address;
  if (mailbox.replyAddress !== "plus") return `${token}@${mailbox.replyAddress.catchall}`;
  const at = mailbox.address.lastIndexOf("@");
  return `${mailbox.address.slice(0, at)}+${token}${mailbox.address.slice(at)}`;
}

/**
 * Envelope sender of a mail, where the setting gives each its own: a delivery report names the mail by its mere address. The mark
 * tells it from answers. A mailbox without reply addresses gets reports at its own address.
 */
export function bounceAddressFor(mailbox: Mailbox, token: string): string {
  return replyAddressFor(mailbox, `${BOUNCE_MARK}${token}`);
}

/** Without angle brackets. */
export function messageIdFor(mailbox: Mailbox, token: string): string {
  return `dp.${token}@${domainOf(directoryForm(mailbox.address) ?? mailbox.address)}`;
}

/** Token in a Message-ID of our making, wherever a relay may have put it; null in anybody else's. */
export function tokenOfMessageId(id: string): string | null {
  return OWN_MESSAGE_ID.exec(id)?.[1]?.toLowerCase() ?? null;
}

/** Line at the end of our mails, for mailboxes without reply addresses whose correspondents' programs drop thread headers. */
export function markerLine(token: string): string {
  return `[ref:${token}]`;
}

export function subjectTag(caseNumber: number): string {
  return `[#${caseNumber}]`;
}

function findTokens(mail: ParsedMail, addressed: (string | null)[], ids: string[]): FoundToken[] {
  const found = new Map<string, FoundToken["found"]>();
  const add = (token: string | null, place: FoundToken["found"]) => {
    if (token !== null && !found.has(token) && found.size < MAX_TOKENS) found.set(token, place);
  };
  for (const token of addressed) add(token, "address");
  for (const id of ids) add(tokenOfMessageId(id), "message_id");
  for (const text of [mail.text, mail.html ?? ""]) {
    for (const match of text.matchAll(MARKER)) add(match[1]?.toLowerCase() ?? null, "marker");
  }
  return [...found].map(([token, place]) => ({ token, found: place }));
}

/** Reads the token out of an address of one of these mailboxes. Forms of other settings count too: settings change, mails stay. */
function replyAddresses(mailboxes: readonly Mailbox[]): (address: string) => string | null {
  const own = new Set(
    mailboxes.flatMap((box) => [box.address, ...box.aliases]).map((one) => directoryForm(one) ?? one),
  );
  const catchalls = new Set(
    mailboxes.flatMap((box) =>
      typeof box.replyAddress === "object" ? [box.replyAddress.catchall.toLowerCase()] : [],
    ),
  );
  return (written) => {
    const address = directoryForm(written);
    if (address === null) return null;
    const domain = domainOf(address);
    const local = address.slice(0, address.length - domain.length - 1);
    const whole = withoutBounceMark(local);
    if (TOKEN.test(whole)) return catchalls.has(domain) ? whole : null;
    const plus = local.lastIndexOf("+");
    const token = withoutBounceMark(local.slice(plus + 1));
    return TOKEN.test(token) && own.has(`${local.slice(0, plus)}@${domain}`) ? token : null;
  };
}

function withoutBounceMark(text: string): string {
  return text.startsWith(BOUNCE_MARK) ? text.slice(BOUNCE_MARK.length) : text;
}

function recipients(mail: ParsedMail): string[] {
  const envelope = mail.headers.filter((header) => ENVELOPE_HEADERS.has(header.name));
  return [
    ...[...mail.to, ...mail.cc].map((one) => one.address),
    ...envelope.flatMap((header) => header.value.split(/[\s<>,;"()]+/).filter((word) => word.includes("@"))),
  ];
}

function namedIds(mail: ParsedMail, isReport: boolean): string[] {
  const returned = isReport ? returnedIds(mail) : [];
  const named = [...returned, ...mail.inReplyTo, ...mail.references.toReversed()]
    .map(bareId)
    .filter((id) => id !== null);
  const distinct = [...new Map(named.map((id) => [id.toLowerCase(), id])).values()];
  if (distinct.length <= MAX_IDS) return distinct;
  return [...distinct.slice(0, MAX_IDS - OLDEST_KEPT), ...distinct.slice(-OLDEST_KEPT)];
}

/** By the headers of the returned mail; many servers return it as text. */
function returnedIds(mail: ParsedMail): string[] {
  const inText = [...mail.text.slice(0, MAX_RETURNED_TEXT).matchAll(OWN_ID_IN_TEXT)].map((match) => match[0]);
  return [mail.deliveryReport?.originalMessageId ?? "", ...inText.slice(0, MAX_TOKENS)];
}

function bareId(id: string): string | null {
  const bare = id.trim().replace(/^<+/, "").replace(/>$/, "").trim();
  return bare === "" ? null : bare;
}

function findTags(subject: string): number[] {
  const numbers = [...subject.matchAll(TAG)].map((match) => Number(match[1])).filter((number) => number > 0);
  return [...new Set(numbers)].slice(0, MAX_TAGS);
}

/** `Re:` and its kin in the languages that mail programs add on their own, gateways' warnings, and our tags. */
const SUBJECT_PREFIX =
  /\s*(?:(?:re|sv|vs|vb|aw|wg|antw?|vedr\.?|fw|fwd|rv|tr|vl|ynt|odp|doorst|回复|答复|回覆|转发|轉寄)\s?(?:\[\d{1,3}\]|\(\d{1,3}\))?\s?[:：]|\[(?:external|ext|ekstern|extern)\]:?)/iuy;

/** The subject as its first writer put it: without tags of ours, stacked reply and forward prefixes, and doubled blanks. */
export function stripTags(subject: string): string {
  const untagged = subject.replace(TAG, " ");
  let start = 0;
  for (;;) {
    SUBJECT_PREFIX.lastIndex = start;
    if (!SUBJECT_PREFIX.test(untagged)) break;
    start = SUBJECT_PREFIX.lastIndex;
  }
  return untagged.slice(start).replace(/\s+/g, " ").trim();
}
