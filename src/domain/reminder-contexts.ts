/** Contexts of the mails about promises that run out and cases that go up. */
import { following } from "./agent-contexts.ts";
import { type CommandLink, OFFERS, type Offer } from "./context-parts.ts";
import { subjectTag } from "./evidence.ts";
import { dayAndTime, howLong, longDate, shortMoment } from "./localised.ts";
import { agentName, oneLineOf, teamName } from "./mail-parts.ts";
import type { AnswerTarget } from "./mailto.ts";
import type { NoticeData } from "./notice.ts";
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
        commands: offers(line.agent === row.recipient ? ["show"] : ["take", "show"], target, language),
      };
    }),
    total: data.total,
    more: data.total - data.lines.length,
    lateBy: lateBy(given, data.plannedAt),
  };
}

export function dailyDigest(given: Given<"daily_digest">): NoticeContext<"daily_digest"> {
  const { desk, row, how, data } = given;
  const { language } = how.locale;
  return {
    ...base(given, desk.desk.name),
    day: longDate(how.now, how.locale),
    team: data.team,
    sections: data.sections.map(({ what, total, lines }) => ({
      ...{ what, total, more: total - lines.length },
      lines: lines.map(({ targetAt, openedAt, isUnchecked, ...line }) => {
        const wanted = dailyOffers({ ...line, isUnchecked }, row.recipient);
        return {
          ...line,
          subject: oneLineOf(line.subject),
          team: teamName(desk, line.team),
          agent: agentName(desk, line.agent),
          ...(targetAt === null ? { due: null, over: false } : promised(given, targetAt)),
          openedAt: shortMoment(new Date(openedAt), how.locale),
          commands: offers(wanted, targetOf(given, line), language),
        };
      }),
    })),
  };
}

type DigestLine = NoticeData<"daily_digest">["sections"][number]["lines"][number];

/** The next thing to do with a case, and a look at it. */
function dailyOffers(
  { status, agent, isUnchecked }: Pick<DigestLine, "status" | "agent" | "isUnchecked">,
  reader: string,
): Offer[] {
  if (status === "resolved") return isUnchecked ? ["approve", "send_back", "show"] : ["close", "show"];
  if (agent !== reader) return ["take", "show"];
  return status === "in_progress" ? ["resolve", "show"] : ["start", "show"];
}

function offers(wanted: readonly Offer[], target: AnswerTarget, language: string): CommandLink[] {
  return wanted.map((offer) => ({ offer, ...commandLink(OFFERS[offer], target, language) }));
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
