/** The numbered case: its fields, its life and the people on it. The vocabulary of PROCESS.md; no behaviour. */

export const STATUSES = [
  "registered",
  "assigned",
  "in_progress",
  "awaiting_vendor",
  "awaiting_user",
  "resolved",
  "closed",
] as const;
export type Status = (typeof STATUSES)[number];

export type StatusGroup = "open" | "waiting" | "ready" | "closed";

export const CASE_TYPES = ["incident", "service_request"] as const;
export type CaseType = (typeof CASE_TYPES)[number];

/** Five levels, P6; 1 is the most urgent. */
export const PRIORITIES = ["production_disrupting", "critical", "major", "minor", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];

export const LEVELS = ["high", "medium", "low"] as const;
export type Level = (typeof LEVELS)[number];

/** How a closed case ended. `no_answer`: the user never answered a question; `merged`: it lives on in another case; `spam`: its sender hears nothing. */
export const CLOSING_CODES = ["confirmed", "silence", "agent", "no_answer", "merged", "spam"] as const;
export type ClosingCode = (typeof CLOSING_CODES)[number];

/** How far up a case has gone: to its team's lead, or to the manager behind. */
export const HIERARCHY = ["lead", "manager"] as const;
export type Rung = (typeof HIERARCHY)[number];

export type ParticipantRole = "requester" | "reporter" | "participant";

export interface Participant {
  address: string;
  name: string | null;
  role: ParticipantRole;
}

/** How a case hangs together with another (`merged` and `parent` are directed: from the case that holds it). */
export type LinkKind = "related" | "merged_into" | "child_of" | "mentioned";

export interface CaseLink {
  number: number;
  kind: LinkKind;
}

/** What a guide asks about the case (P7); instants as ISO text, since it is kept as JSON. */
export interface CaseQuestion {
  /** As asked in the acknowledgement, from 1; null where the mail that opened the case told the answer. */
  number: number | null;
  ask: string;
  /** Field that the answer is put into, too. */
  fills: "place" | "service" | null;
  answer: string | null;
  answeredAt: string | null;
}

/** The state that decisions are made from, as stored; addresses are in directory form (see address.ts). */
export interface Case {
  id: number;
  number: number;
  /** Counts commits on this case; a decision made on an older one is made again. */
  version: number;
  mailbox: string;
  status: Status;
  type: CaseType;
  kind: string | null;
  category: string | null;
  service: string | null;
  place: string | null;
  priority: Priority | null;
  impact: Level | null;
  urgency: Level | null;
  subject: string;
  /** Language of the mails to the requester, a template folder's name: `en`, `da`. */
  language: string;
  /** Name of the team that works on it, from desk.yaml. */
  team: string;
  /** Address of the agent who works on it. */
  agent: string | null;
  /** Team or agent address that answers for it to the user (PROCESS.md, owner). */
  owner: string;
  /** Address; null for a case without requester. */
  requester: string | null;
  requesterName: string | null;
  /** Another address of theirs, by the directory, that they wrote from last and are answered at; null: `requester`. */
  requesterWritesFrom: string | null;
  /** Address of who wrote in for the requester. */
  reporter: string | null;
  participants: Participant[];
  links: CaseLink[];
  /** Number of the case this one was merged into. */
  mergedInto: number | null;
  openedAt: Date;
  /** By when the requester was told that they would hear from a person; null where nobody was told so. */
  promisedBy: Date | null;
  /** First text a person of the desk wrote to the user. */
  firstResponseAt: Date | null;
  resolvedAt: Date | null;
  closedAt: Date | null;
  reopenCount: number;
  solution: string | null;
  /**
   * Agent whose solution the owner has not checked yet, so that the requester knows nothing of it (P15); null when nothing waits.
   * Only a resolved case has one.
   */
  uncheckedSolver: string | null;
  /** Who above was called about it (P10); null: nobody. */
  escalatedTo: Rung | null;
  /** Team that was given the case and has not confirmed yet that it took it (P11); null when nothing is to be confirmed. */
  unconfirmedTeam: string | null;
  closingCode: ClosingCode | null;
  timeSpentMinutes: number;
  /** 1–5, given by the requester after closing (P16). */
  rating: number | null;
  /** Names in alphabetical order, each once; without commas. */
  tags: string[];
  /** Name of a policy in desk.yaml's `serviceLevels`; null: none chosen. */
  serviceLevel: string | null;
  /** Name of an item in desk.yaml's `orders` that the case asks for. */
  order: string | null;
  /** When its requester was told to have it; null without an order. */
  deliverBy: Date | null;
  questions: CaseQuestion[];
}

/** Fields that a command or a flow may set and that `#undo` can restore; dates are derived, never set by hand. */
export const SETTABLE_FIELDS = [
  "status",
  "type",
  "kind",
  "category",
  "service",
  "place",
  "priority",
  "impact",
  "urgency",
  "subject",
  "language",
  "team",
  "agent",
  "owner",
  "requester",
  "requesterName",
  "requesterWritesFrom",
  "reporter",
  "mergedInto",
  "promisedBy",
  "firstResponseAt",
  "resolvedAt",
  "closedAt",
  "reopenCount",
  "solution",
  "uncheckedSolver",
  "escalatedTo",
  "unconfirmedTeam",
  "closingCode",
  "timeSpentMinutes",
  "rating",
  "tags",
  "serviceLevel",
  "order",
  "deliverBy",
  "questions",
] as const satisfies readonly (keyof Case)[];
export type SettableField = (typeof SETTABLE_FIELDS)[number];
export type CasePatch = Partial<Pick<Case, SettableField>>;

/** `third_party`: by somebody who is not on the case; `held`: an agent's text without proof, kept inside. */
export type MessageKind = "message" | "note" | "automatic" | "bounce" | "third_party" | "held";
export type MessageDirection = "in" | "out";
