/** The `digest` section of desk.yaml: who gets a list of open cases each working morning. */
import { z } from "zod";

export const digest = z
  .strictObject({
    to: z
      .array(z.enum(["agents", "teams"]))
      .default(["agents", "teams"])
      .describe("agents: each agent; teams: each team's address, else its lead. Empty: nobody"),
    mostListed: z
      .number()
      .int()
      .min(1)
      .max(200)
      .default(25)
      .describe("Cases listed under one heading; the others are counted"),
  })
  .prefault({})
  .describe("Who gets the list of open cases each working morning: agents, teams");
