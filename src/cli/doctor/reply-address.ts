/**
 * The doctor mails the desk itself to find out which reply addresses come back. The mails say that they are automatic answers, so a
 * desk that runs meanwhile opens no case for them; they are deleted again where the server can delete just them.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { ImapFlow } from "imapflow";
import type { Logins } from "../../app/logins.ts";
import type { Desk, Mailbox } from "../../domain/desk.ts";
import { bounceAddressFor, replyAddressFor } from "../../domain/evidence.ts";
import { isOperational, oneLine } from "../../errors.ts";
import { composeMail } from "../../mail/compose.ts";
import { connectImap } from "../../mail/imap-connection.ts";
import type { SmtpTransport } from "../../mail/smtp.ts";
import { createTokenMaker } from "../../token.ts";
import { attempt, type Finding, fault, ok, warning } from "./finding.ts";

/** What relays and filters may take. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 1_000;

/** `plain`: the mailbox's own address, without which nothing works. */
type Way = "plain" | "plus" | "catchall";

interface Trial {
  way: Way;
  to: string;
  messageId: string;
  /** Null: taken by the SMTP server. */
  refused: string | null;
  /** Folder that it arrived in. */
  arrivedIn: string | null;
}

export async function tryReplyAddress(
  mailbox: Mailbox,
  desk: Desk,
  logins: Logins,
  transport: SmtpTransport,
  patienceMs = PATIENCE_MS,
): Promise<Finding[]> {
  const check = `reply address ${mailbox.name}`;
  return attempt(check, async () => {
    const client = await connectImap(mailbox.imap, logins.imap(mailbox));
    try {
      const trials = trialsOf(mailbox);
      for (const trial of trials) await send(trial, mailbox, desk, transport);
      await waitForArrival(client, mailbox, trials, patienceMs);
      await remove(client, trials);
      return judgeTrials(check, mailbox, trials, patienceMs);
    } finally {
      await client.logout().catch(() => {});
    }
  });
}

function trialsOf(mailbox: Mailbox): Trial[] {
  // A token of nobody's, in the shape of the desk's own: what a relay does to one it does to all.
  const maker = createTokenMaker("doctor");
  const domain = mailbox.address.slice(mailbox.address.lastIndexOf("@") + 1);
  const trial = (way: Way, to: (token: string) => string): Trial => {
    const token = maker.token(maker.newNonce());
    return { way, to: to(token), messageId: `doctor.${token}@${domain}`, refused: null, arrivedIn: null };
  };
  const trials = [
    trial("plain", () => mailbox.address),
    trial("plus", (token) => replyAddressFor({ ...mailbox, replyAddress: "plus" }, token)),
  ];
  if (typeof mailbox.replyAddress === "object") {
    trials.push(trial("catchall", (token) => replyAddressFor(mailbox, token)));
  }
  return trials;
}

async function send(trial: Trial, mailbox: Mailbox, desk: Desk, transport: SmtpTransport): Promise<void> {
  const text = "The doctor sent this to find out which addresses reach the desk. It may be deleted.";
  const bytes = await composeMail({
    from: { name: desk.desk.name, address: mailbox.address },
    replyTo: null,
    to: { name: null, address: trial.to },
    messageId: trial.messageId,
    inReplyTo: null,
    references: [],
    language: "en",
    headers: [
      { name: "Auto-Submitted", value: "auto-replied" },
      { name: "X-Auto-Response-Suppress", value: "All" },
    ],
    subject: `Deskpost doctor: ${trial.way}`,
    text,
    html: `<p>${text}</p>`,
    date: new Date(),
    attachments: [],
  });
  const token = trial.messageId.slice("doctor.".length).split("@")[0] ?? "";
  const { envelope } = desk.smtp;
  const envelopeFrom =
    envelope === "null" ? "" : envelope === "verp" ? bounceAddressFor(mailbox, token) : mailbox.address;
  try {
    await transport.send({ envelopeFrom, to: trial.to, bytes });
  } catch (error) {
    if (!isOperational(error)) throw error;
    trial.refused = oneLine(error);
  }
}

/** Looks where the mail may have gone: the desk's folders, where a running desk puts what it accepted, and the spam folder. */
async function waitForArrival(
  client: ImapFlow,
  mailbox: Mailbox,
  trials: Trial[],
  patienceMs: number,
): Promise<void> {
  const spam = (await client.list())
    .filter((folder) => folder.specialUse === "\\Junk")
    .map((one) => one.path);
  const moved = "move" in mailbox.afterAccept ? [mailbox.afterAccept.move] : [];
  const folders = [...new Set([...mailbox.folders, ...moved, ...spam])];
  const deadline = Date.now() + patienceMs;
  const awaited = () => trials.filter((trial) => trial.refused === null && trial.arrivedIn === null);
  while (awaited().length > 0 && Date.now() < deadline) {
    for (const folder of folders) await look(client, folder, awaited());
    if (awaited().length > 0) await delay(LOOK_EVERY_MS);
  }
}

async function look(client: ImapFlow, folder: string, trials: Trial[]): Promise<void> {
  try {
    await client.mailboxOpen(folder);
  } catch {
    // Not there (yet): a running desk makes it when it moves the first mail.
    return;
  }
  for (const trial of trials) {
    if ((await findUids(client, trial)).length > 0) trial.arrivedIn = folder;
  }
}

async function findUids(client: ImapFlow, trial: Trial): Promise<number[]> {
  const found = await client.search({ header: { "message-id": trial.messageId } }, { uid: true });
  return found === undefined || found === false ? [] : found;
}

/** Without UIDPLUS an expunge would take other people's deletions along (RFC 4315 1), so the mails stay. */
async function remove(client: ImapFlow, trials: Trial[]): Promise<void> {
  if (!client.capabilities.has("UIDPLUS")) return;
  for (const trial of trials) {
    if (trial.arrivedIn === null) continue;
    await client.mailboxOpen(trial.arrivedIn);
    const uids = await findUids(client, trial);
    if (uids.length > 0) await client.messageDelete(uids, { uid: true });
  }
}

function judgeTrials(check: string, mailbox: Mailbox, trials: Trial[], patienceMs: number): Finding[] {
  const plain = trials.find((trial) => trial.way === "plain");
  const works = (way: Way) => trials.some((trial) => trial.way === way && trial.arrivedIn !== null);
  const within = `within ${Math.round(patienceMs / 1000)} s`;
  const why = (trial: Trial | undefined) => trial?.refused ?? `it did not arrive ${within}`;
  const inSpam = trials.filter((trial) => trial.arrivedIn !== null && !isExpected(mailbox, trial.arrivedIn));
  const findings = inSpam.map((trial) =>
    warning(
      check,
      "taken_for_spam",
      `mail to ${trial.to} landed in ${trial.arrivedIn}`,
      "let the filter trust the desk's own address",
    ),
  );
  if (!works("plain")) {
    const hint = "check that mail to this address is delivered to this mailbox";
    return [...findings, fault(check, "no_mail_arrives", `mail to ${mailbox.address}: ${why(plain)}`, hint)];
  }
  const set: Way =
    mailbox.replyAddress === "none" ? "plain" : mailbox.replyAddress === "plus" ? "plus" : "catchall";
  if (set === "plain" && works("plus")) {
    const found = "replyAddress: none works, and sub-addresses (plus) would too";
    return [
      ...findings,
      warning(
        check,
        "plus_works",
        found,
        "write replyAddress: plus, by which answers find their case more surely",
      ),
    ];
  }
  if (works(set)) return [...findings, ok(check, `replyAddress: ${set === "plain" ? "none" : set} works`)];
  const better = works("plus") ? "plus" : "none";
  const found = `replyAddress: ${set} does not work: ${why(trials.find((trial) => trial.way === set))}`;
  const hint = `write replyAddress: ${better}, which works, or let the mail server deliver these addresses`;
  return [...findings, fault(check, "reply_address", found, hint)];
}

function isExpected(mailbox: Mailbox, folder: string): boolean {
  return (
    mailbox.folders.includes(folder) || ("move" in mailbox.afterAccept && mailbox.afterAccept.move === folder)
  );
}
