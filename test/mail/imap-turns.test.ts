import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { HeldLock } from "../../src/flows/ports.ts";
import { createMemoryLocks, createMemoryStore } from "../support/accept-store.ts";
import type { MailServer } from "../support/imap-mailbox.ts";
import { startMailServer } from "../support/mail-server.ts";
import { startPoller, stopPollers } from "../support/pollers.ts";

const USERS = ["one", "two", "three"];
let server: MailServer;
let taken = 0;
const freshUser = () => USERS[taken++] ?? "";

beforeAll(async () => {
  server = await startMailServer({ users: Object.fromEntries(USERS.map((user) => [user, "secret"])) });
});
afterEach(stopPollers);
afterAll(() => server.stop());

const letter = (subject: string) =>
  Buffer.from(`From: lena@customer.example\r\nSubject: ${subject}\r\n\r\nHello\r\n`);
const subjects = (mails: { raw: Buffer }[]) =>
  mails.map((mail) => /Subject: (.*)\r/.exec(mail.raw.toString())?.[1]);

test("of two processes one reads a mailbox, and the other takes over when it ends", async () => {
  const user = freshUser();
  const locks = createMemoryLocks();
  const store = createMemoryStore();
  const first = startPoller(server, { user, locks, store });
  await expect.poll(() => first.poller.state.phase).toBe("listening");
  const second = startPoller(server, { user, locks, store });
  await server.append(user, "INBOX", letter("one"));
  await expect.poll(() => subjects(store.mails)).toEqual(["one"]);
  expect(second.poller.state.phase).toBe("standby");
  await first.poller.stop();
  await expect.poll(() => second.poller.state.phase).toBe("listening");
  await server.append(user, "INBOX", letter("two"));
  await expect.poll(() => subjects(store.mails)).toEqual(["one", "two"]);
});

test("who loses the lock stops reading at once and stands by again", async () => {
  const user = freshUser();
  const locks = createMemoryLocks();
  const { poller, store } = startPoller(server, { user, locks });
  await expect.poll(() => poller.state.phase).toBe("listening");
  locks.lose("poll:helpdesk");
  const other = await locks.tryLock("poll:helpdesk");
  expect(other).not.toBeNull();
  await expect.poll(() => poller.state.phase).toBe("standby");
  await server.append(user, "INBOX", letter("while standing by"));
  expect(store.mails).toEqual([]);
  await other?.release();
  await expect.poll(() => subjects(store.mails)).toEqual(["while standing by"]);
});

test("a lock lost while a batch is being stored cuts the connection at once; who reads next files what was stored", async () => {
  const user = freshUser();
  await server.append(user, "INBOX", letter("printer"));
  const locks = createMemoryLocks();
  const store = createMemoryStore();
  const others: (HeldLock | null)[] = [];
  store.beforeCommit = async () => {
    locks.lose("poll:helpdesk");
    others.push(await locks.tryLock("poll:helpdesk"));
  };
  const { poller } = startPoller(server, { user, locks, store });
  await expect.poll(() => poller.state.phase).toBe("standby");
  await expect.poll(() => store.mails.length).toBe(1);
  expect((await server.list(user, "INBOX"))[0]?.flags).not.toContain("$Deskpost");
  store.beforeCommit = null;
  await others[0]?.release();
  await expect.poll(() => store.mails[0]?.filed).toBe(true);
  expect(store.mails).toHaveLength(1);
});
