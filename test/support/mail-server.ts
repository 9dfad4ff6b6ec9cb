/** The IMAP server that tests talk to: Debian's dovecot where it is installed, the in-process one elsewhere. Same interface for both. */
import { startImapServer } from "../../src/demo/imap-server.ts";
import { findDovecot, startDovecot } from "./dovecot.ts";
import { createMailServer, type MailServer, type MailServerOptions } from "./imap-mailbox.ts";

let said = false;

/** Starts a server with empty mailboxes on free loopback ports. */
export async function startMailServer(options: MailServerOptions): Promise<MailServer> {
  if (findDovecot() !== null) return await startDovecot(options);
  if (!said) process.stderr.write("dovecot is not on PATH: mail tests run on the in-process IMAP server\n");
  said = true;
  const server = await startImapServer({ users: options.users });
  return createMailServer(
    "in-process",
    { host: "127.0.0.1", port: server.port, tlsPort: null },
    options.users,
    () => server.stop(),
  );
}
