/** A case goes to another team: the requester is told (P8), the receiving team confirms that it took it, or its lead hears (P11). */
import { describe, expect, test } from "vitest";
import type { Case } from "../../src/domain/case.ts";
import type { Verdict } from "../../src/domain/change.ts";
import { decideClock } from "../../src/domain/clock.ts";
import type { DeskFile } from "../../src/domain/desk.ts";
import type { HistoryFact } from "../../src/domain/facts.ts";
import { decideIntake } from "../../src/domain/intake.ts";
import {
  ANNA,
  aDesk,
  agentToken,
  caseFacts,
  changesOf,
  facts,
  MIKE,
  mailsOf,
  NOW,
  noticeOf,
  SOFIE,
  setsOf,
} from "../support/facts.ts";

const NINA = "nina@desk.example";
const OLE = "ole@desk.example";
const PEOPLE: Partial<DeskFile> = {
  teams: [
    { name: "servicedesk", title: "Service Desk", members: [ANNA, MIKE] },
    { name: "network", title: "Network", lead: OLE, members: [NINA] },
    { name: "printing", title: "Printing", members: [NINA] },
  ],
  agents: [
    { address: ANNA, name: "Anna Holm" },
    { address: MIKE, name: "Mike Lund" },
    { address: NINA, name: "Nina Bech" },
    { address: OLE, name: "Ole Dam" },
  ],
};
const GIVEN: Partial<Case> = { status: "assigned", team: "network", unconfirmedTeam: "network" };

function writes(from: string, text: string, on: Partial<Case> = {}, extra = {}, settings = {}): Verdict {
  const given = {
    desk: aDesk({ ...PEOPLE, ...settings }),
    tokens: [agentToken({ recipient: from })],
    cases: new Map([[7, caseFacts(on, extra)]]),
  };
  return decideIntake(facts({ from, name: from, text }, given), NOW);
}

const started = (verdict: Verdict) =>
  changesOf(verdict, "startClock").map((one) => `${one.kind} ${one.dueAt.toISOString()}`);
const cancelled = (verdict: Verdict) => changesOf(verdict, "cancelClocks").flatMap((one) => one.kinds);

describe("a case that is given to another team", () => {
  test.each(["#assign network", "#assign nina"])(
    "%s tells the requester, in a quarter of an hour",
    (text) => {
      const verdict = writes(ANNA, text);
      expect(mailsOf(verdict)).toContain(`handed_over → ${SOFIE}`);
      const told = noticeOf(verdict, "handed_over");
      expect(told.data).toMatchObject({ to: "team", team: "network" });
      expect(told.notBefore).toEqual(new Date(NOW.getTime() + 15 * 60_000));
    },
  );

  test("waits for the team's confirmation, in working time", () => {
    const verdict = writes(ANNA, "#assign network");
    expect(setsOf(verdict)).toMatchObject({ team: "network", unconfirmedTeam: "network" });
    // From 11:00 on a Tuesday, four hours.
    expect(started(verdict)).toEqual(["handover_confirm 2026-11-24T14:00:00.000Z"]);
  });

  test("by #move is told by the word that goes with responsibility alone", () => {
    const verdict = writes(ANNA, "#move network");
    expect(mailsOf(verdict)).toContain(`moved → ${SOFIE}`);
    expect(mailsOf(verdict)).not.toContain(`handed_over → ${SOFIE}`);
    expect(setsOf(verdict)).toMatchObject({ unconfirmedTeam: "network" });
  });

  test("with words for the requester needs no word of the desk's", () => {
    const verdict = writes(ANNA, "#assign network\n#reply\n\nOur network people will look at it.");
    expect(mailsOf(verdict)).toContain(`answer → ${SOFIE}`);
    expect(mailsOf(verdict)).not.toContain(`handed_over → ${SOFIE}`);
  });

  test("given on before the requester was told leaves one word of it", () => {
    const verdict = writes(NINA, "#assign printing", GIVEN);
    expect(changesOf(verdict, "suppress")).toContainEqual(
      expect.objectContaining({ notices: ["handed_over"], reason: "handed_on" }),
    );
    expect(noticeOf(verdict, "handed_over").data.team).toBe("printing");
    expect(setsOf(verdict)).toMatchObject({ unconfirmedTeam: "printing" });
  });

  test("within its team tells nobody outside and asks nothing", () => {
    const verdict = writes(ANNA, "#assign mike");
    expect(mailsOf(verdict)).not.toContain(`handed_over → ${SOFIE}`);
    expect(setsOf(verdict)).not.toHaveProperty("unconfirmedTeam");
  });

  test("asks for no confirmation within a time where desk.yaml wants none", () => {
    const verdict = writes(ANNA, "#assign network", {}, {}, { handover: { confirmWithin: "never" } });
    expect(started(verdict)).toEqual([]);
    expect(mailsOf(verdict)).toContain(`handed_over → ${SOFIE}`);
  });

  test("which somebody takes along to their own team is taken", () => {
    const verdict = writes(NINA, "#assign me", { team: "servicedesk" });
    expect(setsOf(verdict)).toMatchObject({ team: "network", agent: NINA, unconfirmedTeam: null });
  });
});

describe("the receiving team confirms", () => {
  test.each([
    ["takes it", "#take"],
    ["starts", "#start"],
    ["gives it to one of their own", "#assign ole"],
    ["asks", "#wait user\n\nWhich socket?"],
    ["answers", "We are on our way."],
    ["solves it", "#resolve\n\nThe switch is new."],
  ])("when somebody there %s; who and when is in the history", (_, text) => {
    const verdict = writes(NINA, text, GIVEN);
    expect(changesOf(verdict, "set")).toContainEqual(
      expect.objectContaining({ field: "unconfirmedTeam", from: "network", to: null, actor: NINA }),
    );
    expect(cancelled(verdict)).toContain("handover_confirm");
  });

  test.each([
    [NINA, "#note\n\nNot ours, I think."],
    [NINA, "#show"],
    [NINA, "#priority 2"],
    [ANNA, "#start"],
    [ANNA, "Our network people are looking at it."],
  ])("not when %s writes %j", (from, text) => {
    expect(setsOf(writes(from, text, GIVEN))).not.toHaveProperty("unconfirmedTeam");
  });

  test("nothing is to be confirmed of a case that ends elsewhere", () => {
    const verdict = writes(ANNA, "#close", GIVEN);
    expect(setsOf(verdict)).toMatchObject({ status: "closed", unconfirmedTeam: null });
    expect(cancelled(verdict)).toContain("handover_confirm");
  });
});

describe("nobody takes it up", () => {
  const history: HistoryFact[] = [
    {
      id: 4,
      at: new Date("2026-11-24T09:00:00Z"),
      actor: ANNA,
      field: "unconfirmedTeam",
      from: null,
      to: "network",
      inboundId: 80,
    },
  ];
  const runsOut = (on: Partial<Case>, settings: Partial<DeskFile> = PEOPLE) => {
    const clock = { id: 5, kind: "handover_confirm", dueAt: NOW };
    return decideClock({ desk: aDesk(settings), clock, case: caseFacts(on, { history }) }, NOW);
  };

  test("the team's lead is told who gave it and when", () => {
    const verdict = runsOut(GIVEN);
    expect(mailsOf(verdict)).toEqual([`not_taken → ${OLE}`]);
    expect(noticeOf(verdict, "not_taken").data).toEqual({
      team: "network",
      givenAt: "2026-11-24T09:00:00.000Z",
      by: ANNA,
    });
  });

  test("of a team without a lead, those who answer for the case to its requester", () => {
    const verdict = runsOut({ ...GIVEN, team: "printing", unconfirmedTeam: "printing" });
    expect(mailsOf(verdict)).toEqual([`not_taken → ${ANNA}`, `not_taken → ${MIKE}`]);
  });

  test.each([
    ["it was taken", { unconfirmedTeam: null }],
    ["it went on to another team", { team: "printing" }],
    ["it is solved", { status: "resolved" }],
    ["it is closed", { status: "closed" }],
  ] as const)("nobody is told when %s meanwhile", (_, on) => {
    expect(runsOut({ ...GIVEN, ...on }).changes).toEqual([]);
  });
});

describe("an undone handover", () => {
  const row = (id: number, field: string, from: string | null, to: string | null): HistoryFact => {
    return { id, at: NOW, actor: ANNA, field, from, to, inboundId: 80 };
  };
  const commands = [{ inboundId: 80, actor: ANNA, verb: "assign", value: "network", undone: false }];

  test("is told to nobody and asks for no confirmation", () => {
    const history = [
      row(3, "team", "servicedesk", "network"),
      row(4, "unconfirmedTeam", null, "network"),
      row(5, "status", "registered", "assigned"),
    ];
    const verdict = writes(ANNA, "#undo", GIVEN, { history, commands });
    expect(setsOf(verdict)).toMatchObject({ team: "servicedesk", unconfirmedTeam: null });
    expect(cancelled(verdict)).toContain("handover_confirm");
    expect(changesOf(verdict, "suppress")).toContainEqual(
      expect.objectContaining({ notices: ["moved", "handed_over"], reason: "undone" }),
    );
    expect(mailsOf(verdict)).not.toContain(`handed_over → ${SOFIE}`);
  });

  test("that another team had to confirm before is to be confirmed by that one again", () => {
    const history = [row(3, "team", "network", "printing"), row(4, "unconfirmedTeam", "network", "printing")];
    const on = { ...GIVEN, team: "printing", unconfirmedTeam: "printing" };
    const verdict = writes(ANNA, "#undo", on, { history, commands });
    expect(setsOf(verdict)).toMatchObject({ team: "network", unconfirmedTeam: "network" });
    expect(started(verdict)).toEqual(["handover_confirm 2026-11-24T14:00:00.000Z"]);
  });
});

describe("a supplier", () => {
  test("who is asked without a word to the requester is told of by the desk", () => {
    const verdict = writes(ANNA, "#wait vendor");
    expect(noticeOf(verdict, "handed_over").data).toMatchObject({ to: "vendor", team: "servicedesk" });
    expect(setsOf(verdict)).not.toHaveProperty("unconfirmedTeam");
  });

  test("is told of in the agent's own words, where there are any", () => {
    const verdict = writes(ANNA, "#wait vendor\n\nWe have asked the supplier for a new fan.");
    expect(mailsOf(verdict)).toContain(`answer → ${SOFIE}`);
    expect(mailsOf(verdict)).not.toContain(`handed_over → ${SOFIE}`);
  });

  test("who is waited for on goes without saying", () => {
    const verdict = writes(ANNA, "#wait vendor until friday", { status: "awaiting_vendor" });
    expect(mailsOf(verdict)).not.toContain(`handed_over → ${SOFIE}`);
  });
});
