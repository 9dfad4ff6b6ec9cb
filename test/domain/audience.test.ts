/** What must not travel from an agent's mail to a user: tokens, command links, lines that only agents were meant to see. */
import { describe, expect, test } from "vitest";
import { findLeak, withoutTokens } from "../../src/domain/audience.ts";

const TOKEN = "abcdefghijklmnopqrstuvwxy2";

describe("a token", () => {
  test.each([
    ["in a sub-address", `Write to helpdesk+${TOKEN}@desk.example`],
    ["in capitals", `HELPDESK+${TOKEN.toUpperCase()}@DESK.EXAMPLE`],
    ["in a catch-all address", `${TOKEN}@reply.desk.example`],
    ["in a catch-all address in a link", `(mailto:${TOKEN}%40reply.desk.example)`],
    ["in a link", `mailto:helpdesk%2B${TOKEN}%40desk.example`],
    ["in a bounce address", `helpdesk+b-${TOKEN}@desk.example`],
    ["in a Message-ID", `In-Reply-To: <dp.${TOKEN}@desk.example>`],
    ["in the line at the end", `[ref:${TOKEN}]`],
    ["in that line as a mail program wrapped it", `[ref: ${TOKEN}]`],
    ["on any line", `Hi,\n\nsee below\n> helpdesk+${TOKEN}@desk.example`],
  ])("%s is found", (_, text) => {
    expect(findLeak(text, [])).toMatchObject({ found: "token" });
    expect(withoutTokens(`${text} ${text}`).toLowerCase()).not.toContain(TOKEN);
  });

  test("leaves the words around it as they are", () => {
    const text = `Write to helpdesk+${TOKEN}@desk.example, or to ${TOKEN}@reply.desk.example [ref: ${TOKEN}]`;
    const shown = "Write to helpdesk+…@desk.example, or to …@reply.desk.example [ref: …]";
    expect(withoutTokens(text)).toBe(shown);
  });

  test.each([`[rf:${TOKEN}]`, `[reftoken${TOKEN.toUpperCase()}`, `Hi ${TOKEN}`])(
    "that the mail itself brought along is found in %s, too",
    (text) => {
      expect(findLeak(text, [], "", [TOKEN])).toEqual({ found: "token", sample: "abcdefgh" });
      expect(findLeak(text, [], "", ["z".repeat(26)])).toBeNull();
      expect(findLeak(text, [])).toBeNull();
    },
  );

  test("is named by its beginning only", () => {
    expect(findLeak(`helpdesk+${TOKEN}@desk.example`, [])?.sample).toBe("+abcdefg");
  });

  test.each([
    ["a word of that length", `Supercalifragilisticexpiali ${TOKEN}`],
    ["a longer word before an at sign", `x${TOKEN}@desk.example`],
    ["a shorter one", `helpdesk+${TOKEN.slice(1)}@desk.example`],
    ["another sub-address", "helpdesk+printers@desk.example"],
  ])("is not seen in %s", (_, text) => {
    expect(findLeak(text, [])).toBeNull();
    expect(withoutTokens(text)).toBe(text);
  });
});

describe("a command link", () => {
  test.each(["mailto:helpdesk@desk.example?body=%23close", "<MAILTO:helpdesk@desk.example?body=#close>"])(
    "%s is found",
    (text) => {
      expect(findLeak(`See ${text}`, [])).toMatchObject({ found: "command_link" });
    },
  );

  test.each([
    "mailto:bo@firm.example",
    "mailto:bo@firm.example?subject=%231042",
    "mailto: the #close button",
  ])("%s is none", (text) => {
    expect(findLeak(`See ${text}`, [])).toBeNull();
  });

  test("is shown in part only", () => {
    expect(findLeak(`mailto:${"a".repeat(60)}?body=%23close`, [])?.sample).toHaveLength(40);
  });
});

describe("an internal line", () => {
  const internal = [
    "Note by Mike:\nThe user is known to be difficult",
    "Your code: 482 913\n482913\nshort one\n7 days\nof 12 345",
  ];

  test.each([
    ["as it stands", "The user is known to be difficult"],
    ["quoted", "> > The user is known to be difficult"],
    ["as a point of a list", "• The user is known to be difficult"],
    ["with other blanks and letters", "The  USER is\u00a0known to be difficult "],
    ["amid other lines", "Hi,\nThe user is known to be difficult\nAnna"],
    ["a code, quoted", "> Your code: 482 913"],
    ["a code, quoted further in", "  | Your code: 482 913"],
    ["a code in one piece, quoted", "> 482913"],
  ])("%s is found", (_, text) => {
    expect(findLeak(text, internal)).toMatchObject({ found: "internal_line" });
  });

  test.each([
    ["the same words written together", "Theuserisknowntobedifficult"],
    ["other words", "The user is known to be friendly"],
    ["a part of it", "The user is known"],
    ["a short line", "> short one"],
    ["few digits", "> 7 days"],
    ["few digits in a row", "> of 12 345"],
    ["a code that the agent wrote", "Your code: 482 913"],
    ["nothing", ""],
  ])("%s is not", (_, text) => {
    expect(findLeak(text, internal)).toBeNull();
  });

  test("counts from twenty characters on", () => {
    expect(findLeak("a".repeat(19), ["a".repeat(19)])).toBeNull();
    expect(findLeak("a".repeat(20), ["a".repeat(20)])).not.toBeNull();
    // Twenty units of UTF-16, ten characters.
    expect(findLeak("😀".repeat(10), ["😀".repeat(10)])).toBeNull();
  });

  test("does not count where it was meant for the user", () => {
    const line = "The user is known to be difficult";
    expect(findLeak(line, internal, `Solved.\n${line}`)).toBeNull();
  });

  test("is shown in part only", () => {
    expect(findLeak("b".repeat(100), ["b".repeat(100)])?.sample).toHaveLength(60);
  });
});
