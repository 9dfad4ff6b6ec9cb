import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Mailbox } from "../../src/domain/desk.ts";
import { probeImap } from "../../src/mail/imap-probe.ts";
import { createSentFolder } from "../../src/mail/imap-sent.ts";
import { type Dovecot, findDovecot, startDovecot } from "../support/dovecot.ts";

const onDovecot = describe.skipIf(findDovecot() === null);
const login = { password: "secret" };
const letter = Buffer.from("Subject: sent\r\n\r\nBest regards\r\n");

let server: Dovecot;

type Probed = Pick<Mailbox, "folders" | "imap" | "afterAccept" | "sentFolder">;
const mailbox = (user: string, more: Partial<Probed> = {}): Probed => ({
  folders: ["INBOX"],
  imap: { host: server.host, port: server.port, tls: false, user },
  afterAccept: { flag: "$Deskpost" },
  ...more,
});

onDovecot("a mailbox", () => {
  beforeAll(async () => {
    server = await startDovecot({
      users: { one: "secret", two: "secret", three: "secret" },
      without: ["MOVE"],
      rights: { two: { INBOX: "lrsip" } },
    });
  });
  afterAll(() => server.stop());

  test("tells what the server can do and what stands in each folder", async () => {
    await server.append("one", "INBOX", letter);
    await server.append("one", "Done", letter);
    const probed = mailbox("one", {
      folders: ["INBOX", "Gone"],
      afterAccept: { move: "Done" },
      sentFolder: "Sent",
    });
    expect(await probeImap(probed, login)).toEqual({
      ok: true,
      abilities: { idle: true, move: false, uidplus: true },
      folders: [
        { name: "INBOX", exists: true, messages: 1, readOnly: false, canFile: true },
        { name: "Gone", exists: false, messages: 0, readOnly: false, canFile: false },
      ],
      destination: { name: "Done", exists: true },
      sentFolder: { name: "Sent", exists: false },
    });
  });

  test("tells where its mail cannot be filed", async () => {
    const result = await probeImap(mailbox("two"), login);
    expect(result).toMatchObject({ ok: true, folders: [{ name: "INBOX", exists: true, canFile: false }] });
  });

  test("that refuses the login says so", async () => {
    const result = await probeImap(mailbox("one"), { password: "wrong" });
    expect(result).toMatchObject({ ok: false, error: { reason: "imap_login_refused" } });
  });

  test("keeps copies of sent mail in a folder that is made first, also after the server was away", async () => {
    const sent = createSentFolder(mailbox("three").imap, login, "Desk/Sent");
    await sent.appendToSent(letter);
    await server.restart();
    await Promise.all([sent.appendToSent(letter), sent.appendToSent(letter)]);
    await sent.close();
    const copies = await server.list("three", "Desk/Sent");
    expect(copies.map((mail) => mail.raw)).toEqual([letter, letter, letter]);
    expect(copies.every((mail) => mail.flags.includes("\\Seen"))).toBe(true);
  });

  test("that does not take a copy says so, and takes the next", async () => {
    const sent = createSentFolder({ ...mailbox("three").imap, port: 1 }, login, "Sent");
    await expect(sent.appendToSent(letter)).rejects.toMatchObject({ reason: "imap_unreachable" });
    await expect(sent.appendToSent(letter)).rejects.toMatchObject({ reason: "imap_unreachable" });
    await sent.close();
  });
});
