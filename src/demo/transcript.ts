/** Tells a conversation as it happens: every mail in the order it was delivered, and between them what the desk decided and why. */

import type { ParsedMail } from "../domain/message.ts";
import { takeApart } from "../domain/quote.ts";
import { parseMail } from "../mail/parse-mail.ts";
import type { MailHost } from "./mail-host.ts";
import { DESK, PEOPLE } from "./people.ts";

const WIDTH = 78;
/** Lines of a mail that are shown; the rest stands in the mailbox. */
const MOST_LINES = 18;

export interface Decision {
  mailId: number;
  outcome: string;
  caseNumber: number | null;
  /** `step: code — detail`, in the order in which the desk found out. */
  reasons: string[];
}

export interface Transcript {
  chapter(title: string): void;
  /** Resolves when all that was delivered so far is told. */
  flush(): Promise<void>;
}

/** `decisions` returns what the desk has decided since it was last asked. */
export function startTranscript(
  host: MailHost,
  decisions: () => Promise<Decision[]>,
  print: (text: string) => void,
): Transcript {
  // One after the other, so that the telling has the order of the happening.
  let telling = Promise.resolve();
  const tell = (what: () => Promise<void> | void) => {
    telling = telling.then(what);
  };
  host.onDelivered((mail) =>
    tell(async () => {
      // What the desk writes follows from what it decided: that is told first.
      if (mail.user !== DESK.login) for (const one of await decisions()) print(decisionText(one));
      print(mailText(await parseMail(mail.raw), mail.user));
    }),
  );
  return {
    chapter: (title) =>
      tell(() => print(`\n━━ ${title} ${"━".repeat(Math.max(0, WIDTH - title.length - 4))}\n`)),
    async flush() {
      tell(async () => {
        for (const one of await decisions()) print(decisionText(one));
      });
      await telling;
    },
  };
}

function mailText(mail: ParsedMail, user: string): string {
  const writer = mail.from[0]?.name ?? mail.from[0]?.address ?? "somebody";
  const reader = PEOPLE.find((person) => person.login === user)?.name ?? user;
  // People quote below what they answer; the desk's own mails are shown as they are.
  const text = user === DESK.login ? takeApart(mail).newText : mail.text;
  const lines = text.trim().split("\n");
  const shown = lines.slice(0, MOST_LINES).map((line) => `   │ ${line}`.trimEnd());
  if (lines.length > MOST_LINES) shown.push(`   │ … (${lines.length - MOST_LINES} more lines)`);
  return [`✉  ${writer} → ${reader}: ${mail.subject}`, ...shown, ""].join("\n");
}

function decisionText(decision: Decision): string {
  const where = decision.caseNumber === null ? "" : `, case #${decision.caseNumber}`;
  const head = `⚙  The desk on mail ${decision.mailId}: ${decision.outcome}${where}`;
  return [head, ...decision.reasons.map((reason) => `     ${reason}`), ""].join("\n");
}
