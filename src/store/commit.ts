/**
 * Carries out a verdict in the transaction it is given: all of it or, when a case has moved on since the facts were gathered,
 * nothing of it (DESIGN, decision 4). Two round trips: lock, check and draw ids; then write.
 */
import type { Verdict } from "../domain/change.ts";
import type { CommitResult, Wake } from "../flows/ports.ts";
import { hashToken, TOKEN_LIFETIME_MS, type TokenMaker } from "../token.ts";
import { cleanData } from "./clean.ts";
import { countIds, type DrawnIds, namedCases, type Plan, touchedCases } from "./commit-plan.ts";
import type { Session } from "./connection.ts";
import { planVerdict } from "./planner.ts";
import type { Transaction } from "./pool.ts";
import { loadStatements } from "./queries.ts";

const sql = loadStatements("commit");
type Rows = [rows: unknown];
type DatedRows = [rows: unknown, at: Date];
type FromMail = [rows: unknown, at: Date, inboundId: number | null];

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
const insertHistory = sql<FromMail, never>("insert_history");
const insertCommands = sql<FromMail, never>("insert_commands");
const markUndone = sql<Rows, never>("mark_undone");
const suppress = sql<Rows, never>("suppress");
const insertOutbox = sql<FromMail, never>("insert_outbox");
const cancelClocks = sql<Rows, never>("cancel_clocks");
const startClocks = sql<DatedRows, { id: number; dueAt: Date }>("start_clocks");
const rememberPeople = sql<DatedRows, never>("remember_people");
const hold = sql<[rows: unknown, inboundId: number | null], never>("hold");
const releaseHeld = sql<Rows, never>("release_held");

export interface CommitContext {
  /** The received mail that the verdict is about; null for what a clock or a refused notice sets off. */
  inboundId: number | null;
  now: Date;
  tokens: TokenMaker;
}

/** `also`: what else belongs to the same commit, sent along with it; only where the verdict holds. */
export async function commitVerdict(
  tx: Transaction,
  verdict: Verdict,
  context: CommitContext,
  also: (plan: Plan) => Promise<unknown> = async () => {},
): Promise<CommitResult> {
  let result: CommitResult = { ok: false, reason: "conflict" };
  await tx.savepoint(async () => {
    const prepared = await prepare(tx, verdict, context);
    if ("refused" in prepared) {
      result = { ok: false, reason: prepared.refused };
      return false;
    }
    const plan = planVerdict(verdict, { ...prepared, ...context, newToken: () => newToken(context) });
    const [clocks] = await Promise.all([write(tx, plan, context), also(plan)]);
    const wakes = [...outboxWakes(plan, context.now), ...clocks];
    result = { ok: true, caseId: plan.caseId, caseNumber: plan.caseNumber, wakes };
    return true;
  });
  return result;
}

async function prepare(
  tx: Session,
  verdict: Verdict,
  { inboundId }: CommitContext,
): Promise<{ refused: "conflict" | "already_done" } | { ids: DrawnIds; numbers: Map<number, number> }> {
  const based = new Map(verdict.basedOn.map((base) => [base.caseId, base.version]));
  const toLock = [...new Set([...based.keys(), ...touchedCases(verdict)])];
  const toName = namedCases(verdict).filter((id) => !toLock.includes(id));
  const count = countIds(verdict);
  const uses = verdict.changes.filter((change) => change.do === "useCommandMail");
  const [locked, named, drawn, used] = await Promise.all([
    toLock.length === 0 ? [] : tx.all(lockCases, toLock),
    toName.length === 0 ? [] : tx.all(caseNumbers, toName),
    count.cases + count.messages + count.outbox === 0
      ? null
      : tx.one(drawIds, count.cases, count.messages, count.outbox),
    Promise.all(
      uses.map(({ agent, digest, outboxId }) => tx.run(useCommandMail, agent, digest, inboundId, outboxId)),
    ),
  ]);
  const versions = new Map(locked.map((row) => [row.id, row.version]));
  for (const [id, version] of based) if (versions.get(id) !== version) return { refused: "conflict" };
  if (used.some((count) => count === 0)) return { refused: "already_done" };
  return {
    ids: drawn ?? { cases: [], numbers: [], messages: [], outbox: [] },
    numbers: new Map([...locked, ...named].map((row) => [row.id, row.number])),
  };
}

/** Sent in one go, in an order that every reference finds its row; what a verdict has nothing of is not sent. */
async function write(tx: Session, plan: Plan, { inboundId, now }: CommitContext): Promise<Wake[]> {
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
    send(plan.history, (rows) => tx.run(insertHistory, rows, now, inboundId)),
    send(plan.commands, (rows) => tx.run(insertCommands, rows, now, inboundId)),
    send(plan.undone, (rows) => tx.run(markUndone, rows)),
    send(plan.people, (rows) => tx.run(rememberPeople, rows, now)),
  ];
  const owed = [
    send(plan.suppress, (rows) => tx.run(suppress, rows)),
    send(plan.outbox, (rows) => tx.run(insertOutbox, rows, now, inboundId)),
    send(plan.held, (rows) => tx.run(hold, rows, inboundId)),
    send(plan.released, (rows) => tx.run(releaseHeld, rows)),
    send(plan.cancelledClocks, (rows) => tx.run(cancelClocks, rows)),
  ];
  const started = send(plan.startedClocks, (rows) => tx.all(startClocks, rows, now));
  await Promise.all([...facts, ...owed, started]);
  return ((await started) ?? []).map(({ id, dueAt }) => ({ queue: "clock", id, version: 1, at: dueAt }));
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
