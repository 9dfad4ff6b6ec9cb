import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  authorOf,
  directoryDomain,
  directoryForm,
  domainOf,
  sameAddress,
  senderOf,
} from "../../src/domain/address.ts";
import type { MailAddress } from "../../src/domain/message.ts";
import { aMail, headerLines } from "../support/mail.ts";

describe("directoryForm", () => {
  it.each([
    ["Anna.Holm@Desk.Example", "anna.holm@desk.example"],
    ["anna+printer@desk.example", "anna+printer@desk.example"],
    ["o'brien_{x}|y~z!#$%&*/=?^`-@desk.example", "o'brien_{x}|y~z!#$%&*/=?^`-@desk.example"],
    ["root@localhost", "root@localhost"],
    ["anna@blåbærgård.example", "anna@xn--blbrgrd-fxadh.example"],
    ["anna@BLÅBÆRGÅRD.example", "anna@xn--blbrgrd-fxadh.example"],
    ["anna@xn--blbrgrd-fxadh.example", "anna@xn--blbrgrd-fxadh.example"],
    ["anna@faß.example", "anna@xn--fa-hia.example"],
    [`${"a".repeat(64)}@desk.example`, `${"a".repeat(64)}@desk.example`],
  ])("%s is kept as %s", (written, expected) => {
    expect(directoryForm(written)).toBe(expected);
  });

  it.each([
    ["nothing", ""],
    ["no domain", "anna"],
    ["an empty domain", "anna@"],
    ["an empty local part", "@desk.example"],
    ["a second at sign", "anna@evil.example@desk.example"],
    ["a space", "anna holm@desk.example"],
    ["a blank around it", " anna@desk.example"],
    ["a line break after it", "anna@desk.example\n"],
    ["a NUL", "anna\0@desk.example"],
    ["a dot at an end", ".anna@desk.example"],
    ["two dots", "anna..holm@desk.example"],
    ["a quoted local part", '"anna holm"@desk.example'],
    ["a comment", "anna(x)@desk.example"],
    ["brackets", "<anna@desk.example>"],
    ["a list", "anna@desk.example,mike@desk.example"],
    ["a local part beyond ASCII", "søren@desk.example"],
    ["a Kelvin sign in the local part", "mi\u212ae@desk.example"],
    ["a Kelvin sign in the domain", "anna@des\u212a.example"],
    ["full-width letters", "anna@ｄｅｓｋ.example"],
    ["a soft hyphen", "anna@de\u00adsk.example"],
    ["a zero-width joiner", "anna@de\u200dsk.example"],
    ["another script's full stop", "anna@desk。example"],
    ["a dot at the domain's end", "anna@desk.example."],
    ["an empty label", "anna@desk..example"],
    ["a hyphen at a label's end", "anna@desk-.example"],
    ["an underscore in the domain", "anna@de_sk.example"],
    ["broken punycode", "anna@xn--a.example"],
    ["an address literal", "anna@[192.0.2.1]"],
    ["a numeric domain", "anna@192.0.2.1"],
    ["a number as a domain", "anna@3221225985"],
    ["a hexadecimal domain", "anna@0xc0000201"],
    ["a port", "anna@desk.example:25"],
    ["a path", "anna@desk.example/x"],
    ["a percent code", "anna@des%6b.example"],
    ["a port after a national domain", "anna@desk.blå:25"],
    ["a path after a national label", "anna@blå/x.example"],
    ["a percent code in a national label", "anna@bl%C3%A5å.example"],
    ["another script's full stop in a national domain", "anna@blå。example"],
    ["65 octets before the at sign", `${"a".repeat(65)}@desk.example`],
    ["a label of 64 octets", `anna@${"a".repeat(64)}.example`],
    ["more than 254 octets", `${"a".repeat(64)}@${"a.".repeat(92)}example`],
    ["more than 254 octets in ASCII", `${"a".repeat(64)}@${"å.".repeat(25)}example`],
  ])("refuses %s", (_, written) => {
    expect(directoryForm(written)).toBeNull();
  });

  it("refuses a domain that no name server could hold", () => {
    expect(directoryDomain(`${"a.".repeat(123)}exampl`)).not.toBeNull();
    expect(directoryDomain(`${"a.".repeat(123)}examplee`)).toBeNull();
  });

  it("keeps a look-alike domain apart from the one it imitates", () => {
    expect(directoryForm("anna@d\u0435sk.example")).toBe("anna@xn--dsk-rdd.example");
    expect(sameAddress("anna@d\u0435sk.example", "anna@desk.example")).toBe(false);
  });
});

describe("sameAddress", () => {
  it("knows one address in two spellings", () => {
    expect(sameAddress("Anna@Desk.Example", "anna@desk.example")).toBe(true);
    expect(sameAddress("anna@blåbær.example", "ANNA@xn--blbr-roah.example")).toBe(true);
  });

  it("takes unusable addresses for different ones", () => {
    expect(sameAddress("undisclosed", "undisclosed")).toBe(false);
  });

  it("does not fold sub-addresses, which belong to the directory", () => {
    expect(sameAddress("anna+x@desk.example", "anna@desk.example")).toBe(false);
  });
});

describe("senderOf", () => {
  const from = (line: string, ...parsed: string[]) =>
    senderOf(
      aMail({
        from: parsed.map((address): MailAddress => ({ address, name: null })),
        headers: headerLines(line),
      }),
    )?.address ?? null;

  it.each([
    ["Anna Holm <Anna@Desk.Example>", "anna@desk.example"],
    ["anna@desk.example", "anna@desk.example"],
    ["anna@desk.example (Anna Holm)", "anna@desk.example"],
    ['"Holm, Anna" <anna@desk.example>', "anna@desk.example"],
    ['"a \\" <b@evil.example>" <anna@desk.example>', "anna@desk.example"],
    ["=?utf-8?Q?S=C3=B8ren?= <anna@desk.example>", "anna@desk.example"],
    ["(a (nested) \\) comment) < anna@desk.example >", "anna@desk.example"],
  ])("%s", (line, expected) => {
    expect(from(`From: ${line}`, expected)).toBe(expected);
  });

  it("believes no Sender line", () => {
    const mail = aMail({
      from: [],
      sender: { address: "anna@desk.example", name: null },
      headers: headerLines("Sender: anna@desk.example"),
    });
    expect(senderOf(mail)).toBeNull();
  });

  it("keeps the display name", () => {
    expect(senderOf(aMail())).toEqual({ address: "anna.holm@customer.example", name: "Anna Holm" });
  });

  it.each<[string, string, string[]]>([
    ["no From", "Subject: x", []],
    ["two addresses", "From: anna@desk.example, eve@evil.example", ["anna@desk.example", "eve@evil.example"]],
    ["two From lines", "From: anna@desk.example\nFrom: eve@evil.example", ["anna@desk.example"]],
    ["an unusable address", "From: undisclosed", ["undisclosed"]],
    [
      "an address that parsers disagree on",
      "From: <eve@evil.example> <anna@desk.example>",
      ["anna@desk.example"],
    ],
    ["two bracketed addresses", "From: <anna@desk.example> <eve@evil.example>", ["anna@desk.example"]],
    ["two addresses without a line to read", "Subject: x", ["anna@desk.example", "eve@evil.example"]],
    ["a quote that begins behind the address", 'From: <anna@desk.example> "x', ["anna@desk.example"]],
    ["a comment that begins behind the address", "From: <anna@desk.example> (x", ["anna@desk.example"]],
    ["a bare and a bracketed address", "From: anna@desk.example <eve@evil.example>", ["anna@desk.example"]],
    ["an address out of a comment", "From: (anna@desk.example) eve@evil.example", ["anna@desk.example"]],
    [
      "an address out of a quoted name",
      'From: "anna@desk.example" <eve@evil.example>',
      ["anna@desk.example"],
    ],
    ["an address out of an encoded word", "From: =?utf-8?Q?anna@desk.example?=", ["anna@desk.example"]],
    ["a group of one", "From: Agents: Anna <anna@desk.example>;", ["anna@desk.example"]],
    ["a bare group of one", "From: Agents:anna@desk.example;", ["anna@desk.example"]],
    ["something behind the address", "From: <anna@desk.example> x", ["anna@desk.example"]],
    ["a source route", "From: <@evil.example:anna@desk.example>", ["anna@desk.example"]],
    ["parts joined across a comment", "From: <an(x)na@desk.example>", ["anna@desk.example"]],
    ["parts joined across a quote", 'From: <an"x"na@desk.example>', ["anna@desk.example"]],
    ["a quoted local part", 'From: <"anna"@desk.example>', ["anna@desk.example"]],
    ["a blank that no standard knows", "From: <\u00a0anna@desk.example>", ["anna@desk.example"]],
    ["an unreadable character", "From: <an\ufffdna@desk.example>", ["an\ufffdna@desk.example"]],
    ["an encoded word for the address", "From: <=?utf-8?Q?anna=40desk.example?=>", ["anna@desk.example"]],
    ["a quote that never ends", 'From: "x <anna@desk.example>', ["anna@desk.example"]],
    ["a comment that never ends", "From: (x <anna@desk.example>", ["anna@desk.example"]],
  ])("knows no sender from %s", (_, lines, parsed) => {
    expect(from(lines, ...parsed)).toBeNull();
  });

  it("passes over a name without an address, as in From: Holm, Anna <anna@…>", () => {
    expect(from("From: Holm, Anna <anna@desk.example>", "", "anna@desk.example")).toBe("anna@desk.example");
  });
});

describe("authorOf", () => {
  const LIST = "staff@lists.example";
  const author = (head: string, from = LIST) =>
    authorOf(aMail({ from: [{ address: from, name: "Sofie via Staff" }], headers: headerLines(head) }), [
      LIST,
    ])?.address ?? null;

  it.each([
    [
      "its word for the writer",
      `From: ${LIST}\nX-Original-From: Sofie <sofie@Uni.example>`,
      "sofie@uni.example",
    ],
    ["its other word", `From: ${LIST}\nX-Original-Sender: sofie@uni.example`, "sofie@uni.example"],
    [
      "the first of both",
      `From: ${LIST}\nX-Original-Sender: leo@uni.example\nX-Original-From: sofie@uni.example`,
      "sofie@uni.example",
    ],
    ["nobody, without a word", `From: ${LIST}`, null],
    [
      "nobody, where it says two things",
      `From: ${LIST}\nX-Original-From: a@uni.example\nX-Original-From: b@uni.example`,
      null,
    ],
    ["nobody, where it names two", `From: ${LIST}\nX-Original-From: <a@uni.example> <b@uni.example>`, null],
  ])("of a trusted list is %s", (_, head, expected) => {
    expect(author(head)).toBe(expected);
  });

  it("of anybody else is who stands in From, whatever else the mail says", () => {
    expect(author("From: eve@evil.example\nX-Original-From: anna@desk.example", "eve@evil.example")).toBe(
      "eve@evil.example",
    );
    expect(
      author("From: eve@evil.example, x@y.example\nX-Original-From: anna@desk.example", "eve@evil.example"),
    ).toBeNull();
  });
});

describe("domainOf", () => {
  it("is what stands after the at sign", () => {
    expect(domainOf("anna@desk.example")).toBe("desk.example");
  });
});

describe("always", () => {
  const anyText = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.emailAddress(),
    fc.string().map((s) => `${s}@desk.example`),
  );

  it("directory form is ASCII in lower case and its own directory form", () => {
    fc.assert(
      fc.property(anyText, (written) => {
        const form = directoryForm(written);
        if (form === null) return;
        expect(form).toMatch(/^[\x21-\x7e]+$/);
        expect(form).not.toMatch(/[A-Z]/);
        expect(directoryForm(form)).toBe(form);
      }),
    );
  });

  it("no character beyond ASCII is ever read as an ASCII one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 5 }), (text) => {
        const domain = directoryDomain(`${text}.example`);
        const ascii = /^[\x21-\x7e]+$/.test(text);
        if (domain !== null && !ascii) expect(domain).toContain("xn--");
      }),
    );
  });

  it("any From line is judged without throwing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), anyText, (line, address) => {
        const sender = senderOf(
          aMail({ from: [{ address, name: null }], headers: [{ name: "from", value: line }] }),
        );
        if (sender) expect(sender.address).toBe(directoryForm(address));
      }),
    );
  });
});
