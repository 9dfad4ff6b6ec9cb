/**
 * Everything a template may name, notice by notice. The template check walks these types, so a name that is not here fails the
 * build; nothing in a user's context is internal.
 */
import { z } from "zod";
import { CASE_TYPES, PRIORITIES, STATUSES } from "./case.ts";
import type { Verb } from "./command-verbs.ts";
import { NOTICE_NAMES, type NoticeName } from "./notice.ts";
import { reminderContexts } from "./reminder-notices.ts";

const text = z.string();
const maybe = z.string().nullable();
const caseNumber = z.number().int();

/** What became of attachments: sent along, or only named because the mail would grow too large. */
const files = z.strictObject({
  sent: z.array(z.strictObject({ name: text, size: text })),
  listed: z.array(z.strictObject({ name: text, size: text })),
});

export const MESSAGE_KINDS = ["message", "note", "automatic", "bounce", "third_party", "held"] as const;

/** Somebody's words in a mail: quoted history, or the message itself. */
const entry = z.strictObject({
  at: text,
  author: text,
  /** Null where the author is the desk itself or has no address. */
  address: maybe,
  kind: z.enum(MESSAGE_KINDS),
  text,
  files: z.array(text),
});

/** In every mail. */
const base = {
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

const userBase = {
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
const carried = {
  words: text,
  signature: z.strictObject({ name: maybe, team: text }),
  files,
  history: z.array(entry),
};

/** For the helper `answerLink`, which opens an answer that is already written. */
const answerTo = z.strictObject({ address: text, subject: text, marker: maybe });

/** What is ordered; `by`: the day. Null where nothing is, or the catalogue has it no more. */
const order = z
  .strictObject({ title: text, inStock: z.boolean(), by: text, setUpHelp: z.boolean() })
  .nullable();

/** Of an order it is asked whether it has arrived. */
const confirmation = { closesAt: text, answerTo, order };

const caseLine = z.strictObject({
  number: caseNumber,
  subject: text,
  status: z.enum(STATUSES),
  openedAt: text,
});

const person = z.strictObject({
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

const caseCard = z.strictObject({
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
const command = z.strictObject({ offer: z.enum(OFFER_NAMES), line: text, link: text });

const agentBase = {
  ...base,
  case: caseCard.nullable(),
  requester: person.nullable(),
  reporter: person.nullable(),
  commands: z.array(command),
  /** Whom an answer without commands goes to; null when there is nobody. */
  answerGoesTo: maybe,
};

/** All that is needed to answer from a phone. */
const following = {
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
const shown = z.strictObject({
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

const noticeNames = z.enum(NOTICE_NAMES);

export const noticeContexts = {
  acknowledgement: z.strictObject({
    ...userBase,
    /** Number and promise only. */
    brief: z.boolean(),
    restated: maybe,
    promise: maybe,
    linkedTo: caseNumber.nullable(),
    someLeftOut: z.boolean(),
    /** Not named to a stranger. */
    leftOut: z.array(z.strictObject({ name: text, size: text })),
    questions: z.array(z.strictObject({ number: z.number().int(), ask: text })),
    /** A guide says what to ask, be it nothing any more. */
    guided: z.boolean(),
    order,
  }),
  opened_for_you: z.strictObject({ ...userBase, restated: maybe, promise: maybe, order }),
  ordered: z.strictObject({ ...userBase, order }),
  started: z.strictObject(userBase),
  answer: z.strictObject({ ...userBase, ...carried }),
  question: z.strictObject({ ...userBase, ...carried }),
  solution: z.strictObject({ ...userBase, ...carried, ...confirmation }),
  confirm_reminder: z.strictObject({ ...userBase, ...confirmation, solution: maybe }),
  /** `question`: what was asked, where it was asked by mail. */
  answer_reminder: z.strictObject({ ...userBase, question: maybe, isLast: z.boolean(), closesAt: maybe }),
  closed: z.strictObject({
    ...userBase,
    how: z.enum(["confirmed", "silence", "agent", "no_answer"]),
    /** What was done, where something was written down. */
    solution: maybe,
    askRating: z.boolean(),
    answerTo,
  }),
  /** `answered`: by the answer that we had waited for; `theyWrote`: that it does not work; else an agent took it up again. */
  reopened: z.strictObject({ ...userBase, answered: z.boolean(), theyWrote: z.boolean() }),
  moved: z.strictObject({ ...userBase, newTeam: text }),
  announcement: z.strictObject({ ...userBase, text }),
  taking_longer: z.strictObject({
    ...userBase,
    what: z.enum(["first_response", "resolution", "delivery"]),
    promise: text,
  }),
  /** `owner`: who answers for it; null where that is the new team itself. */
  /** `outside`: an address that the request was forwarded to. */
  handed_over: z.strictObject({
    ...userBase,
    to: z.enum(["team", "vendor", "outside"]),
    newTeam: text,
    owner: maybe,
    outside: maybe,
  }),
  /** `message`: the request; null where its requester never wrote. */
  forwarded: z.strictObject({
    ...userBase,
    by: text,
    words: text,
    requester: maybe,
    message: entry.nullable(),
    files,
    history: z.array(entry),
  }),
  new_case: z.strictObject({
    ...following,
    linkedTo: caseNumber.nullable(),
    warning: maybe,
    otherCases: z.array(caseLine),
  }),
  /** `confirms`: the reader's team is to confirm that it took the case. */
  assigned: z.strictObject({ ...following, by: text, confirms: z.boolean(), otherCases: z.array(caseLine) }),
  not_taken: z.strictObject({ ...following, by: text, givenTo: text, givenAt: text }),
  /** `goesTo`: who gets the solution once it is approved. */
  solution_check: z.strictObject({ ...following, solver: text, isReminder: z.boolean(), goesTo: maybe }),
  solution_sent_back: z.strictObject({ ...following, by: text }),
  ...reminderContexts({ base, following, command }),
  wait_over: z.strictObject({
    ...following,
    waitedFor: z.enum(["user", "vendor"]),
    /** No answer came, so the case closed by itself. */
    isClosed: z.boolean(),
  }),
  user_wrote: z.strictObject({
    ...following,
    what: z.enum([
      "replied",
      "reopened",
      "check_ended",
      "confirmed",
      "thanked",
      "rated",
      "third_party",
      "agent_away",
      "automatic",
      "bounce",
    ]),
    warning: maybe,
    /** 1–5, where the requester gave one. */
    rating: z.number().int().nullable(),
  }),
  command_receipt: z.strictObject({
    ...agentBase,
    lines: z.array(z.strictObject({ line: text, result: text, from: maybe, to: maybe })),
    sent: z.array(z.strictObject({ notice: noticeNames, to: text })),
    text: z.enum(["sent", "note", "described", "unchecked", "none"]),
    remarks: z.array(text),
    shown: z.array(shown),
    undoLink: maybe,
  }),
  command_refused: z.strictObject({
    ...agentBase,
    faults: z.array(
      z.strictObject({ number: z.number().int(), line: text, explanation: text, suggestion: maybe }),
    ),
    heldText: text,
  }),
  command_held: z.strictObject({
    ...agentBase,
    explanation: text,
    heldText: text,
    confirmLink: maybe,
  }),
  delivery_failed: z.strictObject({
    ...agentBase,
    to: text,
    notice: noticeNames,
    response: text,
    hard: z.boolean(),
    message: entry.nullable(),
  }),
  quarantine_digest: z.strictObject({
    ...base,
    /** `line` is how the command is written by hand; `link` opens an answer with it. */
    mails: z.array(z.strictObject({ from: text, subject: text, at: text, line: text, link: text })),
    /** How many more wait than are listed. */
    more: z.number().int(),
    releaseAll: text,
  }),
  operator_alert: z.strictObject({ ...base, code: text, explanation: text, hint: text }),
} satisfies Record<NoticeName, z.ZodObject>;

export type NoticeContext<N extends NoticeName = NoticeName> = z.infer<(typeof noticeContexts)[N]>;
export type Entry = z.infer<typeof entry>;
export type FileNames = z.infer<typeof files>;
export type CaseCard = z.infer<typeof caseCard>;
export type Person = z.infer<typeof person>;
export type ShownSection = z.infer<typeof shown>;
export type CommandLink = z.infer<typeof command>;
export type CaseListLine = z.infer<typeof caseLine>;
