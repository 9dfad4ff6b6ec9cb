import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attachmentBytes, parseMail } from "../../src/mail/parse-mail.ts";
import { readWinmail } from "../../src/mail/winmail.ts";
import { attribute, padded, properties, u16, u32, unicode, winmailOf } from "../support/winmail.ts";

/** A property named by a word, of a short type: what stands before it must be skipped rightly. */
const named = Buffer.concat([
  ...[u16(2), u16(0x8001), Buffer.alloc(16), u32(1), u32(6), padded(Buffer.from("abc", "utf16le")), u32(7)],
]);

const winmail = Buffer.concat([
  ...[u32(0x223e9f78), u16(1)],
  attribute(1, 0x69007, Buffer.concat([u32(1252), u32(0)])),
  attribute(1, 0x69003, properties(named, unicode(0x1000, "The printer is broken — see the pictures."))),
  attribute(2, 0x69002, Buffer.alloc(14)),
  attribute(2, 0x18010, Buffer.from("PICTUR~1.PNG\0", "latin1")),
  attribute(2, 0x6800f, Buffer.from("PNG one")),
  attribute(
    2,
    0x69005,
    properties(unicode(0x3707, "Billede på printeren.png"), unicode(0x370e, "image/png")),
  ),
  attribute(2, 0x69002, Buffer.alloc(14)),
  attribute(2, 0x18010, Buffer.from("gr\xf8n.txt\0", "latin1")),
  attribute(2, 0x6800f, Buffer.from("two")),
]);

const mail = (text: string, packed: Buffer) =>
  Buffer.from(
    [
      "From: lena@customer.example",
      "Content-Type: multipart/mixed; boundary=b",
      "",
      ...["--b", "Content-Type: text/plain", "", text],
      ...[
        "--b",
        "Content-Type: application/ms-tnef; name=winmail.dat",
        "Content-Transfer-Encoding: base64",
        "",
      ],
      ...[packed.toString("base64"), "--b", "Content-Type: image/gif; name=logo.gif", "", "GIF", "--b--", ""],
    ].join("\r\n"),
  );

describe("a winmail.dat", () => {
  test("gives its files in its place, under their full names, found again with their bytes", async () => {
    const raw = mail("My own words.", winmail);
    const parsed = await parseMail(raw);
    expect(parsed.text.trim()).toBe("My own words.");
    expect(parsed.attachments).toMatchObject([
      { index: 0, name: "Billede på printeren.png", contentType: "image/png", size: 7 },
      { index: 1, name: "grøn.txt", contentType: "application/octet-stream", size: 3 },
      { index: 2, name: "logo.gif" },
    ]);
    const files = await attachmentBytes(raw);
    expect(files.map((file) => file.content.toString())).toEqual(["PNG one", "two", "GIF"]);
  });

  test("gives its words where the mail has none", async () => {
    const { text } = await parseMail(mail("", winmail));
    expect(text.trim()).toBe("The printer is broken — see the pictures.");
  });

  test("within another stays packed, and is found again with its bytes", async () => {
    const inner = winmailOf({ "a.txt": Buffer.from("inside") });
    const raw = mail("Words", winmailOf({ "winmail.dat": inner, "b.txt": Buffer.from("beside") }));
    const parsed = await parseMail(raw);
    expect(parsed.attachments.map((one) => one.name)).toEqual(["winmail.dat", "b.txt", "logo.gif"]);
    const [first, second] = await attachmentBytes(raw);
    expect(first?.content).toEqual(inner);
    expect(second?.content.toString()).toBe("beside");
  });

  test("stays as it is where it is broken or none at all", async () => {
    const parsed = await parseMail(mail("Words", Buffer.from("no such thing")));
    expect(parsed.attachments.map((one) => one.name)).toEqual(["winmail.dat", "logo.gif"]);
    const cut = readWinmail(winmail.subarray(0, winmail.length - 60));
    expect(cut?.files[0]).toMatchObject({ content: Buffer.from("PNG one") });
  });
});

describe("always", () => {
  test("any bytes below the signature are read, in linear time", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: winmail.length }), (noise, at) => {
        const bytes = Buffer.concat([winmail.subarray(0, at), Buffer.from(noise), winmail.subarray(at)]);
        expect(at < 4 || readWinmail(bytes)).not.toBeUndefined();
      }),
    );
    const began = performance.now();
    const endless = properties(
      ...Array<Buffer>(20_000).fill(Buffer.concat([u16(0x1003), u16(1), u32(5_000)])),
    );
    readWinmail(Buffer.concat([winmail, ...Array<Buffer>(50).fill(attribute(1, 0x69003, endless))]));
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
