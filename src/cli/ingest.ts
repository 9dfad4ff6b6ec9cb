/** `deskpost ingest`: mails from files or standard input take the path of a mail that came by IMAP, and are processed at once. */
import { readFileSync } from "node:fs";
import type { App } from "../app.ts";
import { directoryForm } from "../domain/address.ts";
import type { Desk, Mailbox } from "../domain/desk.ts";
import type { ParsedMail } from "../domain/message.ts";
import { ConfigError } from "../errors.ts";
import { fileBatch } from "../flows/accept-mail.ts";
import { parkLarge } from "../mail/park-large.ts";
import { readEnvelopeOf } from "../mail/unreadable.ts";
import { listFiles } from "./files.ts";
import { type Context, type ExitCode, FINE, NOT_FINE } from "./io.ts";
import { withApp } from "./open-app.ts";
import { processNow } from "./process-now.ts";
import { startProgress } from "./progress.ts";

const STDIN = "-";

/**
 * One JSON line a mail, in the order given: `{file, inboundId, outcome, reason, caseNumber}`. A mail that was ingested before is
 * told as it ended then. Exit code 1 when one failed or is still waiting.
 */
export async function ingest(
  context: Context,
  paths: string[],
  options: { mailbox?: string },
): Promise<ExitCode> {
  const files = paths.flatMap((path) => (path === STDIN ? [STDIN] : listFiles(path)));
  return withApp<ExitCode>(context, async (app) => {
    const named = options.mailbox === undefined ? null : findMailbox(app.desk, options.mailbox);
    let exitCode: ExitCode = FINE;
    const progress = startProgress(context.io, "mails", files.length);
    try {
      for (const file of files) {
        const raw = file === STDIN ? await context.io.stdin() : readFileSync(file);
        const mailbox = named ?? mailboxOf(raw, app.desk);
        const mail = await processNow(app, await accept(app, mailbox.name, raw));
        const { id, state, reason, caseNumber } = mail;
        context.io.out(JSON.stringify({ file, inboundId: id, outcome: state, reason, caseNumber }));
        if (state === "failed" || state === "received") exitCode = NOT_FINE;
        progress.step();
      }
    } finally {
      progress.stop();
    }
    return exitCode;
  });
}

/** Wakes nobody: we process it ourselves; should this process end before, the sweep of a running desk finds it. */
async function accept(app: App, mailbox: string, raw: Buffer): Promise<number> {
  const parked = parkLarge(raw, app.desk.limits.mailBytes);
  const [accepted] = await app.store.accept.accept(
    fileBatch(mailbox, [{ ...parked, receivedAt: new Date() }]),
  );
  if (accepted === undefined) throw new Error("an accepted mail has no row");
  return accepted.inboundId;
}

function findMailbox(desk: Desk, name: string): Mailbox {
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
function mailboxOf(raw: Buffer, desk: Desk): Mailbox {
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
