/** What goes round in the house stays there: whatever comes in, each person reads only what was said between them and the desk. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ParsedMail } from "../../src/domain/message.ts";
import { parseMail } from "../../src/mail/parse-mail.ts";
import { freshDatabase } from "../support/database.ts";
import { answerTo } from "../support/letters.ts";
import { ANNA, type InboundJson, SOFIE, startWorld, type World } from "./world.ts";

const LEO = "Leo Dahl <leo@uni.example>";
const EVE = "eve@evil.example";
const AGENTS = ["anna@desk.example", "mike@desk.example"];
/** What each may read that nobody else of the users may. */
const CODE = "482913";
const SOFIES = "my thesis on bees does not print";
const LEOS = "my salary slip does not open";

describe("nobody reads what was meant for others", () => {
  let world: World;
  let drop: () => Promise<void>;
  let sent = 0;
  let toSofie: ParsedMail;
  let toLeo: ParsedMail;
  let toAnna: ParsedMail;

  const send = async (letter: Parameters<World["send"]>[0]) => {
    sent += 1;
    await world.send(letter);
    await world.settled(sent);
    const rows = await world.json<InboundJson>("inbound", "list");
    return rows.sort((a, b) => b.id - a.id)[0];
  };
  const fromAnna = (heard: ParsedMail, text: string) => send(answerTo(heard, { from: ANNA, text }));

  beforeAll(async () => {
    const database = await freshDatabase();
    world = await startWorld({ databaseUrl: database.connectionString });
    drop = () => database.drop();
  });
  afterAll(async () => {
    await world?.stop();
    await drop?.();
  });

  test("people in Cc of a request take no part in it", async () => {
    await send({
      from: SOFIE,
      cc: EVE,
      subject: "Printer",
      text: `Hi,\n\nplease help: ${SOFIES}.\n\nSofie`,
      headers: [{ key: "Reply-To", value: EVE }],
    });
    toSofie = await world.receive("sofie@uni.example");
    toAnna = await world.receive("anna@desk.example");
    expect((await world.show(1)).participants).toEqual(["sofie@uni.example"]);
    await send(answerTo(toSofie, { from: SOFIE, cc: EVE, text: "It is the one by the window." }));
    await world.receive("anna@desk.example");
    expect((await world.show(1)).participants).toEqual(["sofie@uni.example"]);
  });

  test.each([
    ["under its own subject", { subject: "Welcome to Example Cloud" }],
    ["under the case's subject", { subject: "Re: [#1] Printer" }],
    [
      "by a machine",
      { subject: "[#1] Printer", headers: [{ key: "Auto-Submitted", value: "auto-generated" }] },
    ],
  ])(
    "a sign-up code that a service mails to a requester's reply address %s stays with the agents",
    async (_, more) => {
      const to = toSofie.replyTo[0]?.address ?? "";
      const outcome = await send({
        from: "no-reply@cloud.example",
        to,
        text: `The code for your new account is ${CODE}\n`,
        ...more,
      });
      expect(outcome?.state).toBe("processed");
      expect((await world.show(1)).participants).toEqual(["sofie@uni.example"]);
    },
  );

  test("nor does it come along below what an agent answers later", async () => {
    expect((await fromAnna(toAnna, "Please try tray two."))?.reason).toBe("commanded");
    const answer = await world.receive("sofie@uni.example", (mail) => mail.text.includes("tray two"));
    expect(answer.text).toContain(SOFIES);
    expect(answer.text).not.toContain(CODE);
  });

  test("an agent who copies it is asked first, and what merely stands quoted is left out", async () => {
    const isOnCase = (mail: ParsedMail) => mail.subject.includes("[#1]") && mail.text.includes(CODE);
    const told = await world.receive("anna@desk.example", isOnCase);
    const line = `The code for your new account is ${CODE}`;
    expect((await fromAnna(told, `This came for you:\n${line}\nIs it yours?`))?.reason).toBe(
      "held_would_show_internal_line",
    );
    await fromAnna(told, `This came for you:\n> ${line}\nIs it yours?`);
  });

  test("the people of two merged cases do not read each other", async () => {
    await send({ from: LEO, subject: "Slip", text: `Hi,\n\nplease help: ${LEOS}.\n\nLeo` });
    toLeo = await world.receive("leo@uni.example");
    const leos = (await world.json<InboundJson>("inbound", "list")).sort((a, b) => b.id - a.id)[0]
      ?.caseNumber;
    const heard = await world.receive("anna@desk.example", (mail) => mail.text.includes(LEOS));
    expect((await fromAnna(heard, "#merge #1"))?.reason).toBe("commanded");
    // An answer to Leo's mail would now reach Sofie.
    expect((await fromAnna(heard, "Hi Leo, your slip is in the portal."))?.reason).toBe(
      "held_would_reach_another",
    );
    expect(
      (await send(answerTo(toLeo, { from: LEO, text: "And it still does not open." })))?.caseNumber,
    ).toBe(1);
    expect((await fromAnna(toAnna, "The lab has a spare printer."))?.reason).toBe("commanded");
    const answer = await world.receive("sofie@uni.example", (mail) => mail.text.includes("spare printer"));
    expect(answer.text).not.toContain("slip");
    expect((await world.show(1)).participants).toEqual(["sofie@uni.example"]);
    expect(leos).not.toBe(1);
  });

  test("all in all, each user read their own words only, and no agent's token ever", async () => {
    const mails = await Promise.all(
      world.smtp.mails.map(async ({ to, raw }) => ({
        to: to.join(),
        mail: await parseMail(raw),
        raw: raw.toString(),
      })),
    );
    const tokensIn = (raw: string) =>
      [...raw.matchAll(/(?:\+|dp\.)([a-z2-7]{26})@/gi)].map((match) => match[1] ?? "");
    const agents = mails.filter((one) => AGENTS.includes(one.to));
    const users = mails.filter((one) => !AGENTS.includes(one.to));
    const agentTokens = new Set(agents.flatMap((one) => tokensIn(one.raw)));
    expect(agentTokens.size).toBeGreaterThan(5);
    expect(new Set(users.map((one) => one.to))).toEqual(new Set(["sofie@uni.example", "leo@uni.example"]));
    for (const { to, mail, raw } of users) {
      const seen = `${mail.subject}\n${mail.text}\n${mail.html}`;
      expect(tokensIn(raw).filter((token) => agentTokens.has(token))).toEqual([]);
      expect(seen).not.toContain(CODE);
      expect(seen.includes(SOFIES) && to !== "sofie@uni.example").toBe(false);
      expect(seen.includes(LEOS) && to !== "leo@uni.example").toBe(false);
    }
  });
});
