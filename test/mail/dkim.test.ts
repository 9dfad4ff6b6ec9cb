/** The desk's own look at DKIM signatures, on mails signed with real keys that a look-up of the test's publishes. */
import { generateKeyPairSync } from "node:crypto";
import { dkimSign } from "mailauth/lib/dkim/sign.js";
import { createTransport } from "nodemailer";
import { describe, expect, test, vi } from "vitest";
import { createDkimCheck, type LookUp } from "../../src/mail/dkim.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 1024,
  publicKeyEncoding: { type: "spki", format: "der" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const RECORD = `v=DKIM1; k=rsa; p=${publicKey.toString("base64")}`;
/** As name servers hand out long records: in parts. */
const PARTS = [RECORD.slice(0, 100), RECORD.slice(100)];
const NAME = "s1._domainkey.desk.example";
const ofDesk = (domain: string) => domain === "desk.example";
const noKey = () => Promise.reject(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }));

function lookUpOf(asked: string[] = []): LookUp {
  return async (name) => {
    asked.push(name);
    return name === NAME || name === "s1._domainkey.evil.example" ? [PARTS] : noKey();
  };
}

const TEXT =
  "From: Anna <anna@desk.example>\r\nTo: helpdesk@desk.example\r\nSubject: x\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\n\r\n#close\r\n";

/** Signed by another implementation than the one that checks. */
async function signedByMailer(domainName = "desk.example", skipFields = ""): Promise<Buffer> {
  const transport = createTransport({ streamTransport: true, buffer: true });
  const { message } = await transport.sendMail({
    from: "Anna <anna@desk.example>",
    to: "helpdesk@desk.example",
    text: "#close",
    date: new Date("2026-11-24T10:00:00Z"),
    dkim: { domainName, keySelector: "s1", privateKey, skipFields },
  });
  return message as Buffer;
}

async function signed(more: Partial<Parameters<typeof dkimSign>[1]>): Promise<Buffer> {
  const entry = { signingDomain: "desk.example", selector: "s1", privateKey, ...more };
  const { signatures } = await dkimSign(TEXT, { ...more, signatureData: [entry] } as never);
  return Buffer.from(signatures + TEXT);
}

const check = (raw: Buffer, lookUp: LookUp = lookUpOf(), isWanted = ofDesk) =>
  createDkimCheck({ lookUp, timeoutMs: 1_000 })(raw, isWanted);

describe("a signature of the sender's domain", () => {
  test("counts", async () => {
    expect(await check(await signedByMailer())).toBe(true);
    expect(await check(await signed({}))).toBe(true);
  });

  test("counts beside others", async () => {
    const raw = Buffer.concat([
      Buffer.from("DKIM-Signature: v=1; a=rsa-sha256; d=x.example; s=y; b=z\r\n"),
      await signed({}),
    ]);
    expect(await check(raw)).toBe(true);
  });

  test.each<[string, (raw: string) => string]>([
    ["the text", (raw) => raw.replace("#close", "#merge #2")],
    ["the sender", (raw) => raw.replace("anna@", "mike@")],
    [
      "the date, so that it may count again",
      (raw) => raw.replace(/^Date: .*$/m, "Date: Wed, 25 Nov 2026 10:00:00 +0000"),
    ],
    ["what stands below", (raw) => `${raw}#close\r\n`],
  ])("does not count once somebody changed %s", async (_, change) => {
    const raw = (await signedByMailer()).toString("latin1");
    expect(change(raw)).not.toBe(raw);
    expect(await check(Buffer.from(change(raw), "latin1"))).toBe(false);
  });

  test.each([
    ["leaves out the date", () => signedByMailer("desk.example", "date")],
    ["ends before the text does", () => signed({ maxBodyLength: 2 })],
    ["has ended", () => signed({ signTime: "2020-01-01", expires: "2020-01-02" })],
    ["was made with SHA-1", () => signed({ algorithm: "rsa-sha1" })],
    ["is of another domain", () => signedByMailer("evil.example")],
    ["names no key that exists", () => signed({ selector: "s2" })],
  ])("does not count where it %s", async (_, make) => {
    expect(await check(await make())).toBe(false);
  });

  test("that lies about its length says nothing on standard output", async () => {
    const said = vi.spyOn(console, "log").mockImplementation(() => {});
    const raw = (await signed({})).toString("latin1").replace("a=rsa-sha256;", "a=rsa-sha256; l=9999;");
    expect(await check(Buffer.from(raw, "latin1"))).toBe(false);
    expect(said).not.toHaveBeenCalled();
    said.mockRestore();
  });

  test("does not count among more than five", async () => {
    const one = "DKIM-Signature: v=1; a=rsa-sha256; d=x.example; s=s1; b=z\r\n";
    const raw = await signed({});
    expect(await check(Buffer.concat([Buffer.from(one.repeat(4)), raw]))).toBe(true);
    expect(await check(Buffer.concat([Buffer.from(one.repeat(5)), raw]))).toBe(false);
  });
});

describe("without a verdict", () => {
  test.each([
    ["no signature", Buffer.from(TEXT)],
    ["no header", Buffer.from("#close")],
    ["nothing", Buffer.alloc(0)],
    ["noise", Buffer.from("DKIM-Signature: ;;;===\0\r\n\r\n")],
  ])("%s", async (_, raw) => {
    expect(await check(raw)).toBe(false);
  });

  test.each<[string, LookUp]>([
    ["the name server fails", () => Promise.reject(Object.assign(new Error("x"), { code: "ESERVFAIL" }))],
    ["it has no such name", noKey],
    ["it answers nonsense", async () => [["v=DKIM1; p=nonsense"]]],
    ["the key was withdrawn", async () => [["v=DKIM1; p="]]],
  ])("%s", async (_, lookUp) => {
    expect(await check(await signedByMailer(), lookUp)).toBe(false);
  });

  test("it never answers, and nobody waits for it", async () => {
    const never: LookUp = () => new Promise(() => {});
    expect(await createDkimCheck({ lookUp: never, timeoutMs: 50 })(await signedByMailer(), ofDesk)).toBe(
      false,
    );
  });
});

describe("what is asked of name servers", () => {
  test("only keys of the sender's domain, whoever else signed or sealed the mail", async () => {
    const asked: string[] = [];
    await check(await signedByMailer("evil.example"), lookUpOf(asked));
    const seal =
      "ARC-Seal: i=1; a=rsa-sha256; d=evil.example; s=s1; t=1; cv=none; b=x\r\nARC-Message-Signature: i=1; a=rsa-sha256; d=evil.example; s=s1; h=from; bh=x; b=x\r\nARC-Authentication-Results: i=1; x; none\r\n";
    await check(Buffer.concat([Buffer.from(seal), await signed({})]), lookUpOf(asked));
    expect(new Set(asked)).toEqual(new Set([NAME]));
  });

  test("each key once for a heap of mail, and again after a failure", async () => {
    const asked: string[] = [];
    let fails = true;
    const isSigned = createDkimCheck({
      lookUp: async (name) => {
        const found = await lookUpOf(asked)(name);
        return fails ? noKey() : found;
      },
    });
    const raw = await signedByMailer();
    expect(await isSigned(raw, ofDesk)).toBe(false);
    fails = false;
    for (let times = 0; times < 3; times++) expect(await isSigned(raw, ofDesk)).toBe(true);
    expect(asked).toHaveLength(2);
  });
});
