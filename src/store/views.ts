/** The shapes that scripts read (DESIGN): cases, messages, received and owed mail as JSON. Fields are added, never renamed. */
import type { Status } from "../domain/case.ts";
import type { Evidence } from "../domain/change.ts";
import type { ClockStep } from "../domain/sla-clock.ts";
import type { ServiceClockView } from "../domain/sla-view.ts";

export interface ListFilter {
  since: Date | null;
  state: string | null;
  /** Most rows, newest first. */
  limit: number;
}

/** A promise (`first_response`, `resolution`, `next_update`: working time) or something that the case waits for. */
export interface ClockView {
  kind: string;
  startedAt: Date;
  /** Null while a promise is paused. */
  dueAt: Date | null;
  usedSeconds: number;
  targetSeconds: number;
  state: string;
}

/** A promise with all that happened to it, oldest first. */
export interface ClockArithmetic extends ServiceClockView {
  steps: ClockStep[];
}

export interface CaseView extends Record<string, unknown> {
  number: number;
  status: Status;
  statusGroup: string;
  subject: string;
  team: string;
  agent: string | null;
  priority: string | null;
  openedAt: Date;
  requester: (Record<string, string | Date | null> & { address: string }) | null;
  /** Who wrote in for the requester, with what the directory says of them. */
  reporter: (Record<string, string | null> & { address: string }) | null;
  participants: string[];
  parent: number | null;
  children: number[];
  links: number[];
  clocks: ClockView[];
}

export interface MessageView {
  id: number;
  at: Date;
  direction: "in" | "out";
  kind: string;
  author: { address: string | null; name: string | null; verified: boolean };
  text: string;
  fullText: string;
  inboundId: number | null;
  rawSha256: string | null;
  attachments: { name: string; size: number; sha256: string }[];
}

export interface CaseDetails extends CaseView {
  messages: MessageView[];
  history: {
    at: Date;
    actor: string;
    field: string;
    from: string | null;
    to: string | null;
    inboundId: number | null;
  }[];
  commands: {
    at: Date;
    actor: string;
    verb: string;
    value: string | null;
    result: string;
    inboundId: number | null;
  }[];
}

export interface InboundView {
  id: number;
  mailbox: string;
  folder: string;
  uidValidity: number;
  uid: number;
  receivedAt: Date;
  state: string;
  reason: string | null;
  kind: string | null;
  messageId: string | null;
  sha256: string;
  from: string | null;
  subject: string | null;
  caseNumber: number | null;
  attempts: number;
  lastError: string | null;
  processedAt: Date | null;
  evidence: Evidence[];
}

export interface OutboxView {
  id: number;
  notice: string;
  caseNumber: number | null;
  to: string;
  cc: string[];
  messageId: string;
  inReplyTo: string | null;
  state: string;
  reason: string | null;
  attempts: number;
  createdAt: Date;
  notBefore: Date;
  sentAt: Date | null;
  response: string | null;
  inboundId: number | null;
}

/** One received mail of a case: on what evidence it was decided, and what was sent or held back because of it. */
export interface WhyView {
  inboundId: number | null;
  at: Date | null;
  from: string | null;
  subject: string | null;
  outcome: string;
  reason: string | null;
  evidence: Evidence[];
  notices: { notice: string; to: string; state: string; reason: string | null }[];
  /** Filled where the outcome is `service_level`. */
  clock: ClockArithmetic | null;
}
