/** Contexts of the mails about promises that run out and cases that go up. */
import { following } from "./agent-contexts.ts";
import { subjectTag } from "./evidence.ts";
import { dayAndTime, howLong } from "./localised.ts";
import { agentName, oneLineOf, teamName } from "./mail-parts.ts";
import type { AnswerTarget } from "./mailto.ts";
import { answerTarget, base, type Given } from "./notice-base.ts";
import type { NoticeContext } from "./notice-context.ts";
import { commandLink } from "./offered-commands.ts";

const BY_RULE = "rule:";
/** A queue that is a little behind is nothing to speak of. */
const WORTH_SAYING_MS = 5 * 60_000;

export function escalated(given: Given<"escalated">): NoticeContext<"escalated"> {
  const { why, by, as } = given.data;
  const rule = by.startsWith(BY_RULE) ? by.slice(BY_RULE.length) : null;
  const person = rule === null && by !== "desk" ? agentName(given.desk, by) : null;
  return { ...following(given), why, by: person, rule, as };
}

export function reminder(given: Given<"reminder">): NoticeContext<"reminder"> {
  const { role, clock, percent, targetAt, plannedAt } = given.data;
  return {
    ...following(given),
    ...promised(given, targetAt),
    ...{ clock, percent, role },
    lateBy: lateBy(given, plannedAt),
  };
}

export function reminders(given: Given<"reminders">): NoticeContext<"reminders"> {
  const { desk, row, how, data } = given;
  const { language } = how.locale;
  return {
    ...base(given, desk.desk.name),
    lines: data.lines.map(({ targetAt, ...line }) => {
      const target = targetOf(given, line);
      return {
        ...line,
        subject: oneLineOf(line.subject),
        team: teamName(desk, line.team),
        agent: agentName(desk, line.agent),
        ...promised(given, targetAt),
        show: commandLink("show", target, language),
        take: line.agent === row.recipient ? null : commandLink("take", target, language),
      };
    }),
    total: data.total,
    more: data.total - data.lines.length,
    lateBy: lateBy(given, data.plannedAt),
  };
}

/** Where an answer about one case of a list goes: the tag in its subject names the case, the list's token proves the agent. */
function targetOf(given: Given, { number, subject }: { number: number; subject: string }): AnswerTarget {
  return { ...answerTarget(given), subject: `${subjectTag(number)} ${oneLineOf(subject)}` };
}

function promised({ how }: Given, targetAt: string): { due: string; over: boolean } {
  const due = new Date(targetAt);
  return { due: dayAndTime(due, how.now, how.locale), over: due <= how.now };
}

function lateBy({ how }: Given, plannedAt: string): string | null {
  const late = how.now.getTime() - new Date(plannedAt).getTime();
  return late < WORTH_SAYING_MS ? null : howLong(late, how.locale.language);
}
