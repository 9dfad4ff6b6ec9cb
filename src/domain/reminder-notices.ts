/** The notices about promises that run out and cases that go up: what a decision says in each, and what its templates may name. */
import { z } from "zod";
import { HIERARCHY, PRIORITIES, STATUSES } from "./case.ts";
import { TOLD } from "./desk-escalation.ts";

/** What a service level may promise. */
export const PROMISES = ["first_response", "resolution", "next_update"] as const;
export type PromiseKind = (typeof PROMISES)[number];

/** Headings of the daily list, in their order. */
export const DIGEST_SECTIONS = ["near", "mine", "unassigned", "ready"] as const;

const text = z.string();
const maybe = text.nullable();
const count = z.number().int();
const instant = z.iso.datetime();
const promise = z.enum(PROMISES);
const why = z.enum(["called", "urgent"]);

const listed = {
  number: count,
  subject: text,
  priority: z.enum(PRIORITIES).nullable(),
  team: text,
  agent: maybe,
};

export const reminderData = {
  /** `called`: somebody sent the case up, `urgent`: it became urgent; `by`: an agent's address, `rule:NAME` or `desk`. */
  escalated: z.object({ why, by: text, as: z.enum(HIERARCHY) }),
  /** `targetAt`: when the promise is, or was, to be kept; `plannedAt`: when the reminder was to leave. */
  reminder: z.object({
    role: z.enum(TOLD),
    clock: promise,
    percent: count,
    targetAt: instant,
    plannedAt: instant,
  }),
  /** `caseIds`: an answer that names one of these in its subject belongs there; `total` counts also what is not listed. */
  reminders: z.object({
    caseIds: z.array(count),
    lines: z.array(z.object({ ...listed, clock: promise, percent: count, targetAt: instant })),
    total: count,
    plannedAt: instant,
  }),
  /** `team`: whose list it is, null for an agent's own; `total` counts also what is not listed. */
  daily_digest: z.object({
    team: maybe,
    caseIds: z.array(count),
    sections: z.array(
      z.object({
        what: z.enum(DIGEST_SECTIONS),
        total: count,
        lines: z.array(
          z.object({
            ...listed,
            status: z.enum(STATUSES),
            isUnchecked: z.boolean(),
            clock: promise.nullable(),
            targetAt: instant.nullable(),
            openedAt: instant,
          }),
        ),
      }),
    ),
  }),
} as const;

/** Notices about no case that list several: an answer to one says which case it is about. */
export const CASE_LISTS: readonly string[] = ["reminders", "daily_digest"];

/** @param shapes what stands in every notice, and in every one to agents about a case; a command as a link */
export function reminderContexts<
  B extends z.ZodRawShape,
  F extends z.ZodRawShape,
  C extends z.ZodType,
>(shapes: { base: B; following: F; command: C }) {
  const { base, following, command } = shapes;
  /** How long ago it was to leave, in words; null where it is in time. */
  const late = { lateBy: maybe };
  /** `over`: the promise is broken. */
  const promised = { clock: promise, percent: count, due: text, over: z.boolean() };
  return {
    /** `by`: who sent it up, in words; null for the desk itself. */
    escalated: z.strictObject({ ...following, why, by: maybe, rule: maybe, as: z.enum(HIERARCHY) }),
    reminder: z.strictObject({ ...following, ...promised, ...late, role: z.enum(TOLD) }),
    reminders: z.strictObject({
      ...base,
      ...late,
      total: count,
      /** How many more there are than are listed. */
      more: count,
      lines: z.array(z.strictObject({ ...listed, ...promised, commands: z.array(command) })),
    }),
    /** `day`: today's date. */
    daily_digest: z.strictObject({
      ...base,
      day: text,
      team: maybe,
      sections: z.array(
        z.strictObject({
          what: z.enum(DIGEST_SECTIONS),
          total: count,
          /** How many more there are than are listed. */
          more: count,
          lines: z.array(
            z.strictObject({
              ...listed,
              status: z.enum(STATUSES),
              clock: promise.nullable(),
              due: maybe,
              over: z.boolean(),
              openedAt: text,
              commands: z.array(command),
            }),
          ),
        }),
      ),
    }),
  };
}
