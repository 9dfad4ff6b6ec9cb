/** `closing.resolve: viaOwner` (P15): whoever owns a case sees a solution before its requester is asked whether it works. */
import { describe, expect, test } from "vitest";
import type { Case } from "../../src/domain/case.ts";
import type { Verdict } from "../../src/domain/change.ts";
import { decideClock } from "../../src/domain/clock.ts";
import type { DeskFile } from "../../src/domain/desk.ts";
import type { IntakeFacts } from "../../src/domain/facts.ts";
import { offeredCommands } from "../../src/domain/offered-commands.ts";
import { isSignOff } from "../../src/domain/phrases.ts";
import {
  ANNA,
  aDesk,
  agentToken,
  aToken,
  caseFacts,
  changesOf,
  decide,
  facts,
  MIKE,
  mailsOf,
  NOW,
  noticeOf,
  noticesOf,
  SOFIE,
  setsOf,
} from "../support/facts.ts";

const NINA = "nina@desk.example";
const OLE = "ole@desk.example";
const SOLUTION = "Replaced the switch in cabinet 3; port 12 was burnt.";
/** Anna and Mike own what the mailbox takes in; Nina and Ole work on what they are given. */
const PEOPLE: Partial<DeskFile> = {
  teams: [
    { name: "servicedesk", title: "Service Desk", members: [ANNA, MIKE] },
    { name: "network", title: "Network", members: [NINA, OLE] },
  ],
  agents: [
    { address: ANNA, name: "Anna Holm" },
    { address: MIKE, name: "Mike Lund" },
    { address: NINA, name: "Nina Bech" },
    { address: OLE, name: "Ole Dam" },
  ],
};
const viaOwner = aDesk({ ...PEOPLE, closing: { resolve: "viaOwner" } });
const direct = aDesk(PEOPLE);

const AT_NINA: Partial<Case> = { status: "in_progress", team: "network", agent: NINA };
const UNCHECKED: Partial<Case> = {
  ...AT_NINA,
  status: "resolved",
  solution: SOLUTION,
  uncheckedSolver: NINA,
  resolvedAt: new Date("2026-11-23T12:00:00Z"),
};
const SENT: Partial<Case> = { ...UNCHECKED, uncheckedSolver: null };

function writes(
  from: string,
  text: string,
  on: Partial<Case>,
  overrides: Partial<IntakeFacts> = {},
): Verdict {
  const onCase = caseFacts(on, { uncheckedMessageId: on.uncheckedSolver == null ? null : 81 });
  const tokens = [agentToken({ recipient: from })];
  const given = { desk: viaOwner, tokens, cases: new Map([[7, onCase]]), ...overrides };
  return decide(facts({ from, name: from, text }, given));
}

function sofieWrites(text: string, on: Partial<Case> = UNCHECKED): Verdict {
  const given = { desk: viaOwner, tokens: [aToken()], cases: new Map([[7, caseFacts(on)]]) };
  return decide(facts({ text }, given));
}

const clocksOf = (verdict: Verdict) => changesOf(verdict, "startClock").map((one) => one.kind);
const faultOf = (verdict: Verdict) => noticeOf(verdict, "command_refused").data.faults[0];

describe("closing with words by somebody who does not own the case", () => {
  test.each(["#close", "#status closed"])(
    "%s is refused: it would be a solution that nobody checked",
    (command) => {
      const verdict = writes(NINA, `${SOLUTION}\n\n${command}`, AT_NINA);
      expect(faultOf(verdict)).toMatchObject({ reason: "check_first", suggestion: "#resolve" });
      expect(mailsOf(verdict)).toEqual([`command_refused → ${NINA}`]);
      expect(setsOf(verdict)).toEqual({});
    },
  );

  test("is done without words, with words that stay inside, and by the owner", () => {
    for (const [who, text] of [
      [NINA, "#close"],
      [NINA, `${SOLUTION}\n\n#note\n#close`],
      [ANNA, `${SOLUTION}\n\n#close`],
    ] as const) {
      expect(setsOf(writes(who, text, AT_NINA)).status).toBe("closed");
    }
    const thanks = writes(NINA, "You are welcome.\n\n#close", SENT);
    expect(setsOf(thanks).status).toBe("closed");
  });
});

describe("a solution by somebody who does not own the case", () => {
  const verdict = writes(NINA, `#resolve\n\n${SOLUTION}`, AT_NINA);

  test("goes to the owner's team with who solved it, and not to the requester", () => {
    expect(mailsOf(verdict)).toEqual([
      `solution_check → ${ANNA}`,
      `solution_check → ${MIKE}`,
      `command_receipt → ${NINA}`,
    ]);
    expect(noticeOf(verdict, "solution_check").data).toEqual({ solver: NINA, isReminder: false });
    expect(noticeOf(verdict, "command_receipt").data.text).toBe("unchecked");
  });

  test("is stored with the case resolved, its words held inside", () => {
    expect(setsOf(verdict)).toMatchObject({ status: "resolved", solution: SOLUTION, uncheckedSolver: NINA });
    expect(setsOf(verdict)).not.toHaveProperty("firstResponseAt");
    const [kept] = changesOf(verdict, "addMessage");
    expect(kept?.message).toMatchObject({ direction: "in", kind: "held", text: SOLUTION });
    expect(noticeOf(verdict, "solution_check").message).toBe(kept?.as);
  });

  test("starts the owner's reminder and none of the requester's clocks", () => {
    expect(clocksOf(verdict)).toEqual(["check_reminder"]);
    // Three working days from Tuesday.
    const [reminder] = changesOf(verdict, "startClock");
    expect(reminder?.dueAt.toISOString().slice(0, 10)).toBe("2026-11-27");
  });

  test("is told by `why`", () => {
    expect(verdict.evidence).toContainEqual({
      step: "closing",
      code: "owner_asked",
      detail: "servicedesk checks the solution first",
    });
  });

  test("may be written anew before it is checked", () => {
    const again = writes(OLE, "#resolve\n\nThe switch and its cable are new.", UNCHECKED);
    expect(setsOf(again)).toMatchObject({
      solution: "The switch and its cable are new.",
      uncheckedSolver: OLE,
    });
    expect(mailsOf(again)).toContain(`solution_check → ${ANNA}`);
    expect(changesOf(again, "suppress")).toContainEqual(
      expect.objectContaining({ notices: ["solution_check"] }),
    );
  });

  test("of a case that they open by mail is not repeated to its requester either", () => {
    const text = `#requester ${SOFIE}\n#resolve\n\n${SOLUTION}`;
    const opened = writes(NINA, text, {}, { tokens: [], cases: new Map() });
    expect(mailsOf(opened)).toContain(`solution_check → ${ANNA}`);
    expect(noticesOf(opened).some((one) => one.notice === "solution")).toBe(false);
    expect(noticeOf(opened, "opened_for_you").data.restated).toBeNull();
  });

  test("cannot be sent as an answer in the same mail", () => {
    const both = writes(NINA, `#reply\n#resolve\n\n${SOLUTION}`, AT_NINA);
    expect(faultOf(both)).toMatchObject({ line: "#reply", reason: "reply_unchecked" });
    expect(mailsOf(both)).toEqual([`command_refused → ${NINA}`]);
  });
});

describe("a solution that needs no check", () => {
  test.each([
    ["its own team's", ANNA, { status: "in_progress", agent: ANNA } as const, viaOwner],
    ["the agent's who owns the case", NINA, { ...AT_NINA, owner: NINA }, viaOwner],
    ["anybody's where the desk asks at once", NINA, AT_NINA, direct],
  ])("%s goes to the requester", (_, agent, on, desk) => {
    const verdict = writes(agent, `#resolve\n\n${SOLUTION}`, on, { desk });
    expect(mailsOf(verdict)).toEqual([`solution → ${SOFIE}`, `command_receipt → ${agent}`]);
    expect(clocksOf(verdict)).toEqual(["confirm_reminder", "auto_close"]);
    expect(noticeOf(verdict, "command_receipt").data.remarks).toEqual([]);
  });

  test("an agent who owns it alone is asked, not the team", () => {
    const verdict = writes(NINA, `#resolve\n\n${SOLUTION}`, { ...AT_NINA, owner: MIKE });
    expect(mailsOf(verdict)).toEqual([`solution_check → ${MIKE}`, `command_receipt → ${NINA}`]);
  });

  test("an owner who left desk.yaml is followed by the mailbox's team", () => {
    const verdict = writes(NINA, `#resolve\n\n${SOLUTION}`, { ...AT_NINA, owner: "gone" });
    expect(mailsOf(verdict)).toContain(`solution_check → ${ANNA}`);
  });

  test("where nobody could check it the requester is asked, and the solver told so", () => {
    const [mailbox] = viaOwner.mailboxes;
    if (!mailbox) throw new Error("no mailbox");
    const teams = viaOwner.teams.filter((team) => team.name === "network");
    const desk = { ...viaOwner, teams };
    const verdict = writes(NINA, `#resolve\n\n${SOLUTION}`, AT_NINA, { desk });
    expect(mailsOf(verdict)).toEqual([`solution → ${SOFIE}`, `command_receipt → ${NINA}`]);
    expect(noticeOf(verdict, "command_receipt").data.remarks).toEqual([
      "nobody could check the solution first, so the requester is asked at once",
    ]);
  });
});

describe("the owner's #resolve on an unchecked solution", () => {
  test.each([
    ["alone", "#resolve"],
    ["with no more than a goodbye", "#resolve\n\nKind regards\nAnna Holm\nIT Helpdesk"],
    ["as a status", "#status resolved"],
  ])("%s sends it as it is, in the solver's name, and starts the requester's clocks", (_, text) => {
    const verdict = writes(ANNA, text, UNCHECKED);
    expect(noticeOf(verdict, "solution")).toMatchObject({ message: 81, to: { address: SOFIE } });
    expect(changesOf(verdict, "releaseMessage")).toEqual([{ do: "releaseMessage", case: 7, message: 81 }]);
    expect(setsOf(verdict)).toMatchObject({ uncheckedSolver: null });
    expect(setsOf(verdict)).not.toHaveProperty("solution");
    expect(setsOf(verdict)).not.toHaveProperty("resolvedAt");
    expect(clocksOf(verdict)).toEqual(["confirm_reminder", "auto_close"]);
    expect(changesOf(verdict, "cancelClocks").flatMap((one) => one.kinds)).toContain("check_reminder");
    expect(noticeOf(verdict, "command_receipt").data.lines[0]?.result).toBe(
      "checked: Nina Bech's solution goes to the requester",
    );
    expect(verdict.evidence).toContainEqual(expect.objectContaining({ code: "solution_approved" }));
  });

  test("with text sends that in its place", () => {
    const text = "We have replaced a broken network switch. Please try again.";
    const verdict = writes(ANNA, `#resolve\n\n${text}`, UNCHECKED);
    expect(setsOf(verdict)).toMatchObject({ solution: text, uncheckedSolver: null });
    const [added] = changesOf(verdict, "addMessage");
    expect(noticeOf(verdict, "solution").message).toBe(added?.as);
    expect(changesOf(verdict, "releaseMessage")).toEqual([]);
  });

  test("may repeat the solution's lines, although they stood in mails to agents", () => {
    const onCase = caseFacts(UNCHECKED, { internalTexts: [`Nina Bech has solved this case.\n${SOLUTION}`] });
    const cases = new Map([[7, onCase]]);
    const verdict = writes(ANNA, `#resolve\n\nHi Sofie,\n\n${SOLUTION}`, UNCHECKED, { cases });
    expect(mailsOf(verdict)).toContain(`solution → ${SOFIE}`);
    const leak = writes(ANNA, "#resolve\n\nNina Bech has solved this case.", UNCHECKED, { cases });
    expect(leak.reason).toBe("held_would_show_internal_line");
  });

  test("beside #note keeps the text inside and sends the solution", () => {
    const verdict = writes(ANNA, "#note\n#resolve\n\nWell done, Nina.", UNCHECKED);
    expect(noticeOf(verdict, "solution").message).toBe(81);
    expect(changesOf(verdict, "addMessage")[0]?.message).toMatchObject({ kind: "note" });
  });

  test("is what anybody may give once the desk asks at once", () => {
    expect(mailsOf(writes(OLE, "#resolve", UNCHECKED, { desk: direct }))).toContain(`solution → ${SOFIE}`);
  });
});

describe("refused, with the reason", () => {
  test.each([
    ["an approval by somebody else", NINA, "#resolve", UNCHECKED, "check_pending"],
    ["closing past the check", NINA, "#close", UNCHECKED, "check_pending"],
    ["an approval of what was sent", ANNA, "#resolve", SENT, "already_sent"],
    ["another solution beside one that was sent", NINA, `#resolve\n\nA new cable.`, SENT, "solution_sent"],
    ["a solution without words", NINA, "#resolve", AT_NINA, "solution_missing"],
    ["a check of nothing", ANNA, "#resolve", AT_NINA, "solution_missing"],
    [
      "an approval where there is nobody to write to",
      ANNA,
      "#resolve",
      { ...UNCHECKED, requester: null, participants: [] },
      "requester_missing",
    ],
  ])("%s", (_, agent, text, on, reason) => {
    const verdict = writes(agent, text, on);
    expect(faultOf(verdict)?.reason).toBe(reason);
    expect(mailsOf(verdict)).toEqual([`command_refused → ${agent}`]);
    expect(setsOf(verdict)).toEqual({});
  });

  test("the refusal names who is asked", () => {
    expect(faultOf(writes(NINA, "#resolve", UNCHECKED))?.explanation).toContain("Service Desk");
  });
});

describe("an unchecked solution sent back", () => {
  test("by #reopen goes to work again, tells the solver why, and counts as no reopening", () => {
    const verdict = writes(ANNA, "#reopen\n\nIs the second port burnt, too?", UNCHECKED);
    expect(setsOf(verdict)).toMatchObject({ status: "in_progress", uncheckedSolver: null, resolvedAt: null });
    expect(setsOf(verdict)).not.toHaveProperty("reopenCount");
    expect(mailsOf(verdict)).toEqual([`solution_sent_back → ${NINA}`, `command_receipt → ${ANNA}`]);
    const [note] = changesOf(verdict, "addMessage");
    expect(note?.message.kind).toBe("note");
    expect(noticeOf(verdict, "solution_sent_back")).toMatchObject({ data: { by: ANNA }, message: note?.as });
    expect(changesOf(verdict, "cancelClocks").flatMap((one) => one.kinds)).toContain("check_reminder");
  });

  test("by #assign tells the solver and whoever gets it", () => {
    const verdict = writes(ANNA, "#assign ole\n\nPlease look at it, too.", UNCHECKED);
    expect(setsOf(verdict)).toMatchObject({ status: "assigned", agent: OLE, uncheckedSolver: null });
    expect(mailsOf(verdict)).toEqual([
      `solution_sent_back → ${NINA}`,
      `assigned → ${OLE}`,
      `command_receipt → ${ANNA}`,
    ]);
  });

  test("by #assign to the solver makes one mail", () => {
    const verdict = writes(ANNA, "#assign nina\n\nPlease look again.", UNCHECKED);
    expect(mailsOf(verdict)).toEqual([`solution_sent_back → ${NINA}`, `command_receipt → ${ANNA}`]);
  });

  test("to a team tells the solver and the team", () => {
    expect(mailsOf(writes(ANNA, "#assign servicedesk", UNCHECKED))).toEqual([
      `solution_sent_back → ${NINA}`,
      `assigned → ${MIKE}`,
      `handed_over → ${SOFIE}`,
      `command_receipt → ${ANNA}`,
    ]);
  });

  test("is taken back by its solver in silence", () => {
    expect(mailsOf(writes(NINA, "#reopen", UNCHECKED))).toEqual([`command_receipt → ${NINA}`]);
  });

  test("a solution that was sent reopens as ever", () => {
    const verdict = writes(ANNA, "#reopen", SENT);
    expect(setsOf(verdict)).toMatchObject({ reopenCount: 1 });
    expect(mailsOf(verdict)).toContain(`reopened → ${SOFIE}`);
  });
});

describe("meanwhile", () => {
  test("the owner may close, and the check ends", () => {
    const verdict = writes(ANNA, "#close", UNCHECKED);
    expect(setsOf(verdict)).toMatchObject({ status: "closed", uncheckedSolver: null });
    expect(mailsOf(verdict)).toContain(`closed → ${SOFIE}`);
    expect(changesOf(verdict, "cancelClocks").flatMap((one) => one.kinds)).toContain("check_reminder");
  });

  test.each(["It happens on floor 3 as well.", "Thanks, it works!"])(
    "the requester's mail ends the check and reaches owner and solver: %s",
    (text) => {
      const verdict = sofieWrites(text);
      expect(verdict.reason).toBe("joined");
      expect(setsOf(verdict)).toMatchObject({
        status: "in_progress",
        uncheckedSolver: null,
        resolvedAt: null,
      });
      expect(setsOf(verdict)).not.toHaveProperty("reopenCount");
      expect(mailsOf(verdict).sort()).toEqual([
        `user_wrote → ${ANNA}`,
        `user_wrote → ${MIKE}`,
        `user_wrote → ${NINA}`,
      ]);
      expect(noticeOf(verdict, "user_wrote").data.what).toBe("check_ended");
      expect(changesOf(verdict, "suppress")).toContainEqual(
        expect.objectContaining({ notices: ["solution_check"] }),
      );
    },
  );

  test("somebody else on the case is heard by owner and solver, and the check goes on", () => {
    const bo = "bo@uni.example";
    const on = {
      ...UNCHECKED,
      participants: [{ address: bo, name: null, role: "participant" as const }],
    };
    const given = {
      desk: viaOwner,
      tokens: [aToken({ recipient: bo })],
      cases: new Map([[7, caseFacts(on)]]),
    };
    const verdict = decide(facts({ from: bo, text: "Same here." }, given));
    expect(setsOf(verdict)).toEqual({});
    expect(mailsOf(verdict).sort()).toEqual([
      `user_wrote → ${ANNA}`,
      `user_wrote → ${MIKE}`,
      `user_wrote → ${NINA}`,
    ]);
  });

  test("a stranger with a forwarded mail is heard by the owner, too", () => {
    const given = {
      desk: viaOwner,
      tokens: [aToken()],
      cases: new Map([[7, caseFacts(UNCHECKED)]]),
    };
    const verdict = decide(facts({ from: "eve@evil.example", text: "Same here." }, given));
    expect(verdict.reason).toBe("joined_third_party");
    expect(mailsOf(verdict)).toContain(`user_wrote → ${ANNA}`);
    expect(verdict.evidence.map((one) => one.code)).not.toContain("automatic_closing_stopped");
  });

  test("mails offer the check to the owner only", () => {
    const target = { address: "helpdesk@desk.example", subject: "x", marker: null };
    const offers = (desk: typeof viaOwner, reader: string) =>
      offeredCommands(caseFacts(UNCHECKED).case, desk, reader, target, "en").map((one) => one.line);
    expect(offers(viaOwner, ANNA)).toEqual(["#resolve", "#reopen", "#assign", "#note", "#show"]);
    expect(offers(viaOwner, NINA)).toEqual(["#reopen", "#note", "#show"]);
    expect(offers(direct, NINA)).toContain("#resolve");
  });

  test("an answer without a command to the question is held: it may be meant for the solver", () => {
    const tokens = [agentToken({ notice: "solution_check" })];
    const verdict = writes(ANNA, "Looks fine to me, send it.", UNCHECKED, { tokens });
    expect(verdict.reason).toBe("held_check_answer");
    expect(mailsOf(verdict)).toEqual([`command_held → ${ANNA}`]);
    expect(noticeOf(verdict, "command_held").data.canConfirm).toBe(true);
    // Once the check is over it is an answer like any other.
    expect(mailsOf(writes(ANNA, "Looks fine to me.", AT_NINA, { tokens }))).toEqual([`answer → ${SOFIE}`]);
  });

  test("the owner is reminded, with the solution", () => {
    const clock = { id: 5, kind: "check_reminder", dueAt: NOW };
    const onCase = caseFacts(UNCHECKED, { uncheckedMessageId: 81 });
    const verdict = decideClock({ desk: viaOwner, clock, case: onCase }, NOW);
    expect(verdict.reason).toBe("owner_reminded");
    expect(mailsOf(verdict)).toEqual([`solution_check → ${ANNA}`, `solution_check → ${MIKE}`]);
    expect(noticeOf(verdict, "solution_check")).toMatchObject({ data: { isReminder: true }, message: 81 });
    expect(setsOf(verdict)).toEqual({});
    expect(decideClock({ desk: viaOwner, clock, case: caseFacts(SENT) }, NOW).reason).toBe("moot");
  });

  test.each(["confirm_reminder", "auto_close"])("silence never ends it: %s", (kind) => {
    const clock = { id: 5, kind, dueAt: NOW };
    const onCase = caseFacts(UNCHECKED, { clocks: [{ kind: "auto_close", dueAt: NOW }] });
    const verdict = decideClock({ desk: viaOwner, clock, case: onCase }, NOW);
    expect(verdict).toMatchObject({ reason: "moot", changes: [] });
  });
});

describe("#undo", () => {
  const row = (id: number, field: string, from: string | null, to: string | null, actor = NINA) => {
    return { id, at: NOW, actor, field, from, to, inboundId: 40 };
  };
  const undone = (agent: string, verb: string, on: Partial<Case>, history: ReturnType<typeof row>[]) => {
    const commands = [{ inboundId: 40, actor: agent, verb, value: null, undone: false }];
    const onCase = caseFacts(on, { history, commands, uncheckedMessageId: 81 });
    return writes(agent, "#undo", on, { cases: new Map([[7, onCase]]) });
  };

  test("of a solution that waits brings the work back and ends the owner's question", () => {
    const verdict = undone(NINA, "resolve", UNCHECKED, [
      row(1, "status", "in_progress", "resolved"),
      row(2, "solution", null, SOLUTION),
      row(3, "uncheckedSolver", null, NINA),
      row(4, "resolvedAt", null, "2026-11-23T12:00:00.000Z"),
    ]);
    expect(setsOf(verdict)).toMatchObject({ status: "in_progress", solution: null, uncheckedSolver: null });
    expect(changesOf(verdict, "cancelClocks").flatMap((one) => one.kinds)).toContain("check_reminder");
    expect(changesOf(verdict, "suppress").flatMap((one) => one.notices)).toContain("solution_check");
    expect(noticeOf(verdict, "command_receipt").data.lines[0]?.result).toContain("the owner's check is back");
  });

  test("of an approval waits for the owner again", () => {
    const verdict = undone(ANNA, "resolve", SENT, [row(5, "uncheckedSolver", NINA, null, ANNA)]);
    expect(setsOf(verdict)).toEqual({ uncheckedSolver: NINA });
    expect(clocksOf(verdict)).toEqual(["check_reminder"]);
    expect(changesOf(verdict, "cancelClocks").flatMap((one) => one.kinds)).toContain("auto_close");
    expect(changesOf(verdict, "suppress").flatMap((one) => one.notices)).toContain("solution");
  });

  test("of a sending back puts the question again", () => {
    const back = { ...AT_NINA, solution: SOLUTION };
    const verdict = undone(ANNA, "reopen", back, [
      row(6, "status", "resolved", "in_progress", ANNA),
      row(7, "uncheckedSolver", NINA, null, ANNA),
    ]);
    expect(setsOf(verdict)).toEqual({ status: "resolved", uncheckedSolver: NINA });
    expect(clocksOf(verdict)).toEqual(["check_reminder"]);
    expect(changesOf(verdict, "suppress").flatMap((one) => one.notices)).toContain("solution_sent_back");
  });

  test("never leaves a check on a case that went on meanwhile", () => {
    const closed = { ...SENT, status: "closed" as const, closedAt: NOW };
    const verdict = undone(ANNA, "resolve", closed, [row(5, "uncheckedSolver", NINA, null, ANNA)]);
    expect(setsOf(verdict).uncheckedSolver ?? null).toBeNull();
  });
});

describe("a text that only says goodbye", () => {
  test.each([
    "",
    "Kind regards\nAnna",
    "Med venlig hilsen\n\nAnna Holm\nIT",
    "Anna",
    "Hi Nina,\n\nthanks\nAnna",
  ])("%j", (text) => expect(isSignOff(text, "Anna Holm")).toBe(true));
  test.each(["Try again please.", "It was the switch.\n\nKind regards\nAnna", "Anna has fixed it"])(
    "%j says more",
    (text) => expect(isSignOff(text, "Anna Holm")).toBe(false),
  );
});
