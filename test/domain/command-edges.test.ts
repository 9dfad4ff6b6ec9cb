/** Command lines as programs and hands leave them: what is told of a faulty one, and what around a value is not its value. */
import { describe, expect, test } from "vitest";
import { helpText, parseCommands } from "../../src/domain/command.ts";

const only = (line: string) => {
  const { commands, faults } = parseCommands(line);
  return faults[0]
    ? `${faults[0].reason}: ${faults[0].explanation}`
    : `${commands[0]?.verb} ${commands[0]?.value}`;
};

describe("a faulty line", () => {
  test.each([
    ["#priority", "value_missing: #priority needs a value: 1-5"],
    ["#take it", "value_not_allowed: #take stands alone on its line"],
    ["#take #close", "several_on_a_line: Each command stands on a line of its own"],
    ["#priorty 2", "unknown_verb: #priorty is not a command"],
    [
      "#zzzzzzzzzzz",
      "unknown_verb: #zzzzzzzzzzz is not a command; if it is text, put words before or after it. #help lists the commands",
    ],
    ["#take\u200d", "take null"],
    ["#ta\u200dke", "take null"],
  ])("%j: %s", (line, expected) => {
    expect(only(line)).toBe(expected);
  });

  test("is mended as far as the first command", () => {
    expect(parseCommands("#priority 2   #close").faults[0]?.suggestion).toBe("#priority 2");
  });
});

describe("a value", () => {
  test.each([
    ["#cc bo@firm.example<mailto:bo@firm.example>", "cc bo@firm.example"],
    ["#cc bo@firm.example <mailto:bo@firm.example>", "cc bo@firm.example"],
    ["#cc +bo@firm.example<mailto:bo@firm.example> lea@firm.example", "cc +bo@firm.example lea@firm.example"],
    ["#cc <mailto:bo@firm.example>", "cc <mailto:bo@firm.example>"],
    ['#subject " Printer "', "subject Printer"],
    ['#subject "Printer', 'subject "Printer'],
    ['#subject Printer"', 'subject Printer"'],
    ['#subject "', 'subject "'],
    ["#priority::2", "priority 2"],
    ["#priority=2", "priority 2"],
  ])("of %j is %s", (line, expected) => {
    expect(only(line)).toBe(expected);
  });

  test("of a verb that opens text, and nothing, adds no line", () => {
    expect(parseCommands("#reply\nDone.").text).toBe("Done.");
    expect(parseCommands("#reply First\nthen").text).toBe("First\nthen");
    expect(parseCommands("#note").text).toBe("");
  });

  test("stands among commands alone, so nothing is text and nothing strays", () => {
    expect(parseCommands("\n#take\n\n#close\n")).toMatchObject({ text: "", strays: [], faults: [] });
  });
});

test("help for one verb is about that verb", () => {
  const all = helpText("en", null).split("\n");
  expect(helpText("en", "take").split("\n")).toHaveLength(3);
  expect(all.length).toBeGreaterThan(20);
});
