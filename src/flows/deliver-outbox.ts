/**
 * The one path of a mail owed: claim the row, write it once, hand it to SMTP, record what came of it. A mail that was written is sent
 * again as the same bytes, so a crash after SMTP took it can only repeat its Message-ID (DESIGN, decision 5).
 */
import { chooseCarried } from "../domain/carried-files.ts";
import { decideRefusal, nextAttempt } from "../domain/delivery.ts";
import type { Desk, Mailbox } from "../domain/desk.ts";
import { bounceAddressFor, markerLine } from "../domain/evidence.ts";
import { AUTOMATIC_USER_NOTICES, type NoticeName } from "../domain/notice.ts";
import type { NoticeFacts } from "../domain/notice-facts.ts";
import { decideWritten, isPersonal } from "../domain/sla-written.ts";
import { internalLines } from "../domain/visible-history.ts";
import { isOperational, oneLine, PermanentError, TransientError } from "../errors.ts";
import type { AlarmClock, Attempt, Logger } from "./ports.ts";
import type { DeliveryOutcome, MailTransport, OutboxRow, OutboxStore } from "./ports-sending.ts";
import { type Claimed, type WritingPorts, type Written, writeMail } from "./write-mail.ts";

export interface DeliveryPorts extends WritingPorts {
  store: OutboxStore;
  transport: MailTransport;
  /** Keeps a copy in the mailbox's `sentFolder`; null where nobody can. */
  sentCopies: { keep(mailbox: Mailbox, bytes: Buffer): Promise<void> } | null;
  alarm: AlarmClock;
  log: Logger;
}

export interface Delivery {
  /** Tries the row once. What goes wrong with the mail is recorded on it; only an unreachable database throws. */
  deliver(outboxId: number): Promise<Attempt>;
}

/** Permanent refusals that are about the mail, not about us; see MailTransport. */
const FINAL_REASONS = ["recipient_refused", "message_refused", "message_too_large"];

export function createDelivery(ports: DeliveryPorts): Delivery {
  const report = createReport(ports.log);
  return {
    async deliver(outboxId) {
      const { attempt, wakes } = await ports.store.claimOutbox(outboxId, ports.now(), async (claimed) => {
        const outcome = await deliverClaimed(ports, claimed);
        report(claimed.row, outcome);
        return outcome;
      });
      await ports.alarm.wake(wakes);
      return attempt;
    },
  };
}

async function deliverClaimed(ports: DeliveryPorts, claimed: Claimed): Promise<DeliveryOutcome> {
  const { row } = claimed;
  const mailbox = ports.desk.mailboxes.find((box) => box.name === row.mailbox);
  if (!mailbox) {
    const response = `mailbox ${row.mailbox} is not in desk.yaml any more`;
    return { state: "failed", reason: "mailbox_unknown", response, verdict: null };
  }
  // Whoever wrote by hand may still try; what the desk says by itself would only come back.
  if (row.undeliverable && row.audience === "user" && AUTOMATIC_USER_NOTICES.includes(row.notice)) {
    return { state: "suppressed", reason: "recipient_undeliverable" };
  }
  let outcome: DeliveryOutcome;
  try {
    outcome = await writeAndSend(ports, claimed, await claimed.facts(), mailbox);
  } catch (error) {
    outcome = notWritten(ports, row, error);
  }
  return outcome;
}

async function writeAndSend(
  ports: DeliveryPorts,
  claimed: Claimed,
  facts: NoticeFacts,
  mailbox: Mailbox,
): Promise<DeliveryOutcome> {
  const { row } = claimed;
  const carried = chooseCarried(row.notice, facts, ports.desk);
  const written = row.rendered
    ? { bytes: row.rendered, said: null }
    : await writeMail(ports, claimed, facts, mailbox, carried);
  try {
    return await send(ports, row, facts, mailbox, written);
  } catch (error) {
    if (!isOperational(error)) throw error;
    if (error.reason !== "message_too_large" || carried.size === 0) return refused(ports, row, facts, error);
  }
  // The server takes less than we thought: the files are named instead of sent.
  const lighter = await writeMail(ports, claimed, facts, mailbox, new Set());
  try {
    return await send(ports, row, facts, mailbox, lighter);
  } catch (error) {
    return refused(ports, row, facts, error);
  }
}

async function send(
  ports: DeliveryPorts,
  row: OutboxRow,
  facts: NoticeFacts,
  mailbox: Mailbox,
  written: Written,
): Promise<DeliveryOutcome> {
  const token = ports.tokens.token(row.nonce);
  const envelopeFrom = envelopeSender(ports.desk, mailbox, row.notice, token);
  const { bytes } = written;
  const { response, messageId } = await ports.transport.send({ envelopeFrom, to: row.recipient, bytes });
  // The mail is out: from here on nothing may fail, or it would go out again.
  const at = ports.now();
  await keepCopy(ports, mailbox, row, bytes);
  const { text, inReplyTo } = written.said ?? (await readBack(ports, row, bytes));
  // The text is stored, the token is not.
  const said = text.replaceAll(markerLine(token), "").trim();
  return {
    state: "sent",
    response,
    text: row.audience === "user" ? said : internalLines(said, openMessages(facts), ports.desk),
    inReplyTo,
    alias: messageId,
    respond: isPersonal(row) ? (onCase) => decideWritten(row, onCase, ports.desk, at) : null,
  };
}

/** Messages of the case that the mail may have repeated. */
function openMessages(facts: NoticeFacts): NoticeFacts["earlier"] {
  const shown = facts.shown.flatMap((one) =>
    one.what === "case" && one.number === facts.case?.number ? (one.found?.messages ?? []) : [],
  );
  return [...(facts.message ? [facts.message] : []), ...facts.earlier, ...shown];
}

/** RFC 3834 3.3 has automatic mail sent from nobody; an answer that cannot be delivered must come back, though. */
function envelopeSender(desk: Desk, mailbox: Mailbox, notice: NoticeName, token: string): string {
  if (desk.smtp.envelope === "verp") return bounceAddressFor(mailbox, token);
  const isAutomatic = AUTOMATIC_USER_NOTICES.includes(notice);
  return desk.smtp.envelope === "null" && isAutomatic ? "" : mailbox.address;
}

async function readBack(
  ports: DeliveryPorts,
  row: OutboxRow,
  bytes: Buffer,
): Promise<NonNullable<Written["said"]>> {
  try {
    return await ports.composer.readBack(bytes);
  } catch (error) {
    ports.log.error({ outboxId: row.id, err: error }, `sent, but its text cannot be read: ${oneLine(error)}`);
    return { text: "", inReplyTo: null };
  }
}

async function keepCopy(
  ports: DeliveryPorts,
  mailbox: Mailbox,
  row: OutboxRow,
  bytes: Buffer,
): Promise<void> {
  if (mailbox.sentFolder === undefined || !ports.sentCopies) return;
  try {
    await ports.sentCopies.keep(mailbox, bytes);
  } catch (error) {
    ports.log.warn(
      { outboxId: row.id, mailbox: mailbox.name, err: error },
      `no copy kept: ${oneLine(error)}`,
    );
  }
}

function refused(ports: DeliveryPorts, row: OutboxRow, facts: NoticeFacts, error: unknown): DeliveryOutcome {
  if (!isOperational(error)) throw error;
  const now = ports.now();
  const response = oneLine(error.message);
  const { reason } = error;
  if (reason === "stopping") return { state: "retry", reason, at: now };
  const isFinal = error instanceof PermanentError && FINAL_REASONS.includes(reason);
  const isOurs = !isFinal && reason !== "smtp_deferred";
  const at = isFinal ? null : nextAttempt(row.attempts, isOurs, now);
  if (at) return { state: "retry", reason, at, ...(isOurs ? { trouble: oneLine(error) } : {}) };
  return {
    state: "failed",
    reason,
    response,
    verdict: decideRefusal({ row, facts, desk: ports.desk, response, now, reason }),
  };
}

/** The database being away is the caller's to wait out; whatever else went wrong in writing is seen in the log and tried again. */
function notWritten(ports: DeliveryPorts, row: OutboxRow, error: unknown): DeliveryOutcome {
  if (error instanceof TransientError) throw error;
  ports.log.error(
    { outboxId: row.id, notice: row.notice, err: error },
    `mail not written: ${oneLine(error)}`,
  );
  const at = nextAttempt(row.attempts, false, ports.now());
  const reason = "rendering_failed";
  if (at) return { state: "retry", reason, at };
  return { state: "failed", reason, response: oneLine(error), verdict: null };
}

/** What keeps every mail from going out is said once, with what to do, and not again for each mail until one goes out. */
function createReport(log: Logger): (row: OutboxRow, outcome: DeliveryOutcome) => void {
  let known: string | null = null;
  return (row, outcome) => {
    const fields = {
      outboxId: row.id,
      notice: row.notice,
      attempts: row.attempts + 1,
      ...outcomeFields(outcome),
    };
    const what = `${row.notice} to ${row.recipient}`;
    if (outcome.state === "sent") {
      known = null;
      log.info(fields, `${what}: sent`);
    } else if (outcome.state === "retry") {
      const { reason, at, trouble } = outcome;
      if (trouble !== undefined && known !== reason) {
        log.warn({ reason }, `Mail cannot be sent: ${trouble}; what is owed waits and is tried again`);
      }
      const isKnown = trouble !== undefined;
      if (isKnown) known = reason;
      log[isKnown ? "debug" : "warn"](fields, `${what}: ${reason}, again at ${at.toISOString()}`);
    } else log.error(fields, `${what}: given up, ${outcome.reason}`);
  };
}

function outcomeFields(outcome: DeliveryOutcome): object {
  return outcome.state === "sent"
    ? { state: outcome.state, response: outcome.response }
    : { state: outcome.state, reason: outcome.reason };
}
