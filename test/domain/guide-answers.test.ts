/** An answer to the acknowledgement's numbered questions is read as people write it. */
import { describe, expect, test } from "vitest";
import { readAnswers } from "../../src/domain/guide-answers.ts";

const WHICH = {
  number: 1,
  ask: "Which printer is it? Its name stands on a label at the front of the machine.",
};
const SINCE = { number: 2, ask: "Since when?" };
const SAYS = { number: 3, ask: "What does its display say?" };
const ALL = [WHICH, SINCE, SAYS];

const read = (newText: string, whole = newText, open = ALL) =>
  Object.fromEntries(readAnswers(open, newText, whole));

describe("numbered", () => {
  test.each([
    ["with full stops", "1. PRN-2\n2. Monday\n3. Paper jam"],
    ["with brackets", "1) PRN-2\n2) Monday\n3) Paper jam"],
    ["with colons", "1: PRN-2\n2: Monday\n3: Paper jam"],
    ["with dashes", "1 - PRN-2\n2 – Monday\n3 - Paper jam"],
    ["with a word", "Ad 1: PRN-2\nAd 2: Monday\nAd 3: Paper jam"],
    ["in Chinese", "1、PRN-2\n2、Monday\n3、Paper jam"],
    ["between greeting and goodbye", "Hi Anna,\n\n1. PRN-2\n2. Monday\n3. Paper jam\n\nBest regards\nSofie"],
    ["in another order", "3. Paper jam\n1. PRN-2\n2. Monday"],
    ["repeating the questions", `1. ${WHICH.ask} PRN-2\n2. since when? Monday\n3. Paper jam`],
  ])("%s", (_, text) => {
    expect(read(text)).toEqual({ 1: "PRN-2", 2: "Monday", 3: "Paper jam" });
  });

  test("an answer of several lines is one", () => {
    expect(read("1. PRN-2,\nthe one by the door\n\nbehind the plant\n3. Paper jam")).toEqual({
      1: "PRN-2, the one by the door behind the plant",
      3: "Paper jam",
    });
  });

  test("what was not answered stays open", () => {
    expect(read("2. Monday\n3.")).toEqual({ 2: "Monday" });
  });

  test.each([
    "8:30 it stopped",
    "2.5 metres from the door",
    "10. is too high",
    "1042 is my case",
    "9. no such question",
  ])("%s is no number of a question", (text) => expect(read(text)).toEqual({}));
});

describe("between the quoted questions", () => {
  const quoted = (lines: string[]) => lines.join("\n");

  test("each answer below its question", () => {
    const whole = quoted([
      "On Monday the desk wrote:",
      "> Hi Sofie,",
      ">   1. Which printer is it? Its name stands on a label at the front of",
      ">   the machine.",
      "PRN-2",
      ">   2. Since when?",
      "",
      "Monday",
      "",
      ">   3. What does its display say?",
      "Paper jam",
      "in tray 2",
      "> Kind regards",
      "> IT Helpdesk",
      "Sofie",
    ]);
    expect(read("PRN-2\n\nMonday\n\nPaper jam\nin tray 2\nSofie", whole)).toEqual({
      1: "PRN-2",
      2: "Monday",
      3: "Paper jam in tray 2",
    });
  });

  test("lines that the writer did not newly write are no answers", () => {
    const whole = quoted([
      "> 2. Since when?",
      "This mail was scanned for viruses.",
      "> 3. What does its display say?",
    ]);
    expect(read("", whole)).toEqual({});
  });
});

describe("just an answer", () => {
  test("is the answer to the only question left", () => {
    const text = "Hi Anna,\n\nThe one by the window.\nIt is called Bob.\n\nBest regards\nSofie";
    expect(read(text, text, [WHICH])).toEqual({ 1: "The one by the window. It is called Bob." });
  });

  test("to several questions is not guessed apart", () => {
    expect(read("The one by the window, since Monday.")).toEqual({});
  });

  test("that asks something itself is none", () => {
    expect(read("When will you come?", "When will you come?", [WHICH])).toEqual({});
  });

  test("of nothing but thanks is none", () => {
    expect(read("Thanks!", "Thanks!", [WHICH])).toEqual({});
  });
});
