/** The notices about promises that run out and cases that go up: what a decision says in each, and what its templates may name. */
import { z } from "zod";
import { HIERARCHY } from "./case.ts";

export const reminderData = {
  /** `called`: somebody sent the case up, `urgent`: it became urgent; `by`: an agent's address, `rule:NAME` or `desk`. */
  escalated: z.object({ why: z.enum(["called", "urgent"]), by: z.string(), as: z.enum(HIERARCHY) }),
} as const;

/** @param shapes what stands in every notice to agents about a case */
export function reminderContexts<F extends z.ZodRawShape>(shapes: { following: F }) {
  const { following } = shapes;
  return {
    /** `by`: who sent it up, in words; null for the desk itself. */
    escalated: z.strictObject({
      ...following,
      why: z.enum(["called", "urgent"]),
      by: z.string().nullable(),
      rule: z.string().nullable(),
      as: z.enum(HIERARCHY),
    }),
  };
}
