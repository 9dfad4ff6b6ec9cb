/** Contexts of the mails to agents, teams and the operator: everything that is needed to answer from a phone. */
import { dayAndTime } from "./localised.ts";
import {
  agentName,
  caseCard,
  caseListLine,
  earlierEntry,
  fileNames,
  fullEntry,
  messageEntry,
  oneLineOf,
  personCard,
  teamName,
} from "./mail-parts.ts";
import { answerLink } from "./mailto.ts";
import type { NoticeName } from "./notice.ts";
import { NOTICE_NAMES } from "./notice.ts";
import { answerTarget, base, caseOf, type Given } from "./notice-base.ts";
import type { NoticeContext } from "./notice-context.ts";
import { toUsers } from "./notify.ts";
import { commandLink, offeredCommands } from "./offered-commands.ts";
import { shownSections } from "./shown-sections.ts";

export function newCase(given: Given<"new_case">): NoticeContext<"new_case"> {
  const { facts, desk, how, data } = given;
  const { message } = facts;
  return {
    ...following(given),
    message: message && fullEntry(message, desk.desk.name, how),
    linkedTo: data.linkedTo,
    warning: data.warning,
    otherCases: facts.otherCases.map((line) => caseListLine(line, how)),
  };
}

export function assigned(given: Given<"assigned">): NoticeContext<"assigned"> {
  const { facts, desk, how, data } = given;
  return {
    ...following(given),
    by: agentName(desk, data.by) ?? data.by,
    confirms: facts.case?.unconfirmedTeam != null,
    otherCases: facts.otherCases.map((line) => caseListLine(line, how)),
  };
}

export function notTaken(given: Given<"not_taken">): NoticeContext<"not_taken"> {
  const { desk, how } = given;
  const { team, givenAt, by } = given.data;
  return {
    ...following(given),
    by: agentName(desk, by) ?? by,
    givenTo: teamName(desk, team),
    givenAt: dayAndTime(new Date(givenAt), how.now, how.locale),
  };
}

export function solutionCheck(given: Given<"solution_check">): NoticeContext<"solution_check"> {
  const { desk, data } = given;
  const common = following(given);
  const solver = agentName(desk, data.solver) ?? data.solver;
  // What is written without a command beside it is held: nobody can tell whom it is meant for.
  return { ...common, answerGoesTo: null, solver, isReminder: data.isReminder, goesTo: common.answerGoesTo };
}

export function solutionSentBack(given: Given<"solution_sent_back">): NoticeContext<"solution_sent_back"> {
  const { by } = given.data;
  return { ...following(given), by: agentName(given.desk, by) ?? by };
}

export function waitOver(given: Given<"wait_over">): NoticeContext<"wait_over"> {
  return { ...following(given), ...given.data };
}

export function userWrote(given: Given<"user_wrote">): NoticeContext<"user_wrote"> {
  const { what, warning } = given.data;
  const rating = what === "rated" || what === "confirmed" ? (given.facts.case?.rating ?? null) : null;
  return { ...following(given), what, warning, rating };
}

export function commandReceipt(given: Given<"command_receipt">): NoticeContext<"command_receipt"> {
  const { data, desk } = given;
  const target = answerTarget(given);
  const value = (raw: string | null) => (raw === null ? null : readableValue(raw, given));
  return {
    ...agentBase(given),
    lines: data.lines.map((line) => ({ ...line, from: value(line.from), to: value(line.to) })),
    sent: data.sent.map(({ notice, to }) => ({ notice: knownNotice(notice), to: agentName(desk, to) ?? to })),
    text: data.text,
    remarks: data.remarks,
    shown: shownSections(given),
    undoLink: data.undoable ? commandLink("undo", target, given.how.locale.language).link : null,
  };
}

export function commandRefused(given: Given<"command_refused">): NoticeContext<"command_refused"> {
  const { faults, heldText } = given.data;
  return {
    ...agentBase(given),
    faults: faults.map(({ number, line, explanation, suggestion }) => ({
      number,
      line,
      explanation,
      suggestion,
    })),
    heldText,
  };
}

export function commandHeld(given: Given<"command_held">): NoticeContext<"command_held"> {
  const { explanation, heldText, canConfirm } = given.data;
  const confirm = commandLink("confirm", answerTarget(given), given.how.locale.language);
  return { ...agentBase(given), explanation, heldText, confirmLink: canConfirm ? confirm.link : null };
}

export function deliveryFailed(given: Given<"delivery_failed">): NoticeContext<"delivery_failed"> {
  const { facts, desk, how, data } = given;
  return {
    ...agentBase(given),
    to: data.to,
    notice: knownNotice(data.notice),
    response: data.response,
    hard: data.hard,
    message: facts.message && messageEntry(facts.message, desk.desk.name, how),
  };
}

export function quarantineDigest(given: Given<"quarantine_digest">): NoticeContext<"quarantine_digest"> {
  const { data, desk, how } = given;
  const target = answerTarget(given);
  const release = commandLink("release", target, how.locale.language).line;
  const mails = data.mails.map(({ id, from, subject, at }) => {
    const line = `${release} ${id}`;
    return {
      from: oneLineOf(from ?? "?"),
      subject: oneLineOf(subject ?? "") || "–",
      at: dayAndTime(new Date(at), how.now, how.locale),
      line,
      link: answerLink(target, line),
    };
  });
  const all = `${release} ${data.mails.map((one) => one.id).join(" ")}`;
  return {
    ...base(given, desk.desk.name),
    mails,
    more: Math.max(0, data.total - mails.length),
    releaseAll: answerLink(target, all),
  };
}

export function operatorAlert(given: Given<"operator_alert">): NoticeContext<"operator_alert"> {
  const { code, subject, explanation, hint } = given.data;
  return { ...base(given, subject), code, explanation, hint };
}

function agentBase(given: Given) {
  const { facts, desk, how, row } = given;
  const onCase = facts.case;
  const users = onCase ? toUsers(onCase).map(({ to }) => to.name ?? to.address) : [];
  const list = new Intl.ListFormat(how.locale.language, { type: "conjunction" });
  return {
    ...base(given, onCase?.subject ?? facts.message?.subject ?? desk.desk.name),
    case: onCase && caseCard(onCase, desk, how),
    requester: facts.requester && personCard(facts.requester),
    reporter: facts.reporter && personCard(facts.reporter),
    commands: onCase
      ? offeredCommands(onCase, desk, row.recipient, answerTarget(given), how.locale.language)
      : [],
    answerGoesTo: users.length === 0 ? null : list.format(users),
  };
}

export function following(given: Given) {
  const { facts, desk, how } = given;
  const { message } = facts;
  const deskName = desk.desk.name;
  return {
    ...agentBase(given),
    case: caseCard(caseOf(given), desk, how),
    message: message && messageEntry(message, deskName, how),
    files: fileNames(message, how),
    earlier: facts.earlier
      .filter((one) => one.id !== message?.id)
      .map((one) => earlierEntry(one, deskName, how)),
  };
}

/** Addresses of agents become names, instants become dates; codes are put into words by the template. */
function readableValue(raw: string, { desk, how }: Given): string {
  const named = agentName(desk, raw) ?? raw;
  return named.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (instant) =>
    dayAndTime(new Date(instant), how.now, how.locale),
  );
}

function knownNotice(name: string): NoticeName {
  const found = NOTICE_NAMES.find((one) => one === name);
  if (found === undefined) throw new Error(`${name} is no notice`);
  return found;
}
