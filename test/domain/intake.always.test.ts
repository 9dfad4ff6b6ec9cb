/** What holds for every mail, whatever comes together: nobody is written to who must not be, and nothing happens without proof. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { STATUSES } from "../../src/domain/case.ts";
import { findAgent } from "../../src/domain/desk.ts";
import type { IntakeFacts } from "../../src/domain/facts.ts";
import { decideIntake } from "../../src/domain/intake.ts";
import { MAIL_KINDS } from "../../src/domain/message.ts";
import { always } from "../support/always.ts";
import {
  ANNA,
  aDesk,
  agentToken,
  aToken,
  caseFacts,
  changesOf,
  facts,
  MIKE,
  NOW,
  noticesOf,
  SOFIE,
} from "../support/facts.ts";

const LEO = "leo@uni.example";
const EVE = "eve@evil.example";
const strict = aDesk();
const byToken = aDesk({ proof: "token" });

const texts = fc.oneof(
  fc.constantFrom(
    "Tak!",
    "4",
    "Yes, still broken",
    "#close",
    "#take\n#priority 2\n\nOn it.",
    "Fixed it.\n\n#resolve",
    "#merge #1050",
    "#confirm",
    "#nonsense",
    "#wait user until friday\n\nWhich one?",
    "#requester leo@uni.example\n\nHe phoned.",
    "#cc +eve@evil.example",
    "#forward eve@evil.example",
    "Please look at it again.",
    "",
  ),
  fc.string({ maxLength: 80 }),
);

const tokens = fc.uniqueArray(
  fc.constantFrom(
    aToken(),
    aToken({ outboxId: 40, recipient: LEO }),
    agentToken(),
    agentToken({ outboxId: 41, recipient: MIKE, usedForCommands: true }),
    agentToken({ outboxId: 42, recipient: "gone@desk.example" }),
    aToken({ outboxId: 43, expiresAt: new Date("2020-01-01") }),
    agentToken({ outboxId: 44, caseId: 8, found: "marker" }),
  ),
  { maxLength: 3, selector: (one) => one.outboxId },
);

const threads = fc.array(
  fc.record({
    caseId: fc.constantFrom(7, 8, 99),
    by: fc.constantFrom("alias" as const, "own" as const, "named" as const, "tag" as const),
    addressees: fc.subarray([LEO, "helpdesk@desk.example"]),
    author: fc.constantFrom(SOFIE, null),
    position: fc.constantFrom(1, 2, 1_000),
  }),
  { maxLength: 2 },
);

const anyFacts: fc.Arbitrary<IntakeFacts> = fc
  .record({
    from: fc.constantFrom(SOFIE, LEO, EVE, ANNA, MIKE, null),
    text: texts,
    subject: fc.constantFrom("Re: [#1042] Printer jammed", "Something new", ""),
    desk: fc.constantFrom(strict, byToken),
    mailKind: fc.constantFrom(...MAIL_KINDS.filter((kind) => kind !== "own")),
    authentication: fc.constantFrom("pass" as const, "fail" as const, "none" as const),
    recentAutomatic: fc.constantFrom(
      { address: [], domain: [], alike: [] },
      { address: [0, 10], domain: [], alike: [] },
    ),
    maybeHuman: fc.boolean(),
    status: fc.constantFrom(...STATUSES),
    agent: fc.constantFrom(ANNA, MIKE, null),
    tokens,
    threads,
  })
  .map(({ from, text, subject, status, agent, ...rest }) =>
    facts(
      { from, text, subject },
      {
        ...rest,
        numbers: new Map([
          [1042, 7],
          [1050, 8],
        ]),
        cases: new Map([
          [7, caseFacts({ status, agent, closedAt: status === "closed" ? NOW : null })],
          [
            8,
            caseFacts({
              id: 8,
              number: 1050,
              requester: LEO,
              participants: [{ address: LEO, name: null, role: "requester" }],
            }),
          ],
        ]),
      },
    ),
  );

describe("always", () => {
  const check = (property: (given: IntakeFacts) => void) => always(fc.property(anyFacts, property), 1_500);

  test("a user's notice goes to somebody who is on the case, or opens one, or whom a proved agent names", () => {
    return check((given) => {
      const verdict = decideIntake(given, NOW);
      const added = changesOf(verdict, "addParticipant").map((one) => `${one.case} ${one.address}`);
      for (const notice of noticesOf(verdict).filter((one) => one.audience === "user")) {
        if (notice.notice === "forwarded") {
          // By one proof alone it would have to be confirmed, and nothing here was held.
          expect(given.authentication).toBe("pass");
          continue;
        }
        const existing = typeof notice.case === "number" ? given.cases.get(notice.case) : undefined;
        const isOn =
          existing?.case.participants.some((one) => one.address === notice.to.address) ||
          added.includes(`${notice.case} ${notice.to.address}`);
        expect(isOn).toBe(true);
      }
    });
  });

  test("internals go to agents only", () => {
    return check((given) => {
      for (const notice of noticesOf(decideIntake(given, NOW))) {
        if (notice.audience === "agent") expect(findAgent(given.desk, notice.to.address)).not.toBeNull();
      }
    });
  });

  test("automatic answers, reports and receipts set nothing and mail nobody but an agent", () => {
    return check((given) => {
      if (!["auto_reply", "bounce", "receipt", "complaint"].includes(given.mailKind)) return;
      // On a case it is taken for a person's.
      if (given.mailKind === "bounce" && given.maybeHuman) return;
      const verdict = decideIntake(given, NOW);
      // An agent's own mailbox says that they are away: the desk gives their case back to the team (absence.ts).
      const isAway = given.mailKind === "auto_reply" && (given.sender === ANNA || given.sender === MIKE);
      const sets = changesOf(verdict, "set").filter(({ actor, field, to }) => {
        const isBack = field === "agent" || (field === "status" && to === "assigned");
        return !(isAway && actor === "desk" && isBack);
      });
      expect(sets).toEqual([]);
      expect(changesOf(verdict, "startClock")).toEqual([]);
      expect(changesOf(verdict, "cancelClocks")).toEqual([]);
      if (!given.maybeHuman) expect(changesOf(verdict, "openCase")).toEqual([]);
      expect(noticesOf(verdict).filter((one) => one.audience === "user")).toEqual([]);
    });
  });

  test("at most one automatic mail goes to whoever wrote, and none to a forged sender", () => {
    return check((given) => {
      const sender = given.sender;
      if (sender === null || findAgent(given.desk, sender)) return;
      const toSender = noticesOf(decideIntake(given, NOW)).filter((one) => one.to.address === sender);
      expect(toSender.length).toBeLessThanOrEqual(given.authentication === "fail" ? 0 : 1);
    });
  });

  test("what an agent may do happens only with a pass (strict) and a token or a new thread, never with a failed pass", () => {
    return check((given) => {
      const verdict = decideIntake(given, NOW);
      const carriedOut = changesOf(verdict, "recordCommand").length > 0;
      if (!carriedOut) return;
      expect(given.authentication).not.toBe("fail");
      if (given.desk.proof === "strict") expect(given.authentication).toBe("pass");
      expect(given.sender === ANNA || given.sender === MIKE).toBe(true);
      const onExisting = changesOf(verdict, "recordCommand").some(
        (one) => typeof one.case === "number" && one.case > 0,
      );
      if (onExisting) {
        expect(
          given.tokens.some((token) => token.audience === "agent" && token.recipient === given.sender),
        ).toBe(true);
      }
    });
  });

  test("every mail ends in a verdict with a reason, and every human mail that nothing holds is on a case", () => {
    return check((given) => {
      const verdict = decideIntake(given, NOW);
      expect(verdict.reason).toMatch(/^[a-z_]+$/);
      const kept = changesOf(verdict, "addMessage").length > 0 || changesOf(verdict, "hold").length > 0;
      const asked =
        changesOf(verdict, "recordCommand").length > 0 ||
        verdict.reason === "refused_commands" ||
        verdict.reason === "answered_question";
      if (given.mailKind === "human") expect(kept || asked).toBe(true);
    });
  });
});
