/** Cases given out within a team: by load or in turn, to those on duty; taken back from who is away; and taken once. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DeskFile } from "../../src/domain/desk.ts";
import { withDuty } from "../../src/domain/duty.ts";
import type { StaffFacts } from "../../src/domain/facts.ts";
import { decideIntake } from "../../src/domain/intake.ts";
import {
  ANNA,
  aDesk,
  agentToken,
  aToken,
  caseFacts,
  changesOf,
  facts,
  fromAnna,
  MIKE,
  mailsOf,
  NOW,
  noticeOf,
  SOFIE,
  setsOf,
} from "../support/facts.ts";

const NINA = "nina@desk.example";
const staff = (overrides: Partial<StaffFacts> = {}): StaffFacts => ({
  loads: new Map(),
  turns: new Map(),
  away: new Map(),
  ahead: 0,
  ...overrides,
});
const deskWith = (
  assign: "none" | "leastLoaded" | "roundRobin",
  known: StaffFacts,
  more: Partial<DeskFile> = {},
) =>
  withDuty(
    aDesk({
      teams: [
        { name: "servicedesk", title: "Service Desk", members: [ANNA, MIKE, NINA], assign },
        { name: "network", members: [ANNA, MIKE], assign },
      ],
      agents: [ANNA, MIKE, NINA].map((address) => ({
        address,
        name: address.split("@")[0] ?? "",
        language: "en",
      })),
      ...more,
    }),
    NOW,
    known.away,
  );
const open = (assign: "leastLoaded" | "roundRobin", known: StaffFacts) =>
  decideIntake(facts({ subject: "Printer jammed" }, { desk: deskWith(assign, known), staff: known }), NOW);

describe("a new case", () => {
  test("goes to who has the fewest open ones; of as many, to whose turn it is", () => {
    const loads = new Map([
      [ANNA, 3],
      [MIKE, 1],
      [NINA, 1],
    ]);
    const verdict = open("leastLoaded", staff({ loads, turns: new Map([["servicedesk", MIKE]]) }));
    expect(setsOf(verdict)).toMatchObject({ agent: NINA, status: "assigned" });
    expect(changesOf(verdict, "takeTurn")).toMatchObject([{ team: "servicedesk", agent: NINA }]);
    expect(mailsOf(verdict)).toEqual([`acknowledgement → ${SOFIE}`, `new_case → ${NINA}`]);
    expect(verdict.evidence).toContainEqual({
      step: "assignment",
      code: "leastLoaded",
      detail: `to ${NINA}, who is on duty in servicedesk with 1 open`,
    });
  });

  test.each([
    [null, ANNA],
    [ANNA, MIKE],
    [NINA, ANNA],
    ["gone@desk.example", ANNA],
  ])("in turn: after %s comes %s", (last, next) => {
    const turns = new Map(last === null ? [] : [["servicedesk", last]]);
    expect(setsOf(open("roundRobin", staff({ turns }))).agent).toBe(next);
  });

  test("passes over who is away, and stays the team's where all are", () => {
    const until = new Date(NOW.getTime() + 1_000);
    const away = new Map([[ANNA, until]]);
    expect(setsOf(open("roundRobin", staff({ away }))).agent).toBe(MIKE);
    const all = new Map([ANNA, MIKE, NINA].map((one) => [one, until]));
    const verdict = open("roundRobin", staff({ away: all }));
    expect(setsOf(verdict)).not.toHaveProperty("agent");
    expect(mailsOf(verdict)).toEqual([
      `acknowledgement → ${SOFIE}`,
      ...[ANNA, MIKE, NINA].map((one) => `new_case → ${one}`),
    ]);
  });

  test("stays the team's where nobody asked for more", () => {
    const known = staff();
    const verdict = decideIntake(
      facts({ subject: "x" }, { desk: deskWith("none", known), staff: known }),
      NOW,
    );
    expect(setsOf(verdict)).not.toHaveProperty("agent");
    expect(changesOf(verdict, "takeTurn")).toEqual([]);
  });

  test("that an agent gives to another team goes to one of that team, who is told; never back to the giver", () => {
    const known = staff();
    const verdict = decideIntake(
      fromAnna("#assign network", {}, { desk: deskWith("leastLoaded", known), staff: known }),
      NOW,
    );
    expect(setsOf(verdict)).toMatchObject({ team: "network", agent: MIKE });
    expect(mailsOf(verdict).filter((one) => one.startsWith("assigned"))).toEqual([`assigned → ${MIKE}`]);
  });
});

describe("always", () => {
  test.each(["leastLoaded", "roundRobin"] as const)("mails of one moment are spread evenly: %s", (assign) => {
    const desk = deskWith(assign, staff());
    const given = (ahead: number) =>
      setsOf(decideIntake(facts({ subject: "x" }, { desk, staff: staff({ ahead }) }), NOW)).agent;
    const agents = Array.from({ length: 12 }, (_, ahead) => given(ahead));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (mails) => {
        const counts = [ANNA, MIKE, NINA].map(
          (one) => agents.slice(0, mails).filter((agent) => agent === one).length,
        );
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("an out-of-office", () => {
  const known = staff();
  const onAnnas = new Map([[7, caseFacts({ agent: ANNA, status: "in_progress" })]]);
  const answer = (overrides: Parameters<typeof facts>[1]) =>
    decideIntake(
      facts(
        { from: ANNA, name: "Anna Holm", text: "I am away until Monday." },
        { desk: deskWith("none", known), staff: known, mailKind: "auto_reply", cases: onAnnas, ...overrides },
      ),
      NOW,
    );

  test("of the case's agent hands it back to the team, which is told, and keeps them off duty", () => {
    const verdict = answer({ tokens: [agentToken()], authentication: "none" });
    expect(setsOf(verdict)).toMatchObject({ agent: null, status: "assigned" });
    expect(mailsOf(verdict)).toEqual([`user_wrote → ${MIKE}`, `user_wrote → ${NINA}`]);
    expect(noticeOf(verdict, "user_wrote").data.what).toBe("agent_away");
    expect(changesOf(verdict, "setAway")).toEqual([
      { do: "setAway", agent: ANNA, until: new Date("2026-12-24T10:00:00.000Z") },
    ]);
  });

  test("goes on to the next one where the team gives its cases out", () => {
    const away = staff({ away: new Map() });
    const verdict = answer({ tokens: [agentToken()], desk: deskWith("roundRobin", away), staff: away });
    expect(setsOf(verdict)).toMatchObject({ agent: MIKE });
    expect(mailsOf(verdict)).toEqual([`user_wrote → ${MIKE}`]);
  });

  test.each([
    ["nobody vouches for, without a token", { authentication: "none" as const, threads: [tag()] }],
    ["that is forged", { authentication: "fail" as const, tokens: [agentToken()] }],
    ["to a receipt for what they wrote themselves", { tokens: [agentToken({ notice: "command_receipt" })] }],
    ["that reads as if a person wrote it", { tokens: [agentToken()], maybeHuman: true }],
  ])("%s moves nothing", (_, overrides) => {
    const verdict = answer(overrides);
    expect(setsOf(verdict)).toEqual({});
    expect(changesOf(verdict, "setAway")).toEqual([]);
  });

  test("of the requester moves nothing, nor one of an agent who asked for help", () => {
    const users = decideIntake(
      facts({}, { staff: known, mailKind: "auto_reply", cases: onAnnas, tokens: [aToken()] }),
      NOW,
    );
    expect(setsOf(users)).toEqual({});
    const participants = [{ address: ANNA, name: "Anna", role: "requester" as const }];
    const own = new Map([
      [7, caseFacts({ requester: ANNA, participants, agent: ANNA, status: "in_progress" })],
    ]);
    expect(setsOf(answer({ cases: own, tokens: [aToken({ recipient: ANNA })] }))).toEqual({});
  });

  test("leaves a solved case with its agent, and one of another agent's with theirs", () => {
    const resolved = new Map([[7, caseFacts({ agent: ANNA, status: "resolved" })]]);
    expect(setsOf(answer({ tokens: [agentToken()], cases: resolved }))).toEqual({});
    const mikes = new Map([[7, caseFacts({ agent: MIKE, status: "in_progress" })]]);
    const verdict = answer({ tokens: [agentToken()], cases: mikes });
    expect(setsOf(verdict)).toEqual({});
    expect(changesOf(verdict, "setAway")).toHaveLength(1);
  });

  test("is over when they write by hand", () => {
    const away = staff({ away: new Map([[ANNA, new Date("2026-12-24T10:00:00Z")]]) });
    const back = decideIntake(fromAnna("I had a look.", {}, { staff: away }), NOW);
    expect(changesOf(back, "setAway")).toEqual([{ do: "setAway", agent: ANNA, until: null }]);
    const forged = decideIntake(fromAnna("x", {}, { staff: away, authentication: "fail" }), NOW);
    expect(changesOf(forged, "setAway")).toEqual([]);
  });
});

describe.each(["#take", "#start"])("two agents answer the same mail with %s", (verb) => {
  const takenAt = (at: Date) =>
    caseFacts(
      { agent: MIKE, status: "assigned" },
      { history: [{ id: 1, at, actor: MIKE, field: "agent", from: null, to: MIKE, inboundId: 3 }] },
    );
  const second = (taken: ReturnType<typeof takenAt>) =>
    decideIntake(
      fromAnna(
        verb,
        {},
        {
          cases: new Map([[7, taken]]),
          tokens: [agentToken({ createdAt: new Date(NOW.getTime() - 60_000) })],
        },
      ),
      NOW,
    );

  test("the second is told who has it, and nothing changes", () => {
    const verdict = second(takenAt(new Date(NOW.getTime() - 30_000)));
    expect(verdict.reason).toBe("refused_commands");
    expect(setsOf(verdict)).toEqual({});
    const [fault] = noticeOf(verdict, "command_refused").data.faults;
    expect(fault).toMatchObject({ reason: "taken_meanwhile", suggestion: "#assign me" });
    expect(fault?.explanation).toBe(
      "Mike Lund has had it since Tuesday 24 November, 10:59, after the mail that you answer was written. To take it over all the same, write #assign me",
    );
  });

  test("who knew that it was another's goes on", () => {
    expect(second(takenAt(new Date(NOW.getTime() - 90_000))).reason).toBe("commanded");
  });
});

function tag() {
  return { caseId: 7, by: "tag" as const, position: 1000, addressees: [], author: null };
}
