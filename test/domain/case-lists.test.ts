import { describe, expect, test } from "vitest";
import type { IntakeFacts, ThreadFact, TokenFact } from "../../src/domain/facts.ts";
import { decideIntake } from "../../src/domain/intake.ts";
import { ANNA, agentToken, caseFacts, facts, MIKE, mailsOf, NOW, noticesOf } from "../support/facts.ts";

const LISTED = 7;
const UNLISTED = 8;

const tag = (caseId: number): ThreadFact => {
  return { caseId, by: "tag", position: 1000, addressees: [], author: null };
};

/** Anna answers a list of reminders that names case 1042 alone. */
function answer(
  text: string,
  tags: number[],
  token: Partial<TokenFact> = {},
  more: Partial<IntakeFacts> = {},
) {
  const list = agentToken({ notice: "reminders", caseId: null, listedCases: [LISTED], ...token });
  const cases = new Map([
    [LISTED, caseFacts()],
    [UNLISTED, caseFacts({ id: UNLISTED, number: 1043 })],
  ]);
  const subject = "Re: [#1042] Printer jammed";
  const about = { tokens: [list], threads: tags.map(tag), cases, ...more };
  return decideIntake(facts({ from: ANNA, name: "Anna Holm", text, subject }, about), NOW);
}

const setsOf = (verdict: ReturnType<typeof answer>) =>
  verdict.changes.flatMap((one) => (one.do === "set" ? [`${one.case} ${one.field}`] : []));

describe("an answer to a list of cases", () => {
  test("is carried out on the case that its subject names", () => {
    const verdict = answer("#take", [LISTED]);
    expect(verdict).toMatchObject({ reason: "commanded", case: LISTED });
    expect(setsOf(verdict)).toContain(`${LISTED} agent`);
  });

  test.each([
    ["a case that was not listed", [UNLISTED], {}],
    ["two listed cases", [LISTED, UNLISTED], { listedCases: [LISTED, UNLISTED] }],
    ["a case of somebody else's list", [LISTED], { recipient: MIKE }],
    ["a case of a list that is too old", [LISTED], { expiresAt: NOW }],
  ])("proves nothing about %s", (_, tags, token) => {
    const verdict = answer("#take", tags, token);
    expect(setsOf(verdict)).toEqual([]);
    expect(mailsOf(verdict)).toEqual([`command_held → ${ANNA}`]);
  });

  test("without proof of the sender is held", () => {
    const verdict = answer("#take", [LISTED], {}, { authentication: "none" });
    expect(setsOf(verdict)).toEqual([]);
    expect(mailsOf(verdict)).toEqual([`command_held → ${ANNA}`]);
  });

  test.each(["#take", "I'll look at these", "#resolve\nDone."])("that names none opens none: %s", (text) => {
    const verdict = answer(text, []);
    expect(verdict.changes.some((one) => one.do === "openCase")).toBe(false);
    expect(mailsOf(verdict)).toEqual([`command_refused → ${ANNA}`]);
    expect(noticesOf(verdict)[0]).toMatchObject({ data: { faults: [{ reason: "case_unnamed" }] } });
  });

  test("may ask for any case by its number", () => {
    const verdict = answer("#show #1042", [], {}, { numbers: new Map([[1042, LISTED]]) });
    expect(verdict.reason).toBe("answered_question");
    expect(mailsOf(verdict)).toEqual([`command_receipt → ${ANNA}`]);
  });

  test("carries nothing of the list to a requester", () => {
    const internalText = "#1043 Payroll of the rector, overdue since Monday";
    const verdict = answer(`Hi Sofie,\n${internalText}\nAnna`, [LISTED], { internalText });
    expect(mailsOf(verdict)).toEqual([`command_held → ${ANNA}`]);
    expect(noticesOf(verdict)[0]).toMatchObject({ data: { reason: "would_show_internal_line" } });
  });
});
