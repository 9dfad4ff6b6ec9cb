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

test("the same command is carried out where nothing is doubtful", () => {
  const verdict = answerOf(WRAPPED.replace("\n#close", "\n\n#close"));
  expect(setsOf(verdict)).toMatchObject({ status: "closed" });
});
