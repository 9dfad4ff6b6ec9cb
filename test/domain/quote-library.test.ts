import fc from "fast-check";
import { describe, expect, test } from "vitest";
// What the library knows is not exported.
import theirs from "../../node_modules/email-reply-parser/dist/regex.js";
import { askLibrary, isKnownToLibrary } from "../../src/domain/quote-library.ts";

const expressions: RegExp[] = [...theirs.quoteHeadersRegex, ...theirs.signatureRegex];

describe("the reply-parser library is asked where it may see something", () => {
  test.each(expressions.map((one) => [one.source, one] as const))(
    "its own expression %s",
    (_, expression) => {
      const withoutFlags = new RegExp(expression.source, expression.flags.replace(/[imu]/g, ""));
      fc.assert(
        fc.property(fc.stringMatching(withoutFlags), (text) => {
          expect(isKnownToLibrary(text)).toBe(true);
        }),
      );
    },
  );

  test.each([
    ["> what somebody else wrote"],
    ["Hello\n--\nAnna"],
    ["Hello\n-- \nAnna"],
    ["Hello\n____\nAnna"],
    ["Hello\nBest regards\nAnna"],
    ["Hallo\nVON: Anna <anna@uni.example>"],
  ])("%j", (text) => expect(isKnownToLibrary(text)).toBe(true));

  test.each([
    [
      "Hello,\n\nThe printer on the second floor is on fire - again.\n\nThank you\nAnna Holm\nInstitute of Examples",
    ],
    ["Hej\n\nJeg kan ikke logge ind: adgangskoden er udløbet.\n\nTak"],
    ["- one\n-- two\n1 > 0\na = b\n(x_1)"],
    [""],
  ])("not for ordinary words: %j", (text) => {
    expect(isKnownToLibrary(text)).toBe(false);
    const lines = text.split("\n");
    expect(askLibrary(lines)).toEqual(lines.map(() => "visible"));
  });
});
