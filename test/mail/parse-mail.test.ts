import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { takeApart } from "../../src/domain/quote.ts";
import { attachmentBytes, parseMail } from "../../src/mail/parse-mail.ts";

/** A mail from lines; bytes above 127 as Latin-1. */
const mail = (...lines: string[]) => Buffer.from(lines.join("\r\n"), "latin1");
const utf8 = (text: string) => Buffer.from(text, "utf8").toString("latin1");

const HEAD = [
  "From: Lena Madsen <lena@customer.example>",
  "To: helpdesk@desk.example",
  "Subject: Printer",
  "Date: Mon, 2 Mar 2026 09:15:00 +0100",
  "Message-ID: <first-1@customer.example>",
];

test("a plain mail, field by field", async () => {
  const parsed = await parseMail(
    mail(
      "Received: from a.example by mx.desk.example;",
      "\tMon, 2 Mar 2026 09:15:02 +0100",
      "Received: from b.example by a.example",
      "From: =?utf-8?Q?Lena_M=C3=A5dsen?= <Lena@Customer.example>",
      'To: "Help, Desk" <helpdesk@desk.example>, anna@desk.example',
      "Cc: team: carl@customer.example, dina@customer.example;",
      "Reply-To: other@customer.example",
      "Sender: office@customer.example",
      "Subject: =?iso-8859-1?Q?Gr=F8n?= =?iso-8859-1?Q?_printer?=",
      "Message-ID: <first-1@customer.example>",
      "In-Reply-To: <n1@desk.example>",
      "References: <a@x> <b@x>",
      " <n1@desk.example>",
      "Date: Mon, 2 Mar 2026 09:15:00 +0100 (CET)",
      "Content-Type: text/plain; charset=utf-8",
      "",
      utf8("Hej,\r\nprinteren går ikke."),
    ),
  );
  expect(parsed).toMatchObject({
    from: [{ address: "Lena@Customer.example", name: "Lena Mådsen" }],
    sender: { address: "office@customer.example", name: null },
    replyTo: [{ address: "other@customer.example", name: null }],
    to: [
      { address: "helpdesk@desk.example", name: "Help, Desk" },
      { address: "anna@desk.example", name: null },
    ],
    cc: [{ address: "carl@customer.example" }, { address: "dina@customer.example" }],
    subject: "Grøn printer",
    messageId: "first-1@customer.example",
    inReplyTo: ["n1@desk.example"],
    references: ["a@x", "b@x", "n1@desk.example"],
    date: new Date("2026-03-02T08:15:00Z"),
    text: "Hej,\nprinteren går ikke.",
    html: null,
    attachments: [],
    deliveryReport: null,
    calendarMethod: null,
    defects: [],
  });
  expect(parsed.headers.slice(0, 3)).toEqual([
    { name: "received", value: "from a.example by mx.desk.example; Mon, 2 Mar 2026 09:15:02 +0100" },
    { name: "received", value: "from b.example by a.example" },
    { name: "from", value: "=?utf-8?Q?Lena_M=C3=A5dsen?= <Lena@Customer.example>" },
  ]);
});

describe("who wrote it", () => {
  test.each([
    ["two addresses", ["From: a@x.example, b@x.example"], ["a@x.example", "b@x.example"], "several_senders"],
    [
      "two headers",
      ["From: a@x.example", "From: b@x.example"],
      ["a@x.example", "b@x.example"],
      "several_senders",
    ],
    ["none", [], [], "no_sender"],
    ["a name only", ["From: Anna Holm"], [""], "no_sender"],
  ])("%s", async (_what, lines, addresses, defect) => {
    const parsed = await parseMail(mail(...lines, "Subject: x", "", "text"));
    expect(parsed.from.map((one) => one.address)).toEqual(addresses);
    expect(parsed.defects).toContain(defect);
  });

  test("an encoded word never becomes an address", async () => {
    const word = Buffer.from("Anna Holm <anna@desk.example>").toString("base64");
    const parsed = await parseMail(mail(`From: =?utf-8?B?${word}?=`, "", "text"));
    expect(parsed.from.map((one) => one.address)).not.toContain("anna@desk.example");
    expect(parsed.defects).toContain("no_sender");
  });
});

test.each([
  ["raw UTF-8", utf8("Grød på printeren")],
  ["raw Latin-1", "Gr\xf8d p\xe5 printeren"],
])("a subject in %s is readable", async (_what, subject) => {
  expect((await parseMail(mail(`Subject: ${subject}`, "", ""))).subject).toBe("Grød på printeren");
});

const alternative = (plain: string, html: string) => [
  ...HEAD,
  "Content-Type: multipart/alternative; boundary=b",
  "",
  "--b",
  "Content-Type: text/plain; charset=utf-8",
  "",
  plain,
  "--b",
  "Content-Type: text/html; charset=utf-8",
  "",
  html,
  "--b--",
];

describe("the text", () => {
  const withTextFile = (first: string, second: string) =>
    mail(
      "From: a@b.example",
      'Content-Type: multipart/mixed; boundary="b"',
      "",
      ...["--b", first, "", "Look at this log.", "--b", second, "", "foo", "#close", "--b--"],
    );

  describe("under the name of a file", () => {
    const named = 'Content-Type: text/plain; name="text_0.txt"';
    const picture = ["Content-Type: image/jpeg; name=a.jpg", "", "x"];
    const read = async (...lines: string[]) => takeApart(await parseMail(mail(...HEAD, ...lines)));
    const mixed = "Content-Type: multipart/mixed; boundary=b";

    test("is the mail's own where the mail is nothing else, but commands nothing: it may be a file that somebody shared", async () => {
      const { newText, commandText } = await read(named, "", "It jams.", "", "#close");
      expect([newText, commandText]).toEqual(["It jams.\n\n#close", ""]);
    });

    test("is what its sender says where no part says anything else, but commands nothing", async () => {
      const words = [named, "Content-Disposition: inline", "", "It jams.", "", "#close"];
      for (const answer of [[], ["In-Reply-To: <n1@desk.example>"]]) {
        const text = await read(...answer, mixed, "", "--b", ...words, "--b", ...picture, "--b--");
        expect(text.newText).toBe("It jams.\n\n#close");
        expect(text.commandText).toBe("");
      }
    });

    test("is none of the sender's words beside others", async () => {
      const { newText } = await read(
        ...[mixed, "", "--b", named, "", "error 13", "error 14", "--b", "", "It jams.", "--b--"],
      );
      expect(newText).toBe("It jams.");
    });

    test("is a file where it is attached", async () => {
      const attached = [named, "Content-Disposition: attachment", "", "error 13"];
      const { newText } = await read(mixed, "", "--b", ...attached, "--b", ...picture, "--b--");
      expect(newText).toBe("");
      expect((await read(...attached)).newText).toBe("");
    });
  });

  test("leaves out a text file that is shown inline: nobody newly wrote it, so nothing in it is a command", async () => {
    const file = "Content-Type: text/plain; name=log.txt\r\nContent-Disposition: inline; filename=log.txt";
    const { text, attachments } = await parseMail(withTextFile("Content-Type: text/plain", file));
    expect(text.trim()).toBe("Look at this log.");
    expect(attachments).toMatchObject([{ name: "log.txt", size: 11 }]);
  });

  test("quotes a text file that is the only text", async () => {
    const file = "Content-Type: text/plain; name=log.txt";
    const { text } = await parseMail(withTextFile(file, "Content-Type: image/png"));
    expect(text.trim()).toBe("> Look at this log.");
  });

  test("is the plain alternative", async () => {
    const parsed = await parseMail(mail(...alternative("the plain one", "<p>the rich one</p>")));
    expect(parsed.text.trim()).toBe("the plain one");
    expect(parsed.html?.trim()).toBe("<p>the rich one</p>");
  });

  test("is the HTML where the plain alternative is blank", async () => {
    const parsed = await parseMail(mail(...alternative(" ", "<p>the rich one</p>")));
    expect(parsed.text.trim()).toBe("the rich one");
  });

  test("of HTML alone keeps paragraphs, cells, links and quotes apart", async () => {
    const html =
      '<p>Hi,</p><table><tr><td>Room</td><td>12</td></tr><tr><td>Floor</td><td>2</td></tr></table><a href="https://x.example/">here</a><blockquote>old<br>words</blockquote>';
    const parsed = await parseMail(mail(...HEAD, "Content-Type: text/html", "", html));
    expect(parsed.text.trim()).toBe("Hi,\n\nRoom 12\nFloor 2\nhere <https://x.example/>\n\n> old\n> words");
    expect(parsed.html).toContain("<blockquote>");
  });

  test("has every part that is no alternative, in order", async () => {
    const parsed = await parseMail(
      mail(
        ...HEAD,
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "",
        "before",
        "--b",
        "Content-Type: text/html",
        "",
        "<b>middle</b>",
        "--b",
        "Content-Type: text/plain",
        "",
        "list <footer>",
        "--b--",
      ),
    );
    expect(parsed.text.split("\n").filter((line) => line !== "")).toEqual([
      "before",
      "middle",
      "list <footer>",
    ]);
    expect(parsed.html).toContain("list &lt;footer&gt;");
  });

  test("has no NUL, no control characters and no lone surrogate", async () => {
    const surrogate = Buffer.from([0xed, 0xa0, 0x80]).toString("latin1");
    const parsed = await parseMail(mail("Subject: a\x00b\x1b[31m", "", `x\x00y\x07 ${surrogate}\rz`));
    expect(parsed.subject).toBe("ab[31m");
    expect(parsed.text).toMatch(/^xy .*\nz$/);
  });

  test("in UTF-7 is read as far as it is letters, and that is told", async () => {
    const written = "Sm+APg-rrebr+APg-d +ACM-close +ADw-script+AD4-";
    const parsed = await parseMail(mail(...HEAD, "Content-Type: text/plain; charset=UTF-7", "", written));
    expect(parsed.text.trim()).toBe("Smørrebrød +ACM-close +ADw-script+AD4-");
    expect(parsed.defects).toEqual(["utf7"]);
  });

  test("of old Macintosh mail is found", async () => {
    const quoted = await parseMail(Buffer.from(`${HEAD.join("\n")}\n\nok\n\n> see\r#close\r\n> there\n`));
    expect(quoted.text).toBe("ok\n\n> see\n> #close\n> there\n");
    const parsed = await parseMail(Buffer.from(`${HEAD.join("\r")}\r\rfirst\rsecond\r`));
    expect(parsed).toMatchObject({ subject: "Printer", text: "first\nsecond\n" });
  });
});

describe("attachments", () => {
  const png = Buffer.from("89504e470d0a1a0a", "hex");
  const bytes = mail(
    ...HEAD,
    "Content-Type: multipart/mixed; boundary=m",
    "",
    "--m",
    "Content-Type: multipart/related; boundary=r",
    "",
    "--r",
    "Content-Type: text/html",
    "",
    '<p>see <img src="cid:logo@x"></p>',
    "--r",
    "Content-Type: image/png; name=logo.png",
    "Content-ID: <logo@x>",
    "Content-Transfer-Encoding: base64",
    "",
    png.toString("base64"),
    "--r--",
    "--m",
    "Content-Type: application/pdf",
    "Content-Disposition: attachment; filename*=utf-8''..%2F..%2Fetc%2Fpass%E2%80%AEfdp.exe",
    "",
    "%PDF",
    "--m",
    "Content-Type: message/rfc822",
    "Content-Disposition: inline",
    "",
    "From: boss@customer.example",
    "Subject: inner",
    "",
    "#close",
    "--m--",
  );

  test("keep their order, safe names, hashes and whether they are shown inside", async () => {
    const parsed = await parseMail(bytes);
    expect(parsed.attachments).toEqual([
      {
        index: 0,
        name: "logo.png",
        contentType: "image/png",
        size: png.length,
        sha256: createHash("sha256").update(png).digest("hex"),
        contentId: "logo@x",
        inline: true,
        holdsToken: false,
      },
      expect.objectContaining({ index: 1, name: "_.._etc_passfdp.exe", inline: false, size: 4 }),
      expect.objectContaining({ index: 2, name: "message-3.eml", contentType: "message/rfc822" }),
    ]);
  });

  test("a message inside stays an attachment: its words are not the writer's", async () => {
    expect((await parseMail(bytes)).text).not.toContain("#close");
  });

  test.each([
    ["a mail of ours saved as text", `Reply-To: helpdesk+${"ab2".repeat(8)}cd@desk.example`, true],
    ["any other file", "See the printer.", false],
  ])("%s is known by its token, or not", async (_, text, holdsToken) => {
    const encoded = Buffer.from(text).toString("base64");
    const head = [
      ...HEAD,
      "Content-Type: multipart/mixed; boundary=b",
      "",
      "--b",
      "",
      "See attached.",
      "--b",
    ];
    const file = ["Content-Disposition: attachment; filename=case.txt", "Content-Transfer-Encoding: base64"];
    const parsed = await parseMail(mail(...head, "Content-Type: text/plain", ...file, "", encoded, "--b--"));
    expect(parsed.attachments).toMatchObject([{ name: "case.txt", holdsToken }]);
  });

  test("are found again with their bytes at the same index", async () => {
    const parsed = await parseMail(bytes);
    const found = await attachmentBytes(bytes);
    expect(found.map((one) => one.name)).toEqual(parsed.attachments.map((one) => one.name));
    expect(found[0]).toMatchObject({ content: png, contentId: "logo@x", inline: true, size: png.length });
    const hashes = found.map((one) => createHash("sha256").update(one.content).digest("hex"));
    expect(hashes).toEqual(parsed.attachments.map((one) => one.sha256));
  });
});
