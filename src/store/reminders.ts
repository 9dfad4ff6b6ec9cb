/** Gathers what somebody is to be reminded of into one mail: the rows end in the same commit that owes it, so nothing is told twice. */
import type { DueReminder } from "../domain/reminder.ts";
import type { Attempt, ReminderStore, Wake } from "../flows/ports.ts";
import type { TokenMaker } from "../token.ts";
import { loadCases } from "./cases.ts";
import { commitVerdicts } from "./commit.ts";
import type { Pool, Transaction } from "./pool.ts";
import { loadStatements } from "./queries.ts";

/** Clocks of two hosts differ; a row is not early for less than this. */
const TOLERANCE_MS = 1_000;
/** A threshold is usually decided on sooner; one that waits for longer is one of a heap. */
const BEHIND_MS = 2_000;
/** What is still in the heap comes along, but nothing waits longer for it. */
const LONGEST_WAIT_MS = 5 * 60_000;

type ReminderRow = Omit<DueReminder, "case" | "to"> & {
  caseId: number;
  recipient: string;
  recipientName: string | null;
};

const sql = loadStatements("reminders");
const findReminder = sql<[id: number], { recipient: string; notBefore: Date; state: string }>(
  "find_reminder",
);
const isBehind = sql<[before: Date], { isBehind: boolean }>("is_behind");
const lockDue = sql<[recipient: string, until: Date], ReminderRow>("lock_due");
const markReminders = sql<[rows: unknown], never>("mark_reminders");

export function createReminderStore(pool: Pool, tokens: TokenMaker): ReminderStore {
  return {
    claimReminders: (id, now, until, decide) =>
      pool.transaction((tx) => claim(tx, id, now, until, decide, tokens)),
  };
}

async function claim(
  tx: Transaction,
  id: number,
  now: Date,
  until: Date,
  decide: Parameters<ReminderStore["claimReminders"]>[3],
  tokens: TokenMaker,
): Promise<{ attempt: Attempt; wakes: Wake[] }> {
  const asked = await tx.one(findReminder, id);
  if (asked?.state !== "pending") return { attempt: "finished", wakes: [] };
  if (asked.notBefore.getTime() > now.getTime() + TOLERANCE_MS) return { attempt: "early", wakes: [] };
  const waited = now.getTime() - asked.notBefore.getTime();
  const heap = await tx.one(isBehind, new Date(now.getTime() - BEHIND_MS));
  if (heap?.isBehind && waited < LONGEST_WAIT_MS) return { attempt: "waiting", wakes: [] };
  const rows = await tx.all(lockDue, asked.recipient, until);
  if (rows.length === 0) return { attempt: "finished", wakes: [] };
  const cases = await loadCases(tx, [...new Set(rows.map((row) => row.caseId))]);
  const due = rows.flatMap(({ caseId, recipient, recipientName, ...row }): DueReminder[] => {
    const found = cases.get(caseId);
    return found ? [{ ...row, to: { address: recipient, name: recipientName }, case: found }] : [];
  });
  const { verdict, dropped } = decide(due);
  const [result] = await commitVerdicts(
    tx,
    [{ verdict, inboundId: null }],
    { now, tokens },
    async ([accepted]) => {
      // Sent along with the row that it names, and behind it.
      const outboxId = accepted?.plan.outbox[0]?.id ?? null;
      await tx.run(
        markReminders,
        rows.map((row) => {
          const reason = dropped.get(row.id) ?? null;
          return { id: row.id, reason, ...fate(reason, outboxId) };
        }),
      );
    },
  );
  return { attempt: "done", wakes: result?.ok ? result.wakes : [] };
}

function fate(reason: string | null, outboxId: number | null) {
  return reason === null ? { state: "sent", outbox_id: outboxId } : { state: "dropped", outbox_id: null };
}
