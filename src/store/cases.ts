/** Loads cases with everything that a decision about them is made from, in one round trip however many they are. */
import type { Case, CaseLink, Participant } from "../domain/case.ts";
import type { CaseFacts, CommandFact, HistoryFact } from "../domain/facts.ts";
import { OUTSIDERS_COUNTED } from "../domain/limits.ts";
import type { ServiceClock } from "../domain/sla-clock.ts";
import type { Session } from "./connection.ts";
import { loadStatements } from "./queries.ts";

type CaseRow = Omit<Case, "participants" | "links">;
type OfCase<T> = T & { caseId: number };

const sql = loadStatements("cases");
const caseRows = sql<[ids: number[]], CaseRow>("case_rows");
const participants = sql<[ids: number[]], OfCase<Participant>>("participants");
const links = sql<[ids: number[]], OfCase<CaseLink>>("links");
const notes = sql<[ids: number[]], OfCase<{ id: number; text: string }>>("notes");
const internalTexts = sql<[ids: number[]], OfCase<{ text: string }>>("internal_texts");
const commands = sql<[ids: number[]], OfCase<CommandFact>>("commands");
const recentHistory = sql<[ids: number[]], OfCase<HistoryFact>>("recent_history");
const tellingMessages = sql<
  [ids: number[], outsiders: number],
  OfCase<{
    lastUser: number | null;
    lastSent: number | null;
    unchecked: number | null;
    outsidersAt: string[];
  }>
>("telling_messages");
const runningClocks = sql<[ids: number[]], OfCase<{ kind: string; dueAt: Date }>>("running_clocks");

const serviceClocks = sql<[ids: number[]], OfCase<ServiceClock>>("service_clocks");

/** These cases and, for merged ones, the cases they live on in, by id. Ids that do not exist are left out. */
export async function loadCaseFacts(session: Session, ids: number[]): Promise<Map<number, CaseFacts>> {
  const [cases, noteRows, internal, commandRows, history, telling, clocks, promised] = await Promise.all([
    loadCases(session, ids),
    session.all(notes, ids),
    session.all(internalTexts, ids),
    session.all(commands, ids),
    session.all(recentHistory, ids),
    session.all(tellingMessages, ids, OUTSIDERS_COUNTED),
    session.all(runningClocks, ids),
    session.all(serviceClocks, ids),
  ]);
  const facts = new Map<number, CaseFacts>();
  for (const [id, found] of cases) {
    const [messages] = ofCase(telling, id);
    facts.set(id, {
      case: found,
      notes: ofCase(noteRows, id),
      internalTexts: ofCase(internal, id).map((row) => row.text),
      commands: ofCase(commandRows, id),
      history: ofCase(history, id),
      lastUserMessageId: messages?.lastUser ?? null,
      lastSentMessageId: messages?.lastSent ?? null,
      uncheckedMessageId: messages?.unchecked ?? null,
      outsidersAt: messages?.outsidersAt.map((at) => new Date(at)) ?? [],
      clocks: ofCase(clocks, id),
      serviceClocks: ofCase(promised, id),
    });
  }
  return facts;
}

/** As `loadCaseFacts`, the cases alone. */
export async function loadCases(session: Session, ids: number[]): Promise<Map<number, Case>> {
  const [rows, people, linked] = await Promise.all([
    session.all(caseRows, ids),
    session.all(participants, ids),
    session.all(links, ids),
  ]);
  const whole = rows.map((row) => {
    return { ...row, participants: ofCase(people, row.id), links: ofCase(linked, row.id) };
  });
  return new Map(whole.map((one) => [one.id, one]));
}

function ofCase<T>(rows: OfCase<T>[], id: number): T[] {
  return rows.filter((row) => row.caseId === id).map(({ caseId: _, ...rest }) => rest as T);
}
