import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../support/cli.ts";

const REPLY = [
  "From: Anna Holm <anna@desk.example>",
  "To: helpdesk@desk.example, Bo <bo@desk.example>",
  "Subject: =?utf-8?q?Sv=3A_Printeren_st=C3=A5r_stille?=",
  "Date: Fri, 20 Nov 2026 15:30:00 +0100",
  "Message-ID: <b@desk.example>",
  "In-Reply-To: <a@desk.example>",
  "References: <first@desk.example> <a@desk.example>",
  "MIME-Version: 1.0",
  'Content-Type: multipart/mixed; boundary="x"',
  "",
  "--x",
  "Content-Type: text/plain; charset=utf-8",
  "",
  "#priority critical",
  "",
  "I will look at the printer on the second floor today.",
  "",
  "On Fri, 20 Nov 2026 at 10:00, Sofie <sofie@uni.example> wrote:",
  "> It makes a terrible noise.",
  "--x",
  "Content-Type: text/plain; name=log.txt",
  "Content-Disposition: attachment; filename=log.txt",
  "",
  "E42",
  "--x--",
  "",
].join("\r\n");

const BOUNCE = [
  "From: MAILER-DAEMON@mx.example",
  "To: helpdesk@desk.example",
  "Subject: Undelivered Mail Returned to Sender",
  "Message-ID: <c@mx.example>",
  "MIME-Version: 1.0",
  "Content-Type: multipart/report; report-type=delivery-status; boundary=y",
  "",
  "--y",
  "Content-Type: text/plain",
  "",
  "I am sorry.",
  "--y",
  "Content-Type: message/delivery-status",
  "",
  "Reporting-MTA: dns; mx.example",
  "",
  "Final-Recipient: rfc822; nobody@uni.example",
  "Action: failed",
  "Status: 5.1.1",
  "--y--",
  "",
].join("\r\n");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "deskpost-parse-"));
  mkdirSync(join(folder, "mails"));
  writeFileSync(join(folder, "mails", "b-reply.eml"), REPLY);
  writeFileSync(join(folder, "mails", "a-bounce.eml"), BOUNCE);
  writeFileSync(join(folder, "mails", "c-noise.eml"), Buffer.from([0, 255, 13, 10, 58, 0, 10, 10, 200]));
  writeFileSync(join(folder, "mails", "d-nothing.eml"), "");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("deskpost parse", () => {
  it("says what a reply holds, in the names that scripts rely on", async () => {
    const file = join(folder, "mails", "b-reply.eml");
    const { code, json } = await runCli(["parse", "--json", file]);
    const [read] = json();
    expect(code).toBe(0);
    expect(read).toMatchObject({
      file,
      messageId: "b@desk.example",
      inReplyTo: ["a@desk.example"],
      references: ["first@desk.example", "a@desk.example"],
      date: "2026-11-20T14:30:00.000Z",
      from: "anna@desk.example",
      fromName: "Anna Holm",
      to: ["helpdesk@desk.example", "bo@desk.example"],
      subject: "Sv: Printeren står stille",
      attachments: [{ filename: "log.txt", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      isAutoReply: false,
      noAutoRespond: false,
      isBounce: false,
      isComplaint: false,
      bounce: null,
      forwarded: null,
      language: "en",
      commands: [{ verb: "priority", value: "critical" }],
      defects: [],
    });
    expect(read?.text).toContain("terrible noise");
    expect(read?.reply).toContain("second floor");
    expect(read?.reply).not.toContain("terrible noise");
  });

  it("reads a folder in the order of its names, a line for each file, whatever the bytes", async () => {
    const { code, json } = await runCli(["parse", "--json", join(folder, "mails")]);
    const all = json();
    expect(code).toBe(0);
    expect(all.map((read) => String(read.file).slice(-9))).toEqual([
      "ounce.eml",
      "reply.eml",
      "noise.eml",
      "thing.eml",
    ]);
    expect(all[0]).toMatchObject({
      isBounce: true,
      noAutoRespond: true,
      bounce: { recipients: ["nobody@uni.example"], status: "5.1.1", hard: true },
    });
    for (const read of all.slice(2)) expect(read.defects).not.toEqual([]);
  });

  it("keeps the order of files as they are given, and refuses only what is not there", async () => {
    const files = ["d-nothing.eml", "b-reply.eml"].map((name) => join(folder, "mails", name));
    expect((await runCli(["parse", "--json", ...files])).json().map((read) => read.file)).toEqual(files);
    const missing = await runCli(["parse", "--json", ...files, join(folder, "nowhere.eml")]);
    expect([missing.code, missing.out]).toEqual([2, ""]);
    expect(missing.err).toMatch(/nowhere\.eml/);
  });

  it("shows a person who wrote what, without --json", async () => {
    const { out } = await runCli(["parse", join(folder, "mails", "b-reply.eml")]);
    expect(out).toMatch(/^From: +Anna Holm <anna@desk\.example>$/m);
    expect(out).toMatch(/^Attachments: +log\.txt/m);
    expect(out).toMatch(/^Commands: +#priority critical$/m);
  });
});
