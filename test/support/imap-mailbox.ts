/** What tests do to mailboxes on whichever IMAP server runs: everything goes over IMAP, as a mail program would. */
import { ImapFlow } from "imapflow";

export interface MailServer {
  kind: "dovecot" | "in-process";
  host: string;
  /** Plain text and, on dovecot, STARTTLS. */
  port: number;
  /** Implicit TLS with test/support/certificate.ts; null where there is none. */
  tlsPort: number | null;
  /** Puts a mail into a folder, which is made when missing; answers its UID. */
  append(user: string, folder: string, raw: Buffer | string, options?: AppendOptions): Promise<number>;
  /** What a folder holds now, by UID. */
  list(user: string, folder: string): Promise<ServerMail[]>;
  /** A mail program's own connection, logged in; `stop()` closes it. */
  client(user: string): Promise<ImapFlow>;
  stop(): Promise<void>;
}

export interface AppendOptions {
  flags?: string[];
  /** INTERNALDATE; default: now. */
  at?: Date;
}

export interface ServerMail {
  uid: number;
  flags: string[];
  raw: Buffer;
}

export interface MailServerOptions {
  /** User → password. */
  users: Record<string, string>;
}

/** What both kinds share: everything a test does to a mailbox goes over IMAP, one connection a user. */
export function createMailServer(
  kind: MailServer["kind"],
  at: Pick<MailServer, "host" | "port" | "tlsPort">,
  users: Record<string, string>,
  stop: () => Promise<void>,
): MailServer {
  const clients = new Set<ImapFlow>();
  const shared = new Map<string, Promise<ImapFlow>>();

  async function client(user: string): Promise<ImapFlow> {
    const made = new ImapFlow({
      host: at.host,
      port: at.port,
      secure: false,
      doSTARTTLS: false,
      auth: { user, pass: users[user] ?? "" },
      logger: false,
      disableAutoIdle: true,
    });
    made.on("error", () => {});
    made.on("close", () => clients.delete(made));
    await made.connect();
    clients.add(made);
    return made;
  }

  async function sharedClient(user: string): Promise<ImapFlow> {
    const known = await shared.get(user)?.catch(() => null);
    if (known?.usable) return known;
    const fresh = client(user);
    shared.set(user, fresh);
    return await fresh;
  }

  return {
    kind,
    ...at,
    client,
    async append(user, folder, raw, options = {}) {
      const imap = await sharedClient(user);
      if (folder !== "INBOX") await imap.mailboxCreate(folder).catch(() => {});
      // With a folder open read-only, imapflow drops every flag that it does not allow.
      if (imap.mailbox) await imap.mailboxClose();
      const done = await imap.append(folder, Buffer.from(raw as Buffer), options.flags ?? [], options.at);
      if (!done || done.uid === undefined) throw new Error(`${folder} did not take the mail`);
      return done.uid;
    },
    async list(user, folder) {
      const imap = await sharedClient(user);
      const lock = await imap.getMailboxLock(folder, { readOnly: true });
      try {
        await imap.noop();
        if (!imap.mailbox || imap.mailbox.exists === 0) return [];
        const found = await imap.fetchAll("1:*", { uid: true, flags: true, source: true });
        return found.map((mail) => ({
          uid: mail.uid,
          flags: [...(mail.flags ?? [])],
          raw: mail.source ?? Buffer.alloc(0),
        }));
      } finally {
        lock.release();
      }
    },
    async stop() {
      for (const open of clients) open.close();
      await stop();
    },
  };
}
