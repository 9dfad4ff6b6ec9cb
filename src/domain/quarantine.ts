/** The daily mail that lists what waits as spam, and the command that takes a mail out of there. Pure. */
import type { Verdict } from "./change.ts";
import { type Action, done, refuse } from "./command-run.ts";
import { dailyDue } from "./daily.ts";
import { Decision } from "./decision.ts";
import type { Desk, Mailbox } from "./desk.ts";
import { toTeam } from "./notify.ts";

/** A mail that waits. */
export interface Parked {
  id: number;
  from: string | null;
  subject: string | null;
  receivedAt: Date;
}

/** A longer list nobody reads; the others are counted. */
export const MOST_LISTED = 50;
const MOST_RELEASED = 50;

/** When today's list is due; see `dailyDue`. */
export function digestDue(desk: Desk, mailbox: Mailbox, now: Date): Date | null {
  return dailyDue(desk, mailbox.team, now);
}

/** `total` counts also those that the list leaves out. */
export function decideDigest(
  desk: Desk,
  mailbox: Mailbox,
  parked: readonly Parked[],
  total: number,
): Verdict {
  const decision = new Decision();
  for (const recipient of parked.length === 0 ? [] : toTeam(desk, mailbox.team, null)) {
    decision.owe({
      notice: "quarantine_digest",
      data: {
        mails: parked.slice(0, MOST_LISTED).map(({ id, from, subject, receivedAt }) => {
          return { id, from, subject, at: receivedAt.toISOString() };
        }),
        total,
      },
      case: null,
      mailbox: mailbox.name,
      message: null,
      notBefore: null,
      ...recipient,
    });
  }
  return decision.verdict("processed", "quarantine_listed", "generated", null);
}

/** `#release 17 18`: only in answer to the list, whose token proves the agent. */
export const releaseParked: Action = (run, command) => {
  const words = (command.value ?? "").split(/[\s,]+/).filter((word) => word !== "");
  const ids = [...new Set(words.map((word) => (/^\d{1,15}$/.test(word) ? Number(word) : 0)))];
  if (ids.length === 0 || ids.includes(0)) {
    return refuse(run, "mail_ids_unreadable", "mail_ids_unreadable", { value: command.value ?? "" });
  }
  if (run.ownToken?.notice !== "quarantine_digest")
    return refuse(run, "release_elsewhere", "release_elsewhere");
  if (ids.length > MOST_RELEASED) {
    return refuse(run, "too_many_mails", "too_many_mails", { most: String(MOST_RELEASED) });
  }
  run.draft.decision.changes.push({ do: "releaseInbound", inboundIds: ids, actor: run.agent.address });
  return done(run, "mails_released", { ids: ids.join(", ") });
};
