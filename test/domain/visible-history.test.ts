/** What of a case users may read again, and what of a mail to agents they must not. */
import { expect, test } from "vitest";
import { internalLines, visibleToUser } from "../../src/domain/visible-history.ts";
import { sampleCase, sampleDesk, sampleMessage } from "../support/notice-samples.ts";

const desk = sampleDesk();
const SOFIE = "sofie@customer.example";
const fromDesk = { direction: "out", authorAddress: "anna@desk.example" } as const;

function visible(...messages: Partial<Parameters<typeof sampleMessage>[0]>[]): string[] {
  const earlier = messages.map((message, id) => sampleMessage({ id, ...message }));
  return visibleToUser(earlier, sampleCase(), SOFIE, desk).map((message) => message.text);
}

test("a user reads their own words, the desk's, and those of people on the case", () => {
  expect(
    visible(
      { text: "mine" },
      { ...fromDesk, text: "answer" },
      { authorAddress: "bo@customer.example", text: "Bo's" },
    ),
  ).toEqual(["mine", "answer", "Bo's"]);
});

test.each(["note", "automatic", "bounce", "third_party", "held"])("never a message of kind %s", (kind) => {
  expect(visible({ kind, text: "internal" }, { text: "mine" })).toEqual(["mine"]);
});

test("an agent's record of a call is no mail to the user, and hides nothing else", () => {
  expect(visible({ authorAddress: "anna@desk.example", text: "phoned, angry" }, { text: "mine" })).toEqual([
    "mine",
  ]);
});

test("what was said before a case changed hands stays with whom it was said to", () => {
  expect(
    visible(
      { text: "mine" },
      { authorAddress: "former@customer.example", text: "theirs" },
      { ...fromDesk, text: "to them" },
    ),
  ).toEqual(["mine"]);
});

test("the internal part of a mail to agents is what was not openly said", () => {
  const text =
    "Who\n  Phone: +45 12 34 56 78\n\n> It is jammed again.\n> This one jams every month.\n> I have looked.";
  const messages = [
    sampleMessage({ text: "It is jammed again.", fullText: "It is jammed again.\nSofie" }),
    sampleMessage({
      ...fromDesk,
      text: "I have looked.",
      fullText: "I have looked.\n> This one jams every month.",
    }),
    sampleMessage({ kind: "note", text: "This one jams every month." }),
    sampleMessage({ authorAddress: "anna@desk.example", text: "Who" }),
  ];
  expect(internalLines(text, messages, desk).split("\n")).toEqual([
    "Who",
    "  Phone: +45 12 34 56 78",
    "> This one jams every month.",
  ]);
});
