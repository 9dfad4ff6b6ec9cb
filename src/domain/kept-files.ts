/** Which attachments of a received mail come on its case. The others stay in the mail as it was received, which an operator can read. */
import type { Desk } from "./desk.ts";
import type { MailAttachment, ParsedMail } from "./message.ts";

export interface KeptFiles {
  kept: MailAttachment[];
  leftOut: MailAttachment[];
}

/** Too large, or beyond how many a mail may have; a mail that could not be read is its own attachment and always kept. */
export function chooseKept(mail: ParsedMail, { limits }: Desk): KeptFiles {
  const kept: MailAttachment[] = [];
  const leftOut: MailAttachment[] = [];
  const isWholeMail = mail.defects.includes("unparsable");
  for (const file of mail.attachments) {
    const fits = file.size <= limits.attachmentBytes && kept.length < limits.attachments;
    (fits || isWholeMail ? kept : leftOut).push(file);
  }
  return { kept, leftOut };
}
