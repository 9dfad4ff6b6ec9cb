/** Pieces of quoted lines that stand outside their marks, and answers that only look like them. */
import { describe, expect, it } from "vitest";
import { isDebris, tornOffLines } from "../../src/domain/quote-debris.ts";

const debris = (...lines: string[]) => isDebris(lines, 1);

describe("a link between quoted lines", () => {
  it.each([
    "<https://x.example/a>",
    "<http://x.example/a>",
    "(https://x.example/a)",
    "(www.x.example)",
    "<www.x.example>",
    "<mailto:bo@x.example>",
    "  <https://x.example/a>  >",
    ">",
  ])("%j is nobody's answer", (link) => {
    expect(debris("> see", link, "> there")).toBe(true);
  });

  it.each([
    ["stands at the end", ["> see", "<https://x.example/a>", "no"]],
    ["has nothing behind it", ["> see", "<https://x.example/a>"]],
    ["stands at the beginning", ["see", "<https://x.example/a>", "> there"]],
    ["is without brackets", ["> see", "https://x.example/a", "> there"]],
    ["has words beside it", ["> see", "look <https://x.example/a>", "> there"]],
    ["has words behind it", ["> see", "<https://x.example/a> ok", "> there"]],
    ["is an empty line", ["> see", "", "> there"]],
    ["is longer than a link", ["> see", `<https://x.example/${"a".repeat(282)}>`, "> there"]],
  ])("one that %s is somebody's", (_, lines) => {
    expect(debris(...lines)).toBe(false);
  });

  it("is one up to three hundred characters", () => {
    expect(debris("> see", `<https://x.example/${"a".repeat(280)}>`, "> there")).toBe(true);
  });
});

describe("the rest of a link that was broken", () => {
  it.each([
    ["> see <https://x.example/a", "bcd>"],
    ["> see (http://x.example/a", "bcd)"],
    ["> see [www.x.example/a", "  bcd]"],
    ["> see <mailto:bo", "@x.example> >"],
    [`> ${"x".repeat(400)} <https://x.example/a`, "bcd>"],
    ["> see <https://x.example/a", `${"b".repeat(250)}>`],
  ])("%j, %j", (above, rest) => {
    expect(debris(above, rest)).toBe(true);
  });

  it.each([
    ["> see <https://x.example/a>", "bcd>"],
    ["> see https://x.example/a", "bcd>"],
    ["see <https://x.example/a", "bcd>"],
    ["> see <https://x.example/a", "bcd"],
    ["> see <https://x.example/a", "b cd>"],
    ["> see <https://x.example/a", "bcd> and more"],
    ["> see <https://x.example/a b", "bcd>"],
    ["> see <https://x.example/a", `${"b".repeat(251)}>`],
    ["> see <https://x.example/a", ""],
  ])("not %j, %j", (above, line) => {
    expect(debris(above, line)).toBe(false);
  });
});

describe("lines torn off a quoted one", () => {
  const LONG = `> ${"word ".repeat(12)}`.trimEnd();
  const SHORT = "> word";
  const torn = (lines: string[], from = 1, lengths = lines.map((line) => line.length)) =>
    tornOffLines(lines, lengths, from);

  it.each([
    ["below a line of the length where programs wrap", [LONG, "rest"], 1],
    ["below one of just that length", [`> ${"x".repeat(58)}`, "rest"], 1],
    ["several, each wrapped", [LONG, "x".repeat(60), "rest", "not"], 2],
    ["a command that was wrapped whole to below a short line", [`> ${"x".repeat(50)}`, "#close now"], 1],
    ["the same set in", [`> ${"x".repeat(48)}`, "  \u200b#close now"], 1],
    ["the same in wide form", [`> ${"x".repeat(50)}`, "＃close now"], 1],
  ])("%s", (_, lines, count) => {
    expect(torn(lines)).toBe(count);
  });

  it.each([
    ["below a short line", [SHORT, "answer"]],
    ["below one that is a little shorter than that", [`> ${"x".repeat(57)}`, "answer"]],
    ["a command below a short line", [SHORT, "#close"]],
    ["a number sign within", [`> ${"x".repeat(50)}`, "close #12 now"]],
    ["an empty line", [LONG, ""]],
    ["what stands below an empty line", [LONG, "", "answer"]],
    ["a quoted line", [LONG, "> rest"]],
    ["nothing", [LONG]],
  ])("not %s", (_, lines) => {
    expect(torn(lines)).toBe(0);
  });

  it("are told by the lengths as the lines came, with what cannot be seen", () => {
    expect(torn([SHORT, "rest"], 1, [80, 4])).toBe(1);
    expect(torn([LONG, "rest"], 1, [])).toBe(0);
  });
});
