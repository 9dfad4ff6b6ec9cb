/** What is a command and what is none, whoever mails whatever: read only from what its writer newly wrote, carried out all or not at all. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCommands, type Verb } from "../../src/domain/command.ts";
import { VERB_NAMES, verbNames, verbSpec } from "../../src/domain/command-verbs.ts";
import { decideIntake } from "../../src/domain/intake.ts";
import { TASKS } from "../../src/mail/parse-task.ts";
import { always } from "../support/always.ts";
import { changesOf, fromAnna, NOW, noticesOf } from "../support/facts.ts";

/** Stands in no text but where somebody else's words are. */
const THEIRS = "#time 7h";

const own = fc.oneof(
  fc.lorem({ maxCount: 12 }),
  fc.constantFrom(
    "I will call her.",
    "Hej Sofie,\n\nprøv igen.\n\nHilsen\nAnna",
    "#take\n\nOn it.",
    "Fixed.\n\n#resolve",
  ),
  fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
    .map((text) => `Hello ${text.replace(/\s+/g, " ")}`),
);

/** Nothing tells a first line that is a quote, where no lines are marked, from a quote with an answer below it: the third one has another. */
const QUOTES = [
  (lines: string) => lines.replace(/^/gm, "> "),
  (lines: string) =>
    `On 24 November 2026 at 10:00, Mike Lund <mike@desk.example> wrote:\n\n${lines.replace(/^/gm, "> ")}`,
  (lines: string) =>
    `On 24 November 2026 at 10:00, Mike Lund <mike@desk.example> wrote:\n\nHello again,\n${lines}`,
  (lines: string) =>
    `Den 24. nov. 2026 kl. 10.00 skrev Mike Lund <mike@desk.example>:\n\n${lines.replace(/^/gm, ">")}`,
  (lines: string) =>
    `-----Original Message-----\nFrom: Mike Lund\nSent: Tuesday\nTo: Anna\nSubject: Printer\n\n${lines}`,
  (lines: string) =>
    `________________________________\nFrom: Mike Lund <mike@desk.example>\nSent: Tuesday\nTo: Anna\nSubject: Printer\n\n${lines}`,
  (lines: string) => `Fra: Mike Lund\nSendt: 24. november 2026\nTil: Anna\nEmne: Printer\n\n${lines}`,
  (lines: string) =>
    `---------- Forwarded message ---------\nFrom: Mike <mike@desk.example>\nSubject: Printer\n\n${lines}`,
  (lines: string) =>
    `Begin forwarded message:\n\n> From: Mike <mike@desk.example>\n> Subject: Printer\n>\n${lines.replace(/^/gm, "> ")}`,
  (lines: string) => `-- \nAnna Holm\n${lines.replaceAll("> ", "")}`,
] as const;

const html = (text: string) =>
  `<div>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("\n", "<br>")}</div>`;
const HTML_QUOTES = [
  (lines: string) => `<blockquote type="cite">${html(lines)}</blockquote>`,
  (lines: string) =>
    `<div class="gmail_quote"><div class="gmail_attr">On Tue, Mike wrote:<br></div><blockquote class="gmail_quote">${html(lines)}</blockquote></div>`,
  (lines: string) =>
    `<div id="divRplyFwdMsg"><b>From:</b> Mike<br><b>Sent:</b> Tuesday<br><b>To:</b> Anna<br><b>Subject:</b> x</div>${html(lines)}`,
  (lines: string) => `<div class="gmail_signature">${html(lines)}</div>`,
] as const;

/** What somebody else wrote, commands and all. */
const theirs = fc
  .array(fc.oneof(fc.lorem({ maxCount: 5 }), fc.constantFrom("#close", "#take", "", "Hello", "> deeper")), {
    maxLength: 4,
  })
  .chain((lines) =>
    fc.nat(lines.length).map((at) => [...lines.slice(0, at), THEIRS, ...lines.slice(at)].join("\n")),
  );

const answer = fc
  .record({ own, theirs, at: fc.nat(20), isHtml: fc.boolean() })
  .map(({ own, theirs, at, isHtml }) => {
    const body = isHtml
      ? `${html(own)}${HTML_QUOTES[at % HTML_QUOTES.length]?.(theirs)}`
      : `${own}\n\n${QUOTES[at % QUOTES.length]?.(theirs)}`;
    return [
      "From: Anna Holm <anna@desk.example>",
      "To: helpdesk@desk.example",
      "Subject: Re: [#1042] Printer",
      "In-Reply-To: <dp.x@desk.example>",
      `Content-Type: text/${isHtml ? "html" : "plain"}; charset=utf-8`,
      "",
      body.replaceAll("\n", "\r\n"),
    ].join("\r\n");
  });

const isValue = (text: string) =>
  text === text.trim() && text !== "" && !/[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}#]/u.test(text);
const value = fc.oneof(
  fc.constantFrom("2", "anna", "user until friday", "Hardware/Printer", "+leo@uni.example", "15m"),
  fc.lorem({ maxCount: 4 }).map((text) => text.replaceAll(/[.,]/g, "")),
);

const command = fc
  .record({
    verb: fc.constantFrom(...VERB_NAMES),
    name: fc.nat(20),
    value,
    shout: fc.boolean(),
    blanks: fc.constantFrom("", " ", "\u00a0", "\u200b"),
  })
  .map(({ verb, name, value, shout, blanks }) => {
    const spec = verbSpec(verb);
    const names = verbNames(verb);
    const spelled = names[name % names.length] ?? verb;
    const given = spec.value === "none" || spec.opensText || !isValue(value) ? null : value;
    const meant = given ?? (spec.value === "required" ? "x" : null);
    const word = shout ? spelled.toUpperCase() : spelled;
    return { verb, value: meant, line: `${blanks}#${word}${meant === null ? "" : ` ${meant}`}${blanks}` };
  });

describe("always", () => {
  test("nothing that somebody else wrote is a command, quoted, forwarded or in a signature, in text or HTML", async () => {
    await always(
      fc.asyncProperty(answer, async (raw) => {
        const { text } = await TASKS.read(Buffer.from(raw, "utf8"));
        const read = parseCommands(text.commandText);
        const lines = [...read.commands, ...read.faults].map((one) => one.line);
        expect(lines.filter((line) => line.includes(THEIRS))).toEqual([]);
      }),
      400,
    );
  });

  test("commands that are written are read as they are meant, above and below the text, in every spelling", () =>
    always(
      fc.property(fc.array(command, { maxLength: 6 }), fc.nat(6), fc.boolean(), (all, above, isBare) => {
        const text = isBare ? "" : "Dear Sofie,\n#notacommand here\n\nplease try again.";
        const [head, tail] = [all.slice(0, above), all.slice(above)];
        const lines = (some: typeof all) => some.map((one) => one.line).join("\n\n");
        const read = parseCommands(`${lines(head)}\n\n${text}\n\n${lines(tail)}`);
        const meant = all.map(({ verb, value }): [Verb, string | null] => [verb, value]);
        expect(read.faults).toEqual([]);
        expect(read.commands.map(({ verb, value }) => [verb, value])).toEqual(meant);
        expect(read.text).toBe(text);
        // Read once more, its own lines say the same.
        const again = parseCommands(read.commands.map((one) => one.line).join("\n"));
        expect(again.commands).toEqual(read.commands);
      }),
      500,
    ));

  test("one line that cannot be carried out, and nothing is done or sent to anybody but the agent", () =>
    always(
      fc.property(
        fc.array(command, { maxLength: 4 }),
        fc.constantFrom(
          "#nonsense",
          "#priority",
          "#priority 17",
          "#assign nobody@x.example",
          "#take #close",
          "#merge #99",
        ),
        fc.nat(4),
        (all, bad, at) => {
          const lines = all.map((one) => one.line);
          const text = `Dear Sofie, a word.\n\n${[...lines.slice(0, at), bad, ...lines.slice(at)].join("\n")}`;
          const verdict = decideIntake(fromAnna(text), NOW);
          const kept = verdict.changes.filter(
            (one) => one.do !== "addMessage" && one.do !== "owe" && one.do !== "hold",
          );
          expect(kept).toEqual([]);
          expect(changesOf(verdict, "addMessage").map(({ message }) => message.kind)).toEqual(["held"]);
          expect(noticesOf(verdict).map((one) => [one.notice, one.audience])).toEqual([
            [expect.stringMatching(/^command_(?:refused|held)$/), "agent"],
          ]);
        },
      ),
      500,
    ));
});
