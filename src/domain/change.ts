/** What a decision wants done, as data. One function (store/commit) carries a verdict out in one transaction. */
import type {
  Case,
  CasePatch,
  LinkKind,
  MessageDirection,
  MessageKind,
  ParticipantRole,
  SettableField,
} from "./case.ts";
import type { WebhookEvent } from "./desk-escalation.ts";
import type { MailAttachment, MailKind } from "./message.ts";
import type { OwedNotice } from "./notice.ts";
import type { NewReminder } from "./reminder.ts";
import type { ClockStep, ServiceClock, ServiceClockKind } from "./sla-clock.ts";
import type { CallData } from "./webhook-call.ts";

/** A case that exists (by id), or one that this same verdict opens, by the key under which it opens it. */
export type CaseRef = number | `new:${string}`;
/** A message that this verdict adds, by the key under which it adds it, or one that exists, by id. */
export type MessageRef = number | `new:${string}`;

export interface NewCase
  extends Pick<
    Case,
    | "mailbox"
    | "status"
    | "subject"
    | "language"
    | "team"
    | "owner"
    | "requester"
    | "requesterName"
    | "openedAt"
  > {
  also: CasePatch;
}

export interface NewMessage {
  at: Date;
  direction: MessageDirection;
  kind: MessageKind;
  author: { address: string | null; name: string | null; verified: boolean };
  text: string;
  fullText: string;
  attachments: MailAttachment[];
  /** Hex; null for messages that no mail carried in whole. */
  contentHash: string | null;
  /** Hex, of what mails of one machine have in common (shape.ts); null for what is not counted by it. */
  shape: string | null;
  addressees: string[];
  /** The mail's own Message-ID and the ids it names, to thread later mail by. */
  messageId: string | null;
  namedIds: string[];
  /** The received mail whose words and attachments these are; null: the one being decided. */
  inboundId: number | null;
}

export type ClockKind =
  | "confirm_reminder"
  | "auto_close"
  | "check_reminder"
  | "wait_until"
  | "answer_reminder"
  | "last_answer_reminder"
  | "answer_close"
  | "handover_confirm"
  | "delay_first_response"
  | "delay_resolution"
  | "delay_delivery"
  /** The next threshold of a service clock. */
  | `watch_${ServiceClockKind}`;

/** Actor of a change: an address, or `desk` for what the desk does by itself. */
export type Actor = string;

export type Change =
  | { do: "openCase"; as: `new:${string}`; case: NewCase; actor: Actor }
  | { do: "set"; case: CaseRef; field: SettableField; from: unknown; to: unknown; actor: Actor }
  /** Something for the case's history that is no field of it. */
  | {
      do: "recordHistory";
      case: CaseRef;
      actor: Actor;
      field: string;
      from: string | null;
      to: string | null;
    }
  /** Once a case, promise, percent and recipient: a second one is left out. */
  | { do: "remind"; case: CaseRef; reminder: NewReminder }
  | { do: "callWebhook"; case: CaseRef; webhook: string; event: WebhookEvent; data: CallData }
  | { do: "addMessage"; case: CaseRef; as: `new:${string}`; message: NewMessage }
  /** A message that was kept inside becomes what the desk says to the users. */
  | { do: "releaseMessage"; case: CaseRef; message: number }
  | {
      do: "addParticipant";
      case: CaseRef;
      address: string;
      name: string | null;
      role: ParticipantRole;
      actor: Actor;
    }
  | { do: "removeParticipant"; case: CaseRef; address: string; actor: Actor }
  | { do: "link"; case: CaseRef; other: CaseRef; kind: LinkKind; actor: Actor }
  | { do: "unlink"; case: CaseRef; other: CaseRef; kind: LinkKind; actor: Actor }
  | { do: "startClock"; case: CaseRef; kind: ClockKind; dueAt: Date }
  | { do: "cancelClocks"; case: CaseRef; kinds: ClockKind[] }
  /** The service clock of this kind as it now stands, and what happened to it. */
  | { do: "putServiceClock"; case: CaseRef; clock: ServiceClock; step: ClockStep }
  | { do: "recordCommand"; case: CaseRef; actor: Actor; verb: string; value: string | null; result: string }
  | { do: "markUndone"; case: CaseRef; inboundId: number }
  /** Takes back notices that are owed but not sent yet, e.g. "started" when an answer follows. */
  | { do: "suppress"; case: CaseRef; notices: OwedNotice["notice"][]; reason: string }
  | { do: "owe"; notice: OwedNotice }
  | { do: "rememberPerson"; address: string; name: string | null; language: string | null }
  /** Mail to this address comes back for good: no automatic mail goes there until one comes from it. */
  | { do: "markUndeliverable"; address: string }
  /** The handlers are told that the mail of this row did not arrive: not again in this way, however many reports come. */
  | { do: "recordBounce"; outboxId: number; told: "hard" | "soft" }
  /** Takes parked mails out of quarantine, to be processed like any other. */
  | { do: "releaseInbound"; inboundIds: number[]; actor: Actor }
  | { do: "clearUndeliverable"; address: string }
  /** The desk gave this agent a case of the team: the next one's turn comes. */
  | { do: "takeTurn"; team: string; agent: string }
  /** They are given no case until then; null: they are back. */
  | { do: "setAway"; agent: string; until: Date | null }
  /** `confirmBy`: key (`OwedNotice.key`) of the notice in this verdict whose answer releases it. */
  | { do: "hold"; case: CaseRef | null; agent: string; confirmBy: string | null }
  | { do: "releaseHeld"; inboundId: number; as: "released" | "dropped" }
  /** Fails the whole verdict with `already_done` when this agent's mail was carried out before. */
  | { do: "useCommandMail"; agent: string; digest: string; outboxId: number | null }
  /** A relay replaced our Message-ID: what it became, learned from the first token-joined reply. */
  | { do: "learnAlias"; case: CaseRef; id: string };

/** Why the desk did what it did, in the order it found out; printed by `deskpost why`. */
export interface Evidence {
  /**
   * `screen`, `directory`, `spam`, `duty`, `assignment`, `bounce`, `authentication`, `thread`, `proof`, `rule` (its code is the rule's
   * name), `priority`, `command`, `notice`, `closing`, `reminder`, `webhook`.
   */
  step: string;
  code: string;
  detail: string;
  /** Of a rule that held: what it found where, and what it set. */
  rule?: { matches: { by: string; found: string }[]; sets: { field: string; to: string | null }[] };
}

export type InboundOutcome = "processed" | "ignored" | "quarantined";

export interface Verdict {
  outcome: InboundOutcome;
  /** Reason code of the outcome: `opened`, `joined`, `linked`, `duplicate`, `own_mail`, `auto_reply_without_case`, … */
  reason: string;
  mailKind: MailKind;
  /** The case it ended on, if any. */
  case: CaseRef | null;
  /** Versions that the decision was made from; any that moved on means: gather and decide again. */
  basedOn: { caseId: number; version: number }[];
  changes: Change[];
  evidence: Evidence[];
}
