/** Whether a mail in an agent's name is obeyed: the pass, the token, and every way in which one of them may be wrong. */
import { describe, expect, test } from "vitest";
import { decideOpeningProof, decideProof, isDoublyProved, type Proof } from "../../src/domain/proof.ts";
import {
  ANNA,
  aDesk,
  agentToken,
  aToken,
  caseFacts,
  changesOf,
  decide,
  facts,
  fromAnna,
  MIKE,
  mailsOf,
  NOW,
  noticeOf,
  SOFIE,
  setsOf,
} from "../support/facts.ts";
import { aMail } from "../support/mail.ts";

const STRICT = aDesk();
const TOKEN = aDesk({ proof: "token" });

describe("on an existing case", () => {
  const own = agentToken();
  const used = agentToken({ usedForCommands: true });
  const full = (by: string) => ({ level: "full", by });
  const WHY = {
    token_missing: "no_token",
    sender_not_vouched: "not_vouched",
    sender_forged: "forged_sender",
  };
  const none = (reason: keyof typeof WHY, canConfirm: boolean) => ({
    level: "none",
    reason,
    why: WHY[reason],
    canConfirm,
  });

  test.each([
    ["strict, both", STRICT, "pass", own, full("pass_and_token")],
    [
      "strict, both, used before: a second device, a second thought",
      STRICT,
      "pass",
      used,
      full("pass_and_token"),
    ],
    ["strict, a pass without token", STRICT, "pass", null, none("token_missing", true)],
    [
      "strict, a pass with a token of a mail to a user",
      STRICT,
      "pass",
      aToken(),
      none("token_missing", true),
    ],
    ["strict, a token without pass", STRICT, "none", own, none("sender_not_vouched", false)],
    ["strict, neither", STRICT, "none", null, none("sender_not_vouched", false)],
    ["strict, a token and a failed pass", STRICT, "fail", own, none("sender_forged", false)],
    ["token, both", TOKEN, "pass", own, full("pass_and_token")],
    ["token, both, used before", TOKEN, "pass", used, full("pass_and_token")],
    ["token, the token alone", TOKEN, "none", own, full("token")],
    ["token, the token alone, used before", TOKEN, "none", used, { level: "limited", by: "reused_token" }],
    ["token, a pass alone", TOKEN, "pass", null, none("token_missing", true)],
    ["token, neither", TOKEN, "none", null, none("token_missing", true)],
    ["token, a token of a mail to a user", TOKEN, "none", aToken(), none("token_missing", true)],
    ["token, a token and a failed pass", TOKEN, "fail", own, none("sender_forged", false)],
  ] as const)("%s", (_, desk, authentication, token, expected) => {
    expect(decideProof(facts({ from: ANNA }, { desk, authentication }), token)).toMatchObject(expected);
  });
});

describe("for a mail that starts a thread", () => {
  test.each([
    ["strict, a pass", STRICT, "pass", { level: "full", by: "pass" }],
    ["strict, no pass", STRICT, "none", { level: "none", reason: "sender_not_vouched", canConfirm: false }],
    ["strict, a failed pass", STRICT, "fail", { level: "none", reason: "sender_forged", canConfirm: false }],
    ["token, a pass", TOKEN, "pass", { level: "full", by: "pass" }],
    ["token, no pass", TOKEN, "none", { level: "none", reason: "new_thread_unproved", canConfirm: true }],
    ["token, a failed pass", TOKEN, "fail", { level: "none", reason: "sender_forged", canConfirm: false }],
  ] as const)("%s", (_, desk, authentication, expected) => {
    expect(decideOpeningProof(facts({ from: ANNA }, { desk, authentication }))).toMatchObject(expected);
  });
});

test("only both proofs together are double", () => {
  const proofs: [Proof, boolean][] = [
    [{ level: "full", by: "pass_and_token" }, true],
    [{ level: "full", by: "token" }, false],
    [{ level: "full", by: "pass" }, false],
    [{ level: "limited", by: "reused_token" }, false],
  ];
  for (const [proof, expected] of proofs) expect(isDoublyProved(proof)).toBe(expected);
});

/** What comes of `#priority 1` from Anna on case 1042 (id 7), beside which case 1050 (id 8) is open. */
const outcome = (overrides: Parameters<typeof facts>[1], on: Parameters<typeof caseFacts>[0] = {}) => {
  const cases = new Map([
    [7, caseFacts(on)],
    [8, caseFacts({ id: 8, number: 1050, subject: "Screen dark" })],
  ]);
  const tag = { caseId: 7, by: "tag" as const, addressees: [], author: null, position: 1_000 };
  const verdict = decide(fromAnna("#priority 1", {}, { cases, threads: [tag], ...overrides }));
  const done = changesOf(verdict, "set").map((change) => `${change.field} of ${change.case}`);
  return done.length > 0 ? done.join() : verdict.reason;
};

describe.each([
  ["strict", STRICT, "pass"],
  ["token", TOKEN, "none"],
] as const)("with proof: %s", (_, desk, authentication) => {
  const given = { desk, authentication };
  const DONE = "priority of 7";

  test("a token that was given to this agent for this case is obeyed", () => {
    expect(outcome({ ...given })).toBe(DONE);
  });

  test("a token for another case commands that one, never the one in the subject", () => {
    expect(outcome({ ...given, tokens: [agentToken({ caseId: 8 })] })).not.toBe(DONE);
  });

  test.each([
    ["another agent's token", { recipient: MIKE }],
    ["a token that ended", { expiresAt: NOW }],
    ["a token whose account is gone", { recipient: "bo@desk.example" }],
    ["a token of a mail to a user", { recipient: SOFIE, audience: "user" as const }],
    ["a token of a team that is gone", { recipient: "old@desk.example", audience: "team" as const }],
  ])("%s is not obeyed", (_, token) => {
    expect(outcome({ ...given, tokens: [agentToken(token)] })).toMatch(/^held_token_missing$/);
  });

  test("a token that ends in a millisecond still counts", () => {
    const expiresAt = new Date(NOW.getTime() + 1);
    expect(outcome({ ...given, tokens: [agentToken({ expiresAt })] })).toBe(DONE);
  });

  test("no token at all is not obeyed", () => {
    expect(outcome({ ...given, tokens: [] })).toBe("held_token_missing");
  });

  test("a failed pass is not obeyed, whatever token there is", () => {
    expect(outcome({ ...given, authentication: "fail" })).toBe("joined_third_party");
  });

  test("another of the agent's own addresses is obeyed", () => {
    const agents = [
      { address: ANNA, name: "Anna Holm", aliases: ["a.holm@desk.example"] },
      { address: MIKE, name: "Mike Lund" },
    ];
    const withAlias = aDesk({ agents, proof: desk.proof });
    expect(outcome({ ...given, desk: withAlias, sender: "a.holm@desk.example" })).toBe(DONE);
    // Not by guess: what looks like one of hers is hers only when desk.yaml says so.
    expect(outcome({ ...given, desk: withAlias, sender: "anna+x@desk.example" })).toBe("joined_third_party");
  });

  test("a team mailbox's token counts for those in the team, and for nobody else", () => {
    const teams = [
      { name: "servicedesk", members: [ANNA], address: "team@desk.example", notify: "mailbox" as const },
      { name: "network", members: [MIKE] },
    ];
    const withTeam = aDesk({ teams, proof: desk.proof });
    const tokens = [agentToken({ recipient: "team@desk.example", audience: "team" })];
    expect(outcome({ ...given, desk: withTeam, tokens })).toBe(DONE);
    expect(outcome({ ...given, desk: withTeam, tokens, sender: MIKE })).toBe("held_token_missing");
  });

  test("a second mail by the same token is obeyed as far as the proof goes", () => {
    const again = outcome({ ...given, tokens: [agentToken({ usedForCommands: true })] });
    expect(again).toBe(desk.proof === "strict" ? DONE : "held_token_reused");
  });

  test("each mail is spent by being carried out, under its agent and its own words", () => {
    const verdict = decide(fromAnna("#take", {}, given));
    expect(changesOf(verdict, "useCommandMail")).toEqual([
      { do: "useCommandMail", agent: ANNA, digest: "d0".repeat(32), outboxId: 32 },
    ]);
    // Looking spends nothing.
    expect(changesOf(decide(fromAnna("#show", {}, given)), "useCommandMail")).toEqual([]);
  });
});

test.each([
  "answer",
  "#reply\n\nAnswer.",
  "#note\n\nx",
  "#take",
  "#start",
  "#wait user\n\nWhich one?",
  "#show",
  "#why",
  "#list",
  "#files",
  "#help",
])("a token used before, and nothing else, still allows: %s", (text) => {
  const tokens = [agentToken({ usedForCommands: true })];
  const given = { desk: TOKEN, authentication: "none" as const, tokens };
  expect(decide(fromAnna(text, {}, given)).reason).toBe("commanded");
});

test.each(["#close", "#resolve\n\nDone.", "#assign mike", "#cc bo@firm.example", "#priority 1", "#undo"])(
  "a token used before, and nothing else, does not allow: %s",
  (text) => {
    const tokens = [agentToken({ usedForCommands: true })];
    const given = { desk: TOKEN, authentication: "none" as const, tokens };
    const verdict = decide(fromAnna(text, {}, given));
    expect(verdict.reason).toBe("held_token_reused");
    expect(setsOf(verdict)).toEqual({});
  },
);

describe("what was held", () => {
  const held = {
    inboundId: 80,
    agent: ANNA,
    caseId: null,
    mail: aMail(),
    text: {
      newText: "#requester leo@uni.example\n\nHis mouse is dead.",
      commandText: "#requester leo@uni.example\n\nHis mouse is dead.",
      signature: null,
      quoted: null,
      forwarded: null,
    },
    receivedAt: NOW,
  };
  const confirm = (token: Parameters<typeof agentToken>[0], overrides: Parameters<typeof facts>[1] = {}) =>
    decide(
      facts(
        { from: ANNA, text: "#confirm" },
        {
          desk: TOKEN,
          authentication: "none",
          held,
          tokens: [agentToken({ caseId: null, notice: "command_held", ...token })],
          ...overrides,
        },
      ),
    );

  test("is released by an answer to the notice that said so", () => {
    expect(changesOf(confirm({}), "releaseHeld")).toMatchObject([{ inboundId: 80 }]);
    expect(mailsOf(confirm({}))).toContain("opened_for_you → leo@uni.example");
  });

  test.each([
    ["that came too late", { expiresAt: NOW }, {}],
    ["to somebody else's notice", { recipient: MIKE }, {}],
    ["that the mail host calls forged", {}, { authentication: "fail" as const }],
    ["to a notice that asked nothing", { notice: "new_case" as const }, {}],
    ["about another agent's mail", {}, { held: { ...held, agent: MIKE } }],
  ])("is not released by an answer %s", (_, token, overrides) => {
    expect(changesOf(confirm(token, overrides), "releaseHeld")).toEqual([]);
  });
});

describe("who gets work", () => {
  test.each([
    "#assign eve@evil.example",
    `#assign ${SOFIE}`,
    "#assign Sofie Berg",
    "#move Sofie",
    "#assign nobody",
  ])("is an agent or a team, so nothing comes of %s", (text) => {
    const verdict = decide(fromAnna(text));
    expect(setsOf(verdict)).toEqual({});
    expect(mailsOf(verdict)).toEqual([`command_refused → ${ANNA}`]);
    expect(noticeOf(verdict, "command_refused").data.faults).toHaveLength(1);
  });
});
