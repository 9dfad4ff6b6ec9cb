import { expect, test } from "vitest";
import { parseMail } from "../../src/mail/parse-mail.ts";

/** A mail from lines; bytes above 127 as Latin-1. */
const mail = (...lines: string[]) => Buffer.from(lines.join("\r\n"), "latin1");

test("a delivery report names its recipients and the original", async () => {
  const parsed = await parseMail(
    mail(
      "From: MAILER-DAEMON@mx.example",
      'Content-Type: multipart/report; report-type=delivery-status; boundary="d"',
      "",
      "--d",
      "",
      "It could not be delivered.",
      "--d",
      "Content-Type: message/delivery-status",
      "",
      "Reporting-MTA: dns; mx.example",
      "",
      "Original-Recipient: rfc822; Lena@customer.example",
      "Final-Recipient: rfc822; lena@inner.example",
      "Action: failed",
      "Status: 5.1.1 (no such user)",
      "",
      "Final-Recipient: rfc822;carl@customer.example",
      "Action: delayed",
      "Status: 4.4.1",
      "Diagnostic-Code: smtp; 451",
      " try later",
      "",
      "--d",
      "Content-Type: text/rfc822-headers",
      "",
      "Subject: yours",
      "To: Lena <lena@customer.example>",
      "Message-ID: <n7@desk.example>",
      "--d--",
    ),
  );
  expect(parsed.deliveryReport).toEqual({
    reportType: "delivery-status",
    recipients: [
      {
        address: "Lena@customer.example",
        finalAddress: "lena@inner.example",
        action: "failed",
        status: "5.1.1",
        diagnostic: null,
      },
      {
        address: "carl@customer.example",
        finalAddress: "carl@customer.example",
        action: "delayed",
        status: "4.4.1",
        diagnostic: "smtp; 451 try later",
      },
    ],
    originalMessageId: "n7@desk.example",
    originalRecipients: ["lena@customer.example"],
  });
  expect(parsed.text).toContain("could not be delivered");
});

test("a receipt says what became of which mail", async () => {
  const parsed = await parseMail(
    mail(
      "Content-Type: multipart/report; report-type=disposition-notification; boundary=d",
      "",
      "--d",
      "",
      "Read.",
      "--d",
      "Content-Type: message/disposition-notification",
      "",
      "Final-Recipient: rfc822;lena@customer.example",
      "Original-Message-ID: <n7@desk.example>",
      "Disposition: manual-action/MDN-sent-manually; displayed",
      "--d--",
    ),
  );
  expect(parsed.deliveryReport).toEqual({
    reportType: "disposition-notification",
    recipients: [
      {
        address: "lena@customer.example",
        finalAddress: "lena@customer.example",
        action: "displayed",
        status: null,
        diagnostic: null,
      },
    ],
    originalMessageId: "n7@desk.example",
    originalRecipients: [],
  });
});

test("a mail that is passed on inside another makes no report", async () => {
  const parsed = await parseMail(
    mail(
      "From: sofie@uni.example",
      "Content-Type: multipart/mixed; boundary=d",
      "",
      "--d",
      "",
      "What does this mean?",
      "--d",
      "Content-Type: message/rfc822",
      "",
      "To: carl@customer.example",
      "Message-ID: <n7@desk.example>",
      "",
      "hello",
      "--d--",
    ),
  );
  expect(parsed.deliveryReport).toEqual({
    reportType: null,
    recipients: [],
    originalMessageId: "n7@desk.example",
    originalRecipients: ["carl@customer.example"],
  });
});

test("boundaries that do not match hide no text", async () => {
  const parsed = await parseMail(
    mail(
      "Content-Type: multipart/mixed; boundary=x",
      "",
      "--y",
      "Content-Type: text/plain",
      "",
      "Help!",
      "--y--",
    ),
  );
  expect(parsed.text).toContain("Help!");
});

test("a report that a gateway passed on in a mail of its own is read", async () => {
  const wrapped = [
    "Content-Type: message/rfc822",
    "Content-Disposition: attachment; filename=original.eml",
    "",
    "From: postmaster@inner.example",
    "To: helpdesk@desk.example",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=i",
    "",
    "--i",
    "",
    "Failed.",
    "--i",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns;inner.example",
    "",
    "Final-Recipient: rfc822;lena@customer.example",
    "Action: failed",
    "Status: 5.1.1",
    "",
    "--i",
    "",
    "Final-Recipient: rfc822;nobody@customer.example",
    "--i--",
  ];
  const parsed = await parseMail(
    mail(
      "From: postmaster@gateway.example",
      "Content-Type: multipart/mixed; report-type=delivery-status; boundary=o",
      "",
      "--o",
      ...wrapped,
      "--o--",
    ),
  );
  expect(parsed.deliveryReport).toMatchObject({
    // Whoever attaches a report is not a server that makes one.
    reportType: null,
    recipients: [{ address: "lena@customer.example", action: "failed", status: "5.1.1" }],
  });
});
