/** What brings a mail to a case, and in which role, whatever it carries: nobody gets onto a stranger's case, nor into an agent's shoes. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Decision } from "../../src/domain/decision.ts";
import { findAgent, type Mailbox } from "../../src/domain/desk.ts";
import { collectEvidence, markerLine, messageIdFor, replyAddressFor } from "../../src/domain/evidence.ts";
import type { CaseFacts, IntakeFacts, TokenFact } from "../../src/domain/facts.ts";
import { MAIL_KINDS } from "../../src/domain/message.ts";
import { decideThread } from "../../src/domain/thread.ts";
import { always } from "../support/always.ts";
import { ANNA, aDesk, agentToken, aToken, caseFacts, facts, MIKE, NOW, SOFIE } from "../support/facts.ts";
import { aMail, aMailbox, aMailWithHeaders } from "../support/mail.ts";

const LEO = "leo@uni.example";
const EVE = "eve@evil.example";
const TEAM = "servicedesk@desk.example";
const [first, ...others] = aDesk().teams;
const desk = { ...aDesk(), teams: first ? [{ ...first, address: TEAM }, ...others] : [] };

const people = [SOFIE, LEO, EVE, ANNA, MIKE] as const;
const person = fc.constantFrom(...people);
const caseId = fc.constantFrom(7, 8, 9, 99);

const token: fc.Arbitrary<TokenFact> = fc
  .record({
    outboxId: fc.integer({ min: 30, max: 60 }),
    caseId: fc.option(caseId),
    recipient: fc.constantFrom(...people, TEAM, "gone@desk.example"),
    isOver: fc.boolean(),
    found: fc.constantFrom("address" as const, "message_id" as const, "marker" as const),
    usedForCommands: fc.boolean(),
    bouncesTold: fc.subarray(["hard", "soft"]),
    listedCases: fc.subarray([7, 8]),
    internalText: fc.constant(null),
    notice: fc.constantFrom("acknowledgement" as const, "new_case" as const, "command_receipt" as const),
  })
  .chain(({ isOver, ...rest }) => {
    const expiresAt = new Date(NOW.getTime() + (isOver ? 0 : 1));
    const asAgent = agentToken({ ...rest, expiresAt });
    const asUser = aToken({ ...rest, expiresAt });
    const asTeam: TokenFact = { ...asAgent, audience: "team" };
    return fc.constantFrom(asAgent, asUser, rest.recipient === TEAM ? asTeam : asUser);
  });

const thread = fc.record({
  caseId,
  by: fc.constantFrom("alias" as const, "own" as const, "named" as const, "tag" as const),
  addressees: fc.subarray([...people]),
  author: fc.option(person),
  position: fc.nat(3),
});

const onCase = fc.record({
  requester: fc.option(person),
  participants: fc.subarray([...people]),
  mergedInto: fc.constantFrom(null, null, 1042, 1050, 1060, 5),
});

const anyFacts: fc.Arbitrary<IntakeFacts> = fc
  .record({
    from: fc.option(fc.oneof(person, fc.emailAddress())),
    authentication: fc.constantFrom("pass" as const, "fail" as const, "none" as const),
    mailKind: fc.constantFrom(...MAIL_KINDS),
    text: fc.constantFrom("Hello", "#undo", "#take", ""),
    subject: fc.constantFrom("Re: [#1042] Printer jammed", "Something new", ""),
    inReplyTo: fc.array(fc.constant("x@y.example"), { maxLength: 1 }),
    tokens: fc.array(token, { maxLength: 4 }),
    threads: fc.array(thread, { maxLength: 3 }),
    cases: fc.tuple(onCase, onCase, onCase),
  })
  .map(({ from, text, subject, inReplyTo, cases, ...rest }) =>
    facts(
      { from, text, subject },
      {
        ...rest,
        desk,
        mail: aMail({ from: from === null ? [] : [{ address: from, name: null }], subject, text, inReplyTo }),
        cases: new Map(
          cases.map(({ requester, participants, mergedInto }, at) => {
            const everybody = [...new Set([...(requester === null ? [] : [requester]), ...participants])];
            const role = (address: string) => (address === requester ? "requester" : "participant");
            const number = [1042, 1050, 1060][at] ?? 0;
            return [
              7 + at,
              caseFacts({
                id: 7 + at,
                number,
                requester,
                mergedInto: mergedInto === number ? null : mergedInto,
                participants: everybody.map((address) => ({ address, name: null, role: role(address) })),
              }),
            ];
          }),
        ),
      },
    ),
  );

/** Still usable for whoever it was made for. */
function isAlive(one: TokenFact): boolean {
  if (one.expiresAt.getTime() <= NOW.getTime()) return false;
  if (one.audience === "agent") return findAgent(desk, one.recipient) !== null;
  return one.audience !== "team" || one.recipient === TEAM;
}

function isMadeFor(one: TokenFact, sender: string): boolean {
  const isInTeam = one.audience === "team" && (sender === ANNA || sender === MIKE);
  return one.recipient === sender || (isInTeam && one.recipient === TEAM);
}

describe("always", () => {
  const check = (holds: (given: IntakeFacts, decided: ReturnType<typeof decideThread>) => void) =>
    always(
      fc.property(anyFacts, (given) => holds(given, decideThread(given, NOW, new Decision()))),
      1_500,
    );

  test("whoever writes as requester, participant or agent is that, and is not known to be forged", () =>
    check((given, decided) => {
      if (!decided.join || decided.role === "third_party") return;
      const { case: joined } = decided.facts;
      expect(given.authentication).not.toBe("fail");
      expect(given.sender).not.toBeNull();
      if (decided.role === "agent") expect(findAgent(desk, given.sender ?? "")).not.toBeNull();
      else expect(joined.participants.map((one) => one.address)).toContain(given.sender);
      if (decided.role === "requester") expect(joined.requester).toBe(given.sender);
    }));

  test("without a living token a mail joins only its own people's case, or one that its writer was written to about", () =>
    check((given, decided) => {
      if (!decided.join || given.tokens.some(isAlive)) return;
      expect(given.authentication).not.toBe("fail");
      const { case: joined } = decided.facts;
      const isOn = joined.participants.some((one) => one.address === given.sender);
      const isAgent = findAgent(desk, given.sender ?? "") !== null;
      const wasNamed = given.threads.some(
        ({ by, addressees }) => (by === "own" || by === "named") && addressees.includes(given.sender ?? ""),
      );
      expect(isOn || isAgent || wasNamed).toBe(true);
      expect(decided.ownToken).toBeNull();
      if (!isOn && !isAgent) expect(decided.role).toBe("third_party");
    }));

  test("the token that counts as the sender's own was made for them, is alive, and is about this case", () =>
    check((given, decided) => {
      if (!decided.join || decided.ownToken === null) return;
      const { ownToken, role } = decided;
      expect(role).not.toBe("third_party");
      expect(isAlive(ownToken)).toBe(true);
      expect(isMadeFor(ownToken, given.sender ?? "")).toBe(true);
      const names = (one: { by: string; caseId: number }) =>
        one.by === "tag" && one.caseId === ownToken.caseId;
      const isListed = ownToken.listedCases.includes(ownToken.caseId ?? 0) && given.threads.some(names);
      const isGiven = (one: TokenFact) => given.tokens.some((token) => isDeepStrictEqual(token, one));
      expect(isGiven(ownToken) || (isListed && isGiven({ ...ownToken, caseId: null }))).toBe(true);
      const isMerged = given.cases.get(ownToken.caseId ?? 0)?.case.mergedInto != null;
      if (!isMerged) expect(ownToken.caseId).toBe(decided.facts.case.id);
    }));

  test("a mail that names no case joins none, and is linked to none", () =>
    check((given, decided) => {
      const ids = [...given.tokens, ...given.threads].map((one) => one.caseId);
      if (ids.some((id) => id !== null && given.cases.has(id))) return;
      expect(decided).toEqual({ join: false, linkedTo: null });
    }));

  test("a case that goes on elsewhere is joined there, round circles and past gaps, too", () =>
    check((given, decided) => {
      if (!decided.join) return;
      const isUndo = given.text.commandText === "#undo";
      const next = (one: CaseFacts) =>
        [...given.cases.values()].find((other) => other.case.number === one.case.mergedInto) ?? null;
      const goesOn = next(decided.facts);
      if (goesOn === null || isUndo) return;
      // Only in a circle there is no end to come to.
      let round: CaseFacts | null = goesOn;
      for (let hops = 0; hops < 3 && round?.case.id !== decided.facts.case.id; hops += 1) {
        round = round && next(round);
      }
      expect(round?.case.id).toBe(decided.facts.case.id);
    }));

  const letters = fc.string({ unit: fc.constantFrom(..."abcxyz237"), minLength: 26, maxLength: 26 });
  const boxes: Mailbox[] = [
    aMailbox({ aliases: ["it@desk.example"] }),
    aMailbox({ name: "reply", address: "hr@desk.example", replyAddress: { catchall: "reply.desk.example" } }),
    aMailbox({ name: "bare", address: "bare@desk.example", replyAddress: "none" }),
  ];
  const noise = fc.oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.constantFrom("<", ">", "+", "[ref:", "dp."),
  );

  test("a token is found only where our mails put it, and each of those places shows it", async () => {
    const planted = fc.record({
      box: fc.constantFrom(...boxes),
      token: letters,
      place: fc.constantFrom("to", "cc", "envelope", "in-reply-to", "references", "marker", "elsewhere"),
    });
    await always(
      fc.property(fc.array(planted, { maxLength: 5 }), noise, (all, junk) => {
        const at = (place: string) => all.filter((one) => one.place === place);
        const addresses = (place: string) =>
          at(place).map(({ box, token }) => ({ address: replyAddressFor(box, token), name: junk }));
        const ids = (place: string) => at(place).map(({ box, token }) => messageIdFor(box, token));
        const foreign = at("elsewhere");
        const mail = aMailWithHeaders(
          addresses("envelope")
            .map(({ address }) => `Delivered-To: ${address}`)
            .join("\n"),
          {
            from: foreign.map(({ box, token }) => ({ address: replyAddressFor(box, token), name: token })),
            replyTo: foreign.map(({ box, token }) => ({ address: replyAddressFor(box, token), name: null })),
            to: [
              ...addresses("to"),
              ...foreign.map(({ token }) => ({ address: `helpdesk+${token}@evil.example`, name: token })),
            ],
            cc: addresses("cc"),
            subject: foreign.map(({ token }) => token).join(" "),
            inReplyTo: ids("in-reply-to"),
            references: [...ids("references"), ...foreign.map(({ token }) => `${token}@desk.example`)],
            text: [
              ...at("marker").map(({ token }) => markerLine(token)),
              ...foreign.map(({ token }) => `helpdesk+${token}@desk.example dp.${token}`),
            ].join(`\n${junk}\n`),
          },
        );
        const found = collectEvidence(mail, boxes).tokens.map((one) => one.token);
        const isShown = ({ box, place }: (typeof all)[number]) =>
          place !== "elsewhere" && (box.replyAddress !== "none" || !["to", "cc", "envelope"].includes(place));
        expect(new Set(found)).toEqual(new Set(all.filter(isShown).map((one) => one.token)));
      }),
      300,
    );
  });
});
