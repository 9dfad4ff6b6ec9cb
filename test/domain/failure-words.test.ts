/** Bounces that bear no mark of a server: known by what they say first, and by nothing that a person would write. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBounce } from "../../src/domain/bounce.ts";
import { opensAsFailure } from "../../src/domain/failure-words.ts";
import { screenMail } from "../../src/domain/screen.ts";
import { aMail, aMailWithHeaders } from "../support/mail.ts";

const LENA = "lena@customer.example";
const DESK = "helpdesk@desk.example";
const GATEWAY = { address: "AntiVirus_Gateway@customer.example", name: null };
const sent = (subject: string, text: string) => aMail({ from: [GATEWAY], subject, text });

describe("a bounce without a mark", () => {
  it.each([
    [
      "a virus scanner's",
      "Delivery failure notification",
      `Your message with Subject: Printer\ncould not be delivered to the following recipients:\n\n${LENA}\n\nPlease do not resend your original message.\n`,
    ],
    [
      "with a heading and nothing else",
      "Returned Mail - Error During Delivery",
      `------ Failed Recipients ------\n\n<${LENA}>: Requested action not taken: mailbox unavailable. [SMTP Error Code 550]\n-------- Returned Mail --------\n`,
    ],
    [
      "below a rule, in two languages",
      "RE: Case 7: non remis (delivery failed)",
      `*********************\nVotre message n'a pas pu etre delivre a\n${LENA}\n\n*********************\nYour message could not be delivered to\n${LENA}\n`,
    ],
    [
      "still trying",
      "Mail Delivery Warning",
      `This is an advisory-only email.  Please do not reply to it.\n\nDelivery of email to this address\n\n"${LENA}"\n\nhas been postponed due to a full mailbox.\n`,
    ],
    [
      "a gateway's report",
      "Non-Delivery: Case 7",
      `--- Non-Delivery Report ---\nThe email below could not be delivered to the following user:\n\n"Lena" <${LENA}>\n`,
    ],
    [
      "German",
      "Nachricht nicht zugestellt",
      `Ihre Nachricht an\n\n${LENA}\n\nkonnte leider nicht zugestellt werden: Postfach unbekannt.\n`,
    ],
    [
      "Danish",
      "Mail ikke leveret",
      `Din besked til ${LENA} kunne ikke leveres, fordi adressen ikke findes.\n`,
    ],
    ["Swedish", "Kunde inte levereras", `Ditt meddelande till ${LENA} kunde inte levereras.\n`],
    ["Dutch", "Bericht niet bezorgd", `Uw bericht aan ${LENA} kon niet worden bezorgd.\n`],
    [
      "Spanish",
      "Mensaje no entregado",
      `Lo sentimos, su mensaje para ${LENA} no se ha podido entregar. No se pudo entregar.\n`,
    ],
    [
      "Italian",
      "Messaggio non recapitato",
      `Il suo messaggio a ${LENA} non è stato recapitato: utente sconosciuto.\n`,
    ],
    ["Portuguese", "Mensagem não entregue", `A sua mensagem para ${LENA} não pôde ser entregue.\n`],
    ["Japanese", "配信エラー", `${LENA} へのメールは配信できませんでした。\n`],
    ["Chinese", "邮件无法投递", `您发送给 ${LENA} 的邮件无法投递。\n`],
  ])("%s", (_, subject, text) => {
    const mail = sent(subject, text);
    expect(screenMail(mail)).toMatchObject({ kind: "bounce", reason: "failure_words" });
    expect(readBounce(mail).recipients.map((one) => one.address)).toEqual([LENA]);
  });

  it("may be a person's who pasted one, and is not put aside unseen", () => {
    const pasted = `Your message to ${LENA} couldn't be delivered.\n`;
    expect(screenMail(sent("Undeliverable: Printer", pasted))).toMatchObject({
      kind: "bounce",
      maybeHuman: true,
    });
    const byProgram = aMailWithHeaders("X-Mailer: Microsoft Outlook 16.0", {
      subject: "Undeliverable: Printer",
      text: pasted,
    });
    expect(screenMail(byProgram).kind).toBe("human");
  });

  it.each([
    ["greets", "Delivery failure", `Hi,\n\nI get this: Your message to ${LENA} could not be delivered.\n`],
    ["tells of their own mail", "Undelivered mail", `My mail to ${LENA} could not be delivered. Why?\n`],
    [
      "names the mail that they sent",
      "Mail delivery failed",
      `The mail I sent to ${LENA} was returned. Why?\n`,
    ],
    ["names nobody", "Message not delivered", "Your message could not be delivered. What is this?\n"],
    [
      "names the desk only",
      "Message not delivered",
      `Your message could not be delivered to ${DESK}, it says. Help!\n`,
    ],
    [
      "asks about a parcel",
      "Delivery failed",
      `Your delivery to bob@firm.example has failed, says the shop.\n`,
    ],
    ["writes of something else", "Printer", `Your message to ${LENA} could not be delivered.\n`],
    [
      "asks",
      "Delivery failed",
      `Your message to ${LENA} was rejected, he says. Can you send it to somebody else?\n`,
    ],
    ["asks in French", "Échec envoi", `Votre message à ${LENA} n'a pas été envoyé ce matin.\n`],
    ["says today", "Returned mail", `This mail has been returned today.\n\n${LENA}: 550 User unknown\n`],
    [
      "says who they are",
      "Mail error",
      `Your mail to ${LENA} could not be sent. Please answer me instead.\n`,
    ],
    [
      "tells of a machine",
      "Mails were rejected",
      `The messages from the scanner to ${LENA} were rejected.\n`,
    ],
    [
      "is German",
      "Mail nicht zugestellt",
      `Ihre Mail an ${LENA} konnte nicht zugestellt werden. Bitte an mich schicken.\n`,
    ],
    ["is Danish", "Leveringsfejl", `Følgende mail kan ikke sendes fra min Outlook til ${LENA}\n`],
    ["is Spanish", "No se entrega", `El correo a ${LENA} no se pudo entregar.\n`],
    ["Danish", "Mail ikke leveret", `Hej, min mail til ${LENA} kunne ikke leveres.\n`],
    ["German", "Mail nicht zugestellt", `Meine Nachricht an ${LENA} konnte nicht zugestellt werden.\n`],
    ["Dutch", "Bericht niet bezorgd", `Mijn bericht aan ${LENA} kon niet worden bezorgd.\n`],
    ["Spanish", "Mensaje no entregado", `Mi mensaje a ${LENA} no se pudo entregar.\n`],
    ["Chinese", "邮件无法投递", `我发给 ${LENA} 的邮件无法投递，怎么办？\n`],
  ])("is none when somebody %s", (_, subject, text) => {
    expect(screenMail(aMail({ subject, text })).kind).toBe("human");
  });

  it("is none in an answer: people quote what came back", () => {
    const answer = { inReplyTo: ["notice@desk.example"], references: ["notice@desk.example"] };
    const mail = aMail({
      subject: "Re: Mail could not be delivered",
      text: `Your message to ${LENA} could not be delivered since she left.\n`,
      ...answer,
    });
    expect(screenMail(mail).kind).toBe("human");
  });
});

describe("a server that names itself", () => {
  it("as the envelope's sender where there is none", () => {
    const text = `Unable to deliver message to <${LENA}>.\n`;
    const mail = aMailWithHeaders("Return-Path: <MAILER-DAEMON@mx.desk.example>", {
      from: [{ address: "scanner@customer.example", name: null }],
      subject: "Mail could not be delivered",
      text,
    });
    expect(screenMail(mail)).toMatchObject({ kind: "bounce", maybeHuman: false });
  });

  it("and deletes what nobody read", () => {
    const report = (text: string, action: string) =>
      screenMail(
        aMailWithHeaders("Auto-Submitted: auto-replied (rejected)", {
          subject: "Automatically rejected mail",
          text,
          deliveryReport: {
            reportType: "disposition-notification",
            originalMessageId: null,
            originalRecipients: [],
            recipients: [{ address: LENA, finalAddress: LENA, action, status: null, diagnostic: null }],
          },
        }),
      ).kind;
    const words = `Your message to <${LENA}> was automatically rejected:\nQuota exceeded\n`;
    expect(report(words, "deleted")).toBe("bounce");
    expect(report(words, "displayed")).toBe("receipt");
    expect(report("Your message was deleted without being read.", "deleted")).toBe("receipt");
    const unread = `Your message\n\n  To: ${LENA}\n  Subject: Backup rejected\n\nwas deleted without being read.`;
    expect(report(unread, "deleted")).toBe("receipt");
    expect(report(`Your message with the subject "Login refused" was deleted.`, "deleted")).toBe("receipt");
  });
});

describe("always", () => {
  it("what the mail was about is no reason", () => {
    const text = `Your message\n\n  To:      ${LENA}\n  Subject: A virus on my machine\n\ndid not reach the following recipient(s):\n\n${LENA} on Fri, 18 Oct 2002\n    The recipient name is not recognized\n    Unknown Recipient\n`;
    expect(readBounce(sent("Undeliverable: A virus on my machine", text))).toMatchObject({ hard: true });
  });

  it("any text is read, at any length, in no time", () => {
    fc.assert(fc.property(fc.string(), (text) => typeof opensAsFailure(text, new Set()) === "boolean"));
    const started = performance.now();
    for (const unit of ["*", "Your message ", "this is ", "\n", "a@", "die "]) {
      opensAsFailure(unit.repeat(500_000), new Set());
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
