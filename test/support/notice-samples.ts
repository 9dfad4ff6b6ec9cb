/** Contexts of every notice for tests: the fullest a mail can be written from, and the emptiest. */
import type { Case } from "../../src/domain/case.ts";
import { type Desk, deskSchema, resolveDesk } from "../../src/domain/desk.ts";
import { noticeContext } from "../../src/domain/fill-context.ts";
import { NOTICE_NAMES, type NoticeData, type NoticeName, USER_NOTICES } from "../../src/domain/notice.ts";
import type { HowToWrite, NoticeRow } from "../../src/domain/notice-base.ts";
import type { NoticeContext } from "../../src/domain/notice-context.ts";
import type { NoticeFacts, PersonCard, StoredMessage } from "../../src/domain/notice-facts.ts";

export const SAMPLE_TOKEN = "abcdefghijklmnopqrstuvwxyz".replace(/[a-b]/g, "2");
/** Sunday; what is promised lies in the week after. */
export const SAMPLE_NOW = new Date("2026-11-22T10:00:00Z");

export function sampleDesk(overrides: object = {}): Desk {
  return resolveDesk(
    deskSchema.parse({
      desk: {
        name: "IT Helpdesk",
        address: "helpdesk@desk.example",
        timeZone: "Europe/Copenhagen",
        operator: "ops@desk.example",
      },
      mailboxes: [
        {
          name: "helpdesk",
          address: "helpdesk@desk.example",
          team: "servicedesk",
          imap: { host: "127.0.0.1", user: "helpdesk" },
        },
      ],
      smtp: { host: "127.0.0.1" },
      teams: [
        {
          name: "servicedesk",
          title: "Service Desk",
          lead: "lead@desk.example",
          members: ["anna@desk.example", "mike@desk.example"],
        },
        { name: "network", members: ["mike@desk.example"] },
      ],
      orders: [
        { name: "monitor", title: { en: "a 27-inch monitor <4K>" }, deliveryWorkingDays: 5, setUpHelp: true },
      ],
      agents: [
        { address: "anna@desk.example", name: "Anna Holm", language: "da" },
        { address: "mike@desk.example", name: "Mike Lund" },
      ],
      ...overrides,
    }),
  );
}

export function sampleCase(overrides: Partial<Case> = {}): Case {
  return {
    id: 17,
    number: 1042,
    version: 3,
    mailbox: "helpdesk",
    status: "in_progress",
    type: "incident",
    kind: null,
    category: "Printing/Paper",
    service: "Print",
    place: "Building 4, room 12",
    priority: "minor",
    impact: "low",
    urgency: "medium",
    subject: "The printer on the second floor is jammed",
    language: "en",
    team: "servicedesk",
    agent: "anna@desk.example",
    owner: "servicedesk",
    requester: "sofie@customer.example",
    requesterName: "Sofie Hansen",
    requesterWritesFrom: null,
    reporter: null,
    participants: [
      { address: "sofie@customer.example", name: "Sofie Hansen", role: "requester" },
      { address: "bo@customer.example", name: "Bo Berg", role: "participant" },
    ],
    links: [],
    mergedInto: null,
    openedAt: new Date("2026-11-20T08:14:00Z"),
    promisedBy: null,
    firstResponseAt: null,
    resolvedAt: null,
    closedAt: null,
    reopenCount: 0,
    solution: "Removed a label that was stuck in tray 2.\nPlease use tray 1 for labels.",
    uncheckedSolver: null,
    escalatedTo: null,
    unconfirmedTeam: null,
    closingCode: null,
    timeSpentMinutes: 15,
    rating: 4,
    tags: ["print"],
    serviceLevel: null,
    order: "monitor",
    deliverBy: new Date("2026-11-27T13:00:00Z"),
    questions: [
      {
        number: 1,
        ask: "Which printer is it?",
        fills: null,
        answer: "The one <by> the window",
        answeredAt: null,
      },
      { number: 2, ask: "Since when?", fills: null, answer: null, answeredAt: null },
    ],
    ...overrides,
  };
}

/** As the notice samples have it; tests change what they are about. */
export function sampleMessage(overrides: Partial<StoredMessage> = {}): StoredMessage {
  return {
    id: 31,
    at: new Date("2026-11-22T09:30:00Z"),
    direction: "in",
    kind: "message",
    authorAddress: "sofie@customer.example",
    authorName: "Sofie Hansen",
    authorVerified: true,
    text: "It is jammed again <since this morning> & shows error 13.2.\n\nCan somebody come by?",
    fullText:
      "It is jammed again <since this morning> & shows error 13.2.\n\nCan somebody come by?\n\nBest regards\nSofie Hansen\nphone 12 34 56 78",
    subject: "SV: The printer on the second floor is jammed",
    messageId: "second@customer.example",
    attachments: [
      { name: "error 13.2.png", contentType: "image/png", size: 1_240_000, inline: true, holdsToken: false },
      { name: "pixel.gif", contentType: "image/gif", size: 43, inline: true, holdsToken: false },
      { name: "log.txt", contentType: "text/plain", size: 12_400, inline: false, holdsToken: false },
    ],
    ...overrides,
  };
}

const person: PersonCard = {
  address: "sofie@customer.example",
  name: "Sofie Hansen",
  phone: "+45 12 34 56 78",
  office: "4.12",
  userName: "sofhan",
  department: "Finance",
  organisation: "Customer A/S",
  personId: "AU123456",
  calendar: "office",
  language: "en",
  undeliverable: true,
};

const reporter: PersonCard = {
  ...person,
  address: "erik@customer.example",
  name: "Erik Hansen",
  userName: "erihan",
  undeliverable: false,
};

const earlier: StoredMessage[] = [
  sampleMessage({
    id: 30,
    at: new Date("2026-11-21T12:00:00Z"),
    direction: "out",
    authorAddress: "anna@desk.example",
    authorName: "Anna Holm",
    text: "I have cleared the paper path.\nPlease try once more.",
    attachments: [],
  }),
  sampleMessage({
    id: 29,
    at: new Date("2026-11-20T14:00:00Z"),
    kind: "note",
    authorAddress: "mike@desk.example",
    authorName: "Mike Lund",
    text: "This one jams every month, the lease ends in March anyway.",
    attachments: [],
  }),
  sampleMessage({ id: 28, at: new Date("2026-11-20T08:14:00Z"), text: "The printer is jammed." }),
];

/** What a message to a user carries is an agent's. */
const answerMessage = sampleMessage({
  direction: "out",
  authorAddress: "anna@desk.example",
  authorName: "Anna Holm",
  text: "Hi Sofie,\n\nI took a label out of tray 2 & tested it <twice>.\n\n  1. Use tray 1 for labels\n  2. Tray 2 is for paper",
  fullText: "Hi Sofie, … On 20 Nov Mike wrote: > This one jams every month",
});

type Data = { [N in NoticeName]: NoticeData<N> };

const fullest: Data = {
  acknowledgement: {
    extent: "full",
    restated: "The printer on the second floor is jammed and shows <error 13.2>.",
    encrypted: true,
    promisedBy: "2026-11-24T13:00:00Z",
    linkedTo: 1031,
    leftOut: [{ name: "<film>.mov", size: 80_000_000 }],
    questions: [
      { number: 1, ask: "Which printer is it? Its name <PRN-…> stands on a label at the front." },
      { number: 2, ask: "Since when?" },
    ],
    guided: true,
    order: { name: "monitor", deliverBy: "2026-11-27T13:00:00Z" },
  },
  opened_for_you: {
    restated: "The printer on the second floor is jammed.",
    promisedBy: "2026-11-24T13:00:00Z",
    order: { name: "monitor", deliverBy: "2026-11-27T13:00:00Z" },
  },
  started: {},
  answer: {},
  question: {},
  solution: { confirmBy: "2026-11-27T15:00:00Z" },
  confirm_reminder: { closesAt: "2027-01-04T15:00:00Z" },
  answer_reminder: { isLast: true, closesAt: "2026-12-04T15:00:00Z" },
  closed: { how: "silence", askRating: true },
  reopened: { answered: false },
  moved: { team: "network" },
  announcement: {
    text: "The VPN is down until noon.\nYou need not write again: we tell you when it is back.",
    brief: false,
  },
  ordered: { name: "monitor", deliverBy: "2026-11-27T13:00:00Z" },
  taking_longer: { what: "first_response", promisedBy: "2026-11-24T13:00:00Z" },
  handed_over: { to: "team", team: "network", outside: null },
  forwarded: { words: "Can you look at the fuser, please?", by: "Anna Holm" },
  new_case: { linkedTo: 1031, warning: "sender_forged" },
  assigned: { by: "Mike Lund" },
  not_taken: { team: "network", givenAt: "2026-11-20T09:00:00Z", by: "anna@desk.example" },
  solution_check: { solver: "anna@desk.example", isReminder: false },
  solution_sent_back: { by: "anna@desk.example" },
  escalated: { why: "called", by: "anna@desk.example", as: "lead" },
  wait_over: { waitedFor: "user", isClosed: true },
  reminder: {
    role: "lead",
    clock: "resolution",
    percent: 150,
    targetAt: "2026-11-20T14:00:00Z",
    plannedAt: "2026-11-20T17:00:00Z",
  },
  reminders: {
    caseIds: [17, 18],
    lines: [
      {
        number: 1042,
        subject: "The printer <on> the second floor is jammed",
        priority: "critical",
        team: "servicedesk",
        agent: "anna@desk.example",
        clock: "first_response",
        percent: 100,
        targetAt: "2026-11-20T14:00:00Z",
      },
      {
        number: 1043,
        subject: "Wi-Fi",
        priority: null,
        team: "network",
        agent: null,
        clock: "next_update",
        percent: 80,
        targetAt: "2026-11-23T14:00:00Z",
      },
    ],
    total: 60,
    plannedAt: "2026-11-20T14:01:30Z",
  },
  daily_digest: {
    team: "Service Desk",
    caseIds: [17, 18, 19],
    sections: [
      {
        what: "near",
        total: 40,
        lines: [
          {
            number: 1042,
            subject: "The printer <on> the second floor is jammed",
            priority: "critical",
            team: "servicedesk",
            agent: "mike@desk.example",
            status: "in_progress",
            isUnchecked: false,
            clock: "resolution",
            targetAt: "2026-11-20T14:00:00Z",
            openedAt: "2026-11-19T14:00:00Z",
          },
        ],
      },
      {
        what: "ready",
        total: 1,
        lines: [
          {
            number: 1044,
            subject: "Mail",
            priority: "low",
            team: "network",
            agent: "anna@desk.example",
            status: "resolved",
            isUnchecked: true,
            clock: null,
            targetAt: null,
            openedAt: "2026-11-19T14:00:00Z",
          },
        ],
      },
    ],
  },
  user_wrote: { what: "confirmed", warning: "third_party" },
  command_receipt: {
    lines: [
      { line: "#priority 2", result: "priority", from: "minor", to: "critical" },
      {
        line: "#wait user until friday",
        result: "status",
        from: "in_progress",
        to: "awaiting_user, waiting until 2026-11-27T15:00:00.000Z",
      },
      { line: "#assign anna", result: "agent", from: null, to: "anna@desk.example" },
      {
        line: "#cc +bo@customer.example",
        result: "bo@customer.example is on the case now",
        from: null,
        to: null,
      },
    ],
    sent: [{ notice: "question", to: "sofie@customer.example" }],
    text: "sent",
    remarks: ["it was Mike Lund's until now"],
    show: [],
    undoable: true,
  },
  command_refused: {
    faults: [
      {
        number: 2,
        line: "#prioritty 2 <now>",
        reason: "unknown_verb",
        explanation: "there is no such command",
        suggestion: "#priority 2",
      },
      {
        number: 3,
        line: "",
        reason: "text_missing",
        explanation: "there is no text to send",
        suggestion: null,
      },
    ],
    heldText: "We will come by at two.\n\nAnna",
  },
  command_held: {
    reason: "token_missing",
    explanation: "it did not answer a mail that the desk sent you about this case",
    canConfirm: true,
    heldText: "Closing this one.",
  },
  delivery_failed: {
    to: "sofie@customer.example",
    notice: "answer",
    response: "550 5.1.1 <sofie@customer.example> user unknown",
    hard: true,
  },
  quarantine_digest: {
    mails: [
      { id: 4711, from: "eve@shop.example", subject: "You <won> & more", at: "2026-11-22T09:30:00Z" },
      { id: 4712, from: null, subject: null, at: "2026-11-22T10:30:00Z" },
    ],
    total: 60,
  },
  operator_alert: {
    code: "imap_login_refused",
    subject: "cannot sign in to helpdesk@desk.example",
    explanation: "The mail server refuses the password of mailbox helpdesk since 09:12. No mail is read.",
    hint: "set DESKPOST_IMAP_PASSWORD_HELPDESK to the new password and restart",
  },
};

const emptiest: Data = {
  ...fullest,
  acknowledgement: {
    extent: "brief",
    restated: null,
    encrypted: false,
    promisedBy: null,
    linkedTo: null,
    leftOut: [],
    questions: [],
    guided: false,
    order: null,
  },
  opened_for_you: { restated: null, promisedBy: null, order: null },
  closed: { how: "no_answer", askRating: false },
  new_case: { linkedTo: null, warning: null },
  user_wrote: { what: "replied", warning: null },
  escalated: { why: "urgent", by: "desk", as: "manager" },
  wait_over: { waitedFor: "vendor", isClosed: false },
  answer_reminder: { isLast: false, closesAt: null },
  ordered: { name: "gone", deliverBy: "2026-11-27T13:00:00Z" },
  taking_longer: { what: "delivery", promisedBy: "2026-11-24T13:00:00Z" },
  handed_over: { to: "vendor", team: "servicedesk", outside: null },
  reminder: {
    role: "agent",
    clock: "first_response",
    percent: 50,
    targetAt: "2026-11-23T14:00:00Z",
    plannedAt: "2026-11-22T09:59:00Z",
  },
  daily_digest: {
    team: null,
    caseIds: [18],
    sections: [
      {
        what: "unassigned",
        total: 1,
        lines: [
          {
            number: 1043,
            subject: "(no subject)",
            priority: null,
            team: "network",
            agent: null,
            status: "registered",
            isUnchecked: false,
            clock: null,
            targetAt: null,
            openedAt: "2026-11-22T09:00:00Z",
          },
        ],
      },
    ],
  },
  reminders: { ...fullest.reminders, total: 2, plannedAt: "2026-11-22T09:59:00Z" },
  solution_check: { solver: "anna@desk.example", isReminder: true },
  forwarded: { words: "", by: "Anna Holm" },
  command_receipt: {
    lines: [{ line: "#take", result: "nothing changed", from: null, to: null }],
    sent: [],
    text: "none",
    remarks: [],
    show: [],
    undoable: false,
  },
  command_refused: {
    faults: [
      {
        number: 1,
        line: "",
        reason: "empty_mail",
        explanation: "the mail holds neither text nor commands",
        suggestion: null,
      },
    ],
    heldText: "",
  },
  command_held: {
    reason: "sender_forged",
    explanation: "the mail host says that it was not sent by you",
    canConfirm: false,
    heldText: "",
  },
};

export function isUserNotice(notice: NoticeName): boolean {
  return (USER_NOTICES as readonly NoticeName[]).includes(notice);
}

export function sampleRow<N extends NoticeName>(notice: N, data: NoticeData<N> = fullest[notice]): NoticeRow {
  if (notice === "operator_alert") {
    return { notice, data, recipient: "ops@desk.example", recipientName: null, audience: "operator" };
  }
  return isUserNotice(notice)
    ? { notice, data, recipient: "sofie@customer.example", recipientName: "Sofie Hansen", audience: "user" }
    : { notice, data, recipient: "mike@desk.example", recipientName: "Mike Lund", audience: "agent" };
}

const unchecked: Partial<Case> = { status: "resolved", uncheckedSolver: "anna@desk.example" };

export function fullestFacts(notice: NoticeName): NoticeFacts {
  const carrying: NoticeName[] = [
    "answer",
    "question",
    "answer_reminder",
    "solution",
    "solution_check",
    "delivery_failed",
  ];
  const isChecked = notice === "solution_check";
  return {
    case: notice === "operator_alert" ? null : sampleCase(isChecked ? unchecked : {}),
    requester: person,
    reporter,
    message: carrying.includes(notice) ? answerMessage : sampleMessage(),
    earlier,
    otherCases: [
      {
        number: 1031,
        subject: "Laptop is slow",
        status: "closed",
        openedAt: new Date("2026-10-02T08:00:00Z"),
      },
    ],
    thread: { nonces: [], messageIds: ["first@customer.example"] },
    agentName: "Anna Holm",
    shown: notice === "command_receipt" ? shownSample() : [],
  };
}

function shownSample(): NoticeFacts["shown"] {
  const line = { number: 1042, subject: "Printer", status: "in_progress", openedAt: SAMPLE_NOW };
  return [
    {
      what: "case",
      number: 1042,
      found: { case: sampleCase(), requester: person, reporter, messages: earlier },
    },
    {
      what: "why",
      number: 1042,
      found: [
        {
          at: SAMPLE_NOW,
          from: "sofie@customer.example",
          subject: "SV: printer",
          reason: "joined",
          evidence: [
            { step: "thread", code: "joined_by_token_address", detail: "case #1042 as requester" },
            {
              step: "rule",
              code: "print",
              detail: "subject “printer”; category → Printing, priority → critical (2)",
              rule: {
                matches: [
                  { by: "subject", found: "printer" },
                  { by: "department", found: "Direktion" },
                ],
                sets: [
                  { field: "category", to: "Printing" },
                  { field: "priority", to: "critical" },
                  { field: "agent", to: null },
                ],
              },
            },
            { step: "notice", code: "new_case", detail: "to anna@desk.example" },
            { step: "closing", code: "answer_trouble", detail: "no_yes_word" },
          ],
        },
      ],
    },
    { what: "files", number: 1042, found: [sampleMessage()] },
    {
      what: "list",
      which: "mine",
      total: 61,
      cases: [
        { ...line, priority: "critical", agent: "anna@desk.example", requester: "sofie@customer.example" },
        { ...line, number: 1043, priority: null, agent: null, requester: null },
      ],
    },
    { what: "help", verb: null },
    { what: "case", number: 9, found: null },
  ];
}

/** A case that nobody knows anything about; command notices without any case. */
function emptiestFacts(notice: NoticeName): NoticeFacts {
  const isCaseless = notice.startsWith("command_") || notice === "operator_alert";
  return {
    case: isCaseless
      ? null
      : sampleCase({
          subject: "(no subject)",
          order: null,
          deliverBy: null,
          questions: [],
          agent: null,
          category: null,
          service: null,
          place: null,
          priority: null,
          requester: isUserNotice(notice) ? "x@y.example" : null,
          requesterName: null,
          participants: [],
          solution: null,
          rating: null,
          status: "registered",
        }),
    requester: null,
    reporter: null,
    message: null,
    earlier: [],
    otherCases: [],
    thread: { nonces: [], messageIds: [] },
    agentName: null,
    shown: [],
  };
}

export function sampleWriting(language: string, overrides: Partial<HowToWrite> = {}): HowToWrite {
  return {
    locale: { language, timeZone: "Europe/Copenhagen" },
    now: SAMPLE_NOW,
    carried: new Set([31]),
    replyAddress: `helpdesk+${SAMPLE_TOKEN}@desk.example`,
    marker: null,
    ...overrides,
  };
}

export interface Sample {
  notice: NoticeName;
  extent: "fullest" | "emptiest";
  context: NoticeContext;
}

/** Every notice in this language, fullest and emptiest. */
export function sampleContexts(language: string): Sample[] {
  const desk = sampleDesk();
  return NOTICE_NAMES.flatMap((notice) => [
    {
      notice,
      extent: "fullest" as const,
      context: noticeContext(sampleRow(notice), fullestFacts(notice), desk, sampleWriting(language)),
    },
    {
      notice,
      extent: "emptiest" as const,
      context: noticeContext(
        { ...sampleRow(notice, emptiest[notice]), recipientName: null, recipient: "x@y.example" },
        emptiestFacts(notice),
        desk,
        sampleWriting(language, { carried: new Set(), marker: `[ref:${SAMPLE_TOKEN}]` }),
      ),
    },
  ]);
}
