/** What a decision on a received mail is made from: what the mail says by itself, and what the database knows of what it names. */
import { hash } from "node:crypto";
import { authorOf } from "../domain/address.ts";
import { judgeAuthentication } from "../domain/authentication.ts";
import { readBounce } from "../domain/bounce.ts";
import { parseCommands } from "../domain/command.ts";
import { parseCaseNumber } from "../domain/command-values.ts";
import { type Desk, findAgent, isDeskAddress, type Mailbox } from "../domain/desk.ts";
import { asksForDuty, assignable, NOBODY_AWAY, withDuty } from "../domain/duty.ts";
import { collectEvidence, type MailEvidence, tokenOfMessageId } from "../domain/evidence.ts";
import type { CaseFacts, HeldFact, IntakeFacts, PersonFact, TokenFact } from "../domain/facts.ts";
import { isHouseAddress } from "../domain/house.ts";
import { detectLanguage } from "../domain/language.ts";
import type { RecentAutomatic } from "../domain/limits.ts";
import type { MailKind, MailText, ParsedMail } from "../domain/message.ts";
import { namedRequesters } from "../domain/outside.ts";
import { senderByDirectory } from "../domain/people.ts";
import { askForHistory } from "../domain/rule-subject.ts";
import { type Screening, screenMail } from "../domain/screen.ts";
import { shapeOf } from "../domain/shape.ts";
import { judgeSpam } from "../domain/spam.ts";
import type { IntakeTransaction, MailReading } from "./ports-receiving.ts";

const HOUR_MS = 3_600_000;
/** Of a mail that names many the commands are refused, or not an agent's. */
const MOST_NAMED = 4;
const NOTHING_SENT: RecentAutomatic = { address: [], domain: [], alike: [] };
/** Kinds of mail that are about another mail. */
const REPORT_KINDS: readonly MailKind[] = ["bounce", "receipt", "complaint"];

export interface GatheringPorts {
  desk: Desk;
  /** Languages that the desk has templates for. */
  languages: readonly string[];
  /** Whatever the bytes do, they get a reading; see MailReading. Throws TransientError when the desk is closing. */
  /** `onSlow` is called where this mail takes long; one that is not wanted any more when its turn comes may reject. */
  read(raw: Buffer, onSlow?: () => void, isWanted?: () => boolean): Promise<MailReading>;
  /** Hex; see NewMessage.contentHash. */
  contentHash(mail: ParsedMail): string;
  now(): Date;
}

/** What the mail says by itself, before the database is asked. */
export interface ReadMail {
  evidence: MailEvidence;
  kind: IntakeFacts["mailKind"];
  screenRule: string;
  maybeHuman: boolean;
  spam: IntakeFacts["spam"];
  bounce: IntakeFacts["bounce"];
  text: IntakeFacts["text"];
  /** Null also for a mail that claims to be from the desk itself: nobody to answer. */
  sender: string | null;
  /** The address that the mail itself names, where `sender` is the one that the directory knows its owner by. */
  writtenFrom: string | null;
  senderName: string | null;
  claimsDesk: boolean;
  authentication: IntakeFacts["authentication"];
  numbers: number[];
  contentHash: string;
  shape: IntakeFacts["shape"];
  commandDigest: string;
}

/** A person who writes like a server has returned nothing: only at an envelope sender's address are such words a report. */
function gatherEvidence(
  { mailboxes }: Desk,
  mail: ParsedMail,
  { kind, maybeHuman }: Screening,
): MailEvidence {
  const isReport = REPORT_KINDS.includes(kind);
  const evidence = collectEvidence(mail, mailboxes, isReport && !maybeHuman);
  return isReport && maybeHuman && evidence.toBounceAddress
    ? collectEvidence(mail, mailboxes, true)
    : evidence;
}

/** `isSigned`: see `judgeAuthentication`. */
export function readMail(
  ports: GatheringPorts,
  { mail, text }: MailReading,
  mailbox: Mailbox,
  isSigned: boolean,
): ReadMail {
  const from = authorOf(mail, mailbox.trustedGroups);
  const claimsDesk = from !== null && isDeskAddress(ports.desk, from.address);
  const sender = claimsDesk ? null : from;
  // The directory says which addresses are one person's; nothing is guessed from what they look like.
  const person = sender === null ? null : (findAgent(ports.desk, sender.address)?.address ?? sender.address);
  const screened = screenMail(mail);
  const evidence = gatherEvidence(ports.desk, mail, screened);
  // Nobody answers to an envelope sender by hand, whatever else the mail looks like.
  const isUnmarked = screened.kind === "human" && evidence.toBounceAddress;
  const kind = isUnmarked ? "auto_reply" : screened.kind;
  const authentication = judgeAuthentication(mail, mailbox.authentication, sender?.address ?? "", isSigned);
  return {
    evidence,
    kind,
    screenRule: isUnmarked ? "to_bounce_address" : screened.reason,
    maybeHuman: screened.maybeHuman && !evidence.toBounceAddress,
    spam: judgeSpam(mail, mailbox),
    bounce: kind === "bounce" ? readBounce(mail) : null,
    text,
    sender: person,
    writtenFrom: sender?.address ?? null,
    senderName: sender?.name ?? null,
    claimsDesk,
    authentication: sender === null ? "none" : authentication.result,
    numbers: [...evidence.tags, ...numbersInCommands(text.commandText)],
    contentHash: ports.contentHash(mail),
    shape: sender === null ? null : hashedShape(mail.subject, text.newText, sender),
    commandDigest: hash("sha256", `${mail.date?.toISOString() ?? ""}\n${text.newText}`),
  };
}

function hashedShape(
  subject: string,
  newText: string,
  from: { address: string; name: string | null },
): ReadMail["shape"] {
  const shape = shapeOf({ subject, newText, sender: from.address, senderName: from.name });
  return shape && { hash: hash("sha256", shape.words), terse: shape.terse };
}

function numbersInCommands(commandText: string): number[] {
  return parseCommands(commandText).commands.flatMap((command) => {
    const number = command.value === null ? null : parseCaseNumber(command.value);
    return number === null ? [] : [number];
  });
}

/** Everything that a decision on this mail is made from. */
export async function gatherFacts(
  ports: GatheringPorts,
  tx: IntakeTransaction,
  mail: ParsedMail,
  mailbox: Mailbox,
  read: ReadMail,
): Promise<IntakeFacts> {
  const { evidence, sender: writtenFrom } = read;
  const since = new Date(ports.now().getTime() - HOUR_MS);
  const now = ports.now();
  const [stored, threads, duplicateOf, person, recentAutomatic, recentMails, earlierCases, staff] =
    await Promise.all([
      evidence.tokens.length > 0 ? tx.findTokens(evidence.tokens.map((one) => one.token)) : [],
      tx.findThreads(evidence.ids, evidence.ownId, evidence.tags),
      tx.findDuplicate(read.contentHash, read.authentication === "pass"),
      writtenFrom === null ? null : tx.findPerson(writtenFrom),
      writtenFrom === null
        ? NOTHING_SENT
        : tx.countAutomatic(
            {
              address: writtenFrom,
              withDomain: !isHouseAddress(ports.desk, writtenFrom),
              shape: read.shape,
            },
            now,
          ),
      read.writtenFrom === null
        ? 0
        : tx.countReceived(read.writtenFrom, since, read.authentication === "pass"),
      writtenFrom === null || !askForHistory(ports.desk.rules) ? [] : tx.findEarlierCases(writtenFrom),
      asksForDuty(ports.desk) ? tx.findStaff(assignable(ports.desk), now) : null,
    ]);
  const tokens = evidence.tokens.flatMap(({ token, found }): TokenFact[] => {
    const known = stored.find((one) => one.token === token);
    return known ? [{ ...known, found }] : [];
  });
  const held = await gatherHeld(ports, tx, tokens);
  const named = await gatherNamed(tx, held ? [read.text, held.text] : [read.text]);
  const heldNumbers = held ? numbersInCommands(held.text.commandText) : [];
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
    desk: withDuty(ports.desk, now, staff?.away ?? NOBODY_AWAY),
    staff,
    mailbox,
    inbound: {
      id: tx.row.id,
      receivedAt: tx.row.receivedAt,
      source: tx.row.source,
      released: tx.row.released,
    },
    mail,
    mailKind: read.kind,
    screenRule: read.screenRule,
    maybeHuman: read.maybeHuman,
    spam: read.spam,
    bounce: read.bounce,
    text: read.text,
    sender: writtenFrom === null ? null : senderByDirectory(ports.desk, writtenFrom, person),
    writtenFrom,
    senderName: nameOf(ports.desk, read, person),
    authentication: read.authentication,
    person,
    detectedLanguage: detectLanguage(read.text.newText, ports.languages),
    contentHash: read.contentHash,
    shape: read.shape,
    commandDigest: read.commandDigest,
    recentAutomatic,
    recentMails,
    duplicateOf,
    isOwn: await isOwnMail(ports, tx, mail, read),
    tokens,
    threads,
    cases,
    numbers,
    named,
    held,
    earlierCases,
  };
}

/** The directory knows better than a mail what somebody is called. */
function nameOf(desk: Desk, { sender, senderName }: ReadMail, person: PersonFact | null): string | null {
  const listed = person?.listed ? person.name : null;
  const agent = sender === null ? null : findAgent(desk, sender);
  return listed ?? senderName ?? person?.name ?? agent?.name ?? null;
}

/** Whom agents name as a requester. Hardly any mail does, so it costs hardly any a look-up. */
async function gatherNamed(
  tx: IntakeTransaction,
  texts: readonly MailText[],
): Promise<Map<string, PersonFact>> {
  const commands = texts.flatMap((text) => parseCommands(text.commandText).commands);
  const addresses = [...new Set(namedRequesters(commands))].slice(0, MOST_NAMED);
  const found = await Promise.all(addresses.map((address) => tx.findPerson(address)));
  return new Map(addresses.flatMap((address, at) => (found[at] ? [[address, found[at]]] : [])));
}

async function gatherHeld(
  ports: GatheringPorts,
  tx: IntakeTransaction,
  tokens: TokenFact[],
): Promise<HeldFact | null> {
  const asked = tokens.filter((token) => token.notice === "command_held").map((token) => token.outboxId);
  if (asked.length === 0) return null;
  const found = await tx.findHeld(asked);
  if (!found) return null;
  const { mail, text } = await ports.read(found.raw);
  const { inboundId, agent, caseId, receivedAt } = found;
  return { inboundId, agent, caseId, receivedAt, mail, text };
}

/**
 * Ours only if it comes from our address and carries a token of ours where only we put one: in its own Message-ID, or in its
 * Reply-To where a relay replaced the id. Anybody can copy an address.
 */
async function isOwnMail(
  ports: GatheringPorts,
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
