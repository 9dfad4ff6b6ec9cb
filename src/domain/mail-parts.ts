/** The parts that mails are put together from: cards, messages, lists; each in the shape that templates read. */

import { withoutTokens } from "./audience.ts";
import { isWorthSending } from "./carried-files.ts";
import { type Case, PRIORITIES, STATUSES } from "./case.ts";
import {
  type CaseCard,
  type CaseListLine,
  type Entry,
  type FileNames,
  MESSAGE_KINDS,
  type Person,
} from "./context-parts.ts";
import { type Desk, findAgent, findTeam } from "./desk.ts";
import { dayAndTime, fileSize, type Locale, shortMoment } from "./localised.ts";
import type { CaseLine, PersonCard, StoredMessage } from "./notice-facts.ts";

/** Characters; the rest of a longer text stays one `#show` away. */
const LONGEST_TEXT = 50_000;
const LONGEST_EARLIER = 10_000;

/** How a mail is written: where, when, and what goes along. */
export interface Writing {
  locale: Locale;
  now: Date;
  /** Ids of messages whose attachments go along. */
  carried: ReadonlySet<number>;
}

/** What a team is called in a sentence, at its beginning too. */
export function teamName(desk: Desk, name: string): string {
  const title = findTeam(desk, name)?.title ?? name;
  return title.charAt(0).toUpperCase() + title.slice(1);
}

export function agentName(desk: Desk, address: string | null): string | null {
  return address === null ? null : (findAgent(desk, address)?.name ?? address);
}

/** One line, of a length (in characters) that a header may have; nothing in it steers a terminal or turns the writing round. */
export function oneLineOf(text: string, longest = 200): string {
  const line = text
    .replace(/\p{Cs}/gu, "\u{FFFD}")
    .replace(/[\u{202A}-\u{202E}\u{2066}-\u{2069}]/gu, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  const points = [...line];
  return points.length <= longest
    ? line
    : `${points
        .slice(0, longest - 1)
        .join("")
        .trimEnd()}…`;
}

export function caseCard(onCase: Case, desk: Desk, writing: Writing): CaseCard {
  return {
    number: onCase.number,
    subject: oneLineOf(onCase.subject),
    status: onCase.status,
    priority: onCase.priority,
    type: onCase.type,
    category: onCase.category,
    service: onCase.service,
    place: onCase.place,
    team: teamName(desk, onCase.team),
    agent: agentName(desk, onCase.agent),
    openedAt: shortMoment(onCase.openedAt, writing.locale),
    solution: onCase.solution,
    order: onCase.order,
    deliverBy: onCase.deliverBy && shortMoment(onCase.deliverBy, writing.locale),
    questions: onCase.questions.map(({ ask, answer }) => ({
      ask: oneLineOf(ask),
      answer: answer === null ? null : oneLineOf(answer),
    })),
  };
}

export function caseListLine(line: CaseLine, writing: Writing): CaseListLine {
  return {
    number: line.number,
    subject: oneLineOf(line.subject),
    status: known(STATUSES, line.status),
    openedAt: shortMoment(line.openedAt, writing.locale),
  };
}

export function priorityOf(value: string | null): CaseCard["priority"] {
  return value === null ? null : known(PRIORITIES, value);
}

export function personCard(card: PersonCard): Person {
  const { language: _, calendar: __, ...shown } = card;
  return shown;
}

/** What somebody newly wrote; where that is nothing (a bare forward), all of it. */
export function messageEntry(message: StoredMessage, deskName: string, writing: Writing): Entry {
  return entry(
    message,
    message.text.trim() === "" ? message.fullText : message.text,
    LONGEST_TEXT,
    deskName,
    writing,
  );
}

/** With signature, forwarded parts and all: for the mail that opens a case, which quotes nothing of ours. */
export function fullEntry(message: StoredMessage, deskName: string, writing: Writing): Entry {
  const text = message.fullText.trim() === "" ? message.text : message.fullText;
  return entry(message, text, LONGEST_TEXT, deskName, writing);
}

/** The new words only, whatever was quoted below them. */
export function earlierEntry(message: StoredMessage, deskName: string, writing: Writing): Entry {
  return entry(message, message.text, LONGEST_EARLIER, deskName, writing);
}

/** An agent's words as they go to a user. */
export function ownWords(message: StoredMessage): string {
  return cut(message.text.replace(/\r\n?/g, "\n").trim(), LONGEST_TEXT);
}

function entry(
  message: StoredMessage,
  text: string,
  longest: number,
  deskName: string,
  writing: Writing,
): Entry {
  const author = message.authorName ?? message.authorAddress;
  return {
    at: dayAndTime(message.at, writing.now, writing.locale),
    author: oneLineOf(author ?? deskName),
    address: message.authorName === null ? null : message.authorAddress,
    kind: known(MESSAGE_KINDS, message.kind),
    text: cut(withoutTokens(text.replace(/\r\n?/g, "\n").trim()), longest),
    files: message.attachments.filter(isWorthSending).map((file) => oneLineOf(file.name)),
  };
}

export function namedFile(
  file: { name: string; size: number },
  writing: Writing,
): { name: string; size: string } {
  return { name: oneLineOf(file.name), size: fileSize(file.size, writing.locale.language) };
}

/** Names and sizes of a message's attachments, by what becomes of them in this mail. */
export function fileNames(message: StoredMessage | null, writing: Writing): FileNames {
  const files = (message?.attachments ?? []).filter(isWorthSending).map((file) => namedFile(file, writing));
  const goesAlong = message !== null && writing.carried.has(message.id);
  return { sent: goesAlong ? files : [], listed: goesAlong ? [] : files };
}

function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  // Never through the middle of a surrogate pair.
  return `${text.slice(0, longest).replace(/\p{Cs}$/u, "")} […]`;
}

/** What the database holds is one of ours by its own check; anything else is a bug. */
function known<T extends string>(all: readonly T[], value: string): T {
  const found = all.find((one) => one === value);
  if (found === undefined) throw new Error(`${value} is not one of ${all.join(", ")}`);
  return found;
}
