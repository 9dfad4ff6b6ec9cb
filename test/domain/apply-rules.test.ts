/** What rules do to the case that a mail opens, and how the priority follows agents' words. */
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../src/domain/change.ts";
import type { DeskFile } from "../../src/domain/desk.ts";
import type { IntakeFacts } from "../../src/domain/facts.ts";
import {
  ANNA,
  aDesk,
  aPerson,
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

type Rules = NonNullable<DeskFile["rules"]>;

function withRules(
  rules: Rules,
  overrides: Partial<IntakeFacts> = {},
  desk: Partial<DeskFile> = {},
): Verdict {
  return decide(facts({ subject: "Printer jammed" }, { desk: aDesk({ ...desk, rules }), ...overrides }));
}

const rulesSeen = (verdict: Verdict) =>
  verdict.evidence
    .filter((one) => one.step === "rule" || one.step === "priority")
    .map(({ code, detail }) => [code, detail]);

describe("a mail that opens a case", () => {
  test("gets what the rules set, in their names, before it is promised anything", () => {
    const verdict = withRules(
      [
        {
          name: "print",
          when: { words: "printer" },
          set: { category: "Printing", impact: "high", team: "network", tags: "floor" },
        },
        { name: "fax", when: { words: "fax" }, set: { category: "Fax" } },
      ],
      {},
      {
        calendars: [
          { name: "office", hours: { "mon-fri": "08:00-16:00" } },
          { name: "late", hours: { "mon-sun": "00:00-24:00" } },
        ],
        teams: [
          { name: "servicedesk", members: [ANNA] },
          { name: "network", members: [MIKE], calendar: "late" },
        ],
      },
    );
    expect(setsOf(verdict)).toMatchObject({
      category: "Printing",
      impact: "high",
      team: "network",
      tags: ["floor"],
      priority: "critical",
    });
    const ruled = changesOf(verdict, "set").filter((one) => one.field !== "promisedBy");
    expect(new Set(ruled.map((one) => one.actor))).toEqual(new Set(["rule:print"]));
    // The user hears of the team that has it; the owner stays who answers for it.
    expect(mailsOf(verdict)).toEqual([`acknowledgement → ${SOFIE}`, `new_case → ${MIKE}`]);
    expect(changesOf(verdict, "openCase")[0]?.case).toMatchObject({ owner: "servicedesk" });
    expect(noticeOf(verdict, "acknowledgement").data.promisedBy).toBe("2026-11-24T18:00:00.000Z");
    expect(rulesSeen(verdict)).toEqual([
      ["print", "subject “Printer”; impact → high, team → network, category → Printing, tags → floor"],
      ["matrix", "impact high, urgency unknown → critical (2)"],
    ]);
  });

  test("that no rule knows says so", () => {
    expect(rulesSeen(withRules([{ name: "fax", when: { words: "fax" }, set: { kind: "x" } }]))).toEqual([
      ["none_held", "1 tried"],
    ]);
    expect(rulesSeen(withRules([]))).toEqual([]);
  });

  test("given to an agent is assigned, and that agent alone is told", () => {
    const verdict = withRules([{ name: "one", set: { agent: MIKE } }]);
    expect(setsOf(verdict)).toMatchObject({ agent: MIKE, status: "assigned" });
    expect(mailsOf(verdict)).toEqual([`acknowledgement → ${SOFIE}`, `new_case → ${MIKE}`]);
  });

  test("adds participants, who get no mail of the desk's own", () => {
    const verdict = withRules([{ name: "one", set: { participants: ["facilities@uni.example", SOFIE] } }]);
    expect(changesOf(verdict, "addParticipant").map((one) => [one.address, one.role])).toEqual([
      [SOFIE, "requester"],
      ["facilities@uni.example", "participant"],
    ]);
    expect(mailsOf(verdict).join()).not.toContain("facilities");
  });

  test("knows people by the directory, unless somebody else wrote in their name", () => {
    const rules: Rules = [{ name: "vip", when: { department: "direktion*" }, set: { priority: 1 } }];
    const person = aPerson({ department: "Direktionen" });
    expect(setsOf(withRules(rules, { person }))).toMatchObject({ priority: "production_disrupting" });
    expect(setsOf(withRules(rules, { person, authentication: "fail" }))).not.toHaveProperty("priority");
  });

  test("is answered by a text of the desk's own, in the requester's language, where it may be answered at all", () => {
    const rules: Rules = [
      { name: "one", set: { language: "da", notice: "vpn" } },
      { name: "two", set: { notice: "vpn" } },
    ];
    const notices = [{ name: "vpn", text: { en: "The VPN is down.", da: "VPN er nede." } }];
    const verdict = withRules(rules, {}, { notices });
    expect(mailsOf(verdict).slice(0, 2)).toEqual([`acknowledgement → ${SOFIE}`, `announcement → ${SOFIE}`]);
    expect(noticeOf(verdict, "announcement").data).toEqual({ text: "VPN er nede.", brief: false });
    expect(mailsOf(verdict).filter((one) => one.startsWith("announcement"))).toHaveLength(1);
    for (const overrides of [
      { mailKind: "generated" as const },
      { authentication: "fail" as const },
      { recentAutomatic: { address: [9, 99, 99, 99], domain: [], alike: [] } },
    ]) {
      expect(mailsOf(withRules(rules, overrides, { notices })).join()).not.toContain("announcement");
    }
    const fallback = withRules(
      [{ name: "one", set: { language: "da", notice: "vpn" } }],
      {},
      { notices: [{ name: "vpn", text: { en: "The VPN is down." } }] },
    );
    expect(noticeOf(fallback, "announcement").data.text).toBe("The VPN is down.");
  });

  test("goes up at once where a rule says so, but not by the hundred", () => {
    const rules: Rules = [{ name: "complaint", set: { escalate: true, team: "servicedesk" } }];
    expect(changesOf(withRules(rules), "set")).toContainEqual(
      expect.objectContaining({ field: "escalatedTo", to: "lead", actor: "rule:complaint" }),
    );
    expect(setsOf(withRules(rules, { recentMails: 61 }))).not.toHaveProperty("escalatedTo");
  });
});

describe("a mail that a rule calls spam", () => {
  const rules: Rules = [
    { name: "lottery", when: { words: "jammed" }, set: { spam: true } },
    { name: "later", set: { kind: "x" } },
  ];

  test("waits, opens nothing and is answered by nobody", () => {
    const verdict = withRules(rules);
    expect([verdict.outcome, verdict.reason, verdict.changes]).toEqual(["quarantined", "spam_rule", []]);
    expect(rulesSeen(verdict)).toEqual([["lottery", "subject “jammed”; is spam, no later rule"]]);
  });

  test("that was released opens a case", () => {
    const inbound = { id: 90, receivedAt: NOW, source: "imap", released: true } as const;
    expect(withRules(rules, { inbound }).reason).toBe("opened");
  });

  test("that answers a mail of ours joins its case", () => {
    const overrides = { tokens: [aToken()], cases: new Map([[7, caseFacts()]]) };
    expect(withRules(rules, overrides).reason).toBe("joined");
  });
});

describe("a case that an agent opens", () => {
  const rules: Rules = [
    {
      name: "print",
      when: { text: "printer" },
      set: { category: "Printing", priority: 2, team: "network", agent: MIKE },
    },
    { name: "command", when: { text: "requester" }, set: { kind: "no" } },
  ];
  const opening = (text: string) =>
    decide(
      facts(
        { from: ANNA, name: "Anna Holm", subject: "Phone", text },
        { desk: aDesk({ rules }), tokens: [] },
      ),
    );

  test("gets what rules set from its words, not from its commands; and the agent has the last word", () => {
    const verdict = opening(`The printer is broken.\n#requester ${SOFIE}\n#priority 5`);
    if (verdict.reason !== "opened_by_agent") throw new Error(verdict.reason);
    expect(setsOf(verdict)).toMatchObject({
      category: "Printing",
      team: "network",
      agent: MIKE,
      priority: "low",
    });
    expect(setsOf(verdict)).not.toHaveProperty("kind");
    expect(mailsOf(verdict)).toContain(`new_case → ${MIKE}`);
  });
});

describe("#impact and #urgency", () => {
  const on = { impact: "low", urgency: "low", priority: "low" } as const;

  test("bring the priority along, and the receipt says so", () => {
    const verdict = decide(fromAnna("#impact high", on));
    expect(setsOf(verdict)).toEqual({ impact: "high", priority: "major" });
    expect(noticeOf(verdict, "command_receipt").data.lines).toMatchObject([
      { line: "#impact high", result: "impact", from: "low", to: "high" },
      { line: "#impact high", result: "priority", from: "low", to: "major" },
    ]);
    expect(setsOf(decide(fromAnna("#impact high\n#urgency high", on)))).toMatchObject({
      priority: "production_disrupting",
    });
  });

  test.each(["#priority 4\n#impact high", "#impact high\n#priority 4"])(
    "leave it to the agent who says it: %j",
    (text) => {
      expect(setsOf(decide(fromAnna(text, on)))).toMatchObject({ impact: "high", priority: "minor" });
    },
  );

  test("leave alone what an agent set by hand, unless that was taken back", () => {
    const command = { inboundId: 60, actor: MIKE, verb: "priority", value: "5", undone: false };
    const given = (undone: boolean) =>
      fromAnna("#impact high", on, {
        cases: new Map([[7, caseFacts(on, { commands: [{ ...command, undone }] })]]),
      });
    expect(setsOf(decide(given(false)))).toEqual({ impact: "high" });
    expect(setsOf(decide(given(true)))).toEqual({ impact: "high", priority: "major" });
  });

  test("are taken back together with what they brought along", () => {
    const row = (id: number, field: string, from: string, to: string) => {
      return { id, at: NOW, actor: ANNA, field, from, to, inboundId: 60 };
    };
    const history = [row(1, "impact", "low", "high"), row(2, "priority", "low", "major")];
    const commands = [{ inboundId: 60, actor: ANNA, verb: "impact", value: "high", undone: false }];
    const now = { ...on, impact: "high", priority: "major" } as const;
    const cases = new Map([[7, caseFacts(now, { history, commands })]]);
    expect(setsOf(decide(fromAnna("#undo", now, { cases })))).toEqual({ impact: "low", priority: "low" });
  });
});

describe("#priority", () => {
  const desk = aDesk({ priorities: { minor: { en: "Normal", da: "Almindelig" }, major: { en: "Low" } } });

  test.each([
    ["#priority normal", "minor"],
    ["#prioritet almindelig", "minor"],
    ["#priority LOW", "major"],
    ["#priority critical", "critical"],
    ["#priority 5", "low"],
  ])("takes the desk's own names first: %s", (text, priority) => {
    expect(setsOf(decide(fromAnna(text, {}, { desk })))).toMatchObject({ priority });
  });
});
