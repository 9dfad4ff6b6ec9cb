/** Which case a mail belongs to, in which role its sender writes there, and on what ground. */
import { describe, expect, test } from "vitest";
import { Decision } from "../../src/domain/decision.ts";
import type { IntakeFacts, ThreadFact } from "../../src/domain/facts.ts";
import { decideThread, livingCase } from "../../src/domain/thread.ts";
import {
  ANNA,
  aDesk,
  agentToken,
  aToken,
  caseFacts,
  facts,
  fromAnna,
  MIKE,
  NOW,
  SOFIE,
} from "../support/facts.ts";
import { aMail } from "../support/mail.ts";

const LEO = "leo@uni.example";
const EVE = "eve@evil.example";
const cases = new Map([
  [7, caseFacts()],
  [8, caseFacts({ id: 8, number: 1050, requester: LEO, participants: [] })],
]);

/** As `#1042 as requester, own token of notice 31: joined_by_token_address`, with all evidence behind it. */
function told(given: IntakeFacts): string {
  const decision = new Decision();
  const thread = decideThread(given, NOW, decision);
  const where = thread.join
    ? `#${thread.facts.case.number} as ${thread.role}${thread.ownToken ? `, own token ${thread.ownToken.outboxId}` : ""}`
    : `new${thread.linkedTo ? `, linked to #${thread.linkedTo.case.number}` : ""}`;
  return `${where}: ${decision.evidence.map((one) => `${one.code} (${one.detail})`).join("; ")}`;
}

const thread = (by: ThreadFact["by"], more: Partial<ThreadFact> = {}): ThreadFact => ({
  caseId: 7,
  by,
  position: 1,
  addressees: [],
  author: null,
  ...more,
});

describe("a token of ours", () => {
  test("joins its case, whoever brings it, as who they are there", () => {
    expect(told(facts({}, { cases, tokens: [aToken()] }))).toBe(
      "#1042 as requester, own token 31: joined_by_token_address (case #1042 as requester)",
    );
    expect(told(facts({ from: EVE }, { cases, tokens: [aToken()] }))).toBe(
      "#1042 as third_party: joined_by_token_address (case #1042 as third_party; the token was made for another address)",
    );
    expect(told(facts({ from: null }, { cases, tokens: [aToken({ found: "marker" })] }))).toBe(
      "#1042 as third_party: joined_by_token_marker (case #1042 as third_party; the token was made for another address)",
    );
  });

  test("is stronger than headers and tags, which are stronger one than the other", () => {
    const all = [thread("tag", { caseId: 8 }), thread("named", { caseId: 8 }), thread("own", { caseId: 8 })];
    const onBoth = new Map([
      [7, caseFacts()],
      [8, caseFacts({ id: 8, number: 1050 })],
    ]);
    const given = (threads: ThreadFact[], tokens = [aToken()]) =>
      told(facts({}, { cases: onBoth, threads, tokens }));
    expect(given(all)).toMatch(/^#1042 .*joined_by_token/);
    expect(given([...all, thread("alias")], [])).toMatch(
      /^#1042 as requester: joined_by_alias \(case #1042 as requester\)$/,
    );
    expect(given([thread("tag", { caseId: 8 }), thread("named", { caseId: 8 }), thread("own")], [])).toMatch(
      /^#1042 .*joined_by_own/,
    );
    expect(given([thread("tag", { caseId: 8 }), thread("named")], [])).toMatch(/^#1042 .*joined_by_named/);
    expect(given([thread("tag")], [])).toMatch(/^#1042 .*joined_by_tag/);
  });

  test("without a case, or of a case that is gone, is passed over", () => {
    const tokens = [aToken({ caseId: null }), aToken({ caseId: 99 }), aToken({ outboxId: 40 })];
    expect(told(facts({}, { cases, tokens }))).toMatch(/^#1042 as requester, own token 40/);
  });

  test.each([
    ["that ended", { expiresAt: NOW }, "token_expired (token of notice 31)"],
    [
      "of an agent who left",
      { audience: "agent" as const, recipient: "gone@desk.example" },
      "token_account_gone (token of notice 31)",
    ],
    [
      "of a team that is gone",
      { audience: "team" as const, recipient: "gone@desk.example" },
      "token_account_gone (token of notice 31)",
    ],
  ])("%s leads nowhere", (_, token, evidence) => {
    expect(told(facts({}, { cases, tokens: [aToken(token)] }))).toBe(
      `new: ${evidence}; no_evidence (names no case)`,
    );
  });

  test("of a user stays good when agents come and go", () => {
    expect(told(facts({}, { cases, tokens: [aToken({ audience: "user" })] }))).toMatch(/^#1042 as requester/);
  });

  test("of the sender's own counts beside another's, for the same case only and while it lives", () => {
    const others = agentToken({ recipient: MIKE });
    const own = (more: Parameters<typeof agentToken>[0]) =>
      told(fromAnna("x", {}, { cases, tokens: [others, agentToken({ outboxId: 50, ...more })] }));
    expect(own({})).toMatch(/^#1042 as agent, own token 50/);
    expect(own({ caseId: 8 })).toMatch(/^#1042 as agent:/);
    expect(own({ expiresAt: NOW })).toMatch(/^#1042 as agent:/);
    expect(own({ recipient: MIKE })).toMatch(/^#1042 as agent:/);
  });

  test("under a forged name makes a third party of them", () => {
    expect(told(facts({}, { cases, tokens: [aToken()], authentication: "fail" }))).toMatch(
      /^#1042 as third_party:/,
    );
  });
});

describe("an address that a program completed", () => {
  const given = (subject: string, more: object = {}, token = {}) =>
    told(facts({}, { cases, tokens: [aToken(token)], mail: aMail({ subject, ...more }) }));

  test("opens a new case under a new subject", () => {
    expect(given("A new laptop")).toBe(
      "new, linked to #1042: address_book (token address of #1042 under a new subject)",
    );
  });

  test.each([
    ["the same subject", "Printer jammed", {}, {}],
    ["the same subject in other letters", "RE: PRINTER JAMMED", {}, {}],
    ["no subject", "", {}, {}],
    ["the case's number", "Re: [#1042] Something else", {}, {}],
    ["an In-Reply-To", "A new laptop", { inReplyTo: ["x@y.example"] }, {}],
    ["References", "A new laptop", { references: ["x@y.example"] }, {}],
    ["a token elsewhere than in the address", "A new laptop", {}, { found: "marker" as const }],
  ])("is none with %s", (_, subject, more, token) => {
    expect(given(subject, more, token)).toMatch(/^#1042 as requester/);
  });
});

describe("headers and tags", () => {
  test("join nobody who takes no part, and the case is mentioned", () => {
    const threads = [thread("tag"), thread("own", { caseId: 8 })];
    expect(told(facts({ from: EVE }, { cases, threads }))).toBe(
      `new, linked to #1050: refused_own (#1050: ${EVE} takes no part in it); refused_tag (#1042: ${EVE} takes no part in it)`,
    );
    expect(told(facts({ from: null }, { cases, threads: [thread("tag")] }))).toBe(
      "new, linked to #1042: refused_tag (#1042: unknown sender takes no part in it)",
    );
    expect(told(facts({}, { cases, threads: [thread("own")], authentication: "fail" }))).toMatch(
      /^new, linked to #1042/,
    );
  });

  test.each(["own", "named"] as const)("join whom the %s mail was addressed to, as a third party", (by) => {
    expect(told(facts({ from: LEO }, { cases, threads: [thread(by, { addressees: [LEO] })] }))).toMatch(
      /^#1042 as third_party/,
    );
  });

  test.each(["alias", "tag"] as const)("join nobody by the addressees of what an %s names", (by) => {
    expect(told(facts({ from: LEO }, { cases, threads: [thread(by, { addressees: [LEO] })] }))).toMatch(
      /^new, linked/,
    );
  });

  test("of a case that is gone lead nowhere", () => {
    expect(told(facts({}, { cases, threads: [thread("tag", { caseId: 99 })] }))).toBe(
      "new: no_evidence (names no case)",
    );
  });
});

describe("roles", () => {
  const on = (address: string, role: "requester" | "participant") =>
    new Map([
      [
        7,
        caseFacts({
          requester: role === "requester" ? address : SOFIE,
          participants: [{ address, name: null, role }],
        }),
      ],
    ]);
  const byTag = (from: string, found: typeof cases) =>
    told(facts({ from }, { cases: found, threads: [thread("tag")] }));

  test("people added take part", () => {
    expect(byTag(LEO, on(LEO, "participant"))).toMatch(/^#1042 as participant/);
  });

  test("an agent works on every case, and is a user on their own", () => {
    expect(byTag(ANNA, cases)).toMatch(/^#1042 as agent/);
    expect(byTag(ANNA, on(ANNA, "requester"))).toMatch(/^#1042 as requester/);
    expect(byTag(ANNA, on(ANNA, "participant"))).toMatch(/^#1042 as participant/);
  });

  test("the token says which of the two an agent is", () => {
    const asked = (token: Parameters<typeof aToken>[0]) =>
      told(facts({ from: ANNA }, { cases: on(ANNA, "requester"), tokens: [aToken(token)] }));
    expect(asked({ recipient: ANNA, audience: "user" })).toMatch(/^#1042 as requester, own token/);
    expect(asked({ recipient: ANNA, audience: "agent" })).toMatch(/^#1042 as agent, own token/);
    expect(asked({ recipient: SOFIE, audience: "user" })).toMatch(/^#1042 as agent: .*another address/);
  });

  test("a team's token is its members', a user's nobody else's", () => {
    const teams = [
      { name: "servicedesk", members: [ANNA], address: "team@desk.example", notify: "mailbox" as const },
    ];
    const desk = aDesk({ teams });
    const by = (from: string, recipient: string, audience: "team" | "user") =>
      told(facts({ from }, { desk, cases, tokens: [aToken({ recipient, audience })] }));
    expect(by(ANNA, "team@desk.example", "team")).toMatch(/own token/);
    expect(by(MIKE, "team@desk.example", "team")).not.toMatch(/own token/);
    expect(by(EVE, "team@desk.example", "team")).toMatch(/^#1042 as third_party: .*another address/);
    expect(by(ANNA, "team@desk.example", "user")).not.toMatch(/own token/);
  });
});

describe("merged cases", () => {
  const merged = (id: number, number: number, mergedInto: number | null) =>
    [
      id,
      caseFacts({ id, number, mergedInto, status: mergedInto === null ? "registered" : "closed" }),
    ] as const;

  test("are followed to where they live on", () => {
    const chain = new Map([merged(7, 1042, 1050), merged(8, 1050, 1060), merged(9, 1060, null)]);
    expect(livingCase({ cases: chain, numbers: new Map() }, 7)?.case.number).toBe(1060);
    expect(livingCase({ cases: chain, numbers: new Map() }, 9)?.case.number).toBe(1060);
    expect(livingCase({ cases: chain, numbers: new Map() }, 99)).toBeNull();
  });

  test("end somewhere, though they go round or into nothing", () => {
    const circle = new Map([merged(7, 1042, 1050), merged(8, 1050, 1042)]);
    expect(livingCase({ cases: circle, numbers: new Map() }, 7)).not.toBeNull();
    const lost = new Map([merged(7, 1042, 1099)]);
    expect(livingCase({ cases: lost, numbers: new Map() }, 7)?.case.number).toBe(1042);
  });

  test.each([
    ["#undo", "#1042"],
    ["#undo\n\nPlease.", "#1042"],
    ["#take", "#1050"],
    ["#undo\n#take", "#1050"],
    ["#undo\n#tak", "#1050"],
    ["", "#1050"],
  ])("get an answer to their receipt where it belongs: %j", (text, expected) => {
    const chain = new Map([merged(7, 1042, 1050), merged(8, 1050, null)]);
    const receipt = agentToken({ notice: "command_receipt" });
    expect(told(fromAnna(text, {}, { cases: chain, tokens: [receipt] }))).toMatch(new RegExp(`^${expected}`));
    expect(told(fromAnna(text, {}, { cases: chain, tokens: [agentToken()] }))).toMatch(/^#1050/);
  });
});
