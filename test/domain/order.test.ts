/** Orders (P26): by a rule or `#order NAME`, with the day that follows from the catalogue, and help offered on delivery. */
import { describe, expect, test } from "vitest";
import type { Case } from "../../src/domain/case.ts";
import type { Verdict } from "../../src/domain/change.ts";
import { decideClock } from "../../src/domain/clock.ts";
import { readAnswer } from "../../src/domain/confirm.ts";
import type { DeskFile } from "../../src/domain/desk.ts";
import type { HistoryFact } from "../../src/domain/facts.ts";
import { noticeContext } from "../../src/domain/fill-context.ts";
import { decideIntake } from "../../src/domain/intake.ts";
import {
  ANNA,
  aDesk,
  agentToken,
  caseFacts,
  changesOf,
  facts,
  mailsOf,
  NOW,
  noticeOf,
  SOFIE,
  setsOf,
} from "../support/facts.ts";
import { fullestFacts, sampleCase, sampleDesk, sampleRow, sampleWriting } from "../support/notice-samples.ts";

const ORDERS: Partial<DeskFile> = {
  orders: [
    {
      name: "monitor",
      title: "a 27-inch monitor",
      deliveryWorkingDays: 2,
      setUpHelp: true,
      category: "Hardware",
    },
    { name: "desk", title: "a standing desk", inStock: false, deliveryWorkingDays: 20 },
  ],
};
const desk = aDesk({
  ...ORDERS,
  rules: [{ name: "monitors", when: { words: ["monitor"] }, set: { order: "monitor" } }],
});
/** Two working days from Tuesday, 11:00 in Copenhagen. */
const THURSDAY = "2026-11-26T10:00:00.000Z";
const ORDERED: Partial<Case> = { order: "monitor", deliverBy: new Date(THURSDAY) };

function annaWrites(text: string, on: Partial<Case> = { agent: ANNA }, extra = {}): Verdict {
  const given = { desk, tokens: [agentToken()], cases: new Map([[7, caseFacts(on, extra)]]) };
  return decideIntake(facts({ from: ANNA, name: "Anna Holm", text }, given), NOW);
}

const wakes = (verdict: Verdict) =>
  changesOf(verdict, "startClock").flatMap((one) =>
    one.kind === "delay_delivery" ? [one.dueAt.toISOString()] : [],
  );

describe("a mail that a rule knows for an order", () => {
  const opens = (text: string, given = {}) =>
    decideIntake(facts({ text, subject: "Help" }, { desk, ...given }), NOW);

  test("is a service request, promised by its day in the acknowledgement", () => {
    const verdict = opens("Hi,\nI need a second monitor, please.");
    expect(setsOf(verdict)).toMatchObject({
      order: "monitor",
      type: "service_request",
      category: "Hardware",
      deliverBy: new Date(THURSDAY),
    });
    expect(noticeOf(verdict, "acknowledgement").data.order).toEqual({ name: "monitor", deliverBy: THURSDAY });
    // 16 working hours; 14.4 of them are over on Thursday at 9:24.
    expect(wakes(verdict)).toEqual(["2026-11-26T08:24:00.000Z"]);
  });

  test("of a stranger nobody vouches for is put on the case and promised to nobody", () => {
    const verdict = opens("Send a monitor", { authentication: "none" });
    expect(setsOf(verdict)).toMatchObject({ order: "monitor" });
    expect(noticeOf(verdict, "acknowledgement").data.order).toBeNull();
    expect(wakes(verdict)).toEqual([]);
  });

  test("any other mail orders nothing", () => {
    const verdict = opens("Hi,\nThe printer is jammed.");
    expect(setsOf(verdict)).not.toHaveProperty("order");
    expect(noticeOf(verdict, "acknowledgement").data.order).toBeNull();
  });
});

describe("#order", () => {
  test("puts the item on the case and tells the requester the day", () => {
    const verdict = annaWrites("#order Monitor");
    expect(setsOf(verdict)).toMatchObject({
      order: "monitor",
      type: "service_request",
      deliverBy: new Date(THURSDAY),
    });
    expect(mailsOf(verdict)).toEqual([`ordered → ${SOFIE}`, `command_receipt → ${ANNA}`]);
    expect(noticeOf(verdict, "ordered").data).toEqual({ name: "monitor", deliverBy: THURSDAY });
    expect(wakes(verdict)).toHaveLength(1);
  });

  test("leaves a category that the case has", () => {
    expect(setsOf(annaWrites("#order monitor", { category: "Furniture" }))).not.toHaveProperty("category");
  });

  test("in a mail that opens a case is told by its receipt alone", () => {
    const mail = facts(
      {
        from: ANNA,
        name: "Anna Holm",
        text: `#requester ${SOFIE}\n#order desk\n\nShe came by.`,
        subject: "A desk",
      },
      { desk },
    );
    const verdict = decideIntake(mail, NOW);
    expect(mailsOf(verdict)).toContain(`opened_for_you → ${SOFIE}`);
    expect(mailsOf(verdict)).not.toContain(`ordered → ${SOFIE}`);
    expect(noticeOf(verdict, "opened_for_you").data.order?.name).toBe("desk");
  });

  test("of what nobody can order names what they can", () => {
    const fault = noticeOf(annaWrites("#order unicorn"), "command_refused").data.faults[0];
    expect(fault?.explanation).toContain("monitor, desk");
  });

  test.each(["#order none", "#order ingen", "#order -"])("%s takes the order back", (text) => {
    const verdict = annaWrites(text, ORDERED);
    expect(setsOf(verdict)).toEqual({ order: null, deliverBy: null });
    expect(changesOf(verdict, "cancelClocks").flatMap((one) => one.kinds)).toContain("delay_delivery");
    expect(mailsOf(verdict)).not.toContain(`ordered → ${SOFIE}`);
  });

  test("undone, is delivered and told to nobody", () => {
    const row = (id: number, field: string, to: string): HistoryFact => {
      return { id, at: NOW, actor: ANNA, field, from: null, to, inboundId: 80 };
    };
    const history = [row(3, "order", "monitor"), row(4, "deliverBy", THURSDAY)];
    const commands = [{ inboundId: 80, actor: ANNA, verb: "order", value: "monitor", undone: false }];
    const verdict = annaWrites("#undo", ORDERED, { history, commands });
    expect(setsOf(verdict)).toMatchObject({ order: null, deliverBy: null });
    expect(changesOf(verdict, "suppress").flatMap((one) => one.notices)).toContain("ordered");
    expect(wakes(verdict)).toEqual([]);
  });
});

describe("a delivery that is late", () => {
  const fires = (on: Partial<Case>) => {
    const clock = { id: 5, kind: "delay_delivery", dueAt: NOW };
    return decideClock({ desk, clock, case: caseFacts({ ...ORDERED, ...on }) }, NOW);
  };

  test("is told before its day is over", () => {
    const verdict = fires({ status: "in_progress" });
    expect(mailsOf(verdict)).toEqual([`taking_longer → ${SOFIE}`]);
    expect(noticeOf(verdict, "taking_longer").data).toEqual({ what: "delivery", promisedBy: THURSDAY });
  });

  test.each<[string, Partial<Case>]>([
    ["it is delivered", { status: "resolved" }],
    ["the case is closed", { status: "closed" }],
    ["nothing is ordered any more", { order: null, deliverBy: null }],
  ])("is not told when %s", (_, on) => {
    expect(mailsOf(fires(on))).toEqual([]);
  });
});

describe("on delivery", () => {
  const solution = (on: Partial<Case>) => {
    const given = { ...fullestFacts("solution"), case: sampleCase(on) };
    return noticeContext(sampleRow("solution"), given, sampleDesk(), sampleWriting("en")) as {
      order: object | null;
    };
  };

  test("help with setting it up is offered", () => {
    expect(solution({}).order).toMatchObject({ title: "a 27-inch monitor <4K>", setUpHelp: true });
    expect(solution({ order: null, deliverBy: null }).order).toBeNull();
    expect(solution({ order: "gone" }).order).toBeNull();
  });

  test.each(["Yes, thank you!", "Ja, tak!", "Ja, bedankt!", "Sí, gracias.", "是的，谢谢！"])(
    "%s, which a button writes, confirms it",
    (text) => {
      expect(readAnswer(text, { hasAttachments: false, status: "resolved", names: [] }).kind).toBe(
        "confirms",
      );
    },
  );

  test.each([
    "No, something is missing: ",
    "Please help me set it up: ",
    "Nej, der mangler noget: ",
    "Jeg vil gerne have hjælp til at sætte den op: ",
    "Nee, er ontbreekt iets: ",
    "Ik wil graag hulp bij het installeren: ",
    "No, falta algo: ",
    "Necesito ayuda para instalarlo: ",
    "没有，少了东西：",
    "请帮我安装设置：",
  ])("%s brings it back to the agent", (text) => {
    expect(readAnswer(text, { hasAttachments: false, status: "resolved", names: [] }).kind).toBe("trouble");
  });
});
