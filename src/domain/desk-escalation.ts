/** The sections of desk.yaml that say who is reminded and called, when, and who hears of it by webhook. Every one has defaults. */
import { z } from "zod";
import { name } from "./desk-values.ts";

/** Whom a reminder may go to; `nextLine`: the team behind the one that has the case (`escalation.lines`). */
export const TOLD = ["agent", "team", "lead", "manager", "nextLine"] as const;
export type Told = (typeof TOLD)[number];

/** What a webhook may be called for; see `webhooks[].on`. */
export const WEBHOOK_EVENTS = ["urgent", "breach", "escalated"] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

const step = z.strictObject({
  from: z.number().int().min(1).max(1000).describe("Percent of a promise's time that is used up"),
  tell: z.array(z.enum(TOLD)).min(1),
});

const priorityLevel = z.number().int().min(1).max(5);

export const escalation = z
  .strictObject({
    steps: z
      .array(step)
      .min(1)
      .default([
        { from: 1, tell: ["agent"] },
        { from: 80, tell: ["agent", "team"] },
        { from: 100, tell: ["agent", "lead"] },
        { from: 150, tell: ["lead", "manager"] },
      ])
      .describe("Who is reminded from which percent on: agent, team, lead, manager, nextLine"),
    lines: z
      .array(
        z.strictObject({
          category: z.string().min(1).optional().describe("Area or Area/Kind; left out: every other case"),
          teams: z.array(name).min(1).describe("Teams of line 1, 2, 3"),
        }),
      )
      .default([])
      .describe("Which teams a case of a category goes to, line after line"),
    urgentPriority: priorityLevel
      .default(1)
      .describe("A case of this priority or above is urgent: told at once, whatever the hour"),
    gatherSeconds: z
      .number()
      .int()
      .min(0)
      .max(3600)
      .default(90)
      .describe("Reminders that fall due within so long are one mail to each who gets them"),
    quietHours: z
      .union([
        z.enum(["outsideHours", "none"]),
        z
          .string()
          .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, 'quiet hours such as "18:00-07:00"'),
      ])
      .default("outsideHours")
      .describe('Reminders wait meanwhile, but for urgent cases: outsideHours, "18:00-07:00" or none'),
  })
  .prefault({})
  .describe("Who is reminded of a promise that runs out, and who is called when a case goes up");

const webhook = z.strictObject({
  name,
  url: z
    .url({ protocol: /^https?$/, error: "a URL such as https://hooks.example/deskpost" })
    .describe("Called by POST; its secret comes from DESKPOST_WEBHOOK_SECRET_<NAME>"),
  on: z
    .array(z.enum(WEBHOOK_EVENTS))
    .min(1)
    .default([...WEBHOOK_EVENTS])
    .describe("urgent: a case became urgent; breach: a promise is broken; escalated: a case went up"),
  priority: priorityLevel.default(1).describe("Breaches of cases of this priority and above"),
});

export const webhooks = z
  .array(webhook)
  .default([])
  .describe("Addresses that are called when something cannot wait, as a gateway to SMS or chat");

export type Escalation = z.output<typeof escalation>;
