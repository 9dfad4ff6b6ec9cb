/** What a notice is written from besides its own data: the case as it stands when the mail is rendered. */
import type { Case } from "./case.ts";
import type { Evidence } from "./change.ts";

export interface NoticeFacts {
  /** Null for a notice without a case. */
  case: Case | null;
  requester: PersonCard | null;
  /** Who wrote in for the requester. */
  reporter: PersonCard | null;
  /** The message that the notice carries or answers. */
  message: StoredMessage | null;
  /** Messages before it (or all), newest first, at most twenty. Whom each may be shown to is the writer's care. */
  earlier: StoredMessage[];
  /** Other cases of the requester, newest first, at most five. */
  otherCases: CaseLine[];
  /** Nonces of earlier mails to this recipient about this case and ids of the recipient's own mails, oldest first. */
  thread: { nonces: Uint8Array[]; messageIds: string[] };
  /** Name of the case's agent. */
  agentName: string | null;
  /** What the row's `data.show` (command_receipt) asked to see, in its order; empty for every other notice. */
  shown: Shown[];
}

export interface PersonCard {
  address: string;
  name: string | null;
  phone: string | null;
  office: string | null;
  userName: string | null;
  department: string | null;
  organisation: string | null;
  personId: string | null;
  /** Name of a calendar in desk.yaml. */
  calendar: string | null;
  language: string | null;
  /** Mail to the address comes back for good. */
  undeliverable: boolean;
}

export interface StoredMessage {
  id: number;
  at: Date;
  direction: "in" | "out";
  kind: string;
  authorAddress: string | null;
  authorName: string | null;
  authorVerified: boolean;
  text: string;
  fullText: string;
  subject: string | null;
  messageId: string | null;
  /** Sizes in bytes. */
  attachments: { name: string; contentType: string; size: number; inline: boolean; holdsToken: boolean }[];
}

/** A case in one line of a list. */
export interface CaseLine {
  number: number;
  subject: string;
  status: string;
  openedAt: Date;
}

/** An answer to #show, #why, #files, #list or #help; `found` is null where no such case exists. */
export type Shown =
  | {
      what: "case";
      number: number;
      found: {
        case: Case;
        requester: PersonCard | null;
        reporter: PersonCard | null;
        messages: StoredMessage[];
      } | null;
    }
  /** One entry a mail that the desk decided about, newest first, at most ten. */
  | {
      what: "why";
      number: number;
      found:
        | { at: Date; from: string | null; subject: string | null; reason: string; evidence: Evidence[] }[]
        | null;
    }
  /** Messages with attachments, newest first; their bytes come along as far as the mail may grow. */
  | { what: "files"; number: number; found: StoredMessage[] | null }
  /** At most fifty cases, most urgent first; `total` counts all. `which` as the agent wrote it. */
  | {
      what: "list";
      which: string;
      total: number;
      cases: (CaseLine & { priority: string | null; agent: string | null; requester: string | null })[];
    }
  | { what: "help"; verb: string | null };
