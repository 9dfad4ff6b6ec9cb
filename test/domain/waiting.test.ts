/** `#wait user`: two reminders in working days, then the case closes for want of an answer, and any answer takes it up again (P8). */
import { describe, expect, test } from "vitest";
import type { Case } from "../../src/domain/case.ts";
import { decideClock } from "../../src/domain/clock.ts";
import type { DeskFile } from "../../src/domain/desk.ts";
import { decideIntake } from "../../src/domain/intake.ts";
import {
  ANNA,
  aDesk,
  agentToken,
  aToken,
  caseFacts,
  changesOf,
  facts,
  mailsOf,
  NOW,
  noticeOf,
  SOFIE,
  setsOf,
} from "../support/facts.ts";

const ASKED: Partial<Case> = { status: "awaiting_user", agent: ANNA };
const UNANSWERED: Partial<Case> = {
  status: "closed",
  agent: ANNA,
  closingCode: "no_answer",
  closedAt: new Date("2026-11-20T10:00:00Z"),
};

function annaWrites(text: string, on: Partial<Case> = { agent: ANNA }, waiting: DeskFile["waiting"] = {}) {
  const given = { desk: aDesk({ waiting }), tokens: [agentToken()], cases: new Map([[7, caseFacts(on)]]) };
  return decideIntake(facts({ from: ANNA, name: "Anna Holm", text }, given), NOW);
}

function sofieWrites(text: string, on: Partial<Case>, mailKind: "human" | "auto_reply" = "human") {
  const given = { tokens: [aToken()], cases: new Map([[7, caseFacts(on)]]), mailKind };
  return decideIntake(facts({ text }, given), NOW);
}

function runsOut(kind: string, on: Partial<Case> = ASKED, closes = true) {
  const dueAt = new Date("2026-12-08T10:00:00Z");
  const running = closes ? [{ kind: "answer_close", dueAt }] : [];
  const onCase = caseFacts(on, { clocks: running, lastSentMessageId: 71 });
  return decideClock({ desk: aDesk(), clock: { id: 5, kind, dueAt: NOW }, case: onCase }, NOW);
}

const started = (verdict: ReturnType<typeof annaWrites>) =>
  changesOf(verdict, "startClock").map((one) => `${one.kind} ${one.dueAt.toISOString().slice(0, 10)}`);
const cancelled = (verdict: ReturnType<typeof annaWrites>) =>
  changesOf(verdict, "cancelClocks").flatMap((one) => one.kinds);

describe("a question", () => {
  test("is followed by two reminders and the end, in working days", () => {
    // From Tuesday: Friday, the Wednesday after, and the Tuesday after that.
    expect(started(annaWrites("#wait user\n\nWhich printer is it?"))).toEqual([
      "answer_reminder 2026-11-27",
      "last_answer_reminder 2026-12-02",
      "answer_close 2026-12-08",
    ]);
  });

  test("is followed by what desk.yaml says", () => {
    const once = { remindAfterWorkingDays: [2], closeAfterWorkingDays: "never" as const };
    expect(started(annaWrites("#wait user", { agent: ANNA }, once))).toEqual([
      "last_answer_reminder 2026-11-26",
    ]);
    const silent = { remindAfterWorkingDays: [], closeAfterWorkingDays: 1 };
    expect(started(annaWrites("#wait user", { agent: ANNA }, silent))).toEqual(["answer_close 2026-11-25"]);
  });

  test("asked again gives the whole time again", () => {
    const verdict = annaWrites("#wait user\n\nAnd its number?", ASKED);
    expect(started(verdict)).toContain("answer_close 2026-12-08");
  });

  test("with a time of the agent's reminds and closes nobody", () => {
    const verdict = annaWrites("#wait user until friday\n\nWhich printer is it?");
    expect(changesOf(verdict, "startClock").map((one) => one.kind)).toEqual(["wait_until"]);
    expect(cancelled(verdict)).toContain("answer_close");
  });

  test("to a supplier reminds and closes nobody", () => {
    expect(started(annaWrites("#wait vendor\n\nWe have asked the supplier."))).toEqual([]);
  });
});

describe("the wait is over", () => {
  test("when the requester answers", () => {
    const verdict = sofieWrites("The one by the window.", ASKED);
    expect(setsOf(verdict)).toEqual({ status: "in_progress" });
    expect(cancelled(verdict)).toEqual(
      expect.arrayContaining(["answer_reminder", "last_answer_reminder", "answer_close"]),
    );
    expect(changesOf(verdict, "suppress")).toContainEqual(
      expect.objectContaining({ notices: ["answer_reminder"] }),
    );
  });

  test.each(["#start", "#resolve\n\nFound it.", "#close", "#wait vendor", "#status registered", "#reopen"])(
    "when the agent goes on by %s",
    (text) => {
      expect(cancelled(annaWrites(text, ASKED))).toContain("answer_close");
    },
  );

  test("not when an out-of-office comes", () => {
    const verdict = sofieWrites("I am away until Monday.", ASKED, "auto_reply");
    expect(setsOf(verdict)).toEqual({});
    expect(cancelled(verdict)).toEqual([]);
  });
});

describe("nobody answers", () => {
  test("the first reminder repeats the question", () => {
    const verdict = runsOut("answer_reminder");
    expect(mailsOf(verdict)).toEqual([`answer_reminder → ${SOFIE}`]);
    expect(noticeOf(verdict, "answer_reminder")).toMatchObject({ message: 71, data: { isLast: false } });
  });

  test("the last one says when the case closes", () => {
    expect(noticeOf(runsOut("last_answer_reminder"), "answer_reminder").data).toEqual({
      isLast: true,
      closesAt: "2026-12-08T10:00:00.000Z",
    });
    const kept = runsOut("last_answer_reminder", ASKED, false);
    expect(noticeOf(kept, "answer_reminder").data.closesAt).toBeNull();
  });

  test("the case closes as unanswered; requester and agent are told, nobody is asked for a rating", () => {
    const verdict = runsOut("answer_close");
    expect(setsOf(verdict)).toMatchObject({ status: "closed", closingCode: "no_answer", closedAt: NOW });
    expect(mailsOf(verdict)).toEqual([`closed → ${SOFIE}`, `wait_over → ${ANNA}`]);
    expect(noticeOf(verdict, "closed").data).toEqual({ how: "no_answer", askRating: false });
    expect(noticeOf(verdict, "wait_over").data).toEqual({ waitedFor: "user", isClosed: true });
  });

  test.each(["answer_reminder", "last_answer_reminder", "answer_close"])(
    "a %s that comes late does nothing",
    (kind) => {
      const verdict = runsOut(kind, { status: "in_progress", agent: ANNA });
      expect([verdict.reason, verdict.changes]).toEqual(["moot", []]);
    },
  );
});

describe("an answer after all", () => {
  // To "Did you restart it?" each of these is an answer, though it would only be thanks to a solution.
  test.each(["Yes", "Yes, thank you!", "5", "It is the one by the window."])(
    "%s takes it up again",
    (text) => {
      const verdict = sofieWrites(text, UNANSWERED);
      expect(verdict.reason).toBe("reopened");
      expect(setsOf(verdict)).toMatchObject({ status: "in_progress", closingCode: null });
      expect(noticeOf(verdict, "reopened").data).toEqual({ answered: true });
      expect(mailsOf(verdict)).toContain(`user_wrote → ${ANNA}`);
    },
  );

  test("months later opens a case that is linked to it", () => {
    const verdict = sofieWrites("Yes", { ...UNANSWERED, closedAt: new Date("2026-06-01T10:00:00Z") });
    expect(verdict.reason).toBe("linked");
  });
});

test("an undone #start gives the requester the time to answer again", () => {
  const history = [
    {
      id: 3,
      at: NOW,
      actor: ANNA,
      field: "status",
      from: "awaiting_user",
      to: "in_progress",
      inboundId: 80,
    },
  ];
  const commands = [{ inboundId: 80, actor: ANNA, verb: "start", value: null, undone: false }];
  const undo = (clocks: { kind: string; dueAt: Date }[]) => {
    const onCase = caseFacts({ status: "in_progress", agent: ANNA }, { history, commands, clocks });
    const given = { tokens: [agentToken()], cases: new Map([[7, onCase]]) };
    return decideIntake(facts({ from: ANNA, name: "Anna Holm", text: "#undo" }, given), NOW);
  };
  expect(started(undo([]))).toContain("answer_close 2026-12-08");
  const timed = undo([{ kind: "wait_until", dueAt: new Date("2026-11-27T10:00:00Z") }]);
  expect(cancelled(timed).slice(-3)).toContain("answer_close");
});
