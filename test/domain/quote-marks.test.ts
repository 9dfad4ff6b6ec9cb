/** Which lines programs draw around what is not new, and which only look so. */
import { describe, expect, it } from "vitest";
import {
  isForwardMark,
  isForwardSubject,
  isOriginalMark,
  isQuotedLine,
  isReplySubject,
  isRule,
  unquote,
  withoutForwardPrefix,
} from "../../src/domain/quote-marks.ts";

describe("a forward begins", () => {
  it.each([
    "---------- Forwarded message ---------",
    "-- Forwarded message --",
    "  ---- Forwarded message ----  ",
    "----Forwarded message----",
    "____ Forwarded message:",
    "==== Forwarded message ：",
    "–––– Videresendt besked ––––",
    "Begin forwarded message:",
    "  Begin forwarded message :",
    "Begin forwarded message：",
    `-- Forwarded message ${"x".repeat(42)} --`,
    `${"-".repeat(279)} Forwarded message --`,
  ])("at %j", (line) => {
    expect(isForwardMark(line)).toBe(true);
    expect(isOriginalMark(line)).toBe(false);
  });

  it.each([
    ["one dash", "- Forwarded message -"],
    ["one dash at the end", "-- Forwarded message -"],
    ["no end", "---- Forwarded message"],
    ["words before it", "see ---- Forwarded message ----"],
    ["words behind it", "---- Forwarded message ----x"],
    ["words without a rule", "Forwarded message"],
    ["something else that was forwarded", "---- forwarded ports ----"],
    ["a longer title", `-- Forwarded message ${"x".repeat(43)} --`],
    ["a longer line", `${"-".repeat(280)} Forwarded message --`],
    ["a sentence", "Begin forwarded message: and so on"],
    ["nothing", ""],
  ])("not at %s", (_, line) => {
    expect(isForwardMark(line)).toBe(false);
  });
});

describe("an original begins", () => {
  it.each([
    "-----Original Message-----",
    "  ----- Original Message -----",
    '>>> "IT" <it@desk.example> 02-03-2026 09:15 >>>',
    ">>>Bo Ek 2/3/26>>>",
    ">>> Bo Ek 2/3/26 9:15 AM >>>  ",
    "## Please type your reply above this line ##",
    "Reply above this line",
    "* Please reply above this line *",
    "(-- reply above this line --)",
    "--- Svar over denne linje ---",
    "Skriv svaret over denne linjen",
    "Svara ovanför denna rad",
    "Svara ovanför denna raden",
    "Svara ovanför den här linjen",
    "Bitte antworten Sie oberhalb dieser Linie",
    "Veuillez répondre au-dessus de cette ligne",
    "Veuillez répondre au dessus de cette ligne",
    "Original Message processed by david®",
  ])("at %j", (line) => {
    expect(isOriginalMark(line)).toBe(true);
    expect(isForwardMark(line)).toBe(false);
  });

  it.each([
    ["a quote", ">>> hello"],
    ["a quote with a number", ">>> Bo wrote 12 lines"],
    ["a quote that ends in marks", ">>> Bo, look here >>>"],
    ["something behind the marks", ">>> Bo Ek 2/3/26 >>> and more"],
    ["an original that is no message", "--- original price ---"],
    ["another message", "--- important message ---"],
    ["a sentence that begins so", "Original message processed by David, our server, came late."],
    ["another's name", "Original message processed by Davidson"],
    ["a sentence about it", "The original message processed by david"],
    ["a sentence about what stands above", "The text above this line is wrong"],
    ["a sentence that begins like it", "Reply above this line to open it"],
    ["a dash", "- above this line"],
    ["a rule within", "see -- above this line"],
    ["a reply that stands there", "The reply above this line"],
    ["a longer line", `Reply ${"x ".repeat(50)}above this line`],
  ])("not at %s", (_, line) => {
    expect(isOriginalMark(line)).toBe(false);
  });
});

describe("a rule", () => {
  it.each(["-----", "_____", "  --------  ", "-".repeat(300)])("is drawn by %j", (line) => {
    expect(isRule(line)).toBe(true);
  });

  it.each(["----", "x-----", "-----x", "", "-".repeat(301), "- - - - -"])("is not drawn by %j", (line) => {
    expect(isRule(line)).toBe(false);
  });
});

describe("a quoted line", () => {
  it.each([
    ["> hi", "hi", 1],
    [">hi", "hi", 1],
    ["   > hi", "hi", 1],
    ["> > hi", "hi", 2],
    [">>> hi", "hi", 3],
    [">>  hi", " hi", 2],
    [">", "", 1],
    [">   > hi", "hi", 2],
    [">    > code", "   > code", 1],
    ["hi", "hi", 0],
    [" hi", " hi", 0],
    ["", "", 0],
  ])("%j is %j at level %i", (line, text, level) => {
    expect(unquote(line)).toEqual({ text, level });
    expect(isQuotedLine(line)).toBe(level > 0);
  });

  it.each(["    > code", "a > b", '>>> "IT" <it@desk.example> 02-03-2026 09:15 >>>'])("is not %j", (line) => {
    expect(isQuotedLine(line)).toBe(false);
  });

  it("that is set in further is the writer's own", () => {
    expect(unquote("    > code")).toEqual({ text: "    > code", level: 0 });
  });
});

describe("a subject", () => {
  it.each([
    "Fwd: Help",
    "FW: Help",
    "[EXT] Fwd: Help",
    "VS: Hjælp",
    "WG : Hilfe",
    "转发：帮助",
    "Fwd[2]: Help",
  ])("%j is of a forward", (subject) => {
    expect(isForwardSubject(subject)).toBe(true);
    expect(isReplySubject("Help")).toBe(false);
  });

  it.each(["Re: Help", "SV: Hjælp", "[EXT] AW: Hilfe", "回复：帮助", "Re[3]: Help"])(
    "%j is of an answer",
    (subject) => {
      expect(isReplySubject(subject)).toBe(true);
      expect(isForwardSubject(subject)).toBe(false);
    },
  );

  it.each(["Help", "Read this: now", "About Re: and Fwd:", "Fwd", ""])("%j is of neither", (subject) => {
    expect([isReplySubject(subject), isForwardSubject(subject)]).toEqual([false, false]);
  });

  it.each([
    ["Fwd: Help", "Help"],
    ["  [EXT] FW:  Help ", "Help"],
    [" Help ", "Help"],
    ["Re: Help", "Re: Help"],
  ])("%j was %j before it was forwarded", (subject, before) => {
    expect(withoutForwardPrefix(subject)).toBe(before);
  });
});
