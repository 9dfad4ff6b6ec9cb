/** Starts pollers against a test server, with what they told and stored at hand; `stopPollers` ends them after each test. */
import { createImapPoller, type ImapPoller, type PollerOptions } from "../../src/mail/imap-poller.ts";
import { createMemoryLocks, createMemoryStore, type MemoryStore } from "./accept-store.ts";
import type { MailServer } from "./imap-mailbox.ts";

export interface TestPoller {
  poller: ImapPoller;
  store: MemoryStore;
  /** Lines logged at warn or above. */
  complaints: string[];
  alerts: { code: string; subject: string; explanation: string; hint: string }[];
}

export interface TestPollerOptions extends Partial<Omit<PollerOptions, "mailbox" | "store">> {
  user: string;
  mailbox?: Partial<PollerOptions["mailbox"]>;
  store?: MemoryStore;
}

/** Fast enough for tests, and still longer each time. */
const RETRY = { passing: [20, 200], refused: [300, 600] } satisfies PollerOptions["retry"];

const started: ImapPoller[] = [];

/** Without settings: INBOX, flagged with $Deskpost, IDLE only (a round each hour). */
export function startPoller(server: MailServer, options: TestPollerOptions): TestPoller {
  const { user, mailbox, store = createMemoryStore(), ...rest } = options;
  const complaints: string[] = [];
  const alerts: TestPoller["alerts"] = [];
  const note = (_fields: object, message: string) => complaints.push(message);
  const poller = createImapPoller({
    mailbox: {
      name: "helpdesk",
      folders: ["INBOX"],
      imap: { host: server.host, port: server.port, tls: false, user },
      afterAccept: { flag: "$Deskpost" },
      pollSeconds: 3600,
      ...mailbox,
    },
    login: { password: "secret" },
    mailBytes: 50_000_000,
    store,
    locks: createMemoryLocks(),
    onAccepted: () => {},
    log: { debug() {}, info() {}, warn: note, error: note },
    alerts: { raise: (alert) => alerts.push(alert) },
    retry: RETRY,
    standbyMs: 50,
    ...rest,
  });
  poller.start();
  started.push(poller);
  return { poller, store, complaints, alerts };
}

export async function stopPollers(): Promise<void> {
  await Promise.all(started.splice(0).map((poller) => poller.stop()));
}
