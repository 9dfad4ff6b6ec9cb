/** Contexts of the mails to users. Nothing internal gets in: no note, no command, no word of a third party. */
import { mayReach } from "./carried-files.ts";
import { inLanguage } from "./desk-guides.ts";
import { dayAndTime, dayOnly } from "./localised.ts";
import {
  earlierEntry,
  fileNames,
  messageEntry,
  namedFile,
  oneLineOf,
  ownWords,
  teamName,
} from "./mail-parts.ts";
import { answerTarget, caseOf, type Given, userBase } from "./notice-base.ts";
import type { NoticeContext } from "./notice-context.ts";
import type { StoredMessage } from "./notice-facts.ts";
import { findOrder } from "./order.ts";
import { ownerName } from "./owner.ts";
import { visibleToUser } from "./visible-history.ts";

/** Of a mail with hundreds of attachments not all are told. */
const MOST_LEFT_OUT = 20;
const LONGEST_QUESTION = 500;

export function acknowledgement(given: Given<"acknowledgement">): NoticeContext<"acknowledgement"> {
  const { data } = given;
  const brief = data.extent === "brief";
  const common = userBase(given);
  return {
    ...common,
    brief,
    // Somebody nobody vouches for may be made to receive this: their supposed name and words stay out of it.
    greeting: brief ? null : common.greeting,
    restated: brief || data.restated === null ? null : oneLineOf(data.restated),
    encrypted: data.encrypted,
    promise: moment(given, data.promisedBy),
    linkedTo: brief ? null : data.linkedTo,
    someLeftOut: data.leftOut.length > 0,
    leftOut: brief ? [] : data.leftOut.slice(0, MOST_LEFT_OUT).map((file) => namedFile(file, given.how)),
    questions: data.questions.map(({ number, ask }) => ({ number, ask: oneLineOf(ask, LONGEST_QUESTION) })),
    guided: data.guided,
    order: brief ? null : orderOf(given, data.order),
  };
}

export function openedForYou(given: Given<"opened_for_you">): NoticeContext<"opened_for_you"> {
  const { restated, promisedBy, order } = given.data;
  return {
    ...userBase(given),
    restated: restated === null ? null : oneLineOf(restated),
    promise: moment(given, promisedBy),
    order: orderOf(given, order),
  };
}

export function carried(given: Given<"answer" | "question" | "solution">): NoticeContext<"answer"> {
  const { facts, desk, how, row } = given;
  const onCase = caseOf(given);
  const common = userBase(given);
  const deskName = desk.desk.name;
  // Never the full text: below an agent's words it quotes what users must not see.
  const words = facts.message ? ownWords(facts.message) : (onCase.solution ?? "");
  return {
    ...common,
    words,
    signature: { name: facts.message?.authorName ?? common.agentName, team: common.team },
    files: fileNames(facts.message && reaching(facts.message), how),
    history: visibleToUser(facts.earlier, onCase, row.recipient, desk)
      .filter((message) => message.id !== facts.message?.id)
      // Names only: whoever answers this mail reaches everybody, whoever finds an agent's own address goes past the case.
      .map((message) => ({ ...earlierEntry(message, deskName, how), address: null })),
  };
}

function reaching(message: StoredMessage): StoredMessage {
  return { ...message, attachments: message.attachments.filter((file) => mayReach("user", file)) };
}

export function solution(given: Given<"solution">): NoticeContext<"solution"> {
  return { ...carried(given), ...closing(given, given.data.confirmBy) };
}

export function confirmReminder(given: Given<"confirm_reminder">): NoticeContext<"confirm_reminder"> {
  return { ...userBase(given), ...closing(given, given.data.closesAt), solution: caseOf(given).solution };
}

export function answerReminder(given: Given<"answer_reminder">): NoticeContext<"answer_reminder"> {
  const { facts, data, desk, row } = given;
  // Whoever became the requester since may never have been shown what was asked.
  const asked = visibleToUser(facts.message ? [facts.message] : [], caseOf(given), row.recipient, desk)[0];
  return {
    ...userBase(given),
    question: asked?.direction === "out" ? ownWords(asked) : null,
    isLast: data.isLast,
    closesAt: moment(given, data.closesAt),
  };
}

export function closed(given: Given<"closed">): NoticeContext<"closed"> {
  const { how, askRating } = given.data;
  return {
    ...userBase(given),
    how,
    askRating,
    solution: caseOf(given).solution,
    answerTo: answerTarget(given),
  };
}

export function reopened(given: Given<"reopened">): NoticeContext<"reopened"> {
  const { facts, data } = given;
  return { ...userBase(given), answered: data.answered, theyWrote: facts.message?.direction === "in" };
}

export function moved(given: Given<"moved">): NoticeContext<"moved"> {
  return { ...userBase(given), newTeam: teamName(given.desk, given.data.team) };
}

export function announcement(given: Given<"announcement">): NoticeContext<"announcement"> {
  const common = userBase(given);
  return { ...common, greeting: given.data.brief ? null : common.greeting, text: given.data.text };
}

export function ordered(given: Given<"ordered">): NoticeContext<"ordered"> {
  return { ...userBase(given), order: orderOf(given, given.data) };
}

function orderOf({ desk, how }: Given, order: { name: string; deliverBy: string } | null) {
  const item = findOrder(desk, order?.name ?? null);
  if (!order || !item) return null;
  const { language } = how.locale;
  return {
    title: oneLineOf(inLanguage(item.title, language, desk.desk.language)),
    inStock: item.inStock,
    by: dayOnly(new Date(order.deliverBy), how.now, how.locale),
    setUpHelp: item.setUpHelp,
  };
}

export function takingLonger(given: Given<"taking_longer">): NoticeContext<"taking_longer"> {
  const { what, promisedBy } = given.data;
  return { ...userBase(given), what, promise: moment(given, promisedBy) ?? "" };
}

export function handedOver(given: Given<"handed_over">): NoticeContext<"handed_over"> {
  const { to, team, outside } = given.data;
  const newTeam = teamName(given.desk, team);
  const owner = ownerName(given.desk, caseOf(given));
  return { ...userBase(given), to, newTeam, owner: owner === newTeam ? null : owner, outside };
}

/** The agent chose to show the request to somebody outside: what its requester can read of it, and no more. */
export function forwarded(given: Given<"forwarded">): NoticeContext<"forwarded"> {
  const { facts, desk, how, data } = given;
  const onCase = caseOf(given);
  const deskName = desk.desk.name;
  return {
    ...userBase(given),
    greeting: null,
    by: data.by,
    words: data.words,
    requester: onCase.requesterName ?? onCase.requester,
    message: facts.message && messageEntry(facts.message, deskName, how),
    files: fileNames(facts.message, how),
    history: visibleToUser(facts.earlier, onCase, onCase.requester ?? "", desk)
      .filter((message) => message.id !== facts.message?.id)
      .map((message) => ({ ...earlierEntry(message, deskName, how), address: null })),
  };
}

function closing(given: Given, closesAt: string) {
  const { order: name, deliverBy } = caseOf(given);
  const order =
    name === null || deliverBy === null ? null : orderOf(given, { name, deliverBy: deliverBy.toISOString() });
  return { closesAt: moment(given, closesAt) ?? "", answerTo: answerTarget(given), order };
}

function moment({ how }: Given, instant: string | null): string | null {
  return instant === null ? null : dayAndTime(new Date(instant), how.now, how.locale);
}
