/** Tables as Excel, LibreOffice and directory services write them. */
import { describe, expect, test } from "vitest";
import { decodeTable, parseTable } from "../../src/cli/csv-file.ts";

const bytes = (text: string, encoding: BufferEncoding = "utf8") => Buffer.from(text, encoding);

describe("encodings", () => {
  test.each([
    ["UTF-8", bytes("Søren;Ærø;邮箱"), "Søren;Ærø;邮箱"],
    ["UTF-8 with a mark, as Excel's CSV UTF-8", bytes("\uFEFFnavn;mail"), "navn;mail"],
    ["Windows-1252, as Excel's CSV", Buffer.from([0x53, 0xf8, 0x72, 0x65, 0x6e, 0x20, 0x80]), "Søren €"],
    ["UTF-16 LE, as Excel's Unicode text", bytes("\uFEFFnavn\tS\u00f8ren", "utf16le"), "navn\tSøren"],
    ["UTF-16 BE", bytes("\uFEFFnavn\tS\u00f8ren", "utf16le").swap16(), "navn\tSøren"],
  ])("%s", (_, raw, text) => {
    expect(decodeTable(raw, null)).toBe(text);
  });

  test("another one is named", () => {
    expect(decodeTable(Buffer.from([0xd0, 0xd5, 0xc3, 0xfb]), "gbk")).toBe("姓名");
    expect(() => decodeTable(Buffer.alloc(0), "klingon")).toThrow('no encoding is called "klingon"');
  });
});

describe("tables", () => {
  test.each([
    [
      "semicolons, with commas within a cell",
      "mail;aliases\na@x;b@x, c@x\n",
      [
        ["mail", "aliases"],
        ["a@x", "b@x, c@x"],
      ],
    ],
    [
      "commas, with semicolons within a cell",
      "mail,aliases\na@x,b@x; c@x\n",
      [
        ["mail", "aliases"],
        ["a@x", "b@x; c@x"],
      ],
    ],
    [
      "tabs",
      "mail\tname\na@x\tAnn, Dr.\n",
      [
        ["mail", "name"],
        ["a@x", "Ann, Dr."],
      ],
    ],
    [
      "Excel's note of the separator",
      "sep=|\r\nmail|name\r\na@x|A;B\r\n",
      [
        ["mail", "name"],
        ["a@x", "A;B"],
      ],
    ],
    [
      "quotes, doubled and stray",
      'mail,office\na@x,"Room ""B"", 2"\nb@x,Room "C"\n',
      [
        ["mail", "office"],
        ["a@x", 'Room "B", 2'],
        ["b@x", 'Room "C"'],
      ],
    ],
    [
      "old Mac line ends",
      "mail;name\ra@x;Ann\r",
      [
        ["mail", "name"],
        ["a@x", "Ann"],
      ],
    ],
  ])("%s", (_, text, cells) => {
    expect(parseTable(text)).toEqual({
      fault: null,
      rows: cells.map((one) => ({ line: expect.any(Number), cells: one })),
    });
  });

  test("rows know the line on which they begin, below line breaks in cells and empty lines", () => {
    const { rows } = parseTable('sep=;\r\n\r\nmail;office\r\na@x;"2.14\r\nthird door"\r\n\r\nb@x;3.01\r\n');
    expect(rows.map((row) => row.line)).toEqual([3, 4, 7]);
  });

  test("a quote that never closes is told where it opens", () => {
    expect(parseTable('mail;name\na@x;Ann\nb@x;"Bo\nc@x;Cy\n')).toEqual({
      rows: [],
      fault: { line: 3, message: "a quote opens here and never closes" },
    });
  });
});
