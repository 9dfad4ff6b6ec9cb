import { expect, test } from "vitest";
import { describeClock } from "../../src/cli/why-clock.ts";

const terms = { policy: "standard", calendar: "office" };
const step = (
  at: string,
  event: "started" | "paused" | "resumed" | "changed",
  because: string,
  usedMs: number,
) => ({
  ...terms,
  ...{ at: new Date(at), event, because, usedMs, targetMs: event === "changed" ? 14_400_000 : 28_800_000 },
});

test("the arithmetic of a promise says what each stretch used, and what that makes", () => {
  const lines = describeClock(
    {
      ...terms,
      kind: "resolution",
      startedAt: new Date("2026-11-20T08:00:00Z"),
      dueAt: new Date("2026-11-23T08:59:00Z"),
      usedSeconds: 9_065,
      targetSeconds: 14_400,
      state: "running",
      steps: [
        step("2026-11-20T08:00:00Z", "started", "registered", 0),
        step("2026-11-20T10:00:00Z", "paused", "awaiting_user", 7_200_000),
        step("2026-11-20T14:59:00Z", "resumed", "in_progress", 7_200_000),
        step("2026-11-23T07:04:00Z", "changed", "critical", 7_500_000),
      ],
    },
    "Europe/Copenhagen",
  );
  expect(lines).toEqual([
    "Promise resolution by service level standard, in calendar office: running, 2 h 31 min 5 s of 4 h used, due 2026-11-23 09:59",
    "  2026-11-20 09:00  started (registered); 0 min + 0 min = 0 min used; promised: 8 h by standard, in office",
    "  2026-11-20 11:00  stopped (awaiting_user); 0 min + 2 h = 2 h used",
    "  2026-11-20 15:59  went on (in_progress); 2 h + 0 min = 2 h used",
    "  2026-11-23 08:04  promised anew (critical); 2 h + 5 min = 2 h 5 min used; promised: 4 h by standard, in office",
    "  2 h 5 min + 26 min 5 s = 2 h 31 min 5 s used until now",
  ]);
});
