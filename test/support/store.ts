/** A store over a database of its own, for tests of what it keeps; verdicts as the domain would make them. */
import type { Change, NewCase, NewMessage, Verdict } from "../../src/domain/change.ts";
import type { Desk } from "../../src/domain/desk.ts";
import type { OwedNotice } from "../../src/domain/notice.ts";
import type { Attempt, CommitResult, Wake } from "../../src/flows/ports.ts";
import type { IntakeTransaction } from "../../src/flows/ports-receiving.ts";
import { attachmentBytes } from "../../src/mail/parse-mail.ts";
import { createPool, type Pool } from "../../src/store/pool.ts";
import { createStore, type Store } from "../../src/store/store.ts";
import { createTokenMaker, type TokenMaker } from "../../src/token.ts";
import { freshDatabase, silentLog } from "./database.ts";
import { aDesk, NOW, SOFIE } from "./facts.ts";
import { lookInto } from "./tables.ts";

export interface TestStore extends Store {
  pool: Pool;
  desk: Desk;
  tokens: TokenMaker;
  connectionString: string;
  /** Accepts a mail of this text; its inbound id. */
  take(raw: string | Buffer, receivedAt?: Date): Promise<number>;
  /** Processes an accepted mail with this verdict. */
  decide(
    inboundId: number,
    verdict: Partial<Verdict>,
    now?: Date,
  ): Promise<{ attempt: Attempt; result: CommitResult | null; wakes: Wake[] }>;
  /** Opens a case by a mail of Sofie's; ids of both. */
  open(
    more?: Partial<NewCase>,
    changes?: Change[],
  ): Promise<{ inboundId: number; caseId: number; number: number }>;
  /** Whatever a processed mail may look up, on a mail of its own. */
  ask<T>(work: (tx: IntakeTransaction) => Promise<T>): Promise<T>;
  look(text: string, params?: unknown[]): Promise<Record<string, unknown>[]>;
  end(): Promise<void>;
}

/** `max`: connections to the database. */
export async function openTestStore(desk = aDesk(), max = 12): Promise<TestStore> {
  const database = await freshDatabase();
  const { connectionString } = database;
  const pool = createPool({ connectionString, max, log: silentLog });
  const tokens = createTokenMaker("a secret for tests");
  const store = createStore({ pool, desk, tokens, attachmentBytes });
  let uid = 0;
  const take: TestStore["take"] = async (raw, receivedAt = NOW) => {
    uid += 1;
    const mails = [{ uid, receivedAt, raw: Buffer.from(raw), parked: null }];
    const batch = {
      source: "imap",
      mailbox: "helpdesk",
      folder: "INBOX",
      uidValidity: 1n,
      lastUid: uid,
      mails,
    } as const;
    return (await store.accept.accept({ ...batch, mails }))[0]?.inboundId ?? 0;
  };
  const decide: TestStore["decide"] = (id, verdict, now = NOW) =>
    store.intake.claimInbound(id, now, (tx) => tx.commit(aVerdict(verdict)));
  return {
    ...store,
    pool,
    desk,
    tokens,
    connectionString,
    take,
    decide,
    async open(more = {}, changes = []) {
      const inboundId = await take(`Message-ID: <open${uid}@x>\r\n\r\nhelp ${uid}`);
      const opening: Change = { do: "openCase", as: "new:case", case: aNewCase(more), actor: SOFIE };
      const { result } = await decide(inboundId, { case: "new:case", changes: [opening, ...changes] });
      if (!result?.ok || result.caseId === null || result.caseNumber === null)
        throw new Error("no case was opened");
      return { inboundId, caseId: result.caseId, number: result.caseNumber };
    },
    async ask(work) {
      const id = await take(`Message-ID: <ask${uid}@x>\r\n\r\n`);
      let answer: unknown;
      await store.intake.claimInbound(id, NOW, async (tx) => {
        answer = await work(tx);
        return tx.commit(aVerdict({ outcome: "ignored" }));
      });
      return answer as never;
    },
    look: (text, params = []) => lookInto(connectionString, text, params),
    async end() {
      await store.close();
      await pool.end();
      await database.drop();
    },
  };
}

export function aVerdict(overrides: Partial<Verdict> = {}): Verdict {
  return {
    outcome: "processed",
    reason: "opened",
    mailKind: "human",
    case: null,
    basedOn: [],
    changes: [],
    evidence: [],
    ...overrides,
  };
}

export function aNewCase(overrides: Partial<NewCase> = {}): NewCase {
  return {
    mailbox: "helpdesk",
    status: "registered",
    subject: "Printer jammed",
    language: "en",
    team: "servicedesk",
    owner: "servicedesk",
    requester: SOFIE,
    requesterName: "Sofie Berg",
    openedAt: NOW,
    also: {},
    ...overrides,
  };
}

export function aMessage(overrides: Partial<NewMessage> = {}): NewMessage {
  return {
    at: NOW,
    direction: "in",
    kind: "message",
    author: { address: SOFIE, name: "Sofie Berg", verified: true },
    text: "The printer is jammed.",
    fullText: "Hi,\nThe printer is jammed.\n",
    attachments: [],
    contentHash: null,
    shape: null,
    addressees: ["helpdesk@desk.example"],
    messageId: null,
    namedIds: [],
    inboundId: null,
    ...overrides,
  };
}

/** An acknowledgement to Sofie unless the test says otherwise. */
export function anOwed(overrides: Partial<OwedNotice> = {}): Change {
  const notice = {
    notice: "acknowledgement",
    data: { extent: "full", restated: null, promisedBy: null, linkedTo: null },
    key: "ack",
    case: "new:case",
    mailbox: "helpdesk",
    audience: "user",
    to: { address: SOFIE, name: "Sofie Berg" },
    language: "en",
    message: null,
    notBefore: null,
    ...overrides,
  };
  return { do: "owe", notice: notice as OwedNotice };
}
