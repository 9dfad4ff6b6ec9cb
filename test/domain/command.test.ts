import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findVerb, helpText, parseCommands } from "../../src/domain/command.ts";
import { COMMAND_LANGUAGES, VERB_NAMES, verbNames, verbWording } from "../../src/domain/command-verbs.ts";
import { foldWord } from "../../src/domain/fold.ts";

function verbs(text: string): string[] {
  return parseCommands(text).commands.map(({ verb, value }) => (value === null ? verb : `${verb} ${value}`));
}

describe("where commands stand", () => {
  it("reads a block above the text and leaves the text", () => {
    const parsed = parseCommands("#take\n#priority 2\n\nHello Bo,\n\nwe look into it.\n");
    expect(parsed.commands).toEqual([
      { verb: "take", value: null, line: "#take", number: 1 },
      { verb: "priority", value: "2", line: "#priority 2", number: 2 },
    ]);
    expect(parsed.text).toBe("Hello Bo,\n\nwe look into it.");
    expect(parsed.faults).toEqual([]);
  });

  it("reads a block below the text, with blank lines around and within it", () => {
    const parsed = parseCommands(
      "\r\nTry again, please.\r\n\r\n#wait user\r\n\r\n\u00a0\r\n#time 5m\r\n\u200b\r\n",
    );
    expect(verbs("Try again, please.\r\n\r\n#wait user\r\n\r\n#time 5m\r\n")).toEqual([
      "wait user",
      "time 5m",
    ]);
    expect(parsed.text).toBe("Try again, please.");
  });

  it("reads both, the upper one first, and numbers through", () => {
    const parsed = parseCommands("#take\nDone.\n#resolve\n#time 10m");
    expect(parsed.commands.map(({ verb, number }) => [number, verb])).toEqual([
      [1, "take"],
      [2, "resolve"],
      [3, "time"],
    ]);
    expect(parsed.text).toBe("Done.");
  });

  it("takes a block in the middle for text, and says which lines would have been commands", () => {
    const text = "Put this into sshd_config:\n#PermitRootLogin no\n#close\nand restart.";
    expect(parseCommands(text)).toEqual({ commands: [], text, faults: [], strays: ["#close"] });
  });

  it.each(["# Heading", "#1042", "#1042 is the same", "## take", "#!/bin/sh", "#", "see #take", "C# take"])(
    "is text: %s",
    (line) => {
      expect(parseCommands(`${line}\n\nHello`)).toMatchObject({
        commands: [],
        faults: [],
        text: `${line}\n\nHello`,
      });
      expect(parseCommands(`Hello\n${line}`)).toMatchObject({ commands: [], faults: [] });
    },
  );

  it("ends a block at the first line of text, so that a value never goes on below", () => {
    const parsed = parseCommands("#subject The printer on\nfloor 2\n#take\nis empty");
    expect(parsed.commands).toHaveLength(1);
    expect(parsed.commands[0]).toMatchObject({ verb: "subject", value: "The printer on" });
    expect(parsed.text).toBe("floor 2\n#take\nis empty");
  });

  it("is empty for a mail without text", () => {
    expect(parseCommands(" \n\u200b\n")).toEqual({ commands: [], text: "", faults: [], strays: [] });
  });
});

describe("how a line may be written", () => {
  it.each([
    ["#TAKE", "take"],
    ["  #Take  ", "take"],
    ["\u200b#take\u200b", "take"],
    ["#\u200btake", "take"],
    ["\u2068#take\u2069", "take"],
    ["＃take", "take"],
    ["＃ｔａｋｅ", "take"],
    ["#take.", "take"],
    ["#take .", "take"],
    ["#priority: 2", "priority 2"],
    ["#priority:2", "priority 2"],
    ["#priority=2", "priority 2"],
    ["#priority\u00a02\u00a0", "priority 2"],
    ["#priority\t2.", "priority 2"],
    ["#assign “anna”", "assign anna"],
    ["#assign ‘me’,", "assign me"],
    ["#assign anna…", "assign anna"],
    ["#subject „Druckerpatrone leer“", "subject Druckerpatrone leer"],
    ["#subject Is it empty?", "subject Is it empty?"],
    ["#subject Fix #close button.", "subject Fix #close button."],
    ["#merge #1042", "merge #1042"],
    ["#cc –bo@firm.example +a@b.example", "cc –bo@firm.example +a@b.example"],
    ["#open", "reopen"],
    ["#pending", "wait"],
    ["#solved", "resolve"],
    ["#ja", "confirm"],
    ["#yes", "confirm"],
    ["#bekræft", "confirm"],
    ["#tildel mig", "assign mig"],
    ["#løst", "resolve"],
    ["#loest", "resolve"],
    ["#GENÅBN", "reopen"],
    ["#gena\u030abn", "reopen"],
    ["#genaabn", "reopen"],
    ["#hjaelp vent", "help vent"],
    ["#notat", "note"],
    ["#flyt netværk", "move netværk"],
  ])("%s → %s", (line, expected) => {
    expect(parseCommands(line).faults).toEqual([]);
    expect(verbs(line)).toEqual([expected]);
  });

  it("begins the text with what stands beside #reply, #resolve and #note", () => {
    expect(parseCommands("#resolve Changed the toner.\n#time 5m\nIt was empty.")).toMatchObject({
      commands: [
        { verb: "resolve", value: null },
        { verb: "time", value: "5m" },
      ],
      text: "Changed the toner.\nIt was empty.",
    });
    expect(parseCommands("Called them.\n#note they call back").text).toBe("Called them.\nthey call back");
  });
});

describe("faults", () => {
  const fault = (text: string) => parseCommands(text).faults[0];

  it.each([
    ["#prority 2", "#priority 2"],
    ["#clsoe", "#close"],
    ["#asign anna", "#assign anna"],
    ["#lost", "#løst"],
    ["#priorit 2", "#priority 2"],
    ["#reso", "#resolve"],
    ["#genåb", "#genåbn"],
    ["#blessed", null],
    ["#tk", null],
    ["#include<stdio.h>", null],
    ["#PermitRootLogin no", null],
  ])("unknown verb %s, did you mean %s", (line, suggestion) => {
    expect(fault(`${line}\nHello`)).toMatchObject({ number: 1, line, reason: "unknown_verb", suggestion });
    expect(fault(`Hello\n\n${line}`)).toMatchObject({ reason: "unknown_verb", suggestion });
  });

  it.each([
    ["#assign", "value_missing", "#assign anna"],
    ["#priority", "value_missing", "#priority 2"],
    ["#subject “”", "value_missing", expect.any(String)],
    ["#take now", "value_not_allowed", "#take"],
    ["#close Thanks", "value_not_allowed", "#close"],
    ["#take #priority 2", "several_on_a_line", "#take"],
    ["#assign anna #priority 2", "several_on_a_line", "#assign anna"],
  ])("%s: %s", (line, reason, suggestion) => {
    expect(fault(line)).toMatchObject({ number: 1, line, reason, suggestion });
  });

  it("counts lines, not faults, and keeps the text apart", () => {
    const parsed = parseCommands("#take\n#frobnicate\n#time 5m\nText");
    expect(parsed.faults).toHaveLength(1);
    expect(parsed.faults[0]).toMatchObject({ number: 2, line: "#frobnicate" });
    expect(parsed.text).toBe("Text");
  });
});

describe("help", () => {
  it("has a line for each verb in each language, in the names of that language", () => {
    for (const language of COMMAND_LANGUAGES) {
      expect(helpText(language, null).split("\n")).toHaveLength(VERB_NAMES.length);
    }
    expect(helpText("en", null)).toContain("#assign PERSON|TEAM — Gives the case");
    expect(helpText("da", null)).toContain("#tildel PERSON|TEAM — Giver sagen");
    expect(helpText("xx", null)).toBe(helpText("en", null));
    expect(helpText("da", "resolve")).toContain("#løst");
  });

  it("gives examples that work", () => {
    for (const verb of VERB_NAMES) {
      for (const language of COMMAND_LANGUAGES) {
        const parsed = parseCommands(verbWording(verb, language).example);
        expect(parsed.faults).toEqual([]);
        expect(parsed.commands.map((command) => command.verb)).toEqual([verb]);
      }
    }
  });

  it("finds a verb by any of its names", () => {
    expect(findVerb("#Vent")).toBe("wait");
    expect(findVerb("assign")).toBe("assign");
    expect(findVerb("nothing")).toBeNull();
  });
});

describe("always", () => {
  it("has no name for two verbs", () => {
    const owners = new Map<string, string>();
    for (const verb of VERB_NAMES) {
      const names = new Set(verbNames(verb).map(foldWord));
      for (const name of names) {
        expect(owners.get(name)).toBeUndefined();
        owners.set(name, verb);
      }
    }
  });

  const lines = fc.array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("#take", "#priority 2", "#nonsense", "", "Hello", "#note x", "#1042", "\u00a0"),
    ),
  );

  it("takes any text, and loses no line of it", () => {
    fc.assert(
      fc.property(lines, (written) => {
        const parsed = parseCommands(written.join("\n"));
        expect(parsed.text).toBe(parsed.text.trim());
        for (const word of ["Hello", "#1042"]) {
          const count = (text: string) => text.split("\n").filter((line) => line.trim() === word).length;
          expect(count(parsed.text)).toBe(count(written.join("\n")));
        }
      }),
    );
  });

  it("finds no command between two lines of text", () => {
    fc.assert(
      fc.property(lines, (written) => {
        const parsed = parseCommands(["Dear Bo,", ...written, "Regards"].join("\n"));
        expect(parsed.commands).toEqual([]);
        expect(parsed.faults).toEqual([]);
      }),
    );
  });

  it("is quick on long lines", () => {
    const started = performance.now();
    for (const filler of [" ", ".", "#", "#take ", "a", "\u200b"]) {
      parseCommands(`#assign ${filler.repeat(300_000)}x`);
      parseCommands(`#${filler.repeat(300_000)}x`);
      parseCommands(`${filler.repeat(300_000)}x\n`.repeat(2));
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
