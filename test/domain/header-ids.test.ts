import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readHeaderIds } from "../../src/domain/header-ids.ts";

const TOKEN = "abcdefghijklmnopqrstuvwxyz";

function head(...lines: string[]): string {
  return Buffer.from(lines.join("\r\n")).toString("latin1");
}

describe("what ties mails together", () => {
  test("is their own id and every id they name, in any case and folding, newest relatives first", () => {
    const found = readHeaderIds(
      head(
        "Message-ID: <Own@Example.com>",
        "In-Reply-To: <parent@example.com>",
        "References: <root@example.com>",
        "\t<mid",
        " dle@example.com> (comment) <parent@example.com>",
        "",
        "Message-ID: <not.a.header@example.com>",
      ),
    );
    expect(found.refs).toEqual([
      "id:own@example.com",
      "id:parent@example.com",
      "id:middle@example.com",
      "id:root@example.com",
    ]);
    expect(found.messageId).toBe("Own@Example.com");
  });

  test("are tokens in recipients, in our Message-IDs and in the marker line", () => {
    const other = "bcdefghijklmnopqrstuvwxyz2";
    const third = "cdefghijklmnopqrstuvwxyz23";
    const found = readHeaderIds(
      head(
        "Message-ID: <a@b>",
        `To: "Help" <helpdesk+${TOKEN.toUpperCase()}@desk.example>, x@y`,
        `Delivered-To: ${other}@reply.desk.example`,
        `In-Reply-To: <dp.${third}@desk.example>`,
        "Subject: Re: [#1042] Printer [#7]",
        "",
        `> [ref:${TOKEN.replace("a", "7")}]`,
      ),
    );
    expect(found.refs).toEqual([
      "id:a@b",
      `id:dp.${third}@desk.example`,
      `token:${TOKEN}`,
      `token:${other}`,
      `token:${third}`,
      `token:${TOKEN.replace("a", "7")}`,
    ]);
  });

  test("are tags in the subject only of mails that name nothing better, so that nobody is held up by a number", () => {
    const refs = (...lines: string[]) =>
      readHeaderIds(head("Message-ID: <a@b>", "Subject: Re: [#1042] Printer [#7]", ...lines)).refs;
    expect(refs()).toEqual(["id:a@b", "tag:1042", "tag:7"]);
    for (const line of ["In-Reply-To: <x@y>", "References: <x@y>", `To: helpdesk+${TOKEN}@desk.example`]) {
      expect(refs(line).filter((ref) => ref.startsWith("tag:"))).toEqual([]);
    }
  });

  test("is sender, date and subject for mails without a Message-ID", () => {
    const mail = ["From: a@b.example", "Date: Tue, 1 Jan 2030 00:00:00 +0000", "Subject: Scan"];
    const first = readHeaderIds(head("Received: one", ...mail, ""));
    const second = readHeaderIds(head("Received: two", ...mail, ""));
    expect(first.refs).toHaveLength(1);
    expect(second.refs).toEqual(first.refs);
  });

  test("is nothing that is folded below a line that is no field", () => {
    const { refs, from } = readHeaderIds(
      head("Message-ID: <a@b>", "From: anna@desk.example", "words", " <eve@evil.example>", ""),
    );
    expect([refs, from]).toEqual([["id:a@b"], "anna@desk.example"]);
  });

  test("is read from mail with bare CR, bare LF, doubled CR and without a body", () => {
    for (const end of ["\r", "\n", "\r\r\n", "\r\n"]) {
      const mail = ["", "From: a@b", "References: <x@y>", " <z@y>", "Message-ID: <m@y>"].join(end);
      expect(readHeaderIds(mail).refs).toEqual(["id:m@y", "id:z@y", "id:x@y"]);
    }
  });

  test("is limited, whatever a mail names", () => {
    const ids = Array.from({ length: 5_000 }, (_, i) => `<${i}@many.example>`).join("\r\n ");
    const { refs } = readHeaderIds(head("Message-ID: <m@y>", `References: ${ids}`));
    expect(refs).toHaveLength(200);
    expect(refs).toContain("id:4999@many.example");
  });
});

test("subject and sender are readable in lists", () => {
  const read = (...lines: string[]) => readHeaderIds(head(...lines));
  expect(
    read("Subject: =?utf-8?B?UHJpbnRlciDDpg==?= =?UTF-8?q?=C3=B8_?=\r\n =?iso-8859-1?Q?=E5?= ok").subject,
  ).toBe("Printer æø å ok");
  expect(read("Subject: rå æøå").subject).toBe("rå æøå");
  expect(readHeaderIds("Subject: r\xe5").subject).toBe("rå");
  expect(read("Subject: =?klingon?Q?x?= stays").subject).toBe("=?klingon?Q?x?= stays");
  expect(read('From: "Holm, Anna <x>" <Anna@Desk.example>').from).toBe("anna@desk.example");
  expect(read("From: anna@desk.example (Anna)").from).toBe("anna@desk.example");
  expect(read("From: undisclosed").from).toBeNull();
  // What is counted of a sender must be the one that the mail is decided on, or nothing would hold them back.
  expect(read("From: anna@desk.example (see <x@other.example>)").from).toBe("anna@desk.example");
  expect(read("From: Anna <anna@desk.example> (<x@other.example>)").from).toBe("anna@desk.example");
  expect(read(`From: (${"x".repeat(5_000)}) <anna@desk.example>`).from).toBe("anna@desk.example");
  expect(read('From: "a\\"<x@other.example>" <anna@desk.example>').from).toBe("anna@desk.example");
});

describe("always", () => {
  test("any bytes are read, quickly, and the same bytes the same way", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "\r",
        "\n",
        ":",
        "<",
        ">",
        "=?",
        "?=",
        "References: ",
        "Message-ID: ",
        "[#",
        "[ref:",
        " ",
        "@",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = Buffer.from(pieces.join("")).toString("latin1");
        const found = readHeaderIds(text);
        expect(found).toEqual(readHeaderIds(text));
        expect(found.refs.length).toBeLessThan(300);
      }),
    );
  });

  test("a hostile header of 256 KB takes no longer than its length", () => {
    for (const part of [
      "<",
      "\r",
      "\r\n",
      " ",
      "=?",
      "=?a?q?",
      "a@",
      "[ref:",
      `${TOKEN}`,
      "<a ",
      "\r\r",
      "x: ",
    ]) {
      const text = `Subject: ${part.repeat(Math.ceil(262_144 / part.length))}`;
      const started = performance.now();
      readHeaderIds(text);
      readHeaderIds(`References: ${text}`);
      readHeaderIds(`From: ${text}`);
      readHeaderIds(text.slice(9));
      expect(performance.now() - started).toBeLessThan(1_500);
    }
  });
});
