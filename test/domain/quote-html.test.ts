/** What the marks of an HTML mail's elements make of its lines, line by line. */
import { describe, expect, it } from "vitest";
import type { LineMark, ParsedMail } from "../../src/domain/message.ts";
import { takeApart } from "../../src/domain/quote.ts";
import { aMail } from "../support/mail.ts";

/** Lines such as `cite: > Is it?`; what stands before the colon is the line's mark. */
function marked(lines: readonly string[], overrides: Partial<ParsedMail> = {}) {
  const marks: LineMark[] = [];
  const text = lines.map((line, at) => {
    const [, kind, rest] = /^(cite|block|indent|attribution|original|signature): ?(.*)$/.exec(line) ?? [];
    if (kind !== undefined) marks.push({ from: at, to: at + 1, kind: kind as LineMark["kind"] });
    return rest ?? line;
  });
  return takeApart(aMail({ text: text.join("\n"), marks, ...overrides }));
}
const answer = (...lines: string[]) =>
  marked(lines, { subject: "Re: Printer", inReplyTo: ["x@desk.example"] });
const first = (...lines: string[]) => marked(lines);

describe("a citation", () => {
  it("is quoted though no line says so", () => {
    for (const apart of [answer("Yes.", "cite: Is it?", "cite: #close"), first("Yes.", "cite: Is it?")]) {
      expect(apart).toMatchObject({ newText: "Yes.", commandText: "Yes." });
      expect(apart.quoted).toContain("Is it?");
    }
  });

  it("of one line is quoted in a first mail as well", () => {
    expect(first("See this:", "cite: > Is it?", "and help.")).toMatchObject({
      newText: "See this:\n\nand help.",
      quoted: "> Is it?",
    });
  });

  it("takes what announces it along, in any language", () => {
    expect(answer("Yes.", "attribution: Xyz IT qwe:", "cite: > Is it?", "Bye!")).toMatchObject({
      newText: "Yes.\n\nBye!",
      quoted: "Xyz IT qwe:\n> Is it?",
    });
  });

  it("lets answers stand among it, and below", () => {
    expect(answer("cite: > Floor?", "2nd", "cite: > Room?", "14")).toMatchObject({
      newText: "2nd\n\n14",
      commandText: "2nd\n\n14",
      quoted: "> Floor?\n\n> Room?",
    });
  });
});

describe("an announcement of a program", () => {
  it("quotes all below it where nothing there is marked", () => {
    expect(answer("Yes.", "attribution: Xyz IT qwe:", "", "Is it?", "#close")).toMatchObject({
      newText: "Yes.",
      quoted: "Xyz IT qwe:\n\nIs it?\n#close",
    });
    expect(answer("Yes.", "original: Xyz", "Is it?", "#close")).toMatchObject({
      newText: "Yes.",
      quoted: "Xyz\nIs it?\n#close",
    });
  });

  it("makes a forward only where the subject says so", () => {
    const lines = ["Help him!", "original: Xyz", "My screen is black."];
    expect(marked(lines).forwarded).toBe(null);
    expect(marked(lines, { subject: "Fwd: Help" }).forwarded?.body).toContain("My screen is black.");
  });
});

describe("a paragraph that was set in", () => {
  it.each(["indent", "block"])("is the writer's text, but gives no commands: %s", (kind) => {
    const apart = first("It says", `${kind}: > Paper jam`, `${kind}: > #close`, "and stops.");
    expect(apart).toMatchObject({
      newText: "It says\n\nPaper jam\n#close\n\nand stops.".replace(/\n\n/g, "\n"),
      commandText: "It says\n\nand stops.",
      quoted: null,
    });
  });

  it("keeps further marks within it", () => {
    expect(first("It says", "indent: > > deep", "so").newText).toBe("It says\n> deep\nso");
  });

  it("is what an answer answers where its program knows no other quote", () => {
    expect(answer("Yes.", "block: > Is it?", "block: > #close")).toMatchObject({
      newText: "Yes.",
      quoted: "> Is it?\n> #close",
    });
  });

  it("is only the last one of them", () => {
    expect(answer("It says", "block: > Paper jam", "and you:", "block: > Is it?")).toMatchObject({
      newText: "It says\nPaper jam\nand you:",
      quoted: "> Is it?",
    });
  });

  it.each<[string, string[]]>([
    ["a mail that answers nothing", []],
    ["one that quotes otherwise", ["and", "cite: > Really?"]],
  ])("is none in %s", (what, more) => {
    const lines = ["It says", "block: > Paper jam", ...more];
    expect((what.startsWith("a mail") ? first : answer)(...lines).newText).toContain("Paper jam");
  });

  it("is none where nothing else was written, or where it was only set in", () => {
    expect(answer("block: > Paper jam", "block: > #close").newText).toBe("Paper jam\n#close");
    expect(answer("It says", "indent: > Paper jam").newText).toBe("It says\nPaper jam");
  });
});

describe("a signature's element", () => {
  it("is left out, whatever it says", () => {
    expect(first("It works now.", "signature: Department of Physics")).toMatchObject({
      newText: "It works now.",
      signature: "Department of Physics",
    });
  });

  it("is no signature within a quote", () => {
    expect(answer("Yes.", "cite: > Is it?", "signature: > Physics")).toMatchObject({
      newText: "Yes.",
      signature: null,
      quoted: "> Is it?\n> Physics",
    });
  });

  it("alone is what there is to read", () => {
    expect(first("signature: Yes!")).toMatchObject({ newText: "Yes!", signature: null });
  });
});

describe("marks that do not fit the text", () => {
  it.each([
    [-3, 1],
    [1, 99],
    [5, 2],
    [50, 60],
  ])("from %i to %i are read as far as they do", (from, to) => {
    const { newText, quoted } = takeApart(aMail({ text: "Yes.\nNo.", marks: [{ from, to, kind: "cite" }] }));
    const isCited = (at: number) => at >= from && at < to;
    const kept = ["Yes.", "No."].filter((_, at) => !isCited(at)).join("\n");
    expect({ newText, quoted: quoted ?? "" }).toEqual({
      newText: kept,
      quoted: ["Yes.", "No."].filter((_, at) => isCited(at)).join("\n"),
    });
  });

  it("stay with their lines where empty lines are left out", () => {
    expect(answer("Yes.", "", "", "", "", "cite: Is it?", "Bye!")).toMatchObject({
      newText: "Yes.\n\nBye!",
      quoted: "Is it?",
    });
  });
});
