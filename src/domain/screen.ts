/**
 * What sort of sender wrote a mail. The rules stand in two tables, read from the top; the first that holds decides, and what no rule
 * knows is a human's. A person's words alone never make a mail automatic: that takes a mark that programs leave.
 */
import { QUOTED_SUBJECT } from "./bounce-text.ts";
import { opensAsFailure } from "./failure-words.ts";
import type { MailKind, ParsedMail } from "./message.ts";
import {
  ABSENCE_SUBJECT,
  AUTORESPONDER_HEADERS,
  AUTORESPONDER_VALUES,
  BOUNCE_SUBJECT,
  FAILURE_SUBJECT,
  GENERATED_HEADERS,
  LIST_HEADERS,
  MACHINE_LOCAL_PART,
  NO_REPLY_LOCAL_PART,
  PERSONAL_MAILER,
  QUOTING,
  REPLY_SUBJECT,
  RESPONDER_SUBJECT,
  RESPONDER_TEXT,
  SCANNER_MAILER,
} from "./screen-marks.ts";
import { hasMark, isAutomatic, isNo, look, type Seen } from "./screen-seen.ts";

export interface Screening {
  kind: MailKind;
  /** Name of the rule that held; printed by `deskpost why`. */
  reason: string;
  /** It carries one mark of a program, yet reads as if a person had answered: nobody should lose sight of it. */
  maybeHuman: boolean;
}

interface Rule extends Omit<Screening, "maybeHuman"> {
  /** It goes by words alone, so whatever it says, the mail may be a person's. */
  doubtful?: true;
  holds: (seen: Seen) => boolean;
}

/** What Amazon's mail service says of a mail by mail of its own, in JSON. */
const SES_WORD = /"notificationType"\s{0,9}:\s{0,9}"(Bounce|Complaint)"/;

/** RFC 5321 4.2 */
const SMTP_REPLY = /(?:^|\s)[45]\d\d[ -][^\n]{3}/;

const REPORTS: Rule[] = [
  { kind: "complaint", reason: "feedback_report", holds: (seen) => seen.report("feedback-report") },
  {
    // Hotmail returns the mail without a report.
    kind: "complaint",
    reason: "complaint_subject",
    holds: (seen) => returnsMail(seen) && /^\s*complaint about message from \S/i.test(seen.mail.subject),
  },
  { kind: "complaint", reason: "notification_service", holds: (seen) => sesWord(seen) === "Complaint" },
  { kind: "bounce", reason: "notification_service", holds: (seen) => sesWord(seen) === "Bounce" },
  {
    // Mail programs write so when their owner wants no more mail.
    kind: "complaint",
    reason: "unsubscribe",
    holds: (seen) => isAutomatic(seen.autoSubmitted) && /^\s*unsubscribe\s*$/i.test(seen.mail.subject),
  },
  {
    // A delivery agent's refusal (RFC 5429 2.1.1): nobody was shown the mail, and the words above say that it was refused.
    kind: "bounce",
    reason: "rejected_unread",
    holds: (seen) =>
      seen.report("disposition-notification") && saysDeleted(seen.mail) && saysRefused(seen.mail),
  },
  {
    kind: "receipt",
    reason: "disposition_notification",
    holds: (seen) => seen.report("disposition-notification"),
  },
  {
    kind: "receipt",
    reason: "delivered_notification",
    holds: (seen) => seen.report("delivery-status") && saysDelivered(seen.mail),
  },
  { kind: "bounce", reason: "delivery_status", holds: (seen) => seen.report("delivery-status") },
  {
    kind: "bounce",
    reason: "failed_recipients_header",
    holds: (seen) =>
      seen.has("x-failed-recipients") && (seen.nullSender || seen.autoSubmitted !== null || isDaemon(seen)),
  },
  { kind: "bounce", reason: "daemon_with_null_sender", holds: (seen) => seen.nullSender && isDaemon(seen) },
  { kind: "bounce", reason: "mailer_daemon", holds: (seen) => seen.isMailerDaemon },
  {
    kind: "bounce",
    reason: "null_sender_returns_mail",
    holds: (seen) => seen.nullSender && returnsMail(seen),
  },
  {
    kind: "bounce",
    reason: "failure_subject",
    holds: (seen) =>
      BOUNCE_SUBJECT.test(seen.mail.subject) &&
      (seen.nullSender ||
        isDaemon(seen) ||
        isAutomatic(seen.autoSubmitted) ||
        NO_REPLY_LOCAL_PART.test(seen.localPart)),
  },
  {
    // Servers that leave no mark at all. A person may write so, too: see `doubtful`.
    kind: "bounce",
    reason: "failure_words",
    doubtful: true,
    holds: (seen) =>
      !seen.isReply &&
      FAILURE_SUBJECT.test(seen.mail.subject) &&
      !PERSONAL_MAILER.test(mailerOf(seen)) &&
      opensAsFailure(seen.mail.text, ownOf(seen.mail)),
  },
];

const SENDERS: Rule[] = [
  {
    // Yes or no to an invitation (RFC 5546 3.2.3), and what calendars ask each other.
    kind: "receipt",
    reason: "calendar_answer",
    holds: (seen) => /^(?:reply|counter|declinecounter|refresh)$/.test(seen.mail.calendarMethod ?? ""),
  },
  { kind: "auto_reply", reason: "auto_submitted", holds: (seen) => seen.autoSubmitted === "auto-replied" },
  {
    kind: "auto_reply",
    reason: "autoresponder_header",
    holds: (seen) => AUTORESPONDER_HEADERS.some((name) => seen.has(name) && !isNo(seen.header(name))),
  },
  {
    kind: "auto_reply",
    reason: "autoresponder_header_value",
    holds: (seen) => AUTORESPONDER_VALUES.some(([name, value]) => value.test(seen.header(name) ?? "")),
  },
  {
    kind: "auto_reply",
    reason: "absence_subject",
    holds: (seen) => ABSENCE_SUBJECT.test(seen.mail.subject) && hasMark(seen),
  },
  {
    kind: "auto_reply",
    reason: "responder_subject",
    holds: (seen) =>
      RESPONDER_SUBJECT.test(seen.mail.subject) &&
      (seen.isReply || RESPONDER_TEXT.test(seen.mail.text.slice(0, 500))),
  },
  {
    // RFC 3834 3.3 has responders write from nobody, and nobody else answers so.
    kind: "auto_reply",
    reason: "null_sender_answers",
    holds: (seen) => seen.nullSender && seen.isReply,
  },
  {
    kind: "auto_reply",
    reason: "responder_loop_guard",
    holds: (seen) =>
      seen.isReply && seen.has("x-loop") && /^(?:bulk|junk)$/.test(seen.header("precedence") ?? ""),
  },
  {
    kind: "auto_reply",
    reason: "responder_words",
    holds: (seen) => seen.isReply && hasMark(seen) && RESPONDER_TEXT.test(seen.mail.text.slice(0, 500)),
  },
  { kind: "generated", reason: "auto_submitted", holds: (seen) => isAutomatic(seen.autoSubmitted) },
  {
    // What comes from nobody is no person's, whichever way it took.
    kind: "list",
    reason: "list_header",
    holds: (seen) => !seen.nullSender && LIST_HEADERS.some((name) => seen.has(name)),
  },
  {
    kind: "list",
    reason: "list_precedence",
    holds: (seen) => !seen.nullSender && seen.header("precedence") === "list",
  },
  {
    kind: "generated",
    reason: "generated_header",
    holds: (seen) => GENERATED_HEADERS.some((name) => seen.has(name)),
  },
  {
    kind: "generated",
    reason: "bulk_precedence",
    holds: (seen) => /^(?:bulk|junk)$/.test(seen.header("precedence") ?? ""),
  },
  { kind: "generated", reason: "no_reply_sender", holds: (seen) => NO_REPLY_LOCAL_PART.test(seen.localPart) },
  {
    kind: "generated",
    reason: "machine_sender",
    holds: (seen) => MACHINE_LOCAL_PART.test(seen.localPart),
  },
  {
    kind: "generated",
    reason: "scanner",
    holds: (seen) => ["x-mailer", "user-agent"].some((name) => SCANNER_MAILER.test(seen.header(name) ?? "")),
  },
  {
    kind: "generated",
    reason: "calendar_invitation",
    holds: (seen) => seen.mail.calendarMethod !== null,
  },
  {
    // Opens a case but is never answered (RFC 5321 4.5.5): who sends with a null sender wants no answer.
    kind: "generated",
    reason: "null_sender",
    holds: (seen) => seen.nullSender,
  },
];

/** `own` is decided elsewhere, from the outbox. */
export function screenMail(mail: ParsedMail): Screening {
  const seen = look(mail);
  const rule = [...REPORTS, ...SENDERS].find((one) => one.holds(seen));
  if (!rule) return { kind: "human", reason: "no_automatic_mark", maybeHuman: false };
  const { kind, reason } = rule;
  const maybeHuman =
    (rule.doubtful === true && !seen.nullSender) || (DOUBTFUL_KINDS.includes(kind) && readsAsPerson(seen));
  return { kind, reason, maybeHuman };
}

const DOUBTFUL_KINDS: readonly MailKind[] = ["auto_reply", "generated"];

/** Answers under a reply's subject with a quote below, from somebody who reads mail, and one mark is all that speaks against it. */
function readsAsPerson(seen: Seen): boolean {
  const { subject, text } = seen.mail;
  return (
    seen.isReply &&
    !seen.nullSender &&
    !NO_REPLY_LOCAL_PART.test(seen.localPart) &&
    !MACHINE_LOCAL_PART.test(seen.localPart) &&
    REPLY_SUBJECT.test(subject) &&
    countMarks(seen) === 1 &&
    QUOTING.test(text.slice(0, 20_000)) &&
    !RESPONDER_TEXT.test(text.slice(0, 500))
  );
}

function countMarks(seen: Seen): number {
  const marks = [
    isAutomatic(seen.autoSubmitted),
    ...AUTORESPONDER_HEADERS.map((name) => seen.has(name) && !isNo(seen.header(name))),
    ...AUTORESPONDER_VALUES.map(([name, value]) => value.test(seen.header(name) ?? "")),
    ...GENERATED_HEADERS.map((name) => seen.has(name)),
    /^(?:bulk|junk)$/.test(seen.header("precedence") ?? ""),
  ];
  return marks.filter(Boolean).length;
}

/** RFC 3464 2.3.3: every recipient got it, or the mail went on to where nobody reports. */
function saysDelivered(mail: ParsedMail): boolean {
  const recipients = mail.deliveryReport?.recipients ?? [];
  return (
    recipients.length > 0 &&
    recipients.every((one) => /^(?:delivered|relayed|expanded)$/i.test(one.action ?? ""))
  );
}

/** RFC 8098 3.2.6.2: gone without having been shown to anybody. */
function saysDeleted(mail: ParsedMail): boolean {
  const recipients = mail.deliveryReport?.recipients ?? [];
  return recipients.length > 0 && recipients.every((one) => one.action === "deleted");
}

function saysRefused({ text }: ParsedMail): boolean {
  const words = text
    .slice(0, 500)
    .replace(QUOTED_SUBJECT, "")
    .replace(/["'“„«][^\n]{0,200}?["'”“»]/g, "");
  return /reject|refus|abgelehnt|zurückgewiesen|afvis|avvisa|geweigerd|rechaz|rifiut|recus|拒/i.test(words);
}

/** Who got this mail and who sent it. */
function ownOf(mail: ParsedMail): ReadonlySet<string> {
  return new Set([...mail.to, ...mail.cc, ...mail.from].map((one) => one.address.toLowerCase()));
}

function mailerOf(seen: Seen): string {
  return `${seen.header("x-mailer") ?? ""} ${seen.header("user-agent") ?? ""}`;
}

/** A mail inside it, but nothing that says a server wrote it. */
function returnsMail(seen: Seen): boolean {
  return seen.mail.deliveryReport !== null && seen.mail.deliveryReport.reportType === null;
}

function sesWord(seen: Seen): string | null {
  if (!seen.has("x-amz-sns-message-id")) return null;
  return SES_WORD.exec(seen.mail.text.slice(0, 2_000))?.[1] ?? null;
}

function isDaemon(seen: Seen): boolean {
  if (seen.localPart !== "postmaster") return seen.isMailerDaemon;
  if (!seen.isOwnEnvelope) return true;
  // A small firm's postmaster is a person, too: who writes by a mail program, or without what servers say to each other.
  const byProgram = ["x-mailer", "user-agent", "thread-index"].some(seen.has);
  return !byProgram && SMTP_REPLY.test(seen.mail.text.slice(0, 5_000));
}
