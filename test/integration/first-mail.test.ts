/** From the first mail to the thank-you, on both homes of the queue, over real IMAP and SMTP. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeEachBackend } from "../support/backends.ts";
import { answerTo, withoutThreadHeaders } from "../support/letters.ts";
import { ANNA, DESK, type InboundJson, SOFIE, startWorld, type World } from "./world.ts";

describeEachBackend("a case from beginning to end", (backend) => {
  let world: World;
  let sent = 0;
  beforeAll(async () => {
    world = await startWorld({ databaseUrl: backend.databaseUrl, redisUrl: backend.redisUrl });
  });
  afterAll(() => world?.stop());

  const send = async (...letters: Parameters<World["send"]>) => {
    sent += 1;
    await world.send(...letters);
  };
  const lastInbound = async () => {
    await world.settled(sent);
    return (await world.json<InboundJson>("inbound", "list")).sort((a, b) => b.id - a.id)[0];
  };

  test("the first mail makes one case and one acknowledgement, and the team hears of it", async () => {
    await send({
      from: SOFIE,
      cc: "Leo Falk <leo@uni.example>",
      subject: "Printer on the second floor",
      text: "Hi,\n\nThe printer on the second floor shows error 13.2 and prints nothing.\n\nBest regards\nSofie",
      messageId: "original-1@uni.example",
    });
    const acknowledgement = await world.receive("sofie@uni.example");
    expect(acknowledgement.subject).toContain("[#1]");
    expect(acknowledgement.text).toContain("Sofie");
    expect(acknowledgement.text).toContain("error 13.2");
    const heard = await world.receive("anna@desk.example");
    expect(heard.text).toContain("prints nothing");
    await world.receive("mike@desk.example");
    expect(await world.untaken("sofie@uni.example")).toEqual([]);
    expect(await world.json("case", "list")).toHaveLength(1);
    expect(await world.untaken("leo@uni.example")).toEqual([]);

    // An answer to the token address, though its thread headers are lost on the way.
    await send(
      withoutThreadHeaders(answerTo(acknowledgement, { from: SOFIE, text: "It is the one by the lift." })),
    );
    expect(await lastInbound()).toMatchObject({ reason: "joined", caseNumber: 1 });

    // Another to a rewritten address, with References kept.
    await send(answerTo(acknowledgement, { from: SOFIE, to: DESK, text: "And it is quite urgent." }));
    expect(await lastInbound()).toMatchObject({ reason: "joined", caseNumber: 1 });

    // And one with nothing but the tag.
    await send({ from: SOFIE, subject: "[#1] Printer", text: "Any news about the printer?" });
    expect(await lastInbound()).toMatchObject({ reason: "joined", caseNumber: 1 });

    // A colleague in Cc answers the original mail.
    await send({
      from: "Leo Falk <leo@uni.example>",
      subject: "Re: Printer on the second floor",
      text: "Same for me since this morning.",
      inReplyTo: "original-1@uni.example",
      references: ["original-1@uni.example"],
    });
    expect(await lastInbound()).toMatchObject({ reason: "joined_third_party", caseNumber: 1 });
    expect(await world.untaken("leo@uni.example")).toEqual([]);
    expect(await world.json("case", "list")).toHaveLength(1);
  });

  test("an agent takes it, asks, solves; the user reopens, confirms and rates by answering", async () => {
    const heard = await world.receive("anna@desk.example", (mail) => mail.text.includes("quite urgent"));
    await send(answerTo(heard, { from: ANNA, text: "#take\n#priority 2" }));
    const receipt = await world.receive("anna@desk.example", (mail) => mail.text.includes("#priority 2"));
    expect(receipt.text).toContain("critical");
    expect(await world.show(1)).toMatchObject({ agent: "anna@desk.example", priority: "critical" });

    await send(answerTo(receipt, { from: ANNA, text: "Which floor plan do you use?\n\n#wait user" }));
    const question = await world.receive("sofie@uni.example", (mail) => mail.text.includes("floor plan"));
    expect(question.text).toContain("Anna Holm");
    expect((await world.show(1)).status).toBe("awaiting_user");
    await send(answerTo(question, { from: SOFIE, text: "The new one." }));
    const told = await world.receive("anna@desk.example", (mail) => mail.text.includes("The new one."));
    expect((await world.show(1)).status).toBe("in_progress");

    await send(answerTo(told, { from: ANNA, text: "I replaced the roller.\n\n#resolve\n#time 30m" }));
    const solution = await world.receive("sofie@uni.example", (mail) => mail.text.includes("roller"));
    expect(await world.show(1)).toMatchObject({ status: "resolved", solution: "I replaced the roller." });
    await send(answerTo(solution, { from: SOFIE, text: "Thanks, but it is jammed again." }));
    const reopened = await world.receive("anna@desk.example", (mail) => mail.text.includes("jammed again"));
    expect(await world.show(1)).toMatchObject({ status: "in_progress", reopenCount: 1 });

    await send(answerTo(reopened, { from: ANNA, text: "Now the fuser is new, too.\n\n#resolve" }));
    const second = await world.receive("sofie@uni.example", (mail) => mail.text.includes("fuser"));
    await send(answerTo(second, { from: SOFIE, text: "Yes it works, thank you" }));
    const farewell = await world.receive("sofie@uni.example", (mail) => mail.text.includes("1"));
    expect(await lastInbound()).toMatchObject({ reason: "confirmed" });
    expect(await world.show(1)).toMatchObject({ status: "closed", closingCode: "confirmed" });
    await send(answerTo(farewell, { from: SOFIE, text: "4" }));
    expect(await lastInbound()).toMatchObject({ reason: "rated" });
    expect(await world.show(1)).toMatchObject({ status: "closed", rating: 4 });
  });
});
