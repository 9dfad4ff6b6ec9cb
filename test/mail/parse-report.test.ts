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
      "",
      "--d",
      "Content-Type: text/rfc822-headers",
      "",
      "Subject: yours",
      "Message-ID: <n7@desk.example>",
      "--d--",
    ),
  );
  expect(parsed.deliveryReport).toEqual({
    reportType: "delivery-status",
    recipients: [
      { address: "Lena@customer.example", action: "failed", status: "5.1.1" },
      { address: "carl@customer.example", action: "delayed", status: "4.4.1" },
    ],
    originalMessageId: "n7@desk.example",
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
    recipients: [{ address: "lena@customer.example", action: "displayed", status: null }],
    originalMessageId: "n7@desk.example",
  });
});
