/** Whose mail was forwarded, under which subject, and what it said. */
import { describe, expect, it } from "vitest";
import { readForwarded } from "../../src/domain/quote-forward.ts";

const read = (text: string, subject = "Fwd: Help") => readForwarded(text.split("\n"), subject);
const MARK = "---------- Forwarded message ---------";

describe("a forwarded mail", () => {
  it("is told by the headers above it", () => {
    expect(read(`${MARK}\nFrom: Bo Ek <bo@x.example>\nSubject: Printer\n\n\nIt jams.\n\n`)).toEqual({
      from: "bo@x.example",
      fromName: "Bo Ek",
      subject: "Printer",
      body: "It jams.",
    });
  });

  it("has the subject of the mail that carries it where it names none", () => {
    expect(read(`${MARK}\nFrom: Bo\n\nIt jams.`).subject).toBe("Help");
    expect(read(`${MARK}\nFrom: Bo\nSubject:\n\nIt jams.`).subject).toBe("Help");
    expect(read(`${MARK}\nFrom: Bo\n\nIt jams.`, "Fwd:").subject).toBe(null);
    expect(read("On 2 Mar 2026 Bo wrote:\nHi", "Fwd:").subject).toBe(null);
  });

  it.each([
    ['On 2 Mar 2026, "Bo Ek" <bo@x.example> wrote:', "bo@x.example", "Bo Ek"],
    ["On 2 Mar 2026 at 9:15, Bo Ek <bo@x.example> wrote:", "bo@x.example", "Bo Ek"],
    ["On 2 Mar 2026 at 9:15 AM Bo Ek <bo@x.example> wrote:", "bo@x.example", "Bo Ek"],
    ["On 2 Mar 2026 at 9:15 p. m. Bo Ek <bo@x.example> wrote:", "bo@x.example", "Bo Ek"],
    ["Den 2. mar. 2026 kl. 09.15 skrev Bo Ek <bo@x.example>:", "bo@x.example", "Bo Ek"],
    ["Am 2. März 2026 um 09:15 Uhr schrieb Bo Ek <bo@x.example>:", "bo@x.example", null],
    ["On 2 Mar 2026, „Bo, Ek“ [mailto:bo@x.example] wrote:", "bo@x.example", "Bo, Ek"],
    ["On 2 Mar 2026, Bo “B” Ek ( bo@x.example ) wrote:", "bo@x.example", "Bo “B” Ek"],
    ["On 2 Mar 2026 at 9:15 <bo@x.example> wrote:", "bo@x.example", null],
    ["On 2 Mar 2026 at 9:15 Bo wrote:", null, null],
  ])("is told by %j", (line, from, fromName) => {
    const seen = read(`${line}\n\nIt jams.`);
    expect(seen).toMatchObject({ from, subject: "Help", body: "It jams." });
    if (!line.includes("schrieb")) expect(seen.fromName).toBe(fromName);
  });

  it("is told by a name that a program wrapped", () => {
    expect(read("On 2 Mar 2026 at 9:15,\nBo Ek <bo@x.example> wrote:\n\nIt jams.")).toMatchObject({
      fromName: "Bo Ek",
      body: "It jams.",
    });
  });

  it("is nobody's where nothing tells", () => {
    expect(read("It jams.")).toEqual({ from: null, fromName: null, subject: "Help", body: "It jams." });
    expect(read("")).toEqual({ from: null, fromName: null, subject: "Help", body: "" });
  });

  it("stands below up to eight marks, rules and empty lines", () => {
    const head = `${MARK}\n\n-----Original Message-----\n________\n`;
    expect(read(`${head}From: Bo\n\nIt jams.`).fromName).toBe("Bo");
    expect(read(`${"\n".repeat(7)}From: Bo\n\nIt jams.`).fromName).toBe("Bo");
    expect(read(`${"\n".repeat(8)}From: Bo\n\nIt jams.`).fromName).toBe("Bo");
    expect(read(`${"\n".repeat(9)}From: Bo\n\nIt jams.`).fromName).toBe(null);
    expect(read(`${head} \nFrom: Bo\n\nIt jams.`).fromName).toBe("Bo");
  });
});

describe("what a forwarded mail says", () => {
  it("loses the marks of a program that quotes all of it, headers too", () => {
    const text =
      "Begin forwarded message:\n\n> From: Bo\n> Subject: Printer\n>\n> It jams.\n>> deeper\n>  set in";
    expect(read(text)).toMatchObject({
      fromName: "Bo",
      subject: "Printer",
      body: "It jams.\n> deeper\n set in",
    });
  });

  it("keeps its own marks where only some of it is quoted", () => {
    expect(read(`${MARK}\nFrom: Bo\n\nIt jams.\n> really?`).body).toBe("It jams.\n> really?");
    expect(read(`${MARK}\nFrom: Bo\n\n> really?`).body).toBe("> really?");
  });

  it("loses the four blanks by which a program set all of it in", () => {
    expect(read(`${MARK}\nFrom: Bo\n\n    It jams.\n\n      and more`).body).toBe("It jams.\n\n  and more");
    expect(read(`${MARK}\nFrom: Bo\n\n    code\nIt jams.`).body).toBe("    code\nIt jams.");
  });

  it("keeps its empty lines but those around it", () => {
    expect(read(`${MARK}\nFrom: Bo\n\n\n\nOne\n\n\nTwo\n\n`).body).toBe("One\n\n\nTwo");
  });
});
