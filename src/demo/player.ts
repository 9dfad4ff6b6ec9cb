/** A person of the demo with a mail program: reads what arrives and answers it as mail programs do, over SMTP. */
import { createTransport } from "nodemailer";
import type { ParsedMail } from "../domain/message.ts";
import { parseMail } from "../mail/parse-mail.ts";
import type { MailHost } from "./mail-host.ts";
import type { Person } from "./people.ts";

const PATIENCE_MS = 30_000;

export interface Player {
  person: Person;
  /** Writes a new mail. */
  write(to: string, subject: string, text: string): Promise<void>;
  /** Answers the latest mail read by `awaitMail`, quoting it below. */
  answer(text: string): Promise<void>;
  /** The next unread mail that fits; rejects when none has come within half a minute. */
  awaitMail(what: string, fits: (mail: ParsedMail) => boolean): Promise<ParsedMail>;
}

export function createPlayer(person: Person, host: MailHost): Player {
  const unread: ParsedMail[] = [];
  let wake = () => {};
  let latest: ParsedMail | null = null;
  host.onDelivered((mail) => {
    if (mail.user !== person.login) return;
    void parseMail(mail.raw).then((parsed) => {
      unread.push(parsed);
      wake();
    });
  });
  const transport = createTransport({
    host: "127.0.0.1",
    port: host.smtpPort,
    ignoreTLS: true,
    auth: { user: person.login, pass: person.password },
  });
  const from = { name: person.name, address: person.address };
  return {
    person,
    async write(to, subject, text) {
      await transport.sendMail({ from, to, subject, text });
    },
    async answer(text) {
      if (!latest) throw new Error(`${person.name} has read no mail to answer`);
      await transport.sendMail({ from, ...replyTo(latest, text) });
    },
    async awaitMail(what, fits) {
      const giveUp = AbortSignal.timeout(PATIENCE_MS);
      for (;;) {
        const at = unread.findIndex(fits);
        if (at >= 0) {
          latest = unread.splice(at, 1)[0] ?? null;
          if (latest) return latest;
        }
        await new Promise<void>((resolve, reject) => {
          wake = resolve;
          const late = () => reject(new Error(`${person.name} waited half a minute for ${what}`));
          giveUp.addEventListener("abort", late, { once: true });
        });
      }
    },
  };
}

function replyTo(mail: ParsedMail, text: string) {
  const to = mail.replyTo[0] ?? mail.from[0];
  const quote = mail.text
    .trimEnd()
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
  const writer = mail.from[0]?.name ?? mail.from[0]?.address ?? "";
  const ids = [...mail.references, ...(mail.messageId === null ? [] : [mail.messageId])];
  return {
    to: to ? { name: to.name ?? "", address: to.address } : "",
    subject: /^re:/i.test(mail.subject) ? mail.subject : `Re: ${mail.subject}`,
    text: `${text}\n\nOn ${(mail.date ?? new Date()).toUTCString()}, ${writer} wrote:\n${quote}\n`,
    ...(mail.messageId === null ? {} : { inReplyTo: `<${mail.messageId}>` }),
    references: ids.map((id) => `<${id}>`),
  };
}
