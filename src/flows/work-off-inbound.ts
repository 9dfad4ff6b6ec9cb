/**
 * Works off everything that waits to be processed: mails that have nothing to do with each other go side by side in one transaction,
 * because a transaction each is what a desk with a full mailbox would spend its time on. A mail that fails or takes long is tried by
 * itself, so that the others do not wait for it.
 */
import type { Attempt, ReadyMail } from "./ports.ts";
import type { Intake } from "./receive-mail.ts";

/** Mails that share a transaction. */
const TOGETHER = 16;
/** Mails looked for at a time; some of them are for a later round. */
const LOOK_AHEAD = 48;
/** Mails that take long, worked on beside the rounds at most. */
const MOST_SLOW = 2;

export interface InboundToWorkOff {
  intake: Intake;
  /** See IntakeStore. */
  listReady(now: Date, after: number, limit: number): Promise<ReadyMail[]>;
  now(): Date;
}

/** What came of the mail that the job names, once everything that is ready has been worked off. `stop` ends it between two rounds. */
export async function workOffInbound(
  { intake, listReady, now }: InboundToWorkOff,
  inboundId: number,
  stop: AbortSignal,
): Promise<Attempt> {
  let backlog: ReadyMail[] = [];
  let isDone = false;
  let lookedUpTo = 0;
  let isEnd = false;
  const slow = new Set<Promise<unknown>>();
  while (!stop.aborted) {
    if (!isEnd && backlog.length < TOGETHER) {
      const found = await listReady(now(), lookedUpTo, LOOK_AHEAD);
      const known = new Set(backlog.map((mail) => mail.id));
      backlog.push(...found.filter((mail) => !known.has(mail.id)));
      lookedUpTo = found.at(-1)?.id ?? lookedUpTo;
      isEnd = found.length < LOOK_AHEAD;
    }
    if (backlog.length === 0) break;
    const round = chooseRound(backlog);
    backlog = backlog.filter((mail) => !round.includes(mail));
    const { done, followers, alone } = await workTogether(intake, round);
    backlog.push(...followers);
    isDone ||= done.includes(inboundId);
    for (const id of alone) {
      const work = intake.process(id).finally(() => slow.delete(work));
      work.catch(() => {});
      slow.add(work);
      if (slow.size >= MOST_SLOW) await Promise.race(slow);
    }
  }
  await Promise.all(slow);
  // It may wait for another one, or be held by somebody: its own path tells.
  if (isDone) return "done";
  return stop.aborted ? "busy" : intake.process(inboundId);
}

/** One mail of each sender, so that what is decided on one is known when the next is; mails without a sender are nobody's. */
function chooseRound(backlog: ReadyMail[]): ReadyMail[] {
  const senders = new Set<string>();
  const round: ReadyMail[] = [];
  for (const mail of backlog) {
    if (round.length === TOGETHER) break;
    if (mail.from !== "" && senders.has(mail.from)) continue;
    senders.add(mail.from);
    round.push(mail);
  }
  return round;
}

async function workTogether(
  intake: Intake,
  round: ReadyMail[],
): Promise<{ done: number[]; followers: ReadyMail[]; alone: number[] }> {
  const ids = (alone: boolean) => round.filter((mail) => mail.alone === alone).map((mail) => mail.id);
  const { done, followers, alone } = await intake.processTogether(ids(false));
  return { done, followers, alone: [...alone, ...ids(true)] };
}
