/** What looks like a command and may be somebody else's is carried out by nobody, and goes to no user unasked. */
import { expect, test } from "vitest";
import { decideIntake } from "../../src/domain/intake.ts";
import { takeApart } from "../../src/domain/quote.ts";
import { changesOf, fromAnna, mailsOf, NOW, noticeOf, SOFIE, setsOf } from "../support/facts.ts";
import { aMail } from "../support/mail.ts";

const answerOf = (body: string) =>
  decideIntake(
    fromAnna(
      "",
      {},
      {
        text: takeApart(
          aMail({ text: body, subject: "Re: [#1042] Printer", inReplyTo: ["n1@desk.example"] }),
        ),
      },
    ),
    NOW,
  );

// Whoever wrote it knew at which column programs wrap, so that the command came to stand at the beginning of a line.
const WRAPPED = `Please try tray two.\n\n> ${"I have tried everything here ".repeat(3)}and so\n#close`;

test("a command at the end of a wrapped quote closes nothing and is asked about", () => {
  const verdict = answerOf(WRAPPED);
  expect(setsOf(verdict)).not.toHaveProperty("status");
  expect(mailsOf(verdict).join()).not.toContain(SOFIE);
  expect(noticeOf(verdict, "command_held").data).toMatchObject({ reason: "stray_command", canConfirm: true });
  expect(changesOf(verdict, "hold")).toHaveLength(1);
});

test.each([
  // Blanks that do not break make one long word of it, which Outlook wraps whole.
  ["a long word below a short line", `> see\n#assign\u00a0mike@desk.example${"\u00a0".repeat(50)}`],
  ["one of invisible characters", `> see\n#close${"\u2060".repeat(60)}`],
  [
    "headers in a language that nobody taught the desk",
    "Nga: Bo <bo@x.example>\nDërguar: 2 Mars 2026 9:15\nPër: helpdesk\nTema: x\n\nhi\n\n#close",
  ],
])("%s closes nothing and is asked about", (_, quote) => {
  const verdict = answerOf(`We look at it.\n\n${quote}`);
  expect(setsOf(verdict)).toEqual({});
  expect(noticeOf(verdict, "command_held").data).toMatchObject({ reason: "stray_command" });
});

test("a command right below a quoted line is the agent's own", () => {
  expect(setsOf(answerOf("> does it work?\n#close"))).toMatchObject({ status: "closed" });
});

test("the same command is carried out where nothing is doubtful", () => {
  const verdict = answerOf(WRAPPED.replace("\n#close", "\n\n#close"));
  expect(setsOf(verdict)).toMatchObject({ status: "closed" });
});
