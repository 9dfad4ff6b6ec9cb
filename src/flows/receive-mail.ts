/**
 * The one path of an accepted mail: claim the row, gather facts, decide, commit — all in one transaction, its own or one that it
 * shares, so that a mail is processed once or not at all (DESIGN, decisions 3 and 4).
 */
import { directoryDomain, domainOf, senderOf } from "../domain/address.ts";
import { areRelated, checksDkim } from "../domain/authentication.ts";
import type { Mailbox } from "../domain/desk.ts";
import { decideIntake } from "../domain/intake.ts";
import { oneLine, PermanentError, TransientError } from "../errors.ts";
import { within } from "../within.ts";
import { fewWakes } from "./few-wakes.ts";
import { type GatheringPorts, gatherFacts, readMail } from "./gather-facts.ts";
import type { AlarmClock, Attempt, CommitResult, Logger } from "./ports.ts";
import type { IntakeStore, IntakeTransaction, MailReading, ReadyMail } from "./ports-receiving.ts";

/** A case that moves on at each try is a very busy case; the row is simply woken again. */
const TRIES_ON_CONFLICT = 5;
/** How long a mail that failed waits before it is tried again; after the last one it is the operator's. */
const RETRY_AFTER_MS = [5_000, 30_000, 120_000, 600_000];
/** What looking for a signature may take before the mails of a round are not held up by it. */
const SIGNATURE_MS = 250;
/** However many mails there are to be read: after this a round goes on with what it has. */
const ROUND_MS = 1_000;

export interface IntakePorts extends GatheringPorts {
  store: IntakeStore;
  /** Whether the mail bears a valid DKIM signature of a domain that is wanted. Never rejects, and takes two seconds at most. */
  isSigned(raw: Buffer, isWanted: (domain: string) => boolean): Promise<boolean>;
  alarm: AlarmClock;
  log: Logger;
}

export interface Intake {
  /** Tries the row once. Failures of the mail itself are recorded on it; only an unreachable database throws (TransientError). */
  process(inboundId: number): Promise<Attempt>;
  /** Tries several rows in one transaction. */
  processTogether(inboundIds: number[]): Promise<RoundResult>;
}

export interface RoundResult {
  done: number[];
  followers: ReadyMail[];
  /** To be tried by themselves, since they are slow or one of them fails. */
  alone: number[];
  /** Whose turn to be read did not come: for another round. */
  late: number[];
}

export function createIntake(ports: IntakePorts): Intake {
  return {
    process: (inboundId) => processMail(ports, inboundId),
    processTogether: (inboundIds) => processTogether(ports, inboundIds),
  };
}

async function processMail(ports: IntakePorts, inboundId: number): Promise<Attempt> {
  let attempts = 0;
  try {
    const { attempt, wakes } = await ports.store.claimInbound(inboundId, ports.now(), async (tx) => {
      attempts = tx.row.attempts;
      return decideAndCommit(ports, tx, await openMail(ports, tx));
    });
    await ports.alarm.wake(fewWakes(wakes));
    return attempt;
  } catch (error) {
    if (error instanceof TransientError) throw error;
    const reason = error instanceof PermanentError ? error.reason : "processing_failed";
    const delay = error instanceof PermanentError ? undefined : RETRY_AFTER_MS[attempts];
    const retryAt = delay === undefined ? null : new Date(ports.now().getTime() + delay);
    ports.log.error(
      { inboundId, reason, attempts: attempts + 1, retryAt, err: error },
      `mail ${inboundId} could not be processed: ${oneLine(error)}`,
    );
    const wake = await ports.store.recordInboundFailure(inboundId, reason, oneLine(error), retryAt);
    if (wake) await ports.alarm.wake([wake]);
    return "done";
  }
}

async function processTogether(ports: IntakePorts, ids: number[]): Promise<RoundResult> {
  if (ids.length === 0) return { done: [], followers: [], alone: [], late: [] };
  const left = { slow: [] as number[], late: [] as number[] };
  try {
    const { done, followers, wakes } = await ports.store.claimTogether(ids, ports.now(), async (tx) => {
      let isWanted = true;
      const opening = openUnlessSlow(ports, tx, () => isWanted);
      const opened = await within(ROUND_MS, opening, "late" as const);
      if (typeof opened === "object") return decideAndCommit(ports, tx, opened);
      isWanted = false;
      left[opened].push(tx.row.id);
      return null;
    });
    await ports.alarm.wake(fewWakes(wakes));
    return { done, followers, alone: left.slow, late: left.late };
  } catch (error) {
    if (error instanceof TransientError && error.reason === "database_unavailable") throw error;
    ports.log.info({ inboundIds: ids, err: error }, `mails are tried one by one: ${oneLine(error)}`);
    return { done: [], followers: [], alone: ids, late: [] };
  }
}

interface OpenedMail {
  reading: MailReading;
  mailbox: Mailbox;
  /** The desk found a DKIM signature of the sender's domain, where it is set to look for one. */
  isSigned: boolean;
}

/** `slow`: it takes too long for others to wait for. */
function openUnlessSlow(
  ports: IntakePorts,
  tx: IntakeTransaction,
  isWanted: () => boolean,
): Promise<OpenedMail | "slow"> {
  return new Promise((resolve, reject) =>
    openMail(ports, tx, () => resolve("slow"), isWanted).then(resolve, reject),
  );
}

/** All of a mail that takes time to find out. `onSlow` is called where that takes long of itself. */
async function openMail(
  ports: IntakePorts,
  tx: IntakeTransaction,
  onSlow: () => void = () => {},
  isWanted: () => boolean = () => true,
): Promise<OpenedMail> {
  const mailbox = ports.desk.mailboxes.find((box) => box.name === tx.row.mailbox);
  if (!mailbox) {
    throw new PermanentError(`mailbox ${tx.row.mailbox} is not in desk.yaml any more`, {
      reason: "mailbox_unknown",
      hint: "put it back, then run: deskpost inbound retry ID",
    });
  }
  const reading = await ports.read(tx.raw, onSlow, isWanted);
  const sender = checksDkim(mailbox.authentication) ? senderOf(reading.mail) : null;
  const isOfSender = (domain: string) =>
    sender !== null && areRelated(directoryDomain(domain) ?? "", domainOf(sender.address));
  if (sender === null) return { reading, mailbox, isSigned: false };
  const tooLong = setTimeout(onSlow, SIGNATURE_MS);
  const isSigned = await ports.isSigned(tx.raw, isOfSender).finally(() => clearTimeout(tooLong));
  return { reading, mailbox, isSigned };
}

async function decideAndCommit(
  ports: IntakePorts,
  tx: IntakeTransaction,
  { reading, mailbox, isSigned }: OpenedMail,
): Promise<CommitResult> {
  const { mail } = reading;
  const read = readMail(ports, reading, mailbox, isSigned);
  for (let tries = 1; ; tries += 1) {
    const facts = await gatherFacts(ports, tx, mail, mailbox, read);
    const verdict = decideIntake(facts, ports.now());
    const result = await tx.commit(verdict);
    if (result.ok) {
      ports.log.info(
        { inboundId: tx.row.id, outcome: verdict.outcome, reason: verdict.reason, case: result.caseNumber },
        `mail ${tx.row.id}: ${verdict.reason}${result.caseNumber === null ? "" : ` #${result.caseNumber}`}`,
      );
      return result;
    }
    if (result.reason === "already_done") {
      const evidence = [
        { step: "command", code: "replayed", detail: "this command mail was carried out before" },
      ];
      return tx.commit({
        outcome: "ignored",
        reason: "replayed_command",
        mailKind: facts.mailKind,
        case: typeof verdict.case === "number" ? verdict.case : null,
        basedOn: [],
        changes: [],
        evidence: [...verdict.evidence, ...evidence],
      });
    }
    if (tries >= TRIES_ON_CONFLICT) {
      throw new TransientError("the case kept changing while the mail was decided on", {
        reason: "case_busy",
      });
    }
  }
}
