/** The desk's outgoing side: SMTP, and copies in the mailboxes that keep what is sent. Signs in when the first mail goes out. */
import type { Desk, Mailbox } from "../domain/desk.ts";
import type { Logger } from "../flows/ports.ts";
import type { MailTransport } from "../flows/ports-sending.ts";
import { createSentFolder, type SentFolder } from "../mail/imap-sent.ts";
import { createSmtpTransport, type SmtpTransport } from "../mail/smtp.ts";
import { within } from "../within.ts";
import type { Logins } from "./logins.ts";

export interface MailOut {
  transport: MailTransport;
  sentCopies: { keep(mailbox: Mailbox, bytes: Buffer): Promise<void> };
  /** Throws ConfigError when the desk has no way to sign in for sending. */
  prepare(): void;
  /** Mails on their way get 5 s; those that are cut off are sent again at the next start. */
  close(): Promise<void>;
}

const GRACE_MS = 5_000;
const GOODBYE_MS = 1_000;

export function createMailOut(desk: Desk, logins: Logins, log: Logger): MailOut {
  let smtp: SmtpTransport | null = null;
  const sent = new Map<string, SentFolder>();

  // A command that sends nothing needs no password for it.
  const opened = (): SmtpTransport => {
    smtp ??= createSmtpTransport(desk.smtp, logins.smtp(), log);
    return smtp;
  };
  const sentFolder = (mailbox: Mailbox, folder: string): SentFolder => {
    const known = sent.get(mailbox.name) ?? createSentFolder(mailbox.imap, logins.imap(mailbox), folder);
    sent.set(mailbox.name, known);
    return known;
  };

  return {
    transport: { send: async (mail) => opened().send(mail) },
    sentCopies: {
      async keep(mailbox, bytes) {
        if (mailbox.sentFolder === undefined) return;
        await sentFolder(mailbox, mailbox.sentFolder).appendToSent(bytes);
      },
    },
    prepare: () => void opened(),
    async close() {
      await smtp?.close(GRACE_MS);
      await within(GOODBYE_MS, Promise.allSettled([...sent.values()].map((folder) => folder.close())), null);
    },
  };
}
