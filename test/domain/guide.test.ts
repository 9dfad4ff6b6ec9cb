/** Question guides (P7): only what the mail has not told is asked, in a numbered list, and answers stand beside their questions. */
import { describe, expect, test } from "vitest";
import type { CaseQuestion } from "../../src/domain/case.ts";
import type { DeskFile } from "../../src/domain/desk.ts";
import type { IntakeFacts } from "../../src/domain/facts.ts";
import { guideFor } from "../../src/domain/guide.ts";
import { decideIntake } from "../../src/domain/intake.ts";
import { aDesk, aToken, caseFacts, facts, fromAnna, NOW, noticeOf, SOFIE, setsOf } from "../support/facts.ts";

const guides: DeskFile["guides"] = [
  {
    questions: [
      { ask: { en: "Which computer is it?", da: "Hvilken computer er det?" }, answeredBy: ["host"] },
      { ask: "Where is it?", answeredBy: ["room"], fills: "place" },
      { ask: "Since when?", answeredBy: ["time"] },
      { ask: "What is your user name?", answeredBy: ["userName"] },
      { ask: "Which cable?", mentions: ["cable", "plug"] },
    ],
  },
  { category: "Hardware", questions: [{ ask: "Hardware?" }] },
  { category: "Hardware/Printer", questions: [{ ask: "Printer?" }] },
];
const desk = aDesk({ guides });

function opens(text: string, given: Partial<IntakeFacts> = {}, settings = desk) {
  return decideIntake(facts({ text, subject: "Help" }, { desk: settings, ...given }), NOW);
}

const asks = (verdict: ReturnType<typeof opens>) =>
  noticeOf(verdict, "acknowledgement").data.questions.map((one) => `${one.number}. ${one.ask}`);

describe("the acknowledgement asks", () => {
  test("all that the mail leaves open", () => {
    expect(asks(opens("Hi,\nIt does not start any more."))).toEqual([
      "1. Which computer is it?",
      "2. Where is it?",
      "3. Since when?",
      "4. What is your user name?",
      "5. Which cable?",
    ]);
  });

  test("only what it leaves open, numbered anew, and keeps what was told", () => {
    const verdict = opens("Hi,\nLT-4711 in room 4.12 does not start since Monday, with any plug.");
    expect(asks(verdict)).toEqual(["1. What is your user name?"]);
    const kept = setsOf(verdict).questions as CaseQuestion[];
    expect(kept.map(({ number, ask, answer }) => [number, ask, answer?.slice(0, 17) ?? null])).toEqual([
      [null, "Which computer is it?", "LT-4711 in room 4"],
      [null, "Where is it?", "LT-4711 in room 4"],
      [null, "Since when?", "LT-4711 in room 4"],
      [1, "What is your user name?", null],
      [null, "Which cable?", "LT-4711 in room 4"],
    ]);
    expect(setsOf(verdict).place).toBe("room 4.12");
  });

  test("in the language of the mail, where the guide has it", () => {
    expect(asks(opens("Hej,\nden starter ikke.", { detectedLanguage: "da" })).slice(0, 2)).toEqual([
      "1. Hvilken computer er det?",
      "2. Where is it?",
    ]);
  });

  test("not for a user name that the directory has of somebody vouched for", () => {
    const person = {
      address: SOFIE,
      name: null,
      language: null,
      languageStated: false,
      undeliverable: false,
      phone: null,
      office: null,
      userName: "sofber",
      department: null,
      organisation: null,
      personId: null,
      calendar: null,
    } as unknown as NonNullable<IntakeFacts["person"]>;
    expect(asks(opens("It does not start.", { person }))).not.toContain("4. What is your user name?");
    expect(asks(opens("It does not start.", { person, authentication: "none" }))).toContain(
      "4. What is your user name?",
    );
  });

  test("a stranger nobody vouches for nothing", () => {
    const verdict = opens("It does not start.", { authentication: "none" });
    expect(noticeOf(verdict, "acknowledgement").data).toMatchObject({ extent: "brief", questions: [] });
    expect(setsOf(verdict)).not.toHaveProperty("questions");
  });

  test("five questions at most", () => {
    const many = aDesk({
      guides: [{ questions: Array.from({ length: 8 }, (_, at) => ({ ask: `Q${at}?` })) }],
    });
    expect(asks(opens("It is broken.", {}, many))).toHaveLength(5);
  });

  test("nothing more where all was told, or where no guide says what", () => {
    const told = aDesk({ guides: [{ questions: [{ ask: "Since when?", answeredBy: ["time"] }] }] });
    expect(noticeOf(opens("Broken since Monday.", {}, told), "acknowledgement").data).toMatchObject({
      questions: [],
      guided: true,
    });
    expect(noticeOf(opens("Broken.", {}, aDesk()), "acknowledgement").data.guided).toBe(false);
  });
});

test.each([
  ["Hardware/Printer", "Printer?"],
  ["hardware/printer", "Printer?"],
  ["Hardware/Printer/Toner", "Printer?"],
  ["Hardware/Laptop", "Hardware?"],
  ["Hardwarex", "Which computer is it?"],
  [null, "Which computer is it?"],
])("of %s the guide begins with %s", (category, first) => {
  const asked = guideFor(desk, category)?.questions[0]?.ask;
  expect(typeof asked === "string" ? asked : asked?.en).toBe(first);
});

describe("an answer", () => {
  const open = (number: number, ask: string, fills: CaseQuestion["fills"] = null): CaseQuestion => {
    return { number, ask, fills, answer: null, answeredAt: null };
  };
  const questions = [open(1, "Where is it?", "place"), open(2, "Since when?")];
  const answers = (
    text: string,
    given: Partial<IntakeFacts> = {},
    status: "registered" | "closed" = "registered",
  ) => {
    const cases = new Map([[7, caseFacts({ questions, status })]]);
    return decideIntake(facts({ text }, { tokens: [aToken()], cases, ...given }), NOW);
  };

  test("is put beside its question, and into the field that it fills", () => {
    const verdict = answers("1. Room 4.12\n2. Since Monday\n\nSofie");
    expect(setsOf(verdict)).toMatchObject({
      place: "Room 4.12",
      questions: [
        { number: 1, answer: "Room 4.12", answeredAt: NOW.toISOString() },
        { number: 2, answer: "Since Monday Sofie", answeredAt: NOW.toISOString() },
      ],
    });
  });

  test("in two mails fills up what is left, and changes no earlier one", () => {
    const [first, second] = questions;
    const half = [
      { ...(first as CaseQuestion), answer: "Room 4.12", answeredAt: "x" },
      second as CaseQuestion,
    ];
    const cases = new Map([[7, caseFacts({ questions: half })]]);
    const verdict = decideIntake(facts({ text: "1. Room 5\n2. Monday" }, { tokens: [aToken()], cases }), NOW);
    expect(setsOf(verdict)).toMatchObject({ questions: [{ answer: "Room 4.12" }, { answer: "Monday" }] });
    expect(setsOf(verdict)).not.toHaveProperty("place");
  });

  test.each([
    ["by an outsider", { from: "eve@evil.example" }, {}],
    ["that a machine wrote", {}, { mailKind: "auto_reply" as const }],
  ])("%s counts for nothing", (_, writing, given) => {
    const cases = new Map([[7, caseFacts({ questions })]]);
    const mail = facts({ text: "1. Room 4.12", ...writing }, { tokens: [aToken()], cases, ...given });
    expect(setsOf(decideIntake(mail, NOW))).not.toHaveProperty("questions");
  });

  test("that says nothing of them changes nothing", () => {
    expect(setsOf(answers("Any news? I need it today."))).not.toHaveProperty("questions");
  });

  test("stays when an agent undoes other things", () => {
    const verdict = decideIntake(fromAnna("#priority 2", { questions }), NOW);
    expect(setsOf(verdict)).toEqual({ priority: "critical" });
  });
});
