/** `deskpost ingest`: mails from files or standard input take the path of a mail that came by IMAP, and are processed at once. */
import { readFileSync } from "node:fs";
import type { App } from "../app.ts";
import { fileBatch } from "../flows/accept-mail.ts";
import { parkLarge } from "../mail/park-large.ts";
import { listFiles } from "./files.ts";
import { type Context, type ExitCode, FINE, NOT_FINE } from "./io.ts";
import { findMailbox, mailboxOf } from "./mailbox-of.ts";
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
