/**
 * What makes two deliveries the same mail: what its author wrote, never what servers add on the way. The Message-ID stays out:
 * whoever uses an id first must not be able to swallow the real mail.
 */
import { hash } from "node:crypto";
import type { ParsedMail } from "../domain/message.ts";

/** Hex SHA-256 over From addresses, Date, subject, text and attachments. */
export function contentHash(mail: ParsedMail): string {
  // Machines that write no Date send the same words again and mean it: then the id tells their mails apart.
  const date = mail.headers.find((header) => header.name === "date")?.value ?? mail.messageId;
  const content = [
    mail.from.map((one) => one.address.toLowerCase()),
    date,
    mail.subject,
    mail.text,
    mail.attachments.map((one) => one.sha256),
  ];
  return hash("sha256", JSON.stringify(content));
}
