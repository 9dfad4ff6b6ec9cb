import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { decodeCharset, isUtf7 } from "../../src/mail/charset.ts";

const latin = (text: string) => Buffer.from(text, "latin1");

describe("a claim", () => {
  test.each([
    ["iso-8859-1", "Grød på printeren"],
    ["windows-1252", "“Grød” – 5 €"],
    ["koi8-r", "Принтер не работает"],
    ["gb18030", "打印机坏了"],
    ["Shift_JIS", "プリンター"],
    ["ks_c_5601-1987", "프린터"],
    ["utf-16le", "Grød"],
  ])("of %s is believed", (charset, text) => {
    expect(decodeCharset(iconv.encode(text, charset), charset)).toBe(text);
  });

  test("of ISO-2022-JP is believed, also where two encoded words were joined", () => {
    const word = "\x1b$B%F%9%H\x1b(B";
    expect(decodeCharset(latin(word), "iso-2022-jp")).toBe("テスト");
    expect(decodeCharset(latin(word + word), "ISO-2022-JP")).toBe("テストテスト");
  });

  test.each(["", "us-ascii", "iso-8859-1", "windows-1250", "x-unknown", "no-such-charset"])(
    "of %j does not spoil what is UTF-8",
    (charset) => {
      expect(decodeCharset(Buffer.from("Grød på printeren"), charset)).toBe("Grød på printeren");
    },
  );

  test("of UTF-8 does not spoil what is Windows-1252", () => {
    expect(decodeCharset(latin("Gr\xf8d p\xe5 printeren"), "utf-8")).toBe("Grød på printeren");
  });

  test("of UTF-8 is believed where a long text has one bad byte", () => {
    const bytes = Buffer.concat([Buffer.from("Printeren står stille igen ".repeat(5)), latin("\xff")]);
    expect(decodeCharset(bytes, "utf-8")).toBe(`${"Printeren står stille igen ".repeat(5)}\ufffd`);
  });
});

describe("UTF-8 that was cut in the middle of a character", () => {
  test.each(["", "utf-8"])("is read under the claim %j", (charset) => {
    const cut = Buffer.from("Принтер").subarray(0, -1);
    expect(decodeCharset(cut, charset)).toBe("Принте\ufffd");
    expect(decodeCharset(Buffer.concat([Buffer.from("Grüße"), latin("\xff")]), charset)).toBe("Grüße\ufffd");
  });

  test("is read under the claim of a charset that it is not", () => {
    expect(decodeCharset(Buffer.from("您好！ 你今天好吗？"), "big5")).toBe("您好！ 你今天好吗？");
  });

  test("is not seen in a few letters of another charset", () => {
    expect(decodeCharset(latin("Gr\xf8d"), "")).toBe("Grød");
    expect(decodeCharset(latin("Gr\xf8d p\xe5"), "utf-8")).toBe("Grød på");
  });
});

describe("Japanese", () => {
  test("that shifts by itself needs no claim", () => {
    const bytes = latin("\x1b$B$3$l$O%F%9%H$G$9!#\x1b(B OK");
    expect(decodeCharset(bytes, "")).toBe("これはテストです。 OK");
    expect(decodeCharset(bytes, "us-ascii")).toBe("これはテストです。 OK");
    expect(decodeCharset(latin("a \x1b$ b"), "")).toBe("a \x1b$ b");
  });

  test.each(["shift_jis", "euc-jp"])("that is %s under the claim of ISO-2022-JP", (charset) => {
    const text = "ツールとプリンターが動きません";
    expect(decodeCharset(iconv.encode(text, charset), "ISO-2022-JP")).toBe(text);
  });
});

describe("without a claim", () => {
  test.each([
    ["koi8-r", "Не работает принтер на втором этаже"],
    ["windows-1251", "Не работает принтер на втором этаже"],
    ["Shift_JIS", "プリンターが動きません"],
    ["EUC-KR", "프린터가 작동하지 않습니다"],
    ["windows-1252", "Printeren går ikke – æøå"],
  ])("%s is detected", (charset, text) => {
    expect(decodeCharset(iconv.encode(text, charset), "")).toBe(text);
  });

  test("what another part claims is tried first", () => {
    const short = iconv.encode("Сбой", "windows-1251");
    expect(decodeCharset(short, "", "windows-1251")).toBe("Сбой");
  });
});

describe("UTF-7", () => {
  test("gives its foreign letters", () => {
    expect(decodeCharset(latin("Die Fr+APY-sche"), "utf-7")).toBe("Die Frösche");
  });

  test("never gives a command or markup that it hides", () => {
    expect(decodeCharset(latin("+ACM-close"), "UTF-7")).toBe("+ACM-close");
    expect(decodeCharset(latin("+ADw-script+AD4-"), "unicode-1-1-utf-7")).toBe("+ADw-script+AD4-");
    expect(decodeCharset(latin("+APYAPA-script"), "utf-7")).toContain("+APYAPA-");
  });

  test.each([
    "utf-7",
    "UTF7",
    "utf_7",
    "u.t.f.7",
    "'utf-7'",
    "utf-7:2000",
    "x-utf-7",
    "csUTF7",
    "unicode-1-1-utf-7",
    "UNICODE11UTF7",
    "utf-7-imap",
    "utf7İmap",
  ])("is known by the name %s, beside bytes of another charset too", (name) => {
    expect(isUtf7(name)).toBe(true);
    expect(decodeCharset(latin("+ACM-close &ACM-close \xe6"), name)).toBe("+ACM-close &ACM-close æ");
    expect(decodeCharset(latin("+ACM-close \xe6"), "", name)).toBe("+ACM-close æ");
  });
});

describe("always", () => {
  test("any bytes under any claim are text", () => {
    const claim = fc.oneof(
      fc.string(),
      fc.constantFrom("utf-8", "utf-7", "gbk", "utf-16", "big5", "hz", "cp437"),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), claim, claim, (bytes, claimed, hint) => {
        expect(typeof decodeCharset(Buffer.from(bytes), claimed, hint)).toBe("string");
      }),
    );
  });
});
