/** Builders of decision facts: a small desk, its people, a case under way; a test says only what is different. */
import type { Case } from "../../src/domain/case.ts";
import type { Change, Verdict } from "../../src/domain/change.ts";
import { type Desk, type DeskFile, deskSchema, resolveDesk } from "../../src/domain/desk.ts";
import type { CaseFacts, IntakeFacts, PersonFact, TokenFact } from "../../src/domain/facts.ts";
import { decideIntake } from "../../src/domain/intake.ts";
import type { NoticeName, OwedNotice } from "../../src/domain/notice.ts";
import { aMail } from "./mail.ts";

export const SOFIE = "sofie@uni.example";
export const ANNA = "anna@desk.example";
export const MIKE = "mike@desk.example";
export const NOW = new Date("2026-11-24T10:00:00Z"); // a Tuesday, 11:00 in Copenhagen

export function aDesk(overrides: Partial<DeskFile> = {}): Desk {
  return resolveDesk(
    deskSchema.parse({
      desk: {
        name: "IT Helpdesk",
        address: "helpdesk@desk.example",
        language: "en",
        timeZone: "Europe/Copenhagen",
        firstResponse: "8h",
      },
      mailboxes: [
        {
          name: "helpdesk",
          address: "helpdesk@desk.example",
          team: "servicedesk",
          imap: { host: "127.0.0.1", tls: false, user: "helpdesk" },
          authentication: { rfc8601: "mx.desk.example" },
        },
      ],
      smtp: { host: "127.0.0.1", tls: false },
      teams: [
        { name: "servicedesk", title: "Service Desk", lead: ANNA, members: [ANNA, MIKE] },
        { name: "network", title: "Network", members: [MIKE] },
      ],
      agents: [
        { address: ANNA, name: "Anna Holm" },
        { address: MIKE, name: "Mike Lund" },
      ],
      calendars: [{ name: "office", hours: { "mon-fri": "08:00-16:00" }, holidays: "DK" }],
      ...overrides,
    } satisfies DeskFile),
  );
}

function aCase(overrides: Partial<Case> = {}): Case {
  return {
    id: 7,
    number: 1042,
    version: 3,
    mailbox: "helpdesk",
    status: "registered",
    type: "incident",
    kind: null,
    category: null,
    service: null,
    place: null,
    priority: null,
    impact: null,
    urgency: null,
    subject: "Printer jammed",
    language: "en",
    team: "servicedesk",
    agent: null,
    owner: "servicedesk",
    requester: SOFIE,
    requesterName: "Sofie Berg",
    requesterWritesFrom: null,
    reporter: null,
    participants: [{ address: SOFIE, name: "Sofie Berg", role: "requester" }],
    links: [],
    mergedInto: null,
    openedAt: new Date("2026-11-23T09:00:00Z"),
    promisedBy: null,
    firstResponseAt: null,
    resolvedAt: null,
    closedAt: null,
    reopenCount: 0,
    solution: null,
    uncheckedSolver: null,
    escalatedTo: null,
    unconfirmedTeam: null,
    closingCode: null,
    timeSpentMinutes: 0,
    rating: null,
    tags: [],
    serviceLevel: null,
    order: null,
    deliverBy: null,
    questions: [],
    ...overrides,
  };
}

export function caseFacts(overrides: Partial<Case> = {}, extra: Partial<CaseFacts> = {}): CaseFacts {
  return {
    case: aCase(overrides),
    notes: [],
    internalTexts: [],
    commands: [],
    history: [],
    lastUserMessageId: 70,
    lastSentMessageId: null,
    uncheckedMessageId: null,
    outsidersAt: [],
    clocks: [],
    serviceClocks: [],
    ...extra,
  };
}

export function aToken(overrides: Partial<TokenFact> = {}): TokenFact {
  return {
    outboxId: 31,
    notice: "acknowledgement",
    caseId: 7,
    recipient: SOFIE,
    audience: "user",
    createdAt: new Date("2026-11-23T09:00:00Z"),
    expiresAt: new Date("2027-11-01T00:00:00Z"),
    inboundId: 1,
    usedForCommands: false,
    bouncesTold: [],
    listedCases: [],
    internalText: null,
    found: "address",
    ...overrides,
  };
}

/** Sofie as the desk knows her from mail alone, unless stated otherwise. */
export function aPerson(overrides: Partial<PersonFact> = {}): PersonFact {
  return {
    address: SOFIE,
    aliases: [],
    name: null,
    language: null,
    languageStated: false,
    listed: false,
    phone: null,
    office: null,
    userName: null,
    department: null,
    organisation: null,
    personId: null,
    calendar: null,
    undeliverable: false,
    ...overrides,
  };
}

/** The token of a notice to an agent about case 1042. */
export function agentToken(overrides: Partial<TokenFact> = {}): TokenFact {
  return aToken({ outboxId: 32, notice: "new_case", recipient: ANNA, audience: "agent", ...overrides });
}

interface Writing {
  from?: string | null;
  name?: string | null;
  text?: string;
  subject?: string;
}

/** Facts about a mail from Sofie with this text, unless stated otherwise. */
export function facts(writing: Writing = {}, overrides: Partial<IntakeFacts> = {}): IntakeFacts {
  const sender = writing.from === undefined ? SOFIE : writing.from;
  const text = writing.text ?? "Hi,\nThe printer on the second floor is jammed.";
  const desk = overrides.desk ?? aDesk();
  const [mailbox] = desk.mailboxes;
  if (!mailbox) throw new Error("the desk has no mailbox");
  return {
    desk,
    mailbox,
    inbound: { id: 90, receivedAt: NOW, source: "imap", released: false },
    mail: aMail({
      from: sender === null ? [] : [{ address: sender, name: writing.name ?? "Sofie Berg" }],
      subject: writing.subject ?? "Re: [#1042] Printer jammed",
      text,
    }),
    mailKind: "human",
    screenRule: "human",
    text: { newText: text, commandText: text, signature: null, quoted: null, forwarded: null },
    sender,
    staff: null,
    named: new Map(),
    writtenFrom: overrides.sender === undefined ? sender : overrides.sender,
    senderName: writing.name ?? (sender === SOFIE ? "Sofie Berg" : null),
    authentication: "pass",
    person: null,
    detectedLanguage: "en",
    contentHash: "c0".repeat(32),
    shape: { hash: "d1".repeat(32), terse: false },
    commandDigest: "d0".repeat(32),
    maybeHuman: false,
    spam: null,
    bounce: null,
    recentAutomatic: { address: [], domain: [], alike: [] },
    recentMails: 1,
    duplicateOf: null,
    isOwn: false,
    tokens: [],
    threads: [],
    cases: new Map(),
    numbers: new Map(),
    held: null,
    earlierCases: [],
    ...overrides,
  };
}

/** Facts about a mail that came back with Sofie's token on her case. */
export function fromSofie(
  text: string,
  on: Partial<Case> = {},
  overrides: Partial<IntakeFacts> = {},
): IntakeFacts {
  return facts({ text }, { tokens: [aToken()], cases: new Map([[7, caseFacts(on)]]), ...overrides });
}

/** Facts about a fully proved mail of Anna's on case 1042. */
export function fromAnna(
  text: string,
  on: Partial<Case> = {},
  overrides: Partial<IntakeFacts> = {},
): IntakeFacts {
  return facts(
    { from: ANNA, name: "Anna Holm", text },
    { tokens: [agentToken()], cases: new Map([[7, caseFacts(on)]]), ...overrides },
  );
}

/** What the desk does with a mail at NOW. */
export function decide(given: IntakeFacts): Verdict {
  return decideIntake(given, NOW);
}

export function noticesOf(verdict: Verdict): OwedNotice[] {
  return verdict.changes.flatMap((change) => (change.do === "owe" ? [change.notice] : []));
}

/** `notice → address` of every mail owed. */
export function mailsOf(verdict: Verdict): string[] {
  return noticesOf(verdict).map((one) => `${one.notice} → ${one.to.address}`);
}

export function noticeOf<N extends NoticeName>(
  verdict: Verdict,
  name: N,
): Extract<OwedNotice, { notice: N }> {
  const found = noticesOf(verdict).find((one) => one.notice === name);
  if (!found) throw new Error(`no ${name} among: ${mailsOf(verdict).join(", ")}`);
  return found as Extract<OwedNotice, { notice: N }>;
}

/** The last value each field is set to. */
export function setsOf(verdict: Verdict): Record<string, unknown> {
  return Object.fromEntries(
    verdict.changes.flatMap((change) => (change.do === "set" ? [[change.field, change.to]] : [])),
  );
}

export function changesOf<D extends Change["do"]>(verdict: Verdict, kind: D): Extract<Change, { do: D }>[] {
  return verdict.changes.filter((change): change is Extract<Change, { do: D }> => change.do === kind);
}
