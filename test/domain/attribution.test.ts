/** Which lines name whom a program quotes, wrapped or not; and which sentences of people only look like it. */
import { describe, expect, it } from "vitest";
import {
  attributionAt,
  mayBeAttribution,
  mayBeHeaders,
  splitSharedLine,
} from "../../src/domain/attribution.ts";

const at = (text: string) => attributionAt(text.split("\n"), 0);
/** "strict", "loose" or "none", and over how many lines. */
const judged = (text: string) => {
  const { lines, strict } = at(text);
  return lines === 0 ? "none" : `${strict ? "strict" : "loose"} ${lines}`;
};

describe("surely names whom it quotes", () => {
  it.each([
    "On Mon, Mar 2, 2026 at 9:15 AM Anna Holm <anna@x.example> wrote:",
    "On 2 Mar 2026, at 09.15, Anna Holm wrote:",
    "On 2 Mar 2026 Anna wrote :",
    "On 2 Mar 2026 Anna wrote：",
    "On 02/03/2026 09:15, Anna wrote:",
    "  On 2/3 Anna wrote:",
    "2026-03-02 9:15 GMT+01:00 Anna <anna@x.example>:",
    "2026-03-02 9:15 GMT+01:00 Anna <anna@x.example>",
    "2.3.2026 9:15 Anna < anna@x.example>",
    "12/31/26, Anna <anna@x.example>",
    "(2 Mar 2026) Anna wrote:",
    '"2 Mar 2026" Anna wrote:',
    "Mon, 2 Mar 2026 Anna wrote:",
    "Monday the 2 Mar 2026 Anna wrote:",
    "am Mo. 2. 3. 2026 schrieb Anna:",
    "Am  2. März  2026 schrieb Anna:",
    "Den 2. mar. 2026 kl. 09.15 skrev Anna Holm <anna@x.example>:",
    "Den 2. mar. 2026 skrev «Anna»:",
    "Den 2. mar. 2026 skrev anna@x.example:",
    "On 2 Mar 2026 at 9:15 Anna said:",
    "On 2 Mar 2026 Anna <anna@x.example> said :",
    "On 2 Mar 2026 09:15 Anna sent:",
    "On 2 Mar 2026 at 9:15, Anna wrote",
    "Le 2 mars 2026 à 9:15, Anna a écrit",
    "Anna <anna@x.example> wrote on 2 March 2026:",
    "Anna Holm <anna@x.example> schrieb am 2.3.2026 9:15:",
    '"Anna" <anna@x.example> wrote 2026-03-02:',
    "Anna[mailto:anna@x.example] wrote on 2 March 2026:",
    "安娜 <anna@x.example> 于2026年3月2日写道：",
    "IT Helpdesk wrote on 2 March 2026 at 9:15 AM:",
    "'Anna' wrote on Monday, 2 March 2026, 09:15 CET:",
    "Anna schrieb am 02.03.26 um 9.15 Uhr:",
    "Anna wrote on 2 March 2026 09:15 PST:",
    "Anna wrote on 2 March 2026 09:15 EDT:",
    "Anna wrote on 2 March 2026 09:15 CEST:",
    "Anna schrieb am 2.3.2026 9:15 MEZ:",
    "Anna schrieb am 2.3.2026 9:15 MESZ:",
    "Anna wrote on 2 March 2026 09:15 MSK:",
    "Anna wrote on 2 March 2026 09:15 IST:",
    "Anna skrev den 2/3/2026 kl 9:15:",
    "On 2 Mar 2026 Anna <anna@x.example>:",
    "Anna skrev den 2/3/2026 kl. 9.15:",
    "Anna napisał dnia 2.3.2026 o 9:15:",
    "Quoting Anna <anna@x.example>:",
    "Zitat von Anna <anna@x.example>:",
    "---- Anna wrote ----",
    "--- Anna Holm schrieb ---",
    "---Anna wrote---",
    "Anna <anna@x.example> 2026-03-02 09:15:",
    "\u200eOn 2 Mar 2026 \u202bAnna\u202c wrote:",
    "On ٢/٣/٢٠٢٦ Anna wrote:",
    "2 de marzo de 2026 Anna escribió:",
  ])("%j", (line) => {
    expect(judged(line)).toBe("strict 1");
    expect(judged(`${line}\n\n> quoted`)).toBe("strict 1");
    expect(mayBeAttribution(`${line.slice(0, 20)} no colon`)).toBe(false);
  });

  it.each([
    ["a name on the next line", "On 2 Mar 2026 at 09:15\nAnna Holm <anna@x.example> wrote:", 2],
    ["a verb on the next line", "On 2 Mar 2026 Anna Holm <anna@x.example>\nwrote:", 2],
    ["a name before its address", "Anna Holm\n<anna@x.example> wrote on 2 March 2026:", 2],
    ["torn by an empty line, a dot in its date", "On 2. Mar 2026\n\nat 9:15 Anna wrote:", 3],
    ["torn by empty lines", "On 2 Mar 2026\n\nat 09:15\n\nAnna wrote:", 5],
    ["the end of its address behind a mark", "On 2 Mar 2026 Anna <anna@x.example\n> wrote:", 2],
    ["the end behind a mark, in French", "Le 2 mars 2026, Anna <anna@x.example\n> a écrit :", 2],
    ["its bracket behind a mark", "On 2 Mar 2026 skrev Anna <anna@x.example\n>:", 2],
    ["in six pieces", "On 2 Mar 2026\nat\n09:15\nAnna\nHolm\nwrote:", 6],
  ])("%s", (_, text, lines) => {
    expect(judged(text)).toBe(`strict ${lines}`);
    expect(judged(`${text}\nHello`)).toBe(`strict ${lines}`);
  });
});

describe("a sentence above one is none of it", () => {
  const ANNA = "On Mon, Mar 2, 2026 at 9:15 AM Anna <anna@x.example> wrote:";
  it.each([
    ["that names a year", "Printer 2024 jams", ANNA],
    ["that names a day", "On 3 March we move", ANNA],
    ["of two", "Invoice 2025 is wrong\n\nPlease correct it", ANNA],
    ["in Danish", "Den 3. marts flytter vi", "Den man. 2. mar. 2026 kl. 09.15 skrev Anna <anna@x.example>:"],
    ["above a wrapped one", "Printer 2024 jams", ANNA.replace("Anna", "\nAnna")],
    ["above one whose verb was wrapped", "Printer 2024 jams", ANNA.replace(" wrote", "\nwrote")],
  ])("%s", (_, sentence, attribution) => {
    const lines = `${sentence}\n\n${attribution}`.split("\n");
    const at = sentence.split("\n").length + 1;
    expect(attributionAt(lines, 0)).toMatchObject({ lines: 0 });
    expect(attributionAt(lines, at)).toEqual({ lines: lines.length - at, strict: true, doubtful: 0 });
  });
});

it("goes on behind a mark only where an address is open", () => {
  expect(judged("On 2 Mar 2026 at 9:15 skrev Anna\n>:")).toBe("none");
  expect(judged("On 2 Mar 2026 at 9:15 skrev Anna <anna@x.example>\n>:")).toBe("none");
});

it("may have a name that looks like another beginning: its lines are in doubt", () => {
  const named = "On Mon, 2 Mar 2026 at 09:15, Bo\n#close\nOn 2 Mar 2026 bo@x.example wrote:".split("\n");
  expect(attributionAt(named, 0)).toEqual({ lines: 0, strict: false, doubtful: 2 });
  const marked = "2026-03-02 Bo\n#close\n-----Original Message-----\nFrom: IT <it@x.example>".split("\n");
  expect(attributionAt(marked, 0)).toEqual({ lines: 0, strict: false, doubtful: 2 });
});

describe("may name whom it quotes", () => {
  it.each([
    "See what Anna <anna@x.example> wrote:",
    "On Monday at 9:15 Anna said:".replace(" at 9:15", ""),
    "Quoting Anna:",
  ])("%j", (line) => {
    expect(judged(line)).toBe(line.includes("On Monday") ? "none" : "loose 1");
  });
});

describe("names somebody and no day", () => {
  it.each([
    "Anna Holm wrote:",
    "Anna wrote :",
    "Zoë de’Vries schrieb：".replace("de’Vries", "De’Vries"),
    "Anna Maria B. Holm skrev:",
    "- Le 2 mars 2026 à 9:15, Anna a écrit :",
    "- On 2 Mar 2026 Anna wrote:",
  ])("%j", (line) => {
    expect(judged(line)).toBe("loose 1");
  });

  it.each([
    "Anna said:",
    "anna wrote:",
    "What Anna Holm from the second floor wrote:",
    "Anna Maria Berta Clara Holm wrote:",
    "Anna wrote",
    "- On Monday it jams:",
  ])("not %j", (line) => {
    expect(judged(line)).toBe("none");
  });
});

describe("is somebody's own words", () => {
  it.each([
    ["nothing", ""],
    ["no colon", "On 2 Mar 2026 Anna came"],
    ["no date and no address", "On Monday Anna wrote:"],
    ["no verb", "On 2 Mar 2026 we need this:"],
    ["a verb without time or address, of those that people use", "Am 2/3 my boss sent:"],
    ["a sentence that goes on", "On 2 Mar 2026 Anna wrote: it jams"],
    ["lower case behind the verb", "den 2/3 skrev jeg:"],
    ["a time in a sentence", "I wrote at 9:15 that it says:"],
    ["a long line", `On 2 Mar 2026 ${"x".repeat(380)} wrote:`],
    ["a dash without dashes before it", "Anna wrote -"],
    ["one dash before it", "- Anna wrote ----"],
    ["dashes without a verb", "---- Anna Holm ----"],
    ["an address in a list", "printers@x.example:"],
    ["a day's plan", "2/3/2026 lunch <with> Anna"],
    ["a sentence about a mail", "I mailed 2026-03-02 to Anna <anna@x.example> already"],
    ["a sentence about what somebody wrote", "see what Anna <anna@x.example> wrote on 2 March 2026:"],
    ["a call", "On 2 Mar 2026 Anna <anna@x.example> called about this:"],
    ["a note", "Printer of the second floor, mailed 2/3/2026 to Anna <anna@x.example>:"],
    ["an ending without a time", "On 2 Mar 2026, Anna wrote"],
    ["an ending that is no verb's", "On 2 Mar 2026 at 9:15, Anna wrote us"],
    ["a time in a sentence, in short words", "Anna wrote at 9:15 that it is on:"],
    ["a long number", "1202026 and Anna:"],
    ["a mark", "> On 2 Mar 2026 Anna wrote:"],
  ])("%s", (_, line) => {
    expect(judged(line).replace("loose", "none").split(" ")[0]).toBe("none");
  });

  it.each([
    ["a full stop above", "It jams since 2 Mar 2026.\n\nOn 3 Mar 2026 Anna wrote:"],
    ["a colon above", "On 2 Mar 2026 this:\nAnna <anna@x.example> wrote:"],
    ["a sentence above an attribution of its own", "Look here\nOn 2 Mar 2026 Anna wrote:"],
    ["a day above, an attribution below", "It jams since 2 Mar 2026\n> On 3 Mar 2026 Anna wrote:"],
    ["an empty line in a sentence", "Look here\n\nOn 2 Mar 2026 Anna wrote:"],
    ["a doubtful one over two lines", "See what\nAnna <anna@x.example> wrote:"],
    ["seven pieces", "On 2 Mar 2026\nat\n09:15\nAnna\nHolm\nhas\nwritten and wrote:"],
    ["four pieces", "On Mon,\n2 Mar 2026\nat 09:15 Anna\nwrote:"],
    ["four pieces without a day in the first", "Hello\nthere\nAnna\n<anna@x.example> wrote on 2 March 2026:"],
  ])("%s", (_, text) => {
    expect(judged(text)).toBe("none");
  });
});

it("is counted from where it begins", () => {
  const lines = ["Yes.", "", "On 2 Mar 2026", "Anna wrote:", "> quoted"];
  expect(attributionAt(lines, 2)).toMatchObject({ lines: 2, strict: true });
});

describe("in words that nobody knows", () => {
  it.each([
    ["Qqq Anna <anna@x.example> xxx:", true],
    ["Qqq (anna@x.example) xxx：", true],
    ["Qqq < anna@x.example > xxx :", true],
    ["Qqq [mailto:anna@x.example] xxx:", true],
    ["Qqq 2/3/2026 09:15 Anna xxx:  ", true],
    ["\u200eQqq 2/3/2026 09.15 Anna xxx:\u200f", true],
    ["Qqq 2026년 09h15 xxx:", true],
    ["Qqq 2/3/2026 Anna xxx:", false],
    ["Qqq at 09:15 xxx:", false],
    ["Qqq 2/3/2026 09:156 xxx:", false],
    ["Qqq anna@x.example xxx:", false],
    ["Qqq <anna@x.example> xxx", false],
    ["Qqq <anna@x.example>: xxx", false],
    [`Qqq <anna@x.example> ${"x".repeat(378)}:`, true],
    [`Qqq <anna@x.example> ${"x".repeat(379)}:`, false],
    ["", false],
  ])("%j may be one: %s", (line, may) => {
    expect(mayBeAttribution(line)).toBe(may);
  });

  it.each([
    ["three of them, one a point in time", "Qaq: Bo\nWhen: 2/3/2026 09:15\nTaq: Anna", true],
    ["four of them", "Qaq: Bo\nTaq: Anna\nSaq: Help\nWhen: 2/3/2026 09:15", true],
    ["in bold", "*Qaq:* Bo\n*When:* 2/3/2026 09:15\n*Taq:* Anna", true],
    ["set in, behind a mark of direction", "\u202a  Qaq: Bo\n  When: 2/3/2026 09:15\n  Taq: Anna", true],
    ["with the wide colon", "甲：Bo\n乙：2026年3月2日 09:15\n丙：Anna", true],
    ["two of them", "Qaq: Bo\nWhen: 2/3/2026 09:15", false],
    ["a fifth one that is the point in time", "A: B\nC: D\nE: F\nG: H\nWhen: 2/3/2026 09:15", false],
    ["no point in time", "Qaq: Bo\nWhen: Monday\nTaq: Anna", false],
    ["a day only", "Qaq: Bo\nWhen: 2/3/2026\nTaq: Anna", false],
    ["a time only", "Qaq: Bo\nWhen: 09:15\nTaq: Anna", false],
    ["day and time apart", "Qaq: 2/3/2026\nWhen: 09:15\nTaq: Anna", false],
    ["a text between", "Qaq: Bo\nHello\nWhen: 2/3/2026 09:15\nTaq: Anna", false],
    ["an empty one", "Qaq:\nWhen: 2/3/2026 09:15\nTaq: Anna", false],
    ["a number in its name", "Q1q: Bo\nWhen: 2/3/2026 09:15\nTaq: Anna", false],
    ["a sentence before the colon", `${"Qaq ".repeat(9)}: Bo\nWhen: 2/3/2026 09:15\nTaq: Anna`, false],
    ["a long line", `Qaq: ${"x".repeat(396)}\nWhen: 2/3/2026 09:15\nTaq: Anna`, false],
    ["a line that is just short enough", `Qaq: ${"x".repeat(395)}\nWhen: 2/3/2026 09:15\nTaq: Anna`, true],
    ["a list", "- Qaq: Bo\n- When: 2/3/2026 09:15\n- Taq: Anna", false],
  ])("headers: %s", (_, text, may) => {
    expect(mayBeHeaders(text.split("\n"), 0)).toBe(may);
    expect(mayBeHeaders(["Hello", ...text.split("\n")], 1)).toBe(may);
    expect(mayBeHeaders(["Hello", ...text.split("\n")], 0)).toBe(false);
  });
});

describe("on the line of the last words", () => {
  it.each([
    ["yes On Mon, Mar 2, 2026 at 9:15 AM, anna@x.example wrote:", "yes"],
    ["Yes, it does.   On 2 Mar 2026 Anna wrote:", "Yes, it does."],
    ["yes--On 2 Mar 2026 Anna wrote:", "yes"],
    ["yes -- Den 2. mar. 2026 Anna skrev:", "yes --"],
    ["ja Am 2.3.2026 Anna schrieb:", "ja"],
  ])("%j", (line, before) => {
    expect(splitSharedLine(line)).toEqual([before, expect.stringMatching(/^(?:On|Den|Am) .*:$/)]);
  });

  it.each([
    "On 2 Mar 2026 Anna wrote:",
    "yes On Monday Anna wrote:",
    "yes, Anna wrote:",
    "yes On 2 Mar 2026 Anna came",
    "yes On 2 Mar 2026 Anna wrote: it jams",
    "yesOn 2 Mar 2026 Anna wrote:",
    `${"x".repeat(380)} On 2 Mar 2026 Anna wrote:`,
    `${"x".repeat(260)} On 2 Mar 2026 Anna wrote:`,
    "",
  ])("not %j", (line) => {
    expect(splitSharedLine(line)).toBe(null);
  });
});
