/** The sections of desk.yaml that say how urgent a case is (P6): impact × urgency → five levels, and what each level is called. */
import { z } from "zod";
import { PRIORITIES, type Priority } from "./case.ts";
import { language } from "./desk-values.ts";

const levels = z.enum(PRIORITIES);

/** A priority by its number, 1 to 5, or by its name. */
export const priority = z
  .union([z.number().int().min(1).max(PRIORITIES.length), levels])
  .transform((value): Priority => (typeof value === "number" ? (PRIORITIES[value - 1] as Priority) : value));

const byUrgency = z.strictObject({ high: priority, medium: priority, low: priority });

export const matrix = z
  .strictObject({ high: byUrgency, medium: byUrgency, low: byUrgency })
  .prefault({
    high: { high: 1, medium: 2, low: 3 },
    medium: { high: 2, medium: 3, low: 4 },
    low: { high: 3, medium: 4, low: 5 },
  })
  .describe(
    "Impact, under it urgency → priority, 1 to 5; a case of which only one is known counts as medium in the other",
  );

export const priorities = z
  .partialRecord(levels, z.record(language, z.string().trim().min(1).max(40)))
  .default({})
  .describe(
    "What the five priorities are called in mails and after #priority, by language, where not as they come",
  );
