/**
 * The demo's mail host: SMTP in, IMAP out, on loopback, in this process. It vouches for its own users as a real host does: who
 * signed in may write as themselves, and a mail in their name from anybody else is marked as forged.
 */
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { senderOf } from "../domain/address.ts";
import { parseMail } from "../mail/parse-mail.ts";
import { type ImapServer, startImapServer } from "./imap-server.ts";

/** What the host calls itself in Authentication-Results. */
export const HOST_ID = "mail.desk.example";

export interface MailUser {
  /** IMAP and SMTP login. */
  login: string;
  password: string;
  addresses: string[];
}

export interface DeliveredMail {
  /** Login of the mailbox that it lies in. */
  user: string;
  raw: Buffer;
}

export interface MailHost {
  imapPort: number;
  smtpPort: number;
  /** Called for every mail after it lies in its mailbox. */
  onDelivered(listener: (mail: DeliveredMail) => void): void;
  stop(): Promise<void>;
}

/**
 * Mail to an address that nobody has goes to `catchAll`, so that whoever tries the desk by hand reads its answers. Rejects with
 * the system's error when a port is taken; a port of 0 takes a free one.
 */
export async function startMailHost(options: {
  users: MailUser[];
  catchAll: string;
  imapPort: number;
  smtpPort: number;
}): Promise<MailHost> {
  const listeners: ((mail: DeliveredMail) => void)[] = [];
  const passwords = Object.fromEntries(options.users.map((user) => [user.login, user.password]));
  const imap = await startImapServer({ users: passwords, port: options.imapPort });
  const deliver = (mail: DeliveredMail) => {
    imap.deliver(mail.user, "INBOX", mail.raw);
    for (const listener of listeners) listener(mail);
  };
  const smtp = createSmtpServer(options.users, options.catchAll, deliver);
  try {
    await listen(smtp, options.smtpPort);
  } catch (error) {
    await imap.stop();
    throw error;
  }
  return {
    imapPort: imap.port,
    smtpPort: (smtp.server.address() as AddressInfo).port,
    onDelivered: (listener) => listeners.push(listener),
    stop: () => stop(smtp, imap),
  };
}

function createSmtpServer(
  users: MailUser[],
  catchAll: string,
  deliver: (mail: DeliveredMail) => void,
): SMTPServer {
  return new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    onAuth(auth, _session, callback) {
      const user = users.find((one) => one.login === auth.username && one.password === auth.password);
      if (user) callback(null, { user: user.login });
      else callback(new Error("wrong user name or password"));
    },
    onData(stream, session, callback) {
      takeIn(stream, users, session)
        .then((raw) => {
          for (const to of session.envelope.rcptTo) {
            deliver({ user: ownerOf(users, to.address) ?? catchAll, raw });
          }
          callback(null);
        })
        .catch(callback);
    },
  });
}

async function takeIn(
  stream: SMTPServerDataStream,
  users: MailUser[],
  session: SMTPServerSession,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return vouch(users, session, Buffer.concat(chunks));
}

/** The login that an address, sub-address or not, belongs to. */
function ownerOf(users: MailUser[], address: string): string | null {
  const plain = address.toLowerCase().replace(/\+[^@]*@/, "@");
  return users.find((user) => user.addresses.includes(plain))?.login ?? null;
}

/** Prepends what a host writes: its own Received and what it says of the sender (RFC 8601). */
async function vouch(users: MailUser[], session: SMTPServerSession, raw: Buffer): Promise<Buffer> {
  const from = senderOf(await parseMail(raw))?.address ?? null;
  const owner = from === null ? null : ownerOf(users, from);
  const domain = from?.split("@")[1] ?? "unknown";
  const verdict = owner === null ? "none" : owner === session.user ? "pass" : "fail";
  const lines = [
    `Authentication-Results: ${HOST_ID}; dmarc=${verdict} header.from=${domain}`,
    `Received: from ${session.clientHostname || "client"} by ${HOST_ID} with ESMTP; ${new Date().toUTCString()}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n`), raw]);
}

async function listen(server: SMTPServer, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.removeListener("error", reject);
      // A client that breaks off is its own affair.
      server.on("error", () => {});
      resolve();
    });
  });
}

async function stop(smtp: SMTPServer, imap: ImapServer): Promise<void> {
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await imap.stop();
}
