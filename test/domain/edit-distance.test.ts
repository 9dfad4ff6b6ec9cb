import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closestWord } from "../../src/domain/edit-distance.ts";

describe("closestWord", () => {
  const words = ["take", "close", "cc", "type", "time", "resolve"];

  it.each([
    ["take", "take"],
    ["tkae", "take"],
    ["taek", "take"],
    ["clos", "close"],
    ["clossse", "close"],
    ["reso", "resolve"],
    ["cv", "cc"],
    ["xy", null],
    ["re", null],
    ["blessed", null],
    ["", null],
    ["take".repeat(1_000), null],
  ])("%s → %s", (word, closest) => {
    expect(closestWord(word, words)).toBe(closest);
  });

  it("guesses at no beginning that two words share", () => {
    expect(closestWord("resol", ["resolved", "resolution"])).toBeNull();
  });
});

describe("always", () => {
  it("finds a word again after two neighbours changed places", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{4,12}$/), fc.nat({ max: 10 }), (word, at) => {
        const i = at % (word.length - 1);
        const swapped = `${word.slice(0, i)}${word[i + 1]}${word[i]}${word.slice(i + 2)}`;
        expect(closestWord(swapped, [word])).toBe(word);
      }),
    );
  });
});
