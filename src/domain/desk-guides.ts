/** The part of desk.yaml that says what the acknowledgement asks of whoever writes about a category, and what answers it already (P7). */
import { z } from "zod";
import { language } from "./desk-values.ts";

/** What a mail can be seen to tell by itself (guide-detectors.ts). */
export const DETECTORS = ["room", "host", "userName", "time", "errorText", "picture"] as const;
export type Detector = (typeof DETECTORS)[number];

/** Words of the desk's own for its users: in one language for all, or in several. */
export const localText = z.union([z.string().min(1), z.record(language, z.string().min(1))]);
export type LocalText = z.infer<typeof localText>;

const question = z.strictObject({
  ask: localText.describe("The question, or language → question"),
  answeredBy: z
    .array(z.enum(DETECTORS))
    .default([])
    .describe(
      "Not asked where the mail tells it: a room, a host, a user name, a time, an error text, a picture",
    ),
  mentions: z
    .array(z.string().min(2).max(60))
    .default([])
    .describe("Not asked where the mail has one of these words"),
  fills: z.enum(["place", "service"]).optional().describe("The answer is put into this field, too"),
});

export const guides = z
  .array(
    z.strictObject({
      category: z
        .string()
        .min(1)
        .optional()
        .describe("A category, or the area that several begin with; left out: for all that have no guide"),
      questions: z.array(question).min(1).max(8),
    }),
  )
  .default([])
  .describe("What the acknowledgement asks per category, as far as the mail has not told it yet");

export type Guide = z.infer<typeof guides>[number];
export type GuideQuestion = Guide["questions"][number];

/** In the language, else in the desk's own, else in the first there is. */
export function inLanguage(text: LocalText, wanted: string, otherwise: string): string {
  if (typeof text === "string") return text;
  return text[wanted] ?? text[otherwise] ?? Object.values(text)[0] ?? "";
}
