import { expect, test } from "vitest";
import { contentHash } from "../../src/mail/content-hash.ts";
import { parseMail } from "../../src/mail/parse-mail.ts";

const lines = {
  received: "Received: from a.example by mx1.desk.example; Mon, 2 Mar 2026 09:15:02 +0100",
  to: "To: helpdesk@desk.example",
  from: "From: Lena <lena@customer.example>",
  subject: "Subject: Printer",
  date: "Date: Mon, 2 Mar 2026 09:15:00 +0100",
  id: "Message-ID: <first-1@customer.example>",
  type: "Content-Type: multipart/mixed; boundary=b",
};
const body = "\r\n--b\r\n\r\nIt is jammed.\r\n--b\r\nContent-Type: image/png\r\n\r\nPIXELS\r\n--b--\r\n";

async function hash(changed: Partial<typeof lines> = {}, text = body): Promise<string> {
  const header = Object.values({ ...lines, ...changed }).join("\r\n");
  return contentHash(await parseMail(Buffer.from(`${header}\r\n${text}`)));
}

test("two deliveries of one mail agree, whatever servers added and whichever mailbox it went to", async () => {
  const other = {
    received: "Received: from b.example by mx2.desk.example\r\nDelivered-To: it@desk.example",
    to: "To: it@desk.example",
  };
  expect(await hash(other)).toBe(await hash());
});

test("a Message-ID neither makes nor breaks sameness", async () => {
  expect(await hash({ id: "Message-ID: <rewritten@relay.example>" })).toBe(await hash());
});

test.each([
  ["sender", { from: "From: Lena <lena@other.example>" }, body],
  ["subject", { subject: "Subject: Scanner" }, body],
  ["date", { date: "Date: Mon, 2 Mar 2026 09:16:00 +0100" }, body],
  ["text", {}, body.replace("jammed", "on fire")],
  ["attachment", {}, body.replace("PIXELS", "PIXELZ")],
])("another %s is another mail, though it uses the same Message-ID", async (_what, changed, text) => {
  expect(await hash(changed, text)).not.toBe(await hash());
});

test("a machine that writes no Date may say the same twice: the Message-ID tells its mails apart", async () => {
  const report = (id: string) =>
    parseMail(
      Buffer.from(
        `From: ups@machine.example\r\nMessage-ID: <${id}@machine.example>\r\nSubject: On battery\r\n\r\nx\r\n`,
      ),
    );
  expect(contentHash(await report("1"))).not.toBe(contentHash(await report("2")));
  expect(contentHash(await report("1"))).toBe(contentHash(await report("1")));
});
