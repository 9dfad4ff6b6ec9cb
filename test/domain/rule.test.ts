import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blankCase } from "../../src/domain/decision.ts";
import type { DeskFile } from "../../src/domain/desk.ts";
import { held, type RuleRun, runRules } from "../../src/domain/rule.ts";
import type { RuleSubject } from "../../src/domain/rule-subject.ts";
import { ANNA, aDesk, MIKE, NOW, SOFIE } from "../support/facts.ts";

type Rules = NonNullable<DeskFile["rules"]>;
type When = NonNullable<Rules[number]["when"]>;

const SUBJECT: RuleSubject = {
  sender: SOFIE,
  person: null,
  authentication: "pass",
  mailbox: "helpdesk",
  recipients: ["helpdesk@desk.example"],
  subject: "The printer again",
  text: "Hi,\nthere is a paper jam on the second floor.",
  attachments: [],
  mailKind: "human",
  headers: [],
  receivedAt: NOW,
  earlier: [],
};
const OPENING = blankCase({
  mailbox: "helpdesk",
  status: "registered",
  subject: "The printer again",
  language: "en",
  team: "servicedesk",
  owner: "servicedesk",
  requester: SOFIE,
  requesterName: null,
  openedAt: NOW,
});

function run(rules: Rules, subject: Partial<RuleSubject> = {}, desk: Partial<DeskFile> = {}): RuleRun {
  return runRules(aDesk({ ...desk, rules }), { ...SUBJECT, ...subject }, OPENING);
}

/** What the one condition found; null where it does not hold. */
function found(when: When, subject: Partial<RuleSubject> = {}, desk: Partial<DeskFile> = {}): string | null {
  const [rule] = held(run([{ name: "one", when, set: { kind: "x" } }], subject, desk).tried);
  return rule ? rule.matches.map((match) => `${match.by}: ${match.found}`).join(", ") : null;
}

describe("a condition", () => {
  const log = { name: "print_spool.LOG", contentType: "text/plain", inline: false };
  const logo = { name: "logo.png", contentType: "image/png", inline: true };
  const ceo = { department: "Direktionen", organisation: "Uni", office: "2.14" };

  test.each<[string, When, Partial<RuleSubject>, string]>([
    ["sender", { sender: SOFIE }, {}, `sender: ${SOFIE}`],
    ["domain", { domain: "uni.example" }, { sender: "a@cs.uni.example" }, "domain: cs.uni.example"],
    ["department", { department: "direktion*" }, { person: ceo }, "department: Direktionen"],
    ["office", { office: "2.14" }, { person: ceo }, "office: 2.14"],
    ["mailbox", { mailbox: "helpdesk" }, {}, "mailbox: helpdesk"],
    ["recipient", { recipient: "helpdesk@desk.example" }, {}, "recipient: helpdesk@desk.example"],
    ["subject", { subject: ["toner", "printer"] }, {}, "subject: printer"],
    ["text", { text: "paper jam" }, {}, "text: paper jam"],
    ["words in the subject", { words: "printer" }, {}, "subject: printer"],
    ["words in the text", { words: "/jam|toner/" }, {}, "text: jam"],
    ["attachments", { attachments: true }, { attachments: [log] }, "attachments: yes"],
    ["no attachments but a logo", { attachments: false }, { attachments: [logo] }, "attachments: no"],
    ["an ending", { attachmentName: "*.log" }, { attachments: [log] }, "attachmentName: print_spool.LOG"],
    ["a name", { attachmentName: "spool" }, { attachments: [log] }, "attachmentName: print_spool.LOG"],
    ["a type", { attachmentType: "text/*" }, { attachments: [log] }, "attachmentType: text/plain"],
    ["language", { language: "en" }, {}, "language: en"],
    ["mail", { mail: ["generated", "list"] }, { mailKind: "list" }, "mail: list"],
    ["vouched", { vouched: false }, { authentication: "none" }, "vouched: no"],
    [
      "header",
      { header: { "X-Ticket": "urgent" } },
      { headers: [{ name: "x-ticket", value: "very urgent" }] },
      "X-Ticket: urgent",
    ],
    ["days", { time: { days: ["tue"] } }, {}, "time: tue 11:00"],
    ["hours", { time: { between: "11:00-12:00" } }, {}, "time: tue 11:00"],
    ["hours past midnight", { time: { between: "22:00-11:01" } }, {}, "time: tue 11:00"],
    ["a named calendar", { time: { calendar: "office", open: true } }, {}, "time: tue 11:00"],
    [
      "closed hours",
      { time: { open: false } },
      { receivedAt: new Date("2026-11-24T16:00:00Z") },
      "time: tue 17:00",
    ],
    ["a field", { team: "servicedesk", type: "incident" }, {}, "type: incident, team: servicedesk"],
    ["all", { all: [{ words: "printer" }, { text: "jam" }] }, {}, "subject: printer, text: jam"],
    ["any", { any: [{ words: "toner" }, { text: "jam" }] }, {}, "text: jam"],
    ["not", { not: { words: "toner" } }, {}, ""],
  ])("on %s holds, and says by what", (_, when, subject, by) => expect(found(when, subject)).toBe(by));

  test.each<[string, When, Partial<RuleSubject>]>([
    ["sender", { sender: MIKE }, {}],
    ["sender of a mail without one", { sender: SOFIE }, { sender: null }],
    ["a domain that only ends alike", { domain: "uni.example" }, { sender: "a@notuni.example" }],
    ["department of a stranger", { department: "*" + "direktion*" }, {}],
    [
      "department where the sender is forged",
      { department: "direktion*" },
      { person: ceo, authentication: "fail" },
    ],
    ["a picture within the text", { attachmentType: "image/png" }, { attachments: [logo] }],
    [
      "a type that begins alike",
      { attachmentType: "text/plain" },
      { attachments: [{ ...log, contentType: "text/plainer" }] },
    ],
    ["a header that is not there", { header: { "X-Ticket": "urgent" } }, {}],
    [
      "one of two headers",
      { header: { "X-A": "a", "X-B": "b" } },
      { headers: [{ name: "x-a", value: "a" }] },
    ],
    ["the end of a span", { time: { between: "10:00-11:00" } }, {}],
    ["another day", { time: { days: ["mon", "wed"] } }, {}],
    ["closed hours", { time: { open: false } }, {}],
    ["half of all", { all: [{ words: "printer" }, { text: "toner" }] }, {}],
    ["none of any", { any: [{ words: "toner" }, { text: "fax" }] }, {}],
    ["not", { not: { words: "printer" } }, {}],
    ["words in quoted headers", { subject: "jam" }, {}],
  ])("on %s does not hold", (_, when, subject) => expect(found(when, subject)).toBeNull());

  const day = (days: number) => new Date(NOW.getTime() - days * 86_400_000);
  const earlier = [
    { openedAt: day(2), isOpen: true, category: "Printing/Jam" },
    { openedAt: day(20), isOpen: false, category: "Access/Password" },
    { openedAt: day(40), isOpen: false, category: "Printing/Toner" },
  ];
  test.each<[When["history"], string | null]>([
    [{ atLeast: 2 }, "history: 2"],
    [{ atLeast: 3 }, null],
    [{ atLeast: 3, withinDays: 60 }, "history: 3"],
    [{ atLeast: 2, withinDays: 60, category: "printing" }, "history: 2"],
    [{ atLeast: 1, open: true }, "history: 1"],
    [{ atMost: 1, open: false }, "history: 1"],
    [{ atMost: 1 }, null],
  ])("on the requester's history %j", (history, by) => expect(found({ history }, { earlier })).toBe(by));

  test("a forged sender has no history, not even an empty one", () => {
    expect(found({ history: { atMost: 0 } })).toBe("history: 0");
    expect(found({ history: { atMost: 0 } }, { authentication: "fail" })).toBeNull();
  });
});

describe("rules", () => {
  test("run in order, and a later one sees what an earlier one set", () => {
    const { case: ruled, tried } = run(
      [
        { name: "print", when: { words: "printer" }, set: { category: "printing / jam", tags: ["print"] } },
        {
          name: "floor",
          when: { category: "Printing", tag: "print" },
          set: { team: "network", tags: ["floor", "print"] },
        },
        { name: "late", when: { team: "servicedesk" }, set: { kind: "late" } },
      ],
      {},
      { categories: ["Printing/Jam"] },
    );
    expect(ruled).toMatchObject({
      category: "Printing/Jam",
      team: "network",
      tags: ["floor", "print"],
      kind: null,
    });
    expect(tried).toMatchObject([
      {
        name: "print",
        result: "held",
        changes: [{ field: "category", from: null, to: "Printing/Jam" }, { field: "tags" }],
      },
      { name: "floor", result: "held" },
      { name: "late", result: "failed", failed: "team" },
    ]);
  });

  test("stop where one says so", () => {
    const { tried } = run([
      { name: "first", set: { kind: "a" }, stop: true },
      { name: "second", set: { kind: "b" } },
    ]);
    expect(tried.map((one) => one.result)).toEqual(["held", "not_tried"]);
  });

  test("an agent brings their team along, and another team leaves the agent behind", () => {
    const one = { name: "one", set: { team: "network", agent: MIKE } };
    expect(run([{ name: "a", set: { agent: MIKE } }]).case).toMatchObject({
      agent: MIKE,
      team: "servicedesk",
    });
    expect(run([one, { name: "b", set: { agent: ANNA } }]).case).toMatchObject({
      agent: ANNA,
      team: "servicedesk",
    });
    expect(
      run([
        { name: "a", set: { agent: ANNA } },
        { name: "b", set: { team: "network" } },
      ]).case,
    ).toMatchObject({
      agent: null,
      team: "network",
    });
  });
});

describe("the matrix", () => {
  test("makes the priority of impact and urgency, whichever rule set them", () => {
    const { case: ruled, byMatrix } = run([
      { name: "impact", set: { impact: "high" } },
      { name: "urgency", set: { urgency: "low" } },
    ]);
    expect(ruled.priority).toBe("major");
    expect(byMatrix).toEqual({ priority: "major", rule: "urgency" });
  });

  test("takes what is unknown as medium", () => {
    expect(run([{ name: "one", set: { impact: "high" } }]).case.priority).toBe("critical");
    expect(run([{ name: "one", set: { urgency: "low" } }]).case.priority).toBe("minor");
  });

  test("is silent where a rule says the priority, or none says impact or urgency", () => {
    expect(run([{ name: "one", set: { impact: "high", priority: 5 } }]).case.priority).toBe("low");
    expect(run([{ name: "one", set: { kind: "a" } }]).case.priority).toBeNull();
  });

  test("is the desk's own", () => {
    const row = { high: 5, medium: 5, low: 5 };
    const matrix = { high: row, medium: row, low: { ...row, low: "production_disrupting" as const } };
    expect(run([{ name: "one", set: { impact: "high" } }], {}, { matrix }).case.priority).toBe("low");
    const both = { impact: "low", urgency: "low" } as const;
    expect(run([{ name: "one", set: both }], {}, { matrix }).case.priority).toBe("production_disrupting");
  });

  test.each([
    ["high", "high", 1],
    ["high", "medium", 2],
    ["medium", "high", 2],
    ["high", "low", 3],
    ["medium", "medium", 3],
    ["low", "high", 3],
    ["medium", "low", 4],
    ["low", "medium", 4],
    ["low", "low", 5],
  ] as const)("as it comes: impact %s, urgency %s → %i", (impact, urgency, number) => {
    const levels = ["production_disrupting", "critical", "major", "minor", "low"];
    expect(run([{ name: "one", set: { impact, urgency } }]).case.priority).toBe(levels[number - 1]);
  });
});

describe("always", () => {
  const condition = fc.letrec<{ when: When }>((tie) => ({
    when: fc.record(
      {
        words: fc.constantFrom("printer", "toner", "/jam$/", "*apex*"),
        tag: fc.constantFrom("a", "b"),
        history: fc.constantFrom({ atLeast: 1 }, { atMost: 0 }),
        time: fc.constantFrom({ open: true }, { days: ["mon" as const] }),
        not: tie("when"),
        any: fc.array(tie("when"), { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<When>,
  })).when;
  const set = fc.record(
    {
      tags: fc.subarray(["a", "b"], { minLength: 1 }),
      impact: fc.constantFrom("high" as const, "low" as const),
      priority: fc.constantFrom(1, 5),
      team: fc.constantFrom("network", "servicedesk"),
      agent: fc.constantFrom(ANNA, MIKE),
      spam: fc.constant(true as const),
    },
    { requiredKeys: [] },
  );
  const rules = fc.array(fc.record({ when: condition, set, stop: fc.boolean() }), { maxLength: 6 });

  test("the changes told are the changes made, rules behind a stop are not tried, and nothing depends on the hour", () => {
    fc.assert(
      fc.property(rules, fc.string(), (list, text) => {
        const written = list.map((one, at) => ({ name: `r${at}`, ...one })) as Rules;
        const first = run(written, { text });
        expect(run(written, { text })).toEqual(first);
        const made = { ...OPENING };
        for (const { changes } of held(first.tried)) {
          for (const { field, from, to } of changes) {
            expect(made[field]).toEqual(from);
            Object.assign(made, { [field]: to });
          }
        }
        if (first.byMatrix) made.priority = first.byMatrix.priority;
        expect(first.case).toEqual(made);
        const stop = first.tried.findIndex((one) => one.result === "held" && one.stopped);
        const behind = stop === -1 ? [] : first.tried.slice(stop + 1);
        expect(behind.every((one) => one.result === "not_tried")).toBe(true);
        const team = aDesk().teams.find((one) => one.name === first.case.team);
        if (first.case.agent !== null) expect(team?.members).toContain(first.case.agent);
      }),
    );
  });
});
