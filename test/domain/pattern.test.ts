import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MOST_SEARCHED, type Pattern, readPattern, searchable } from "../../src/domain/pattern.ts";

function pattern(written: string): Pattern {
  const read = readPattern(written);
  if ("fault" in read) throw new Error(read.fault);
  return read;
}

const find = (written: string, text: string) => searchable(text).find(pattern(written));

/** Long enough for a loaded machine, far too short for what backtracks. */
const HANG_MS = 20_000;

describe("words", () => {
  test.each([
    ["printer", "The PRINTER is out", "PRINTER"],
    ["paper jam", "again a paper\n  jam!", "paper jam"],
    ["cafe", "the café's till", "café"],
    ["café", "THE CAFE\u0301", "CAFÉ"],
    ["på", "står paa gangen", "paa"],
    ["på", "star pa gangen", "pa"],
    ["Netzwerkstörung", "eine Netzwerkstoerung im Haus", "Netzwerkstoerung"],
    ["contraseña", "olvide mi contrasena", "contrasena"],
    ["print*", "two printers", "printers"],
    ["*printer", "vores laserprinter er død", "laserprinter"],
    ["*print*", "vores labelprintere", "labelprintere"],
    ["reset * password", "please reset my password", "reset my password"],
    ["e-mail", "no E-mail since noon", "E-mail"],
    ["802.1x", "error on 802.1X port", "802.1X"],
    ["打印机", "我们的打印机坏了", "打印机"],
    ["VPN连接", "无法VPN连接", "VPN连接"],
    ["プリンター", "新しいプリンターです", "プリンター"],
    ["#1042", "see 1042", "1042"],
  ])("%s is found in: %s", (written, text, found) => expect(find(written, text)).toBe(found));

  test.each([
    ["print", "two printers"],
    ["printer", "imprinter"],
    ["paper jam", "jam on paper"],
    ["paper jam", "paper without jam"],
    ["print*", "a blueprint"],
    ["reset * password", "reset password"],
    ["reset * password", "reset the old password"],
    ["打印机", "打字印机"],
    ["printer", ""],
  ])("%s is not found in: %s", (written, text) => expect(find(written, text)).toBeNull());

  test("what has no word in it is refused", () => {
    expect(readPattern("++")).toMatchObject({ fault: expect.stringContaining("no word") });
    expect(readPattern("* *")).toMatchObject({ fault: expect.stringContaining("no word") });
  });
});

describe("regular expressions", () => {
  test("match in any case, line by line, and say what matched", () => {
    expect(find("/error \\d{3,}$/", "First line\nERROR 1312\nlast")).toBe("ERROR 1312");
    expect(find("/^last/", "First line\nlast one")).toBe("last");
    expect(find("/(?-i)error/", "ERROR")).toBeNull();
    expect(find("/jam|toner/", "no paper")).toBeNull();
  });

  test("may match over several lines; then the words are not shown", () => {
    expect(find("/first\\nsecond/", "first\nsecond")).toBe("");
  });

  test.each([
    ["/(a+/", "cannot be used"],
    ["/(?=a)b/", "cannot be used"],
    ["/(a)\\1/", "cannot be used"],
    ["/(a{1,100}){1,10}/", "steps"],
    ["/(.{1,1000}x)/", "steps"],
    ["/((a{1,30}){1,30}){1,30}/", ""],
  ])("%s is refused", (written, reason) => {
    expect(readPattern(written)).toMatchObject({ fault: expect.stringContaining(reason) });
  });

  const A = "a".repeat(1_000_000);
  const MIXED = Array.from({ length: 1_000_000 }, (_, at) => "ab x"[(at * at * 7919) % 4] ?? "").join("");
  test.each([
    "/(a+)+$/",
    "/(a+)+b/",
    "/(a|a)*b/",
    "/(a|aa)+c/",
    "/^(\\w+\\s?)*$/",
    "/(x+x+)+y/",
    "/(.*)(.*)(.*)(.*)(.*)=/",
    "/(a?){90}a{90}q/",
    "/(?:a|x).{300}q/",
    "/(?s)(?:a.{0,19}x){11}Q/",
    "/(?:[ab].{0,9}){24}Q/",
  ])("%s on a megabyte ends at once", (written) => {
    const started = performance.now();
    for (const text of [A, MIXED, `${A}\n${MIXED}`]) find(written, text);
    expect(performance.now() - started).toBeLessThan(HANG_MS);
  });

  test("phrases on a megabyte end at once, too", () => {
    const started = performance.now();
    const text = searchable("a ".repeat(500_000));
    for (const written of ["a a a a a a a a b", "*a a* b", "* a * b", "*b*"]) {
      expect(text.find(pattern(written))).toBeNull();
    }
    expect(performance.now() - started).toBeLessThan(HANG_MS);
  });

  test("what stands behind a hundred thousand characters is not looked at", () => {
    expect(find("jam", `${"x".repeat(MOST_SEARCHED - 4)} jam`)).toBe("jam");
    expect(find("jam", `${"x".repeat(MOST_SEARCHED)} jam`)).toBeNull();
  });
});

describe("always", () => {
  test(
    "a pattern is read or refused with a reason, and whatever text it is tried on, the words are of that text",
    () => {
      const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
      const written = fc.oneof(
        text,
        text.map((one) => `/${one}/`),
        fc.constantFrom("*a*", "/[a-z]+ ?/", "a *"),
      );
      fc.assert(
        fc.property(written, text, (source, searched) => {
          const read = readPattern(source);
          if ("fault" in read) {
            expect(read.fault).not.toBe("");
            return;
          }
          const found = searchable(searched).find(read);
          if (found === null || found === "" || found.endsWith("…")) return;
          const plain = (one: string) =>
            one
              .normalize("NFC")
              .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
              .trim();
          expect(plain(searched)).toContain(plain(found));
        }),
      );
    },
    HANG_MS * 5,
  );

  test("every word of a text is found by itself", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[\p{L}\d]{1,12}$/u), { minLength: 1 }), (words) => {
        const text = searchable(words.join(" "));
        for (const word of words) expect(text.find(pattern(word))).not.toBeNull();
      }),
    );
  });
});
