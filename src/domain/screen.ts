/**
 * What sort of sender wrote a mail. The rules stand in two tables, read from the top; the first that holds decides, and what no rule
 * knows is a human's. A person's words alone never make a mail automatic: that takes a mark that programs leave.
 */
import type { MailKind, ParsedMail } from "./message.ts";
import {
  ABSENCE_SUBJECT,
  AUTORESPONDER_HEADERS,
  AUTORESPONDER_VALUES,
  BOUNCE_SUBJECT,
  GENERATED_HEADERS,
  LIST_HEADERS,
  MACHINE_LOCAL_PART,
  NO_REPLY_LOCAL_PART,
  QUOTING,
  REPLY_SUBJECT,
  RESPONDER_SUBJECT,
  RESPONDER_TEXT,
  SCANNER_MAILER,
} from "./screen-marks.ts";

export interface Screening {
  kind: MailKind;
  /** Name of the rule that held; printed by `deskpost why`. */
  reason: string;
  /** It carries one mark of a program, yet reads as if a person had answered: nobody should lose sight of it. */
  maybeHuman: boolean;
}

interface Rule extends Omit<Screening, "maybeHuman"> {
  holds: (seen: Seen) => boolean;
}

/** The marks of a mail that rules read. */
interface Seen {
  mail: ParsedMail;
  /** First value of a header in lower case without comments and outer blanks; null when absent. */
  header: (name: string) => string | null;
  has: (name: string) => boolean;
  /** `multipart/report` with this report-type, or the parser's word for it. */
  report: (type: string) => boolean;
  /** Keyword of Auto-Submitted (RFC 3834 5), null when absent. */
  autoSubmitted: string | null;
  nullSender: boolean;
  /** Left side of the one From address, usable or not, in lower case and without `+tag`; empty when unknown. */
  localPart: string;
  /** By address or, where the address is none (`From: MAILER-DAEMON`), by name. */
  isMailerDaemon: boolean;
  /** Answers some mail. */
  isReply: boolean;
}

/** Names that mail servers write under; dots and dashes left out. */
const MAILER_DAEMON = /^(?:mailerdaemon|maildaemon|mdaemon|mail(?:delivery)?(?:sub)?system)$/;

/** What Amazon's mail service says of a mail by mail of its own, in JSON. */
const SES_WORD = /"notificationType"\s{0,9}:\s{0,9}"(Bounce|Complaint)"/;

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
    holds: (seen) =>
      (ABSENCE_SUBJECT.test(seen.mail.subject) && hasMark(seen)) ||
      // Exchange marks what people write in the same way, so a question about responders is a person's.
      (RESPONDER_SUBJECT.test(seen.mail.subject) &&
        seen.has("x-auto-response-suppress") &&
        !/[?？]\s*$/.test(seen.mail.subject)),
  },
  {
    kind: "auto_reply",
    reason: "responder_subject",
    holds: (seen) =>
      RESPONDER_SUBJECT.test(seen.mail.subject) &&
      (seen.isReply || RESPONDER_TEXT.test(seen.mail.text.slice(0, 500))),
  },
  { kind: "generated", reason: "auto_submitted", holds: (seen) => isAutomatic(seen.autoSubmitted) },
  { kind: "list", reason: "list_header", holds: (seen) => LIST_HEADERS.some((name) => seen.has(name)) },
  { kind: "list", reason: "list_precedence", holds: (seen) => seen.header("precedence") === "list" },
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
  return { kind, reason, maybeHuman: DOUBTFUL_KINDS.includes(kind) && readsAsPerson(seen) };
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

function look(mail: ParsedMail): Seen {
  const first = new Map<string, string>();
  for (const { name, value } of mail.headers) if (!first.has(name)) first.set(name, value);
  const header = (name: string) => {
    const value = first.get(name);
    return value === undefined ? null : tidy(value);
  };
  const contentType = header("content-type") ?? "";
  const only = mail.from.length === 1 ? mail.from[0] : undefined;
  const localPart = (only?.address ?? "")
    .slice(0, 320)
    .toLowerCase()
    .replace(/(?:\+[^@]*)?@.*$/s, "");
  return {
    mail,
    header,
    has: (name) => first.has(name),
    report: (type) => mail.deliveryReport?.reportType === type || isReport(contentType, type),
    autoSubmitted: header("auto-submitted")?.split(/[;\s]/)[0] ?? null,
    nullSender: /^<\s*>$/.test(header("return-path") ?? "unknown"),
    localPart,
    isMailerDaemon: [localPart, only?.address.includes("@") ? "" : (only?.name ?? "").slice(0, 100)].some(
      (name) => MAILER_DAEMON.test(name.toLowerCase().replace(/[\s._-]/g, "")),
    ),
    isReply: mail.inReplyTo.length > 0 || mail.references.length > 0,
  };
}

/** Lower case, comments and blanks around it gone. */
function tidy(value: string): string {
  return value
    .slice(0, 2_000)
    .replace(/\([^()]*\)/g, " ")
    .trim()
    .toLowerCase();
}

/** RFC 6522; `report-type` may be quoted. */
function isReport(contentType: string, type: string): boolean {
  const [essence = "", ...parameters] = contentType.split(";").map((part) => part.trim());
  return (
    essence === "multipart/report" &&
    parameters.some((part) => part.replace(/[\s"]/g, "") === `report-type=${type}`)
  );
}

/** RFC 3464 2.3.3: every recipient got it, or the mail went on to where nobody reports. */
function saysDelivered(mail: ParsedMail): boolean {
  const recipients = mail.deliveryReport?.recipients ?? [];
  return (
    recipients.length > 0 &&
    recipients.every((one) => /^(?:delivered|relayed|expanded)$/i.test(one.action ?? ""))
  );
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
  return seen.isMailerDaemon || seen.localPart === "postmaster";
}

/** RFC 3834 5: anything but "no", also keywords that are yet to come. */
function isAutomatic(autoSubmitted: string | null): boolean {
  return autoSubmitted !== null && autoSubmitted !== "" && autoSubmitted !== "no";
}

function isNo(value: string | null): boolean {
  return value === "no" || value === "false" || value === "0";
}

/** What responders leave beside a telling subject; none of these is in mail that a person wrote. */
function hasMark(seen: Seen): boolean {
  return (
    seen.nullSender ||
    isAutomatic(seen.autoSubmitted) ||
    /^(?:bulk|junk)$/.test(seen.header("precedence") ?? "")
  );
}
