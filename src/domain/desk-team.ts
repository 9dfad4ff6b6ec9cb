/** The sections of desk.yaml that say who works here: agents, the teams they are in, and who of a team is on duty when. */
import { z } from "zod";
import { address, date, language, name, weeklyHours } from "./desk-values.ts";

/** A part of a team's rota: whoever of its agents has their turn is on duty in its hours. */
const shift = z.strictObject({
  agents: z.array(address).min(1),
  calendar: name.optional().describe("Whose hours and holidays it follows; default: the team's calendar"),
  hours: weeklyHours.optional().describe("Hours of its own, on that calendar's working days"),
  inTurnFrom: date
    .optional()
    .describe("One agent a week, in this order, from that day on; left out: all of them together"),
});

export const team = z.strictObject({
  name,
  title: z.string().optional().describe("How the team signs and is called in mails; default: its name"),
  address: address.optional().describe("The team's own mailbox, for notify: mailbox"),
  lead: address.optional(),
  manager: address.optional().describe("Who is told after the lead"),
  members: z.array(address).default([]),
  notify: z
    .enum(["all", "onDuty", "mailbox", "digest"])
    .default("all")
    .describe("Who gets new cases: every member, those on duty, the team's address, or the daily digest"),
  assign: z
    .enum(["none", "leastLoaded", "roundRobin"])
    .default("none")
    .describe("Give each new case of the team to one who is on duty: with the fewest open cases, or in turn"),
  onDuty: z.array(shift).default([]).describe("Rota; empty: all members in the hours of the team's calendar"),
  calendar: name.optional(),
});

export const agent = z.strictObject({
  address,
  aliases: z.array(address).default([]),
  name: z.string().min(1),
  language: language.optional(),
  away: z
    .array(
      z
        .string()
        .regex(
          /^\d{4}-\d\d-\d\d(\/\d{4}-\d\d-\d\d)?$/,
          "a day such as 2026-12-23, or a first and a last one: 2026-12-23/2027-01-03",
        ),
    )
    .default([])
    .describe("Days on which they are not on duty, whatever the rota says"),
});

export type Shift = z.output<typeof shift>;
