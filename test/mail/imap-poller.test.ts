import { afterEach, beforeEach, expect, test } from "vitest";
import { createImapPoller, type ImapPoller, type PollerOptions } from "../../src/mail/imap-poller.ts";
import { createMemoryLocks, createMemoryStore, type MemoryStore } from "../support/accept-store.ts";
import type { MailServer } from "../support/imap-mailbox.ts";
import { startMailServer } from "../support/mail-server.ts";

const USERS = { helpdesk: "secret" };

let server: MailServer;
let store: MemoryStore;
const pollers: ImapPoller[] = [];

beforeEach(async () => {
  server = await startMailServer({ users: USERS });
  store = createMemoryStore();
});
afterEach(async () => {
  await Promise.all(pollers.splice(0).map((poller) => poller.stop()));
  await server.stop();
});

function start(
  options: Partial<PollerOptions> & { after?: PollerOptions["mailbox"]["afterAccept"] } = {},
): ImapPoller {
  const poller = createImapPoller({
    mailbox: {
      name: "helpdesk",
      folders: ["INBOX"],
      imap: { host: server.host, port: server.port, tls: false, user: "helpdesk" },
      afterAccept: options.after ?? { flag: "$Deskpost" },
      pollSeconds: 30,
    },
    login: { password: "secret" },
    mailBytes: 50_000_000,
    store,
    locks: createMemoryLocks(),
    onAccepted: () => {},
    log: { debug() {}, info() {}, warn: console.log, error: console.log },
    alerts: { raise() {} },
    ...options,
  });
  poller.start();
  pollers.push(poller);
  return poller;
}

const letter = (subject: string) =>
  Buffer.from(`From: lena@u.example\r\nSubject: ${subject}\r\n\r\nHello\r\n`);

test("stores a mail's bytes unchanged, then flags it", async () => {
  await server.append("helpdesk", "INBOX", letter("printer"));
  start();
  await expect.poll(() => store.mails.map((mail) => mail.filed)).toEqual([true]);
  expect(store.mails[0]?.raw).toEqual(letter("printer"));
  expect((await server.list("helpdesk", "INBOX"))[0]?.flags).toContain("$Deskpost");
  await server.append("helpdesk", "INBOX", letter("printer"));
  await expect.poll(() => store.mails.length, { interval: 1 }).toEqual(2);
});

test("moves", async () => {
  await server.append("helpdesk", "INBOX", letter("printer"));
  start({ after: { move: "Processed" } });
  await expect.poll(() => store.mails.map((mail) => mail.filed)).toEqual([true]);
  expect(await server.list("helpdesk", "INBOX")).toEqual([]);
  expect((await server.list("helpdesk", "Processed"))[0]?.raw).toEqual(letter("printer"));
});
