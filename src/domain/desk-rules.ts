/**
 * The `rules` and `notices` of desk.yaml: conditions on an incoming request, and what is set on the case that it opens. What is named
 * here (teams, categories, …) and the regular expressions are checked by config, what it all means stands in rule.ts.
 */
import { z } from "zod";
import { CASE_TYPES, LEVELS } from "./case.ts";
import { priority } from "./desk-priorities.ts";
import { address, domain, language, name } from "./desk-values.ts";
import { MAIL_KINDS } from "./message.ts";

const text = z.string().trim().min(1);

/** One or a list of them; always a list once it is read. */
function some<T extends z.ZodType>(one: T) {
  return z.union([one, z.array(one).min(1)]).transform((value) => (Array.isArray(value) ? value : [value]));
}

const patterns = some(text.max(500)).describe(
  'Words or phrases, whole and in any spelling ("*" before or after stands for the rest of a word), or "/regular expression/"',
);

const clockSpan = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as "22:00-06:00"');

const time = z
  .strictObject({
    calendar: name.optional().describe("Default: the one of the team that the case is with"),
    open: z.boolean().optional().describe("Whether the mail came within the calendar's working hours"),
    between: clockSpan.optional().describe("Time of day in the calendar's zone; may run past midnight"),
    days: some(z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])).optional(),
  })
  .describe("When the mail came");

const count = z.number().int().min(0).max(200);

const history = z
  .strictObject({
    atLeast: count.optional(),
    atMost: count.optional(),
    withinDays: z.number().int().min(1).max(3650).default(30),
    open: z.boolean().optional().describe("Only cases that are still open, or only those that are not"),
    category: some(text).optional().describe("Only cases of these categories, or of areas"),
  })
  .describe("How many earlier cases the requester has");

const simple = {
  sender: some(address).optional().describe("Addresses"),
  domain: some(domain).optional().describe("Domains of the sender; those below them as well"),
  department: patterns.optional().describe("Of the sender, from the directory"),
  organisation: patterns.optional().describe("Of the sender, from the directory"),
  office: patterns.optional().describe("Of the sender, from the directory"),
  vouched: z.boolean().optional().describe("Whether the mail host vouches for the sender"),
  mailbox: some(name).optional(),
  recipient: some(address).optional().describe("Addresses in To or Cc"),
  subject: patterns.optional(),
  text: patterns.optional().describe("In what was newly written"),
  words: patterns.optional().describe("In subject or text"),
  attachments: z.boolean().optional().describe("Whether it has any; pictures within the text are none"),
  attachmentName: patterns.optional().describe('Words of a name, or "*.log"'),
  attachmentType: some(text).optional().describe("As application/pdf or image/*"),
  language: some(language).optional().describe("The case's: the sender's own, else the one they write in"),
  mail: some(z.enum(MAIL_KINDS)).optional().describe("human, generated (scanners, monitoring) or list"),
  header: z
    .record(z.string().regex(/^[!-9;-~]{1,100}$/, "a header's name such as X-Ticket"), patterns)
    .optional(),
  time: time.optional(),
  history: history.optional(),
  type: some(z.enum(CASE_TYPES)).optional(),
  kind: some(text).optional(),
  category: some(text).optional().describe("Area or Area/Kind"),
  service: some(text).optional(),
  impact: some(z.enum(LEVELS)).optional(),
  urgency: some(z.enum(LEVELS)).optional(),
  priority: some(priority).optional(),
  team: some(name).optional(),
  tag: some(name).optional(),
};

const base = z.strictObject(simple);

interface Nested<T> {
  all?: T[] | undefined;
  any?: T[] | undefined;
  not?: T | undefined;
}
/** Every key of it holds, where of a list one suffices; `all`, `any` and `not` have conditions of their own in them. */
export interface Condition extends z.output<typeof base>, Nested<Condition> {}
interface WrittenCondition extends z.input<typeof base>, Nested<WrittenCondition> {}

const condition: z.ZodType<Condition, WrittenCondition> = z.strictObject({
  ...simple,
  all: z.lazy(() => z.array(condition).min(1)).optional(),
  any: z.lazy(() => z.array(condition).min(1)).optional(),
  not: z.lazy(() => condition).optional(),
});

const actions = z.strictObject({
  type: z.enum(CASE_TYPES).optional(),
  kind: text.optional(),
  category: text.optional().describe("Area/Kind"),
  service: text.optional(),
  place: text.optional(),
  impact: z.enum(LEVELS).optional(),
  urgency: z.enum(LEVELS).optional(),
  priority: priority.optional().describe("1 to 5, whatever the matrix says"),
  team: name.optional(),
  agent: address.optional(),
  tags: some(name).optional().describe("Added to those of earlier rules"),
  language: language.optional(),
  serviceLevel: name.optional(),
  order: name.optional(),
  participants: some(address).optional().describe("Get copies of what the requester gets"),
  notice: name.optional().describe("One of notices:, mailed to the requester"),
  escalate: z.literal(true).optional().describe("Tells the team's lead at once"),
  spam: z.literal(true).optional().describe("The mail waits as spam, and no case is opened"),
});

const rule = z.strictObject({
  name: name.describe("Told by #why and in the case's history"),
  /** Left out: always. */
  when: condition.optional(),
  set: actions.prefault({}),
  stop: z.boolean().default(false).describe("Later rules are not tried"),
});

export const rules = z
  .array(rule)
  .default([])
  .describe(
    "What is set on a new case, by sender, words, attachments, time, …: in order, a later rule sees what an earlier one set",
  );

const notice = z.strictObject({
  name,
  text: z.record(language, text.max(10_000)).describe("By language; the desk's own is needed"),
});

export const notices = z
  .array(notice)
  .default([])
  .describe("Texts of your own that a rule may mail to a requester");

export type Rule = z.output<typeof rule>;
