/** Where quotes, links and signatures end: pieces that programs broke off, and what only looks like one. */
import { describe, expect, it } from "vitest";
import type { ParsedMail } from "../../src/domain/message.ts";
import { takeApart } from "../../src/domain/quote.ts";
import { aMail } from "../support/mail.ts";

const answer = (text: string, overrides: Partial<ParsedMail> = {}) =>
  takeApart(aMail({ text, subject: "Re: Printer", inReplyTo: ["x@desk.example"], ...overrides }));
const first = (text: string, overrides: Partial<ParsedMail> = {}) => takeApart(aMail({ text, ...overrides }));

describe("a link that a program broke off a quoted line", () => {
  it.each([
    ["a bracket opened above", "> see (http://desk.example/a/\nb/c)\n> for more"],
    ["an angle opened above", "> see <https://desk.example/a/\nb/c>\n> for more"],
    ["a square bracket opened above", "> see [www.desk.example/a/\nb/c]\n> for more"],
    ["an address opened above", "> Bo <mailto:\nbo@desk.example>\n> for more"],
    ["one that ends the quote", "> see (http://desk.example/a/\nb/c)"],
    ["one with a lost mark", "> see <https://desk.example/a/\nb/c> >\n> for more"],
    ["a whole one between quoted lines", "> see this:\n(http://desk.example/a)\n> for more"],
    ["a whole one in angles", "> see this:\n<www.desk.example/a>\n> for more"],
    ["a whole address in angles", "> see this:\n<mailto:bo@desk.example>\n> for more"],
    ["a lone mark's rest", "> see this:\n<https://desk.example/a> >\n> for more"],
  ])("is nobody's answer: %s", (_, quote) => {
    expect(answer(`Yes.\n\n${quote}`).newText).toBe("Yes.");
  });

  it.each([
    ["a link that answers, at the end", "> where?\n<https://desk.example/a>"],
    ["a bare link", "> where?\nhttps://desk.example/a\n> ok?"],
    ["words beside a link", "> where?\nHere (http://desk.example/a)\n> ok?"],
    ["a link with words behind", "> where?\n(http://desk.example/a) is it\n> ok?"],
    ["a word in brackets", "> where?\n(upstairs)\n> ok?"],
    ["an end of which nothing opened", "> where?\nb/c)\n> ok?"],
    ["two words below an open link", "> see (http://desk.example/a/\nnot there)\n> ok?"],
  ])("is an answer: %s", (_, quote) => {
    const line = quote.split("\n")[1];
    expect(answer(`${quote}`).newText).toBe(line);
  });
});

describe("the rest of a long quoted line", () => {
  const long = (length: number) => `> ${"x".repeat(length - 2)}`;

  it("is read no command from where programs wrap, and one where they do not", () => {
    expect(answer(`Yes.\n\n${long(53)}\n#close`).commandText).toBe("Yes.");
    expect(answer(`Yes.\n\n${long(52)}\n#close`).commandText).toBe("Yes.\n\n#close");
    expect(answer(`Yes.\n\n${long(60)}\nNo.`).commandText).toBe("Yes.");
    expect(answer(`Yes.\n\n${long(59)}\nNo.`).commandText).toBe("Yes.\n\nNo.");
    expect(answer(`Yes.\n\n${long(70)}\n\n#close`).commandText).toBe("Yes.\n\n#close");
    expect(answer(`Yes.\n\n${long(70)}\nshort\n#close`).commandText).toBe("Yes.\n\n#close");
    expect(answer(`Yes.\n\n${long(70)}\nshort\n#close`).newText).toBe("Yes.\n\nshort\n#close");
  });
});

describe("one line with a quote mark", () => {
  it("is the writer's where the mail answers nothing, and a quote where it does", () => {
    expect(first("I typed\n> dir\nand it stopped").newText).toBe("I typed\n> dir\nand it stopped");
    expect(answer("Yes\n> Is it?\nand more").newText).toBe("Yes\n\nand more");
    expect(answer("Yes\n\n> Is it?\n\nand more").newText).toBe("Yes\n\nand more");
  });

  it("of two marks amid words may be the writer's, but gives no commands", () => {
    expect(answer("Press\n>> Start\nand wait")).toMatchObject({
      newText: "Press\n>> Start\nand wait",
      commandText: "Press\n\nand wait",
    });
    expect(answer("Press\n\n>> Start\n\nand wait").newText).toBe("Press\n\nand wait");
    expect(answer("Press\n\n>> Start\nand wait").newText).toBe("Press\n\nand wait");
    expect(answer(">> Start\nand wait").newText).toBe("and wait");
  });

  it("may be set in by blanks, three at most", () => {
    expect(answer("Yes\n   > Is it?").newText).toBe("Yes");
    expect(answer("Yes\n    > x").newText).toBe("Yes\n    > x");
  });
});

describe("a rule above the headers of what is quoted", () => {
  const block = "From: Bo <bo@uni.example>\nSubject: Help";

  it.each(["_____", "-----", `${"_".repeat(32)}\n`, `${"-".repeat(20)}\n\n`])(
    "goes with them: %j",
    (rule) => {
      expect(answer(`Yes.\n\n${rule}\n${block}\n\nIs it?`)).toMatchObject({ newText: "Yes." });
      expect(answer(`Yes.\n\n${rule}\n${block}\n\nIs it?`).quoted).toMatch(/^[_-]{5}/);
    },
  );

  it("makes two headers enough, which alone are the writer's", () => {
    expect(first(`Look.\n\n${block}\n\nIs it?`).newText).toBe(`Look.\n\n${block}\n\nIs it?`);
    for (const rule of ["----", "-----x"]) {
      expect(first(`Look.\n\n${rule}\n${block}\n\nIs it?`).quoted, rule).toBe(null);
    }
  });
});

describe("a quote whose program quoted the announcement as well", () => {
  it.each([
    "> ---------- Forwarded message ---------",
    "> -----Original Message-----",
    "> On 2 Mar 2026 at 09:15, Bo <bo@uni.example> wrote:",
    "> From: Bo\n> Sent: Monday\n> To: Anna\n> Subject: Help",
    ">\n> -----Original Message-----",
  ])("is the forward that its subject names: %j", (announcement) => {
    const text = `Help him!\n\n${announcement}\n>\n> My screen is black.`;
    expect(first(text, { subject: "Fwd: Help" })).toMatchObject({ newText: "Help him!" });
    expect(first(text, { subject: "Fwd: Help" }).forwarded?.body).toContain("My screen is black.");
    expect(answer(text).forwarded === null).toBe(!announcement.includes("Forwarded"));
  });

  it("is none without one", () => {
    const text = "Help him!\n\n> Hello\n>\n> My screen is black.";
    expect(first(text, { subject: "Fwd: Help" }).forwarded).toBe(null);
  });
});

describe("an answer on the line of what announces the quote", () => {
  it.each([
    ["Yes On Mon, Mar 2, 2026 at 9:15 AM, it@desk.example wrote:", "Yes"],
    ["Ja Den 2. mar. 2026 kl. 09.15 skrev IT <it@desk.example>:", null],
    ["Yes -- On Mon, Mar 2, 2026 at 9:15 AM, IT <it@desk.example> wrote:", "Yes --"],
  ])("%s", (line, expected) => {
    const { newText } = answer(`${line}\n> Is it?`);
    if (expected !== null) expect(newText).toBe(expected);
    expect(newText).not.toContain("Is it?");
  });

  it("is one line where no quote follows", () => {
    const line = "I saw On Mon, Mar 2, 2026 at 9:15 AM, it@desk.example wrote:";
    expect(first(`${line}\nand more`).newText).toBe(`${line}\nand more`);
  });
});

describe("a signature's end", () => {
  it.each([
    ["PS: One more.", true],
    ["P.S. One more.", true],
    ["NB: One more.", true],
    ["#resolve", true],
    ["Psychology Department", false],
    ["# 12", false],
  ])("below a farewell: %s", (below, isWritten) => {
    const { newText } = answer(`It works.\n\nBest regards,\nAnna\n\n${below}`);
    expect(newText).toBe(isWritten ? `It works.\n\n${below}` : "It works.");
  });

  it("is far below RFC 3676's delimiter, and near below another", () => {
    const lines = (count: number) => "Another line.\n".repeat(count).trimEnd();
    expect(answer(`Yes.\n\n-- \n${lines(60)}`).newText).toBe("Yes.");
    expect(answer(`Yes.\n\n-- \n${lines(61)}`).newText).not.toBe("Yes.");
    expect(answer(`Yes.\n\n--\n${lines(15)}`).newText).toBe("Yes.");
    expect(answer(`Yes.\n\n--\n${lines(16)}`).newText).not.toBe("Yes.");
  });

  it.each(["—", "– ".trimEnd(), "--", "-- "])("begins at %j or not", (delimiter) => {
    const { signature } = answer(`Yes it does.\n\n${delimiter}\nDepartment of Physics`);
    expect(signature === null).toBe(delimiter === "–");
  });
});

describe("a name above contact details", () => {
  it.each([
    ["a number", "Bo Ek\n+45 12 34 56 78"],
    ["an address", "Bo Ek\nbo@uni.example"],
    ["a page", "Dr. Bo Ek\nDepartment of Physics\nwww.uni.example/bo"],
    ["a title", "Bo Ek, PhD\nTel. 12 34 56 78"],
  ])("is a signature: %s", (_, signature) => {
    expect(answer(`It works now.\n\n${signature}`)).toMatchObject({ newText: "It works now.", signature });
  });

  it.each([
    ["announced by the text", "Please call:\n\nBo Ek\n+45 12 34 56 78"],
    ["not apart from it", "Please call\nBo Ek\n+45 12 34 56 78"],
    ["without a name", "It works now.\n\nask him at\n+45 12 34 56 78"],
    ["without details", "It works now.\n\nBo Ek\nis the one"],
    ["with commands below", "It works now.\n\nBo Ek\n+45 12 34 56 78\n#close"],
    ["with nothing above", "Bo Ek\n+45 12 34 56 78"],
    ["in a long line", `It works now.\n\nBo Ek\n+45 12 34 56 78 ${"and so on ".repeat(5)}`.trimEnd()],
  ])("is none %s", (_, text) => {
    expect(answer(text)).toMatchObject({ newText: text, signature: null });
  });
});

describe("the last words behind a dash", () => {
  it.each(["-Bo", "~ Bo Ek", "– Bo", "/Bo", "*Bo"])("are who wrote them: %s", (name) => {
    expect(answer(`It works now.\n\n${name}\n\n> Is it?\n> ok`)).toMatchObject({
      newText: "It works now.",
      signature: name,
    });
  });

  it.each(["It works now.\n-Bo", "- one more thing", "-Bo\n\nIt works now.", "-Bo"])(
    "are text: %j",
    (text) => {
      expect(answer(`${text}\n\n> Is it?\n> ok`).newText).toBe(text);
    },
  );
});

describe("a line drawn above contact details or a list's footer", () => {
  it.each([
    ["two details", "=====\nBo Ek\nbo@uni.example\n+45 12 34 56 78"],
    ["a list's footer", "_____\nStaff mailing list\nhttps://lists.uni.example/staff"],
  ])("begins what is no text: %s", (_, signature) => {
    expect(answer(`It works now.\n\n${signature}`)).toMatchObject({ newText: "It works now.", signature });
  });

  it("is text where less stands below it", () => {
    const text = "It works now.\n\n=====\nsee room 14\nor room 15";
    expect(answer(text).newText).toBe(text);
  });
});
