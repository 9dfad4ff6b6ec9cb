/** The desk's incoming side in this process: one poller a mailbox, which stores mail and wakes those who process it. */
import type { Desk } from "../domain/desk.ts";
import { wakesOf } from "../flows/accept-mail.ts";
import type { AlarmClock, Locks, Logger } from "../flows/ports.ts";
import type { AcceptStore } from "../flows/ports-receiving.ts";
import { createImapPoller } from "../mail/imap-poller.ts";
import type { PollerAlerts } from "../mail/imap-voice.ts";
import type { Logins } from "./logins.ts";

export interface PollersOptions {
  desk: Desk;
  logins: Logins;
  store: AcceptStore;
  locks: Locks;
  alarm: AlarmClock;
  alerts: PollerAlerts;
  log: Logger;
}

export interface Pollers {
  /** Resolves when every batch that was being stored is stored. */
  stop(): Promise<void>;
}

/** Throws ConfigError when a mailbox has no way to sign in; then none is started. */
export function startPollers({ desk, logins, alarm, ...shared }: PollersOptions): Pollers {
  const pollers = desk.mailboxes.map((mailbox) =>
    createImapPoller({
      ...shared,
      mailbox,
      login: logins.imap(mailbox),
      mailBytes: desk.limits.mailBytes,
      onAccepted: (mails) => void alarm.wake(wakesOf(mails)),
    }),
  );
  for (const poller of pollers) poller.start();
  return {
    async stop() {
      await Promise.all(pollers.map((poller) => poller.stop()));
    },
  };
}
