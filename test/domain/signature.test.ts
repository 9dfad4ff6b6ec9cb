/**
 * Which newly written lines are a signature. Each example says so line by line: N newly written, S signature, Q quoted, D dropped,
 * ? doubtful; what is quoted, dropped or doubtful is given, the rest is to be found out.
 */
import { describe, expect, it } from "vitest";
import { markFrom, markSignatures, type Part } from "../../src/domain/signature.ts";

const PARTS: Record<string, Part> = { N: "new", S: "signature", Q: "quoted", D: "dropped", "?": "doubtful" };
const LETTERS = Object.fromEntries(Object.entries(PARTS).map(([letter, part]) => [part, letter]));

/** The example as it is marked, for lines such as `N The printer jams.` */
function marked(example: string[], writer: string | null = "Anna Holm"): string[] {
  const lines = example.map((line) => line.slice(2));
  const parts = example.map((line): Part => {
    const part = PARTS[line.charAt(0)] ?? "new";
    return part === "signature" ? "new" : part;
  });
  markSignatures(lines, parts, writer);
  return lines.map((line, at) => `${LETTERS[parts[at] ?? "new"]} ${line}`);
}

function examples(table: [string, string[]][], writer: string | null = "Anna Holm"): void {
  it.each(table)("%s", (_, example) => {
    expect(marked(example, writer)).toEqual(example);
  });
}

const TEXT = "N The printer on the second floor jams.";
const MANY = (letter: string, count: number, line = "Another line of text, no name.") =>
  Array.from({ length: count }, () => `${letter} ${line}`);

describe("below a delimiter, a farewell or a telephone's own line", () => {
  examples([
    ["everything to the end", [TEXT, "S -- ", "S Anna", "S Physics", "S "]],
    ["fifteen lines", [TEXT, "S Best regards,", ...MANY("S", 15)]],
    ["not sixteen", [TEXT, "N Best regards,", ...MANY("N", 16)]],
    ["sixty lines below the delimiter that no program lost a blank of", [TEXT, "S -- ", ...MANY("S", 60)]],
    ["not sixty-one", [TEXT, "N -- ", ...MANY("N", 61)]],
    ["not sixteen below the other", [TEXT, "N --", ...MANY("N", 16)]],
    [
      "empty lines, which are not counted",
      [TEXT, "S Best regards,", ...MANY("S", 15).flatMap((one) => [one, "S "])],
    ],
    ["up to the postscript", [TEXT, "S Best regards,", "S Anna", "S ", "N PS: the scanner, too"]],
    ["up to commands", [TEXT, "S Best regards,", "S Anna", "N #close"]],
    [
      "up to what came to its writer's mind",
      [
        TEXT,
        "S Best regards,",
        "S Anna",
        "S Physics",
        "S +45 12 34 56 78",
        "S ",
        "N Also, the scanner is broken.",
      ],
    ],
    [
      "up to what its writer asks",
      [TEXT, "S Best regards,", "S ", "S Anna", "S ", "N Could you look at my screen?", "N It is black."],
    ],
    [
      "not up to it where no empty line stands above",
      [TEXT, "S Best regards,", "S Anna", "S Could you ask for more?"],
    ],
    ["not up to it below a delimiter", [TEXT, "S -- ", "S Anna", "S ", "S Also, the scanner is broken."]],
    ["what looks like commands below a delimiter", [TEXT, "S -- ", "S Anna", "S #close", "S PS: more"]],
    ["a farewell and the delimiter below it", [TEXT, "S Best regards,", "S ", "S -- ", "S #close"]],
    [
      "nothing of a telephone's line within a sentence",
      [TEXT, "N Sent from my desk, it is easier.", "N So there."],
    ],
    [
      "the first that fits, where one is too far up",
      [TEXT, "N --", ...MANY("N", 16), "S Best regards,", "S Bo"],
    ],
  ]);
});

describe("above a quote and below it", () => {
  examples([
    [
      "each stretch has its own",
      [TEXT, "S Best regards,", "S Bo", "Q > quoted", "N Yes.", "S Best regards,", "S Bo"],
    ],
    [
      "a farewell alone below a quote is what was written there",
      ["Q > Shall we?", "N ", "N Best regards, Bo", "N "],
    ],
    ["a farewell above more words is none", ["Q > Shall we?", "S Best regards, Bo", "S Physics"]],
    ["a lone farewell in a first stretch is one", ["S Best regards,", "Q > quoted"]],
    ["stretches that are empty", ["Q > quoted", "Q > quoted", "N Yes.", "Q > quoted"]],
    ["a postscript above a quote", [TEXT, "S Best regards,", "S Bo", "N PS: one", "Q > quoted", "N PS: two"]],
  ]);
});

describe("below a drawn line", () => {
  examples([
    ["contact details", [TEXT, "N ", "S _____", "S Bo Ek", "S Tel. 12345678", "S bo@x.example"]],
    ["a list's footer with its link", [TEXT, "S -----", "S IT mailing list", "S https://x.example/lists/it"]],
    ["a footer whose link names the list", [TEXT, "S =====", "S To unsubscribe: https://x.example/lists/it"]],
    [
      "a list's footer below the quote, where its member wrote nothing",
      [TEXT, "Q > quoted", "N ", "S __", "S IT mailing list", "S it@lists.x.example"],
    ],
    [
      "not a footer that stands alone",
      [
        "Q > quoted",
        "N __",
        "N IT mailing list",
        "N https://x.example/lists/it and nothing else is here now",
      ],
    ],
    [
      "not with one contact and no footer",
      [TEXT, "N =====", "N look at www.x.example please, it is there", "N Tel. 12345678"],
    ],
    [
      "not with a footer and no contact",
      [TEXT, "N =====", "N please unsubscribe me from the printer's mails"],
    ],
    [
      "not with nothing above it",
      ["N =====", "N Bo Ek", "N Tel. 12345678", "N bo@x.example here you can reach me all day"],
    ],
    ["not with a command below it", [TEXT, "N =====", "N 12345678", "N bo@x.example", "N #close"]],
    [
      "not with sixteen lines below it",
      [TEXT, "N =====", ...MANY("N", 14), "N 12345678 is one", "N bo@x.example is one"],
    ],
    [
      "with fifteen lines below it",
      [TEXT, "S =====", ...MANY("S", 13), "S 12345678 is one", "S bo@x.example is one"],
    ],
    [
      "with empty lines below it",
      [
        TEXT,
        "S =====",
        ...MANY("S", 13).flatMap((one) => [one, "S "]),
        "S 12345678 is one",
        "S bo@x.example",
      ],
    ],
  ]);
});

describe("contact details under a name", () => {
  examples([
    ["set apart from the text", [TEXT, "N ", "S Bo Ek", "S Tel. 12345678"]],
    ["with a job between", [TEXT, "N ", "S Bo Ek", "S head of physics", "S 12345678", "S "]],
    ["twelve lines of them", [TEXT, "N ", "S Bo Ek", ...MANY("S", 10, "and more"), "S 12345678"]],
    ["not thirteen", [TEXT, "N ", "N Bo Ek", ...MANY("N", 11, "and more"), "N 12345678"]],
    ["not right below the text", [TEXT, "N Bo Ek", "N 12345678"]],
    ["not where nothing else was written", ["N ", "N Bo Ek", "N 12345678"]],
    ["not without a name", [TEXT, "N ", "N please call me", "N 12345678"]],
    ["not without contact", [TEXT, "N ", "N Bo Ek", "N has the key"]],
    ["not alone on a line", [TEXT, "N ", "N Bo Ek 12345678"]],
    ["not where a colon announces them", ["N My colleague:", "N ", "N Bo Ek", "N 12345678"]],
    ["not where a comma does, further up", ["N Call my colleague,", "N ", "N ", "N Bo Ek", "N 12345678"]],
    ["where a colon stands elsewhere", ["N Error: it jams", "N ", "S Bo Ek", "S 12345678"]],
    ["not with a command among them", [TEXT, "N ", "N Bo Ek", "N 12345678", "N #close"]],
    ["not with a long line among them", [TEXT, "N ", "N Bo Ek", `N ${"x ".repeat(31)}`, "N 12345678"]],
    ["with a line of sixty", [TEXT, "N ", "S Bo Ek", `S ${"x ".repeat(29)}xx`, "S 12345678"]],
    ["above a quote", [TEXT, "N ", "S Bo Ek", "S 12345678", "S ", "Q > quoted"]],
  ]);
});

describe("a name behind a dash", () => {
  examples([
    ["at the end", [TEXT, "N ", "S -Bo"]],
    ["above empty lines", [TEXT, "N ", "S -Bo", "N ", "N "]],
    ["above a signature", [TEXT, "N ", "S -Bo", "S -- ", "S Physics"]],
    ["not below words", ["N We need:", "N -Paper"]],
    ["not alone", ["N ", "N -Bo"]],
    ["not first", ["N -Bo"]],
    ["not with words below it", [TEXT, "N ", "N -Bo", "N has the key"]],
    ["not where all above is quoted", ["Q > quoted", "N ", "N -Bo"]],
    ["not where it is doubtful", [TEXT, "N ", "? -Bo"]],
  ]);
});

describe("the writer's own name", () => {
  examples([
    ["at the end", [TEXT, "S Anna"]],
    ["above contact details", [TEXT, "N ", "S Anna", "S Physics", "S second floor"]],
    ["above eleven short lines", [TEXT, "N ", "S Anna", ...MANY("S", 11, "short")]],
    ["not above twelve", [TEXT, "N ", "N Anna", ...MANY("N", 12, "short")]],
    ["not right below words where more follows", [TEXT, "N Anna", "N has the key"]],
    ["not above a long line", [TEXT, "N ", "N Anna", `N ${"x ".repeat(31)}`]],
    ["above a line of sixty", [TEXT, "N ", "S Anna", `S ${"x ".repeat(29)}xx`]],
    ["not above a command", [TEXT, "N ", "N Anna", "N #close"]],
    ["not above a quote's end, where it is quoted", [TEXT, "Q Anna", "Q > quoted"]],
    ["above a quote", [TEXT, "S Anna", "S ", "Q > quoted"]],
    ["with empty lines below, which stay", [TEXT, "N ", "S Anna", "S ", "S Physics"]],
    ["first of all", ["S Anna"]],
  ]);

  it("is not looked for where nobody knows it", () => {
    expect(marked([TEXT, "N Anna"], null)).toEqual([TEXT, "N Anna"]);
  });
});

describe("what only the library sees", () => {
  examples(
    [
      ["a signature at the end", [TEXT, "N ", "S ____", "S Physics"]],
      ["nothing in a sentence that begins like one", [TEXT, "N ", "N ____, the second of them", "N jams"]],
      [
        "nothing where more is written below than signatures have",
        [TEXT, "N ", "N ____", ...MANY("N", 16, "more")],
      ],
      ["nothing above what is doubtful already", [TEXT, "N ", "S ____", "S Physics", "? > quoted"]],
    ],
    null,
  );
});

it("what was dropped stays so", () => {
  const parts: Part[] = ["new", "dropped", "new", "new"];
  markFrom(parts, 0, 3, "quoted");
  expect(parts).toEqual(["quoted", "dropped", "quoted", "new"]);
  expect(marked([TEXT, "S Best regards,", "D [ref]", "S Bo"])).toEqual([
    TEXT,
    "S Best regards,",
    "D [ref]",
    "S Bo",
  ]);
});
