/** The arithmetic of a promise in lines: what each stretch used up, and what that makes in all. */
import type { ClockArithmetic } from "../store/views.ts";
import { formatDuration, formatInstant } from "./text.ts";

type Step = ClockArithmetic["steps"][number];

const EVENTS: Record<Step["event"], string> = {
  started: "started",
  changed: "promised anew",
  paused: "stopped",
  resumed: "went on",
  restarted: "began again",
  reached: "reached",
  met: "kept",
  missed: "missed",
  cancelled: "dropped",
};

export function describeClock(clock: ClockArithmetic, zone: string): string[] {
  const { kind, policy, calendar, usedSeconds, targetSeconds, dueAt, state } = clock;
  const due = dueAt === null ? "" : `, due ${formatInstant(dueAt, zone)}`;
  const used = `${formatDuration(usedSeconds)} of ${formatDuration(targetSeconds)} used`;
  const head = `Promise ${kind} by service level ${policy}, in calendar ${calendar}: ${state}, ${used}${due}`;
  const lines = clock.steps.map((step, index) => describeStep(step, clock.steps[index - 1] ?? null, zone));
  const last = clock.steps.at(-1);
  const isGoing = state === "running" || state === "breached";
  const since = last && isGoing ? [`  ${sum(last.usedMs / 1_000, usedSeconds)} until now`] : [];
  return [head, ...lines.map((line) => `  ${line}`), ...since];
}

function describeStep(step: Step, before: Step | null, zone: string): string {
  const { event, because, usedMs, targetMs, policy, calendar } = step;
  const target = targetMs === null ? "nothing" : formatDuration(targetMs / 1_000);
  const terms = `${target} by ${policy}, in ${calendar}`;
  const isNew = before === null || event === "changed" || event === "restarted";
  const from = event === "restarted" ? 0 : (before?.usedMs ?? 0) / 1_000;
  const parts = [
    `${formatInstant(step.at, zone)}  ${EVENTS[event]} (${because})`,
    sum(from, usedMs / 1_000),
    ...(isNew ? [`promised: ${terms}`] : []),
  ];
  return parts.join("; ");
}

/** `2 h + 30 min = 2 h 30 min used`. */
function sum(before: number, after: number): string {
  return `${formatDuration(before)} + ${formatDuration(after - before)} = ${formatDuration(after)} used`;
}
