/** Which mailbox a mail file belongs to: the one that is named, else the one that a recipient of the mail is an address of. */
import { directoryForm } from "../domain/address.ts";
import type { Desk, Mailbox } from "../domain/desk.ts";
import type { ParsedMail } from "../domain/message.ts";
import { ConfigError } from "../errors.ts";
import { readEnvelopeOf } from "../mail/unreadable.ts";

/** Throws ConfigError where desk.yaml has none of that name. */
export function findMailbox(desk: Desk, name: string): Mailbox {
  const found = desk.mailboxes.find((box) => box.name === name);
  if (found !== undefined) return found;
  const names = desk.mailboxes.map((box) => box.name).join(", ");
  throw new ConfigError(`no mailbox is named "${name}"`, {
    reason: "unknown_mailbox",
    hint: `desk.yaml has ${names}`,
  });
}

const RECIPIENT_HEADERS = ["delivered-to", "x-original-to", "envelope-to"];

/** The mailbox that a recipient of the mail belongs to, by address, alias, sub-address or catch-all domain; else the first. */
export function mailboxOf(raw: Buffer, desk: Desk): Mailbox {
  const recipients = recipientsOf(readEnvelopeOf(raw));
  const found = desk.mailboxes.find((box) => recipients.some((address) => belongsTo(box, address)));
  const [first] = desk.mailboxes;
  if (first === undefined) throw new Error("a desk without mailboxes");
  return found ?? first;
}

function recipientsOf(mail: Pick<ParsedMail, "headers" | "to" | "cc">): string[] {
  const delivered = mail.headers
    .filter((header) => RECIPIENT_HEADERS.includes(header.name))
    .map((header) => header.value.replace(/^\s*<|>\s*$/g, "").trim());
  const named = [...mail.to, ...mail.cc].map((one) => one.address);
  return [...delivered, ...named].flatMap((address) => directoryForm(address) ?? []);
}

function belongsTo(mailbox: Mailbox, address: string): boolean {
  const own = [mailbox.address, ...mailbox.aliases];
  const bare = address.replace(/\+[^@]*@/, "@");
  if (own.includes(address) || own.includes(bare)) return true;
  return typeof mailbox.replyAddress === "object" && address.endsWith(`@${mailbox.replyAddress.catchall}`);
}
