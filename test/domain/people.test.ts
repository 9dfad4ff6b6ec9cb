/** Whose mail it is, by the directory: an alias counts as the person, and makes nobody an agent. */
import { describe, expect, test } from "vitest";
import type { ThreadFact } from "../../src/domain/facts.ts";
import { decideIntake } from "../../src/domain/intake.ts";
import { senderByDirectory } from "../../src/domain/people.ts";
import {
  ANNA,
  aDesk,
  agentToken,
  aPerson,
  aToken,
  caseFacts,
  changesOf,
  facts,
  mailsOf,
  NOW,
  noticeOf,
  SOFIE,
  setsOf,
} from "../support/facts.ts";

const HOME = "sofie@home.example";
const person = aPerson({ aliases: [HOME], listed: true });
/** A mail that Sofie wrote from her alias. */
const fromHome = (writing: Parameters<typeof facts>[0] = {}, overrides: Parameters<typeof facts>[1] = {}) =>
  decideIntake(
    facts({ ...writing, from: HOME }, { person, sender: SOFIE, writtenFrom: HOME, ...overrides }),
    NOW,
  );

describe("who wrote", () => {
  const desk = aDesk({
    teams: [{ name: "servicedesk", members: [ANNA], address: "team@desk.example" }],
    agents: [{ address: ANNA, name: "Anna", aliases: ["anna.holm@desk.example"] }],
  });

  test.each([
    ["an alias is the person's", HOME, person, SOFIE],
    ["the main address is itself", SOFIE, person, SOFIE],
    ["nobody knows them", "eve@x.example", null, "eve@x.example"],
    [
      "an agent's address stays the agent's, whatever the directory says",
      ANNA,
      aPerson({ aliases: [ANNA] }),
      ANNA,
    ],
    [
      "no alias makes an agent",
      "anna@home.example",
      aPerson({ address: ANNA, aliases: ["anna@home.example"] }),
      "anna@home.example",
    ],
    [
      "nor by another address of the agent's",
      HOME,
      aPerson({ address: "anna.holm@desk.example", aliases: [HOME] }),
      HOME,
    ],
    ["nor a team", HOME, aPerson({ address: "team@desk.example", aliases: [HOME] }), HOME],
    ["nor the desk", HOME, aPerson({ address: "helpdesk@desk.example", aliases: [HOME] }), HOME],
  ])("%s", (_, writtenFrom, known, sender) => {
    expect(senderByDirectory(desk, writtenFrom, known)).toBe(sender);
  });
});

describe("a first mail from an alias", () => {
  test("opens a case of the person, who is answered where they wrote from", () => {
    const verdict = fromHome({ subject: "Locked out" });
    expect(changesOf(verdict, "openCase")[0]?.case).toMatchObject({
      requester: SOFIE,
      also: { requesterWritesFrom: HOME },
    });
    expect(changesOf(verdict, "addParticipant")).toMatchObject([{ address: SOFIE, role: "requester" }]);
    expect(noticeOf(verdict, "acknowledgement").to.address).toBe(HOME);
    expect(verdict.evidence).toContainEqual({
      step: "directory",
      code: "alias",
      detail: `${HOME} is an address of ${SOFIE}`,
    });
  });

  test("clears the mark of the address that it came from, not of another", () => {
    const verdict = fromHome({}, { person: { ...person, undeliverable: true } });
    expect(changesOf(verdict, "clearUndeliverable")).toMatchObject([{ address: HOME }]);
  });
});

describe("an answer from another address of the person's", () => {
  const cases = new Map([[7, caseFacts()]]);
  const threads: ThreadFact[] = [{ caseId: 7, by: "tag", position: 1000, addressees: [], author: null }];

  test("joins by less than a token, and the desk's mails follow", () => {
    const verdict = fromHome({}, { cases, threads });
    expect(verdict).toMatchObject({ reason: "joined", case: 7 });
    expect(setsOf(verdict)).toMatchObject({ requesterWritesFrom: HOME });
    const back = decideIntake(
      facts({}, { person, cases: new Map([[7, caseFacts({ requesterWritesFrom: HOME })]]), threads }),
      NOW,
    );
    expect(setsOf(back)).toMatchObject({ requesterWritesFrom: null });
  });

  test("confirms a solution with the token that another address of theirs was given", () => {
    const resolved = caseFacts({ status: "resolved", resolvedAt: NOW });
    for (const [recipient, writtenFrom] of [
      [SOFIE, HOME],
      [HOME, SOFIE],
      ["s@uni.example", HOME],
    ] as const) {
      const known = { ...person, aliases: [HOME, "s@uni.example"] };
      const tokens = [aToken({ notice: "solution", recipient })];
      const verdict = fromHome(
        { text: "Yes, it works. Thank you!" },
        { person: known, writtenFrom, cases: new Map([[7, resolved]]), tokens },
      );
      expect(verdict.reason).toBe("confirmed");
    }
  });

  test("a case opened before the directory knew becomes the main address's", () => {
    const old = caseFacts({
      requester: HOME,
      participants: [{ address: HOME, name: "Sofie", role: "requester" }],
    });
    const verdict = fromHome({}, { cases: new Map([[7, old]]), threads });
    expect(verdict).toMatchObject({ reason: "joined", case: 7 });
    expect(setsOf(verdict)).toMatchObject({ requester: SOFIE, requesterWritesFrom: HOME });
    expect(changesOf(verdict, "removeParticipant")).toMatchObject([{ address: HOME }]);
    expect(changesOf(verdict, "addParticipant")).toMatchObject([{ address: SOFIE, role: "requester" }]);
  });

  test("a forged one does neither join nor move where answers go", () => {
    const verdict = fromHome({}, { authentication: "fail", cases, threads });
    expect(verdict.case).not.toBe(7);
    expect(setsOf(verdict)).not.toHaveProperty("requesterWritesFrom");
  });
});

test("an agent's token is worth nothing at an address that only the directory calls theirs", () => {
  const written = {
    person: aPerson({ address: ANNA, aliases: [HOME], listed: true }),
    sender: HOME,
    writtenFrom: HOME,
    cases: new Map([[7, caseFacts()]]),
    tokens: [agentToken()],
  };
  const verdict = decideIntake(facts({ from: HOME, text: "#close" }, written), NOW);
  expect(verdict.reason).toBe("joined_third_party");
  expect(setsOf(verdict)).toEqual({});
  expect(mailsOf(verdict)).not.toContain(`closed → ${SOFIE}`);
});

describe("#requester names somebody whom the directory knows", () => {
  const known = { ...person, name: "Sofie Berg", language: "da", languageStated: true };
  const named = new Map([[HOME, known]]);

  test("by an alias: the case is the person's, in their language and by their name", () => {
    const phoned = facts(
      {
        from: ANNA,
        name: "Anna Holm",
        subject: "Phone: locked out",
        text: `#requester ${HOME}\n\nForgot the password.`,
      },
      { named },
    );
    const verdict = decideIntake(phoned, NOW);
    expect(setsOf(verdict)).toMatchObject({ requester: SOFIE, requesterName: "Sofie Berg", language: "da" });
    expect(noticeOf(verdict, "opened_for_you")).toMatchObject({
      to: { address: SOFIE, name: "Sofie Berg" },
      language: "da",
    });
  });

  test("never an agent by an address that only the directory calls theirs", () => {
    const annas = new Map([
      ["anna@home.example", aPerson({ address: ANNA, aliases: ["anna@home.example"] })],
    ]);
    const verdict = decideIntake(
      facts({ from: ANNA, text: "#requester anna@home.example\n\nx", subject: "y" }, { named: annas }),
      NOW,
    );
    expect(setsOf(verdict)).toMatchObject({ requester: "anna@home.example" });
  });
});
