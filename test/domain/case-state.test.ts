import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { STATUSES, type Status } from "../../src/domain/case.ts";
import {
  CASE_EVENTS,
  type CaseEvent,
  canMove,
  nextStatus,
  statusGroup,
} from "../../src/domain/case-state.ts";

const withAgent = { hasAgent: true };
const withoutAgent = { hasAgent: false };

function walk(from: Status, events: CaseEvent[], facts = withAgent): Status[] {
  let status = from;
  return events.map((event) => {
    const next = nextStatus(status, event, facts);
    status = typeof next === "string" ? next : status;
    return status;
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
      expect(nextStatus(from, "reopen", withAgent)).toBe("in_progress");
      expect(nextStatus(from, "reopen", withoutAgent)).toBe("registered");
    }
    expect(nextStatus("resolved", "user_replied", withAgent)).toBe("in_progress");
    expect(nextStatus("awaiting_user", "user_replied", withoutAgent)).toBe("registered");
  });

  it("lets a reply change nothing where nobody waits for one", () => {
    for (const from of ["registered", "assigned", "in_progress", "awaiting_vendor"] as const) {
      expect(nextStatus(from, "user_replied", withAgent)).toBe(from);
    }
  });

  it("gives a case away unstarted, but leaves a waiting one waiting", () => {
    expect(walk("in_progress", ["assign", "start", "move"])).toEqual(["assigned", "in_progress", "assigned"]);
    expect(walk("awaiting_vendor", ["assign", "take", "move"])).toEqual(Array(3).fill("awaiting_vendor"));
  });

  it("closes by silence only what waits for the user", () => {
    const closed = STATUSES.filter((from) => nextStatus(from, "silence", withAgent) === "closed");
    expect(closed).toEqual(["awaiting_user", "resolved"]);
  });

  it("refuses what does not fit, with the reason", () => {
    expect(nextStatus("in_progress", "confirm", withAgent)).toEqual({ refused: "case_not_resolved" });
    expect(nextStatus("resolved", "wait_user", withAgent)).toEqual({ refused: "case_resolved" });
    expect(nextStatus("closed", "resolve", withAgent)).toEqual({ refused: "case_closed" });
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
  const status = fc.constantFrom(...STATUSES);
  const steps = fc.array(fc.record({ event: fc.constantFrom(...CASE_EVENTS), hasAgent: fc.boolean() }));

  it("stays among the declared statuses, whatever happens", () => {
    fc.assert(
      fc.property(status, steps, (first, events) => {
        let at: Status = first;
        for (const { event, hasAgent } of events) {
          const next = nextStatus(at, event, { hasAgent });
          if (typeof next === "string") {
            expect(STATUSES).toContain(next);
            if (at === "closed" && next !== "closed") expect(event).toBe("reopen");
            if (next !== at) expect(canMove(at, next)).toBe(true);
            at = next;
          } else {
            expect(Object.keys(next)).toEqual(["refused"]);
          }
        }
      }),
    );
  });
});
