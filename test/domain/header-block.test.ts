/** Where a block of printed headers begins, how far it goes, and what it says; and what people write that only looks like one. */
import { describe, expect, it } from "vitest";
import { readHeaderBlock, readSender, splitTitledBlock } from "../../src/domain/header-block.ts";

const read = (text: string, below: "text" | "rule" | "mark" = "text") =>
  readHeaderBlock(text.split("\n"), 0, below);
const ends = (text: string, below: "text" | "rule" | "mark" = "text") => read(text, below)?.end ?? null;

describe("a block", () => {
  it("is its four headers, with what they say", () => {
    const block = read("From: Bo <bo@x.example>\nSent: Monday\nTo: Anna\nSubject: Help\nCc: Mike\n\nHi");
    expect(block).toEqual({ end: 5, from: "Bo <bo@x.example>", subject: "Help", date: "Monday", to: "Anna" });
  });

  it("has nothing to say of headers that are not there", () => {
    expect(read("From: Bo", "mark")).toEqual({ end: 1, from: "Bo", subject: null, date: null, to: null });
    expect(read("Subject: Help", "mark")).toEqual({
      end: 1,
      from: null,
      subject: "Help",
      date: null,
      to: null,
    });
  });

  it("begins at a header only", () => {
    expect(read("Hello\nFrom: Bo\nSent: Monday\nTo: Anna")).toBe(null);
    expect(read("")).toBe(null);
    expect(readHeaderBlock([], 0, "mark")).toBe(null);
    expect(readHeaderBlock(["x", "From: Bo", "Sent: Monday", "To: Anna"], 1, "text")?.end).toBe(4);
  });

  it.each([
    ["three kinds, the sender's among them", "From: Bo\nSent: Monday\nTo: Anna", "text", true],
    ["two kinds in a text", "From: Bo\nTo: Anna", "text", false],
    ["two kinds below a rule", "From: Bo\nTo: Anna", "rule", true],
    ["one below a rule", "From: Bo", "rule", false],
    ["three without a sender", "Sent: Monday\nTo: Anna\nSubject: Help", "text", false],
    ["three without a sender, below a rule", "Sent: Monday\nTo: Anna\nSubject: Help", "rule", false],
    ["copies, which are no kind of their own", "From: Bo\nCc: Anna\nReply-To: Mike", "text", false],
    ["an address and a full date", "From: bo@x.example\nDate: 2 March 2026", "text", true],
    ["a recipient's address and a full date", "Date: 2026-03-02\nTo: anna@x.example", "text", true],
    ["an address and a day", "From: bo@x.example\nDate: Monday", "text", false],
    ["a name and a full date", "From: Bo\nDate: 2 March 2026", "text", false],
    ["a full date alone", "Date: 2 March 2026", "text", false],
  ] as const)("%s", (_, text, below, is) => {
    expect(read(text, below) !== null).toBe(is);
  });

  it.each([
    ["2026, 2 March, 9:15", true],
    ["2026 kl. 09.15", true],
    ["2026 um 12h30", true],
    ["9:15 on the 2nd, 2026", true],
    ["19:15, Monday the 2nd of some month in 2026", true],
    ["09h15 1999", true],
    ["2026-03-02", true],
    ["2026/3/2", true],
    ["1999.12.31", true],
    ["02-03-2026", true],
    ["2.3.2026", true],
    ["31/12/1999", true],
    ["March 2026", true],
    ["mar. 2026", true],
    ["marts, 2026", true],
    ["mar., 2026", true],
    ["Monday, 2 March", false],
    ["9:15", false],
    ["2026", false],
    ["to 2026", false],
    ["March 20261", false],
    ["March 2126", false],
    ["1.2.3026", false],
    ["3026-03-02", false],
    [`2026 ${"x".repeat(40)} 9:15`, false],
    [`9:15 ${"- ".repeat(25)}2026`, false],
    ["20261 and 9:15", false],
    ["1226 at 9:15", false],
    ["2026 at 9:1", false],
  ] as const)("is as good as sure by the date %j: %s", (date, is) => {
    expect(read(`From: bo@x.example\nDate: ${date}`) !== null).toBe(is);
  });

  it.each([
    ["bo@x.example", true],
    ["Bo <bo@x.example>", true],
    ["b@xy", true],
    ["bo@x", false],
    ["@x.example", false],
    ["Bo", false],
    ["", false],
  ] as const)("is as good as sure by the sender %j: %s", (from, is) => {
    expect(read(`From: ${from}\nDate: 2026-03-02`) !== null).toBe(is);
  });
});

describe("labels", () => {
  it.each([
    ["in bold", "*From:* Bo\n*Sent:* Monday\n*To:* Anna"],
    ["in bold, the colon outside", "*From*: Bo\n*Sent*: Monday\n*To*: Anna"],
    ["in bold, with blanks", "** From **: Bo\n__Sent__: Monday\n _To_ : Anna"],
    ["with a blank before the colon", "From : Bo\nSent : Monday\nTo : Anna"],
    ["set in", "   From: Bo\n   Sent: Monday\n   To: Anna"],
    ["behind a mark of direction", "\u202aFrom: Bo\n\u202aSent: Monday\n\u202aTo: Anna"],
    ["with the wide colon", "发件人：Bo\n发送时间：星期一\n收件人：Anna"],
    ["in any case", "FROM: Bo\nsent: Monday\nTO: Anna"],
    ["of different languages", "Fra: Bo\nSent: Monday\nAan: Anna"],
  ])("%s", (_, text) => {
    expect(ends(text)).toBe(3);
  });

  it.each([
    ["that are none", "Room: 12\nWhen: Monday\nTo: Anna"],
    ["without a colon", "From Bo\nSent Monday\nTo Anna"],
    ["without a name", ": Bo\n: Monday\n: Anna"],
    ["of marks only", "**: Bo\n**: Monday\n**: Anna"],
    ["within a sentence", "Mail from: Bo\nSent: Monday\nTo: Anna"],
    ["with much before the colon", `From${" ".repeat(60)}: Bo\nSent: Monday\nTo: Anna`],
  ])("not %s", (_, text) => {
    expect(read(text)).toBe(null);
  });

  it.each([
    ["*From:* Bo", "Bo"],
    ["**From:** Bo", "Bo"],
    ["*From:*", ""],
    ["From: *Bo*", "Bo"],
    ["From: *Bo* Ek", "*Bo* Ek"],
    ["From: a *Bo*", "a *Bo*"],
    ["From: *b", "*b"],
    ["From:Bo", "Bo"],
    ["From:  Bo  ", "Bo"],
    ["From: x: b", "x: b"],
  ])("%j has the value %j", (line, value) => {
    expect(read(line, "mark")?.from).toBe(value);
  });
});

describe("headers run together", () => {
  it("on one line are told apart", () => {
    expect(read("From: Bo <bo@x.example> Sent: Monday *To*: Anna Subject: Help\nHi")).toEqual({
      end: 1,
      from: "Bo <bo@x.example>",
      subject: "Help",
      date: "Monday",
      to: "Anna",
    });
    expect(read("Date: Monday To: Anna Subject: Help\nFrom: Bo")?.end).toBe(2);
  });

  it("within a subject or below other labels are its own words", () => {
    expect(read("From: Bo\nSubject: what I mailed To: Anna Subject: Help\nSent: Monday")).toMatchObject({
      end: 3,
      subject: "what I mailed To: Anna Subject: Help",
      to: null,
    });
  });

  it("on a line as no program writes them are not looked for", () => {
    const text = `From: Bo${" ".repeat(1_000)} Sent: Monday To: Anna`;
    expect(read(text)).toBe(null);
    expect(read(`From: Bo${" ".repeat(960)} Sent: Monday To: Anna`)?.date).toBe("Monday");
  });
});

describe("values that go on", () => {
  it.each([
    ["recipients", "From: Bo\nSent: Monday\nTo: Anna;\nMike;\nLena\nSubject: Help\n\nHi", 6],
    ["recipients by their marks", "From: Bo\nSent: Monday\nTo: Anna <\nMike,\nLena Holm>\n\nHi", 5],
    ["recipients by their addresses", "From: Bo\nSent: Monday\nTo: Anna\nand mike@x.example too\nHi", 4],
    [
      "recipients whose last one has no mark",
      "From: Bo\nSent: Monday\nTo: Anna Holm; Mike\nLund\nSubject: Help\nHi",
      5,
    ],
    ["copies", "From: Bo\nSent: Monday\nTo: Anna\nCc: Mike;\nLena;\nHi", 5],
    ["a sender's address", "From: Bo\nbo@x.example\nSent: Monday\nTo: Anna\nHi", 4],
    ["a value on the next line", "From:\nBo\nSent:\nMonday\nTo:\nAnna;\nHi", 6],
    ["a subject above another header", "From: Bo\nSent: Monday\nSubject: a long\nsubject\nTo: Anna\nHi", 5],
    ["a subject in four lines", "From: Bo\nSent: Monday\nSubject: a\nlong\nlong\nsubject\nTo: Anna\nHi", 7],
    ["twenty lines of recipients", `From: Bo\nSent: Monday\nTo: Anna;\n${"Mike;\n".repeat(20)}Hi`, 23],
  ])("%s", (_, text, end) => {
    expect(ends(text)).toBe(end);
  });

  it.each([
    ["into the text", "From: Bo\nSent: Monday\nTo: Anna\nHi Anna\nHelp me", 3],
    ["from a subject into the text", "From: Bo\nSent: Monday\nTo: Anna\nSubject: Help\nHi Anna", 4],
    ["into a sentence", "From: Bo\nSent: Monday\nTo: Anna\nIs it so? Yes;\nHi", 3],
    ["into a long line", `From: Bo\nSent: Monday\nTo: Anna\nmike@x.example ${"x".repeat(1_000)}\nHi`, 3],
    [
      "a second time to an address",
      "From: bo@x.example\nSent: Monday\nTo: x\nSubject: Help\nbo@x.example",
      4,
    ],
    ["for five lines of a subject", "From: Bo\nSent: Mon\nSubject: a\nb\nc\nd\ne\nTo: Anna", 3],
    ["for more lines of recipients", `From: Bo\nSent: Monday\nTo: Anna;\n${"Mike;\n".repeat(22)}Hi`, 23],
  ])("not %s", (_, text, end) => {
    expect(ends(text)).toBe(end);
  });

  it("are put together", () => {
    expect(read("From: Bo\n <bo@x.example> \nSent: Monday\nTo: Anna;\n Mike;\nSubject: Help")).toEqual({
      end: 6,
      from: "Bo <bo@x.example>",
      date: "Monday",
      to: "Anna; Mike;",
      subject: "Help",
    });
    expect(read("From:\nBo\nSent: Monday\nTo: Anna")?.from).toBe("Bo");
  });
});

describe("empty lines", () => {
  it.each([
    ["one between headers", "From: Bo\n\nSent: Monday\n\nTo: Anna\n\nHi", 5],
    ["two between headers", "From: Bo\nSent: Monday\nTo: Anna\n\n\nSubject: Help\nHi", 6],
    ["three between headers", "From: Bo\nSent: Monday\nTo: Anna\n\n\n\nSubject: Help\nHi", 3],
    ["of blanks between headers", "From: Bo\n \t\nSent: Monday\nTo: Anna\n\nHi", 4],
    ["above a header that was there", "From: Bo\nSent: Monday\nTo: Anna\n\nTo: Mike", 3],
    ["at the end", "From: Bo\nSent: Monday\nTo: Anna\n\n\n\n", 3],
  ])("%s", (_, text, end) => {
    expect(ends(text)).toBe(end);
  });
});

describe("further in", () => {
  it("another block is not this one's", () => {
    expect(read("From: Bo\nSent: Monday\nTo: Anna\nFrom: Mike\nSent: Friday\nTo: Bo")).toMatchObject({
      end: 3,
      from: "Bo",
      date: "Monday",
    });
  });

  it("copies and other headers may come again, and the first one counts", () => {
    expect(read("From: Bo\nSent: Monday\nCc: A\nCc: B\nReply-To: C\nReply-To: D\nTo: Anna\nHi")?.end).toBe(7);
  });

  it("no more than forty lines are read", () => {
    const text = `From: Bo\nSent: Monday\nTo: Anna\n${"Cc: Mike\n".repeat(60)}`;
    expect(ends(text)).toBe(40);
  });
});

describe("a sender", () => {
  it.each([
    ["Bo Ek <bo@x.example>", "bo@x.example", "Bo Ek"],
    ["Bo Ek<bo@x.example>", "bo@x.example", "Bo Ek"],
    ["Bo Ek < bo@x.example >", "bo@x.example", "Bo Ek"],
    ["Bo Ek [bo@x.example]", "bo@x.example", "Bo Ek"],
    ["Bo Ek (bo@x.example)", "bo@x.example", "Bo Ek"],
    ["Bo Ek [mailto:bo@x.example]", "bo@x.example", "Bo Ek"],
    ["Bo Ek <mailto:bo@x.example>", "bo@x.example", "Bo Ek"],
    ['"Bo" <bo@x.example <mailto:bo@x.example>>', "bo@x.example", "Bo"],
    ["bo@x.example", "bo@x.example", null],
    ["bo@x.example <bo@x.example>", "bo@x.example", null],
    ["BO@X.example <bo@x.example>", "BO@X.example", null],
    ["bo@x.example...", "bo@x.example", null],
    ["Bo Ek", null, "Bo Ek"],
    [" , Bo Ek;; ", null, "Bo Ek"],
    [",,; Bo Ek ,; <bo@x.example>", "bo@x.example", "Bo Ek"],
    ['"Bo Ek" <bo@x.example>', "bo@x.example", "Bo Ek"],
    ["'Bo Ek' <bo@x.example>", "bo@x.example", "Bo Ek"],
    ["“Bo Ek” <bo@x.example>", "bo@x.example", "Bo Ek"],
    ["„Bo Ek“ <bo@x.example>", "bo@x.example", "Bo Ek"],
    ["„Bo Ek” <bo@x.example>", "bo@x.example", "Bo Ek"],
    ["« Bo Ek » <bo@x.example>", "bo@x.example", "Bo Ek"],
    ["«Bo Ek» <bo@x.example>", "bo@x.example", "Bo Ek"],
    [`"'Bo Ek'" <bo@x.example>`, "bo@x.example", "Bo Ek"],
    [`"' Bo '" <bo@x.example>`, "bo@x.example", "Bo"],
    [`'"“Bo”"' <bo@x.example>`, "bo@x.example", "“Bo”"],
    ['Bo "B" Ek <bo@x.example>', "bo@x.example", 'Bo "B" Ek'],
    ['"Bo" Ek <bo@x.example>', "bo@x.example", '"Bo" Ek'],
    ['Bo "Ek" <bo@x.example>', "bo@x.example", 'Bo "Ek"'],
    ["", null, null],
    ['""', null, null],
  ])("%j is %j, %j", (value, from, fromName) => {
    expect(readSender(value)).toEqual({ from, fromName });
  });

  it("is looked for in the beginning of a value", () => {
    expect(readSender(`${"x ".repeat(600)}bo@x.example`).from).toBe(null);
  });
});

describe("a block on the line of its title", () => {
  it.each([
    [
      "with blanks between",
      "-------- Original message --------From: IT <it@x.example> Date: 03/11/2026  15:46  (GMT+01:00) To: a@x.example Subject: Printer ",
      [
        "-------- Original message --------",
        "From: IT <it@x.example>",
        "Date: 03/11/2026  15:46  (GMT+01:00)",
        "To: a@x.example",
        "Subject: Printer",
      ],
    ],
    [
      "with nothing between",
      '   ----- Forwarded Message ----- From: Bo <bo@x.example>To: "c" <c@x.example>Sent: Monday, GMT+1Subject: Printer',
      [
        "   ----- Forwarded Message -----",
        "From: Bo <bo@x.example>",
        'To: "c" <c@x.example>',
        "Sent: Monday, GMT+1",
        "Subject: Printer",
      ],
    ],
    [
      "in German",
      "-------- Ursprüngliche Nachricht --------Von: IT <it@x.example> Datum: 03.11.26 An: a@x.example Betreff: Drucker",
      [
        "-------- Ursprüngliche Nachricht --------",
        "Von: IT <it@x.example>",
        "Datum: 03.11.26",
        "An: a@x.example",
        "Betreff: Drucker",
      ],
    ],
  ])("%s, is a line for each", (_, line, pieces) => {
    expect(splitTitledBlock(line)).toEqual(pieces);
  });

  it.each([
    ["a title alone", "-------- Original message --------"],
    ["words behind a title", "-------- Original message -------- see below"],
    ["a title that is none", "-------- original price --------From: Bo To: Anna"],
    ["words before the rule", "see -------- Original message --------From: Bo"],
    ["a longer line than programs print", `----- Original message -----From: ${"x".repeat(1_000)}`],
    ["text", "From: Bo To: Anna"],
  ])("is not made of %s", (_, line) => {
    expect(splitTitledBlock(line)).toBe(null);
  });
});
