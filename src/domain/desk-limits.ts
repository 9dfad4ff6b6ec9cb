/** The section of desk.yaml that says how large mails and attachments may be. */
import { z } from "zod";

export const limits = z
  .strictObject({
    mailBytes: z.number().int().min(100_000).default(50_000_000).describe("Larger mails are parked unread"),
    sendBytes: z
      .number()
      .int()
      .min(100_000)
      .default(20_000_000)
      .describe("Larger mails list their attachments"),
    attachmentBytes: z
      .number()
      .int()
      .min(1_000)
      .default(25_000_000)
      .describe("Larger attachments do not come on the case, and the sender is told"),
    attachments: z
      .number()
      .int()
      .min(1)
      .default(50)
      .describe("Attachments of one mail beyond this number do not come on the case, and the sender is told"),
  })
  .prefault({})
  .describe("Sizes of mails and attachments, in bytes");
