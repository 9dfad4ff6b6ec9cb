/** What is read of a raw mail when it is accepted: all of its header, and no more of the rest than marker lines. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readHeaderIds } from "../../src/domain/header-ids.ts";
import { headOf } from "../../src/store/mail-head.ts";

const TOKEN = "abcdefghijklmnopqrstuvwxy2";
const HEADER = ["From: sofie@uni.example", "Message-ID: <m@y>", "Subject: Printer"];
const refsOf = (...lines: string[]) => readHeaderIds(headOf(Buffer.from(lines.join("\r\n"), "latin1"))).refs;

describe("read at acceptance", () => {
  test("is the header, and not the text", () => {
    const raw = Buffer.from([...HEADER, "", "Subject: not this one", "In-Reply-To: <z@y>"].join("\r\n"));
    expect(headOf(raw).trimEnd()).toBe(HEADER.join("\r\n"));
  });

  test.each([`[ref:${TOKEN}]`, `> [ref: ${TOKEN.toUpperCase()}]`, `[x] [ [ref:${TOKEN} ]`])(
    "is also a marker in the text: %s",
    (line) => {
      expect(refsOf(...HEADER, "", "Hello", line, "Bye")).toEqual(["id:m@y", `token:${TOKEN}`]);
    },
  );

  test.each([`[ref:${TOKEN.slice(1)}]`, `ref:${TOKEN}`, `[ref:${TOKEN}`])("is no other text: %s", (line) => {
    expect(refsOf(...HEADER, "", line)).toEqual(["id:m@y"]);
  });

  test("is no marker far down in a large mail", () => {
    expect(refsOf(...HEADER, "", "x".repeat(262_144), `[ref:${TOKEN}]`)).toEqual(["id:m@y"]);
  });
});

describe("always", () => {
  const lineEnd = fc.constantFrom("\r\n", "\n", "\r", "\r\r\n", "\n\r\n", "\r\n\r\n", "\n\n", "\r\r");
  const line = fc.constantFrom(...HEADER, "References: <a@b>", " <c@d>", "x", "", `[ref:${TOKEN}]`);

  test("the same is found as in all of the mail, whatever its line ends", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(line, lineEnd), { maxLength: 12 }), (lines) => {
        const raw = Buffer.from(lines.flat().join(""), "latin1");
        expect(readHeaderIds(headOf(raw))).toEqual(readHeaderIds(raw.toString("latin1")));
      }),
    );
  });
});
