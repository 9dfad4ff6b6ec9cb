/** Whether a rule's condition holds for a request and the case that it opens, with the words that made it hold. Pure. */
import type { Case } from "./case.ts";
import type { Desk } from "./desk.ts";
import type { Condition } from "./desk-rules.ts";
import { foldListed, isWithin } from "./listed.ts";
import { patternsOf, type Searchable, searchable } from "./pattern.ts";
import type { SearchedSubject } from "./rule-subject.ts";
import { calendarNamed } from "./service-level.ts";
import { clockCalendar } from "./working-time.ts";
import { DAY_MS, dayNumber, MINUTE_MS, mod, wallTime, weekdayOf } from "./zone.ts";

/** What a rule may have set on the case so far. */
export type RuledCase = Pick<
  Case,
  | "type"
  | "kind"
  | "category"
  | "service"
  | "place"
  | "impact"
  | "urgency"
  | "priority"
  | "team"
  | "agent"
  | "tags"
  | "language"
  | "serviceLevel"
  | "order"
>;

/** One thing that a condition found. */
export interface Match {
  /** Key of the condition; `subject` or `text` where `words` found it there. */
  by: string;
  /** What was found, as it stands there; empty where words are beside the point. */
  found: string;
}

export type Tried = { holds: true; matches: Match[] } | { holds: false; failed: string };

export interface Surroundings {
  desk: Desk;
  subject: SearchedSubject;
  case: RuledCase;
}

type SimpleKey = Exclude<keyof Condition, "all" | "any" | "not">;
type Test<K extends SimpleKey> = (wanted: NonNullable<Condition[K]>, now: Surroundings) => Match[] | null;

/** Tried in the order of the cheap ones first; the first key that does not hold is named. */
export function tryCondition(condition: Condition | undefined, now: Surroundings): Tried {
  const matches: Match[] = [];
  for (const key of KEYS) {
    const wanted = condition?.[key];
    if (wanted === undefined) continue;
    const found = (TESTS[key] as Test<SimpleKey>)(wanted as never, now);
    if (found === null) return { holds: false, failed: key };
    matches.push(...found);
  }
  for (const inner of condition?.all ?? []) {
    const tried = tryCondition(inner, now);
    if (!tried.holds) return tried;
    matches.push(...tried.matches);
  }
  if (condition?.any) {
    const one = firstHolding(condition.any, now);
    if (one === null) return { holds: false, failed: "any" };
    matches.push(...one);
  }
  if (condition?.not && tryCondition(condition.not, now).holds) return { holds: false, failed: "not" };
  return { holds: true, matches };
}

function firstHolding(conditions: readonly Condition[], now: Surroundings): Match[] | null {
  for (const condition of conditions) {
    const tried = tryCondition(condition, now);
    if (tried.holds) return tried.matches;
  }
  return null;
}

/** The first of the patterns that a text holds. */
function lookFor(list: readonly string[], where: [by: string, text: Searchable | null][]): Match[] | null {
  for (const pattern of patternsOf(list)) {
    for (const [by, text] of where) {
      const found = text?.find(pattern) ?? null;
      if (found !== null) return [{ by, found: found === "" ? pattern.written : found }];
    }
  }
  return null;
}

function among(by: string, wanted: readonly string[], value: string | null): Match[] | null {
  return value !== null && wanted.includes(value) ? [{ by, found: value }] : null;
}

function listedAmong(by: string, wanted: readonly string[], value: string | null): Match[] | null {
  return value !== null && wanted.some((one) => foldListed(one) === foldListed(value))
    ? [{ by, found: value }]
    : null;
}

function within(by: string, wanted: readonly string[], value: string | null): Match[] | null {
  return wanted.some((one) => isWithin(value, one)) ? [{ by, found: value ?? "" }] : null;
}

function whether(by: string, wanted: boolean, is: boolean): Match[] | null {
  return wanted === is ? [{ by, found: is ? "yes" : "no" }] : null;
}

function directory(key: "department" | "organisation" | "office") {
  return (wanted: string[], { subject }: Surroundings) => {
    const { person, authentication } = subject.about;
    const said = authentication === "fail" ? null : (person?.[key] ?? null);
    return said === null ? null : lookFor(wanted, [[key, subject.once(key, () => searchable(said))]]);
  };
}

const TESTS: { [K in SimpleKey]: Test<K> } = {
  mailbox: (wanted, { subject }) => among("mailbox", wanted, subject.about.mailbox),
  sender: (wanted, { subject }) => among("sender", wanted, subject.about.sender),
  domain: (wanted, { subject }) => domainAmong(wanted, subject.about.sender),
  vouched: (wanted, { subject }) => whether("vouched", wanted, subject.about.authentication === "pass"),
  mail: (wanted, { subject }) => among("mail", wanted, subject.about.mailKind),
  recipient: (wanted, { subject }) => {
    const found = subject.about.recipients.find((one) => wanted.includes(one));
    return found === undefined ? null : [{ by: "recipient", found }];
  },
  type: (wanted, now) => among("type", wanted, now.case.type),
  kind: (wanted, now) => listedAmong("kind", wanted, now.case.kind),
  category: (wanted, now) => within("category", wanted, now.case.category),
  service: (wanted, now) => listedAmong("service", wanted, now.case.service),
  impact: (wanted, now) => among("impact", wanted, now.case.impact),
  urgency: (wanted, now) => among("urgency", wanted, now.case.urgency),
  priority: (wanted, now) => among("priority", wanted, now.case.priority),
  team: (wanted, now) => among("team", wanted, now.case.team),
  tag: (wanted, now) => {
    const found = now.case.tags.find((one) => wanted.includes(one));
    return found === undefined ? null : [{ by: "tag", found }];
  },
  language: (wanted, now) => among("language", wanted, now.case.language),
  attachments: (wanted, { subject }) => whether("attachments", wanted, subject.attachmentNames.length > 0),
  attachmentType: (wanted, { subject }) => {
    const types = subject.about.attachments
      .filter((one) => !one.inline)
      .map((one) => one.contentType.toLowerCase());
    const found = types.find((type) => wanted.some((one) => isOfType(type, one.toLowerCase())));
    return found === undefined ? null : [{ by: "attachmentType", found }];
  },
  time: tryTime,
  history: tryHistory,
  department: directory("department"),
  organisation: directory("organisation"),
  office: directory("office"),
  attachmentName: (wanted, { subject }) => {
    for (const { name, words } of subject.attachmentNames) {
      if (wanted.some((one) => hasEnding(name, one)) || lookFor(wanted, [["", words]]) !== null) {
        return [{ by: "attachmentName", found: name.slice(0, 80) }];
      }
    }
    return null;
  },
  subject: (wanted, { subject }) => lookFor(wanted, [["subject", subject.subject]]),
  header: (wanted, { subject }) => {
    const found: Match[] = [];
    for (const [name, patterns] of Object.entries(wanted)) {
      const match = lookFor(patterns, [[name, subject.header(name)]]);
      if (match === null) return null;
      found.push(...match);
    }
    return found;
  },
  words: (wanted, { subject }) =>
    lookFor(wanted, [
      ["subject", subject.subject],
      ["text", subject.text],
    ]),
  text: (wanted, { subject }) => lookFor(wanted, [["text", subject.text]]),
};
const KEYS = Object.keys(TESTS) as SimpleKey[];

function domainAmong(wanted: readonly string[], sender: string | null): Match[] | null {
  const domain = sender?.slice(sender.lastIndexOf("@") + 1) ?? "";
  const fits = wanted.some((one) => domain === one || domain.endsWith(`.${one}`));
  return fits ? [{ by: "domain", found: domain }] : null;
}

/** `image/*` stands for every type of picture. */
function isOfType(type: string, wanted: string): boolean {
  return wanted.endsWith("/*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

/** `*.log` means the name's ending, not a word somewhere in it. */
function hasEnding(name: string, pattern: string): boolean {
  return /^\*\.[^*/\s]+$/.test(pattern) && name.toLowerCase().endsWith(pattern.slice(1).toLowerCase());
}

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

function tryTime(wanted: NonNullable<Condition["time"]>, now: Surroundings): Match[] | null {
  const { desk } = now;
  const at = now.subject.about.receivedAt;
  const name = wanted.calendar ?? "";
  const zone = calendarNamed(desk, name, now.case.team).timeZone ?? desk.desk.timeZone;
  const wall = now.subject.once(`wall ${zone}`, () => wallTime(at.getTime(), zone));
  const minute = Math.floor(mod(wall, DAY_MS) / MINUTE_MS);
  const day = DAYS[weekdayOf(dayNumber(wall))];
  if (wanted.days && !wanted.days.some((one) => one === day)) return null;
  if (wanted.between !== undefined && !isBetween(minute, wanted.between)) return null;
  const { team } = now.case;
  const isOpen = () => clockCalendar(desk, name, team).isOpen(at);
  if (wanted.open !== undefined && now.subject.once(`open ${name} ${team}`, isOpen) !== wanted.open)
    return null;
  const clock = [Math.floor(minute / 60), minute % 60].map((one) => String(one).padStart(2, "0")).join(":");
  return [{ by: "time", found: `${day} ${clock}` }];
}

/** From the first minute on, up to the last one; `22:00-06:00` runs past midnight. */
function isBetween(minute: number, span: string): boolean {
  const [from = 0, until = 0] = span.split("-").map((clock) => {
    const [hours = 0, minutes = 0] = clock.split(":").map(Number);
    return hours * 60 + minutes;
  });
  return from <= until ? minute >= from && minute < until : minute >= from || minute < until;
}

function tryHistory(wanted: NonNullable<Condition["history"]>, { subject }: Surroundings): Match[] | null {
  const { earlier, receivedAt, sender, authentication } = subject.about;
  // Whoever wrote in somebody else's name has no history here.
  if (sender === null || authentication === "fail") return null;
  const since = receivedAt.getTime() - wanted.withinDays * DAY_MS;
  const counted = earlier.filter(
    (one) =>
      one.openedAt.getTime() >= since &&
      (wanted.open === undefined || one.isOpen === wanted.open) &&
      (wanted.category === undefined || wanted.category.some((area) => isWithin(one.category, area))),
  ).length;
  if (counted < (wanted.atLeast ?? 0) || counted > (wanted.atMost ?? Number.POSITIVE_INFINITY)) return null;
  return [{ by: "history", found: String(counted) }];
}
