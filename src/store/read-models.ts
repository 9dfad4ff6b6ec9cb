/** What scripts and operators read: cases, received and owed mail, and reasons, in the shapes of DESIGN ("The shapes that scripts read"). */
import type { Status } from "../domain/case.ts";
import { statusGroup } from "../domain/case-state.ts";
import type { Evidence } from "../domain/change.ts";
import type { Desk } from "../domain/desk.ts";
import type { Wake } from "../flows/ports.ts";
import { readArithmetic, readClocks } from "./clock-views.ts";
import type { Session } from "./connection.ts";
import { loadStatements } from "./queries.ts";
import type { CaseDetails, CaseView, InboundView, ListFilter, OutboxView, WhyView } from "./views.ts";

interface CaseRow {
  id: number;
  number: number;
  status: Status;
  requester: string | null;
  requesterName: string | null;
  requesterWritesFrom: string | null;
  personName: string | null;
  phone: string | null;
  office: string | null;
  userName: string | null;
  department: string | null;
  organisation: string | null;
  personId: string | null;
  calendar: string | null;
  undeliverableSince: Date | null;
  [field: string]: unknown;
}

const sql = loadStatements("read-models");
const CASES = sql<[number | null, Date | null, string | null, number], CaseRow>("cases");
const PARTICIPANTS = sql<[number[]], { caseId: number; address: string }>("participants");
const LINKS = sql<[number[]], { caseId: number; kind: string; isReverse: boolean; number: number }>("links");
const MESSAGES = sql<[number], MessageRow>("messages");
const ATTACHMENTS = sql<[number], { messageId: number; name: string; size: number; sha256: Buffer }>(
  "attachments",
);
const HISTORY = sql<[number], CaseDetails["history"][number]>("history");
const COMMANDS = sql<[number], CaseDetails["commands"][number]>("commands");
const INBOUND = sql<[number | null, Date | null, string | null, number], InboundRow>("inbound");
const RAW = sql<[number], { bytes: Buffer }>("raw");
const RELEASE = sql<[id: number, by: string], { wakeVersion: number }>("release");
const RETRY = sql<[number], { wakeVersion: number }>("retry");
const OUTBOX = sql<[Date | null, string | null, number], OutboxRow>("outbox");
const WHY_MAILS = sql<[number], WhyMailRow>("why-mails");
const WHY_NOTICES = sql<[number], WhyNoticeRow>("why-notices");

type InboundRow = Omit<InboundView, "sha256"> & { sha256: Buffer };
type OutboxRow = Omit<OutboxView, "messageId" | "cc"> & { nonce: Buffer; mailbox: string };
interface MessageRow {
  id: number;
  at: Date;
  direction: "in" | "out";
  kind: string;
  authorAddress: string | null;
  authorName: string | null;
  authorVerified: boolean;
  text: string;
  fullText: string;
  inboundId: number | null;
  sha256: Buffer | null;
}
interface WhyMailRow {
  id: number;
  receivedAt: Date;
  from: string | null;
  subject: string | null;
  state: string;
  reason: string | null;
  evidence: Evidence[];
}
interface WhyNoticeRow {
  notice: string;
  to: string;
  state: string;
  reason: string | null;
  inboundId: number | null;
  createdAt: Date;
}

export type ReadModels = ReturnType<typeof createReadModels>;

/** `messageIdOf` makes a notice's Message-ID from its nonce, without angle brackets. */
export function createReadModels(
  session: Session,
  desk: Desk,
  messageIdOf: (nonce: Buffer, mailbox: string) => string,
) {
  return {
    listCases: async ({ since, state, limit }: ListFilter) =>
      viewCases(session, desk, await session.all(CASES, null, since, state, limit)),
    showCase: (number: number) => showCase(session, desk, number),
    listInbound: async ({ since, state, limit }: ListFilter) =>
      (await session.all(INBOUND, null, since, state, limit)).map(viewInbound),
    async showInbound(id: number): Promise<InboundView | null> {
      const row = await session.one(INBOUND, id, null, null, 1);
      return row && viewInbound(row);
    },
    rawInbound: async (id: number): Promise<Buffer | null> => (await session.one(RAW, id))?.bytes ?? null,
    /** Null for a row that is neither failed nor quarantined. */
    async retryInbound(id: number): Promise<Wake | null> {
      const row = await session.one(RETRY, id);
      return row && { queue: "intake", id, version: row.wakeVersion, at: null };
    },
    /** Null for a mail that is not parked as spam. */
    async releaseInbound(id: number, by: string): Promise<Wake | null> {
      const row = await session.one(RELEASE, id, by);
      return row && { queue: "intake", id, version: row.wakeVersion, at: null };
    },
    listOutbox: async ({ since, state, limit }: ListFilter): Promise<OutboxView[]> =>
      (await session.all(OUTBOX, since, state, limit)).map(({ nonce, mailbox, ...row }) => ({
        ...row,
        cc: [],
        messageId: messageIdOf(nonce, mailbox),
      })),
    why: (number: number) => why(session, desk, number),
  };
}

async function viewCases(session: Session, desk: Desk, rows: CaseRow[]): Promise<CaseView[]> {
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return [];
  const [participants, links, clocks] = await Promise.all([
    session.all(PARTICIPANTS, ids),
    session.all(LINKS, ids),
    readClocks(session, ids, desk, new Date()),
  ]);
  const byCase = <T extends { caseId: number }>(all: T[]) => groupBy(all, (one) => one.caseId);
  const groups = { participants: byCase(participants), links: byCase(links) };
  return rows.map((row) => {
    const linked = groups.links.get(row.id) ?? [];
    const numbers = (fits: (link: (typeof linked)[number]) => boolean) => [
      ...new Set(linked.filter(fits).map((link) => link.number)),
    ];
    const isParent = (link: (typeof linked)[number]) => link.kind === "child_of";
    return {
      ...withoutPerson(row),
      statusGroup: statusGroup(row.status),
      requester: viewRequester(row),
      participants: (groups.participants.get(row.id) ?? []).map((one) => one.address),
      parent: numbers((link) => isParent(link) && !link.isReverse)[0] ?? null,
      children: numbers((link) => isParent(link) && link.isReverse),
      links: numbers((link) => !isParent(link)),
      problem: null,
      clocks: clocks.get(row.id) ?? [],
    } as unknown as CaseView;
  });
}

function groupBy<T>(all: T[], keyOf: (one: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

function withoutPerson(row: CaseRow): Record<string, unknown> {
  const {
    id,
    requesterName,
    requesterWritesFrom,
    personName,
    phone,
    office,
    userName,
    department,
    organisation,
    personId,
    calendar,
    undeliverableSince,
    ...fields
  } = row;
  return fields;
}

function viewRequester(row: CaseRow): CaseView["requester"] {
  if (row.requester === null) return null;
  const { phone, office, userName, department, organisation, personId, calendar, undeliverableSince } = row;
  return {
    address: row.requester,
    name: row.requesterName ?? row.personName,
    phone,
    office,
    userName,
    department,
    organisation,
    personId,
    calendar,
    writesFrom: row.requesterWritesFrom,
    undeliverableSince,
  };
}

async function showCase(session: Session, desk: Desk, number: number): Promise<CaseDetails | null> {
  const row = await session.one(CASES, number, null, null, 1);
  if (!row) return null;
  const [[view], messages, attachments, history, commands] = await Promise.all([
    viewCases(session, desk, [row]),
    session.all(MESSAGES, row.id),
    session.all(ATTACHMENTS, row.id),
    session.all(HISTORY, row.id),
    session.all(COMMANDS, row.id),
  ]);
  if (!view) return null;
  const files = groupBy(attachments, (one) => one.messageId);
  return {
    ...view,
    messages: messages.map(({ authorAddress, authorName, authorVerified, sha256, ...message }) => ({
      ...message,
      author: { address: authorAddress, name: authorName, verified: authorVerified },
      rawSha256: sha256?.toString("hex") ?? null,
      attachments: (files.get(message.id) ?? []).map(({ name, size, sha256: hash }) => ({
        name,
        size,
        sha256: hash.toString("hex"),
      })),
    })),
    history,
    commands,
  };
}

function viewInbound(row: InboundRow): InboundView {
  return { ...row, sha256: row.sha256.toString("hex") };
}

/** Null when there is no such case. What no mail set off (a clock ran out) stands behind the mails, and last the promises. */
async function why(session: Session, desk: Desk, number: number): Promise<WhyView[] | null> {
  const found = await session.one(CASES, number, null, null, 1);
  if (!found) return null;
  const [mails, notices, clocks] = await Promise.all([
    session.all(WHY_MAILS, found.id),
    session.all(WHY_NOTICES, found.id),
    readArithmetic(session, found.id, desk, new Date()),
  ]);
  const noticesOf = (fits: (row: WhyNoticeRow) => boolean) =>
    notices.filter(fits).map(({ notice, to, state, reason }) => ({ notice, to, state, reason }));
  const views = mails.map(
    (mail): WhyView => ({
      inboundId: mail.id,
      at: mail.receivedAt,
      from: mail.from,
      subject: mail.subject,
      outcome: mail.state,
      reason: mail.reason,
      evidence: mail.evidence,
      notices: noticesOf((row) => row.inboundId === mail.id),
      clock: null,
    }),
  );
  const none = {
    inboundId: null,
    at: null,
    from: null,
    subject: null,
    evidence: [],
    notices: [],
    clock: null,
  };
  const byItself = noticesOf((row) => row.inboundId === null);
  if (byItself.length > 0) views.push({ ...none, outcome: "clock", reason: null, notices: byItself });
  const promises = clocks.map((clock) => ({ ...none, outcome: "service_level", reason: clock.state, clock }));
  return [...views, ...promises];
}
