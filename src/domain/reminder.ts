/** Reminders on their way: what of a person's is due together becomes one mail; what is no longer true is dropped. Pure. */
import type { Case } from "./case.ts";
import type { Verdict } from "./change.ts";
import { Decision } from "./decision.ts";
import type { Told } from "./desk-escalation.ts";
import { isWatched, priorityLevel } from "./escalation-path.ts";
import type { NoticeData } from "./notice.ts";
import type { Recipient } from "./notify.ts";
import type { PromiseKind } from "./reminder-notices.ts";

/** That somebody is to be reminded of a promise. */
export interface NewReminder extends Recipient {
  mailbox: string;
  /** As what they are told. */
  role: Told;
  clock: PromiseKind;
  startedAt: Date;
  /** How much of its time was used up … */
  percent: number;
  /** … and when. */
  reachedAt: Date;
  targetAt: Date;
  /** When it was to leave, had the desk decided on it the moment it fell due. */
  plannedAt: Date;
  /** When it leaves. */
  notBefore: Date;
}

/** One that is due, with its case as it stands now. */
export interface DueReminder extends NewReminder {
  id: number;
  /** Its clock neither waits nor is over. */
  isRunning: boolean;
  case: Case;
}

export interface RemindersDecided {
  /** Owes one mail at most. */
  verdict: Verdict;
  /** Why these are told to nobody: the reason code by id. The others are in the mail. */
  dropped: ReadonlyMap<number, string>;
}

/** A longer list nobody reads; the others are counted. */
const MOST_LISTED = 50;
const BREACHED = 100;

/** All for one recipient. */
export function decideReminders(due: readonly DueReminder[], now: Date): RemindersDecided {
  const decision = new Decision();
  const dropped = new Map(due.flatMap((one) => (isMoot(one, now) ? [[one.id, "moot"] as const] : [])));
  const told = mostPressing(due.filter((one) => !dropped.has(one.id)));
  const [first] = told;
  if (first) {
    const { to, audience, language, mailbox } = first;
    const common = { to, audience, language, mailbox, message: null, notBefore: null };
    if (told.length === 1) {
      const { role, clock, percent } = first;
      const times = { targetAt: first.targetAt.toISOString(), plannedAt: first.plannedAt.toISOString() };
      const data = { role, clock, percent, ...times };
      decision.owe({ notice: "reminder", data, case: first.case.id, ...common });
    } else decision.owe({ notice: "reminders", data: listOf(told), case: null, ...common });
  }
  return { verdict: decision.verdict("processed", "reminded", "generated", null), dropped };
}

/** It waits, is kept, or has more time since: none of that needs anybody now. */
function isMoot({ case: on, isRunning, percent, targetAt }: DueReminder, now: Date): boolean {
  return !isRunning || !isWatched(on) || (percent >= BREACHED && targetAt > now);
}

/** One a promise, the latest threshold of it; first what is urgent, then what was promised first. */
function mostPressing(due: readonly DueReminder[]): DueReminder[] {
  const latest = new Map<string, DueReminder>();
  for (const one of due) {
    const key = `${one.case.id} ${one.clock} ${one.startedAt.getTime()}`;
    const known = latest.get(key);
    if (!known || known.percent < one.percent) latest.set(key, one);
  }
  return [...latest.values()].sort(
    (a, b) =>
      priorityLevel(a.case) - priorityLevel(b.case) ||
      a.targetAt.getTime() - b.targetAt.getTime() ||
      a.case.number - b.case.number,
  );
}

function listOf(told: readonly DueReminder[]): NoticeData<"reminders"> {
  const listed = told.slice(0, MOST_LISTED);
  return {
    caseIds: [...new Set(listed.map((one) => one.case.id))],
    lines: listed.map(({ case: on, clock, percent, targetAt }) => {
      const { number, subject, priority, team, agent } = on;
      return { number, subject, priority, team, agent, clock, percent, targetAt: targetAt.toISOString() };
    }),
    total: told.length,
    plannedAt: new Date(Math.min(...told.map((one) => one.plannedAt.getTime()))).toISOString(),
  };
}
