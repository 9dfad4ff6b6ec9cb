/** The part of desk.yaml that says how long the desk waits for others, and whom it then reminds: requesters, and teams given a case. */
import { z } from "zod";
import { workingDuration } from "./desk-values.ts";

const workingDays = z.number().int().min(1).max(120);

/** How often a requester is reminded of a question at most. */
const MOST_REMINDERS = 2;

export const waiting = z
  .strictObject({
    remindAfterWorkingDays: z
      .array(workingDays)
      .max(MOST_REMINDERS)
      .default([3, 6])
      .describe("Reminders of a question that the requester has not answered; none: []"),
    closeAfterWorkingDays: z
      .union([workingDays, z.literal("never")])
      .default(10)
      .describe("Then the case closes, and a reply takes it up again; or never"),
  })
  .prefault({})
  .describe("How often a requester is reminded of a question (#wait user), and when the case then closes");

export const handover = z
  .strictObject({
    confirmWithin: z
      .union([workingDuration, z.literal("never")])
      .default(4 * 3_600_000)
      .describe(
        "Working time in which a team that is given a case takes it up, else its lead is told; or never",
      ),
  })
  .prefault({})
  .describe(
    "How soon a team that is given a case must confirm that it took it, by taking it up or answering",
  );

export const delays = z
  .strictObject({
    tellAtPercent: z
      .union([z.number().int().min(1).max(100), z.literal("never")])
      .default(90)
      .describe("Percent of a promise's working time; or never"),
  })
  .prefault({})
  .describe(
    "When the requester is told that it takes longer than promised: once a promise, before it is broken",
  );
