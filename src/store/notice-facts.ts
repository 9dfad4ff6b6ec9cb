/** Reads what a notice is written from: the case as it stands now, its messages, and what a receipt was asked to show. */
import type { Evidence } from "../domain/change.ts";
import { type Desk, findAgent } from "../domain/desk.ts";
import { parseListFilter } from "../domain/list-filter.ts";
import { noticeData } from "../domain/notice.ts";
import type { CaseLine, NoticeFacts, PersonCard, Shown, StoredMessage } from "../domain/notice-facts.ts";
import type { OutboxRow } from "../flows/ports-sending.ts";
import { loadCases } from "./cases.ts";
import type { Session } from "./connection.ts";
import { loadStatements } from "./queries.ts";

const MOST_MESSAGES = 20;
/** Larger than any answer; the files come along as far as the mail may grow. */
const MOST_WITH_FILES = 50;

type ShownWhy = NonNullable<Extract<Shown, { what: "why" }>["found"]>[number] & { evidence: Evidence[] };
type ListLine = Extract<Shown, { what: "list" }>["cases"][number];

const sql = loadStatements("notice-facts");
const personCards = sql<[caseId: number], PersonCard & { role: "requester" | "reporter" }>("person_cards");
const messages = sql<
  [caseId: number | null, only: number | null, before: number | null, withFiles: boolean, most: number],
  StoredMessage
>("messages");
const otherCases = sql<[caseId: number], CaseLine>("other_cases");
const earlierNonces = sql<[caseId: number, recipient: string, before: number], { nonce: Buffer }>(
  "earlier_nonces",
);
const ownMessageIds = sql<[caseId: number, recipient: string], { id: string }>("own_message_ids");
const caseId = sql<[number: number], { id: number }>("case_id");
const why = sql<[caseId: number], ShownWhy>("why");
const list = sql<
  [agent: string | null, statuses: string[] | null, team: string | null],
  ListLine & { total: number }
>("list");

export async function readNoticeFacts(session: Session, row: OutboxRow, desk: Desk): Promise<NoticeFacts> {
  const { caseId: id, messageId } = row;
  const [cases, people, message, earlier, others, nonces, ids, shown] = await Promise.all([
    id === null ? null : loadCases(session, [id]),
    id === null ? NOBODY : readPeople(session, id),
    messageId === null ? null : session.one(messages, null, messageId, null, false, 1),
    id === null ? [] : session.all(messages, id, null, messageId, false, MOST_MESSAGES),
    id === null ? [] : session.all(otherCases, id),
    id === null ? [] : session.all(earlierNonces, id, row.recipient, row.id),
    id === null ? [] : session.all(ownMessageIds, id, row.recipient),
    readShown(session, row, desk),
  ]);
  const onCase = (id === null ? null : cases?.get(id)) ?? null;
  return {
    case: onCase,
    ...people,
    message,
    earlier,
    otherCases: others,
    thread: { nonces: nonces.map((one) => one.nonce), messageIds: ids.map((one) => one.id) },
    agentName: onCase?.agent == null ? null : (findAgent(desk, onCase.agent)?.name ?? null),
    shown,
  };
}

type People = Pick<NoticeFacts, "requester" | "reporter">;
const NOBODY: People = { requester: null, reporter: null };

async function readPeople(session: Session, id: number): Promise<People> {
  const people = { ...NOBODY };
  for (const { role, ...card } of await session.all(personCards, id)) people[role] = card;
  return people;
}

async function readShown(session: Session, row: OutboxRow, desk: Desk): Promise<Shown[]> {
  if (row.notice !== "command_receipt") return [];
  const { show } = noticeData.command_receipt.parse(row.data);
  return Promise.all(
    show.map(async (asked): Promise<Shown> => {
      if (asked.what === "help") return asked;
      if (asked.what === "list") return { ...asked, ...(await readList(session, asked.which, row, desk)) };
      const found = await session.one(caseId, asked.number);
      if (!found) return { ...asked, found: null };
      switch (asked.what) {
        case "case":
          return { ...asked, found: await readCase(session, found.id) };
        case "why":
          return { ...asked, found: await session.all(why, found.id) };
        case "files":
          return {
            ...asked,
            found: await session.all(messages, found.id, null, null, true, MOST_WITH_FILES),
          };
      }
    }),
  );
}

async function readCase(session: Session, id: number): Promise<Extract<Shown, { what: "case" }>["found"]> {
  const [cases, people, newest] = await Promise.all([
    loadCases(session, [id]),
    readPeople(session, id),
    session.all(messages, id, null, null, false, MOST_MESSAGES),
  ]);
  const found = cases.get(id);
  return found ? { case: found, ...people, messages: newest } : null;
}

async function readList(
  session: Session,
  which: string,
  row: OutboxRow,
  desk: Desk,
): Promise<{ total: number; cases: ListLine[] }> {
  const filter = parseListFilter(which, row.recipient, desk);
  if (!filter) return { total: 0, cases: [] };
  const rows = await session.all(list, filter.agent, filter.statuses, filter.team);
  return { total: rows[0]?.total ?? 0, cases: rows.map(({ total: _, ...line }) => line) };
}
