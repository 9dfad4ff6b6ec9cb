/** Files that stand uuencoded in a text: what they hold, and that no word around them is taken for theirs. */
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { takeApart } from "../../src/domain/quote.ts";
import { attachmentBytes, parseMail } from "../../src/mail/parse-mail.ts";
import { findUuencoded } from "../../src/mail/uuencoded.ts";

/** As programs write it; a blank as a grave accent or, as the old ones do, as itself. */
function uuencode(content: Buffer, name: string, blank = "`"): string {
  const sign = (six: number) => (six === 0 ? blank : String.fromCharCode(six + 32));
  const lines: string[] = [];
  for (let from = 0; from < content.length; from += 45) {
    const piece = content.subarray(from, from + 45);
    let line = sign(piece.length);
    for (let at = 0; at < piece.length; at += 3) {
      const [a = 0, b = 0, c = 0] = piece.subarray(at, at + 3);
      line +=
        sign(a >> 2) + sign(((a & 3) << 4) | (b >> 4)) + sign(((b & 15) << 2) | (c >> 6)) + sign(c & 63);
    }
    lines.push(line);
  }
  return [`begin 644 ${name}`, ...lines, blank, "end"].join("\n");
}

const IMAGE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 255, 1, 2]);

test("a mail's text and its files are told apart", async () => {
  const raw = Buffer.from(
    `Subject: Printer\r\n\r\nIt shows this:\r\n\r\n${uuencode(IMAGE, "error 1.png").replace(/\n/g, "\r\n")}\r\n\r\nAnna\r\n`,
  );
  const parsed = await parseMail(raw);
  const { newText } = takeApart(parsed);
  expect(newText.replace(/\s+/g, " ")).toBe("It shows this: Anna");
  expect(parsed.text).toContain("begin 644 error 1.png");
  expect(parsed.attachments).toMatchObject([{ name: "error 1.png", size: IMAGE.length, inline: false }]);
  expect((await attachmentBytes(raw)).map((one) => one.content)).toEqual([IMAGE]);
});

test("a token in one is found, as in any other file", async () => {
  const token = `[ref:${"a2".repeat(13)}]`;
  const raw = Buffer.from(`Subject: x\n\n${uuencode(Buffer.from(`see ${token} there`), "notice.txt")}\n`);
  expect((await parseMail(raw)).attachments).toMatchObject([{ holdsToken: true }]);
});

test("in flowed text its lines are read without the spaces that were put before them", async () => {
  // A line of 30 bytes begins with ">", which RFC 3676 4.4 has a space put before.
  const content = Buffer.from("thirty bytes make such a line!");
  const stuffed = uuencode(content, "a.txt").replace(/^(?=[ >]|From )/gm, " ");
  expect(stuffed).toContain("\n >");
  const raw = Buffer.from(
    `Content-Type: text/plain; format=flowed\n\nIt shows this:\n\n${stuffed}\n\nAnna\n`,
  );
  const parsed = await parseMail(raw);
  expect(takeApart(parsed).newText.replace(/\s+/g, " ")).toBe("It shows this: Anna");
  expect((await attachmentBytes(raw)).map((one) => one.content)).toEqual([content]);
});

describe("what only looks like one stays text", () => {
  it.each([
    ["that never ends", "begin 644 a.txt\n#0V%T\n`\n"],
    ["with a line of words", "begin 644 a.txt\nThis is what I mean by that, and more of it here.\nend\n"],
    ["with nothing in it", "begin 644 a.txt\nend\n"],
    ["with an empty line in it", "begin 644 a.txt\n\nend\n"],
    ["without the line of no bytes at its end", "begin 666 days\n#AAAA\nend\n"],
    ["without a mode", "begin the work\n#0V%T\nend\n"],
    ["that is quoted", "> begin 644 a.txt\n> #0V%T\n> `\n> end\n"],
  ])("%s", (_, text) => {
    expect(findUuencoded(text)).toEqual([]);
  });
});

describe("always", () => {
  const name = fc.stringMatching(/^[a-z][a-z .]{0,20}[a-z]$/);
  it("every file comes out as it went in, and the words around it stay", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, fc.uint8Array({ minLength: 1, maxLength: 300 })), {
          minLength: 1,
          maxLength: 3,
        }),
        fc.constantFrom("`", " "),
        fc.boolean(),
        (given, blank, isTrimmed) => {
          const coded = given
            .map(([name, bytes]) => uuencode(Buffer.from(bytes), name, blank))
            .join("\nand\n");
          const text = `Hello.\n${isTrimmed ? coded.replace(/ +$/gm, "") : coded}\nBye.`;
          const read = findUuencoded(text);
          expect(read.map((one) => [one.name, one.content])).toEqual(
            given.map(([name, bytes]) => [name, Buffer.from(bytes)]),
          );
          const isFile = (_: string, at: number) => read.some(({ from, to }) => at >= from && at < to);
          const rest = text.split("\n").filter((line, at) => !isFile(line, at));
          expect(rest).toEqual(["Hello.", ...given.slice(1).map(() => "and"), "Bye."]);
        },
      ),
    );
  });

  it("any text is read, and hostile ones in no time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        findUuencoded(`begin 644 x\n${text}\nend`);
      }),
    );
    const started = performance.now();
    for (const unit of [
      "begin 644 x\n",
      "begin 644 x\nend\n",
      "begin 644 x\n#0V%T\n",
      "M\n",
      "begin 644 x\n`\nend\n",
    ]) {
      findUuencoded(unit.repeat(1_000_000 / unit.length));
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
