/** A mail that belongs to no case becomes one, and its sender is told in person — or not, and why (P1, P7). */
import { applyRules, escalateByRule, noticesByRule, tryRules } from "./apply-rules.ts";
import { assignWithinTeam } from "./assignment.ts";
import type { CaseRef, NewCase, NewMessage } from "./change.ts";
import { blankCase, type Decision, type Draft } from "./decision.ts";
import { promiseResponse } from "./delay.ts";
import { findAgent, isDeskAddress } from "./desk.ts";
import { stripTags } from "./evidence.ts";
import type { CaseFacts, IntakeFacts } from "./facts.ts";
import { askedOf, noteQuestions } from "./guide.ts";
import { isHouseAddress } from "./house.ts";
import { chooseKept } from "./kept-files.ts";
import { AN_HOUR, metLimit } from "./limits.ts";
import { type Recipient, toldOfNew, toRequester } from "./notify.ts";
import { followOrder, promiseDelivery } from "./order.ts";
import { restate } from "./restate.ts";
import type { RuleRun } from "./rule.ts";
import { NOTICE_HEADER } from "./screen-marks.ts";
import { promiseFor, workingCalendar } from "./working-time.ts";

const LONGEST_SUBJECT = 200;
/** New cases of one sender that the team is told of within an hour; beyond, they are there to be listed. */
const MOST_CASES_TOLD_PER_HOUR = 60;
/** Two desks whose teams have each other's address would tell each other of every case. */
const MOST_NOTICES_TOLD_PER_HOUR = 5;

/** The case that a mail opens, before anything is made of its words. */
function openingCase(facts: IntakeFacts): NewCase {
  const { mailbox } = facts;
  return {
    mailbox: mailbox.name,
    status: "registered",
    subject: tellingSubject(facts.mail.subject, facts.text.newText),
    language: chooseLanguage(facts),
    team: mailbox.team,
    owner: mailbox.team,
    requester: facts.sender,
    requesterName: facts.senderName,
    openedAt: facts.inbound.receivedAt,
    also: facts.writtenFrom === facts.sender ? {} : { requesterWritesFrom: facts.writtenFrom },
  };
}

/** What the desk's rules make of a mail that opens a case; null for a desk without rules. */
export function ruleOn(facts: IntakeFacts): RuleRun | null {
  return tryRules(facts, blankCase(openingCase(facts)));
}

export function openForSender(
  facts: IntakeFacts,
  linkedTo: CaseFacts | null,
  decision: Decision,
  rules: RuleRun | null = ruleOn(facts),
): CaseRef {
  const { mailbox, sender } = facts;
  const draft = decision.open(openingCase(facts), sender ?? "unknown");
  const message = draft.addMessage(receivedMessage(facts, "message"));
  if (sender !== null) {
    draft.addParticipant(sender, facts.senderName, "requester", sender);
    // Otherwise one forged mail would make its pretended sender a known person, and the next one be repeated to them.
    if (facts.authentication === "pass") rememberSender(facts, sender, decision);
  }
  if (linkedTo) {
    decision.changes.push({
      do: "link",
      case: draft.ref,
      other: linkedTo.case.id,
      kind: "mentioned",
      actor: "desk",
    });
  }
  applyRules(rules, draft, facts);
  followOrder(draft, facts.desk, facts.inbound.receivedAt);
  assignWithinTeam(facts, draft, sender);
  acknowledge(facts, draft, message, decision, noticesByRule(rules, draft, facts));
  const told = toldOfCase(facts, draft, decision);
  if (!isFlood(facts)) escalateByRule(rules, draft, facts, message);
  for (const recipient of told) {
    decision.owe({
      notice: "new_case",
      data: { linkedTo: linkedTo?.case.number ?? null, warning: senderWarning(facts) },
      case: draft.ref,
      mailbox: mailbox.name,
      message,
      notBefore: null,
      ...recipient,
    });
  }
  return draft.ref;
}

/** So many cases of this sender, or in these words, within the hour that nobody is to be called by another. */
export function isFlood(facts: IntakeFacts): boolean {
  const isNotice = facts.mail.headers.some((header) => header.name === NOTICE_HEADER.toLowerCase());
  const most = isNotice ? MOST_NOTICES_TOLD_PER_HOUR : MOST_CASES_TOLD_PER_HOUR;
  const alike = facts.recentAutomatic.alike[AN_HOUR] ?? 0;
  return facts.recentMails > most || alike >= MOST_CASES_TOLD_PER_HOUR;
}

function toldOfCase(facts: IntakeFacts, draft: Draft, decision: Decision): Recipient[] {
  if (!isFlood(facts)) return toldOfNew(facts.desk, draft.case, facts.sender);
  decision.saw("notice", "not_told", "too many cases of this sender, or in these words, within the hour");
  return [];
}

/**
 * Vouched for by the mail host, and somebody whom the desk has met or who is of the house: on a bad morning a whole house writes for
 * the first time.
 */
function isKnownSender({ authentication, person, desk, sender }: IntakeFacts): boolean {
  return authentication === "pass" && (person !== null || (sender !== null && isHouseAddress(desk, sender)));
}

/** Reason code of the limit that keeps the desk from answering this mail; null: it may. */
export function metAnswerLimit(facts: IntakeFacts): string | null {
  const isMet = facts.authentication === "pass" && facts.person !== null;
  const isTerse = facts.shape?.terse ?? true;
  return metLimit(facts.recentAutomatic, { isKnown: isKnownSender(facts), isMet, isTerse });
}

export function rememberSender(facts: IntakeFacts, sender: string, decision: Decision): void {
  const { senderName: name, detectedLanguage: language } = facts;
  decision.changes.push({ do: "rememberPerson", address: sender, name, language });
}

/** The language of mails to a person: what they stated, else what they write in, else what they wrote before, else the desk's. */
export function chooseLanguage(facts: Pick<IntakeFacts, "desk" | "person" | "detectedLanguage">): string {
  const { person } = facts;
  if (person?.languageStated && person.language) return person.language;
  return facts.detectedLanguage ?? person?.language ?? facts.desk.desk.language;
}

/** P1: a telling subject; where the mail has none, its own first words. */
export function tellingSubject(subject: string, newText: string): string {
  const own = stripTags(subject).trim();
  if (own !== "") return clip(own);
  const said = restate(newText) ?? newText.trim().split("\n")[0]?.trim() ?? "";
  return clip(said) || "(no subject)";
}

function clip(text: string): string {
  const points = [...text];
  return points.length <= LONGEST_SUBJECT
    ? text
    : `${points
        .slice(0, LONGEST_SUBJECT - 1)
        .join("")
        .trimEnd()}…`;
}

export function receivedMessage(facts: IntakeFacts, kind: NewMessage["kind"]): NewMessage {
  const { mail } = facts;
  return {
    at: facts.inbound.receivedAt,
    direction: "in",
    kind,
    author: {
      address: facts.sender,
      name: facts.senderName,
      verified: facts.authentication === "pass",
    },
    text: facts.text.newText,
    fullText: mail.text,
    attachments: chooseKept(mail, facts.desk).kept,
    contentHash: facts.contentHash,
    shape: kind === "message" ? (facts.shape?.hash ?? null) : null,
    addressees: [...mail.to, ...mail.cc].map((one) => one.address.toLowerCase()),
    messageId: mail.messageId,
    namedIds: [...mail.inReplyTo, ...mail.references],
    inboundId: null,
  };
}

/** The parser gave it up or was stopped: only sender and subject are known, and the mail itself is attached. */
export function isUnreadable({ mail }: IntakeFacts): boolean {
  return mail.defects.includes("unparsable");
}

/** Its words are there, but nobody here has the key. */
export function isEncrypted({ mail }: IntakeFacts): boolean {
  return mail.defects.includes("encrypted");
}

/** What agents should know about a mail and who wrote it; null where there is nothing to warn of. */
export function senderWarning(facts: IntakeFacts): string | null {
  if (facts.authentication === "fail") return "sender_forged";
  if (isUnreadable(facts)) return "mail_unreadable";
  if (isEncrypted(facts)) return "mail_encrypted";
  if (facts.sender === null) return "sender_unusable";
  if (chooseKept(facts.mail, facts.desk).leftOut.length > 0) return "files_left_out";
  return null;
}

/** Why the sender gets no acknowledgement, or how much of one. */
function decideAcknowledgement(facts: IntakeFacts): { extent: "full" | "brief" } | { silent: string } {
  const { mailbox, desk } = facts;
  if (facts.sender === null) return { silent: "no_usable_sender" };
  if (facts.mailKind !== "human") return { silent: `mail_is_${facts.mailKind}` };
  if (isDeskAddress(desk, facts.sender)) return { silent: "sender_is_desk" };
  if (mailbox.acknowledge === "never") return { silent: "mailbox_never_acknowledges" };
  if (facts.authentication === "fail") return { silent: "sender_forged" };
  const limit = metAnswerLimit(facts);
  if (limit !== null) return { silent: limit };
  const open = workingCalendar(desk, mailbox.team).isOpen(facts.inbound.receivedAt);
  if (mailbox.acknowledge === "outsideHours" && open) return { silent: "within_hours" };
  if (facts.authentication === "pass") return { extent: "full" };
  return { extent: facts.person || findAgent(desk, facts.sender) ? "full" : "brief" };
}

/** `also`: texts of the desk's own, each in a mail of its own, where the sender may be answered at all. */
function acknowledge(
  facts: IntakeFacts,
  draft: Draft,
  message: `new:${string}`,
  decision: Decision,
  also: { name: string; text: string }[],
): void {
  const extent = decideAcknowledgement(facts);
  const recipient = toRequester(draft.case);
  if ("silent" in extent || !recipient) {
    decision.saw("notice", "not_acknowledged", "silent" in extent ? extent.silent : "no_requester");
    return;
  }
  const common = { case: draft.ref, mailbox: facts.mailbox.name, message, notBefore: null, ...recipient };
  // A stranger nobody vouches for is asked nothing: the mail may be somebody else's.
  if (extent.extent === "full") noteQuestions(facts, draft);
  // To a stranger the desk never writes again by itself.
  const from = facts.inbound.receivedAt;
  const promised =
    extent.extent === "full"
      ? promiseResponse(draft, facts.desk, from)
      : promiseFor(facts.desk, draft.case, from);
  decision.owe({
    notice: "acknowledgement",
    data: {
      extent: extent.extent,
      restated: extent.extent === "full" && !isEncrypted(facts) ? restate(facts.text.newText) : null,
      encrypted: isEncrypted(facts),
      promisedBy: promised.toISOString(),
      linkedTo: null,
      leftOut: chooseKept(facts.mail, facts.desk).leftOut.map(({ name, size }) => ({ name, size })),
      questions: askedOf(draft.case.questions),
      guided: draft.case.questions.length > 0,
      order: extent.extent === "full" ? promiseDelivery(draft, facts.desk, from) : null,
    },
    ...common,
  });
  for (const { text } of also)
    decision.owe({ notice: "announcement", data: { text, brief: extent.extent === "brief" }, ...common });
}
