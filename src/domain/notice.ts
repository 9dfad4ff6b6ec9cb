/** The mails that the desk writes: their names, what a decision says in each, and to whom each may go. */
import { z } from "zod";
import type { CaseRef, MessageRef } from "./change.ts";
import { reminderData } from "./reminder-notices.ts";

/** Who reads it. An agent's notice may hold internals; a user's never does. */
export type Audience = "user" | "agent" | "team" | "operator";

const line = z.string();
const instant = z.iso.datetime();
/** `name`: of an item in desk.yaml. */
const order = z.object({ name: z.string(), deliverBy: instant });

/** One command line of a mail with what came of it. */
const receiptLine = z.object({
  line,
  /** `field from → to` in words, or what was done. */
  result: line,
  from: z.string().nullable(),
  to: z.string().nullable(),
});

/**
 * What a decision says in each notice, beyond what the case itself says when the mail is rendered. Stored as the outbox
 * row's `data`; never holds a token.
 */
export const noticeData = {
  // to users
  /** `full`: greets, restates, promises; `brief`: number and promise only, for a stranger nobody vouches for. */
  acknowledgement: z.object({
    extent: z.enum(["full", "brief"]),
    /** A sentence of the mail itself, without links and addresses; null where none could be told. */
    restated: z.string().nullable(),
    /** Nobody here can read it. */
    encrypted: z.boolean().default(false),
    promisedBy: instant.nullable(),
    linkedTo: z.number().nullable(),
    /** Attachments that did not come on the case; sizes in bytes. */
    leftOut: z.array(z.object({ name: z.string(), size: z.number() })).default([]),
    /** What of the category's guide the mail has not told. */
    questions: z.array(z.object({ number: z.number(), ask: z.string() })).default([]),
    /** Its category has a guide: nothing else is asked. */
    guided: z.boolean().default(false),
    /** What it asks for, and the day that was promised. */
    order: order.nullable().default(null),
  }),
  /** A receipt for a case that an agent opened for somebody (phone, walk-in). */
  opened_for_you: z.object({
    restated: z.string().nullable(),
    promisedBy: instant.nullable(),
    order: order.nullable().default(null),
  }),
  /** An item of the catalogue was ordered on a case (P26). */
  ordered: order,
  started: z.object({}),
  answer: z.object({}),
  question: z.object({}),
  /** The solution and one question: is it working? */
  solution: z.object({ confirmBy: instant }),
  confirm_reminder: z.object({ closesAt: instant }),
  /** Of a question that they have not answered, which is the message; `closesAt` null: the case waits on. */
  answer_reminder: z.object({ isLast: z.boolean(), closesAt: instant.nullable() }),
  closed: z.object({ how: z.enum(["confirmed", "silence", "agent", "no_answer"]), askRating: z.boolean() }),
  /** `answered`: by the answer that the case had closed for want of. */
  reopened: z.object({ answered: z.boolean().default(false) }),
  /** Another team answers for it now (P8, P25); `team` is its name in desk.yaml. */
  moved: z.object({ team: z.string() }),
  /** A text of the desk's own that a rule sends (desk.yaml, `notices`); `brief` as with an acknowledgement. */
  announcement: z.object({ text: z.string(), brief: z.boolean() }),
  /** It takes longer than promised, told before that is over (P8). */
  taking_longer: z.object({
    what: z.enum(["first_response", "resolution", "delivery"]),
    promisedBy: instant,
  }),
  /** Another team, or a supplier, helps with it now, while its owner still answers for it (P8); `team`: who has it. */
  handed_over: z.object({
    to: z.enum(["team", "vendor", "outside"]),
    team: z.string(),
    /** Whom the request was forwarded to. */
    outside: z.string().nullable().default(null),
  }),
  /** To somebody outside, by `#forward`: the agent's words and who sends them; the request itself is the message. */
  forwarded: z.object({ words: z.string(), by: z.string() }),
  // to agents
  new_case: z.object({ linkedTo: z.number().nullable(), warning: z.string().nullable() }),
  assigned: z.object({ by: z.string() }),
  /** To the lead: a team was given a case, and nobody there has taken it up yet (P11); `by`: an agent's address. */
  not_taken: z.object({ team: z.string(), givenAt: instant, by: z.string() }),
  /** A solution that the case's owner checks before the requester gets it (P15); `solver`: an agent's address. */
  solution_check: z.object({ solver: z.string(), isReminder: z.boolean() }),
  /** To the solver: the owner wants more before the requester is asked; `by`: an agent's address. */
  solution_sent_back: z.object({ by: z.string() }),
  ...reminderData,
  /** `#wait … until` ran out: the case is the agent's again. Or no answer came, and it closed. */
  wait_over: z.object({ waitedFor: z.enum(["user", "vendor"]), isClosed: z.boolean().default(false) }),
  user_wrote: z.object({
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
    warning: z.string().nullable(),
  }),
  command_receipt: z.object({
    lines: z.array(receiptLine),
    /** What was sent to whom because of this mail: notice and address. */
    sent: z.array(z.object({ notice: z.string(), to: z.string() })),
    /**
     * What became of the text; `described`: it is what a new case is about, and its requester's receipt may repeat a sentence;
     * `unchecked`: a solution that the owner checks first.
     */
    text: z.enum(["sent", "note", "described", "unchecked", "none"]),
    remarks: z.array(z.string()),
    /** Answers to #show, #why, #list, #files, #help; looked up when the mail is rendered. */
    show: z.array(
      z.discriminatedUnion("what", [
        z.object({ what: z.literal("case"), number: z.number() }),
        z.object({ what: z.literal("why"), number: z.number() }),
        z.object({ what: z.literal("files"), number: z.number() }),
        z.object({ what: z.literal("list"), which: z.string() }),
        z.object({ what: z.literal("help"), verb: z.string().nullable() }),
      ]),
    ),
    undoable: z.boolean(),
  }),
  command_refused: z.object({
    /** `number` counts from 1 among the command lines; `suggestion` is a whole line to write instead. */
    faults: z.array(
      z.object({
        number: z.number(),
        line,
        reason: z.string(),
        explanation: z.string(),
        suggestion: z.string().nullable(),
      }),
    ),
    /** The text that was kept as an internal note. */
    heldText: z.string(),
  }),
  /** An agent's text without proof, or one that would show internals: what was held, why, and how to release it. */
  command_held: z.object({
    reason: z.string(),
    explanation: z.string(),
    canConfirm: z.boolean(),
    heldText: z.string(),
  }),
  delivery_failed: z.object({
    to: z.string(),
    notice: z.string(),
    response: z.string(),
    /** The address is wrong or gone: the desk sends no more automatic mail there. */
    hard: z.boolean(),
  }),
  /** What of a mailbox waits as spam since the last such mail; `total` counts also what is not listed. */
  quarantine_digest: z.object({
    mails: z.array(
      z.object({ id: z.number(), from: z.string().nullable(), subject: z.string().nullable(), at: instant }),
    ),
    total: z.number(),
  }),
  operator_alert: z.object({
    code: z.string(),
    subject: z.string(),
    explanation: z.string(),
    hint: z.string(),
  }),
} as const;

export type NoticeName = keyof typeof noticeData;
export type NoticeData<N extends NoticeName> = z.infer<(typeof noticeData)[N]>;

export const NOTICE_NAMES = Object.keys(noticeData) as NoticeName[];

export const USER_NOTICES = [
  "acknowledgement",
  "opened_for_you",
  "started",
  "answer",
  "question",
  "solution",
  "confirm_reminder",
  "answer_reminder",
  "closed",
  "reopened",
  "moved",
  "announcement",
  "taking_longer",
  "ordered",
  "handed_over",
  "forwarded",
] as const satisfies readonly NoticeName[];

/** Sent by the desk on its own, so marked Auto-Submitted (DESIGN, decision 9); the others carry a person's words. */
export const AUTOMATIC_USER_NOTICES: readonly NoticeName[] = [
  "acknowledgement",
  "opened_for_you",
  "started",
  "confirm_reminder",
  "answer_reminder",
  "closed",
  "reopened",
  "moved",
  "announcement",
  "taking_longer",
  "ordered",
  "handed_over",
];

interface Owed<N extends NoticeName> {
  notice: N;
  data: NoticeData<N>;
  /** Key by which other changes of the same verdict name this notice. */
  key: string;
  /** Null for a notice without a case (operator alerts, a refused mail that opened none). */
  case: CaseRef | null;
  mailbox: string;
  audience: Audience;
  to: { address: string; name: string | null };
  language: string;
  /** The message it answers or carries: its words, its attachments, its Message-ID as In-Reply-To. */
  message: MessageRef | null;
  /** Not sent before then; null: at once. */
  notBefore: Date | null;
}

/** A mail owed, as decided. The store gives it a nonce, a token and so a Message-ID. */
export type OwedNotice = { [N in NoticeName]: Owed<N> }[NoticeName];
