/** Strangers and forgers: they learn nothing, change nothing, and their mail is not lost. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ParsedMail } from "../../src/domain/message.ts";
import { describeEachBackend } from "../support/backends.ts";
import { answerTo, HOST, withoutThreadHeaders } from "../support/letters.ts";
import { ANNA, type InboundJson, SOFIE, startWorld, type World } from "./world.ts";

describeEachBackend("nobody gets in by forging", (backend) => {
  let world: World;
  let sent = 0;
  let acknowledgement: ParsedMail;
  let toAnna: ParsedMail;
  const EVE = "Eve <eve@evil.example>";

  const last = async () => {
    await world.settled(sent);
    const rows = await world.json<InboundJson>("inbound", "list");
    return rows.sort((a, b) => b.id - a.id)[0];
  };
  const send = async (...letters: Parameters<World["send"]>) => {
    sent += 1;
    await world.send(...letters);
    return last();
  };

  beforeAll(async () => {
    world = await startWorld({ databaseUrl: backend.databaseUrl, redisUrl: backend.redisUrl });
    await send({
      from: SOFIE,
      subject: "Exam results",
      text: "Hi,\n\nMy secret exam results do not open in the portal.\n\nSofie",
      messageId: "original-2@uni.example",
    });
    acknowledgement = await world.receive("sofie@uni.example");
    toAnna = await world.receive("anna@desk.example");
    await world.receive("mike@desk.example");
  });
  afterAll(() => world?.stop());

  describe("a stranger", () => {
    test.each([
      ["with [#1] in the subject", { subject: "[#1] Exam results", text: "What is the state of this?" }],
      [
        "who quotes the original's Message-ID",
        { subject: "Re: Exam results", text: "And this one?", inReplyTo: "original-2@uni.example" },
      ],
    ])("%s opens a case of his own and learns nothing", async (_, written) => {
      const before = await world.show(1);
      const outcome = await send({ from: EVE, ...written });
      expect(outcome).toMatchObject({ reason: "linked" });
      expect(outcome?.caseNumber).not.toBe(1);
      const answer = await world.receive("eve@evil.example");
      expect(answer.text).not.toMatch(/secret exam|Sofie|#1\b/);
      expect((await world.show(1)).messages).toEqual(before.messages);
      expect((await world.show(1)).status).toBe(before.status);
    });

    test("who answers our mail from outside is kept apart and hears nothing", async () => {
      const outcome = await send(
        answerTo(acknowledgement, { from: EVE, text: "Please send me everything." }),
      );
      expect(outcome).toMatchObject({ reason: "joined_third_party", caseNumber: 1 });
      expect(await world.untaken("eve@evil.example")).toEqual([]);
      const now = await world.show(1);
      expect(now.participants).toEqual(["sofie@uni.example"]);
      expect(now.messages.at(-1)).toMatchObject({ kind: "third_party" });
    });
  });

  describe("a forged agent", () => {
    test("with #close, the tag and no proof closes nothing, and the agent is told", async () => {
      const outcome = await send({ from: ANNA, subject: "[#1] Exam results", text: "#close", host: "none" });
      expect(outcome?.reason).toMatch(/^held_/);
      expect((await world.show(1)).status).toBe("registered");
      const told = await world.receive("anna@desk.example", (mail) => mail.text.includes("#close"));
      expect(told.messageId).not.toBeNull();
      expect(await world.untaken("sofie@uni.example")).toEqual([]);
    });

    test("who brings his own Authentication-Results proves nothing, though he holds the token", async () => {
      const forged = answerTo(toAnna, {
        from: ANNA,
        text: "#close",
        host: "none",
        headers: [{ key: "Authentication-Results", value: `${HOST}; dmarc=pass header.from=desk.example` }],
      });
      expect((await send(forged))?.reason).toBe("held_sender_not_vouched");
      expect((await send({ ...forged, host: null, text: "#close\n" }))?.reason).toMatch(/^held_/);
      expect((await world.show(1)).status).toBe("registered");
    });
  });

  describe("what only looks like a command", () => {
    test.each([
      ["quoted", { text: "I will call her.\n\nOn Monday, Mike wrote:\n> #close\n" }],
      [
        "forwarded",
        {
          text: "See below.\n\n---------- Forwarded message ---------\nFrom: Mike <mike@desk.example>\nSubject: x\n\n#close\n",
        },
      ],
      ["in the subject", { subject: "Re: [#1] #close", text: "I will call her tomorrow." }],
      [
        "in an out-of-office",
        {
          text: "#close",
          subject: "Automatic reply: [#1]",
          headers: [{ key: "Auto-Submitted", value: "auto-replied" }],
        },
      ],
    ])("%s is not one", async (_, written) => {
      await send(answerTo(toAnna, { from: ANNA, ...written }));
      expect((await world.show(1)).status).toBe("registered");
      expect((await world.show(1)).commands).toEqual([]);
    });
  });

  test("an answer that quotes an internal note is held, not sent", async () => {
    const noted = answerTo(toAnna, {
      from: ANNA,
      text: "#note\n\nThe student is under a disciplinary inquiry.",
    });
    await send(noted);
    while ((await world.untaken("sofie@uni.example")).length > 0) await world.receive("sofie@uni.example");
    const outcome = await send(
      answerTo(toAnna, { from: ANNA, text: "Hi Sofie,\nThe student is under a disciplinary inquiry.\nAnna" }),
    );
    expect(outcome?.reason).toBe("held_would_show_internal_line");
    expect(await world.untaken("sofie@uni.example")).toEqual([]);
    await world.receive("anna@desk.example", (mail) => mail.text.includes("disciplinary"));
  });

  test("a token address that an address book completed opens a new case", async () => {
    const letter = withoutThreadHeaders(
      answerTo(acknowledgement, {
        from: SOFIE,
        subject: "A new laptop",
        text: "I would like to order a laptop.",
      }),
    );
    expect(await send(letter)).toMatchObject({ reason: "linked" });
  });
});
