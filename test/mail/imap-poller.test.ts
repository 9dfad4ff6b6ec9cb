import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { RetryTimes } from "../../src/mail/imap-backoff.ts";
import { createMemoryStore } from "../support/accept-store.ts";
import type { MailServer } from "../support/imap-mailbox.ts";
import { startMailServer } from "../support/mail-server.ts";
import { startPoller, stopPollers } from "../support/pollers.ts";

const USERS = Array.from({ length: 40 }, (_, i) => `user${i}`);

let server: MailServer;
let taken = 0;

/** An empty mailbox for each test. */
const freshUser = () => USERS[taken++] ?? "";

beforeAll(async () => {
  server = await startMailServer({ users: Object.fromEntries(USERS.map((user) => [user, "secret"])) });
});
afterEach(stopPollers);
afterAll(() => server.stop());

const letter = (subject: string, body = "Hello") =>
  Buffer.from(`From: lena@customer.example\r\nSubject: ${subject}\r\n\r\n${body}\r\n`);
const flagsOf = async (user: string, folder = "INBOX") =>
  (await server.list(user, folder)).map((mail) => mail.flags.filter((flag) => flag !== "\\Recent"));
const subjects = (mails: { raw: Buffer }[]) =>
  mails.map((mail) => /Subject: (.*)\r/.exec(mail.raw.toString())?.[1]);

test("stores a mail's bytes unchanged with its arrival time, then flags it", async () => {
  const user = freshUser();
  const at = new Date("2026-03-02T08:15:00Z");
  const raw = letter("printer", "8-bit: \xe6\xf8\xe5");
  await server.append(user, "INBOX", raw, { at });
  const { store } = startPoller(server, { user });
  await expect.poll(() => store.mails.map((mail) => mail.filed)).toEqual([true]);
  expect(store.mails[0]).toMatchObject({ raw, receivedAt: at, parked: null });
  expect(await flagsOf(user)).toEqual([["$Deskpost"]]);
});

test("an arrival time in the future counts as now: it must not make a clock start late", async () => {
  const user = freshUser();
  const now = new Date("2026-03-01T00:00:00Z");
  await server.append(user, "INBOX", letter("x"), { at: new Date("2026-03-02T00:00:00Z") });
  const { store } = startPoller(server, { user, now: () => now });
  await expect.poll(() => store.mails.length).toBe(1);
  expect(store.mails[0]?.receivedAt).toEqual(now);
});

test("the server is not touched before the bytes are committed", async () => {
  const user = freshUser();
  await server.append(user, "INBOX", letter("printer"));
  const store = createMemoryStore();
  const seen: string[][][] = [];
  store.beforeCommit = async () => {
    seen.push(await flagsOf(user));
  };
  startPoller(server, { user, store });
  await expect.poll(() => store.mails[0]?.filed).toBe(true);
  expect(seen).toEqual([[[]]]);
});

test("workers are woken before the message is filed", async () => {
  const user = freshUser();
  await server.append(user, "INBOX", letter("printer"));
  const store = createMemoryStore();
  const filedWhenWoken: boolean[] = [];
  startPoller(server, { user, store, onAccepted: () => filedWhenWoken.push(store.mails[0]?.filed ?? true) });
  await expect.poll(() => store.mails[0]?.filed).toBe(true);
  expect(filedWhenWoken).toEqual([false]);
});

test("a batch that cannot be stored stays untouched and is stored when the database is back", async () => {
  const user = freshUser();
  await server.append(user, "INBOX", letter("printer"));
  const store = createMemoryStore();
  let failures = 3;
  store.beforeCommit = () => {
    if (failures-- > 0) throw new Error("connection to the database lost");
  };
  const { poller, complaints } = startPoller(server, { user, store });
  await expect.poll(() => store.mails[0]?.filed).toBe(true);
  expect(store.mails).toHaveLength(1);
  expect(complaints).toEqual([expect.stringContaining("connection to the database lost")]);
  await expect.poll(() => poller.state).toMatchObject({ phase: "listening", problem: null });
});

test("waits after a failure, though the connection that ends with it has news to tell", async () => {
  const user = freshUser();
  await server.append(user, "INBOX", letter("printer"));
  const store = createMemoryStore();
  let attempts = 0;
  store.beforeCommit = () => {
    attempts++;
    throw new Error("connection to the database lost");
  };
  const retry: RetryTimes = { passing: [60_000, 60_000], refused: [60_000, 60_000] };
  const { poller } = startPoller(server, { user, store, retry });
  await expect.poll(() => poller.state.phase).toBe("failing");
  // As long as another attempt would take.
  for (let i = 0; i < 3; i++) await (await server.client(user)).logout();
  expect(attempts).toBe(1);
});

test("moves to a folder that it makes", async () => {
  const user = freshUser();
  await server.append(user, "INBOX", letter("printer"));
  const { store } = startPoller(server, { user, mailbox: { afterAccept: { move: "Processed" } } });
  await expect.poll(() => store.mails[0]?.filed).toBe(true);
  expect(await server.list(user, "INBOX")).toEqual([]);
  expect(subjects(await server.list(user, "Processed"))).toEqual(["printer"]);
});

test("leaves the mail alone where it is told to", async () => {
  const user = freshUser();
  await server.append(user, "INBOX", letter("printer"));
  const { store } = startPoller(server, { user, mailbox: { afterAccept: { leave: true } } });
  await expect.poll(() => store.mails[0]?.filed).toBe(true);
  expect(await flagsOf(user)).toEqual([[]]);
});

test("goes on from the cursor: what was taken before is not even asked for again", async () => {
  const user = freshUser();
  const store = createMemoryStore();
  await server.append(user, "INBOX", letter("one"));
  const first = startPoller(server, { user, store, mailbox: { afterAccept: { leave: true } } });
  await expect.poll(() => store.mails.length).toBe(1);
  await first.poller.stop();
  await server.append(user, "INBOX", letter("two"));
  await server.append(user, "INBOX", letter("three"));
  startPoller(server, { user, store, mailbox: { afterAccept: { leave: true } } });
  await expect.poll(() => subjects(store.mails)).toEqual(["one", "two", "three"]);
  expect(store.batches.flatMap((batch) => batch.mails.map((mail) => mail.uid))).toEqual([1, 2, 3]);
});

test("a mail that arrives while the server is listened to is there at once", async () => {
  const user = freshUser();
  const { poller, store } = startPoller(server, { user });
  await expect.poll(() => poller.state.phase).toBe("listening");
  for (const subject of ["one", "two", "three"]) {
    await server.append(user, "INBOX", letter(subject));
    // The next round without IDLE would be in an hour.
    await expect.poll(() => subjects(store.mails).at(-1)).toBe(subject);
  }
});

test("folders other than the first are read in turns", async () => {
  const user = freshUser();
  await server.append(user, "Sales", letter("old"));
  const { store } = startPoller(server, { user, mailbox: { folders: ["INBOX", "Sales"], pollSeconds: 1 } });
  await expect.poll(() => subjects(store.mails)).toEqual(["old"]);
  await server.append(user, "Sales", letter("new"));
  await server.append(user, "INBOX", letter("inbox"));
  await expect.poll(() => subjects(store.mails).sort(), { timeout: 5000 }).toEqual(["inbox", "new", "old"]);
});

test("a folder that is missing is told, and the others are read", async () => {
  const user = freshUser();
  await server.append(user, "INBOX", letter("inbox"));
  const { store, alerts } = startPoller(server, {
    user,
    mailbox: { folders: ["INBOX", "Gone"], pollSeconds: 1 },
  });
  await expect.poll(() => subjects(store.mails)).toEqual(["inbox"]);
  expect(alerts).toMatchObject([{ code: "imap_folder_missing", subject: "helpdesk" }]);
  await server.append(user, "Gone", letter("found"));
  await expect.poll(() => subjects(store.mails), { timeout: 5000 }).toEqual(["inbox", "found"]);
  expect(alerts).toHaveLength(1);
});

test("a big mailbox comes in order, in batches of at most fifty", async () => {
  const user = freshUser();
  const count = 230;
  for (let i = 1; i <= count; i++) await server.append(user, "INBOX", letter(`mail ${i}`));
  const { store } = startPoller(server, { user });
  await expect.poll(() => store.mails.filter((mail) => mail.filed).length, { timeout: 20_000 }).toBe(count);
  expect(subjects(store.mails)).toEqual(Array.from({ length: count }, (_, i) => `mail ${i + 1}`));
  const sizes = store.batches.map((batch) => batch.mails.length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(50);
  expect(store.batches.map((batch) => batch.lastUid)).toEqual([50, 100, 150, 200, 230]);
});

test("a mail over the limit is stored by its header, parked and filed", async () => {
  const user = freshUser();
  await server.append(user, "INBOX", letter("small"));
  await server.append(user, "INBOX", letter("huge", "x".repeat(200_000)));
  await server.append(user, "INBOX", letter("after"));
  const { store } = startPoller(server, { user, mailBytes: 100_000 });
  await expect.poll(() => store.mails.map((mail) => mail.filed)).toEqual([true, true, true]);
  expect(store.mails.map((mail) => mail.parked)).toEqual([null, "too_large", null]);
  expect(store.mails[1]?.raw.toString()).toBe("From: lena@customer.example\r\nSubject: huge\r\n\r\n");
});

describe("when the folder gets a new UIDVALIDITY", () => {
  /** Deletes a folder and makes it again with what `fill` puts there; UIDs start anew. */
  async function renumber(user: string, folder: string, fill: () => Promise<unknown>): Promise<void> {
    const client = await server.client(user);
    await client.mailboxDelete(folder);
    await client.mailboxCreate(folder);
    await client.logout();
    await fill();
  }

  test("nothing is lost, and what carries the desk's flag is not taken again", async () => {
    const user = freshUser();
    const store = createMemoryStore();
    await server.append(user, "Desk", letter("old"));
    const first = startPoller(server, { user, store, mailbox: { folders: ["Desk"] } });
    await expect.poll(() => store.mails[0]?.filed).toBe(true);
    await first.poller.stop();
    await renumber(user, "Desk", async () => {
      await server.append(user, "Desk", letter("old"), { flags: ["$Deskpost"] });
      await server.append(user, "Desk", letter("not yet taken"));
      await server.append(user, "Desk", letter("older"), { flags: ["$Deskpost"] });
    });
    startPoller(server, { user, store, mailbox: { folders: ["Desk"] } });
    await expect.poll(() => subjects(store.mails)).toEqual(["old", "not yet taken"]);
    const [before, after] = [...new Set(store.mails.map((mail) => mail.uidValidity))];
    expect(before).not.toBe(after);
    // A flag that comes along with a message dragged here later proves nothing.
    await server.append(user, "Desk", letter("dragged"), { flags: ["$Deskpost"] });
    await expect.poll(() => subjects(store.mails)).toEqual(["old", "not yet taken", "dragged"]);
  });

  test("what is still there is taken where mail is moved away", async () => {
    const user = freshUser();
    const store = createMemoryStore();
    const mailbox = { folders: ["Desk"], afterAccept: { move: "Processed" } };
    await server.append(user, "Desk", letter("old"));
    const first = startPoller(server, { user, store, mailbox });
    await expect.poll(() => store.mails[0]?.filed).toBe(true);
    await first.poller.stop();
    await renumber(user, "Desk", () => server.append(user, "Desk", letter("new")));
    startPoller(server, { user, store, mailbox });
    await expect.poll(() => subjects(store.mails)).toEqual(["old", "new"]);
    await expect.poll(() => store.mails[1]?.filed).toBe(true);
  });
});

test("stop waits for the batch that is being stored, and starts no other", async () => {
  const user = freshUser();
  for (let i = 1; i <= 60; i++) await server.append(user, "INBOX", letter(`mail ${i}`));
  const store = createMemoryStore();
  let commit = () => {};
  const storing = new Promise<void>((resolve) => {
    store.beforeCommit = () =>
      new Promise<void>((release) => {
        commit = release;
        resolve();
      });
  });
  const { poller } = startPoller(server, { user, store });
  await storing;
  let stopped = false;
  const stop = poller.stop().then(() => {
    stopped = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(stopped).toBe(false);
  commit();
  await stop;
  expect(store.mails).toHaveLength(50);
  expect(poller.state.phase).toBe("stopped");
});
