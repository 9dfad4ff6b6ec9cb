/**
 * Works off everything that is owed and due. The workers of a process share one list of it, so that none of them asks for a mail that
 * another has in hand; workers of other processes are kept apart by the row's lock.
 */
import type { Attempt } from "./ports.ts";
import type { DueMail } from "./ports-sending.ts";

/** Mails looked up at a time. */
const LOOK_AHEAD = 50;

export interface OutboxToWorkOff {
  deliver(outboxId: number): Promise<Attempt>;
  /** See OutboxStore. */
  listDue(now: Date, after: DueMail | null, limit: number): Promise<DueMail[]>;
  /** Resolves when a mail may go. */
  mayGo(): Promise<void>;
  now(): Date;
}

/** What a worker does with the mail that its job names: sends it, then whatever else is due. Ends between two mails at `stop`. */
export function createOutboxWork({
  deliver,
  listDue,
  mayGo,
  now,
}: OutboxToWorkOff): (outboxId: number, stop: AbortSignal) => Promise<Attempt> {
  let todo: DueMail[] = [];
  let lookedUpTo: DueMail | null = null;
  let turns = 0;
  let looking: Promise<void> | null = null;
  const inHand = new Set<number>();

  const look = async () => {
    const turn = turns;
    const found = await listDue(now(), lookedUpTo, LOOK_AHEAD);
    // Another worker may have come for what this look came too early to see.
    if (turn === turns) lookedUpTo = found.at(-1) ?? lookedUpTo;
    todo = found.filter((mail) => !inHand.has(mail.id));
  };
  const next = async (): Promise<number | null> => {
    if (todo.length === 0) {
      looking ??= look().finally(() => {
        looking = null;
      });
      await looking;
    }
    return todo.shift()?.id ?? null;
  };
  const send = async (id: number): Promise<Attempt> => {
    await mayGo();
    if (inHand.has(id)) return "busy";
    inHand.add(id);
    try {
      return await deliver(id);
    } finally {
      inHand.delete(id);
    }
  };

  return async (outboxId, stop) => {
    // From the front again: what was put off may be due, and what was owed earlier may be committed only now.
    lookedUpTo = null;
    turns += 1;
    const attempt = await send(outboxId);
    for (let id = await next(); id !== null && !stop.aborted; id = await next()) await send(id);
    return attempt;
  };
}
