/** What rules look at: a request as it came in, whether it is being decided on, tried from a file or played again from the store. */
import type { Condition, Rule } from "./desk-rules.ts";
import type { AuthenticationResult } from "./facts.ts";
import type { MailKind } from "./message.ts";
import type { Searchable } from "./pattern.ts";
import { searchable } from "./pattern.ts";

/** So many of a requester's cases are looked at. */
export const MOST_EARLIER = 200;

/** A case that the same requester had before. */
export interface EarlierCase {
  openedAt: Date;
  isOpen: boolean;
  category: string | null;
}

export interface RuleSubject {
  /** In directory form; null where nobody can be told from the mail. */
  sender: string | null;
  /** What the directory says of the sender; null for a stranger. Counts for nothing where the mail host says that it is not theirs. */
  person: { department: string | null; organisation: string | null; office: string | null } | null;
  authentication: AuthenticationResult;
  mailbox: string;
  /** To and Cc, in lower case. */
  recipients: readonly string[];
  subject: string;
  /** What was newly written. */
  text: string;
  attachments: readonly { name: string; contentType: string; inline: boolean }[];
  mailKind: MailKind;
  /** Names in lower case. */
  headers: readonly { name: string; value: string }[];
  receivedAt: Date;
  /** Of this requester, newest first; empty also where no rule asks. */
  earlier: readonly EarlierCase[];
}

/** The parts of a subject that are searched, each made ready once however many rules look into it. */
export interface SearchedSubject {
  about: RuleSubject;
  subject: Searchable;
  text: Searchable;
  /** Values of all headers of that name; null where there is none. */
  header(name: string): Searchable | null;
  attachmentNames: readonly { name: string; words: Searchable }[];
  /** What is reckoned once for all rules. */
  once<T>(key: string, reckon: () => T): T;
}

export function searchSubject(about: RuleSubject): SearchedSubject {
  const files = about.attachments.filter((one) => !one.inline);
  const reckoned = new Map<string, unknown>();
  const once = <T>(key: string, reckon: () => T): T => {
    if (!reckoned.has(key)) reckoned.set(key, reckon());
    return reckoned.get(key) as T;
  };
  return {
    about,
    subject: searchable(about.subject),
    text: searchable(about.text),
    header(name) {
      const key = name.toLowerCase();
      return once(`header ${key}`, () => {
        const values = about.headers.filter((one) => one.name === key).map((one) => one.value);
        return values.length === 0 ? null : searchable(values.join("\n"));
      });
    },
    once,
    attachmentNames: files.map(({ name }) => ({ name, words: searchable(name) })),
  };
}

const asking = new WeakMap<readonly Rule[], boolean>();

/** Whether any of the rules asks what cases the requester had before. */
export function askForHistory(rules: readonly Rule[]): boolean {
  const known = asking.get(rules);
  if (known !== undefined) return known;
  const asks = askFor(rules, "history");
  asking.set(rules, asks);
  return asks;
}

/** Whether any of the rules has a condition of this kind. */
export function askFor(rules: readonly Rule[], key: keyof Condition): boolean {
  return rules.some((rule) => isIn(rule.when, key));
}

/** Whether a condition, or one within it, has this key. */
function isIn(condition: Condition | undefined, key: keyof Condition): boolean {
  if (condition === undefined) return false;
  const inner = [...(condition.all ?? []), ...(condition.any ?? []), condition.not];
  return condition[key] !== undefined || inner.some((one) => isIn(one, key));
}
