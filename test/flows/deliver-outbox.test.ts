/** A mail owed, from its row to a real SMTP server and back to its row. */
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Desk } from "../../src/domain/desk.ts";
import { NOTICE_NAMES, type NoticeName } from "../../src/domain/notice.ts";
import type { NoticeFacts } from "../../src/domain/notice-facts.ts";
import { TransientError } from "../../src/errors.ts";
import { createDelivery, type DeliveryPorts } from "../../src/flows/deliver-outbox.ts";
import type { Wake } from "../../src/flows/ports.ts";
import type { DeliveryOutcome, OutboxRow, StoredFile } from "../../src/flows/ports-sending.ts";
import { composeMail, readBack } from "../../src/mail/compose.ts";
import { createRenderer, type Renderer } from "../../src/mail/render.ts";
import { createSmtpTransport, type SmtpTransport } from "../../src/mail/smtp.ts";
import { createTokenMaker } from "../../src/token.ts";
import { caseFacts, setsOf } from "../support/facts.ts";
import {
  fullestFacts,
  isUserNotice,
  SAMPLE_NOW,
  sampleCase,
  sampleDesk,
  sampleMessage,
  sampleRow,
} from "../support/notice-samples.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";

const tokens = createTokenMaker("a secret of the tests that is long enough");
const NONCE = Buffer.alloc(16, 7);
const TOKEN = tokens.token(NONCE);
const WAKE: Wake = { queue: "outbox", id: 5, version: 2, at: null };

let renderer: Renderer;
let sink: SmtpSink;
let transport: SmtpTransport;
beforeAll(() => {
  renderer = createRenderer(join(import.meta.dirname, "../../templates"), "en");
});
beforeEach(async () => {
  sink = await startSmtpSink();
  transport = createSmtpTransport(
    { host: sink.host, port: sink.port, tls: false, envelope: "mailbox" },
    { by: "none" },
    { debug() {}, info() {}, warn() {}, error() {} },
    { timeouts: { connect: 500, greeting: 500, socket: 500, send: 5_000 } },
  );
});
afterEach(async () => {
  await transport.close(0);
  await sink.close();
});

/** One row as the database would hold it. */
class Row {
  row: OutboxRow;
  facts: NoticeFacts;
  saved: Buffer[] = [];
  outcomes: DeliveryOutcome[] = [];
  files: StoredFile[] = [
    file("error 13.2.png", 1_240_000, true),
    file("pixel.gif", 43, true),
    file("log.txt", 12_400, false),
  ];

  constructor(notice: NoticeName, overrides: Partial<OutboxRow> = {}) {
    this.row = {
      ...sampleRow(notice),
      id: 5,
      nonce: NONCE,
      mailbox: "helpdesk",
      caseId: 17,
      messageId: 31,
      inboundId: null,
      language: "en",
      undeliverable: false,
      attempts: 0,
      createdAt: SAMPLE_NOW,
      notBefore: SAMPLE_NOW,
      rendered: null,
      ...overrides,
    };
    this.facts = fullestFacts(notice);
  }

  get last(): DeliveryOutcome | undefined {
    return this.outcomes.at(-1);
  }

  async deliver(desk: Desk = sampleDesk(), ports: Partial<DeliveryPorts> = {}): Promise<Wake[]> {
    const woken: Wake[] = [];
    const delivery = createDelivery({
      desk,
      transport,
      renderer,
      composer: { compose: composeMail, readBack },
      tokens,
      sentCopies: null,
      alarm: { wake: async (wakes) => void woken.push(...wakes) },
      log: { debug() {}, info() {}, warn() {}, error() {} },
      now: () => SAMPLE_NOW,
      store: {
        listDue: async () => [],
        claimOutbox: async (_id, _now, work) => {
          const outcome = await work({
            row: this.row,
            facts: async () => this.facts,
            attachments: async (messageId) => (messageId === 31 ? this.files : []),
            saveRendered: async (bytes) => {
              this.saved.push(bytes);
              this.row = { ...this.row, rendered: bytes };
            },
          });
          this.outcomes.push(outcome);
          this.row = { ...this.row, attempts: this.row.attempts + 1 };
          return { attempt: "done", wakes: [WAKE] };
        },
      },
      ...ports,
    });
    await delivery.deliver(5);
    return woken;
  }
}

function file(name: string, size: number, inline: boolean): StoredFile {
  return {
    name,
    contentType: inline ? "image/png" : "text/plain",
    contentId: null,
    inline,
    holdsToken: false,
    size,
    content: Buffer.alloc(Math.min(size, 50_000), name),
  };
}

async function delivered() {
  return simpleParser((await sink.waitFor(() => true)).raw);
}

describe("the first response", () => {
  test.each([
    ["answer", true],
    ["question", true],
    ["solution", true],
    ["started", true],
    ["acknowledgement", false],
    ["opened_for_you", false],
    ["moved", false],
    ["new_case", false],
  ] as const)("%s, accepted by SMTP, counts as one: %s", async (notice, counts) => {
    const row = new Row(notice);
    await row.deliver();
    const respond = row.last?.state === "sent" ? row.last.respond : undefined;
    const on = caseFacts({ id: 17, requester: row.row.recipient });
    const verdict = respond?.(on);
    expect(verdict ? setsOf(verdict) : null).toEqual(counts ? { firstResponseAt: SAMPLE_NOW } : null);
  });

  test("is none where SMTP refused it", async () => {
    sink.fail({ at: "data", with: { code: 554, text: "5.7.1 no" } });
    const row = new Row("answer");
    await row.deliver();
    expect(row.last).not.toHaveProperty("respond");
  });
});

describe("a mail that is taken", () => {
  test("is written for its recipient, from the case, with the files of the message it carries", async () => {
    const row = new Row("answer");
    expect(await row.deliver()).toEqual([WAKE]);
    const [mail] = sink.mails;
    expect([mail?.from, mail?.to]).toEqual(["helpdesk@desk.example", ["sofie@customer.example"]]);
    const parsed = await delivered();
    expect(parsed.subject).toBe("[#1042] The printer on the second floor is jammed");
    expect(parsed.from?.text).toBe('"Anna Holm (IT Helpdesk)" <helpdesk@desk.example>');
    expect(parsed.replyTo?.value[0]?.address).toBe(`helpdesk+${TOKEN}@desk.example`);
    expect(parsed.messageId).toBe(`<dp.${TOKEN}@desk.example>`);
    // The tracking pixel stays at home.
    expect(parsed.attachments.map((one) => one.filename)).toEqual(["error 13.2.png", "log.txt"]);
  });

  test("is recorded with the server's answer and its text", async () => {
    const row = new Row("answer");
    await row.deliver();
    expect(row.last).toMatchObject({ state: "sent", inReplyTo: "first@customer.example", alias: null });
    expect(row.last).toMatchObject({ response: expect.stringMatching(/^250 /) });
    expect(row.last).toMatchObject({ text: expect.stringMatching(/^Hi Sofie,\n\nI took a label out/) });
  });

  test("of an agent's mail only what users must not see is recorded", async () => {
    const row = new Row("user_wrote");
    await row.deliver();
    const text = row.last?.state === "sent" ? row.last.text : "";
    expect(text).toContain("This one jams every month");
    expect(text).toContain("Phone: +45 12 34 56 78");
    expect(text).not.toContain("Can somebody come by?");
    expect(text).not.toContain("I have cleared the paper path.");
  });

  test("leaves no token in what is recorded, wherever the mail carries it", async () => {
    const mailbox = { ...sampleDesk().mailboxes[0], replyAddress: "none" };
    for (const notice of ["acknowledgement", "new_case"] as const) {
      const row = new Row(notice);
      await row.deliver(sampleDesk({ mailboxes: [mailbox] }));
      expect(sink.mails.at(-1)?.raw.toString()).toContain(`[ref:${TOKEN}]`);
      expect(row.last).toMatchObject({ state: "sent", text: expect.not.stringContaining(TOKEN) });
    }
  });

  test("is written in the language of the row, or one there are templates for", async () => {
    await new Row("acknowledgement", { language: "da" }).deliver();
    await new Row("acknowledgement", { language: "fr" }).deliver();
    const texts = await Promise.all(sink.mails.map(async (mail) => (await simpleParser(mail.raw)).text));
    expect(texts.map((text) => text?.slice(0, 3))).toEqual(["Hej", "Hi "]);
  });

  test("a copy is kept where the mailbox says so, and a failing copy does not send it twice", async () => {
    const mailbox = { ...sampleDesk().mailboxes[0], sentFolder: "Sent" };
    const kept: Buffer[] = [];
    const row = new Row("acknowledgement");
    const keep = async (_box: unknown, bytes: Buffer) => {
      kept.push(bytes);
      throw new TransientError("imap away", { reason: "imap_unreachable" });
    };
    await row.deliver(sampleDesk({ mailboxes: [mailbox] }), { sentCopies: { keep } });
    expect(kept).toEqual([sink.mails[0]?.raw]);
    expect(row.last?.state).toBe("sent");
  });
});

describe("the envelope sender", () => {
  const senderOf = async (envelope: string, notice: NoticeName) => {
    await new Row(notice).deliver(sampleDesk({ smtp: { host: "127.0.0.1", envelope } }));
    return sink.mails.at(-1)?.from;
  };

  test("is the mailbox, an address of this mail's own, or nobody for what the desk sends by itself", async () => {
    expect(await senderOf("mailbox", "answer")).toBe("helpdesk@desk.example");
    expect(await senderOf("verp", "answer")).toBe(`helpdesk+b-${TOKEN}@desk.example`);
    expect(await senderOf("null", "acknowledgement")).toBe("");
    expect(await senderOf("null", "answer")).toBe("helpdesk@desk.example");
  });
});

describe("a mail that is not taken", () => {
  test("is tried again as the same bytes, with the same Message-ID", async () => {
    const row = new Row("answer");
    sink.fail({ at: "data", with: "drop", times: 1 });
    await row.deliver();
    expect(row.last).toMatchObject({
      state: "retry",
      reason: "smtp_unreachable",
      at: new Date(SAMPLE_NOW.getTime() + 30_000),
    });
    // Meanwhile the case has moved on; what was written stays written.
    row.facts = { ...row.facts, case: sampleCase({ subject: "Something else" }) };
    await row.deliver();
    expect(row.saved).toHaveLength(1);
    expect(sink.mails.map((mail) => mail.raw)).toEqual([row.saved[0], row.saved[0]]);
    expect(row.last).toMatchObject({ state: "sent", inReplyTo: "first@customer.example" });
    expect(row.last).toMatchObject({ text: expect.stringContaining("I took a label out") });
  });

  test("waits longer and longer, for about two days while the server asks for patience", async () => {
    sink.fail({ at: "rcpt", with: { code: 451, text: "4.7.1 greylisted" } });
    const row = new Row("answer");
    const waits: number[] = [];
    for (let tries = 0; tries < 100 && row.last?.state !== "failed"; tries++) {
      await row.deliver();
      if (row.last?.state === "retry") waits.push((row.last.at.getTime() - SAMPLE_NOW.getTime()) / 1000);
    }
    expect(waits.slice(0, 7)).toEqual([30, 60, 120, 300, 900, 3600, 3600]);
    const hours = waits.reduce((sum, wait) => sum + wait, 0) / 3600;
    expect(hours).toBeGreaterThan(46);
    expect(hours).toBeLessThan(50);
    expect(row.last).toMatchObject({ state: "failed", reason: "smtp_deferred" });
  });

  test("trouble on our side never gives a mail up, however long it lasts", async () => {
    sink.fail({ at: "mail", with: { code: 530, text: "5.7.0 Authentication required" } });
    const row = new Row("answer", { attempts: 5_000 });
    await row.deliver();
    expect(row.last).toMatchObject({
      state: "retry",
      reason: "smtp_login_refused",
      at: new Date(SAMPLE_NOW.getTime() + 3_600_000),
    });
  });

  test("a refusal of the mail, not of the address, marks nothing", async () => {
    sink.fail({ at: "data", with: { code: 550, text: "5.7.1 looks like spam" } });
    const row = new Row("answer");
    await row.deliver();
    const changes = row.last?.state === "failed" ? (row.last.verdict?.changes ?? []) : [];
    expect(changes.map((change) => change.do)).toEqual(["addMessage", "owe"]);
  });

  test("what the desk says by itself is not sent where mail comes back; what an agent wrote is tried", async () => {
    const automatic = new Row("acknowledgement", { undeliverable: true });
    await automatic.deliver();
    expect(automatic.last).toEqual({ state: "suppressed", reason: "recipient_undeliverable" });
    for (const row of [
      new Row("answer", { undeliverable: true }),
      new Row("new_case", { undeliverable: true }),
    ]) {
      await row.deliver();
      expect(row.last?.state).toBe("sent");
    }
  });

  test("a final no is put on the case, and told to whoever handles it", async () => {
    sink.fail({ at: "rcpt", with: { code: 550, text: "5.1.1 no such user" } });
    const row = new Row("answer");
    await row.deliver();
    expect(row.last).toMatchObject({
      state: "failed",
      reason: "recipient_refused",
      response: "550 5.1.1 no such user",
      verdict: { reason: "delivery_refused", basedOn: [] },
    });
    const changes = row.last?.state === "failed" ? (row.last.verdict?.changes ?? []) : [];
    expect(changes).toEqual([
      expect.objectContaining({
        do: "addMessage",
        message: expect.objectContaining({
          kind: "bounce",
          text: "sofie@customer.example: 550 5.1.1 no such user",
        }),
      }),
      { do: "markUndeliverable", address: "sofie@customer.example" },
      expect.objectContaining({
        do: "owe",
        notice: expect.objectContaining({
          notice: "delivery_failed",
          to: { address: "anna@desk.example", name: "Anna Holm" },
          language: "da",
          message: 31,
          data: {
            to: "sofie@customer.example",
            notice: "answer",
            response: "550 5.1.1 no such user",
            hard: true,
          },
        }),
      }),
    ]);
  });

  test("a refused agent's mail goes to the others, else to the operator; one about a refusal to nobody", async () => {
    sink.fail({ at: "rcpt", with: { code: 550, text: "5.1.1 gone" } });
    const toldOf = async (notice: NoticeName, desk: Desk) => {
      const row = new Row(notice);
      await row.deliver(desk);
      const changes = row.last?.state === "failed" ? (row.last.verdict?.changes ?? []) : [];
      return changes.flatMap((change) => (change.do === "owe" ? [change.notice.to.address] : []));
    };
    const alone = sampleDesk({ teams: [{ name: "servicedesk", members: ["mike@desk.example"] }] });
    expect(await toldOf("new_case", sampleDesk())).toEqual(["anna@desk.example"]);
    expect(await toldOf("new_case", alone)).toEqual(["ops@desk.example"]);
    expect(await toldOf("delivery_failed", sampleDesk())).toEqual([]);
    expect(await toldOf("operator_alert", sampleDesk())).toEqual([]);
  });

  test("one that cannot be written is seen in the log, and holds nobody up", async () => {
    const errors: string[] = [];
    const log = {
      debug() {},
      info() {},
      warn() {},
      error: (_fields: object, text: string) => void errors.push(text),
    };
    const row = new Row("closed", { data: { how: "nonsense" } });
    await row.deliver(sampleDesk(), { log });
    expect(row.last).toMatchObject({ state: "retry", reason: "rendering_failed" });
    expect(errors[0]).toContain("mail not written");
    expect(sink.mails).toEqual([]);
  });

  test("a database that is away is the caller's to wait out", async () => {
    const row = new Row("answer");
    const away = new TransientError("database away", { reason: "database_unreachable" });
    row.facts = new Proxy(row.facts, {
      get() {
        throw away;
      },
    });
    await expect(row.deliver()).rejects.toBe(away);
  });

  test("stopping the desk puts it off, to the next start", async () => {
    await transport.close(0);
    const row = new Row("answer");
    await row.deliver();
    expect(row.last).toEqual({ state: "retry", reason: "stopping", at: SAMPLE_NOW });
  });

  test("a mailbox that left desk.yaml sends nothing more", async () => {
    const row = new Row("answer", { mailbox: "former" });
    await row.deliver();
    expect(row.last).toMatchObject({ state: "failed", reason: "mailbox_unknown" });
  });
});

test.each([
  ["case.eml", "message/rfc822", false],
  ["case.txt", "text/plain", true],
])(
  "a mail that a requester attached as %s is named, not sent, to somebody outside: it may bear the requester's token",
  async (name, contentType, holdsToken) => {
    const row = new Row("forwarded");
    const attached = { name, contentType, size: 3_000, inline: false, holdsToken };
    row.facts = { ...row.facts, message: sampleMessage({ attachments: [attached] }) };
    row.files = [file(name, 3_000, false)];
    await row.deliver();
    const parsed = await delivered();
    expect(parsed.attachments).toEqual([]);
    expect(parsed.text).toContain(`Not sent along: ${name} (3 kB)`);
  },
);

test.each([
  ["answer", []],
  ["new_case", ["notice.txt"]],
] as const)("a file in which a key to a case stands goes along with %s as %j only", async (notice, names) => {
  const row = new Row(notice);
  const described = {
    name: "notice.txt",
    contentType: "text/plain",
    size: 3_000,
    inline: false,
    holdsToken: true,
  };
  const direction = notice === "answer" ? "out" : "in";
  row.facts = { ...row.facts, message: { ...sampleMessage({ attachments: [described] }), direction } };
  row.files = [{ ...file("notice.txt", 3_000, false), holdsToken: true }];
  await row.deliver();
  const parsed = await delivered();
  expect(parsed.attachments.map((one) => one.filename)).toEqual(names);
  expect(parsed.text?.includes("notice.txt")).toBe(names.length > 0);
});

describe("large files", () => {
  const big = (size: number) =>
    sampleMessage({
      attachments: [
        { name: "dump.zip", contentType: "application/zip", size, inline: false, holdsToken: false },
      ],
    });

  test("are named instead of sent where the desk's limit forbids them", async () => {
    const row = new Row("new_case");
    row.facts = { ...row.facts, message: big(16_000_000) };
    await row.deliver();
    const parsed = await delivered();
    expect(parsed.attachments).toEqual([]);
    expect(parsed.text).toContain("Answer with #files to get: dump.zip (16 MB)");
  });

  test("are named instead of sent where the server forbids them", async () => {
    await sink.close();
    sink = await startSmtpSink({ port: sink.port, size: 100_000 });
    const row = new Row("answer");
    row.facts = { ...row.facts, message: { ...big(90_000), direction: "out" } };
    row.files = [{ ...file("dump.zip", 90_000, false), content: Buffer.alloc(90_000, "x") }];
    await row.deliver();
    expect(row.last).toMatchObject({ state: "sent" });
    const parsed = await delivered();
    expect(parsed.attachments).toEqual([]);
    expect(parsed.text).toContain("Too large to send by mail: dump.zip (90 kB)");
    expect(row.saved).toHaveLength(2);
  });

  test("#files sends what fits and names the rest", async () => {
    const row = new Row("command_receipt");
    row.facts = {
      ...row.facts,
      shown: [{ what: "files", number: 1042, found: [{ ...big(19_000_000), id: 30 }, sampleMessage()] }],
    };
    await row.deliver();
    const parsed = await delivered();
    expect(parsed.attachments.map((one) => one.filename)).toEqual(["error 13.2.png", "log.txt"]);
    expect(parsed.text).toContain("dump.zip (19 MB)");
  });
});

test("every notice goes out", async () => {
  for (const notice of NOTICE_NAMES) {
    const row = new Row(notice);
    await row.deliver();
    expect([notice, row.last?.state]).toEqual([notice, "sent"]);
    expect(sink.mails.at(-1)?.to).toEqual([row.row.recipient]);
    expect(isUserNotice(notice)).toBe(row.row.audience === "user");
  }
});
