import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanLine, cleanText, safeName } from "../../src/mail/clean-text.ts";

test.each([
  ["report.pdf", "report.pdf"],
  ["../../etc/passwd", "_.._etc_passwd"],
  ["C:\\Users\\x.doc", "C_Users_x.doc"],
  ["invoice\u202efdp.exe", "invoicefdp.exe"],
  ["  .hidden ", "hidden"],
  ["Ma\u030Ar.txt", "M\u00e5r.txt"],
  ["\x00\x1b", "fallback"],
  ["///", "fallback"],
  [`${"x".repeat(300)}.docx`, `${"x".repeat(115)}.docx`],
])("the name %j is shown as %j", (name, shown) => {
  expect(safeName(name, "fallback")).toBe(shown);
});

describe("always", () => {
  const nasty = fc.string({
    unit: fc.constantFrom(
      "\x00",
      "\r",
      "\n",
      "\t",
      "\x1b",
      "\x7f",
      "\ud800",
      "\udc00",
      "/",
      "\\",
      ".",
      " ",
      "å",
      "\u202e",
      "a",
    ),
  });

  test("cleaned text can be stored and shown, and cleaning twice is cleaning once", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const lines = cleanText(text);
        expect(Buffer.from(lines).toString()).toBe(lines);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the point
        expect(lines).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f]/);
        expect(cleanText(lines)).toBe(lines);
        expect(cleanLine(text)).not.toMatch(/[\n\t]/);
      }),
    );
  });

  test("a name is short, not empty, and names no other folder", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const name = safeName(text, "fallback");
        expect(name).toMatch(/^[^./\\][^/\\]{0,119}$/);
      }),
    );
  });
});
