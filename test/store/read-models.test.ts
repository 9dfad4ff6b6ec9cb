import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Change } from "../../src/domain/change.ts";
import { ANNA, NOW, SOFIE } from "../support/facts.ts";
import { aMessage, anOwed, aVerdict, openTestStore, type TestStore } from "../support/store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.end());

const all = { since: null, state: null, limit: 100 };
const later = (ms: number) => new Date(NOW.getTime() + ms);

/** Case 1 in full, with a child, a relation, and a second case that is closed. */
async function tell() {
  const file = {
    index: 0,
    name: "log.txt",
    contentType: "text/plain",
    size: 5,
    sha256: "cd".repeat(32),
    contentId: null,
    inline: false,
    holdsToken: false,
  };
  const first = await store.open({ also: { priority: "major", category: "Printing/Jam" } }, [
    { do: "addMessage", case: "new:case", as: "new:m", message: aMessage({ attachments: [file] }) },
    {
      do: "addParticipant",
      case: "new:case",
      address: SOFIE,
      name: "Sofie Berg",
      role: "requester",
      actor: SOFIE,
    },
    { do: "rememberPerson", address: SOFIE, name: "Sofie B.", language: "da" },
    anOwed({ message: "new:m" }),
    { do: "startClock", case: "new:case", kind: "auto_close", dueAt: later(3_600_000) },
  ]);
  await store.look("update person set office = '2.14', user_name = 'sofie' where address = $1", [SOFIE]);
  const closed = await store.open({
    status: "closed",
    openedAt: later(-86_400_000),
    requester: null,
    requesterName: null,
  });
  const child = await store.open();
  const inboundId = await store.take(
    "From: Anna <anna@desk.example>\r\nSubject: Re: jam\r\nMessage-ID: <cmd@x>\r\n\r\n#take",
  );
  const changes: Change[] = [
    { do: "set", case: first.caseId, field: "agent", from: null, to: ANNA, actor: ANNA },
    { do: "recordCommand", case: first.caseId, actor: ANNA, verb: "take", value: null, result: "yours" },
    { do: "link", case: child.caseId, other: first.caseId, kind: "child_of", actor: ANNA },
    { do: "link", case: first.caseId, other: closed.caseId, kind: "related", actor: ANNA },
  ];
  const evidence = [{ step: "proof", code: "token", detail: "given to Anna" }];
  await store.decide(inboundId, { case: first.caseId, changes, evidence, reason: "joined" });
  return { first, closed, child, inboundId };
}

test("cases, mails, notices and reasons come in the shapes that scripts read", async () => {
  const { first, closed, child, inboundId } = await tell();
  const shown = await store.read.showCase(first.number);
  const raw = await store.read.rawInbound(first.inboundId);
  expect(shown).toMatchObject({
    number: first.number,
    status: "registered",
    statusGroup: "open",
    type: "incident",
    kind: null,
    category: "Printing/Jam",
    priority: "major",
    subject: "Printer jammed",
    team: "servicedesk",
    agent: ANNA,
    owner: "servicedesk",
    requester: {
      address: SOFIE,
      name: "Sofie Berg",
      phone: null,
      office: "2.14",
      userName: "sofie",
      department: null,
      personId: null,
    },
    participants: [SOFIE],
    parent: null,
    children: [child.number],
    links: [closed.number],
    openedAt: NOW,
    closedAt: null,
    reopenCount: 0,
    timeSpentMinutes: 0,
    rating: null,
    causeCategory: null,
    clocks: [
      { kind: "auto_close", startedAt: NOW, dueAt: later(3_600_000), targetSeconds: 3_600, state: "running" },
    ],
    messages: [
      {
        at: NOW,
        direction: "in",
        kind: "message",
        author: { address: SOFIE, name: "Sofie Berg", verified: true },
        text: "The printer is jammed.",
        inboundId: first.inboundId,
        rawSha256: createHash("sha256")
          .update(raw ?? "")
          .digest("hex"),
        attachments: [{ name: "log.txt", size: 5, sha256: "cd".repeat(32) }],
      },
    ],
    commands: [{ at: NOW, actor: ANNA, verb: "take", value: null, result: "yours", inboundId }],
  });
  expect(shown?.history.at(0)).toEqual({
    at: NOW,
    actor: SOFIE,
    field: "status",
    from: null,
    to: "registered",
    inboundId: first.inboundId,
  });
  expect((await store.read.showCase(child.number))?.parent).toBe(first.number);
  expect(await store.read.showCase(987_654)).toBeNull();

  const listed = await store.read.listCases(all);
  expect(listed.map((one) => one.number)).toEqual([child.number, closed.number, first.number]);
  expect(listed[0]).not.toHaveProperty("messages");
  expect((await store.read.listCases({ ...all, state: "closed" })).map((one) => one.number)).toEqual([
    closed.number,
  ]);
  expect(listed[1]?.requester).toBeNull();
  expect(await store.read.listCases({ ...all, since: NOW })).toHaveLength(2);
  expect(await store.read.listCases({ ...all, limit: 1 })).toHaveLength(1);

  expect(await store.read.showInbound(inboundId)).toMatchObject({
    id: inboundId,
    mailbox: "helpdesk",
    folder: "INBOX",
    uidValidity: 1,
    state: "processed",
    reason: "joined",
    kind: "human",
    messageId: "cmd@x",
    from: ANNA,
    subject: "Re: jam",
    caseNumber: first.number,
  });
  expect(await store.read.listInbound({ ...all, state: "processed", limit: 2 })).toHaveLength(2);
  expect(await store.read.rawInbound(987_654)).toBeNull();

  const [owed] = await store.read.listOutbox({ ...all, state: "pending" });
  const [row] = await store.look("select nonce from outbox where id = $1", [owed?.id]);
  expect(owed).toMatchObject({
    notice: "acknowledgement",
    caseNumber: first.number,
    to: SOFIE,
    cc: [],
    messageId: `dp.${store.tokens.token(row?.nonce as Buffer)}@desk.example`,
    inReplyTo: null,
    state: "pending",
    reason: null,
    attempts: 0,
    createdAt: NOW,
    sentAt: null,
  });

  const why = await store.read.why(first.number);
  expect(why?.map(({ inboundId: id, reason, evidence }) => [id, reason, evidence.length])).toEqual([
    [first.inboundId, "opened", 0],
    [inboundId, "joined", 1],
  ]);
  expect(why?.[0]?.notices).toMatchObject([{ notice: "acknowledgement", to: SOFIE, state: "pending" }]);
  expect(await store.read.why(987_654)).toBeNull();
});

describe("the operator", () => {
  test("is told of one fault once a day, in the commit that notes it", async () => {
    const verdict = aVerdict({
      changes: [
        anOwed({
          case: null,
          notice: "operator_alert",
          audience: "operator",
          data: { code: "login_refused", subject: "helpdesk", explanation: "", hint: "" },
        }),
      ],
    });
    const tell = (subject: string, at: Date) => store.alerts.tellOnce("login_refused", subject, at, verdict);
    expect(await tell("helpdesk", NOW)).toMatchObject([{ queue: "outbox", version: 1 }]);
    expect(await tell("helpdesk", later(23 * 3_600_000))).toEqual([]);
    expect(await tell("other", later(1_000))).toHaveLength(1);
    expect(await tell("helpdesk", later(24 * 3_600_000))).toHaveLength(1);
    const fails = store.alerts.tellOnce(
      "broken",
      "x",
      NOW,
      aVerdict({ changes: [anOwed({ case: "new:nowhere" })] }),
    );
    await expect(fails).rejects.toThrow("nowhere");
    expect(await store.alerts.tellOnce("broken", "x", NOW, verdict)).toHaveLength(1);
  });
});
