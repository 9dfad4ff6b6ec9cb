import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { STATUSES } from "../../src/domain/case.ts";
import {
  CASE_EVENTS,
  type CaseEvent,
  canMove,
  nextStage,
  STAGES,
  type Stage,
  statusAt,
  statusGroup,
} from "../../src/domain/case-state.ts";

const withAgent = { hasAgent: true };
const withoutAgent = { hasAgent: false };

function walk(from: Stage, events: CaseEvent[], facts = withAgent): Stage[] {
  let stage = from;
  return events.map((event) => {
    const next = nextStage(stage, event, facts);
    stage = typeof next === "string" ? next : stage;
    return stage;
  });
}

describe("a case's life", () => {
  it("goes from registered to closed", () => {
    expect(walk("registered", ["take", "start", "wait_user", "user_replied", "resolve", "confirm"])).toEqual([
      "assigned",
      "in_progress",
      "awaiting_user",
      "in_progress",
      "resolved",
      "closed",
    ]);
  });

  it("reopens to whoever had it, else to the beginning", () => {
    for (const from of ["resolved", "closed"] as const) {
      expect(nextStage(from, "reopen", withAgent)).toBe("in_progress");
      expect(nextStage(from, "reopen", withoutAgent)).toBe("registered");
    }
    expect(nextStage("resolved", "user_replied", withAgent)).toBe("in_progress");
    expect(nextStage("awaiting_user", "user_replied", withoutAgent)).toBe("registered");
  });

  it("lets a reply change nothing where nobody waits for one", () => {
    for (const from of ["registered", "assigned", "in_progress", "awaiting_vendor"] as const) {
      expect(nextStage(from, "user_replied", withAgent)).toBe(from);
    }
  });

  it("gives a case away unstarted, but leaves a waiting one waiting", () => {
    expect(walk("in_progress", ["assign", "start", "move"])).toEqual(["assigned", "in_progress", "assigned"]);
    expect(walk("awaiting_vendor", ["assign", "take", "move"])).toEqual(Array(3).fill("awaiting_vendor"));
  });

  it("closes by silence only what waits for the user", () => {
    const closed = STAGES.filter((from) => nextStage(from, "silence", withAgent) === "closed");
    expect(closed).toEqual(["awaiting_user", "resolved"]);
  });

  it("takes an unchecked solution to the requester, or back to work, and ends it in no other way", () => {
    expect(walk("in_progress", ["propose", "propose", "take", "resolve", "confirm"])).toEqual([
      "unchecked",
      "unchecked",
      "unchecked",
      "resolved",
      "closed",
    ]);
    for (const event of ["reopen", "user_replied"] as const) {
      expect(nextStage("unchecked", event, withAgent)).toBe("in_progress");
      expect(nextStage("unchecked", event, withoutAgent)).toBe("registered");
    }
    for (const event of ["assign", "move"] as const) {
      expect(nextStage("unchecked", event, withAgent)).toBe("assigned");
    }
    expect(nextStage("unchecked", "close", withAgent)).toBe("closed");
    expect(nextStage("unchecked", "confirm", withAgent)).toEqual({ refused: "case_not_resolved" });
    expect(nextStage("unchecked", "silence", withAgent)).toEqual({ refused: "case_not_resolved" });
    expect(nextStage("unchecked", "start", withAgent)).toEqual({ refused: "case_resolved" });
    expect(nextStage("resolved", "propose", withAgent)).toEqual({ refused: "case_resolved" });
  });

  it("refuses what does not fit, with the reason", () => {
    expect(nextStage("in_progress", "confirm", withAgent)).toEqual({ refused: "case_not_resolved" });
    expect(nextStage("resolved", "wait_user", withAgent)).toEqual({ refused: "case_resolved" });
    expect(nextStage("closed", "resolve", withAgent)).toEqual({ refused: "case_closed" });
  });

  it("groups statuses as PROCESS.md does", () => {
    expect(STATUSES.map(statusGroup)).toEqual(["open", "open", "open", "open", "waiting", "ready", "closed"]);
  });
});

describe("setting a status by hand", () => {
  it("opens an ended case only for work", () => {
    expect(STATUSES.filter((to) => canMove("closed", to))).toEqual(["registered", "assigned", "in_progress"]);
    expect(STATUSES.filter((to) => canMove("resolved", to))).toEqual([
      "registered",
      "assigned",
      "in_progress",
      "closed",
    ]);
    expect(STATUSES.filter((to) => canMove("assigned", to))).toEqual(
      STATUSES.filter((to) => to !== "assigned"),
    );
  });
});

describe("always", () => {
  const stage = fc.constantFrom(...STAGES);
  const steps = fc.array(fc.record({ event: fc.constantFrom(...CASE_EVENTS), hasAgent: fc.boolean() }));

  it("stays among the declared stages, whatever happens", () => {
    fc.assert(
      fc.property(stage, steps, (first, events) => {
        let at: Stage = first;
        for (const { event, hasAgent } of events) {
          const next = nextStage(at, event, { hasAgent });
          if (typeof next === "string") {
            expect(STAGES).toContain(next);
            if (at === "closed" && next !== "closed") expect(event).toBe("reopen");
            const [before, after] = [statusAt(at), statusAt(next)];
            if (before !== after) expect(canMove(before, after)).toBe(true);
            at = next;
          } else {
            expect(Object.keys(next)).toEqual(["refused"]);
          }
        }
      }),
    );
  });
});
