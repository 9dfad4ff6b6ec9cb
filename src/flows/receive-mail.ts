/**
 * The one path of an accepted mail: claim the row, gather facts, decide, commit — all in one transaction, its own or one that it
 * shares, so that a mail is processed once or not at all (DESIGN, decisions 3 and 4).
 */
import { createHash } from "node:crypto";
import { senderOf } from "../domain/address.ts";
import { judgeAuthentication } from "../domain/authentication.ts";
import { parseCommands } from "../domain/command.ts";
import { parseCaseNumber } from "../domain/command-values.ts";
import { type Desk, findAgent, isDeskAddress, type Mailbox } from "../domain/desk.ts";
import { collectEvidence, type MailEvidence, tokenOfMessageId } from "../domain/evidence.ts";
import type { CaseFacts, HeldFact, IntakeFacts, TokenFact } from "../domain/facts.ts";
import { decideIntake } from "../domain/intake.ts";
import { detectLanguage } from "../domain/language.ts";
import type { MailKind, ParsedMail } from "../domain/message.ts";
import { takeApart } from "../domain/quote.ts";
import { screenMail } from "../domain/screen.ts";
import { oneLine, PermanentError, TransientError } from "../errors.ts";
import { fewWakes } from "./few-wakes.ts";
import type {
  AlarmClock,
  Attempt,
  CommitResult,
  IntakeStore,
  IntakeTransaction,
  Logger,
  ReadyMail,
} from "./ports.ts";

/** A case that moves on at each try is a very busy case; the row is simply woken again. */
const TRIES_ON_CONFLICT = 5;
/** How long a mail that failed waits before it is tried again; after the last one it is the operator's. */
const RETRY_AFTER_MS = [5_000, 30_000, 120_000, 600_000];
const HOUR_MS = 3_600_000;
/** Kinds of mail that are about another mail. */
const REPORT_KINDS: readonly MailKind[] = ["bounce", "receipt", "complaint"];
/** A mail that takes longer to be parsed is not waited for by others. */
const SLOW_MS = 250;

export interface IntakePorts {
  desk: Desk;
  /** Languages that the desk has templates for. */
  languages: readonly string[];
  store: IntakeStore;
  parse(raw: Buffer): Promise<ParsedMail>;
  /** Hex; see NewMessage.contentHash. */
  contentHash(mail: ParsedMail): string;
  alarm: AlarmClock;
  log: Logger;
  now(): Date;
}

export interface Intake {
  /** Tries the row once. Failures of the mail itself are recorded on it; only an unreachable database throws (TransientError). */
  process(inboundId: number): Promise<Attempt>;
  /** Tries several rows in one transaction. `alone`: rows to be tried by themselves, since they are slow or one of them fails. */
  processTogether(inboundIds: number[]): Promise<{ done: number[]; followers: ReadyMail[]; alone: number[] }>;
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
      return decideAndCommit(ports, tx, await ports.parse(tx.raw));
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

async function processTogether(
  ports: IntakePorts,
  ids: number[],
): Promise<{ done: number[]; followers: ReadyMail[]; alone: number[] }> {
  if (ids.length === 0) return { done: [], followers: [], alone: [] };
  const slow: number[] = [];
  try {
    const { done, followers, wakes } = await ports.store.claimTogether(ids, ports.now(), async (tx) => {
      const mail = await within(SLOW_MS, ports.parse(tx.raw));
      if (mail !== null) return decideAndCommit(ports, tx, mail);
      slow.push(tx.row.id);
      return null;
    });
    await ports.alarm.wake(fewWakes(wakes));
    return { done, followers, alone: slow };
  } catch (error) {
    if (error instanceof TransientError && error.reason === "database_unavailable") throw error;
    ports.log.info({ inboundIds: ids, err: error }, `mails are tried one by one: ${oneLine(error)}`);
    return { done: [], followers: [], alone: ids };
  }
}

/** Null when it takes longer. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null);
  });
  work.catch(() => {});
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function decideAndCommit(
  ports: IntakePorts,
  tx: IntakeTransaction,
  mail: ParsedMail,
): Promise<CommitResult> {
  const mailbox = ports.desk.mailboxes.find((box) => box.name === tx.row.mailbox);
  if (!mailbox) {
    throw new PermanentError(`mailbox ${tx.row.mailbox} is not in desk.yaml any more`, {
      reason: "mailbox_unknown",
      hint: "put it back, then run: deskpost inbound retry ID",
    });
  }
  const read = readMail(ports, mail, mailbox);
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

/** What the mail says by itself, before the database is asked. */
interface ReadMail {
  evidence: MailEvidence;
  kind: IntakeFacts["mailKind"];
  text: IntakeFacts["text"];
  /** Null also for a mail that claims to be from the desk itself: nobody to answer. */
  sender: string | null;
  senderName: string | null;
  claimsDesk: boolean;
  authentication: IntakeFacts["authentication"];
  numbers: number[];
  contentHash: string;
  commandDigest: string;
}

function readMail(ports: IntakePorts, mail: ParsedMail, mailbox: Mailbox): ReadMail {
  const text = takeApart(mail);
  const from = senderOf(mail);
  const claimsDesk = from !== null && isDeskAddress(ports.desk, from.address);
  const sender = claimsDesk ? null : from;
  const screened = screenMail(mail);
  const evidence = collectEvidence(mail, ports.desk.mailboxes, REPORT_KINDS.includes(screened.kind));
  // Nobody answers to an envelope sender by hand, whatever else the mail looks like.
  const kind = screened.kind === "human" && evidence.toBounceAddress ? "auto_reply" : screened.kind;
  const authentication = judgeAuthentication(mail, mailbox.authentication, sender?.address ?? "");
  return {
    evidence,
    kind,
    text,
    sender: sender?.address ?? null,
    senderName: sender?.name ?? null,
    claimsDesk,
    authentication: sender === null ? "none" : authentication.result,
    numbers: [...evidence.tags, ...numbersInCommands(text.newText)],
    contentHash: ports.contentHash(mail),
    commandDigest: createHash("sha256")
      .update(`${mail.date?.toISOString() ?? ""}\n${text.newText}`)
      .digest("hex"),
  };
}

function numbersInCommands(newText: string): number[] {
  return parseCommands(newText).commands.flatMap((command) => {
    const number = command.value === null ? null : parseCaseNumber(command.value);
    return number === null ? [] : [number];
  });
}

async function gatherFacts(
  ports: IntakePorts,
  tx: IntakeTransaction,
  mail: ParsedMail,
  mailbox: Mailbox,
  read: ReadMail,
): Promise<IntakeFacts> {
  const { evidence, sender } = read;
  const since = new Date(ports.now().getTime() - HOUR_MS);
  const [stored, threads, duplicateOf, person, recentAutomatic, recentMails] = await Promise.all([
    evidence.tokens.length > 0 ? tx.findTokens(evidence.tokens.map((one) => one.token)) : [],
    tx.findThreads(evidence.ids, evidence.ownId, evidence.tags),
    tx.findDuplicate(read.contentHash, read.authentication === "pass"),
    sender === null ? null : tx.findPerson(sender),
    sender === null ? 0 : tx.countAutomatic(sender, since),
    sender === null ? 0 : tx.countReceived(sender, since),
  ]);
  const tokens = evidence.tokens.flatMap(({ token, found }): TokenFact[] => {
    const known = stored.find((one) => one.token === token);
    return known ? [{ ...known, found }] : [];
  });
  const held = await gatherHeld(ports, tx, tokens);
  const heldNumbers = held ? numbersInCommands(held.text.newText) : [];
  const wanted = [...read.numbers, ...heldNumbers];
  const numbers = wanted.length > 0 ? await tx.findCaseIds(wanted) : new Map<number, number>();
  const caseIds = new Set([
    ...tokens.flatMap((token) => (token.caseId === null ? [] : [token.caseId])),
    ...threads.map((thread) => thread.caseId),
    ...numbers.values(),
    ...(held?.caseId == null ? [] : [held.caseId]),
  ]);
  const cases = caseIds.size > 0 ? await tx.loadCases([...caseIds]) : new Map<number, CaseFacts>();
  return {
    desk: ports.desk,
    mailbox,
    inbound: { id: tx.row.id, receivedAt: tx.row.receivedAt, source: tx.row.source },
    mail,
    mailKind: read.kind,
    text: read.text,
    sender,
    senderName:
      read.senderName ??
      person?.name ??
      (sender === null ? null : (findAgent(ports.desk, sender)?.name ?? null)),
    authentication: read.authentication,
    person,
    detectedLanguage: detectLanguage(read.text.newText, ports.languages),
    contentHash: read.contentHash,
    commandDigest: read.commandDigest,
    recentAutomatic,
    recentMails,
    duplicateOf,
    isOwn: await isOwnMail(ports, tx, mail, read),
    tokens,
    threads,
    cases,
    numbers,
    held,
  };
}

async function gatherHeld(
  ports: IntakePorts,
  tx: IntakeTransaction,
  tokens: TokenFact[],
): Promise<HeldFact | null> {
  const asked = tokens.filter((token) => token.notice === "command_held").map((token) => token.outboxId);
  if (asked.length === 0) return null;
  const found = await tx.findHeld(asked);
  if (!found) return null;
  const mail = await ports.parse(found.raw);
  const { inboundId, agent, caseId, receivedAt } = found;
  return { inboundId, agent, caseId, receivedAt, mail, text: takeApart(mail) };
}

/**
 * Ours only if it comes from our address and carries a token of ours where only we put one: in its own Message-ID, or in its
 * Reply-To where a relay replaced the id. Anybody can copy an address.
 */
async function isOwnMail(
  ports: IntakePorts,
  tx: IntakeTransaction,
  mail: ParsedMail,
  read: ReadMail,
): Promise<boolean> {
  if (!read.claimsDesk) return false;
  const replyTo = { ...mail, to: mail.replyTo, cc: [], inReplyTo: [], references: [], text: "", html: null };
  const answered = collectEvidence({ ...replyTo, headers: [], deliveryReport: null }, ports.desk.mailboxes);
  const own = tokenOfMessageId(mail.messageId ?? "");
  const tokens = [...answered.tokens.map((one) => one.token), ...(own === null ? [] : [own])];
  return tokens.length > 0 && (await tx.findTokens(tokens)).length > 0;
}
