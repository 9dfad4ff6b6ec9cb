import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Change } from "../../src/domain/change.ts";
import { hashToken } from "../../src/token.ts";
import { ANNA, MIKE, NOW, SOFIE } from "../support/facts.ts";
import { aMessage, anOwed, aVerdict, openTestStore, type TestStore } from "../support/store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.end());

async function load(caseId: number) {
  const facts = (await store.ask((tx) => tx.loadCases([caseId]))).get(caseId);
  if (!facts) throw new Error(`no case ${caseId}`);
  return facts;
}

/** Carries out changes on a case by a new mail. */
async function change(caseId: number, changes: Change[], now = NOW) {
  const inboundId = await store.take(`change ${Math.random()}`);
  const { result, wakes } = await store.decide(inboundId, { case: caseId, changes, reason: "joined" }, now);
  if (!result?.ok) throw new Error(`refused: ${result?.reason}`);
  return { inboundId, wakes, result };
}

describe("a verdict that opens a case", () => {
  test("leaves case, message, person, history, notice and the mail's outcome in one commit", async () => {
    const inboundId = await store.take("Message-ID: <first@x>\r\n\r\nhelp");
    const changes: Change[] = [
      {
        do: "openCase",
        as: "new:case",
        actor: SOFIE,
        case: {
          mailbox: "helpdesk",
          status: "registered",
          subject: "Printer",
          language: "da",
          team: "servicedesk",
          owner: "servicedesk",
          requester: SOFIE,
          requesterName: "Sofie",
          openedAt: NOW,
          also: { priority: "minor", place: "2.14" },
        },
      },
      { do: "set", case: "new:case", field: "category", from: null, to: "Printing/Jam", actor: "desk" },
      {
        do: "addMessage",
        case: "new:case",
        as: "new:message",
        message: aMessage({
          messageId: "first@x",
          namedIds: ["older@x"],
          contentHash: "ab".repeat(32),
          shape: "cd".repeat(32),
          addressees: ["helpdesk@desk.example", "peer@uni.example"],
          attachments: [
            {
              index: 0,
              name: "log.txt",
              contentType: "text/plain",
              size: 5,
              sha256: "cd".repeat(32),
              contentId: null,
              inline: false,
              holdsToken: false,
            },
          ],
        }),
      },
      {
        do: "addParticipant",
        case: "new:case",
        address: SOFIE,
        name: "Sofie",
        role: "requester",
        actor: SOFIE,
      },
      { do: "rememberPerson", address: SOFIE, name: "Sofie", language: "da" },
      anOwed({ message: "new:message" }),
      anOwed({ key: "later", notice: "started", data: {}, notBefore: new Date(NOW.getTime() + 900_000) }),
      { do: "startClock", case: "new:case", kind: "auto_close", dueAt: new Date(NOW.getTime() + 1_000) },
    ];
    const evidence = [{ step: "thread", code: "no_evidence", detail: "names no case" }];
    const { attempt, result, wakes } = await store.decide(inboundId, { case: "new:case", changes, evidence });
    expect(attempt).toBe("done");
    if (!result?.ok) throw new Error("refused");
    expect(wakes).toEqual([
      { queue: "outbox", id: expect.any(Number), version: 1, at: null },
      { queue: "outbox", id: expect.any(Number), version: 1, at: new Date(NOW.getTime() + 900_000) },
      { queue: "clock", id: expect.any(Number), version: 1, at: new Date(NOW.getTime() + 1_000) },
    ]);
    const facts = await load(result.caseId ?? 0);
    expect(facts.case).toMatchObject({
      number: result.caseNumber,
      version: 1,
      status: "registered",
      type: "incident",
      category: "Printing/Jam",
      place: "2.14",
      priority: "minor",
      requester: SOFIE,
      language: "da",
      openedAt: NOW,
      participants: [{ address: SOFIE, name: "Sofie", role: "requester" }],
      reopenCount: 0,
    });
    expect(
      facts.history.map(({ actor, field, from, to, inboundId: mail }) => [actor, field, from, to, mail]),
    ).toEqual([
      [SOFIE, "status", null, "registered", inboundId],
      ["desk", "category", null, "Printing/Jam", inboundId],
      [SOFIE, "participant", null, SOFIE, inboundId],
    ]);
    expect(facts.clocks).toEqual([{ kind: "auto_close", dueAt: new Date(NOW.getTime() + 1_000) }]);
    expect(facts.lastUserMessageId).not.toBeNull();
    const found = await store.ask(async (tx) => ({
      duplicate: await tx.findDuplicate("ab".repeat(32), true),
      person: await tx.findPerson(SOFIE),
      threads: await tx.findThreads(["FIRST@x"], "older@x", [facts.case.number]),
    }));
    expect(found.duplicate?.caseId).toBe(facts.case.id);
    expect(found.person).toMatchObject({
      address: SOFIE,
      name: "Sofie",
      language: "da",
      languageStated: false,
    });
    expect(found.threads.map(({ by, author }) => [by, author])).toEqual([
      ["named", SOFIE],
      ["own", SOFIE],
      ["tag", null],
    ]);
    expect(found.threads[0]?.addressees).toEqual(["helpdesk@desk.example", "peer@uni.example"]);
    const [mail] = await store.look("select * from inbound_mail where id = $1", [inboundId]);
    expect(mail).toMatchObject({
      state: "processed",
      reason: "opened",
      kind: "human",
      evidence,
      case_id: facts.case.id,
    });
    expect(await store.look("select name, size from attachment where inbound_id = $1", [inboundId])).toEqual([
      { name: "log.txt", size: 5 },
    ]);
  });

  test("gives each notice a token of its own, of which only the hash is stored", async () => {
    const { caseId, inboundId } = await store.open({}, [
      anOwed(),
      anOwed({ key: "team", notice: "new_case", audience: "agent", to: { address: ANNA, name: "Anna" } }),
    ]);
    const rows = await store.look("select * from outbox where case_id = $1 order by id", [caseId]);
    const tokens = rows.map((row) => store.tokens.token(row.nonce as Buffer));
    expect(new Set(tokens).size).toBe(2);
    for (const [i, row] of rows.entries()) {
      expect(row.token_hash).toEqual(hashToken(tokens[i] ?? ""));
      expect(JSON.stringify(row)).not.toContain(tokens[i]);
    }
    const found = await store.ask((tx) => tx.findTokens([...tokens, "a".repeat(26)]));
    expect(found).toMatchObject([
      { token: tokens[0], caseId, recipient: SOFIE, audience: "user", inboundId, usedForCommands: false },
      { token: tokens[1], caseId, recipient: ANNA, audience: "agent", notice: "new_case" },
    ]);
    expect((found[0]?.expiresAt.getTime() ?? 0) - NOW.getTime()).toBe(365 * 24 * 3_600_000);
  });
});

describe("a verdict on a case that is there", () => {
  test("keeps tags, service level and order, with the tags named one by one in the history", async () => {
    const { caseId } = await store.open({ also: { serviceLevel: "gold" } });
    expect((await load(caseId)).case).toMatchObject({ tags: [], serviceLevel: "gold", order: null });
    await change(caseId, [
      { do: "set", case: caseId, field: "tags", from: [], to: ["print", "vip"], actor: ANNA },
      { do: "set", case: caseId, field: "order", from: null, to: "laptop", actor: ANNA },
    ]);
    await change(caseId, [
      { do: "set", case: caseId, field: "tags", from: ["print", "vip"], to: [], actor: ANNA },
    ]);
    const facts = await load(caseId);
    expect(facts.case).toMatchObject({ tags: [], serviceLevel: "gold", order: "laptop" });
    const tagged = facts.history.filter((row) => row.field === "tags");
    expect(tagged.map(({ from, to }) => [from, to])).toEqual([
      [null, "print, vip"],
      ["print, vip", null],
    ]);
  });

  test("writes down once how a mail of ours was told not to have arrived", async () => {
    const { caseId } = await store.open({}, [anOwed({ key: "t" })]);
    const [row] = await store.look("select id, nonce from outbox where case_id = $1", [caseId]);
    const outboxId = row?.id as number;
    for (const told of ["soft", "hard", "hard"] as const) {
      await change(caseId, [{ do: "recordBounce", outboxId, told }]);
    }
    const [token] = await store.ask((tx) => tx.findTokens([store.tokens.token(row?.nonce as Buffer)]));
    expect(token?.bouncesTold).toEqual(["soft", "hard"]);
  });

  test("sets fields, tells each step in the history, and moves the case's version on", async () => {
    const { caseId } = await store.open();
    const { inboundId } = await change(caseId, [
      { do: "set", case: caseId, field: "status", from: "registered", to: "resolved", actor: ANNA },
      { do: "set", case: caseId, field: "resolvedAt", from: null, to: NOW, actor: ANNA },
      { do: "set", case: caseId, field: "timeSpentMinutes", from: 0, to: 15, actor: ANNA },
      { do: "set", case: caseId, field: "agent", from: null, to: ANNA, actor: ANNA },
      { do: "set", case: caseId, field: "agent", from: ANNA, to: null, actor: ANNA },
      { do: "recordCommand", case: caseId, actor: ANNA, verb: "resolve", value: null, result: "ok" },
      { do: "recordCommand", case: caseId, actor: ANNA, verb: "time", value: "15m", result: "15" },
    ]);
    const facts = await load(caseId);
    expect(facts.case).toMatchObject({
      version: 2,
      status: "resolved",
      resolvedAt: NOW,
      timeSpentMinutes: 15,
      agent: null,
      subject: "Printer jammed",
    });
    expect(facts.history.slice(1).map(({ field, from, to }) => [field, from, to])).toEqual([
      ["status", "registered", "resolved"],
      ["resolvedAt", null, NOW.toISOString()],
      ["timeSpentMinutes", "0", "15"],
      ["agent", null, ANNA],
      ["agent", ANNA, null],
    ]);
    expect(facts.commands.map(({ verb, undone }) => [verb, undone])).toEqual([
      ["resolve", false],
      ["time", false],
    ]);
    await change(caseId, [{ do: "markUndone", case: caseId, inboundId }]);
    expect((await load(caseId)).commands.every((command) => command.undone)).toBe(true);
  });

  test("is refused when it was decided on an older version, and leaves nothing behind", async () => {
    const { caseId } = await store.open();
    const { version } = (await load(caseId)).case;
    await change(caseId, [{ do: "set", case: caseId, field: "place", from: null, to: "1", actor: ANNA }]);
    const inboundId = await store.take("late");
    const stale = aVerdict({
      case: caseId,
      basedOn: [{ caseId, version }],
      changes: [
        { do: "useCommandMail", agent: ANNA, digest: "11".repeat(32), outboxId: null },
        { do: "set", case: caseId, field: "place", from: null, to: "2", actor: MIKE },
      ],
    });
    const outcome = await store.intake.claimInbound(inboundId, NOW, async (tx) => {
      expect(await tx.commit(stale)).toEqual({ ok: false, reason: "conflict" });
      const now = (await tx.loadCases([caseId])).get(caseId)?.case.version ?? 0;
      return tx.commit({ ...stale, basedOn: [{ caseId, version: now }] });
    });
    expect(outcome.result?.ok).toBe(true);
    expect((await load(caseId)).case.place).toBe("2");
  });

  test("that uses a command mail again is refused as a whole", async () => {
    const { caseId } = await store.open({}, [anOwed({ key: "t", notice: "new_case", audience: "agent" })]);
    const [row] = await store.look("select id, nonce from outbox where case_id = $1", [caseId]);
    const use = (place: string): Change[] => [
      { do: "useCommandMail", agent: ANNA, digest: "22".repeat(32), outboxId: row?.id as number },
      { do: "set", case: caseId, field: "place", from: null, to: place, actor: ANNA },
    ];
    await change(caseId, use("first"));
    const inboundId = await store.take("replayed");
    const again = await store.intake.claimInbound(inboundId, NOW, async (tx) => {
      const refused = await tx.commit(aVerdict({ case: caseId, changes: use("second") }));
      expect(refused).toEqual({ ok: false, reason: "already_done" });
      return tx.commit(aVerdict({ outcome: "ignored", reason: "replayed_command", case: caseId }));
    });
    expect(again.result?.ok).toBe(true);
    expect((await load(caseId)).case.place).toBe("first");
    const [token] = await store.ask((tx) => tx.findTokens([store.tokens.token(row?.nonce as Buffer)]));
    expect(token?.usedForCommands).toBe(true);
  });

  test("starts a clock afresh, cancels it, and of several words the last one holds", async () => {
    const { caseId } = await store.open();
    const at = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
    const start = (hours: number): Change => ({
      do: "startClock",
      case: caseId,
      kind: "wait_until",
      dueAt: at(hours),
    });
    const cancel: Change = { do: "cancelClocks", case: caseId, kinds: ["wait_until", "auto_close"] };
    await change(caseId, [start(1)]);
    await change(caseId, [start(2)]);
    expect((await load(caseId)).clocks).toEqual([{ kind: "wait_until", dueAt: at(2) }]);
    await change(caseId, [cancel, start(3)]);
    expect((await load(caseId)).clocks).toEqual([{ kind: "wait_until", dueAt: at(3) }]);
    const { wakes } = await change(caseId, [start(4), cancel]);
    expect(wakes).toEqual([]);
    expect((await load(caseId)).clocks).toEqual([]);
    const states = await store.look("select state from clock where case_id = $1 order by id", [caseId]);
    expect(states.map((row) => row.state)).toEqual(["cancelled", "cancelled", "cancelled"]);
  });

  test("takes back what is owed and not sent, also what it owed itself before that word", async () => {
    const { caseId } = await store.open({}, [anOwed({ key: "s", notice: "started", data: {} }), anOwed()]);
    const owed = (key: string): Change => anOwed({ key, notice: "started", data: {}, case: caseId });
    const { wakes } = await change(caseId, [
      owed("before"),
      { do: "suppress", case: caseId, notices: ["started"], reason: "answered" },
      owed("after"),
    ]);
    const rows = await store.look("select notice, state, reason from outbox where case_id = $1 order by id", [
      caseId,
    ]);
    expect(rows.map((row) => [row.notice, row.state, row.reason])).toEqual([
      ["started", "suppressed", "answered"],
      ["acknowledgement", "pending", null],
      ["started", "suppressed", "answered"],
      ["started", "pending", null],
    ]);
    expect(wakes).toHaveLength(1);
  });

  test("adds and removes people and links, seen from both sides where both sides have them", async () => {
    const [one, two] = [await store.open(), await store.open()];
    await change(one.caseId, [
      {
        do: "addParticipant",
        case: one.caseId,
        address: "b@x",
        name: null,
        role: "participant",
        actor: ANNA,
      },
      { do: "addParticipant", case: one.caseId, address: "c@x", name: "C", role: "participant", actor: ANNA },
      { do: "link", case: one.caseId, other: two.caseId, kind: "related", actor: ANNA },
      { do: "link", case: one.caseId, other: two.caseId, kind: "mentioned", actor: ANNA },
      { do: "removeParticipant", case: one.caseId, address: "b@x", actor: ANNA },
    ]);
    expect((await load(one.caseId)).case.participants.map((person) => person.address)).toEqual(["c@x"]);
    expect((await load(one.caseId)).case.links).toEqual([
      { number: two.number, kind: "mentioned" },
      { number: two.number, kind: "related" },
    ]);
    expect((await load(two.caseId)).case.links).toEqual([{ number: one.number, kind: "related" }]);
    const history = (await load(one.caseId)).history.slice(1);
    expect(history.map(({ field, from, to }) => [field, from, to])).toEqual([
      ["participant", null, "b@x"],
      ["participant", null, "c@x"],
      ["link", null, `related #${two.number}`],
      ["link", null, `mentioned #${two.number}`],
      ["participant", "b@x", null],
    ]);
    await change(two.caseId, [
      { do: "unlink", case: two.caseId, other: one.caseId, kind: "related", actor: ANNA },
    ]);
    expect((await load(one.caseId)).case.links).toEqual([{ number: two.number, kind: "mentioned" }]);
  });

  test("that merges it is followed to the case that lives on", async () => {
    const [from, into] = [await store.open(), await store.open()];
    await change(from.caseId, [
      { do: "set", case: from.caseId, field: "mergedInto", from: null, to: into.number, actor: ANNA },
    ]);
    const loaded = await store.ask((tx) => tx.loadCases([from.caseId]));
    expect([...loaded.keys()].sort()).toEqual([from.caseId, into.caseId].sort());
    expect(loaded.get(from.caseId)?.case.mergedInto).toBe(into.number);
  });

  test("holds an agent's mail until a notice of this verdict is confirmed", async () => {
    const { caseId } = await store.open();
    const { inboundId } = await change(caseId, [
      anOwed({ key: "ask", notice: "command_held", audience: "agent", case: caseId }),
      { do: "hold", case: caseId, agent: ANNA, confirmBy: "ask" },
      {
        do: "addMessage",
        case: caseId,
        as: "new:m",
        message: aMessage({ kind: "held", text: "an unproved secret" }),
      },
    ]);
    const [asked] = await store.look("select id from outbox where case_id = $1", [caseId]);
    const find = () => store.ask((tx) => tx.findHeld([asked?.id as number]));
    expect(await find()).toMatchObject({ inboundId, agent: ANNA, caseId, receivedAt: NOW });
    await change(caseId, [{ do: "releaseHeld", inboundId, as: "released" }]);
    expect(await find()).toBeNull();
  });

  test("remembers people without forgetting what they stated", async () => {
    const { caseId } = await store.open();
    const remember = (name: string | null, language: string | null): Change => {
      return { do: "rememberPerson", address: "p@x", name, language };
    };
    await change(caseId, [remember("Pia", "en"), remember(null, "da")]);
    expect(await store.ask((tx) => tx.findPerson("p@x"))).toMatchObject({ name: null, language: "da" });
    await change(caseId, [remember("Pia", null)]);
    await store.look("update person set language_stated = true where address = 'p@x'");
    await change(caseId, [remember("Pia B", "en")]);
    expect(await store.ask((tx) => tx.findPerson("p@x"))).toMatchObject({ name: "Pia B", language: "da" });
  });

  test("learns what a relay called our mail, but never stores one of our own ids", async () => {
    const { caseId } = await store.open();
    const ours = `dp.${"a".repeat(26)}@desk.example`;
    await change(caseId, [
      { do: "learnAlias", case: caseId, id: "Renamed@relay.example" },
      { do: "learnAlias", case: caseId, id: "renamed@relay.example" },
      { do: "learnAlias", case: caseId, id: ours },
    ]);
    const threads = await store.ask((tx) => tx.findThreads(["renamed@RELAY.example"], null, []));
    expect(threads).toEqual([{ caseId, by: "alias", position: 1, author: null, addressees: [] }]);
    expect(await store.look("select * from thread_id where id_text = $1", [ours])).toEqual([]);
  });
});

test("text that Postgres refuses is cleaned on its way in, wherever it stands", async () => {
  const bad = "a\0b\ud800c";
  const { caseId, inboundId } = await store.open({ subject: bad, requesterName: bad }, [
    {
      do: "addMessage",
      case: "new:case",
      as: "new:m",
      message: aMessage({ text: bad, fullText: bad, namedIds: [bad] }),
    },
    anOwed({ notice: "forwarded", data: { words: bad, by: "Anna Holm" } }),
  ]);
  expect((await load(caseId)).case.subject).toBe("abc");
  const [owed] = await store.look("select data from outbox where inbound_id = $1", [inboundId]);
  expect(owed?.data).toMatchObject({ words: "abc" });
});

test("a verdict that names what it never made is a bug, and changes nothing", async () => {
  const inboundId = await store.take("bug");
  const changes: Change[] = [anOwed({ case: "new:nowhere" })];
  await expect(store.decide(inboundId, { changes })).rejects.toThrow("new:nowhere");
  expect(await store.look("select state from inbound_mail where id = $1", [inboundId])).toEqual([
    { state: "received" },
  ]);
});

test("verdicts on the same cases at the same time all take effect, none twice", async () => {
  const [one, two] = [await store.open(), await store.open()];
  const add = async (i: number) => {
    const inboundId = await store.take(`Message-ID: <concurrent${i}@x>\r\n\r\n`);
    const first = i % 2 ? one : two;
    const second = i % 2 ? two : one;
    const { attempt } = await store.intake.claimInbound(inboundId, NOW, async (tx) => {
      for (;;) {
        const cases = await tx.loadCases([first.caseId, second.caseId]);
        const changes = [first, second].map(({ caseId }): Change => {
          const from = cases.get(caseId)?.case.timeSpentMinutes ?? 0;
          return { do: "set", case: caseId, field: "timeSpentMinutes", from, to: from + 1, actor: ANNA };
        });
        const basedOn = [...cases.values()].map((facts) => {
          return { caseId: facts.case.id, version: facts.case.version };
        });
        const result = await tx.commit(aVerdict({ case: first.caseId, basedOn, changes }));
        if (result.ok) return result;
      }
    });
    expect(attempt).toBe("done");
  };
  await Promise.all(Array.from({ length: 24 }, (_, i) => add(i)));
  expect((await load(one.caseId)).case.timeSpentMinutes).toBe(24);
  expect((await load(two.caseId)).case.timeSpentMinutes).toBe(24);
});

test("what the directory says of somebody's name and language no mail overwrites, and their alias leads to them", async () => {
  const listed = "listed@uni.example";
  await store.look(
    `insert into person (address, name, language, language_stated, listed_at) values ($1, 'Listed Name', 'da', true, now())`,
    [listed],
  );
  await store.look("insert into person_alias (alias, address) values ('alias@home.example', $1)", [listed]);
  await store.open({}, [
    { do: "rememberPerson", address: listed, name: "LISTED (IT)", language: "en" },
    { do: "rememberPerson", address: "met@uni.example", name: "Met", language: "en" },
  ]);
  await store.open({}, [
    { do: "rememberPerson", address: "met@uni.example", name: "Met Again", language: "nl" },
  ]);
  const found = await store.ask(async (tx) => [
    await tx.findPerson("alias@home.example"),
    await tx.findPerson("met@uni.example"),
    await tx.findPerson("nobody@uni.example"),
  ]);
  expect(found).toMatchObject(
    [
      { address: listed, name: "Listed Name", language: "da", listed: true, aliases: ["alias@home.example"] },
      { address: "met@uni.example", name: "Met Again", language: "nl", listed: false, aliases: [] },
      null,
    ].map((one) => one && expect.objectContaining(one)),
  );
});
