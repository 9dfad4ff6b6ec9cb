import { describe, expect, test } from "vitest";
import { mendMime, UnreadableMail } from "../../src/mail/mend-mime.ts";
import { parseMail } from "../../src/mail/parse-mail.ts";

const mail = (...lines: string[]) => Buffer.from(lines.join("\r\n"), "latin1");
const IMAGE = [
  "Content-Type: image/png; name=a.png",
  "Content-Transfer-Encoding: base64",
  "",
  "iVBORw0KGgo=",
];
const read = async (...lines: string[]) => {
  const { text, attachments } = await parseMail(mail("From: lena@customer.example", ...lines));
  return { text: text.trim(), files: attachments.map((one) => one.name) };
};

test("a healthy mail comes back as it is", () => {
  const raw = mail(
    "Content-Type: multipart/mixed; boundary=a",
    "",
    ...["--a", "Content-Type: multipart/alternative; boundary=b", "", "--b", "", "text", "--b--", ""],
    ...["--a", ...IMAGE, "--a--", ""],
  );
  expect(mendMime(raw)).toBe(raw);
});

describe("what stands in a mail is found", () => {
  const type = "Content-Type: multipart/mixed; boundary=a";

  test("behind blanks after a boundary", async () => {
    const found = await read(type, "", "--a  ", "", "words", "--a\t", ...IMAGE, "--a-- ");
    expect(found).toEqual({ text: "words", files: ["a.png"] });
  });

  test("behind a multipart that was never closed", async () => {
    const inner = ["Content-Type: multipart/alternative; boundary=b", "", "--b", "", "words"];
    expect(await read(type, "", "--a", ...inner, "--a", ...IMAGE, "--a--")).toEqual({
      text: "words",
      files: ["a.png"],
    });
  });

  test.each([
    ["without its semicolon", "Content-Type: multipart/mixed\r\n boundary=a"],
    ["under a boundary that is another", "Content-Type: multipart/mixed; boundary=wrong"],
    ["without a boundary", "Content-Type: multipart/mixed"],
    [
      "below a Content-Type that is overruled",
      "Content-Type: text/html\r\nContent-Type: multipart/mixed; boundary=a",
    ],
  ])("%s", async (_what, header) => {
    expect(
      await read(header, "", "--a", "Content-Type: text/plain", "", "words", "--a", ...IMAGE, "--a--"),
    ).toEqual({
      text: "words",
      files: ["a.png"],
    });
  });

  test("where nothing delimits anything", async () => {
    expect((await read(type, "", "only words")).text).toBe("only words");
  });

  test("in a digest, whose parts are messages unless they say otherwise", async () => {
    const digest = "Content-Type: multipart/digest; boundary=a";
    const found = await read(digest, "", "--a", "", "From: x@y.example", "", "#close", "--a--");
    expect(found).toEqual({ text: "", files: ["message-1.eml"] });
  });
});

describe("a mail beyond the limits is not parsed", () => {
  test.each([
    [
      "too_many_parts",
      ["Content-Type: multipart/mixed; boundary=a", "", ...Array<string>(600).fill("--a\r\n\r\nx")],
    ],
    [
      "too_deep",
      Array.from({ length: 60 }, (_, at) => [
        `--${at - 1}`,
        `Content-Type: multipart/mixed; boundary=${at}`,
        "",
      ]).flat(),
    ],
    ["header_too_large", [`X: ${"x".repeat(1_100_000)}`, "Y: y", "", "text"]],
  ])("%s", (reason, lines) => {
    expect(() => mendMime(mail("From: a@b.example", ...lines.slice(reason === "too_deep" ? 1 : 0)))).toThrow(
      new UnreadableMail(reason),
    );
  });
});

test("the work grows with the mail, not with its square", () => {
  const nested = Array.from(
    { length: 30 },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
  );
  const raw = Buffer.from(`${nested.join("")}\r\n${"--b\r\n".repeat(1_000_000)}`, "latin1");
  const began = performance.now();
  mendMime(raw);
  expect(performance.now() - began).toBeLessThan(3_000);
});
