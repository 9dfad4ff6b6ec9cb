/**
 * What must hold after any correspondence, judged by what its writers really did, not by what the desk made of it. Each rule answers
 * with the sentences that it finds broken.
 */
import { AUTOMATIC_USER_NOTICES } from "../../src/domain/notice.ts";
import { attachmentBytes } from "../../src/mail/parse-mail.ts";
import { isFromNobody, secretOf, verdictOf } from "../support/any-letter.ts";
import { PEOPLE, STAFF, type Step, WORDS } from "../support/any-step.ts";
import type { MailOut } from "../support/recorded-desk.ts";
import type { Aftermath, OnCase, Owed } from "./aftermath.ts";
import type { Played } from "./play.ts";

// ---------------------------------------------------------------- who really did what

const isStaff = (address: string | null) => STAFF.some((one) => PEOPLE[one] === address);

/** It came from no person, and still says so. */
function isAutomatic({ step, raw, isEdited }: Played): boolean {
  const header = raw.toString("latin1").split(/\r\n\r\n|\n\n|\r\r|\n\r/)[0] ?? "";
  const isMarked = /^Auto-Submitted: auto-(?:replied|generated)\r$/m.test(header);
  return isFromNobody(step) || isMarked || (!isEdited && step.kind !== "human" && step.kind !== "list");
}

/** It brought back a mail that the desk had written to its very writer. */
function hasOwnToken({ step, answered }: Played): boolean {
  const carries = (["address", "ids", "marker"] as const).some((one) => step.showing.includes(one));
  return answered !== null && answered.to === PEOPLE[step.by] && carries;
}

/** Both proofs of an agent; a mail that opens a case has but the host's word. */
function isProved(one: Played, opens = false): boolean {
  const { step } = one;
  const isTrue = STAFF.includes(step.by) && step.as === step.by && verdictOf(step) === "pass";
  return isTrue && !isAutomatic(one) && (opens || hasOwnToken(one));
}

type Rule = (after: Aftermath) => string[] | Promise<string[]>;

const find = (after: Aftermath, inbound: number | null) =>
  after.played.find((one) => one.inboundId === inbound);
const told = (one: Played | undefined) =>
  one === undefined ? "no mail" : `mail ${one.number} (${one.step.by} as ${one.step.as}, ${one.step.words})`;

// ---------------------------------------------------------------- the rules

const everyMailIsAccountedFor: Rule = ({ inbound, played, owed, sent, complaints }) => [
  ...complaints
    // Mail to the address came back before.
    .filter((one) => !one.endsWith("given up, recipient_undeliverable"))
    .map((one) => `the desk complained: ${one}`),
  ...played
    .filter(({ inboundId }) => !inbound.some((one) => one.id === inboundId))
    .map((one) => `${told(one)} is lost`),
  ...inbound
    .filter(({ state, reason }) => !["processed", "ignored", "quarantined"].includes(state) || !reason)
    .map(({ id, state, reason }) => `mail ${id} ended as ${state}, ${reason}`),
  ...owed
    .filter(({ state }) => state !== "sent" && state !== "suppressed")
    .map(({ id, notice, state, reason }) => `notice ${id} (${notice}) is ${state}, ${reason}`),
  ...sent
    .filter(({ outboxId }) => sent.filter((one) => one.outboxId === outboxId).length > 1)
    .map(({ outboxId }) => `notice ${outboxId} went out twice`),
];

/** Nobody but agents reads what is meant for agents; users only what concerns them, each in a mail of their own. */
const everyMailHasItsReader: Rule = (after) =>
  after.sent.flatMap(({ outboxId, to, mail }) => {
    const row = after.owed.find((one) => one.id === outboxId);
    const addressed = [...mail.to, ...mail.cc].map((one) => one.address);
    return [
      ...(row?.recipient === to && addressed.join() === to
        ? []
        : [`notice ${outboxId} to ${to} names ${addressed}`]),
      ...(mail.headers.some(({ name }) => name === "bcc") ? [`notice ${outboxId} has a Bcc`] : []),
      ...(row?.audience === "user" || isStaff(to) ? [] : [`${row?.notice} went to ${to}, who is no agent`]),
      ...(row?.audience === "user" &&
      AUTOMATIC_USER_NOTICES.includes(row.notice) &&
      !says(mail, "auto-submitted")
        ? [`${row.notice} ${outboxId} does not say that it is automatic`]
        : []),
    ];
  });

const says = (mail: MailOut["mail"], header: string) => mail.headers.some(({ name }) => name === header);

/** What a mail may set off outside the desk. */
const everyMailIsAnsweredAsItMay: Rule = (after) =>
  after.played.flatMap((one, at) => {
    const toUsers = after.owed.filter((row) => row.inbound === one.inboundId && row.audience === "user");
    const reach = toUsers.map((row) => `${row.notice} to ${row.recipient}`).join(", ");
    if (toUsers.length === 0) return [];
    if (isAutomatic(one)) return [`${told(one)} is automatic and set off ${reach}`];
    const opens = toUsers.every((row) => row.case !== null && after.openedBy.get(row.case) === one.inboundId);
    if (isProved(one, opens)) {
      const named = namedBy(one);
      const before = after.played[at - 1]?.onCases;
      const isConcerned = ({ recipient, case: id }: Owed) =>
        named.includes(recipient) ||
        one.from === recipient ||
        one.onCases.has(`${id} ${recipient}`) ||
        before?.has(`${id} ${recipient}`);
      const strangers = toUsers.filter((row) => !isConcerned(row));
      return strangers.map(
        (row) => `${told(one)}: ${row.notice} to ${row.recipient}, who is not on the case`,
      );
    }
    if (verdictOf(one.step) === "fail") return [`${told(one)} is forged and set off ${reach}`];
    if (one.step.kind === "list" && !one.isEdited)
      return [`${told(one)} went through a list and set off ${reach}`];
    const isAlone = toUsers.length === 1 && toUsers[0]?.recipient === one.from;
    return isAlone ? [] : [`${told(one)}, from ${one.from}, set off ${reach}`];
  });

/** Where people are named by a command; damage may have made another address of one. */
function namedBy({ step, text, isEdited }: Played): string {
  const words: string = WORDS[step.words]("", "");
  if (!isEdited || !words.includes("@")) return words;
  return text.toLowerCase().replace(/^>.*$/gm, "");
}

/** Five within ten minutes (limits.ts), whatever changes in the address before the @. */
const loopsEnd: Rule = ({ played, owed }) => {
  const writers = new Set(played.map((one) => one.from).filter((one) => one !== null));
  return [...writers].flatMap((writer) => {
    const isTheirs = ({ inbound }: Owed) =>
      played.some((one) => one.inboundId === inbound && one.from === writer);
    const automatic = owed.filter(
      (row) => row.recipient === writer && AUTOMATIC_USER_NOTICES.includes(row.notice) && isTheirs(row),
    );
    return isStaff(writer) || automatic.length <= 5
      ? []
      : [`${writer} got ${automatic.length} automatic answers`];
  });
};

const nothingIsDoneWithoutProof: Rule = (after) => [
  ...after.commands.flatMap((row) => {
    const one = find(after, row.inbound);
    if (one && mayCommand(after, one, row)) return [];
    return [`${told(one)} carried out #${row.what} as ${row.actor} on case ${row.case}`];
  }),
  ...after.history.flatMap((row) => {
    const one = find(after, row.inbound);
    if (one ? mayChange(after, one, row) || isHandedBack(one, row) : isFirstResponse(after, row)) return [];
    return [`${told(one)} changed case ${row.case} as ${row.actor}: ${row.what}`];
  }),
  ...[...after.released].flatMap((id) => {
    const isConfirmed = after.played.some((one) => one.step.words === "confirm" && isProved(one));
    return isConfirmed || after.played.some((one) => one.isEdited)
      ? []
      : [`mail ${id} was released by nobody`];
  }),
];

function mayCommand(after: Aftermath, one: Played, row: OnCase): boolean {
  if (after.released.has(one.inboundId)) return true;
  return isProved(one, after.openedBy.get(row.case) === one.inboundId) && PEOPLE[one.step.by] === row.actor;
}

function mayChange(after: Aftermath, one: Played, row: OnCase): boolean {
  const opens = after.openedBy.get(row.case) === one.inboundId;
  if (opens || mayCommand(after, one, row)) return true;
  if (isAutomatic(one) || verdictOf(one.step) === "fail" || row.actor !== one.from) return false;
  const isOn = after.played.some((some) => some.onCases.has(`${row.case} ${row.actor}`));
  return isOn && (row.what !== "status → closed" || hasOwnToken(one) || one.step.answers?.stolen === true);
}

const RESPONDERS: readonly Step["kind"][] = ["auto-replied", "auto-generated", "vacation"];

/** An agent's own mailbox says that they are away: the desk gives their case back to the team. */
function isHandedBack(one: Played, row: OnCase): boolean {
  const { step } = one;
  const isTheirs = STAFF.includes(step.by) && step.as === step.by && verdictOf(step) === "pass";
  const isBack = row.actor === "desk" && /^(?:status → assigned$|agent → )/.test(row.what);
  // A responder's mail may have come through its damage as one.
  const isResponder = isAutomatic(one) || RESPONDERS.includes(step.kind);
  return isResponder && isTheirs && isBack;
}

/** What an agent proved to have written has reached its user: the desk notes when. */
function isFirstResponse(after: Aftermath, row: OnCase): boolean {
  const isAnswered = after.played.some((one) => isProved(one) || after.released.has(one.inboundId));
  return row.actor === "desk" && row.what.startsWith("firstResponseAt → ") && isAnswered;
}

/** Words count as said on a case only where their writer is on it. */
const strangersStayStrangers: Rule = (after) =>
  after.messages.flatMap((row) => {
    const one = find(after, row.inbound);
    if (!one || row.kind !== "message" || after.openedBy.get(row.case) === one.inboundId) return [];
    const isOn = after.played.some((some) => some.onCases.has(`${row.case} ${one.from}`));
    const fits =
      row.direction === "in"
        ? isOn && verdictOf(one.step) !== "fail"
        : mayCommand(after, one, { ...row, actor: PEOPLE[one.step.by] });
    return fits ? [] : [`${told(one)} counts as said ${row.direction} on case ${row.case}`];
  });

/** No mail to a user holds another one's token, an internal note, or words of somebody who is not on their case. */
const nothingLeaks: Rule = async (after) => {
  const found: string[] = [];
  for (const out of after.sent) {
    const row = after.owed.find((one) => one.id === out.outboxId);
    if (row?.audience !== "user") continue;
    const { words, files } = await readable(out);
    const content = `${words}\n${files}`;
    for (const other of after.owed) {
      const isTheirs = other.recipient === out.to || (await hasSent(after, out.to, other.token));
      // A thief who attaches his loot has already shown it round; files go on as they came, and so do words that are no way to use it.
      const isShown = isLoose(after, other)
        ? carriersOf(other.token).some((one) => words.includes(one))
        : content.includes(other.token);
      if (!isTheirs && isShown) {
        found.push(`${row.notice} to ${out.to} holds the token of ${other.notice} to ${other.recipient}`);
      }
    }
    for (const one of after.played) {
      if (content.includes(secretOf(one.number)) && !mayRead(after, one, row)) {
        found.push(`${row.notice} to ${out.to} on case ${row.case} shows ${told(one)}`);
      }
    }
  }
  return found;
};

/** The forms in which a token names a case. */
const carriersOf = (token: string) => [`+${token}@`, ` ${token}@`, `dp.${token}@`, `[ref:${token}]`];

async function readable({ mail, bytes }: MailOut): Promise<{ words: string; files: string }> {
  const files = await attachmentBytes(bytes);
  const words = [mail.text, mail.html ?? "", JSON.stringify(mail.headers)];
  return {
    words: words.join("\n").toLowerCase(),
    files: files
      .map((one) => one.content.toString("latin1"))
      .join("\n")
      .toLowerCase(),
  };
}

/** Somebody has mailed us a token that was given to another one. */
function isLoose({ played }: Aftermath, { token, recipient }: Owed): boolean {
  const others = played.filter((one) => PEOPLE[one.step.by] !== recipient);
  return others.some((one) => one.raw.toString("latin1").toLowerCase().includes(token));
}

async function hasSent({ played }: Aftermath, address: string, token: string): Promise<boolean> {
  const theirs = played.filter((one) => one.from === address);
  return theirs.some((one) => one.raw.toString("latin1").toLowerCase().includes(token));
}

/** A thief may mail in, under anybody's name, words that were never theirs: who may read that mail gets no more than what came in it. */
function mayRead(after: Aftermath, one: Played, row: Owed): boolean {
  const secret = secretOf(one.number);
  const holds = ({ text, raw }: Played) =>
    text.toLowerCase().includes(secret) || raw.toString("latin1").toLowerCase().includes(secret);
  const isLoot = (some: Played) => some !== one && !STAFF.includes(some.step.by) && holds(some);
  return (
    isOfTheirs(after, one, row) || after.played.some((some) => isLoot(some) && isOfTheirs(after, some, row))
  );
}

function isOfTheirs(after: Aftermath, one: Played, row: Owed): boolean {
  if (one.from === row.recipient) return true;
  const inbound = after.inbound.find(({ id }) => id === one.inboundId);
  const isSameCase =
    inbound?.case != null &&
    row.case !== null &&
    after.livesIn.get(inbound.case) === after.livesIn.get(row.case);
  if (!isSameCase) return false;
  const isByStaff = STAFF.includes(one.step.by) || isStaff(one.from);
  const opens = after.openedBy.get(inbound.case ?? 0) === one.inboundId;
  // The case of a mail that names no sender is an agent's to pass on.
  if (opens && one.from === null) return true;
  if (!isByStaff || !isStaff(one.from)) return one.onCases.has(`${inbound.case} ${one.from}`);
  const isSaid = one.onCases.has(`${inbound.case} ${one.from}`);
  // Who answers as a case's requester, a mail written to them as such, commands nothing: what they write is said.
  const answered = after.owed.find((some) => some.id === one.answered?.outboxId);
  const isUser = isSaid && (answered === undefined || answered.audience === "user");
  if (one.step.words === "note" && !one.isEdited && !isUser) return false;
  return isProved(one, opens) || after.released.has(one.inboundId) || isSaid;
}

const RULES: Record<string, Rule> = {
  everyMailIsAccountedFor,
  everyMailHasItsReader,
  everyMailIsAnsweredAsItMay,
  loopsEnd,
  nothingIsDoneWithoutProof,
  strangersStayStrangers,
  nothingLeaks,
};

/** Every sentence that is broken, with the name of its rule. */
export async function broken(after: Aftermath): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(RULES).map(async ([name, rule]) => (await rule(after)).map((one) => `${name}: ${one}`)),
  );
  return found.flat();
}
