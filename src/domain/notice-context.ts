/**
 * Everything a template may name, notice by notice. The template check walks these types, so a name that is not here fails the
 * build; nothing in a user's context is internal.
 */
import { z } from "zod";
import {
  agentBase,
  answerTo,
  base,
  carried,
  caseLine,
  caseNumber,
  command,
  confirmation,
  entry,
  files,
  following,
  maybe,
  order,
  shown,
  text,
  userBase,
} from "./context-parts.ts";
import { NOTICE_NAMES, type NoticeName } from "./notice.ts";
import { reminderContexts } from "./reminder-notices.ts";

const noticeNames = z.enum(NOTICE_NAMES);

export const noticeContexts = {
  acknowledgement: z.strictObject({
    ...userBase,
    /** Number and promise only. */
    brief: z.boolean(),
    restated: maybe,
    encrypted: z.boolean(),
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
