/** What the headers of a mail say of it: who, to whom, about what, in answer to what. Takes any headers, never throws. */
import type { MailHeader, ParsedMail } from "../domain/message.ts";
import { decodeText } from "./encoded-words.ts";
import { addressesOf, dateOf, idsOf, messageIdOf, valuesOf } from "./parse-headers.ts";

/** RFC 5322 2.1.1: what stands on one line at most, and so of a Message-ID. */
export const LONG_ID = 998;

export type Envelope = Omit<
  ParsedMail,
  "text" | "html" | "marks" | "attachments" | "deliveryReport" | "calendarMethod" | "defects"
>;

/** From headers alone. */
export function readEnvelope(headers: MailHeader[]): Envelope {
  return {
    headers,
    from: addressesOf(headers, "from"),
    sender: addressesOf(headers, "sender")[0] ?? null,
    replyTo: addressesOf(headers, "reply-to"),
    to: addressesOf(headers, "to"),
    cc: addressesOf(headers, "cc"),
    subject: decodeText(valuesOf(headers, "subject")[0] ?? ""),
    messageId: messageIdOf(headers),
    inReplyTo: idsOf(headers, "in-reply-to"),
    references: idsOf(headers, "references"),
    date: dateOf(headers),
  };
}

/** `no_sender`, `several_senders`, `no_date`, `invalid_date`, `no_message_id`, `long_message_id`. */
export function defectsOf({ headers, from, messageId, date }: Envelope): string[] {
  const senders = from.filter((one) => one.address !== "");
  const dated = headers.some((header) => header.name === "date");
  const checks: [boolean, string][] = [
    [senders.length === 0, "no_sender"],
    [senders.length > 1, "several_senders"],
    [!dated, "no_date"],
    [dated && date === null, "invalid_date"],
    [messageId === null, "no_message_id"],
    [messageId !== null && messageId.length > LONG_ID, "long_message_id"],
  ];
  return checks.filter(([found]) => found).map(([, code]) => code);
}
