/** The `serviceLevels` section of desk.yaml: what cases are promised, in working time, and when somebody is reminded of it. */
import { z } from "zod";
import { PRIORITIES } from "./case.ts";
import { name, workingDuration } from "./desk-values.ts";

const promise = workingDuration.refine((ms) => ms > 0, "more than no time at all");

const target = z.strictObject({
  firstResponse: promise.optional().describe("Until a person has written to the requester"),
  resolution: promise.optional().describe("Until the requester has the solution"),
  nextUpdate: promise.optional().describe("Until a person writes again, while the case is open"),
  calendar: name.optional().describe("Default: the policy's"),
});

const level = target.optional();
const [first, second, third, fourth, fifth] = PRIORITIES;

export const serviceLevel = z.strictObject({
  name,
  categories: z
    .array(z.string().min(1))
    .default([])
    .describe("Areas or Area/Kind whose cases follow it, where no rule says otherwise; none: all others"),
  calendar: name
    .optional()
    .describe("Calendar that its targets are counted in; `always` is round the clock; default: the team's"),
  targets: z
    .strictObject({
      [first]: level,
      [second]: level,
      [third]: level,
      [fourth]: level,
      [fifth]: level,
      default: level.describe("For a case without priority, and for priorities that are not listed"),
    })
    .describe("Working time by priority, e.g. critical: { firstResponse: 30m, resolution: 8h }"),
  pauseFor: z
    .array(z.enum(["vendor"]))
    .default([])
    .describe("What else stops its clocks; waiting for the user always does"),
  thresholds: z
    .array(z.number().int().min(1).max(1_000))
    .default([50, 80, 100, 150])
    .describe("Percent of a target at which somebody is reminded; 100, the target itself, always is one"),
});

export type ServiceLevel = z.output<typeof serviceLevel>;
