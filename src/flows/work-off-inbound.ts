/**
 * Works off everything that waits to be processed: mails that have nothing to do with each other go side by side in one transaction,
 * because a transaction each is what a desk with a full mailbox would spend its time on. A mail that fails or takes long is tried by
 * itself, so that the others do not wait for it. The workers of a process share one list of what waits.
 */
import { TransientError } from "../errors.ts";
import type { Attempt } from "./ports.ts";
import type { ReadyMail } from "./ports-receiving.ts";
import type { Intake } from "./receive-mail.ts";

/** Mails that share a transaction. */
const TOGETHER = 32;
/** Mails looked for at a time; some of them are for a later round. */
const LOOK_AHEAD = 128;
/** Mails that take long, worked on beside the rounds at most; more of them wait, and hold up no round. */
const MOST_SLOW = 2;
/** Rounds in which a mail's turn to be read does not come, before it is tried by itself. */
const MOST_LATE = 4;
/** Mails that are kept to choose from, where a heap of one sender's stands before those of others. */
const MOST_KNOWN = 2_000;

export interface InboundToWorkOff {
  intake: Intake;
  /** See IntakeStore. */
  listReady(now: Date, after: number, limit: number): Promise<ReadyMail[]>;
  now(): Date;
}

/**
 * What a worker does with the mail that its job names: works off everything that is ready, and says what came of that mail. `stop`
 * ends it between two rounds.
 */
export function createInboundWork({
  intake,
  listReady,
  now,
}: InboundToWorkOff): (inboundId: number, stop: AbortSignal) => Promise<Attempt> {
  const list = createReadyList((after) => listReady(now(), after, LOOK_AHEAD));
  let workers = 0;

  const workOn = async (round: ListedMail[], slow: SlowWork): Promise<number[]> => {
    const isAlone = (mail: ListedMail) => mail.alone || mail.late >= MOST_LATE;
    const ids = (alone: boolean) => round.filter((mail) => isAlone(mail) === alone).map((mail) => mail.id);
    let late: number[] = [];
    try {
      const result = await intake.processTogether(ids(false));
      late = result.late;
      list.add(result.followers);
      slow.add([...result.alone, ...ids(true)]);
      return result.done;
    } finally {
      list.release(round, late);
    }
  };

  return async (inboundId, stop) => {
    const slow = createSlowWork((id) => intake.process(id), stop);
    let isDone = false;
    workers += 1;
    // Of two batches accepted at once the one with the smaller ids may be committed last, behind where the list has looked.
    list.lookFrom(inboundId);
    try {
      while (!stop.aborted && !slow.isOver()) {
        const round = await list.take(TOGETHER);
        if (round.length === 0) break;
        isDone = (await workOn(round, slow)).includes(inboundId) || isDone;
      }
      await slow.end();
    } finally {
      slow.giveUp();
      workers -= 1;
      if (workers === 0) list.startAgain();
    }
    if (isDone) return "done";
    // It may wait for another one, or be held by somebody: its own path tells.
    return stop.aborted ? "busy" : intake.process(inboundId);
  };
}

interface SlowWork {
  add(ids: number[]): void;
  /** The database is away: what waits is left to be woken again. */
  isOver(): boolean;
  /** Once all is done; rejects with what failed first. */
  end(): Promise<void>;
  giveUp(): void;
}

/** Mails by themselves, MOST_SLOW at a time. */
function createSlowWork(process: (id: number) => Promise<Attempt>, stop: AbortSignal): SlowWork {
  const running = new Set<Promise<unknown>>();
  let waiting: number[] = [];
  let failure: { error: unknown } | null = null;
  let isAway = false;

  const startNext = () => {
    while (running.size < MOST_SLOW && !isAway && !stop.aborted) {
      const id = waiting.shift();
      if (id === undefined) return;
      const work = process(id)
        .catch((error) => {
          failure ??= { error };
          // What befell one mail (a case that is too busy) is no reason to leave the others.
          isAway ||= error instanceof TransientError && error.reason === "database_unavailable";
        })
        .finally(() => {
          running.delete(work);
          startNext();
        });
      running.add(work);
    }
  };

  return {
    add(ids) {
      waiting.push(...ids);
      startNext();
    },
    isOver: () => isAway,
    async end() {
      while (running.size > 0) await Promise.race(running);
      if (failure !== null) throw failure.error;
    },
    giveUp() {
      waiting = [];
    },
  };
}

interface ListedMail extends ReadyMail {
  /** Rounds in which its turn did not come. */
  late: number;
}

interface ReadyList {
  add(mails: ReadyMail[]): void;
  /** Mails for one round, looked up where the list runs short; none: nothing is ready that nobody has in hand. */
  take(count: number): Promise<ListedMail[]>;
  /** `late`: those of the round who come first in the next one. */
  release(round: ListedMail[], late: number[]): void;
  /** The next look begins at this mail, where it was beyond it. */
  lookFrom(inboundId: number): void;
  /** The next look begins at the oldest mail. */
  startAgain(): void;
}

/**
 * What is ready, in the order of its arrival. Of each sender one mail is in hand at a time, so that what was decided on one is known
 * when the next is; mails without a sender are nobody's.
 */
function createReadyList(lookUp: (after: number) => Promise<ReadyMail[]>): ReadyList {
  let ready: ListedMail[] = [];
  let lookedUpTo = 0;
  /** How often the list was sent back. */
  let turns = 0;
  let looking: Promise<void> | null = null;
  const inHand = new Set<number>();
  const senders = new Set<string>();

  const add = (mails: ReadyMail[]) => {
    const known = new Set(ready.map((mail) => mail.id));
    // Who waits is named again by the one it waits for.
    const fresh = mails.filter((mail) => !mail.waits && !known.has(mail.id) && !inHand.has(mail.id));
    ready.push(...fresh.map((mail) => ({ ...mail, late: 0 })));
  };
  /** Enough to fill a round, of senders none of whose mails is in hand. */
  const isEnough = (count: number): boolean => {
    if (ready.length >= MOST_KNOWN) return true;
    const free = new Set<string>();
    let nobodys = 0;
    for (const { from } of ready) {
      if (from === "") nobodys += 1;
      else if (!senders.has(from)) free.add(from);
      if (nobodys + free.size >= count) return true;
    }
    return false;
  };
  const look = async (count: number) => {
    for (let isEnd = false; !isEnd && !isEnough(count); ) {
      const turn = turns;
      const found = await lookUp(lookedUpTo);
      isEnd = turn === turns && found.length < LOOK_AHEAD;
      // Whoever was sent back meanwhile may be wanted for what this look came too early to see.
      if (turn === turns) lookedUpTo = found.at(-1)?.id ?? lookedUpTo;
      add(found);
    }
  };
  const choose = (count: number): ListedMail[] => {
    const round: ListedMail[] = [];
    for (const mail of ready) {
      if (round.length === count) break;
      if (senders.has(mail.from)) continue;
      if (mail.from !== "") senders.add(mail.from);
      inHand.add(mail.id);
      round.push(mail);
    }
    ready = ready.filter((mail) => !inHand.has(mail.id));
    return round;
  };

  return {
    add,
    async take(count) {
      if (!isEnough(count)) {
        looking ??= look(count).finally(() => {
          looking = null;
        });
        await looking;
      }
      return choose(count);
    },
    release(round, late) {
      for (const mail of round) {
        inHand.delete(mail.id);
        senders.delete(mail.from);
      }
      const again = round.filter((mail) => late.includes(mail.id));
      ready.unshift(...again.map((mail) => ({ ...mail, late: mail.late + 1 })));
    },
    lookFrom(inboundId) {
      lookedUpTo = Math.min(lookedUpTo, inboundId - 1);
      turns += 1;
    },
    startAgain() {
      ready = [];
      lookedUpTo = 0;
    },
  };
}
