/** What the mails' contexts are made of: people, cases, messages, files, commands. Nothing in a user's parts is internal. */
import { z } from "zod";
import { CASE_TYPES, PRIORITIES, STATUSES } from "./case.ts";
import type { Verb } from "./command-verbs.ts";
import { NOTICE_NAMES } from "./notice.ts";

export const text = z.string();
export const maybe = z.string().nullable();
export const caseNumber = z.number().int();

/** What became of attachments: sent along, or only named because the mail would grow too large. */
export const files = z.strictObject({
  sent: z.array(z.strictObject({ name: text, size: text })),
  listed: z.array(z.strictObject({ name: text, size: text })),
});

export const MESSAGE_KINDS = ["message", "note", "automatic", "bounce", "third_party", "held"] as const;

/** Somebody's words in a mail: quoted history, or the message itself. */
export const entry = z.strictObject({
  at: text,
  author: text,
  /** Null where the author is the desk itself or has no address. */
  address: maybe,
  kind: z.enum(MESSAGE_KINDS),
  text,
  files: z.array(text),
});

/** In every mail. */
export const base = {
  language: text,
  deskName: text,
  /** What to call the reader; null greets without a name. */
  greeting: maybe,
  /** The mail's subject without tag. */
  subject: text,
  caseNumber: caseNumber.nullable(),
  /** Line that carries the token where the reply address cannot. */
  marker: maybe,
};

export const userBase = {
  ...base,
  caseNumber,
  /** False where the subject says nothing, so that no sentence quotes it. */
  named: z.boolean(),
  /** Title of the team that works on the case. */
  team: text,
  /** Name of the agent who works on it. */
  agentName: maybe,
};

/** An agent's own words on their way to a user, signed, with the history below. */
export const carried = {
  words: text,
  signature: z.strictObject({ name: maybe, team: text }),
  files,
  history: z.array(entry),
};

/** For the helper `answerLink`, which opens an answer that is already written. */
export const answerTo = z.strictObject({ address: text, subject: text, marker: maybe });

/** What is ordered; `by`: the day. Null where nothing is, or the catalogue has it no more. */
export const order = z
  .strictObject({ title: text, inStock: z.boolean(), by: text, setUpHelp: z.boolean() })
  .nullable();

/** Of an order it is asked whether it has arrived. */
export const confirmation = { closesAt: text, answerTo, order };

export const caseLine = z.strictObject({
  number: caseNumber,
  subject: text,
  status: z.enum(STATUSES),
  openedAt: text,
});

export const person = z.strictObject({
  name: maybe,
  address: text,
  phone: maybe,
  office: maybe,
  userName: maybe,
  department: maybe,
  organisation: maybe,
  personId: maybe,
  undeliverable: z.boolean(),
});

export const caseCard = z.strictObject({
  number: caseNumber,
  subject: text,
  status: z.enum(STATUSES),
  priority: z.enum(PRIORITIES).nullable(),
  type: z.enum(CASE_TYPES),
  category: maybe,
  service: maybe,
  place: maybe,
  team: text,
  agent: maybe,
  openedAt: text,
  solution: maybe,
  order: maybe,
  deliverBy: maybe,
  /** What a guide asked, with the answers. */
  questions: z.array(z.strictObject({ ask: text, answer: maybe })),
});

/** What a mail may offer to do by a link, and the verb that does it; each language has a label for it. */
export const OFFERS = {
  take: "take",
  start: "start",
  wait: "wait",
  resolve: "resolve",
  /** Of a solution that the owner was asked to check. */
  approve: "resolve",
  send_back: "reopen",
  assign: "assign",
  note: "note",
  show: "show",
  reopen: "reopen",
  close: "close",
} as const satisfies Record<string, Verb>;
export type Offer = keyof typeof OFFERS;
export const OFFER_NAMES = Object.keys(OFFERS) as [Offer, ...Offer[]];

/** A command as a link that opens an answer with it; `line` is how it is written by hand. */
export const command = z.strictObject({ offer: z.enum(OFFER_NAMES), line: text, link: text });

export const agentBase = {
  ...base,
  case: caseCard.nullable(),
  requester: person.nullable(),
  reporter: person.nullable(),
  commands: z.array(command),
  /** Whom an answer without commands goes to; null when there is nobody. */
  answerGoesTo: maybe,
};

/** All that is needed to answer from a phone. */
export const following = {
  ...agentBase,
  case: caseCard,
  message: entry.nullable(),
  files,
  earlier: z.array(entry),
};

/** What agents are warned of about a sender; a code without words of its own is shown as it is. */
export const WARNINGS = [
  "sender_unusable",
  "sender_forged",
  "mail_unreadable",
  "mail_encrypted",
  "files_left_out",
  "third_party",
  "maybe_person",
] as const;

const evidence = z.strictObject({
  step: text,
  code: text,
  detail: text,
  /** The same as a sentence; null where there is none for it. */
  said: maybe,
  /** A mail that was decided on, and whose it is. */
  notice: z.enum(NOTICE_NAMES).nullable(),
  /** What a rule set: a field in words, and its value as the case has it. */
  sets: z.array(z.strictObject({ field: text, value: maybe })),
});
const whyEntry = z.strictObject({
  at: text,
  from: maybe,
  subject: maybe,
  reason: text,
  evidence: z.array(evidence),
});

/** One section is filled, the others are null; all where nothing was found. */
export const shown = z.strictObject({
  number: caseNumber.nullable(),
  found: z.boolean(),
  case: caseCard.nullable(),
  requester: person.nullable(),
  reporter: person.nullable(),
  messages: z.array(entry).nullable(),
  why: z.array(whyEntry).nullable(),
  files: z.array(z.strictObject({ at: text, author: text, files })).nullable(),
  list: z
    .strictObject({
      which: text,
      total: z.number().int(),
      cases: z.array(
        caseLine.extend({ priority: z.enum(PRIORITIES).nullable(), agent: maybe, requester: maybe }),
      ),
    })
    .nullable(),
  help: maybe,
});

export type Entry = z.infer<typeof entry>;
export type FileNames = z.infer<typeof files>;
export type CaseCard = z.infer<typeof caseCard>;
export type Person = z.infer<typeof person>;
export type ShownSection = z.infer<typeof shown>;
export type CommandLink = z.infer<typeof command>;
export type CaseListLine = z.infer<typeof caseLine>;
