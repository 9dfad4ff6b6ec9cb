/** What bounces say, in the forms that mail servers give them; the words are modelled on theirs. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bounce, readBounce } from "../../src/domain/bounce.ts";
import type { DeliveryReport } from "../../src/domain/message.ts";
import { aMail, aMailWithHeaders } from "../support/mail.ts";

const LENA = "lena@customer.example";
const read = (text: string, subject = "Undeliverable"): Bounce =>
  readBounce(aMail({ text, subject, from: [{ address: "mailer-daemon@mx.example", name: null }] }));
const reported = (recipients: Partial<DeliveryReport["recipients"][number]>[], text = ""): Bounce =>
  readBounce(
    aMail({
      text,
      deliveryReport: {
        reportType: "delivery-status",
        originalMessageId: null,
        originalRecipients: [],
        recipients: recipients.map((one) => ({
          address: LENA,
          finalAddress: null,
          action: "failed",
          status: null,
          diagnostic: null,
          ...one,
        })),
      },
    }),
  );
const brief = ({ recipients }: Bounce) =>
  recipients.map(({ address, status, hard }) => `${address} ${status} ${hard ? "hard" : "soft"}`);

describe("a bounce in a server's own words", () => {
  it.each([
    [
      "qmail",
      `Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<${LENA}>:\n198.51.100.7 does not like recipient.\nRemote host said: 550 5.1.1 No such user here\nGiving up on 198.51.100.7.\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <helpdesk@desk.example>\nTo: other@elsewhere.example\n`,
      "5.1.1 hard",
    ],
    [
      "Exim",
      `This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ${LENA}\n    host mx.customer.example [198.51.100.7]\n    SMTP error from remote mail server after RCPT TO:<${LENA}>:\n    550 Unrouteable address\n\n------ This is a copy of the message, including all the headers. ------\n`,
      "5.0.912 hard",
    ],
    [
      "Postfix, a full mailbox",
      `This is the mail system at host mx.example.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\n<${LENA}>: host mx.customer.example[198.51.100.7] said: 552 5.2.2 The email account is over quota (in reply to RCPT TO command)\n`,
      "5.2.2 soft",
    ],
    [
      "Exchange",
      `Delivery has failed to these recipients or groups:\n\n${LENA}\nThe email address you entered couldn't be found. Please check the recipient's email address.\n\nDiagnostic information for administrators:\n\nGenerating server: AM0.prod.example\n\n${LENA}\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'\n\nOriginal message headers:\n\nReceived: from x\n`,
      "5.1.10 hard",
    ],
    [
      "Google",
      `Address not found\nYour message wasn't delivered to ${LENA} because the address couldn't be found, or is unable to receive mail.\nThe response from the remote server was:\n550 5.1.1 The email account that you tried to reach does not exist.\n`,
      "5.1.1 hard",
    ],
    [
      "Lotus Domino",
      `Your message\n\n  Subject: Printer\n\nwas not delivered to:\n\n  ${LENA}\n\nbecause:\n\n  User Lena (${LENA}) not listed in Domino Directory\n`,
      "5.0.911 hard",
    ],
    [
      "GroupWise",
      `The message that you sent was undeliverable to the following:\n\t${LENA} (user not found)\n`,
      "5.0.911 hard",
    ],
    [
      "sendmail",
      `The original message was received at Mon, 2 Mar 2026 09:15:00 GMT\n\n   ----- The following addresses had permanent fatal errors -----\n<${LENA}>\n    (reason: 554 5.7.1 Message rejected as spam)\n`,
      "5.7.1 soft",
    ],
    [
      "a German provider",
      `Ihre Nachricht konnte nicht zugestellt werden an:\n${LENA}\nGrund: Empfänger ist unbekannt\n`,
      "5.0.911 hard",
    ],
    [
      "a Danish provider",
      `Din mail kunne ikke leveres til følgende:\n<${LENA}>: Modtagerens indbakke er fuld\n`,
      "5.0.922 soft",
    ],
    ["a Spanish provider", `No se pudo entregar a:\n${LENA}\nEl usuario no existe.\n`, "5.0.911 hard"],
    ["a Dutch provider", `Niet bezorgd aan:\n${LENA}\nDit adres bestaat niet.\n`, "5.0.911 hard"],
    ["a Chinese provider", `您的邮件被退回。\n收件人：${LENA}\n退信原因：用户不存在\n`, "5.0.911 hard"],
    [
      "a relay that passes a report on as text",
      `Broken.\n\nFinal-Recipient: rfc822;${LENA}\nAction: failed\nStatus: 5.2.1\nDiagnostic-Code: smtp; 550 5.2.1\n The account is disabled\n`,
      "5.2.1 soft",
    ],
  ])("of %s", (_, text, expected) => {
    expect(brief(read(text))).toEqual([`${LENA} ${expected}`]);
  });

  it("names each recipient with its own fault", () => {
    const text = `The following addresses failed:\n\n<${LENA}>:\n550 5.1.1 no such user\n\n<carl@customer.example>:\n552 5.2.2 mailbox full\n`;
    expect(brief(read(text))).toEqual([`${LENA} 5.1.1 hard`, "carl@customer.example 5.2.2 soft"]);
  });

  it("takes neither the desk itself nor the server's postmaster for a recipient", () => {
    const text = `Delivery from helpdesk@desk.example failed.\nFor help write to <postmaster@mx.example>.\nIt could not be delivered to ${LENA}.`;
    expect(read(text).recipients.map((one) => one.address)).toEqual([LENA]);
  });

  it.each([
    [
      "in the list, not whom the mail was to",
      `Your message\n\n  To:      sales@list.example\n  Sent:    Friday\n\ndid not reach the following recipient(s):\n\nc=US;a= ;p=FIRM;dda:SMTP=${LENA}; on Fri, 4 Oct\n    The recipient name is not recognized\n`,
      [LENA],
    ],
    [
      "who was written to, where a server hides what became of it",
      `The following address(es) failed:\n\n  an undisclosed address\n    (generated from ${LENA})\n`,
      [LENA],
    ],
    [
      "one after the other, each with a reason of many lines",
      `Unable to deliver to the following address(es).\n\n<${LENA}>:\nSorry.\nIt is full.\nTry later.\n\n<carl@customer.example>:\nSorry.\nGone.\nSince May.\n\n<mia@customer.example>:\nGone.\n\nFor help see hints@mx.example.\n`,
      [LENA, "carl@customer.example", "mia@customer.example"],
    ],
  ])("names %s", (_, text, addresses) => {
    expect(read(text).recipients.map((one) => one.address)).toEqual(addresses);
  });

  it.each([
    ["Warning: lena@customer.example - User unknown!", "No such user here.", true],
    ["Warning: could not send message for past 4 hours", "451 try later", false],
  ])("under the subject %s", (subject, text, hard) => {
    const [first] = read(`${LENA}: ${text}`, subject).recipients;
    expect(first).toMatchObject({ hard, delayed: !hard });
  });

  it("names whom the header says that it failed for", () => {
    const mail = aMailWithHeaders(`X-Failed-Recipients: ${LENA}, carl@customer.example`, { text: "Sorry." });
    expect(readBounce(mail).recipients.map((one) => one.address)).toEqual([LENA, "carl@customer.example"]);
  });

  it("names, where nothing else does, whom the returned mail was to", () => {
    const bounce = readBounce(
      aMail({
        text: "Sorry.",
        deliveryReport: {
          reportType: null,
          recipients: [],
          originalMessageId: null,
          originalRecipients: [LENA],
        },
      }),
    );
    expect(bounce.recipients.map((one) => one.address)).toEqual([LENA]);
  });
});

describe("a report", () => {
  it("counts by its status", () => {
    expect(brief(reported([{ status: "5.1.1" }]))).toEqual([`${LENA} 5.1.1 hard`]);
    expect(brief(reported([{ status: "4.4.7" }]))).toEqual([`${LENA} 4.4.7 soft`]);
  });

  it("whose status says nothing is read by the server's words", () => {
    const diagnostic = "smtp; 550 5.1.1 <lena@customer.example>: user unknown";
    expect(brief(reported([{ status: "5.0.0", diagnostic }]))).toEqual([`${LENA} 5.1.1 hard`]);
  });

  it("is read by words that no blank parts from the address", () => {
    const diagnostic = "smtp; 550 lena@customer.example...User unknown";
    expect(reported([{ status: "5.0.0", diagnostic }]).hard).toBe(true);
  });

  it.each([
    ["a delay", { action: "delayed", status: "4.1.1", diagnostic: "smtp; 450 user unknown" }],
    [
      "a full mailbox under the code of an unknown one",
      { status: "5.1.1", diagnostic: "smtp; 552 Over quota" },
    ],
    [
      "a refusal of the text",
      { status: "5.0.0", diagnostic: "smtp; 550 user unknown (in reply to end of DATA)" },
    ],
    ["a block", { status: "5.7.1", diagnostic: "smtp; 550 blocked by spamhaus.org" }],
  ])("of %s does not condemn the address", (_, recipient) => {
    expect(reported([recipient]).hard).toBe(false);
  });

  it("leaves out whom the mail reached", () => {
    const bounce = reported([
      { action: "delivered", status: "2.0.0" },
      { address: "carl@x.example", status: "5.1.1" },
    ]);
    expect(brief(bounce)).toEqual(["carl@x.example 5.1.1 hard"]);
  });

  it("is not misled by what an address is called", () => {
    const bounce = reported([
      {
        address: "userunknown@x.example",
        status: "5.0.0",
        diagnostic: "smtp; 554 <userunknown@x.example>: message too large",
      },
    ]);
    expect(bounce.recipients[0]).toMatchObject({ reason: "too_large", hard: false });
  });
});

describe("always", () => {
  it("any text gives a bounce with a status", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), fc.string(), (text, subject) => {
        expect(read(text, subject).status).toMatch(/^[2-9]\.\d{1,3}\.\d{1,3}$/);
      }),
    );
  });

  it("hostile lengths take no time", () => {
    const started = performance.now();
    for (const unit of [
      "a@",
      "<a@b.cc> ",
      "user ",
      "5.1.1 ",
      "final-recipient: ",
      "\n ",
      "\n\n",
      "To: a\n",
      "a.",
      "550 ",
    ]) {
      read(unit.repeat(300_000), unit.repeat(2_000));
      reported([{ diagnostic: unit.repeat(4_000), status: "5.0.0" }], unit.repeat(100_000));
    }
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
