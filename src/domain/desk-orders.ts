/** The part of desk.yaml that lists what people can order: standard items in stock, special ones with their time of delivery (P26). */
import { z } from "zod";
import { localText } from "./desk-guides.ts";
import { name } from "./desk-values.ts";

export const orders = z
  .array(
    z.strictObject({
      name: name.describe("As #order and rules name it"),
      title: localText.describe("What mails call it, or language → title"),
      inStock: z.boolean().default(true).describe("false: ordered specially"),
      deliveryWorkingDays: z
        .number()
        .int()
        .min(1)
        .max(250)
        .describe("Working days of the team's calendar until the requester has it"),
      setUpHelp: z.boolean().default(false).describe("Help with setting it up is offered on delivery"),
      category: z.string().min(1).optional().describe("Of a case that has none yet"),
    }),
  )
  .default([])
  .describe("What can be ordered, by #order or by a rule, and how long its delivery takes");

export type OrderItem = z.infer<typeof orders>[number];
