import { ImapFlow } from "imapflow";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ImapServer, startImapServer } from "../../src/demo/imap-server.ts";

const MAIL = Buffer.from("Subject: Gr\xf8d\r\n\r\n8-bit: \xe6\xf8\xe5 \x00\xff\r\n", "latin1");

let server: ImapServer;
const clients: ImapFlow[] = [];

beforeEach(async () => {
  server = await startImapServer({ users: { helpdesk: "secret", lena: "hush" } });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.stop();
});

async function login(user: string, pass: string): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: server.host,
    port: server.port,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass },
    logger: false,
    disableAutoIdle: true,
  });
  await client.connect();
  clients.push(client);
  return client;
}

test("keeps each user's mail apart and its bytes whole", async () => {
  const uid = server.deliver("helpdesk", "INBOX", MAIL);
  const helpdesk = await login("helpdesk", "secret");
  await helpdesk.mailboxOpen("INBOX");
  const [mail] = await helpdesk.fetchAll(String(uid), { source: true }, { uid: true });
  expect(mail?.source).toEqual(MAIL);
  const lena = await login("lena", "hush");
  expect((await lena.mailboxOpen("INBOX")).exists).toBe(0);
});

test("refuses a wrong password", async () => {
  await expect(login("helpdesk", "hush")).rejects.toThrow();
});

test("tells an idling client of a new mail", async () => {
  const client = await login("helpdesk", "secret");
  await client.mailboxOpen("INBOX");
  const arrived = new Promise<number>((resolve) => client.once("exists", (event) => resolve(event.count)));
  void client.idle();
  await expect.poll(() => client.idling).toBe(true);
  server.deliver("helpdesk", "INBOX", MAIL);
  expect(await arrived).toBe(1);
});

test("moves a mail to a folder that is made first", async () => {
  server.deliver("helpdesk", "INBOX", MAIL);
  const client = await login("helpdesk", "secret");
  await client.mailboxCreate("Processed");
  await client.mailboxOpen("INBOX");
  expect(await client.messageMove("1", "Processed", { uid: true })).toMatchObject({
    destination: "Processed",
  });
  expect((await client.mailboxOpen("INBOX")).exists).toBe(0);
  expect((await client.mailboxOpen("Processed")).exists).toBe(1);
});

test("a mail program's own copy comes back whole", async () => {
  const client = await login("lena", "hush");
  const copy = Buffer.from("Subject: Gr\xf8d\r\n\r\n8-bit: \xe6\xf8\xe5\r\n", "latin1");
  await client.append("Sent", copy, ["\\Seen"]);
  await client.mailboxOpen("Sent");
  const [mail] = await client.fetchAll("1", { source: true, flags: true });
  expect(mail?.source).toEqual(copy);
  expect([...(mail?.flags ?? [])]).toContain("\\Seen");
});
