import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Change } from "../../src/domain/change.ts";
import type { CaseFacts } from "../../src/domain/facts.ts";
import type { NoticeFacts } from "../../src/domain/notice-facts.ts";
import { decideWritten } from "../../src/domain/sla-written.ts";
import type { Attempt } from "../../src/flows/ports.ts";
import type { DeliveryOutcome, OutboxTransaction } from "../../src/flows/ports-sending.ts";
import { attachmentBytes } from "../../src/mail/parse-mail.ts";
import { createPool } from "../../src/store/pool.ts";
import { createStore } from "../../src/store/store.ts";
import { silentLog } from "../support/database.ts";
import { ANNA, MIKE, NOW, SOFIE } from "../support/facts.ts";
import { letter } from "../support/letters.ts";
import { aMessage, anOwed, aVerdict, openTestStore, type TestStore } from "../support/store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.end());

const later = (ms: number) => new Date(NOW.getTime() + ms);
const sent: DeliveryOutcome & { state: "sent" } = {
  state: "sent",
  response: "250 ok",
  text: "Hello Sofie",
  inReplyTo: null,
  alias: null,
  respond: null,
};

/** A case with these notices owed; their outbox ids in order. */
async function owing(...changes: Change[]): Promise<{ caseId: number; ids: number[] }> {
  const { caseId } = await store.open({}, changes);
  const rows = await store.look("select id from outbox where case_id = $1 order by id", [caseId]);
  return { caseId, ids: rows.map((row) => row.id as number) };
}

async function send(id: number | undefined, outcome: DeliveryOutcome, now = NOW) {
  return store.outbox.claimOutbox(id ?? 0, now, async () => outcome);
}

async function row(id: number | undefined) {
  return (await store.look("select * from outbox where id = $1", [id]))[0];
}

async function factsOf(id: number | undefined): Promise<NoticeFacts> {
  let facts: NoticeFacts | undefined;
  await store.outbox.claimOutbox(id ?? 0, NOW, async (claimed) => {
    facts = await claimed.facts();
    return { state: "retry", reason: "tested", at: NOW };
  });
  if (!facts) throw new Error("not claimed");
  return facts;
}

describe("a mail owed", () => {
  test("is lent to one sender at a time, also across processes", async () => {
    const { ids } = await owing(anOwed());
    const otherPool = createPool({ connectionString: store.connectionString, max: 2, log: silentLog });
    const other = createStore({ pool: otherPool, desk: store.desk, tokens: store.tokens, attachmentBytes });
    const attempts: Attempt[] = [];
    const outcome = await store.outbox.claimOutbox(ids[0] ?? 0, NOW, async () => {
      for (const sender of [store, other]) {
        attempts.push((await sender.outbox.claimOutbox(ids[0] ?? 0, NOW, async () => sent)).attempt);
      }
      return sent;
    });
    expect(attempts).toEqual(["busy", "busy"]);
    expect(outcome.attempt).toBe("done");
    expect((await other.outbox.claimOutbox(ids[0] ?? 0, NOW, async () => sent)).attempt).toBe("finished");
    await other.close();
    await otherPool.end();
  });

  test("keeps the bytes that were made, for the next try as well", async () => {
    const { ids } = await owing(anOwed());
    const bytes = Buffer.from("From: desk\r\n\r\n\0\xff", "latin1");
    const broken = store.outbox.claimOutbox(ids[0] ?? 0, NOW, async (claimed) => {
      expect(claimed.row.rendered).toBeNull();
      await claimed.saveRendered(bytes);
      throw new Error("the process died here");
    });
    await expect(broken).rejects.toThrow("died");
    let seen: OutboxTransaction["row"] | undefined;
    await store.outbox.claimOutbox(ids[0] ?? 0, NOW, async (claimed) => {
      seen = claimed.row;
      return sent;
    });
    expect(seen).toMatchObject({
      rendered: bytes,
      notice: "acknowledgement",
      recipient: SOFIE,
      audience: "user",
    });
    expect(seen?.data).toMatchObject({ extent: "full" });
  });

  test("is not sent before its time", async () => {
    const { ids } = await owing(anOwed({ notBefore: later(900_000) }));
    expect((await send(ids[0], sent)).attempt).toBe("early");
    expect((await send(ids[0], sent, later(900_000))).attempt).toBe("done");
  });

  test("that does not exist or was taken back is finished", async () => {
    const { ids } = await owing(anOwed(), {
      do: "suppress",
      case: "new:case",
      notices: ["acknowledgement"],
      reason: "tested",
    });
    expect((await send(ids[0], sent)).attempt).toBe("finished");
    expect((await send(987_654_321, sent)).attempt).toBe("finished");
  });
});

describe("what came of it", () => {
  test("sent by the desk itself: the record says so, the text joins the conversation, no token stays", async () => {
    const { caseId, ids } = await owing(anOwed());
    const nonce = (await row(ids[0]))?.nonce as Buffer;
    const token = store.tokens.token(nonce);
    await store.outbox.claimOutbox(ids[0] ?? 0, NOW, async (claimed) => {
      await claimed.saveRendered(Buffer.from(`Message-ID: <dp.${token}@desk.example>`));
      const text = `Hello\ndesk+${token.toUpperCase()}@desk.example`;
      return { ...sent, text, inReplyTo: "asked@x", alias: "Other@relay.example" };
    });
    expect(await row(ids[0])).toMatchObject({
      state: "sent",
      response: "250 ok",
      attempts: 1,
      sent_at: NOW,
      rendered: null,
      in_reply_to: "asked@x",
      internal_text: null,
    });
    const messages = await store.look("select * from message where case_id = $1", [caseId]);
    expect(messages).toMatchObject([
      {
        direction: "out",
        kind: "automatic",
        text: "Hello\ndesk+…@desk.example",
        author_address: "helpdesk@desk.example",
        author_name: "IT Helpdesk",
        outbox_id: ids[0],
      },
    ]);
    const everything = JSON.stringify([messages, await row(ids[0])]).toLowerCase();
    expect(everything).not.toContain(token);
    expect(await store.ask((tx) => tx.findThreads(["other@relay.example"], null, []))).toMatchObject([
      { caseId, by: "alias" },
    ]);
  });

  test("sent in somebody's words: the message that holds them knows its mail", async () => {
    const answer = aMessage({
      direction: "out",
      author: { address: ANNA, name: "Anna", verified: true },
      text: "Try now",
    });
    const { caseId, ids } = await owing(
      { do: "addMessage", case: "new:case", as: "new:m", message: answer },
      anOwed({ notice: "answer", data: {}, message: "new:m" }),
    );
    await send(ids[0], { ...sent, text: "Try now\n\nAnna" });
    expect(await store.look("select text, outbox_id from message where case_id = $1", [caseId])).toEqual([
      { text: "Try now", outbox_id: ids[0] },
    ]);
  });

  test("a person's first words to the requester are put on the case in the same commit, and no later ones", async () => {
    const { caseId, ids } = await owing(
      anOwed({ notice: "answer", data: {}, key: "one" }),
      anOwed({ notice: "answer", data: {}, key: "two" }),
    );
    const asked: (Date | null)[] = [];
    const respond = (at: Date) => (facts: CaseFacts) => {
      asked.push(facts.case.firstResponseAt);
      return decideWritten({ notice: "answer", audience: "user", recipient: SOFIE }, facts, store.desk, at);
    };
    await send(ids[0], { ...sent, respond: respond(later(90_000)) }, later(90_000));
    await send(ids[1], { ...sent, respond: respond(later(99_000)) }, later(99_000));
    expect(asked).toEqual([null]);
    const facts = (await store.ask((tx) => tx.loadCases([caseId]))).get(caseId);
    expect(facts?.case.firstResponseAt).toEqual(later(90_000));
    expect(facts?.history.at(-1)).toMatchObject({
      actor: "desk",
      field: "firstResponseAt",
      at: later(90_000),
    });
    expect(await row(ids[1])).toMatchObject({ state: "sent" });
  });

  test("sent to an agent: what users must not see is known to the guard, and is no message", async () => {
    const { caseId, ids } = await owing(
      anOwed({
        notice: "new_case",
        data: { linkedTo: null, warning: null },
        audience: "agent",
        to: { address: ANNA, name: null },
      }),
    );
    await send(ids[0], { ...sent, text: "Internal hint: the vendor pays" });
    const facts = await store.ask((tx) => tx.loadCases([caseId]));
    expect(facts.get(caseId)?.internalTexts).toEqual(["Internal hint: the vendor pays"]);
    expect(await store.look("select * from message where case_id = $1", [caseId])).toEqual([]);
  });

  test("deferred: it is due again then, under a new wake", async () => {
    const { ids } = await owing(anOwed());
    const { attempt, wakes } = await send(ids[0], {
      state: "retry",
      reason: "smtp_deferred",
      at: later(60_000),
    });
    expect(attempt).toBe("done");
    expect(wakes).toEqual([{ queue: "outbox", id: ids[0], version: 2, at: later(60_000) }]);
    expect(await row(ids[0])).toMatchObject({ state: "pending", attempts: 1, reason: "smtp_deferred" });
    expect((await send(ids[0], sent, later(30_000))).attempt).toBe("early");
    expect((await send(ids[0], sent, later(60_000))).attempt).toBe("done");
  });

  test("refused: what follows for the case is committed with it", async () => {
    const { caseId, ids } = await owing(anOwed());
    const verdict = aVerdict({
      case: caseId,
      changes: [
        {
          do: "addMessage",
          case: caseId,
          as: "new:b",
          message: aMessage({ kind: "bounce", text: "550 no such user" }),
        },
        anOwed({
          key: "told",
          notice: "delivery_failed",
          data: { to: SOFIE, notice: "acknowledgement", response: "550", hard: false },
          case: caseId,
          audience: "agent",
          to: { address: ANNA, name: null },
        }),
      ],
    });
    const outcome = { state: "failed", reason: "recipient_refused", response: "550 \0no", verdict } as const;
    const { wakes } = await send(ids[0], outcome);
    expect(wakes).toMatchObject([{ queue: "outbox", version: 1, at: null }]);
    expect(await row(ids[0])).toMatchObject({
      state: "failed",
      reason: "recipient_refused",
      response: "550 no",
    });
    expect(await store.look("select kind from message where case_id = $1", [caseId])).toEqual([
      { kind: "bounce" },
    ]);
    expect((await row(wakes[0]?.id))?.notice).toBe("delivery_failed");
  });

  test("refused while the case moved on: it is tried once more, nothing is lost", async () => {
    const { caseId, ids } = await owing(anOwed());
    const verdict = aVerdict({ case: caseId, basedOn: [{ caseId, version: 99 }] });
    const { wakes } = await send(ids[0], { state: "failed", reason: "refused", response: "550", verdict });
    expect(await row(ids[0])).toMatchObject({ state: "pending", reason: "conflict" });
    expect(wakes).toMatchObject([{ queue: "outbox", id: ids[0], version: 2 }]);
  });

  test("given up without a case, and held back", async () => {
    const { ids } = await owing(anOwed(), anOwed({ key: "b" }));
    await send(ids[0], { state: "failed", reason: "mailbox_unknown", response: "gone", verdict: null });
    await send(ids[1], { state: "suppressed", reason: "too_late" });
    expect(await row(ids[0])).toMatchObject({ state: "failed", reason: "mailbox_unknown", response: "gone" });
    expect(await row(ids[1])).toMatchObject({ state: "suppressed", reason: "too_late" });
  });

  test("taken back while it was on its way: the record says that it went out", async () => {
    const { caseId, ids } = await owing(anOwed({ notice: "started", data: {} }));
    await store.outbox.claimOutbox(ids[0] ?? 0, NOW, async () => {
      const inboundId = await store.take("Message-ID: <meanwhile@x>\r\n\r\n");
      const suppress: Change = { do: "suppress", case: caseId, notices: ["started"], reason: "answered" };
      await store.decide(inboundId, { case: caseId, changes: [suppress] });
      return sent;
    });
    expect(await row(ids[0])).toMatchObject({ state: "sent", reason: null });
  });
});

describe("what a mail is written from", () => {
  test("is the case, its requester, its messages newest first, and the thread with this recipient", async () => {
    const { caseId, ids } = await owing(
      { do: "rememberPerson", address: SOFIE, name: "Sofie", language: "da" },
      {
        do: "addMessage",
        case: "new:case",
        as: "new:1",
        message: aMessage({ messageId: "one@x", text: "first" }),
      },
      {
        do: "addMessage",
        case: "new:case",
        as: "new:2",
        message: aMessage({ messageId: "two@x", text: "second" }),
      },
      {
        do: "addMessage",
        case: "new:case",
        as: "new:3",
        message: aMessage({
          kind: "note",
          author: { address: ANNA, name: null, verified: true },
          text: "third",
        }),
      },
      { do: "set", case: "new:case", field: "agent", from: null, to: ANNA, actor: ANNA },
      anOwed(),
      anOwed({ key: "b", notice: "answer", data: {}, message: "new:3" }),
    );
    const other = await store.open({ subject: "Another" });
    await send(ids[0], sent);
    const facts = await factsOf(ids[1]);
    expect(facts.case).toMatchObject({ id: caseId, agent: ANNA });
    expect(facts.agentName).toBe("Anna Holm");
    expect(facts.requester).toMatchObject({
      address: SOFIE,
      name: "Sofie Berg",
      language: "da",
      phone: null,
    });
    expect(facts.message?.text).toBe("third");
    expect(facts.earlier.map((message) => [message.text, message.messageId])).toEqual([
      ["second", "two@x"],
      ["first", "one@x"],
    ]);
    expect(facts.thread.messageIds).toEqual(["one@x", "two@x"]);
    expect(facts.thread.nonces).toEqual([(await row(ids[0]))?.nonce]);
    expect(facts.otherCases.map((one) => one.number)).toContain(other.number);
    expect(facts.otherCases.map((one) => one.subject)).not.toContain(undefined);
    expect(facts.shown).toEqual([]);
  });

  test("has nothing of a case where there is none", async () => {
    const inboundId = await store.take("Message-ID: <alert@x>\r\n\r\n");
    const notice = anOwed({
      case: null,
      notice: "operator_alert",
      audience: "operator",
      data: { code: "a", subject: "b", explanation: "c", hint: "d" },
    });
    const { wakes } = await store.decide(inboundId, { changes: [notice] });
    const facts = await factsOf(wakes[0]?.id);
    expect(facts).toEqual({
      case: null,
      requester: null,
      reporter: null,
      message: null,
      earlier: [],
      otherCases: [],
      thread: { nonces: [], messageIds: [] },
      agentName: null,
      shown: [],
    });
  });

  test("holds what a receipt was asked to show", async () => {
    const file = {
      index: 0,
      name: "a.log",
      contentType: "text/plain",
      size: 3,
      sha256: "ee".repeat(32),
      contentId: null,
      inline: false,
      holdsToken: false,
    };
    const shown = await store.open({ also: { agent: MIKE, priority: "low" } }, [
      {
        do: "addMessage",
        case: "new:case",
        as: "new:1",
        message: aMessage({ text: "with a file", attachments: [file] }),
      },
      { do: "addMessage", case: "new:case", as: "new:2", message: aMessage({ text: "without" }) },
    ]);
    const urgent = await store.open({ also: { agent: MIKE, priority: "critical" } });
    await store.open({ status: "closed", also: { agent: MIKE } });
    const show = [
      { what: "case", number: shown.number },
      { what: "why", number: shown.number },
      { what: "files", number: shown.number },
      { what: "case", number: 987_654 },
      { what: "list", which: "mine" },
      { what: "list", which: "Network" },
      { what: "list", which: "gibberish" },
      { what: "help", verb: null },
    ];
    const { ids } = await owing(
      anOwed({
        notice: "command_receipt",
        data: { lines: [], sent: [], text: "none", remarks: [], show, undoable: false } as never,
        audience: "agent",
        to: { address: MIKE, name: null },
      }),
    );
    const [whole, why, files, missing, mine, network, gibberish, help] = (await factsOf(ids[0])).shown;
    expect(whole).toMatchObject({ found: { case: { number: shown.number }, requester: { address: SOFIE } } });
    expect(whole?.what === "case" && whole.found?.messages.map((one) => one.text)).toEqual([
      "without",
      "with a file",
    ]);
    expect(why).toMatchObject({ found: [{ reason: "opened", evidence: [] }] });
    expect(files).toMatchObject({
      found: [{ text: "with a file", attachments: [{ name: "a.log", size: 3, inline: false }] }],
    });
    expect(missing).toMatchObject({ found: null });
    expect(mine).toMatchObject({ total: 2, cases: [{ number: urgent.number }, { number: shown.number }] });
    expect(network).toMatchObject({ total: 0, cases: [] });
    expect(gibberish).toMatchObject({ total: 0, cases: [] });
    expect(help).toEqual({ what: "help", verb: null });
  });
});

test("attachments are cut out of the raw mail again, under their safe names", async () => {
  const raw = await letter({
    from: "Sofie <sofie@uni.example>",
    text: "see files",
    attachments: [
      { filename: "a.txt", content: "alpha" },
      { filename: "b.bin", content: Buffer.from([0, 255, 10]) },
    ],
  });
  const inboundId = await store.take(raw);
  const file = (index: number, name: string, content: string | Buffer = "") => {
    return {
      index,
      name,
      contentType: "text/plain",
      size: 1,
      sha256: createHash("sha256").update(content).digest("hex"),
      contentId: null,
      inline: false,
      holdsToken: false,
    };
  };
  const message = aMessage({
    attachments: [
      file(0, "safe-a.txt", "alpha"),
      file(1, "safe-b.bin", Buffer.from([0, 255, 10])),
      file(7, "never.there"),
    ],
  });
  const { caseId } = await store.open();
  const { result, wakes } = await store.decide(inboundId, {
    case: caseId,
    changes: [
      { do: "addMessage", case: caseId, as: "new:m", message },
      anOwed({ case: caseId, message: "new:m" }),
    ],
  });
  expect(result?.ok).toBe(true);
  await store.outbox.claimOutbox(wakes[0]?.id ?? 0, NOW, async (claimed) => {
    const files = await claimed.attachments(claimed.row.messageId ?? 0);
    expect(files.map(({ name, size, content }) => [name, size, content])).toEqual([
      ["safe-a.txt", 5, Buffer.from("alpha")],
      ["safe-b.bin", 3, Buffer.from([0, 255, 10])],
    ]);
    expect(await claimed.attachments(987_654)).toEqual([]);
    return sent;
  });
});
