/** Mail that was signed in one piece: its words are read, and nobody whom it names inside has sent it. */
import { Set as Asn1Set, Constructed, Integer, ObjectIdentifier, OctetString, Sequence } from "asn1js";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { senderOf } from "../../src/domain/address.ts";
import { signedEntity } from "../../src/mail/opaque-signed.ts";
import { attachmentBytes, parseMail } from "../../src/mail/parse-mail.ts";
import { winmailOf } from "../support/winmail.ts";

const TYPE = 'Content-Type: application/pkcs7-mime; name="smime.p7m"; smime-type=signed-data';
const HEAD = ["Return-Path: <anna@customer.example>", "From: anna@customer.example", "Subject: Printer"];

/** As openssl 3 signs it (`cms -sign -nodetach -nocerts`), with an elliptic curve's key. */
const BY_OPENSSL = `
MIIBxQYJKoZIhvcNAQcCoIIBtjCCAbICAQExDTALBglghkgBZQMEAgEwgZ8GCSqGSIb3DQEHAaCBkQSBjkNvbnRlbnQtVHlwZTog
dGV4dC9wbGFpbjsgY2hhcnNldD11dGYtOA0KQ29udGVudC1UcmFuc2Zlci1FbmNvZGluZzogOGJpdA0KRnJvbTogZXZlQGV2aWwu
ZXhhbXBsZQ0KU3ViamVjdDogZm9yZ2VkDQoNClByaW50ZXJlbiBzdMOlciBzdGlsbGUuDQoxgfswgfgCAQEwJzAPMQ0wCwYDVQQD
DARBbm5hAhRDaaYBqtSOUKB0Az8nW0A5fOA5djALBglghkgBZQMEAgGgaTAYBgkqhkiG9w0BCQMxCwYJKoZIhvcNAQcBMBwGCSqG
SIb3DQEJBTEPFw0yNjExMjMwMTQ1MDlaMC8GCSqGSIb3DQEJBDEiBCCJ8mPQ+uJE06lxKpDj4wkBmGZIbU5VFHrhEKz0Vn7OlDAK
BggqhkjOPQQDAgRGMEQCIFkL2AMVTpnQHU7AlpIG6QGcD/vZTtAmk1kOE4hn+jKEAiAiYOVeb8aGsoDh7Aiw6efhb76yWpbWsoE+
fGVymDGv1w==
`;

const explicit = (value: Sequence | OctetString) =>
  new Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value: [value] });
/** SignedData around some bytes, without signers (RFC 5652 5.1). */
function signed(content: Buffer, type = "1.2.840.113549.1.7.1", pieces = 1): string {
  const step = Math.ceil(content.length / pieces) || 1;
  const octets = (bytes: Buffer) => new OctetString({ valueHex: new Uint8Array(bytes).buffer });
  const parts = Array.from({ length: pieces }, (_, at) =>
    octets(content.subarray(at * step, (at + 1) * step)),
  );
  const whole =
    pieces === 1
      ? octets(content)
      : new OctetString({ idBlock: { isConstructed: true }, value: parts } as ConstructorParameters<
          typeof OctetString
        >[0]);
  const inner = new Sequence({ value: [new ObjectIdentifier({ value: type }), explicit(whole)] });
  const data = new Sequence({ value: [new Integer({ value: 1 }), new Asn1Set({ value: [] }), inner] });
  const all = new Sequence({
    value: [new ObjectIdentifier({ value: "1.2.840.113549.1.7.2" }), explicit(data)],
  });
  return Buffer.from(all.toBER()).toString("base64").replace(/.{76}/g, "$&\r\n");
}
const mail = (body: string, type = TYPE, head = HEAD) =>
  Buffer.from([...head, type, "Content-Transfer-Encoding: base64", "", body].join("\r\n"));

describe("a mail signed in one piece", () => {
  it("is read, and sent by whom its own header names", async () => {
    const parsed = await parseMail(mail(BY_OPENSSL));
    expect(parsed.text).toBe("Printeren står stille.\n");
    expect(parsed.from.map((one) => one.address)).toEqual(["anna@customer.example"]);
    expect(parsed.subject).toBe("Printer");
    expect(parsed.headers.filter((header) => header.name === "from")).toHaveLength(1);
    expect(parsed.attachments).toEqual([]);
  });

  it.each([1, 3])("keeps its files, its content in %d pieces", async (pieces) => {
    const inner = [
      "Content-Type: multipart/mixed; boundary=b",
      "",
      ...["--b", "", "See the picture.", "--b", "Content-Type: image/png; name=a.png"],
      ...["Content-Transfer-Encoding: base64", "", "iVBORw0KGgo=", "--b--", ""],
    ];
    const raw = mail(signed(Buffer.from(inner.join("\r\n")), undefined, pieces));
    const { text, attachments } = await parseMail(raw);
    expect([text.trim(), attachments.map((one) => one.name)]).toEqual(["See the picture.", ["a.png"]]);
    expect((await attachmentBytes(raw)).map((one) => one.content.length)).toEqual([8]);
  });

  it("is opened through several layers, but not without end", async () => {
    const words = Buffer.from("Content-Type: text/plain\r\n\r\nIt jams.\r\n");
    const again = (content: Buffer) =>
      Buffer.from(`${TYPE}\r\nContent-Transfer-Encoding: base64\r\n\r\n${signed(content)}`);
    expect((await parseMail(mail(signed(again(again(words)))))).text).toBe("It jams.\n");
    const four = await parseMail(mail(signed(again(again(again(words))))));
    expect(four.attachments.map((one) => one.name)).toEqual(["smime.p7m"]);
  });

  it.each([
    ["It jams.", "It jams."],
    ["It jams.\r\n\r\nNo: header here.\r\n", "It jams.\n\nNo: header here."],
  ])("whose content has no header is text: %j", async (content, text) => {
    expect((await parseMail(mail(signed(Buffer.from(content))))).text.trim()).toBe(text);
  });

  it("is known by its file's name, too (RFC 8551 3.9)", async () => {
    const type = 'Content-Type: application/octet-stream; name="smime.p7m"';
    expect((await parseMail(mail(BY_OPENSSL, type))).text).toBe("Printeren står stille.\n");
  });

  it.each([
    ["below", ["--o", "", "See the attached mail."], []],
    ["above", [], ["--o", "", "See the attached mail."]],
  ])("is a file where it stands %s somebody's words: it may be another's", async (_, above, below) => {
    const file = ["--o", TYPE, "Content-Transfer-Encoding: base64", ""];
    const inner = signed(Buffer.from("Content-Type: text/plain\r\n\r\n#close\r\n"));
    const parts = [
      "Content-Type: multipart/mixed; boundary=o",
      "",
      ...above,
      ...file,
      inner,
      ...below,
      "--o--",
    ];
    const parsed = await parseMail(Buffer.from([...HEAD, ...parts].join("\r\n")));
    expect(parsed.text.trim()).toBe("See the attached mail.");
    expect(parsed.attachments.map((one) => one.name)).toEqual(["smime.p7m"]);
  });

  it.each([
    ["a line that is no header", "From: bob@desk.example\r\njunk\r\n <anna@desk.example>"],
    ["a bare carriage return", "From: bob@desk.example\r\nSubject: x\rFrom: anna@desk.example"],
  ])("has the sender of the same mail unopened, beside %s", async (_, head) => {
    const as = async (type: string) =>
      senderOf(await parseMail(mail(BY_OPENSSL, type, [head])))?.address ?? null;
    expect(await as(TYPE)).toBe(await as("Content-Type: application/pdf"));
  });
});

test("what is packed within has the same places for its text and for its bytes", async () => {
  const innermost = winmailOf({ "c.txt": Buffer.from("c") });
  const packed = winmailOf({ "winmail.dat": innermost, "b.txt": Buffer.from("b") });
  const inner = [
    "Content-Type: multipart/mixed; boundary=b",
    "",
    "--b",
    'Content-Type: application/ms-tnef; name="winmail.dat"',
    "Content-Transfer-Encoding: base64",
    "",
    packed.toString("base64"),
    "--b",
    "Content-Type: image/png; name=a.png",
    "",
    "x",
    "--b--",
  ];
  const raw = mail(signed(Buffer.from(inner.join("\r\n"))));
  const { attachments } = await parseMail(raw);
  expect(attachments.map((one) => one.name)).toEqual(["winmail.dat", "b.txt", "a.png"]);
  const files = await attachmentBytes(raw);
  expect(files.map((one) => [one.name, one.content.toString()])).toEqual([
    ["winmail.dat", innermost.toString()],
    ["b.txt", "b"],
    ["a.png", "x"],
  ]);
});

describe("what cannot be opened stays a file", () => {
  it.each([
    ["an encrypted mail", mail(signed(Buffer.from("x"), "1.2.840.113549.1.7.3"))],
    ["damaged bytes", mail(BY_OPENSSL.slice(0, 120))],
    ["no ASN.1 at all", mail("aGVsbG8=")],
    ["nesting without end", mail(Buffer.alloc(200_000, "\x30\x80", "latin1").toString("base64"))],
  ])("%s", async (_, raw) => {
    const { text, attachments } = await parseMail(raw);
    expect([text, attachments.map((one) => one.name)]).toEqual(["", ["smime.p7m"]]);
  });

  test("a mail of another type", async () => {
    const { attachments } = await parseMail(
      mail(BY_OPENSSL, "Content-Type: application/pdf; name=smime.p7m"),
    );
    expect(attachments.map((one) => one.name)).toEqual(["smime.p7m"]);
  });

  test("any bytes", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => signedEntity(Buffer.from(bytes)) === null));
  });
});
