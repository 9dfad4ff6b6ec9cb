/** What many mails hold alike is stored once, and every mail comes back byte for byte. */
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cutIntoPieces } from "../../src/store/pieces.ts";
import { NOW } from "../support/facts.ts";
import { aVerdict, openTestStore, type TestStore } from "../support/store.ts";

const logo = randomBytes(60_000).toString("base64").replace(/.{76}/g, "$&\r\n");

function mailWith(file: string, name: string, boundary: string): string {
  return [
    `From: ${name}@x`,
    `Message-ID: <${name}@x>`,
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    "",
    `--${boundary}`,
    "Content-Type: text/plain",
    "",
    `Hello from ${name}`,
    `--${boundary}`,
    `Content-Type: image/png; name="${name}.png"`,
    "Content-Transfer-Encoding: base64",
    "",
    file,
    `--${boundary}--`,
    "",
  ].join("\r\n");
}

describe("on a real database", () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store.end());

  test("the same logo in fifty mails takes the room of one, and each mail is whole", async () => {
    const mails = Array.from({ length: 50 }, (_, at) =>
      mailWith(logo, `person${at}`, `b-${at}-${"x".repeat(at)}`),
    );
    const ids: number[] = [];
    for (const mail of mails) ids.push(await store.take(mail));
    const [stored] = await store.look("select sum(length(bytes))::int as bytes from raw_piece");
    expect(stored?.bytes).toBeLessThan(logo.length * 1.5);
    for (const [at, id] of ids.entries()) {
      expect((await store.read.rawInbound(id))?.toString("latin1")).toBe(mails[at]);
    }
    let processed: Buffer = Buffer.alloc(0);
    await store.intake.claimInbound(ids[0] ?? 0, NOW, (tx) => {
      processed = tx.raw;
      return tx.commit(aVerdict({ outcome: "ignored" }));
    });
    expect(processed.toString("latin1")).toBe(mails[0]);
  });

  test("a batch of bytes of all kinds comes back as it was", async () => {
    const everything = Buffer.from(Array.from({ length: 256 }, (_, at) => at)).toString("latin1");
    const raws = [
      mailWith(everything.repeat(20), "binary", "b"),
      mailWith(logo, "ascii", "b"),
      "Subject: plain\r\n\r\n\\x41 \\101 'quoted' \"twice\"",
      "Subject: 8 bit\r\n\r\n\xe6\xf8\xe5 \0",
      "",
    ].map((text) => Buffer.from(text, "latin1"));
    const accepted = await store.accept.accept({
      source: "imap",
      mailbox: "helpdesk",
      folder: "Bytes",
      uidValidity: 1n,
      lastUid: raws.length,
      mails: raws.map((raw, at) => ({ uid: at + 1, receivedAt: NOW, raw, parked: null })),
    });
    const stored = await Promise.all(accepted.map((one) => store.read.rawInbound(one.inboundId)));
    expect(stored.map((raw) => raw?.toString("latin1"))).toEqual(raws.map((raw) => raw.toString("latin1")));
    const sizes = await store.look(
      "select size from raw_mail join inbound_mail using (sha256) where folder = 'Bytes' order by id",
    );
    expect(sizes.map((row) => row.size)).toEqual(raws.map((raw) => raw.length));
  });
});

describe("always", () => {
  test("the pieces are the mail", () => {
    const line = fc.constantFrom(
      "--a",
      "--",
      "",
      "text",
      "x".repeat(5_000),
      "Header: value",
      logo.slice(0, 9_000),
    );
    const ending = fc.constantFrom("\r\n", "\n", "\n\n", "\r\n\r\n", "\r");
    const mail = fc.array(fc.tuple(line, ending), { maxLength: 30 });
    fc.assert(
      fc.property(mail, (parts) => {
        const raw = Buffer.from(parts.flat().join(""), "latin1");
        const pieces = cutIntoPieces(raw);
        if (pieces === null) return;
        expect(Buffer.concat(pieces).equals(raw)).toBe(true);
        expect(pieces.every((piece) => piece.length > 0)).toBe(true);
      }),
    );
  });

  test("a mail of boundaries alone takes no time and few pieces", () => {
    expect(cutIntoPieces(Buffer.from("\n--".repeat(3_000_000)))).toBeNull();
    const body = `\n--a\n\n${"y".repeat(5_000)}`;
    expect(cutIntoPieces(Buffer.from(body.repeat(2_000)))?.length).toBeLessThan(1_100);
  });
});
