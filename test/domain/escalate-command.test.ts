import { describe, expect, test } from "vitest";
import type { Case } from "../../src/domain/case.ts";
import type { Verdict } from "../../src/domain/change.ts";
import type { Desk } from "../../src/domain/desk.ts";
import { decideIntake } from "../../src/domain/intake.ts";
import {
  ANNA,
  aDesk,
  agentToken,
  caseFacts,
  facts,
  fromAnna,
  MIKE,
  mailsOf,
  NOW,
  noticesOf,
} from "../support/facts.ts";

const LENA = "lena@desk.example";

/** Anna leads the service desk, Lena is its manager; behind it stands the network team, with nobody above. */
function desk(): Desk {
  const base = aDesk({
    agents: [
      { address: ANNA, name: "Anna Holm" },
      { address: MIKE, name: "Mike Lund" },
      { address: LENA, name: "Lena Bech" },
    ],
    teams: [
      { name: "servicedesk", lead: ANNA, manager: LENA, members: [MIKE] },
      { name: "network", title: "Network", members: [MIKE] },
    ],
    escalation: { lines: [{ category: "Net", teams: ["servicedesk", "network"] }] },
    webhooks: [{ name: "oncall", url: "https://hooks.example/" }],
  });
  return base;
}

function mike(text: string, on: Partial<Case> = {}, more: object = {}): Verdict {
  const token = agentToken({ recipient: MIKE });
  const about = { tokens: [token], cases: new Map([[7, caseFacts(on, more)]]), desk: desk() };
  return decideIntake(facts({ from: MIKE, name: "Mike Lund", text }, about), NOW);
}

const setsOf = (verdict: Verdict) =>
  Object.fromEntries(verdict.changes.flatMap((one) => (one.do === "set" ? [[one.field, one.to]] : [])));
const callsOf = (verdict: Verdict) =>
  verdict.changes.flatMap((one) => (one.do === "callWebhook" ? [`${one.event} by ${one.data.by}`] : []));
const resultsOf = (verdict: Verdict) =>
  noticesOf(verdict).flatMap((one) =>
    one.notice === "command_receipt"
      ? one.data.lines.map((line) => line.result)
      : one.notice === "command_refused"
        ? one.data.faults.map((fault) => fault.explanation)
        : [],
  );

describe("#escalate", () => {
  test("calls the lead in at once, with the agent's words, which the requester does not see", () => {
    const verdict = mike("#escalate\nShe has called three times and wants to complain.");
    expect(mailsOf(verdict)).toEqual([`escalated → ${ANNA}`, `command_receipt → ${MIKE}`]);
    const [escalated] = noticesOf(verdict);
    const note = verdict.changes.find((one) => one.do === "addMessage");
    expect(note).toMatchObject({ message: { kind: "note", text: expect.stringContaining("three times") } });
    expect(escalated).toMatchObject({ message: note?.as, notBefore: null, data: { by: MIKE, as: "lead" } });
    expect(setsOf(verdict)).toEqual({ escalatedTo: "lead" });
    expect(callsOf(verdict)).toEqual([`escalated by ${MIKE}`]);
    expect(resultsOf(verdict)).toEqual(["Anna Holm is called in"]);
  });

  test("takes text on its own line along", () => {
    const verdict = mike("#escalate She wants to complain.");
    expect(verdict.changes.find((one) => one.do === "addMessage")).toMatchObject({
      message: { kind: "note", text: "She wants to complain." },
    });
  });

  test("a second time calls the manager, a third time nobody", () => {
    expect(mailsOf(mike("#escalate", { escalatedTo: "lead" }))[0]).toBe(`escalated → ${LENA}`);
    const third = mike("#escalate", { escalatedTo: "manager" });
    expect(mailsOf(third)).toEqual([`command_refused → ${MIKE}`]);
    expect(resultsOf(third)).toEqual([expect.stringContaining("nobody is left to call in")]);
  });

  test("of the lead calls the manager", () => {
    const verdict = decideIntake(fromAnna("#eskaler", {}, { desk: desk() }), NOW);
    expect(mailsOf(verdict)[0]).toBe(`escalated → ${LENA}`);
  });

  test("with a number gives the case to that line of its category", () => {
    const verdict = mike("#escalate 2", { category: "Net/Wi-Fi", agent: MIKE, status: "in_progress" });
    expect(setsOf(verdict)).toMatchObject({ team: "network", agent: null });
    expect(mailsOf(verdict).some((one) => one.startsWith("escalated"))).toBe(false);
    expect(resultsOf(mike("#escalate 3", { category: "Net" }))).toEqual([
      "3 is not one of: 1 servicedesk, 2 Network",
    ]);
    expect(resultsOf(mike("#escalate 2", { category: "Hardware" }))).toEqual([
      expect.stringContaining("no lines of support"),
    ]);
  });

  test("is taken back by #undo, with the mail that has not gone yet", () => {
    const made = { id: 5, at: NOW, actor: MIKE, field: "escalatedTo", from: null, to: "lead", inboundId: 80 };
    const commands = [{ inboundId: 80, actor: MIKE, verb: "escalate", value: null, undone: false }];
    const verdict = mike("#undo", { escalatedTo: "lead" }, { history: [made], commands });
    expect(setsOf(verdict)).toEqual({ escalatedTo: null });
    expect(verdict.changes).toContainEqual(
      expect.objectContaining({ do: "suppress", notices: ["escalated"] }),
    );
  });
});

describe("a case that becomes urgent", () => {
  test("reaches its lead at once, and the webhooks", () => {
    const verdict = mike("#priority 1", { priority: "minor" });
    expect(mailsOf(verdict)).toEqual([`command_receipt → ${MIKE}`, `escalated → ${ANNA}`]);
    expect(noticesOf(verdict)[1]).toMatchObject({ data: { why: "urgent", by: MIKE }, message: 70 });
    expect(callsOf(verdict)).toEqual([`urgent by ${MIKE}`]);
    const keys = noticesOf(verdict).map((one) => one.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each([
    ["was so before", "#priority 1", { priority: "production_disrupting" }],
    ["is not", "#priority 2", { priority: "minor" }],
    ["is solved", "#priority 1", { priority: "minor", status: "resolved" }],
  ] as const)("calls nobody when it %s", (_, text, on) => {
    const verdict = mike(text, on);
    expect(callsOf(verdict)).toEqual([]);
    expect(mailsOf(verdict)).toEqual([`command_receipt → ${MIKE}`]);
  });

  test("is no news to the lead who made it so", () => {
    const verdict = decideIntake(fromAnna("#priority 1", { priority: "low" }, { desk: desk() }), NOW);
    expect(mailsOf(verdict)).toEqual([`command_receipt → ${ANNA}`]);
    expect(callsOf(verdict)).toEqual([`urgent by ${ANNA}`]);
  });

  test("is one mail to a lead who gets another about it", () => {
    const verdict = mike("#priority 1\n#assign anna", { priority: "low" });
    expect(mailsOf(verdict).filter((one) => one.endsWith(ANNA))).toEqual([`assigned → ${ANNA}`]);
  });

  test("that is opened so is as urgent", () => {
    const text = "#requester sofie@uni.example\n#priority 1\nThe whole house is offline.";
    const opening = facts({ from: MIKE, name: "Mike Lund", text, subject: "Offline" }, { desk: desk() });
    const verdict = decideIntake(opening, NOW);
    expect(callsOf(verdict)).toEqual([`urgent by ${MIKE}`]);
    expect(mailsOf(verdict)).toContain(`escalated → ${ANNA}`);
    const escalated = noticesOf(verdict).find((one) => one.notice === "escalated");
    expect(escalated?.message).toMatch(/^new:message/);
  });
});

describe("a mail that a rule takes for urgent, or for a complaint", () => {
  const ruled = (set: object, more: object = {}, notify: "all" | "digest" = "all") => {
    const { teams, webhooks, ...others } = desk();
    const [first, ...behind] = teams;
    if (!first) throw new Error("a desk without teams");
    const rules = aDesk({ rules: [{ name: "alarm", set }] }).rules;
    const about = { ...others, webhooks, teams: [{ ...first, notify }, ...behind], rules };
    return decideIntake(facts({ text: "Everything is down." }, { desk: about, ...more }), NOW);
  };

  test("calls the lead and the webhooks, by the rule's name", () => {
    const verdict = ruled({ priority: 1 });
    expect(mailsOf(verdict)).toContain(`escalated → ${ANNA}`);
    expect(callsOf(verdict)).toEqual(["urgent by rule:alarm"]);
  });

  test("calls nobody for each of a flood of cases", () => {
    const verdict = ruled({ priority: 1, escalate: true }, { recentMails: 61 });
    expect(callsOf(verdict)).toEqual([]);
    expect(mailsOf(verdict).filter((one) => one.startsWith("escalated"))).toEqual([]);
  });

  test("goes up also where the team reads of its cases once a day", () => {
    const verdict = ruled({ escalate: true }, {}, "digest");
    expect(mailsOf(verdict)).toContain(`escalated → ${ANNA}`);
    expect(mailsOf(verdict).some((one) => one.startsWith("new_case"))).toBe(false);
  });
});
