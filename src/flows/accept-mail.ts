/** Accepting: mails are stored with everything that orders them, and only then are the workers woken. The same for IMAP and for files. */
import { fewWakes } from "./few-wakes.ts";
import type { AlarmClock, Wake } from "./ports.ts";
import type { AcceptBatch, AcceptedMail, AcceptStore, MailToAccept } from "./ports-receiving.ts";

/** Resolves after the commit. A wake that is lost is found by the sweep. */
export async function acceptMails(
  ports: { store: AcceptStore; alarm: AlarmClock },
  batch: AcceptBatch,
): Promise<AcceptedMail[]> {
  const accepted = await ports.store.accept(batch);
  await ports.alarm.wake(wakesOf(accepted));
  return accepted;
}

/** Enough wakes for these mails to be worked off. */
export function wakesOf(accepted: AcceptedMail[]): Wake[] {
  return fewWakes(accepted.flatMap((mail) => (mail.wake === null ? [] : [mail.wake])));
}

/** Mails from files or standard input; large ones are parked already (mail/park-large.ts). */
export function fileBatch(mailbox: string, mails: Omit<MailToAccept, "uid">[]): AcceptBatch {
  return {
    source: "cli",
    mailbox,
    folder: "",
    uidValidity: 0n,
    lastUid: 0,
    mails: mails.map((mail) => ({ ...mail, uid: 0 })),
  };
}
