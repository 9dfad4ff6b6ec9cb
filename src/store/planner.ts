/**
 * Turns a verdict into the rows it comes to, with ids drawn beforehand. Pure: of several changes to one thing the last one holds,
 * and the history tells each of them.
 */
import type { CaseRef, Change, MessageRef, Verdict } from "../domain/change.ts";
import type { OwedNotice } from "../domain/notice.ts";
import { ClockRows } from "./clock-rows.ts";
import { emptyPlan, type Plan, type PlanContext, type Row, touchedCases } from "./commit-plan.ts";
import { historyRow } from "./history-rows.ts";
import { messageRows, threadIdRow } from "./message-rows.ts";
import { reminderRow } from "./reminder-rows.ts";

type ChangeOf<K extends Change["do"]> = Extract<Change, { do: K }>;

export function planVerdict(verdict: Verdict, context: PlanContext): Plan {
  const planner = new Planner(verdict, context);
  for (const change of verdict.changes) planner.add(change);
  return planner.finish();
}

class Planner {
  readonly #context: PlanContext;
  readonly #verdict: Verdict;
  /** New cases by key, with their rows as they will be. */
  readonly #opened = new Map<CaseRef, { id: number; number: number; row: Row }>();
  readonly #messages = new Map<MessageRef, number>();
  readonly #notices = new Map<string, number>();
  readonly #patches: Map<number, Row>;
  readonly #participants = new Map<string, { put: boolean; row: Row }>();
  readonly #links = new Map<string, { put: boolean; row: Row }>();
  readonly #clocks = new ClockRows();
  readonly #plan = emptyPlan();

  constructor(verdict: Verdict, context: PlanContext) {
    this.#verdict = verdict;
    this.#context = context;
    this.#patches = new Map(touchedCases(verdict).map((id) => [id, {}]));
    const { ids } = context;
    for (const change of verdict.changes) {
      if (change.do === "openCase") {
        const at = this.#opened.size;
        this.#opened.set(change.as, { id: drawn(ids.cases, at), number: drawn(ids.numbers, at), row: {} });
      }
      if (change.do === "addMessage") this.#messages.set(change.as, drawn(ids.messages, this.#messages.size));
      if (change.do === "owe") this.#notices.set(change.notice.key, drawn(ids.outbox, this.#notices.size));
    }
  }

  add(change: Change): void {
    const plan = this.#plan;
    switch (change.do) {
      case "openCase":
        this.#open(change);
        break;
      case "set":
        this.#set(change);
        break;
      case "recordHistory":
        this.#history(this.#caseId(change.case), change.actor, change.field, change.from, change.to);
        break;
      case "remind":
        plan.reminders.push(reminderRow(change.reminder, this.#caseId(change.case)));
        break;
      case "callWebhook": {
        const { webhook, event, data } = change;
        plan.webhookCalls.push({ case_id: this.#caseId(change.case), webhook, event, data });
        break;
      }
      case "addMessage":
        this.#addMessage(change);
        break;
      case "releaseMessage":
        plan.releasedMessages.push({ id: change.message, case_id: this.#caseId(change.case) });
        break;
      case "addParticipant":
      case "removeParticipant":
        this.#participant(change);
        break;
      case "link":
      case "unlink":
        this.#link(change);
        break;
      case "startClock":
        this.#clocks.set(this.#caseId(change.case), change.kind, change.dueAt);
        break;
      case "cancelClocks":
        for (const kind of change.kinds) this.#clocks.set(this.#caseId(change.case), kind, null);
        break;
      case "putServiceClock":
        this.#clocks.put(this.#caseId(change.case), change.clock, change.step);
        break;
      case "recordCommand":
        this.#command(change);
        break;
      case "markUndone":
        plan.undone.push({ case_id: this.#caseId(change.case), inbound_id: change.inboundId });
        break;
      case "takeTurn":
        plan.turns.push({ team: change.team, agent: change.agent });
        break;
      case "setAway":
        plan.absences.push({ agent: change.agent, until: change.until });
        break;
      case "suppress":
        this.#suppress(change);
        break;
      case "owe":
        this.#owe(change.notice);
        break;
      case "rememberPerson": {
        const { address, name, language } = change;
        plan.people = [...plan.people.filter((row) => row.address !== address), { address, name, language }];
        break;
      }
      case "markUndeliverable":
        plan.undeliverable.mark.push({ address: change.address });
        break;
      case "recordBounce":
        plan.bounces.push({ id: change.outboxId, told: change.told });
        break;
      case "releaseInbound":
        plan.unparked.push(...change.inboundIds.map((id) => ({ id, released_by: change.actor })));
        break;
      case "clearUndeliverable":
        plan.undeliverable.clear.push({ address: change.address });
        break;
      case "hold":
        this.#hold(change);
        break;
      case "releaseHeld":
        plan.released.push({ inbound_id: change.inboundId, state: change.as });
        break;
      case "learnAlias":
        plan.threadIds.push(threadIdRow(change.id, this.#caseId(change.case), null, "alias"));
        break;
      case "useCommandMail":
        // Recorded before anything else is written, because it may refuse the whole verdict.
        break;
    }
  }

  finish(): Plan {
    const plan = this.#plan;
    plan.cases = [...this.#opened.values()].map((one) => one.row);
    plan.patches = [...this.#patches].map(([id, patch]) => ({ id, patch }));
    plan.participants = sort(this.#participants);
    plan.links = sort(this.#links);
    const opened = new Set([...this.#opened.values()].map((one) => one.id));
    Object.assign(plan, this.#clocks.finish(opened));
    const { case: ref } = this.#verdict;
    plan.caseId = ref === null ? null : this.#caseId(ref);
    plan.caseNumber = ref === null ? null : this.#caseNumber(ref);
    return plan;
  }

  #caseId(ref: CaseRef): number {
    return typeof ref === "number" ? ref : known(this.#opened.get(ref), ref).id;
  }

  #caseNumber(ref: CaseRef): number {
    return typeof ref === "number"
      ? known(this.#context.numbers.get(ref), `case ${ref}`)
      : known(this.#opened.get(ref), ref).number;
  }

  #messageId(ref: MessageRef): number {
    return typeof ref === "number" ? ref : known(this.#messages.get(ref), ref);
  }

  #open({ as, case: opened, actor }: ChangeOf<"openCase">): void {
    const { id, number, row } = known(this.#opened.get(as), as);
    const { also, ...fields } = opened;
    const blank = { type: "incident", reopen_count: 0, time_spent_minutes: 0, tags: [], questions: [] };
    Object.assign(row, { id, number, version: 1, updated_at: this.#context.now, ...blank });
    Object.assign(row, toColumns(fields), toColumns(also));
    this.#history(id, actor, "status", null, row.status);
  }

  #set({ case: ref, field, from, to, actor }: ChangeOf<"set">): void {
    const patch = typeof ref === "number" ? this.#patches.get(ref) : this.#opened.get(ref)?.row;
    Object.assign(known(patch, ref), toColumns({ [field]: to }));
    this.#history(this.#caseId(ref), actor, field, from, to);
  }

  #addMessage({ case: ref, as, message }: ChangeOf<"addMessage">): void {
    const inboundId = message.inboundId ?? this.#context.inboundId;
    const rows = messageRows(message, this.#messageId(as), this.#caseId(ref), inboundId);
    this.#plan.messages.push(rows.message);
    this.#plan.attachments.push(...rows.attachments);
    this.#plan.threadIds.push(...rows.threadIds);
  }

  #participant(change: ChangeOf<"addParticipant"> | ChangeOf<"removeParticipant">): void {
    const { address, actor } = change;
    const id = this.#caseId(change.case);
    const put = change.do === "addParticipant";
    const row = { case_id: id, address, ...(put && { name: change.name, role: change.role }) };
    this.#participants.set(`${id} ${address}`, { put, row });
    this.#history(id, actor, "participant", put ? null : address, put ? address : null);
  }

  #link(change: ChangeOf<"link"> | ChangeOf<"unlink">): void {
    const { kind, actor } = change;
    const id = this.#caseId(change.case);
    const other = this.#caseId(change.other);
    const put = change.do === "link";
    this.#links.set(`${id} ${other} ${kind}`, { put, row: { case_id: id, other_id: other, kind } });
    const said = `${kind} #${this.#caseNumber(change.other)}`;
    this.#history(id, actor, "link", put ? null : said, put ? said : null);
  }

  #command({ case: ref, actor, verb, value, result }: ChangeOf<"recordCommand">): void {
    const position = this.#plan.commands.length;
    const of = { case_id: this.#caseId(ref), inbound_id: this.#context.inboundId };
    this.#plan.commands.push({ position, ...of, actor, verb, value, result });
  }

  /** Takes back what is owed from before, and what this verdict itself owed up to here. */
  #suppress({ case: ref, notices, reason }: ChangeOf<"suppress">): void {
    const id = this.#caseId(ref);
    this.#plan.suppress.push({ case_id: id, notices, reason });
    for (const row of this.#plan.outbox) {
      if (row.case_id !== id || !notices.includes(row.notice as OwedNotice["notice"])) continue;
      Object.assign(row, { state: "suppressed", reason });
    }
  }

  #owe(notice: OwedNotice): void {
    const token = this.#context.newToken();
    this.#plan.outbox.push({
      id: known(this.#notices.get(notice.key), notice.key),
      nonce: token.nonce,
      token_hash: token.hash,
      token_expires_at: token.expiresAt,
      notice: notice.notice,
      mailbox: notice.mailbox,
      case_id: notice.case === null ? null : this.#caseId(notice.case),
      message_id: notice.message === null ? null : this.#messageId(notice.message),
      inbound_id: this.#context.inboundId,
      recipient: notice.to.address,
      recipient_name: notice.to.name,
      audience: notice.audience,
      language: notice.language,
      data: notice.data,
      state: "pending",
      reason: null,
      not_before: notice.notBefore ?? this.#context.now,
    });
  }

  #hold({ case: ref, agent, confirmBy }: ChangeOf<"hold">): void {
    this.#plan.held.push({
      inbound_id: this.#context.inboundId,
      agent,
      case_id: ref === null ? null : this.#caseId(ref),
      outbox_id: confirmBy === null ? null : known(this.#notices.get(confirmBy), confirmBy),
    });
  }

  #history(caseId: number, actor: string, field: string, from: unknown, to: unknown): void {
    const position = this.#plan.history.length;
    const entry = historyRow(actor, field, from, to);
    this.#plan.history.push({ position, case_id: caseId, inbound_id: this.#context.inboundId, ...entry });
  }
}

function sort(changes: Map<string, { put: boolean; row: Row }>): { put: Row[]; remove: Row[] } {
  const rows = (put: boolean) => [...changes.values()].filter((one) => one.put === put).map((one) => one.row);
  return { put: rows(true), remove: rows(false) };
}

function toColumns(fields: object): Row {
  const column = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [column(name), value]));
}

function drawn(ids: number[], at: number): number {
  return known(ids[at], `id ${at}`);
}

function known<T>(found: T | undefined, key: unknown): T {
  if (found === undefined) throw new Error(`the verdict names ${key}, which it neither makes nor can know`);
  return found;
}
