/**
 * The headers of what the desk sends (DESIGN, decision 9): who it is from, where answers go, which thread it stands in, and what
 * automatic programs shall do with it. Nothing here names an id that the recipient does not know already.
 */
import type { Desk, Mailbox } from "./desk.ts";
import { messageIdFor, replyAddressFor } from "./evidence.ts";
import { AUTOMATIC_USER_NOTICES, type NoticeName, noticeData } from "./notice.ts";
import type { NoticeRow } from "./notice-base.ts";
import type { NoticeFacts } from "./notice-facts.ts";
import { NOTICE_HEADER } from "./screen-marks.ts";

export interface MailName {
  name: string | null;
  address: string;
}

/** A mail's head, ready to be put into bytes; ids without angle brackets. */
export interface MailHead {
  from: MailName;
  /** Null: answers go to `from`. */
  replyTo: MailName | null;
  to: MailName;
  messageId: string;
  inReplyTo: string | null;
  /** Oldest first. */
  references: string[];
  language: string;
  /** Further headers, safe as they stand. */
  headers: { name: string; value: string }[];
}

/** An agent's own words: sent in the agent's name. */
const PERSONAL: readonly NoticeName[] = ["answer", "question", "solution"];
/** Mails about agents' own doings, which no out-of-office need answer; the others hand a case back when somebody is away. */
const ANSWERS_TO_AGENTS: readonly NoticeName[] = [
  "command_receipt",
  "command_refused",
  "command_held",
  "delivery_failed",
  "quarantine_digest",
  "operator_alert",
];

/** RFC 5322 2.1.1 wants lines below 998 octets; nobody follows a longer chain than this anyway. */
const LONGEST_ID = 250;
const MOST_REFERENCES = 20;

/** `tokenOf` gives the token of a nonce. `language` is the one the mail is written in. */
export function mailHead(
  row: NoticeRow & { nonce: Uint8Array },
  facts: NoticeFacts,
  desk: Desk,
  mailbox: Mailbox,
  language: string,
  tokenOf: (nonce: Uint8Array) => string,
): MailHead {
  const token = tokenOf(row.nonce);
  const author = PERSONAL.includes(row.notice) ? (facts.message?.authorName ?? facts.agentName) : null;
  const name = author === null ? desk.desk.name : `${author} (${desk.desk.name})`;
  const replyAddress = replyAddressFor(mailbox, token);
  const ours = facts.thread.nonces.map((nonce) => messageIdFor(mailbox, tokenOf(nonce)));
  const inReplyTo = parentOf(row, facts, ours);
  return {
    from: { name, address: mailbox.address },
    replyTo: replyAddress === mailbox.address ? null : { name, address: replyAddress },
    to: { name: isStranger(row) ? null : row.recipientName, address: row.recipient },
    messageId: messageIdFor(mailbox, token),
    inReplyTo,
    references: references([...facts.thread.messageIds, ...ours], inReplyTo),
    language,
    headers: automaticHeaders(row, inReplyTo !== null),
  };
}

/** Somebody nobody vouches for: the name they came under is repeated nowhere. */
function isStranger(row: NoticeRow): boolean {
  return row.notice === "acknowledgement" && noticeData.acknowledgement.parse(row.data).extent === "brief";
}

/** The recipient's mail that this one answers, else our last mail to them, else their last mail. */
function parentOf(row: NoticeRow, facts: NoticeFacts, ours: string[]): string | null {
  const answered = facts.message?.authorAddress === row.recipient ? facts.message.messageId : null;
  const candidates = [answered, ours.at(-1), facts.thread.messageIds.at(-1)];
  return candidates.find((id): id is string => typeof id === "string" && isUsableId(id)) ?? null;
}

function references(known: string[], parent: string | null): string[] {
  const others = [...new Set(known)].filter((id) => isUsableId(id) && id !== parent);
  const chain = parent === null ? others : [...others, parent];
  if (chain.length <= MOST_REFERENCES) return chain;
  // The first one is the thread's root: programs that show trees hang everything on it.
  return [...chain.slice(0, 1), ...chain.slice(1 - MOST_REFERENCES)];
}

function isUsableId(id: string): boolean {
  return id.length <= LONGEST_ID && /^[!-;=?-~]+$/.test(id);
}

/**
 * RFC 3834 and its Exchange cousin. A user's vacation program shall not answer what the desk sends by itself; an agent's shall
 * answer, because that hands the case back — so agents' mails never carry what silences it.
 */
function automaticHeaders(row: NoticeRow, isAnswer: boolean): MailHead["headers"] {
  const submitted = { name: "Auto-Submitted", value: isAnswer ? "auto-replied" : "auto-generated" };
  const suppress = (value: string) => ({ name: "X-Auto-Response-Suppress", value });
  if (row.audience !== "user") {
    // Nothing but another desk looks at it: one whose address is a team's here must not answer.
    const notice = { name: NOTICE_HEADER, value: row.notice };
    const answers = ANSWERS_TO_AGENTS.includes(row.notice);
    return [...(answers ? [submitted] : []), suppress("DR, RN, NRN"), notice];
  }
  if (!AUTOMATIC_USER_NOTICES.includes(row.notice)) return [];
  return [submitted, suppress("DR, RN, NRN, OOF, AutoReply")];
}
