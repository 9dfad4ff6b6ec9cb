import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { takeApart } from "../../src/domain/quote.ts";
import { unflow } from "../../src/mail/flowed-text.ts";
import { parseMail } from "../../src/mail/parse-mail.ts";

it.each([
  ["joins a paragraph", "one \ntwo \nthree\nfour", "one two three\nfour"],
  ["joins within a quote", "> one \n> two\n>> deep \n>> er", "> one two\n>> deep er"],
  ["ends a paragraph where the quote ends", "> Is it? \nNo.", "> Is it? \nNo."],
  ["ends a paragraph where a quote begins", "No. \n> Is it?", "No. \n> Is it?"],
  ["takes off the stuffing", "  indented\n >no quote\n From here", " indented\n>no quote\nFrom here"],
  ["leaves the signature alone", "Bye \n-- \nAnna", "Bye \n-- \nAnna"],
  ["keeps empty lines", "one\n\n>\n> two", "one\n\n>\n> two"],
])("%s", (_, text, expected) => {
  expect(unflow(text, false)).toBe(expected);
  expect(unflow(text.replace(/\n/g, "\r\n"), false)).toBe(expected);
});

it("drops the blanks of delsp=yes", () => {
  expect(unflow("un \nbroken\n> co \n> lon", true)).toBe("unbroken\n> colon");
});

test("what is answered right below a flowed quote is newly written, and what is quoted is not", async () => {
  const mail = await parseMail(
    Buffer.from(
      "From: Anna Holm <anna@uni.example>\r\nIn-Reply-To: <1@desk.example>\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n\r\nOn 02/03/2026 09:15, IT Desk wrote:\r\n> Is it working? \r\n> #close \r\nNot yet, it \r\nstops.\r\n",
    ),
  );
  expect(takeApart(mail).newText).toBe("Not yet, it stops.");
});

describe("always", () => {
  it("no word is lost, and none leaves its quote", () => {
    const line = fc.tuple(
      fc.constantFrom("", ">", ">>", "> ", ">> "),
      fc.lorem({ maxCount: 4 }),
      fc.constantFrom("", " "),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const text = lines.map((one) => one.join("")).join("\n");
        const wordsAt = (whole: string, depth: number) =>
          whole
            .split("\n")
            .filter((one) => /^>*/.exec(one)?.[0].length === depth)
            .flatMap((one) => one.match(/\w+/g) ?? []);
        for (const depth of [0, 1, 2])
          expect(wordsAt(unflow(text, false), depth)).toEqual(wordsAt(text, depth));
      }),
    );
  });

  it("two megabytes take no time", () => {
    const began = performance.now();
    for (const unit of ["> \n", "a \n", ">", "-- \n", " \n> \n"])
      unflow(unit.repeat(2_000_000 / unit.length), true);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
