/** By which mark each sort of mail is told, as `deskpost why` names it, and what merely looks like that mark. */
import { describe, expect, it } from "vitest";
import type { MailKind, ParsedMail } from "../../src/domain/message.ts";
import { screenMail } from "../../src/domain/screen.ts";
import { aMailWithHeaders } from "../support/mail.ts";

const answering = { inReplyTo: ["notice@desk.example"], references: ["notice@desk.example"] };
const from = (address: string, name: string | null = null) => ({ from: [{ address, name }] });
const report = (reportType: string | null, ...actions: (string | null)[]) => ({
  deliveryReport: {
    reportType,
    recipients: actions.map((action) => ({
      address: "bo@customer.example",
      finalAddress: null,
      action,
      status: null,
      diagnostic: null,
    })),
    originalMessageId: null,
    originalRecipients: [],
  },
});
const told = (lines: string, overrides: Partial<ParsedMail> = {}) => {
  const { kind, reason } = screenMail(aMailWithHeaders(lines, overrides));
  return `${kind} by ${reason}`;
};
const NOBODY = "human by no_automatic_mark";
const PROVIDER = from("no-reply@provider.example");
const POSTMASTER = from("postmaster@mx.example");

describe("the mark that decided", () => {
  it.each<[MailKind, string, string, Partial<ParsedMail>]>([
    ["complaint", "feedback_report", "X-A: b", report("feedback-report")],
    [
      "complaint",
      "complaint_subject",
      "X-A: b",
      { subject: " Complaint about message from 192.0.2.1", ...report(null) },
    ],
    [
      "complaint",
      "notification_service",
      "X-Amz-Sns-Message-Id: 1",
      { text: '{ "notificationType" : "Complaint" }' },
    ],
    ["bounce", "notification_service", "X-Amz-Sns-Message-Id: 1", { text: '{"notificationType":"Bounce"}' }],
    ["complaint", "unsubscribe", "Auto-Submitted: auto-generated", { subject: "  Unsubscribe " }],
    ["receipt", "disposition_notification", "X-A: b", report("disposition-notification")],
    ["receipt", "delivered_notification", "X-A: b", report("delivery-status", "delivered", "Relayed")],
    ["receipt", "delivered_notification", "X-A: b", report("delivery-status", "expanded")],
    ["bounce", "delivery_status", "X-A: b", report("delivery-status")],
    ["bounce", "delivery_status", "X-A: b", report("delivery-status", "undelivered")],
    ["bounce", "delivery_status", "X-A: b", report("delivery-status", "delivered later")],
    ["bounce", "delivery_status", "X-A: b", report("delivery-status", null)],
    ["bounce", "delivery_status", "X-A: b", report("delivery-status", "delivered", "failed")],
    ["bounce", "failed_recipients_header", "X-Failed-Recipients: a@b.example\nReturn-Path: <>", {}],
    [
      "bounce",
      "failed_recipients_header",
      "X-Failed-Recipients: a@b.example\nAuto-Submitted: auto-replied",
      {},
    ],
    ["bounce", "failed_recipients_header", "X-Failed-Recipients: a@b.example", POSTMASTER],
    ["bounce", "daemon_with_null_sender", "Return-Path: <>", POSTMASTER],
    ["bounce", "daemon_with_null_sender", "Return-Path: < >", from("MAILER-DAEMON@mx.example")],
    ["bounce", "mailer_daemon", "X-A: b", from("mailer-daemon@mx.example")],
    ["bounce", "mailer_daemon", "X-A: b", from("MDaemon@mx.example")],
    ["bounce", "mailer_daemon", "X-A: b", from("maildaemon@mx.example")],
    ["bounce", "mailer_daemon", "X-A: b", from("mail_system@mx.example")],
    ["bounce", "mailer_daemon", "X-A: b", from("", "Mail Delivery Subsystem")],
    ["bounce", "null_sender_returns_mail", "Return-Path: <>", report(null)],
    ["bounce", "failure_subject", "Return-Path: <>", { subject: "Returned mail: see inside" }],
    ["bounce", "failure_subject", "X-A: b", { subject: "Delivery failure", ...POSTMASTER }],
    ["bounce", "failure_subject", "Auto-Submitted: auto-generated", { subject: "Olevererbart: hej" }],
    ["bounce", "failure_subject", "X-A: b", { subject: "Delivery report", ...PROVIDER }],
    ["receipt", "calendar_answer", "X-A: b", { calendarMethod: "declinecounter" }],
    ["receipt", "calendar_answer", "X-A: b", { calendarMethod: "refresh" }],
    ["auto_reply", "auto_submitted", "Auto-Submitted: auto-replied; owner=x", {}],
    ["auto_reply", "autoresponder_header", "X-Autoreply: yes", {}],
    ["auto_reply", "autoresponder_header", "X-Autorespond:", {}],
    ["auto_reply", "autoresponder_header", "X-Auto-Reply: 1", {}],
    ["auto_reply", "autoresponder_header", "X-Autoresponder: mail", {}],
    ["auto_reply", "autoresponder_header", "X-Autoreply-From: a@b.example", {}],
    ["auto_reply", "autoresponder_header", "X-Mail-Autoreply: mail", {}],
    ["auto_reply", "autoresponder_header", "X-Auto-Reply-From: a@b.example", {}],
    ["auto_reply", "autoresponder_header", "X-Vacation: yes", {}],
    ["auto_reply", "autoresponder_header_value", "Precedence: auto_reply", {}],
    ["auto_reply", "autoresponder_header_value", "Precedence: autoreply", {}],
    ["auto_reply", "autoresponder_header_value", "X-Precedence: auto-reply", {}],
    ["auto_reply", "autoresponder_header_value", "Preference: auto reply", {}],
    ["auto_reply", "autoresponder_header_value", "X-Autogenerated: Reply", {}],
    ["auto_reply", "autoresponder_header_value", "X-Post-MessageClass: 9; Autoresponder", {}],
    ["auto_reply", "autoresponder_header_value", "Delivered-To: Autoresponder", {}],
    ["auto_reply", "absence_subject", "Precedence: junk", { subject: "Out of office" }],
    ["auto_reply", "absence_subject", "Precedence: bulk", { subject: "I'm on leave - back Monday" }],
    ["auto_reply", "absence_subject", "Return-Path: <>", { subject: "Ferie!" }],
    ["auto_reply", "absence_subject", "Auto-Submitted: auto-generated", { subject: "OOO. Back on Monday" }],
    ["auto_reply", "responder_subject", "X-A: b", { subject: "Autosvar: Printer", ...answering }],
    [
      "auto_reply",
      "responder_subject",
      "X-A: b",
      { subject: "[EXT] Automatic reply", text: "Tak for din mail." },
    ],
    ["auto_reply", "null_sender_answers", "Return-Path: <>", { inReplyTo: ["a@desk.example"] }],
    ["auto_reply", "null_sender_answers", "Return-Path: <>", { references: ["a@desk.example"] }],
    ["auto_reply", "responder_loop_guard", "X-Loop: a@b.example\nPrecedence: bulk", answering],
    ["auto_reply", "responder_words", "Precedence: junk", { text: "I am on holiday.", ...answering }],
    ["generated", "auto_submitted", "Auto-Submitted: auto-notified", {}],
    ["list", "list_header", "List-Id: <all.customer.example>", {}],
    ["list", "list_header", "List-Unsubscribe: <mailto:x@customer.example>", {}],
    ["list", "list_header", "List-Post: <mailto:all@customer.example>", {}],
    ["list", "list_header", "Mailing-List: contact all@customer.example", {}],
    ["list", "list_header", "X-Mailing-List: all@customer.example", {}],
    ["list", "list_header", "X-BeenThere: all@customer.example", {}],
    ["list", "list_precedence", "Precedence: List", {}],
    ["generated", "generated_header", "X-Deskpost-Notice: 1", {}],
    ["generated", "generated_header", "X-Cron-Env: <SHELL=/bin/sh>", {}],
    ["generated", "generated_header", "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent", {}],
    ["generated", "generated_header", "X-FC-MachineGenerated: true", {}],
    ["generated", "generated_header", "X-Autogenerated: Mirror", {}],
    ["generated", "bulk_precedence", "Precedence: bulk", {}],
    ["generated", "bulk_precedence", "Precedence: (sent to many) Junk", {}],
    ["generated", "no_reply_sender", "X-A: b", PROVIDER],
    ["generated", "machine_sender", "X-A: b", from("Root+cron@host.customer.example")],
    ["generated", "scanner", "X-Mailer: KONICA MINOLTA bizhub C364", {}],
    ["generated", "scanner", "User-Agent: Canon imageRUNNER", {}],
    ["generated", "calendar_invitation", "X-A: b", { calendarMethod: "request" }],
    ["generated", "null_sender", "Return-Path: <>", {}],
  ])("%s by %s: %s", (kind, reason, lines, overrides) => {
    expect(told(lines, overrides)).toBe(`${kind} by ${reason}`);
  });
});

describe("what merely looks like a mark", () => {
  it.each<[string, string, Partial<ParsedMail>]>([
    ["a complaint with nothing returned", "X-A: b", { subject: "Complaint about message from Bo" }],
    [
      "a returned mail with a word more",
      "X-A: b",
      { subject: "My complaint about message from Bo", ...report(null) },
    ],
    [
      "a returned mail from nobody named",
      "X-A: b",
      { subject: "Complaint about message from ", ...report(null) },
    ],
    ["somebody who wants no more mail", "X-A: b", { subject: "unsubscribe" }],
    [
      "a service's word far below",
      "X-Amz-Sns-Message-Id: 1",
      { text: `${" ".repeat(2_100)}"notificationType":"Bounce"` },
    ],
    ["a service's other word", "X-Amz-Sns-Message-Id: 1", { text: '"notificationType":"Delivery"' }],
    ["a person whose name is a server's", "X-A: b", from("anna@customer.example", "Mail Delivery System")],
    ["a person at a daemon's domain", "X-A: b", from("anna@mailer-daemon.example")],
    ["a name that begins like a daemon's", "X-A: b", from("mailer-daemonic@customer.example")],
    ["a name that ends like a daemon's", "X-A: b", from("my-mailer-daemon@customer.example")],
    ["two senders, one of them a program", "X-A: b", { from: [...PROVIDER.from, ...POSTMASTER.from] }],
    ["a return path beside the angles", "Return-Path: <>anna@customer.example", {}],
    ["a return path before the angles", "Return-Path: anna<>", {}],
    ["an empty word of RFC 3834", "Auto-Submitted:", {}],
    ["the first of two words", "Auto-Submitted: no\nAuto-Submitted: auto-replied", {}],
    ["a responder that is off: no", "X-Autoreply: no", {}],
    ["a responder that is off: false", "X-Vacation: False", {}],
    ["a responder that is off: 0", "X-Auto-Reply: 0", {}],
    ["a value that goes on", "Precedence: auto-reply-none", {}],
    ["a value that begins earlier", "Precedence: no auto-reply", {}],
    ["a delivery to one so called", "Delivered-To: autoresponder@desk.example", {}],
    ["a delivery to one called so at the end", "Delivered-To: an autoresponder", {}],
    ["a precedence that goes on", "Precedence: bulky", {}],
    ["a precedence that begins earlier", "Precedence: not-junk", {}],
    ["a loop guard alone", "X-Loop: a@customer.example", answering],
    ["words of a responder in a person's answer", "X-A: b", { text: "I am on holiday.", ...answering }],
    ["a report's type in another mail", "Content-Type: multipart/mixed; report-type=feedback-report", {}],
    ["a report of a type unheard of", "Content-Type: multipart/report; report-type=delivery-status-x", {}],
    ["a report without a type", "Content-Type: multipart/report; boundary=delivery-status", {}],
    ["a method that only contains another", "X-Mailer: sharpmx", {}],
  ])("%s", (_, lines, overrides) => {
    expect(told(lines, overrides)).toBe(NOBODY);
  });

  it.each<[string, string, Partial<ParsedMail>, string]>([
    ["a calendar's own method", "X-A: b", { calendarMethod: "noreply" }, "generated by calendar_invitation"],
    ["a method that goes on", "X-A: b", { calendarMethod: "reply-all" }, "generated by calendar_invitation"],
    [
      "more than a wish for no mail",
      "Auto-Submitted: auto-generated",
      { subject: "unsubscribe Anna" },
      "generated by auto_submitted",
    ],
    [
      "less than a wish for no mail",
      "Auto-Submitted: auto-generated",
      { subject: "please unsubscribe" },
      "generated by auto_submitted",
    ],
    [
      "words of a responder in no answer",
      "Precedence: bulk",
      { text: "I am on holiday." },
      "generated by bulk_precedence",
    ],
    ["a loop guard in no answer", "X-Loop: a\nPrecedence: bulk", {}, "generated by bulk_precedence"],
    [
      "a loop guard in an answer on a list",
      "X-Loop: a\nPrecedence: list",
      answering,
      "list by list_precedence",
    ],
    ["a loop guard beside an odd value", "X-Loop: a\nPrecedence: bulky", answering, NOBODY],
    ["a loop guard beside another", "X-Loop: a\nPrecedence: not-junk", answering, NOBODY],
    ["an absence beside an odd value", "Precedence: bulky", { subject: "Out of office" }, NOBODY],
    ["an absence beside another", "Precedence: not-junk", { subject: "Out of office" }, NOBODY],
    ["a report nobody knows", "Return-Path: <>", report("x-other"), "generated by null_sender"],
    [
      "a bare wish for no mail",
      "Auto-Submitted: auto-generated",
      { subject: "unsubscribe" },
      "complaint by unsubscribe",
    ],
    [
      "a bare complaint",
      "X-A: b",
      { subject: "complaint about message from 192.0.2.1", ...report(null) },
      "complaint by complaint_subject",
    ],
  ])("%s is another", (_, lines, overrides, expected) => {
    expect(told(lines, overrides)).toBe(expected);
  });
});

describe("a report by its type alone", () => {
  it.each([
    'multipart/report; report-type="feedback-report"',
    "Multipart/Report; boundary=x; Report-Type = feedback-report",
    "multipart/report ; report-type=feedback-report (ARF)",
  ])("%s", (type) => {
    expect(told(`Content-Type: ${type}`)).toBe("complaint by feedback_report");
  });
});

describe("a postmaster who writes from the own address", () => {
  const written = (text: string, lines = "X-A: b") =>
    told(`Return-Path: <Postmaster@smallfirm.example>\n${lines}`, {
      ...from("postmaster@smallfirm.example"),
      subject: "Mail delivery failed",
      text,
    });

  it.each([
    "550 5.1.1 no such user",
    "The server said:\n450-try again later",
    "host mx.example said: 554 refused",
  ])("is a server where it speaks like one: %s", (text) => {
    expect(written(text)).toBe("bounce by failure_subject");
  });

  it.each([
    "Room 5501 is cold",
    "I waited 350 minutes",
    "about 55 0 mails",
    "I sent 550",
    "x550 5.1.1 no such user",
    `${"word ".repeat(1_000)} 550 5.1.1 no such user`,
  ])("is a person otherwise: %s", (text) => {
    expect(written(text)).toBe(NOBODY);
  });

  it.each(["X-Mailer: Outlook", "User-Agent: Thunderbird", "Thread-Index: AdX"])(
    "is a person who writes with %s",
    (line) => {
      expect(written("550 5.1.1 no such user", line)).toBe(NOBODY);
    },
  );
});

describe("an answer that may be a person's", () => {
  const answer = { subject: "Re: Printer", ...answering, text: "Yes.\n\n> Is it working?\n" };
  const mayBe = (lines: string, overrides: Partial<ParsedMail> = {}) =>
    screenMail(aMailWithHeaders(lines, { ...answer, ...overrides })).maybeHuman;

  it.each([
    "Auto-Submitted: auto-notified",
    "X-Vacation: 1",
    "Precedence: auto_reply",
    "X-Cron-Env: x",
    "Precedence: junk",
    "Precedence: bulk\nX-Autoreply: no",
    "Precedence: bulk\nX-Loop-Id: a",
    "X-Autoreply: yes\nPrecedence: bulky",
    "X-Autoreply: yes\nPrecedence: not-junk",
  ])("bears one mark only: %s", (lines) => {
    expect(mayBe(lines)).toBe(true);
  });

  it.each<[string, string, Partial<ParsedMail>]>([
    ["two marks of a kind", "X-Autoreply: yes\nX-Vacation: yes", {}],
    ["a value and a word", "X-Precedence: auto-reply\nPrecedence: bulk", {}],
    ["a machine's sign and a word", "X-Cron-Env: x\nPrecedence: bulk", {}],
    ["a machine's address", "Precedence: bulk", from("root@customer.example")],
    ["a list's mark", "List-Id: <a.customer.example>", {}],
    ["a list's mark beside one more", "List-Id: <a.customer.example>\nPrecedence: bulk", {}],
    ["addresses that failed", "Auto-Submitted: auto-replied\nX-Failed-Recipients: a@b.example", {}],
    ["a subject of its own", "Precedence: bulk", { subject: "Printer" }],
    ["the quote only far below", "Precedence: bulk", { text: `${"word ".repeat(4_100)}\n> Is it?` }],
    ["no mark at all", "X-A: b", {}],
  ])("and no mail with %s", (_, lines, overrides) => {
    expect(mayBe(lines, overrides)).toBe(false);
  });

  it.each([
    "SV: Printer",
    "VS: Printer",
    "AW: Printer",
    "Antw: Printer",
    "[EXTERN] Vedr. Printer".replace(". ", ".: "),
    "RE[2]: Printer",
    "回复：打印机",
  ])("has the subject of an answer: %s", (subject) => {
    expect(mayBe("Precedence: bulk", { subject })).toBe(true);
  });

  it.each([
    "Yes.\n\n-----Original Message-----\nIs it?",
    "Ja.\n\n----- Oprindelig meddelelse -----\nEr den?",
    "Yes.\n\nOn Monday IT wrote:\nIs it?",
    "Ja.\n\nAm Montag schrieb IT:\nGeht es?",
    "Yes.\n\nFrom: IT\nSent: Monday\n\nIs it?",
    "Ja.\n\nFra: IT\nSendt: mandag\n\nEr den?",
  ])("quotes what it answers: %j", (text) => {
    expect(mayBe("Precedence: bulk", { text })).toBe(true);
  });
});
