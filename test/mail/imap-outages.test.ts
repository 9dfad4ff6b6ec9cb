import { chmod, readdir, readFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import tls from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createTokenSource } from "../../src/mail/oauth.ts";
import { createMemoryStore } from "../support/accept-store.ts";
import { TEST_CERTIFICATE } from "../support/certificate.ts";
import { type Dovecot, findDovecot, startDovecot } from "../support/dovecot.ts";
import { startPoller, stopPollers } from "../support/pollers.ts";
import { startTokenEndpoint, type TokenEndpoint } from "../support/token-endpoint.ts";

const letter = (subject: string) =>
  Buffer.from(`From: lena@customer.example\r\nSubject: ${subject}\r\n\r\nHello\r\n`);
const subjects = (mails: { raw: Buffer }[]) =>
  mails.map((mail) => /Subject: (.*)\r/.exec(mail.raw.toString())?.[1]);

const USERS = Array.from({ length: 20 }, (_, i) => `user${i}`);
const onDovecot = describe.skipIf(findDovecot() === null);

let server: Dovecot;
let endpoint: TokenEndpoint;
let taken = 0;
const freshUser = () => USERS[taken++] ?? "";

afterEach(stopPollers);

onDovecot("a server that comes and goes", () => {
  beforeAll(async () => {
    server = await startDovecot({ users: Object.fromEntries(USERS.map((user) => [user, "secret"])) });
  });
  afterAll(() => server.stop());

  test("is taken up again after a restart", async () => {
    const user = freshUser();
    const { poller, store } = startPoller(server, { user });
    await expect.poll(() => poller.state.phase).toBe("listening");
    await server.restart();
    await server.append(user, "INBOX", letter("after"));
    await expect.poll(() => subjects(store.mails), { timeout: 5000 }).toEqual(["after"]);
  });

  test("while it is away says so in one line and in the state, then goes on", async () => {
    const user = freshUser();
    const { poller, store, complaints, alerts } = startPoller(server, { user });
    await expect.poll(() => poller.state.phase).toBe("listening");
    await server.pause();
    await expect.poll(() => String(poller.state.problem), { timeout: 5000 }).toContain("ECONNREFUSED");
    expect(poller.state.phase).toMatch(/failing|connecting/);
    await server.resume();
    await server.append(user, "INBOX", letter("after"));
    await expect.poll(() => subjects(store.mails), { timeout: 5000 }).toEqual(["after"]);
    expect(poller.state.problem).toBeNull();
    expect(complaints.filter((line) => line.includes("ECONNREFUSED"))).toHaveLength(1);
    expect(alerts).toEqual([]);
  });

  test("files later what it could not file, though the line broke right after the commit", async () => {
    const user = freshUser();
    await server.append(user, "INBOX", letter("printer"));
    const store = createMemoryStore();
    let restarted = false;
    store.beforeCommit = async () => {
      if (!restarted) await server.restart();
      restarted = true;
    };
    startPoller(server, { user, store });
    await expect.poll(() => store.mails.map((mail) => mail.filed), { timeout: 5000 }).toEqual([true]);
    expect((await server.list(user, "INBOX"))[0]?.flags).toContain("$Deskpost");
  });

  test("a message that it never hands out is taken by its place, told, and holds up nobody for long", async () => {
    const user = freshUser();
    await server.append(user, "INBOX", letter("before"));
    await server.append(user, "INBOX", letter("broken"));
    await server.append(user, "INBOX", letter("after"));
    const folder = join(server.maildir(user), "new");
    for (const file of await readdir(folder)) {
      const path = join(folder, file);
      if ((await readFile(path, "utf8")).includes("broken")) await chmod(path, 0);
    }
    const { store, alerts } = startPoller(server, { user });
    await expect.poll(() => subjects(store.mails).at(-1), { timeout: 15_000 }).toBe("after");
    expect(store.mails.map((mail) => mail.parked)).toEqual([null, "unreadable", null]);
    expect(alerts).toMatchObject([
      { code: "imap_unreadable", explanation: expect.stringContaining("message 2 of INBOX") },
    ]);
  });
});

onDovecot("sign-in", () => {
  beforeAll(async () => {
    endpoint = await startTokenEndpoint({ user: "oauth" });
    server = await startDovecot({
      users: { helpdesk: "secret", oauth: "unused" },
      introspectionUrl: endpoint.introspectionUrl,
    });
  });
  afterAll(async () => {
    await server.stop();
    await endpoint.stop();
  });

  const loginsRefused = async () => (await server.log()).match(/auth failed/g)?.length ?? 0;

  test("a wrong password is told once, with what to do, and is not tried over and over", async () => {
    const { poller, complaints, alerts } = startPoller(server, {
      user: "helpdesk",
      login: { password: "wrong" },
      retry: { passing: [1, 1], refused: [60_000, 60_000] },
    });
    await expect.poll(() => poller.state.phase).toBe("failing");
    expect(alerts).toMatchObject([{ code: "imap_login_refused", hint: expect.stringContaining("password") }]);
    expect(complaints).toHaveLength(1);
    expect(poller.state.problem).toContain("refuses the login of helpdesk");
    await expect.poll(loginsRefused).toBe(1);
    await poller.stop();
    expect(await loginsRefused()).toBe(1);
  });

  const tokens = (onTrouble: (code: string) => void = () => {}) =>
    createTokenSource(
      { tokenUrl: endpoint.tokenUrl, clientId: "deskpost", grant: "client_credentials" },
      { clientSecret: "client-secret", refreshToken: null },
      { now: () => new Date(), onTrouble, kept: null },
    );

  test("by OAuth2", async () => {
    const { poller, store } = startPoller(server, { user: "oauth", login: tokens() });
    await expect.poll(() => poller.state.phase).toBe("listening");
    await server.append("oauth", "INBOX", letter("signed in"));
    await expect.poll(() => subjects(store.mails)).toEqual(["signed in"]);
    expect(await server.log()).toMatch(/user=<oauth>, method=(XOAUTH2|OAUTHBEARER)/);
  });

  test("by OAuth2, with a token that the server has revoked meanwhile: another is fetched", async () => {
    const source = tokens();
    const stale = await source.accessToken();
    endpoint.revokeAll();
    const { poller } = startPoller(server, { user: "oauth", login: source });
    await expect.poll(() => poller.state.phase).toBe("listening");
    expect(await source.accessToken()).not.toBe(stale);
  });

  test("by OAuth2, refused by the token endpoint: told, and the server is not asked at all", async () => {
    endpoint.fail({ status: 401, body: { error: "invalid_client" } });
    const codes: string[] = [];
    let connections = 0;
    const listener = createServer(() => connections++);
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const { port } = listener.address() as AddressInfo;
    const { poller } = startPoller(server, {
      user: "oauth",
      mailbox: { imap: { host: "127.0.0.1", port, tls: false, user: "oauth" } },
      login: tokens((code) => codes.push(code)),
    });
    await expect.poll(() => poller.state.phase).toBe("failing");
    endpoint.heal();
    listener.close();
    expect(poller.state.problem).toContain("invalid_client");
    expect(codes).toEqual(["oauth_refused"]);
    expect(connections).toBe(0);
  });
});

onDovecot("encryption", () => {
  beforeAll(async () => {
    server = await startDovecot({ users: { helpdesk: "secret" } });
  });
  afterAll(() => server.stop());

  const imap = (tlsSetting: boolean | "starttls") => ({
    host: "localhost",
    port: tlsSetting === true ? (server.tlsPort ?? 0) : server.port,
    tls: tlsSetting,
    user: "helpdesk",
  });

  test.each([true, "starttls"] as const)(
    "tls: %s refuses a certificate of unknown origin and says what to do",
    async (setting) => {
      const { poller, alerts } = startPoller(server, { user: "helpdesk", mailbox: { imap: imap(setting) } });
      await expect.poll(() => poller.state.phase).toBe("failing");
      expect(alerts).toMatchObject([
        { code: "imap_certificate", hint: expect.stringContaining("NODE_EXTRA_CA_CERTS") },
      ]);
    },
  );

  test.each([true, "starttls"] as const)("tls: %s signs in where the authority is known", async (setting) => {
    // NODE_EXTRA_CA_CERTS is read when a process starts; this is as if it had named the test authority.
    const connect = tls.connect;
    tls.connect = ((options: tls.ConnectionOptions, done: () => void) =>
      connect({ ...options, ca: TEST_CERTIFICATE }, done)) as typeof tls.connect;
    try {
      const { poller } = startPoller(server, { user: "helpdesk", mailbox: { imap: imap(setting) } });
      await expect.poll(() => poller.state.phase).toBe("listening");
    } finally {
      tls.connect = connect;
    }
    expect(await server.log()).toMatch(/user=<helpdesk>.* TLS,/);
  });

  test("no password crosses an open network", async () => {
    const open = { ...imap(false), host: "mail.customer.example" };
    const { poller } = startPoller(server, { user: "helpdesk", mailbox: { imap: open } });
    await expect.poll(() => poller.state.problem).toContain("unencrypted");
  });
});
