/**
 * Carries out verdicts in the transaction it is given: all of each or, when a case has moved on since the facts were gathered,
 * nothing of it (DESIGN, decision 4). Two round trips however many they are: lock, check and draw ids; then write.
 */
import type { Verdict } from "../domain/change.ts";
import type { CommitResult, Wake } from "../flows/ports.ts";
import { hashToken, TOKEN_LIFETIME_MS, type TokenMaker } from "../token.ts";
import { cleanData } from "./clean.ts";
import { countIds, type DrawnIds, mergePlans, namedCases, type Plan, touchedCases } from "./commit-plan.ts";
import type { Session } from "./connection.ts";
import { planVerdict } from "./planner.ts";
import type { Transaction } from "./pool.ts";
import { loadStatements } from "./queries.ts";
import { RING_AHEAD_MS } from "./sweep.ts";

const sql = loadStatements("commit");
type Rows = [rows: unknown];
type DatedRows = [rows: unknown, at: Date];

const lockCases = sql<[ids: number[]], { id: number; version: number; number: number }>("lock_cases");
const caseNumbers = sql<[ids: number[]], { id: number; number: number }>("case_numbers");
const useCommandMail = sql<
  [agent: string, digest: string, inboundId: number | null, outboxId: number | null],
  never
>("use_command_mail");
const drawIds = sql<[cases: number, messages: number, outbox: number], DrawnIds>("draw_ids");
const insertCases = sql<Rows, never>("insert_cases");
const updateCases = sql<DatedRows, never>("update_cases");
const insertMessages = sql<Rows, never>("insert_messages");
const releaseMessages = sql<Rows, never>("release_messages");
const insertAttachments = sql<Rows, never>("insert_attachments");
const insertThreadIds = sql<Rows, never>("insert_thread_ids");
const putParticipants = sql<DatedRows, never>("put_participants");
const removeParticipants = sql<Rows, never>("remove_participants");
const putLinks = sql<Rows, never>("put_links");
const removeLinks = sql<Rows, never>("remove_links");
const insertHistory = sql<DatedRows, never>("insert_history");
const insertCommands = sql<DatedRows, never>("insert_commands");
const markUndone = sql<Rows, never>("mark_undone");
const suppress = sql<Rows, never>("suppress");
const putTurns = sql<DatedRows, never>("put_turns");
const putAbsences = sql<DatedRows, never>("put_absences");
const insertOutbox = sql<DatedRows, never>("insert_outbox");
const cancelClocks = sql<Rows, never>("cancel_clocks");
const startClocks = sql<DatedRows, { id: number; dueAt: Date }>("start_clocks");
const insertReminders = sql<DatedRows, { id: number; notBefore: Date }>("insert_reminders");
const insertWebhookCalls = sql<DatedRows, { id: number }>("insert_webhook_calls");
const putServiceClocks = sql<Rows, never>("put_service_clocks");
const rememberPeople = sql<DatedRows, never>("remember_people");
const releaseInbound = sql<DatedRows, { id: number; version: number }>("release_inbound");
const recordBounces = sql<Rows, never>("record_bounces");
const markUndeliverable = sql<DatedRows, never>("mark_undeliverable");
const clearUndeliverable = sql<Rows, never>("clear_undeliverable");
const hold = sql<Rows, never>("hold");
const releaseHeld = sql<Rows, never>("release_held");

export interface CommitContext {
  now: Date;
  tokens: TokenMaker;
}

export interface Proposal {
  verdict: Verdict;
  /** The received mail that the verdict is about; null for what a clock or a refused notice sets off. */
  inboundId: number | null;
}

export interface Accepted extends Proposal {
  plan: Plan;
}

/** `also`: what else belongs to the same commit, sent along with it; only where the verdict holds. */
export async function commitVerdict(
  tx: Transaction,
  proposal: Proposal,
  context: CommitContext,
  also: () => Promise<unknown> = async () => {},
): Promise<CommitResult> {
  const [result] = await commitVerdicts(tx, [proposal], context, also);
  return result ?? CONFLICT;
}

/** Each verdict by itself holds or is refused; those that hold are written together. Results in the order of the proposals. */
export async function commitVerdicts(
  tx: Transaction,
  proposals: readonly Proposal[],
  context: CommitContext,
  also: (accepted: Accepted[]) => Promise<unknown>,
): Promise<CommitResult[]> {
  const results = new Map<Proposal, CommitResult>();
  const together = proposals.filter((proposal) => commandMails(proposal).length === 0);
  if (together.length > 0) await commitTogether(tx, together, context, also, results);
  for (const proposal of proposals) {
    if (results.has(proposal)) continue;
    // That a command mail counts is written down before it shows whether it does.
    await tx.savepoint(async () => {
      await commitTogether(tx, [proposal], context, also, results);
      return results.get(proposal)?.ok ?? false;
    });
  }
  return proposals.map((proposal) => results.get(proposal) ?? CONFLICT);
}

const CONFLICT = { ok: false, reason: "conflict" } as const;

async function commitTogether(
  tx: Session,
  proposals: readonly Proposal[],
  context: CommitContext,
  also: (accepted: Accepted[]) => Promise<unknown>,
  results: Map<Proposal, CommitResult>,
): Promise<void> {
  const { versions, numbers, ids, isReplayed } = await prepare(tx, proposals);
  const accepted: Accepted[] = [];
  const moved = new Set<number>();
  for (const proposal of proposals) {
    const { verdict, inboundId } = proposal;
    const touched = touchedCases(verdict);
    const based = verdict.basedOn;
    const isOld = based.some(({ caseId, version }) => versions.get(caseId) !== version || moved.has(caseId));
    if (isOld || touched.some((id) => moved.has(id))) results.set(proposal, CONFLICT);
    else if (isReplayed) results.set(proposal, { ok: false, reason: "already_done" });
    else {
      for (const id of touched) moved.add(id);
      const own = { ids: ids(verdict), numbers, inboundId, now: context.now };
      const plan = planVerdict(verdict, { ...own, newToken: () => newToken(context) });
      accepted.push({ ...proposal, plan });
      const wakes = outboxWakes(plan, context.now);
      results.set(proposal, { ok: true, caseId: plan.caseId, caseNumber: plan.caseNumber, wakes });
    }
  }
  if (accepted.length === 0) return;
  const plans = accepted.map((one) => one.plan);
  const [clocks] = await Promise.all([write(tx, mergePlans(plans), context), also(accepted)]);
  for (const result of results.values()) if (result.ok) result.wakes.push(...clocks.splice(0));
}

interface Prepared {
  /** Of the locked cases. */
  versions: Map<number, number>;
  numbers: Map<number, number>;
  /** Hands out what this verdict needs of the ids that were drawn for all. */
  ids(verdict: Verdict): DrawnIds;
  isReplayed: boolean;
}

async function prepare(tx: Session, proposals: readonly Proposal[]): Promise<Prepared> {
  const verdicts = proposals.map((one) => one.verdict);
  const toLock = new Set(
    verdicts.flatMap((one) => [...one.basedOn.map((base) => base.caseId), ...touchedCases(one)]),
  );
  const toName = [...new Set(verdicts.flatMap(namedCases))].filter((id) => !toLock.has(id));
  const counts = verdicts.map(countIds);
  const sum = (kind: "cases" | "messages" | "outbox") => counts.reduce((all, one) => all + one[kind], 0);
  const [locked, named, drawn, used] = await Promise.all([
    toLock.size === 0 ? [] : tx.all(lockCases, [...toLock]),
    toName.length === 0 ? [] : tx.all(caseNumbers, toName),
    sum("cases") + sum("messages") + sum("outbox") === 0
      ? null
      : tx.one(drawIds, sum("cases"), sum("messages"), sum("outbox")),
    Promise.all(
      proposals.flatMap(({ verdict, inboundId }) =>
        commandMails({ verdict }).map(({ agent, digest, outboxId }) =>
          tx.run(useCommandMail, agent, digest, inboundId, outboxId),
        ),
      ),
    ),
  ]);
  const left = drawn ?? { cases: [], numbers: [], messages: [], outbox: [] };
  return {
    versions: new Map(locked.map((row) => [row.id, row.version])),
    numbers: new Map([...locked, ...named].map((row) => [row.id, row.number])),
    ids: (verdict) => {
      const { cases, messages, outbox } = countIds(verdict);
      return {
        cases: left.cases.splice(0, cases),
        numbers: left.numbers.splice(0, cases),
        messages: left.messages.splice(0, messages),
        outbox: left.outbox.splice(0, outbox),
      };
    },
    isReplayed: used.some((count) => count === 0),
  };
}

function commandMails({ verdict }: Pick<Proposal, "verdict">) {
  return verdict.changes.filter((change) => change.do === "useCommandMail");
}

/** Sent in one go, in an order that every reference finds its row; what the verdicts have nothing of is not sent. */
async function write(
  tx: Session,
  plan: Omit<Plan, "caseId" | "caseNumber">,
  { now }: CommitContext,
): Promise<Wake[]> {
  const send = <T>(rows: unknown[], run: (rows: unknown) => Promise<T>): Promise<T> | null =>
    rows.length === 0 ? null : run(cleanData(rows));
  const facts = [
    send(plan.cases, (rows) => tx.run(insertCases, rows)),
    send(plan.patches, (rows) => tx.run(updateCases, rows, now)),
    send(plan.messages, (rows) => tx.run(insertMessages, rows)),
    send(plan.releasedMessages, (rows) => tx.run(releaseMessages, rows)),
    send(plan.attachments, (rows) => tx.run(insertAttachments, rows)),
    send(plan.threadIds, (rows) => tx.run(insertThreadIds, rows)),
    send(plan.participants.put, (rows) => tx.run(putParticipants, rows, now)),
    send(plan.participants.remove, (rows) => tx.run(removeParticipants, rows)),
    send(plan.links.put, (rows) => tx.run(putLinks, rows)),
    send(plan.links.remove, (rows) => tx.run(removeLinks, rows)),
    send(plan.history, (rows) => tx.run(insertHistory, rows, now)),
    send(plan.commands, (rows) => tx.run(insertCommands, rows, now)),
    send(plan.undone, (rows) => tx.run(markUndone, rows)),
    send(plan.people, (rows) => tx.run(rememberPeople, rows, now)),
    send(plan.bounces, (rows) => tx.run(recordBounces, rows)),
    send(plan.undeliverable.mark, (rows) => tx.run(markUndeliverable, rows, now)),
    send(plan.undeliverable.clear, (rows) => tx.run(clearUndeliverable, rows)),
  ];
  const owed = [
    send(plan.suppress, (rows) => tx.run(suppress, rows)),
    send(plan.turns, (rows) => tx.run(putTurns, rows, now)),
    send(plan.absences, (rows) => tx.run(putAbsences, rows, now)),
    send(plan.outbox, (rows) => tx.run(insertOutbox, rows, now)),
    send(plan.held, (rows) => tx.run(hold, rows)),
    send(plan.released, (rows) => tx.run(releaseHeld, rows)),
    send(plan.serviceClocks, (rows) => tx.run(putServiceClocks, rows)),
    send(plan.cancelledClocks, (rows) => tx.run(cancelClocks, rows)),
  ];
  const started = send(plan.startedClocks, (rows) => tx.all(startClocks, rows, now));
  const reminders = send(plan.reminders, (rows) => tx.all(insertReminders, rows, now));
  const calls = send(plan.webhookCalls, (rows) => tx.all(insertWebhookCalls, rows, now));
  const unparked = send(plan.unparked, (rows) => tx.all(releaseInbound, rows, now));
  await Promise.all([...facts, ...owed, started, reminders, calls, unparked]);
  // The others get their jobs from the sweep, when their time comes near: most of them are cancelled before.
  const clocks = ((await started) ?? []).filter(
    ({ dueAt }) => dueAt.getTime() <= now.getTime() + RING_AHEAD_MS,
  );
  const mails = (await unparked) ?? [];
  return [
    ...clocks.map(({ id, dueAt }): Wake => ({ queue: "clock", id, version: 1, at: dueAt })),
    ...((await reminders) ?? []).map(({ id, notBefore }): Wake => {
      return { queue: "reminder", id, version: 1, at: notBefore };
    }),
    ...((await calls) ?? []).map(({ id }): Wake => ({ queue: "webhook", id, version: 1, at: null })),
    ...mails.map(({ id, version }): Wake => ({ queue: "intake", id, version, at: null })),
  ];
}

function newToken({ tokens, now }: CommitContext): { nonce: Buffer; hash: Buffer; expiresAt: Date } {
  const nonce = tokens.newNonce();
  const expiresAt = new Date(now.getTime() + TOKEN_LIFETIME_MS);
  return { nonce, hash: hashToken(tokens.token(nonce)), expiresAt };
}

function outboxWakes(plan: Plan, now: Date): Wake[] {
  return plan.outbox
    .filter((row) => row.state === "pending")
    .map(({ id, not_before }) => {
      return { queue: "outbox", id, version: 1, at: not_before > now ? not_before : null };
    });
}
