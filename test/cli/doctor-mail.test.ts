import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { createLogins } from "../../src/app/logins.ts";
import { formatFinding } from "../../src/cli/doctor/finding.ts";
import { judgeAbilities, judgeFolder } from "../../src/cli/doctor/mailbox.ts";
import { tryReplyAddress } from "../../src/cli/doctor/reply-address.ts";
import { loadDesk, loadEnvironment } from "../../src/config.ts";
import type { DeskFile } from "../../src/domain/desk.ts";
import { createSmtpTransport } from "../../src/mail/smtp.ts";
import { runCli } from "../support/cli.ts";
import { freshDatabase, silentLog } from "../support/database.ts";
import type { MailServer } from "../support/imap-mailbox.ts";
import { startMailServer } from "../support/mail-server.ts";
import { type SinkMail, type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";

let folder: string;
let imap: MailServer;
let smtp: SmtpSink;
let database: Awaited<ReturnType<typeof freshDatabase>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "deskpost-doctor-"));
  [imap, smtp, database] = await Promise.all([
    startMailServer({ users: { helpdesk: "imap-pw" } }),
    startSmtpSink({ users: { helpdesk: "smtp-pw" } }),
    freshDatabase(),
  ]);
});
afterAll(async () => {
  await Promise.all([imap?.stop(), smtp?.close(), database?.drop()]);
  rmSync(folder, { recursive: true, force: true });
});

type MailboxFile = DeskFile["mailboxes"][number];

function environment(
  mailbox: Partial<MailboxFile> = {},
  env: Record<string, string> = {},
): Record<string, string> {
  const file: DeskFile = {
    desk: { name: "IT", address: "helpdesk@desk.example" },
    mailboxes: [
      {
        name: "helpdesk",
        address: "helpdesk@desk.example",
        team: "servicedesk",
        imap: { host: imap.host, port: imap.port, tls: false, user: "helpdesk" },
        afterAccept: { move: "Processed" },
        ...mailbox,
      },
    ],
    smtp: { host: smtp.host, port: smtp.port, tls: false, user: "helpdesk", envelope: "verp" },
    teams: [{ name: "servicedesk", members: ["anna@desk.example"] }],
    agents: [{ address: "anna@desk.example", name: "Anna" }],
  };
  const config = join(folder, "desk.yaml");
  writeFileSync(config, stringify(file));
  return {
    DESKPOST_CONFIG: config,
    DESKPOST_SECRET: "0123456789abcdef".repeat(4),
    DATABASE_URL: database.connectionString,
    DESKPOST_IMAP_PASSWORD_HELPDESK: "imap-pw",
    DESKPOST_SMTP_PASSWORD: "smtp-pw",
    ...env,
  };
}

/** Delivers what the doctor sends to addresses that fit, as a mail host would, until `count` mails came. */
async function deliver(
  fits: (address: string) => boolean,
  count: number,
  into = "INBOX",
): Promise<SinkMail[]> {
  const seen: SinkMail[] = [];
  for (let n = 0; n < count; n++) {
    const mail = await smtp.waitFor((one) => !seen.includes(one) && !handled.has(one));
    seen.push(mail);
    handled.add(mail);
    if (fits(mail.to[0] ?? "")) await imap.append("helpdesk", into, mail.raw);
  }
  return seen;
}
const handled = new Set<SinkMail>();

describe("doctor on mailboxes and SMTP", () => {
  it("signs in to both and says what the server and the folders allow", async () => {
    const { code, out } = await runCli(["doctor"], environment());
    expect(out).toMatch(/^✓ mailbox helpdesk: signed in to 127\.0\.0\.1:\d+ as helpdesk$/m);
    expect(out).toMatch(/^✓ mailbox helpdesk: the server has IDLE, MOVE, UIDPLUS$/m);
    expect(out).toMatch(/^✓ mailbox helpdesk: INBOX holds \d+ mail/m);
    expect(out).toMatch(/^✓ mailbox helpdesk: the folder Processed is made when it is needed$/m);
    expect(out).toMatch(/^✓ smtp: signed in to 127\.0\.0\.1:\d+ as helpdesk$/m);
    expect(out).toMatch(/^✓ templates: complete in .*en/m);
    expect(out).toMatch(/^! settings: smtp\.tls: false/m);
    expect(code).toBe(0);
  });

  it("names a missing password's variable, a refused one and a folder that is not there", async () => {
    const env = environment(
      { folders: ["INBOX", "Helpdesk/New"] },
      { DESKPOST_IMAP_PASSWORD_HELPDESK: "wrong", DESKPOST_SMTP_PASSWORD: "wrong" },
    );
    const refused = await runCli(["doctor"], env);
    expect(refused.out).toMatch(/^✗ mailbox helpdesk: .*refuses the login of helpdesk.* — check imap\.user/m);
    expect(refused.out).toMatch(/^✗ smtp: .* — .*DESKPOST_SMTP_PASSWORD|^✗ smtp: .*refuses/m);
    expect(refused.code).toBe(1);
    const { DESKPOST_SMTP_PASSWORD: _, ...noSmtp } = env;
    const half = await runCli(["doctor"], { ...noSmtp, DESKPOST_IMAP_PASSWORD_HELPDESK: "imap-pw" });
    expect(half.out).toMatch(/^✗ mailbox helpdesk: there is no folder Helpdesk\/New — correct its name/m);
    expect(half.out).toMatch(/^✗ smtp: there is no password: DESKPOST_SMTP_PASSWORD is not set — set/m);
    expect(half.code).toBe(1);
  });

  it("--send finds out that sub-addresses come back, and cleans up after itself", async () => {
    const before = (await imap.list("helpdesk", "INBOX")).length;
    const [{ code, out }, mails] = await Promise.all([
      runCli(["doctor", "--send"], environment()),
      deliver(() => true, 2),
    ]);
    expect(out).toMatch(/^✓ reply address helpdesk: replyAddress: plus works$/m);
    expect(code).toBe(0);
    expect(mails.map((mail) => mail.to[0])).toEqual([
      "helpdesk@desk.example",
      expect.stringMatching(/^helpdesk\+[a-z2-7]{26}@desk\.example$/),
    ]);
    // By verp, each has a bounce address of its own.
    expect(new Set(mails.map((mail) => mail.from)).size).toBe(2);
    for (const mail of mails) expect(mail.raw.toString()).toMatch(/^Auto-Submitted: auto-replied\r$/m);
    expect(await imap.list("helpdesk", "INBOX")).toHaveLength(before);
  });

  it("tells which reply address works when the one that is set does not", async () => {
    const env = environment({ replyAddress: { catchall: "reply.desk.example" } });
    const [findings] = await Promise.all([
      tryAll(env),
      deliver((to) => !to.endsWith("@reply.desk.example"), 3),
    ]);
    expect(findings).toEqual([
      expect.stringMatching(
        /^✗ reply address helpdesk: replyAddress: catchall does not work: it did not arrive.* — write replyAddress: plus/,
      ),
    ]);
  });

  it("advises plus where none is set but sub-addresses come back", async () => {
    const env = environment({ replyAddress: "none" });
    const [findings] = await Promise.all([tryAll(env), deliver(() => true, 2)]);
    expect(findings).toEqual([
      expect.stringMatching(/^! reply address helpdesk: .* — write replyAddress: plus/),
    ]);
  });

  it("repeats the server's words when it refuses the address", async () => {
    smtp.fail({ at: "rcpt", with: { code: 550, text: "no such user here" } });
    try {
      expect(await tryAll(environment())).toEqual([
        expect.stringMatching(
          /^✗ reply address helpdesk: mail to helpdesk@desk\.example: .*no such user here/,
        ),
      ]);
    } finally {
      smtp.heal();
    }
  });
});

async function tryAll(env: Record<string, string>): Promise<string[]> {
  const desk = loadDesk(env.DESKPOST_CONFIG ?? "");
  const transport = createSmtpTransport(desk.smtp, { by: "password", password: "smtp-pw" }, silentLog);
  const [mailbox] = desk.mailboxes;
  if (mailbox === undefined) throw new Error("no mailbox");
  try {
    const findings = await tryReplyAddress(
      mailbox,
      desk,
      createLogins(
        desk,
        loadEnvironment(env),
        () => {},
        () => ({ load: async () => null, save: async () => {} }),
      ),
      transport,
      3_000,
    );
    return findings.map(formatFinding);
  } finally {
    await transport.close();
  }
}

describe("judging a mailbox", () => {
  const moving = { pollSeconds: 30, afterAccept: { move: "Done" } };

  it("weak servers give something up, each with what to do", () => {
    const none = { abilities: { idle: false, move: false, uidplus: false } };
    expect(judgeAbilities("m", moving, none).map((one) => one.code)).toEqual(["no_idle", "no_move"]);
    const flagging = { pollSeconds: 30, afterAccept: { flag: "$Deskpost" } };
    expect(judgeAbilities("m", flagging, none).map((one) => one.code)).toEqual(["no_idle"]);
  });

  it("folders that cannot be written are a fault only where the desk must write", () => {
    const folder = { name: "INBOX", exists: true, messages: 0, readOnly: true, canFile: false };
    expect(judgeFolder("m", moving, folder)).toMatchObject([{ code: "folder_read_only" }]);
    expect(judgeFolder("m", { afterAccept: { leave: true } }, folder)).toMatchObject([{ state: "ok" }]);
    expect(judgeFolder("m", moving, { ...folder, readOnly: false })).toMatchObject([
      { state: "warning", code: "cannot_file" },
    ]);
  });
});
