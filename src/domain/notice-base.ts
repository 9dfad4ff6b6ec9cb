/** What every mail is filled from and what stands in every mail; the contexts for users and for agents build on it. */
import type { Case } from "./case.ts";
import type { Desk } from "./desk.ts";
import { subjectTag } from "./evidence.ts";
import { greetingName } from "./greeting.ts";
import { agentName, oneLineOf, teamName, type Writing } from "./mail-parts.ts";
import type { AnswerTarget } from "./mailto.ts";
import type { Audience, NoticeData, NoticeName } from "./notice.ts";
import type { NoticeFacts } from "./notice-facts.ts";

/** What a case is called that began with a mail without subject or words. */
const NO_SUBJECT = "(no subject)";

/** Of an outbox row, what its mail is written from. */
export interface NoticeRow {
  notice: NoticeName;
  /** Per `noticeData[notice]`. */
  data: unknown;
  recipient: string;
  recipientName: string | null;
  audience: Audience;
}

export interface HowToWrite extends Writing {
  /** Where the recipient's answer goes: the reply address with their token. */
  replyAddress: string;
  /** Line that carries the token where the reply address cannot. */
  marker: string | null;
}

/** All that one mail is written from. */
export interface Given<N extends NoticeName = NoticeName> {
  row: NoticeRow;
  data: NoticeData<N>;
  facts: NoticeFacts;
  desk: Desk;
  how: HowToWrite;
}

export function base(given: Given, subject: string) {
  const { row, desk, how, facts } = given;
  const { language } = how.locale;
  return {
    language,
    deskName: desk.desk.name,
    // A team's mailbox has many readers.
    greeting: row.audience === "team" ? null : greetingName(nameOf(given), row.recipient, language),
    subject: oneLineOf(subject),
    caseNumber: facts.case?.number ?? null,
    marker: how.marker,
  };
}

/** Whom an agent named by address alone may be known by name from earlier mail. */
function nameOf({ row, facts: { requester } }: Given): string | null {
  return row.recipientName ?? (requester?.address === row.recipient ? requester.name : null);
}

export function userBase(given: Given) {
  const onCase = caseOf(given);
  return {
    ...base(given, onCase.subject),
    caseNumber: onCase.number,
    named: onCase.subject !== NO_SUBJECT,
    team: teamName(given.desk, onCase.team),
    agentName: given.facts.agentName ?? agentName(given.desk, onCase.agent),
  };
}

/** Where the answer to this mail goes, for links that open one. */
export function answerTarget(given: Given): AnswerTarget {
  const { facts, desk, how } = given;
  const subject = facts.case
    ? `${subjectTag(facts.case.number)} ${oneLineOf(facts.case.subject)}`
    : desk.desk.name;
  return { address: how.replyAddress, subject, marker: how.marker };
}

/** The case of a notice that cannot be without one. */
export function caseOf(given: Given): Case {
  if (!given.facts.case) throw new Error(`notice ${given.row.notice} without a case`);
  return given.facts.case;
}
