import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createMemoryStore } from "../support/accept-store.ts";
import { type Dovecot, findDovecot, startDovecot } from "../support/dovecot.ts";
import { startPoller, stopPollers } from "../support/pollers.ts";

/** What the in-process server cannot be: without an ability, or with rights taken away. */
const onDovecot = describe.skipIf(findDovecot() === null);

const USERS = { one: "secret", two: "secret", three: "secret", four: "secret" };
const letter = (subject: string) =>
  Buffer.from(`From: lena@customer.example\r\nSubject: ${subject}\r\n\r\nHello\r\n`);
const subjects = (mails: { raw: Buffer }[]) =>
  mails.map((mail) => /Subject: (.*)\r/.exec(mail.raw.toString())?.[1]);
const move = { afterAccept: { move: "Processed" } };

let server: Dovecot;
afterEach(stopPollers);

onDovecot("a server without MOVE and IDLE", () => {
  beforeAll(async () => {
    server = await startDovecot({ users: USERS, without: ["MOVE", "IDLE"] });
  });
  afterAll(() => server.stop());

  test("is asked again and again, since it does not tell", async () => {
    const { poller, store } = startPoller(server, { user: "two", mailbox: { pollSeconds: 1 } });
    await expect.poll(() => poller.state.phase).toBe("listening");
    await server.append("two", "INBOX", letter("later"));
    await expect.poll(() => subjects(store.mails), { timeout: 5000 }).toEqual(["later"]);
  });

  test("copies and expunges just these messages, by UID", async () => {
    await server.append("one", "INBOX", letter("somebody's deletion"), { flags: ["\\Deleted"] });
    await server.append("one", "INBOX", letter("printer"));
    const store = createMemoryStore();
    // Taken before, so that only the second one is ours to move.
    await store.accept({
      source: "imap",
      mailbox: "helpdesk",
      folder: "INBOX",
      uidValidity: await uidValidityOf("one"),
      lastUid: 1,
      mails: [],
    });
    startPoller(server, { user: "one", store, mailbox: move });
    await expect.poll(() => store.mails[0]?.filed).toBe(true);
    expect(subjects(await server.list("one", "INBOX"))).toEqual(["somebody's deletion"]);
    expect(subjects(await server.list("one", "Processed"))).toEqual(["printer"]);
  });
});

onDovecot("a server without MOVE and UIDPLUS", () => {
  beforeAll(async () => {
    server = await startDovecot({ users: USERS, without: ["MOVE", "UIDPLUS"] });
  });
  afterAll(() => server.stop());

  test("copies and marks as deleted, but expunges nothing: that would take other people's deletions along", async () => {
    await server.append("one", "INBOX", letter("printer"));
    await server.append("one", "INBOX", letter("scanner"), { flags: ["\\Deleted"] });
    const { store } = startPoller(server, { user: "one", mailbox: move });
    await expect.poll(() => store.mails.map((mail) => mail.filed)).toEqual([true, true]);
    const inbox = await server.list("one", "INBOX");
    expect(subjects(inbox)).toEqual(["printer", "scanner"]);
    expect(inbox.every((mail) => mail.flags.includes("\\Deleted"))).toBe(true);
    expect(subjects(await server.list("one", "Processed"))).toEqual(["printer"]);
  });

  test("a message that was copied before is not copied again", async () => {
    await server.append("two", "INBOX", letter("printer"));
    const store = createMemoryStore();
    const first = startPoller(server, { user: "two", store, mailbox: move });
    await expect.poll(() => store.mails[0]?.filed).toBe(true);
    await first.poller.stop();
    // As after a crash between the copy and its record.
    for (const mail of store.mails) mail.filed = false;
    startPoller(server, { user: "two", store, mailbox: move });
    await expect.poll(() => store.mails[0]?.filed).toBe(true);
    expect(subjects(await server.list("two", "Processed"))).toEqual(["printer"]);
  });
});

onDovecot("rights", () => {
  beforeAll(async () => {
    server = await startDovecot({
      users: USERS,
      // Without w no flags and no keywords, without i nothing may be put in.
      rights: { one: { INBOX: "lrsip" }, two: { Processed: "lrs" } },
    });
  });
  afterAll(() => server.stop());

  test("where no keyword is allowed the mail is read all the same, and that is said once", async () => {
    await server.append("one", "INBOX", letter("printer"));
    const { store, alerts, complaints } = startPoller(server, { user: "one" });
    await expect.poll(() => store.mails[0]?.filed).toBe(true);
    await server.append("one", "INBOX", letter("scanner"));
    await expect.poll(() => store.mails[1]?.filed).toBe(true);
    expect(alerts.map((alert) => alert.code)).toEqual(["imap_flag_not_allowed"]);
    expect(complaints).toHaveLength(1);
  });

  test("a move that is refused is owed until it is done, and told", async () => {
    await server.append("two", "INBOX", letter("printer"));
    const { store, alerts } = startPoller(server, { user: "two", mailbox: { ...move, pollSeconds: 1 } });
    await expect.poll(() => alerts.map((alert) => alert.code)).toEqual(["imap_move_failed"]);
    expect(store.mails.map((mail) => mail.filed)).toEqual([false]);
    expect(subjects(await server.list("two", "INBOX"))).toEqual(["printer"]);
    await server.grant("two", "Processed", "lrswipekxta");
    await expect.poll(() => store.mails[0]?.filed, { timeout: 5000 }).toBe(true);
    expect(subjects(await server.list("two", "Processed"))).toEqual(["printer"]);
  });
});

async function uidValidityOf(user: string): Promise<bigint> {
  const client = await server.client(user);
  const { uidValidity } = await client.mailboxOpen("INBOX");
  await client.logout();
  return uidValidity;
}
