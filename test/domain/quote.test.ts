import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markerLine } from "../../src/domain/evidence.ts";
import type { ParsedMail } from "../../src/domain/message.ts";
import { takeApart } from "../../src/domain/quote.ts";
import { aMail } from "../support/mail.ts";

const TOKEN = "a2".repeat(13);
const answer = (text: string, overrides: Partial<ParsedMail> = {}) =>
  takeApart(aMail({ text, subject: "Re: Printer", inReplyTo: ["x@desk.example"], ...overrides }));
const first = (text: string, overrides: Partial<ParsedMail> = {}) => takeApart(aMail({ text, ...overrides }));

describe("a quote below the answer", () => {
  it.each([
    ["Gmail", "On Mon, Mar 2, 2026 at 9:15 AM IT Helpdesk <helpdesk@desk.example> wrote:"],
    ["Gmail, wrapped", `On Mon, Mar 2, 2026 at 9:15 AM IT Helpdesk <helpdesk+${TOKEN}@desk.example>\nwrote:`],
    ["Apple Mail", "On 2 Mar 2026, at 09.15, IT Helpdesk <helpdesk@desk.example> wrote:"],
    ["Thunderbird", "On 02/03/2026 09:15, IT Helpdesk wrote:"],
    ["Android", "---- IT Helpdesk wrote ----"],
    ["Gmail, Danish", "Den man. 2. mar. 2026 kl. 09.15 skrev IT Helpdesk <helpdesk@desk.example>:"],
    [
      "Gmail, Danish, wrapped",
      `Den man. 2. mar. 2026 kl. 09.15 skrev IT Helpdesk\n<helpdesk+${TOKEN}@desk.example>:`,
    ],
    ["Gmail, old Danish", "2. mar. 2026 09.15 skrev IT Helpdesk <helpdesk@desk.example>:"],
    ["Apple Mail, Danish", "Den 2. mar. 2026 kl. 09.15 skrev IT Helpdesk <helpdesk@desk.example>:"],
    ["Thunderbird, Danish", "Den 02.03.2026 kl. 09.15 skrev IT Helpdesk:"],
    ["Norwegian", "man. 2. mars 2026 kl. 09:15 skrev IT Helpdesk <helpdesk@desk.example>:"],
    ["Swedish", "Den mån 2 mars 2026 kl 09:15 skrev IT Helpdesk <helpdesk@desk.example>:"],
    ["German", "Am Mo., 2. März 2026 um 09:15 Uhr schrieb IT Helpdesk <helpdesk@desk.example>:"],
    ["Dutch", "Op ma 2 mrt 2026 om 09:15 schreef IT Helpdesk <helpdesk@desk.example>:"],
    [
      "Dutch, Apple Mail",
      "Op 2 mrt. 2026, om 09:15 heeft IT Helpdesk <helpdesk@desk.example> het volgende geschreven:",
    ],
    ["French", "Le lun. 2 mars 2026 à 09:15, IT Helpdesk <helpdesk@desk.example> a écrit :"],
    ["Spanish", "El lun, 2 mar 2026 a las 9:15, IT Helpdesk (<helpdesk@desk.example>) escribió:"],
    ["Italian", "Il giorno lun 2 mar 2026 alle ore 09:15 IT Helpdesk <helpdesk@desk.example> ha scritto:"],
    ["Portuguese", "Em seg., 2 de mar. de 2026 às 09:15, IT Helpdesk <helpdesk@desk.example> escreveu:"],
    ["Polish", "pon., 2 mar 2026 o 09:15 IT Helpdesk <helpdesk@desk.example> napisał(a):"],
    ["Chinese", "在 2026年3月2日，09:15，IT Helpdesk <helpdesk@desk.example> 写道："],
    ["a date and an address only", "2026-03-02 9:15 GMT+01:00 IT Helpdesk <helpdesk@desk.example>:"],
  ])("of %s", (_, attribution) => {
    const marked = answer(`It works now.\n\n${attribution}\n\n> Is it working?\n> #close\n`);
    expect(marked.newText).toBe("It works now.");
    expect(marked.quoted).toContain("#close");
    expect(marked.forwarded).toBe(null);
    if (attribution.startsWith("-")) return;
    const unmarked = answer(`It works now.\n\n${attribution}\n\nIs it working?\n\n#close\n`);
    expect(unmarked.newText).toBe("It works now.");
  });

  it.each([
    [
      "Outlook",
      "From: IT Helpdesk <helpdesk@desk.example>\nSent: 2 March 2026 09:15\nTo: Anna Holm\nSubject: Printer",
    ],
    ["Outlook in bold", "*From:* IT Helpdesk\n*Sent:* 2 March 2026 09:15\n*To:* Anna\n*Subject:* Printer"],
    [
      "Outlook, Danish",
      "Fra: IT Helpdesk <helpdesk@desk.example>\nSendt: 2. marts 2026 09:15\nTil: Anna Holm\nEmne: Printer",
    ],
    ["Outlook, Swedish", "Från: IT Helpdesk\nSkickat: den 2 mars 2026 09:15\nTill: Anna\nÄmne: Printer"],
    ["Outlook, German", "Von: IT Helpdesk\nGesendet: Montag, 2. März 2026 09:15\nAn: Anna\nBetreff: Printer"],
    [
      "Outlook, Dutch",
      "Van: IT Helpdesk\nVerzonden: maandag 2 maart 2026 09:15\nAan: Anna\nOnderwerp: Printer",
    ],
    ["Outlook, French", "De : IT Helpdesk\nEnvoyé : lundi 2 mars 2026 09:15\nÀ : Anna\nObjet : Printer"],
    [
      "Outlook, Spanish",
      "De: IT Helpdesk\nEnviado: lunes, 2 de marzo de 2026 9:15\nPara: Anna\nAsunto: Printer",
    ],
    ["Outlook, Russian", "От: IT Helpdesk\nОтправлено: 2 марта 2026 г. 9:15\nКому: Anna\nТема: Printer"],
    ["Outlook, Chinese", "发件人: IT Helpdesk\n发送时间: 2026年3月2日 9:15\n收件人: Anna\n主题: Printer"],
    [
      "a program that draws a longer line",
      `${"_".repeat(60)}\nFrom: IT Helpdesk\nSent: Monday\nTo: Anna\nSubject: Printer`,
    ],
    ["Outlook on the web", `${"_".repeat(32)}\nFrom: IT Helpdesk\nSent: Monday\nTo: Anna\nSubject: Printer`],
    [
      "Hotmail, the date first",
      `${"-".repeat(40)}\n\nDate: Mon, 2 Mar 2026 09:15\nSubject: Printer\nFrom: helpdesk@desk.example`,
    ],
    ["a marked original", "-----Original Message-----\nFrom: IT Helpdesk"],
    ["a marked original, Danish", "-----Oprindelig meddelelse-----\nFra: IT Helpdesk"],
    ["a marked original, German", "-----Ursprüngliche Nachricht-----"],
    ["a marked original, Dutch", "----- Oorspronkelijk bericht -----"],
    ["a marked original, French", "-----Message d'origine-----"],
    ["a marked answer", "-----Antwort Nachricht-----"],
    ["an original by David", "Original Message processed by david®\nRe: Printer\nVon IT Helpdesk\nAn Anna"],
  ])("of %s", (_, block) => {
    const apart = answer(`It works now.\n\n${block}\n\nIs it working?\n\n#close`);
    expect(apart).toMatchObject({ newText: "It works now.", forwarded: null });
    expect(apart.quoted).toContain("#close");
    expect(apart.quoted).toContain(block.split("\n").at(-1));
  });

  it("may have all its headers on the line of its mark", () => {
    const mark =
      "-------- Original message --------From: IT <it@desk.example> Date: 02/03/2026 To: a@x.example Subject: Printer";
    const apart = answer(`It works now.\n${mark}\nIs it working?\n#close`);
    expect(apart).toMatchObject({ newText: "It works now.", forwarded: null });
    expect(apart.quoted).toContain("#close");
  });

  it("stands beside the last words where the program broke no line", () => {
    expect(answer("yes On Mon, Mar 2, 2026 at 9:15 AM, helpdesk@desk.example wrote:\n> ok?").newText).toBe(
      "yes",
    );
  });
});

describe("what is written below a signature", () => {
  it.each([
    "Sent from my iPhone\n\nThe printer in room 5 is broken.\n\nCould you send somebody?",
    "Best regards\nAnna\n\nRoom 5, second floor.\n\nBy the way, it is loud.",
    `Hi\n\nit fails.\n\nRegards,\nAnna\n\n${"Step\n".repeat(6)}\nCould you tell me what is wrong?\n\n${"Step\n".repeat(16)}`,
  ])("is kept whole where nothing stands above it, or it is long: %j", (text) => {
    expect(first(text).newText).toBe(text.trimEnd());
  });
});

describe("answers among quotes", () => {
  it("are kept, without what they answer", () => {
    const text =
      "On Mon, 2 Mar 2026, IT wrote:\n> Which floor?\n\nThe second.\n\n> Which room?\nRoom 14\n> Thanks\n\nAnna";
    expect(answer(text)).toMatchObject({ newText: "The second.\n\nRoom 14", signature: "Anna" });
  });

  it("are kept apart where no empty line parts them", () => {
    expect(answer("> Which floor?\nThe second.\n> Which room?\nRoom 14").newText).toBe(
      "The second.\n\nRoom 14",
    );
  });

  it("are kept below the whole quote", () => {
    const apart = answer(
      "IT <it@desk.example> wrote:\n> Is it working?\n> #close\n\nNo, still broken.\n-- \nAnna Holm",
    );
    expect(apart).toMatchObject({ newText: "No, still broken.", signature: "-- \nAnna Holm" });
  });

  it("are kept beside a quote whose writer is named without a day", () => {
    expect(answer("Marc Slemko wrote:\n> Which floor?\n\nThe second.").newText).toBe("The second.");
    expect(answer("Marc Slemko wrote:\nWhich floor?").newText).toBe("Marc Slemko wrote:\nWhich floor?");
    expect(answer("Sí.\n\nEl El vie, 3 mar 2026, IT <it@x.example> escribió:\n> ok?").newText).toBe("Sí.");
  });

  it.each([
    "Yes, please do that.",
    "Done, try again.\n#close",
    "Hello,\nthe printer is in room 5.\nYes, please.",
  ])("are kept right above an attribution behind a dash: %j", (words) => {
    const { newText } = answer(`${words}\n- On Mon, 2 Mar 2026 at 10:00 IT <it@desk.example> wrote:\n> old`);
    expect(newText.startsWith(words)).toBe(true);
  });

  it("are kept where an original is marked and quoted", () => {
    expect(answer("-----Original Message-----\n> Is it working?\n\nYes it is").newText).toBe("Yes it is");
  });
});

describe("forwards", () => {
  it.each([
    ["Gmail", "---------- Forwarded message ---------\nFrom: Bo <bo@customer.example>"],
    ["Gmail, Danish", "---------- Videresendt meddelelse ---------\nFra: Bo <bo@customer.example>"],
    ["Thunderbird", "-------- Forwarded Message --------\nSubject: Help"],
    ["Thunderbird, Danish", "-------- Videresendt besked --------\nEmne: Hjælp"],
    ["Apple Mail", "Begin forwarded message:\n\nFrom: Bo <bo@customer.example>"],
    ["Apple Mail, Danish", "Start på videresendt besked:\n\nFra: Bo <bo@customer.example>"],
    ["German", "---------- Weitergeleitete Nachricht ---------\nVon: Bo"],
    ["Dutch", "---------- Doorgestuurd bericht ---------\nVan: Bo"],
    ["French", "---------- Message transféré ---------\nDe : Bo"],
    ["Spanish", "---------- Mensaje reenviado ---------\nDe: Bo"],
    [
      "Yahoo, on one line",
      '   ----- Forwarded Message ----- From: Bo <bo@x.example>To: "a" <a@x.example>Sent: Monday, GMT+1Subject: Help',
    ],
  ])("of %s carry the comment only as new", (_, mark) => {
    const apart = first(`Can you help him?\n\n${mark}\n\nMy screen is black.\n#close`);
    expect(apart).toMatchObject({ newText: "Can you help him?", commandText: "Can you help him?" });
    expect(apart.forwarded?.body).toBe("My screen is black.\n#close");
    expect(apart.quoted).toContain("My screen is black.");
  });

  it.each([
    ["FW: Help", "From: Bo\nSent: Monday, 2 March 2026\nTo: Anna\nSubject: Help"],
    ["VS: Hjælp", "Fra: Bo\nSendt: 2. marts 2026\nTil: Anna\nEmne: Hjælp"],
    ["[EXTERNAL] Fwd: Help", "-----Original Message-----\nFrom: Bo"],
  ])("%s is told from an answer by its subject", (subject, block) => {
    expect(first(`See below\n\n${block}\n\nHi`, { subject })).toMatchObject({
      newText: "See below",
      forwarded: { body: "Hi" },
    });
    expect(answer(`See below\n\n${block}\n\nHi`).forwarded).toBe(null);
  });

  it("without a comment bring nothing new", () => {
    const apart = first("---------- Forwarded message ---------\nFrom: Bo\n\n#close", {
      subject: "Fwd: Help",
    });
    expect(apart).toMatchObject({
      newText: "",
      forwarded: { from: null, fromName: "Bo", subject: "Help", body: "#close" },
      quoted: "---------- Forwarded message ---------\nFrom: Bo\n\n#close",
    });
  });
});

describe("signatures", () => {
  it.each([
    ["a delimiter", "-- \nAnna Holm\nDepartment of Physics\n+45 12 34 56 78"],
    ["a delimiter that lost its blank", "--\nAnna Holm"],
    ["a delimiter, with what looks like a command", "-- \nAnna Holm\n#close"],
    ["a telephone", "Sent from my iPhone"],
    ["a telephone, Danish", "Sendt fra min iPhone"],
    ["a telephone's Outlook", "Get Outlook for iOS<https://aka.ms/o0ukef>"],
    ["a telephone's Outlook, Danish", "Hent Outlook til Android<https://aka.ms/AAb9ysg>"],
    ["a farewell", "Best regards,\nAnna Holm\nDepartment of Physics"],
    ["a farewell with a name", "Kind regards, Anna"],
    ["a farewell, Danish", "Med venlig hilsen\n\nAnna Holm\nInstitut for Fysik"],
    ["a farewell with a name, Danish", "Mvh Anna"],
    ["a farewell in two languages", "Venlig hilsen / Best regards\nAnna"],
    ["a farewell, German", "Mit freundlichen Grüßen\nAnna Holm"],
    ["a farewell, Dutch", "Met vriendelijke groet,\nAnna"],
    ["a farewell, French", "Cordialement,\nAnna"],
    ["a farewell, Spanish", "Un saludo,\nAnna"],
    ["the bare name", "Anna"],
    ["the bare name behind a dash", "/Anna"],
    ["the name above contact details", "Anna Holm\nDepartment of Physics\nTel. 12345678"],
    ["what the library knows: a drawn line", "____\nDepartment of Physics"],
  ])("%s", (_, signature) => {
    const apart = answer(`The printer works now.\n\n${signature}\n`);
    expect(apart).toMatchObject({ newText: "The printer works now.", signature });
    expect(answer(`The printer works now.\n\n${signature}\n\nOn 2 Mar 2026 IT wrote:\n> ok?`)).toMatchObject(
      apart.quoted === null ? { newText: apart.newText, signature } : {},
    );
  });

  it.each([
    ["thanks, which may be the answer", "Tak!"],
    ["thanks at the end", "It works now.\n\nThanks!"],
    ["a farewell with nothing before it", "Best regards,\nAnna"],
    ["a delimiter with nothing before it", "-- \nAnna Holm"],
    ["a name with nothing before it", "Anna"],
    [
      "a sentence about a telephone",
      "The mail I get says this\nSent from my desk, it is much easier than my phone.",
    ],
    ["a heading", "Best Practices\nrestart it first"],
    ["a rule in the text", `First part\n--\n${"Another line of the second part.\n".repeat(20)}`.trimEnd()],
    ["the writer's name in a sentence", "Please give the key to\nAnna\nwhen she comes"],
    [
      "the writer's name above a paragraph",
      `I am\n\nAnna\n\n${"and I have something to tell ".repeat(3)}you`,
    ],
    ["somebody else's name", "Who has the key?\nMike"],
  ])("not %s", (_, text) => {
    expect(answer(text).newText).toBe(text);
  });

  it("keeps the postscript", () => {
    const apart = answer("It works now.\n\nBest regards,\nAnna\n\nPS: The scanner does not.");
    expect(apart).toMatchObject({
      newText: "It works now.\n\nPS: The scanner does not.",
      signature: "Best regards,\nAnna",
    });
  });

  it("keeps commands that an agent writes below the bare name", () => {
    expect(answer("I replaced the drum.\n\nAnna\n#resolve").newText).toContain("#resolve");
  });

  it("keeps commands that an agent writes below the farewell", () => {
    const apart = answer(
      "I replaced the drum.\n\nMvh\nMike\n\n#resolve\n\nDen 2. mar. 2026 kl. 09.15 skrev IT:\n> #close",
    );
    expect(apart.newText).toBe("I replaced the drum.\n\n#resolve");
  });
});

describe("what is the writer's own", () => {
  it.each([
    ["a sentence with a colon", "Anna wrote at 10:30 that the screen says:\nPaper jam"],
    ["a sentence about writing", "On Monday I wrote to you about this:\nit is still broken"],
    ["a sentence about somebody's mail", "It stops.\nSee what Bo <bo@customer.example> wrote:\nPaper jam"],
    ["a sentence about writing, Danish", "Den 2/3 skrev jeg til jer:\nden virker stadig ikke"],
    ["a form", "From: room 12\nTo: room 14\nWhen: Monday"],
    ["a form without a sender", "Date: Monday\nTo: room 14\nSubject: moving"],
    ["a prompt", "I typed this:\n> dir C:\nand nothing came"],
    ["a rule", "One\n----------\nTwo"],
    ["a long line", `On 2 Mar 2026 ${"x ".repeat(400)}wrote:\nand more`],
    ["a list", "- From: and To: are mixed up\n- Sent: is empty"],
  ])("%s", (_, text) => {
    expect(first(text).newText).toBe(text);
    expect(first(`Look here\n${text}`).newText).toBe(`Look here\n${text}`);
  });

  it("all of a first mail that is nothing but a pasted mail", () => {
    const text = "From: Bo\nSent: Monday\nTo: Anna\nSubject: Help\n\nMy screen is black.";
    expect(first(text)).toEqual({
      newText: text,
      commandText: "",
      signature: null,
      quoted: null,
      forwarded: null,
    });
  });

  it("nothing of an answer that is nothing but a quote", () => {
    expect(answer("From: IT\nSent: Monday\nTo: Anna\nSubject: Help\n\n#close").newText).toBe("");
    expect(answer("On 2 Mar 2026 at 09:15 IT wrote:\n\n#close").newText).toBe("");
    expect(answer("> #close").newText).toBe("");
    expect(first("On 2 Mar 2026 at 09:15 IT wrote:\n\n#close", { subject: "SV: Help" }).newText).toBe("");
  });
});

describe("marks of our own", () => {
  it("are never part of the new text", () => {
    const text = `It works\n${"-".repeat(40)}\n${markerLine(TOKEN)}\n\n> ${markerLine(TOKEN)}\n\nreally`;
    expect(answer(text).newText).not.toMatch(/ref:|---/);
    expect(answer(text).commandText).toBe("It works");
    expect(answer(text).newText).toMatch(/^It works\s+really$/);
    expect(answer(`ok\n\n-----Original Message-----\nIs it?\n${markerLine(TOKEN)}`).quoted).not.toContain(
      TOKEN,
    );
  });
});

describe("spelling", () => {
  it.each([
    ["line ends of all sorts", "one\r\ntwo\rthree", "one\ntwo\nthree"],
    ["invisible characters", "\ufeff#cl\u200bose\u00a0now", "#close now"],
    ["blanks at line ends and runs of empty lines", "one   \n\n\n\n\ntwo\n\n", "one\n\ntwo"],
    ["indentation", "  one\n    two", "  one\n    two"],
  ])("%s", (_, text, expected) => {
    expect(first(text).newText).toBe(expected);
  });
});

describe("a mail as a whole", () => {
  it("answers by its References alone, too", () => {
    expect(first("> #close", { references: ["x@desk.example"] }).newText).toBe("");
  });

  it("without a usable sender is taken apart as well", () => {
    expect(answer("It works.\n\nBest regards,\nAnna", { from: [] }).newText).toBe("It works.");
  });

  it.each([`${"-".repeat(41)}`, `${"-".repeat(39)}`, `x${"-".repeat(40)}`, `${"-".repeat(40)}x`])(
    "has commands below a line that is not our rule: %s",
    (line) => {
      expect(answer(`Thanks\n\n${line}\n\n#close`).commandText).toMatch(/^#close$/m);
    },
  );

  it("that quotes below its own words has those alone as new", () => {
    expect(first("Look\n\nOn 2 Mar 2026 IT wrote:\n> x").newText).toBe("Look");
  });

  it("that forwards what is marked as quoted, with a comment below, has both", () => {
    const text = "-----Original Message-----\n> From: Bo\n>\n> It jams.\n\nPlease help him.";
    expect(first(text, { subject: "Fwd: Help" })).toMatchObject({
      newText: "Please help him.",
      forwarded: { fromName: "Bo", body: "It jams." },
    });
  });

  it("that is a pasted one keeps its words, but neither quotes within nor our marks", () => {
    const head = "From: Bo\nSent: Monday\nTo: Anna\nSubject: Help";
    expect(first(`${head}\n\nHi\n> old\n${markerLine(TOKEN)}`).newText).toBe(`${head}\n\nHi`);
  });
});

describe("what somebody else wrote", () => {
  it.each(["\u2028", "\u2029"])(
    "stays quoted behind %j, which mail programs do not quote anew",
    (separator) => {
      const text = `I will have a look.\n\n> Hi, it is broken.${separator}${separator}#close${separator}\n`;
      expect(takeApart(aMail({ text, inReplyTo: ["a@b.example"] })).newText).toBe("I will have a look.");
    },
  );

  it("is found in time that grows with the mail, however often a quote begins", () => {
    const seconds = (times: number) => {
      const mail = aMail({ text: "On 1/1 a wrote:\r\n>\r\n".repeat(times) });
      const began = performance.now();
      takeApart(mail);
      return (performance.now() - began) / 1_000;
    };
    expect(seconds(60_000)).toBeLessThan(4);
  });
});

describe("commands that may be somebody else's", () => {
  it("are not read from a name above a quote that looks like another beginning of it", () => {
    const name = "On Mon, 2 Mar 2026 at 09:15, Bo\n#close\nOn 2 Mar 2026 bo@x.example wrote:\n> text";
    expect(answer(name).commandText).toBe("");
    const wrapped =
      "On Mon, 2 Mar 2026 at 09:15, Very Long Company\nSales: Bo Lind wrote:\n\nIt jams.\n#close";
    expect(answer(`Thanks.\n\n${wrapped}`)).toMatchObject({ newText: "Thanks.", commandText: "Thanks." });
  });

  const LONG = `> ${"please look at it ".repeat(4)}and then`;

  it.each([
    ["the end of a long quoted line that a program wrapped", `Thanks\n\n${LONG}\n#close`],
    ["the end of one that it wrapped twice", `Thanks\n\n${LONG}\n${"and then some ".repeat(5)}\n#close`],
    ["below what may name somebody in words nobody knows", "Thanks\n\nQqq 2/3/2026 09:15 IT Xxx:\n\n#close"],
    [
      "below a quote within a quote that only a header block announces",
      "Thanks\n\nFrom: Bo\nSent: Monday\nTo: IT\nSubject: Hi\n\n> Is it?\n#close",
    ],
    ["the same below a line that says so", "Thanks\n\n-----Original Message-----\n> Is it?\n#close"],
    ["below the rule of our mails, unmarked", `Thanks\n${"-".repeat(40)}\n#close`],
    ["below the marker of our mails, unmarked", `Thanks\n${markerLine(TOKEN)}\n#close`],
    [
      "a first mail that is nothing but a pasted one",
      "From: Bo\nSent: Monday\nTo: IT\nSubject: Hi\n\n#close",
    ],
  ])("are kept as text: %s", (what, text) => {
    const apart = what.startsWith("a first") ? first(text) : answer(text);
    expect(apart.newText).toContain("#close");
    expect(apart.commandText).not.toContain("#close");
  });

  it.each([
    ["below a quote", "> Is it?\nYes.\n#close"],
    ["below a long quote, apart", `${LONG}\n\nYes.\n\n#close`],
    ["below a long quote, after words", `${LONG}\nYes.\n#close`],
    ["above a quote", "#close\n\n> Is it?\n> Really?"],
    ["below a time", "Call at 09:15.\n#close"],
  ])("are read where they are certainly the writer's: %s", (_, text) => {
    expect(answer(text).commandText).toMatch(/^#close$/m);
  });

  it("are no one's below a signature's delimiter, a farewell above it or not", () => {
    for (const above of ["Thanks", "Thanks\n\nKind regards\nAnna"]) {
      const apart = answer(`${above}\n\n-- \nAnna Holm\n#close`);
      expect(apart).toMatchObject({ newText: "Thanks", commandText: "Thanks" });
    }
  });

  it("of GroupWise's quote are not read", () => {
    const text = 'Thanks\n\n>>> "IT" <it@desk.example> 02-03-2026 09:15 >>>\nIs it?\n\n#close';
    expect(answer(text)).toMatchObject({ newText: "Thanks", commandText: "Thanks" });
  });
});

describe("always", () => {
  const line = fc.oneof(
    fc.constantFrom(
      "",
      "> quoted",
      "-- ",
      "Best regards,",
      "#close",
      "From: A",
      "Sent: B",
      "To: C",
      "Subject: D",
      "On 2 Mar 2026 A wrote:",
      "-----Original Message-----",
      "---------- Forwarded message ----------",
      "Sent from my iPhone",
      `[ref:${TOKEN}]`,
    ),
    fc.string({ unit: "binary", maxLength: 60 }),
  );
  const text = fc.array(line, { maxLength: 40 }).map((lines) => lines.join("\n"));

  it("every text is taken apart without throwing, and no word appears that was not in it", () => {
    fc.assert(
      fc.property(text, fc.boolean(), (body, reply) => {
        const apart = reply ? answer(body) : first(body);
        const words = new Set(body.replace(/[\u200b\u200e\u200f\u2060\ufeff\u00ad]/g, "").split(/\s+/));
        for (const part of [apart.newText, apart.signature, apart.quoted]) {
          for (const word of (part ?? "").split(/\s+/)) expect(words.has(word) || word === "").toBe(true);
        }
      }),
    );
  });

  it("whatever days, times and names the writer's own words hold, all of them are kept above a quote", () => {
    const word = fc.constantFrom(
      ..."printer|Printer|2024|On|on|3|March|3 March|Den|Am|Le|El|we|jams|mail|at|9:15|help|1.|2/3|12:30|from|to|Date".split(
        "|",
      ),
      ..."Invoice|room 12|error 13.2|2026-03-02|no.|kl.|um|the|is|still|Monday|men|er|jeg|(see below)|10%|CET|yesterday,".split(
        "|",
      ),
    );
    const paragraph = fc.array(word, { minLength: 2, maxLength: 9 }).map((parts) => parts.join(" "));
    const heading =
      "From: IT <it@desk.example>\nSent: Monday, March 2, 2026 9:15 AM\nTo: Anna\nSubject: Printer";
    const above = fc.constantFrom(
      "On Mon, Mar 2, 2026 at 9:15 AM IT <it@desk.example> wrote:",
      "On Mon, Mar 2, 2026 at 9:15 AM IT\n<it@desk.example> wrote:",
      "Den man. 2. mar. 2026 kl. 09.15 skrev IT <it@desk.example>:",
      "Am Mo., 2. März 2026 um 09:15 Uhr schrieb IT <it@desk.example>:",
      "Op ma 2 mrt 2026 om 09:15 schreef IT <it@desk.example>:",
      "El lun, 2 mar 2026 a las 9:15, IT (<it@desk.example>) escribió:",
      "在 2026年3月2日，09:15，IT <it@desk.example> 写道：",
      `-----Original Message-----\n${heading}`,
      `________________________________\n${heading}`,
    );
    const quote = fc.constantFrom("> Is it working?\n> IT", "Is it working?\n\nIT");
    fc.assert(
      fc.property(
        fc.array(paragraph, { minLength: 1, maxLength: 4 }),
        fc.constantFrom("\n", "\n\n"),
        above,
        quote,
        (words, between, attribution, quoted) => {
          const { newText } = answer(`${words.join(between)}\n\n${attribution}\n\n${quoted}\n`);
          expect(newText.replace(/\s+/g, " ")).toBe(words.join(" "));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("a command below a quote mark, a forward mark or an attribution is never newly written in an answer", () => {
    const mark = fc.constantFrom(
      "> ",
      "---------- Forwarded message ----------\n",
      "-----Original Message-----\n",
      "On 2 Mar 2026 at 09:15 IT <it@desk.example> wrote:\n\n",
      "Den 2. mar. 2026 kl. 09.15 skrev IT <it@desk.example>:\n\n",
      "Fra: IT\nSendt: mandag\nTil: Anna\nEmne: Printer\n\n",
    );
    fc.assert(
      fc.property(fc.array(fc.lorem({ maxCount: 6 }), { maxLength: 5 }), mark, (above, quote) => {
        expect(answer(`${above.join("\n")}\n\n${quote}#close`).newText).not.toContain("#close");
      }),
    );
  });

  it("hostile texts take no time", () => {
    const units =
      'Op schreef\n|On x\nwrote:\n|On a on at |Dnia \npisze|From: x <a\n|\n| |> |> x\n|-- \n|--|_|Kind regards\n|On 1 wrote:\n> x\n|12:30 wrote|a/|On |>|>\n|> a\nb\n|On 2 Mar 2026\n|From: a\nTo: b\n|From: a@b.example\nx\n|To: a;\n|-A\n\n|a@b.example\n|-- x|--x:|Regards\n\n\n|Begin forwarded message:\n|>>> a 1 >>>\n|> (http://a\nx)\n|Quoting a:\n|A <a@b.example> 2026\n|"|«|a To: b Sent: c ';
    for (const unit of units.split("|")) {
      const started = performance.now();
      answer(unit.repeat(500_000 / unit.length));
      first(unit.repeat(100_000 / unit.length), { subject: "Fwd: x" });
      expect(performance.now() - started, JSON.stringify(unit)).toBeLessThan(4_000);
    }
  });
});
