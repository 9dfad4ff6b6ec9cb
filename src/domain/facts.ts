/** What a decision is made from: everything the flows gather beforehand, so that the domain needs no I/O. */

import type { Bounce } from "./bounce.ts";
import type { Case } from "./case.ts";
import type { Desk, Mailbox } from "./desk.ts";
import type { RecentAutomatic } from "./limits.ts";
import type { MailKind, MailText, ParsedMail } from "./message.ts";
import type { Audience, NoticeName } from "./notice.ts";
import type { EarlierCase } from "./rule-subject.ts";
import type { ServiceClock } from "./sla-clock.ts";

/** What the mail host says of the From domain (authentication.ts). */
export type AuthenticationResult = "pass" | "fail" | "none";

/** A token of ours that the mail brought back, found by its hash. */
export interface TokenFact {
  outboxId: number;
  notice: NoticeName;
  caseId: number | null;
  /** Address that the notice was written to, and in which quality. */
  recipient: string;
  audience: Audience;
  /** When the notice was written up: what happened later its reader did not know. */
  createdAt: Date;
  expiresAt: Date;
  /** The mail that the notice came from: for a command receipt, the mail that `#undo` takes back. */
  inboundId: number | null;
  /** A command mail was carried out by it before; with `proof: token` a second one may do less. */
  usedForCommands: boolean;
  /** How reports that this mail did not arrive were told to its handlers: `hard`, `soft` (bounced-mail.ts). */
  bouncesTold: string[];
  /** Of a notice that lists cases: their ids. An answer to it names one of them in its subject. */
  listedCases: number[];
  /** What of a notice about no case users must not see; null for every other. */
  internalText: string | null;
  /** Where the mail carried it. */
  found: "address" | "message_id" | "marker";
}

/** Evidence that names a case without a token. */
export interface ThreadFact {
  caseId: number;
  /** `alias` of one of ours, `own` id of a mail on the case, `named` by a mail on the case, `tag` in the subject. */
  by: "alias" | "own" | "named" | "tag";
  /** Place of that id among those the mail names, from 1 (In-Reply-To); 0 for its own id, 1000 for a tag. */
  position: number;
  /** To and Cc of the message that the id belongs to, or that named it; empty for a tag. */
  addressees: string[];
  /** Author of that message; null for a tag. */
  author: string | null;
}

/** A case with what deciding on it needs besides its fields. */
export interface CaseFacts {
  case: Case;
  /** Newest last; enough for the audience guard, for undo and for `#resolve` without new text. */
  notes: { id: number; text: string }[];
  /** Text of every notice sent to agents about this case that users must not see, as sent. */
  internalTexts: string[];
  /** Commands carried out, newest last. */
  commands: CommandFact[];
  /** History since the oldest undoable mail, oldest first. */
  history: HistoryFact[];
  /** Message-IDs of the last message from the requester. */
  lastUserMessageId: number | null;
  /** The last message that the desk sent the users. */
  lastSentMessageId: number | null;
  /** The kept message whose words are the solution that waits for the owner's check; null when none waits. */
  uncheckedMessageId: number | null;
  /** When the newest mails came that are not of anybody on the case, or of no person: at most OUTSIDERS_COUNTED (limits.ts). */
  outsidersAt: Date[];
  clocks: { kind: string; dueAt: Date }[];
  serviceClocks: ServiceClock[];
}

export interface CommandFact {
  inboundId: number | null;
  actor: string;
  verb: string;
  value: string | null;
  undone: boolean;
}

export interface HistoryFact {
  id: number;
  at: Date;
  actor: string;
  field: string;
  from: string | null;
  to: string | null;
  inboundId: number | null;
}

/** Somebody whom the desk knows: from the directory (`deskpost people import`), or from mail alone. */
export interface PersonFact {
  /** Their main address. */
  address: string;
  /** Their other addresses, by the directory; never guessed. */
  aliases: string[];
  name: string | null;
  language: string | null;
  languageStated: boolean;
  /** The directory names them: it knows better than a mail what they are called. */
  listed: boolean;
  phone: string | null;
  office: string | null;
  userName: string | null;
  department: string | null;
  organisation: string | null;
  /** Staff or student id. */
  personId: string | null;
  /** Name of a calendar in desk.yaml: where they are, for promises in their own time zone. */
  calendar: string | null;
  /** Mail to the address that they wrote from came back for good, and nothing came from it since. */
  undeliverable: boolean;
}

/** What the desk knows of its agents' work, where it gives out cases or tells only those on duty. */
export interface StaffFacts {
  /** Cases that an agent has to work on, by address: open ones, without those that wait for their requester. */
  loads: ReadonlyMap<string, number>;
  /** Agent who was given a team's last case by the desk, by the team's name. */
  turns: ReadonlyMap<string, string>;
  /** Agents whose mailbox says that they are away, and until when that counts. */
  away: ReadonlyMap<string, Date>;
  /** Mails that are decided on in the same moment, before this one. */
  ahead: number;
}

/** A held mail that this one may release: found by the token it answers. */
export interface HeldFact {
  inboundId: number;
  agent: string;
  caseId: number | null;
  mail: ParsedMail;
  text: MailText;
  receivedAt: Date;
}

export interface IntakeFacts {
  desk: Desk;
  mailbox: Mailbox;
  /** `released`: somebody said that it is no spam. */
  inbound: { id: number; receivedAt: Date; source: "imap" | "cli"; released: boolean };
  mail: ParsedMail;
  mailKind: MailKind;
  /** The rule that says so (screen.ts), or `to_bounce_address`. */
  screenRule: string;
  /** Automatic by its mark, but it reads as if a person had written it (screen.ts). */
  maybeHuman: boolean;
  /** The header by which the mail host calls it spam; null where it does not. */
  spam: string | null;
  /** What a bounce says; null for every other kind. */
  bounce: Bounce | null;
  text: MailText;
  /**
   * The address that the sender is known by, in directory form: the main one, where they wrote from an alias. Null when the mail has
   * not exactly one usable From.
   */
  sender: string | null;
  /** The address that they wrote from, and would be answered at. Of an agent `sender`. */
  writtenFrom: string | null;
  senderName: string | null;
  authentication: AuthenticationResult;
  person: PersonFact | null;
  /** Language detected in the new text; null where the text is too short to tell. */
  detectedLanguage: string | null;
  /** Hex; see NewMessage.contentHash. */
  contentHash: string;
  /** Hex digest of new text and Date: an agent's command mail counts once, whatever else of it was changed. */
  commandDigest: string;
  /** What tells mails of one machine (shape.ts); null where there are no words, or nobody to answer. `hash`: hex. */
  shape: { hash: string; terse: boolean } | null;
  /** Automatic notices sent to this sender, and those like it, lately: a loop's first sign. */
  recentAutomatic: RecentAutomatic;
  /** A message with the same content, already on a case. */
  duplicateOf: { messageId: number; caseId: number } | null;
  /**
   * Mails received from this sender, and addresses like it, within the last hour, this one included. Of one who is vouched for those
   * that others wrote in their name are left out.
   */
  recentMails: number;
  /** Our token in it stands in our outbox as its own Message-ID: we wrote this mail. */
  isOwn: boolean;
  tokens: TokenFact[];
  threads: ThreadFact[];
  /** Every case that tokens, threads, merges or commands name, by id; merges are followed. */
  cases: ReadonlyMap<number, CaseFacts>;
  /** Case numbers named by commands (`#merge #12`) or tags, to ids. */
  numbers: ReadonlyMap<number, number>;
  /** People whom the desk knows of those that `#requester` names, by the address written there. */
  named: ReadonlyMap<string, PersonFact>;
  held: HeldFact | null;
  /** The requester's earlier cases, newest first, as far as rules ask for them. */
  earlierCases: readonly EarlierCase[];
  /** Null on a desk that does not ask for it (duty.ts). */
  staff: StaffFacts | null;
}

/** What a clock's decision is made from. */
export interface ClockFacts {
  desk: Desk;
  clock: { id: number; kind: string; dueAt: Date };
  case: CaseFacts;
}
