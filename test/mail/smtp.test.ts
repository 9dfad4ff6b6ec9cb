/** Handing mails over, against a real SMTP server that fails in every way a server can. */
import { afterEach, describe, expect, test } from "vitest";
import type { SmtpSettings } from "../../src/domain/desk.ts";
import { ConfigError, PermanentError, TransientError } from "../../src/errors.ts";
import { createSmtpTransport, type SmtpLogin, type SmtpOptions } from "../../src/mail/smtp.ts";
import { TEST_CERTIFICATE } from "../support/certificate.ts";
import { type Fault, type SinkOptions, type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";

const NONE: SmtpLogin = { by: "none" };
const QUICK = { connect: 300, greeting: 300, socket: 300, send: 5_000 };
const log = { debug() {}, info() {}, warn() {}, error() {} };

const toClose: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

async function sinkWith(options: SinkOptions = {}): Promise<SmtpSink> {
  const sink = await startSmtpSink(options);
  toClose.push(() => sink.close());
  return sink;
}

function transportTo(
  sink: { host: string; port: number },
  settings: Partial<SmtpSettings> = {},
  login: SmtpLogin = NONE,
  options: SmtpOptions = {},
) {
  const transport = createSmtpTransport(
    { host: sink.host, port: sink.port, tls: false, envelope: "mailbox", ...settings },
    login,
    log,
    options,
  );
  toClose.push(() => transport.close(0));
  return transport;
}

function mailNumber(number: number) {
  const bytes = Buffer.from(`Subject: number ${number}\r\n\r\n.a line that begins with a dot\r\nlast\r\n`);
  return { envelopeFrom: "helpdesk@desk.example", to: "sofie@customer.example", bytes };
}

async function failureOf(sending: Promise<unknown>): Promise<PermanentError | TransientError> {
  const error = await sending.then(
    () => new Error("was sent"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof PermanentError || error instanceof TransientError)) throw error;
  return error;
}

describe("sending", () => {
  test("hands over exactly these bytes, from and to exactly these addresses", async () => {
    const sink = await sinkWith();
    const mail = mailNumber(1);
    const { response } = await transportTo(sink).send(mail);
    expect(response).toMatch(/^250 /);
    expect(sink.mails).toEqual([
      expect.objectContaining({ from: mail.envelopeFrom, to: [mail.to], raw: mail.bytes }),
    ]);
  });

  test("one recipient stays one, whatever stands in the address", async () => {
    const sink = await sinkWith();
    const to = "sofie@customer.example,eve@evil.example";
    await transportTo(sink)
      .send({ ...mailNumber(1), to })
      .catch(() => {});
    expect(sink.mails.map((mail) => mail.to)).not.toContainEqual(
      expect.arrayContaining(["eve@evil.example"]),
    );
    await expect(
      transportTo(sink).send({
        ...mailNumber(1),
        to: "sofie@customer.example>\r\nRCPT TO:<eve@evil.example",
      }),
    ).rejects.toThrow();
    expect(sink.mails.flatMap((mail) => mail.to)).not.toContain("eve@evil.example");
  });

  test("an empty envelope sender is the null sender", async () => {
    const sink = await sinkWith();
    await transportTo(sink).send({ ...mailNumber(1), envelopeFrom: "" });
    expect(sink.mails[0]?.from).toBe("");
  });

  test("a relay that replaces Message-IDs tells what the mail is called now", async () => {
    const plain = await transportTo(await sinkWith()).send(mailNumber(1));
    expect(plain.messageId).toBeNull();
    const reply = "2.0.0 OK <DB7P1@DB7P1.eurprd04.prod.outlook.com> [Hostname=DB7P1]";
    const renamed = await transportTo(await sinkWith({ reply })).send(mailNumber(1));
    expect(renamed.messageId).toBe("DB7P1@DB7P1.eurprd04.prod.outlook.com");
  });

  test("many mails share a connection and none waits for the other side's delayed ACK", async () => {
    const sink = await sinkWith();
    const transport = transportTo(sink);
    await transport.send(mailNumber(0));
    const start = performance.now();
    for (let number = 1; number <= 20; number++) await transport.send(mailNumber(number));
    expect(sink.connections).toBe(1);
    // With Nagle's algorithm on, each takes 40 ms and more.
    expect(performance.now() - start).toBeLessThan(600);
  });

  test("goes through TLS from the start, and through STARTTLS", async () => {
    for (const [tls, setting] of [
      ["implicit", true],
      ["starttls", "starttls"],
    ] as const) {
      const sink = await sinkWith({ tls });
      await transportTo(sink, { tls: setting }, NONE, { ca: TEST_CERTIFICATE }).send(mailNumber(1));
      expect(sink.mails[0]?.secure).toBe(true);
    }
  });

  test("a server that is gone is found again when it is back", async () => {
    const first = await startSmtpSink();
    const transport = transportTo(first);
    await transport.send(mailNumber(1));
    await first.close();
    for (let tries = 0; tries < 3; tries++) {
      const failure = await failureOf(transport.send(mailNumber(2)));
      expect(failure).toBeInstanceOf(TransientError);
      expect(failure.reason).toBe("smtp_unreachable");
    }
    const second = await sinkWith({ port: first.port });
    await transport.send(mailNumber(3));
    expect(second.mails).toHaveLength(1);
  });

  test("a connection that the server closed while it lay idle does not cost a mail", async () => {
    const sink = await sinkWith();
    const transport = transportTo(sink);
    await transport.send(mailNumber(1));
    sink.dropConnections();
    await transport.send(mailNumber(2));
    expect(sink.mails).toHaveLength(2);
  });
});

describe("what a refusal means", () => {
  const reply = (at: Fault["at"], code: number, text: string): Fault => ({ at, with: { code, text } });
  test.each<[string, Fault, "permanent" | "transient", string]>([
    ["an unknown recipient", reply("rcpt", 550, "5.1.1 no such user"), "permanent", "recipient_refused"],
    ["a full mailbox", reply("rcpt", 452, "4.2.2 mailbox full"), "transient", "smtp_deferred"],
    ["greylisting", reply("rcpt", 451, "4.7.1 try again later"), "transient", "smtp_deferred"],
    ["content", reply("data", 554, "5.7.1 looks like spam"), "permanent", "message_refused"],
    ["size", reply("data", 552, "5.3.4 too big"), "permanent", "message_too_large"],
    ["size at MAIL FROM", reply("mail", 552, "5.3.4 too big"), "permanent", "message_too_large"],
    ["a busy server", reply("data", 421, "4.3.2 going down"), "transient", "smtp_deferred"],
    ["our envelope sender", reply("mail", 550, "5.7.1 sender not owned"), "permanent", "sender_refused"],
    ["our relaying", reply("rcpt", 554, "5.7.1 Relay access denied"), "permanent", "smtp_refused_us"],
    ["our machine", reply("connect", 554, "5.7.1 blocked"), "permanent", "smtp_refused_us"],
    ["our machine for now", reply("connect", 421, "4.7.0 too many"), "transient", "smtp_deferred"],
    [
      "a missing login",
      reply("mail", 530, "5.7.0 Authentication required"),
      "permanent",
      "smtp_login_refused",
    ],
  ])("%s", async (_what, fault, kind, reason) => {
    const sink = await sinkWith();
    sink.fail(fault);
    const transport = transportTo(sink);
    const failure = await failureOf(transport.send(mailNumber(1)));
    expect(failure.reason).toBe(reason);
    expect(failure).toBeInstanceOf(kind === "permanent" ? PermanentError : TransientError);
    if (typeof fault.with === "object") expect(failure.message).toContain(fault.with.text.slice(6));
    expect(failure.hint).not.toBeNull();
    // Whatever was refused, the next mail goes out.
    sink.heal();
    await transport.send(mailNumber(2));
    expect(sink.mails).toHaveLength(1);
  });

  test.each<Fault["at"]>(["connect", "mail", "rcpt", "data"])("a server that hangs at %s", async (at) => {
    const sink = await sinkWith();
    sink.fail({ at, with: "hang" });
    const transport = transportTo(sink, {}, NONE, { timeouts: QUICK });
    const failure = await failureOf(transport.send(mailNumber(1)));
    expect([failure.constructor, failure.reason]).toEqual([TransientError, "smtp_unreachable"]);
    sink.heal();
    await transport.send(mailNumber(2));
  });

  test("a mail that was taken but never answered for is not sent again here: the outbox does that", async () => {
    const sink = await sinkWith();
    sink.fail({ at: "data", with: "drop" });
    const failure = await failureOf(transportTo(sink).send(mailNumber(1)));
    expect(failure.reason).toBe("smtp_unreachable");
    expect(sink.mails).toEqual([expect.objectContaining({ answered: false })]);
  });
});

describe("signing in", () => {
  const withLogin = { user: "helpdesk" };

  test("by password", async () => {
    const sink = await sinkWith({ users: { helpdesk: "right" } });
    await transportTo(sink, withLogin, { by: "password", password: "right" }).send(mailNumber(1));
    expect(sink.mails[0]?.user).toBe("helpdesk");
  });

  test("a wrong password is told as such, and is nothing the mail could help", async () => {
    const sink = await sinkWith({ users: { helpdesk: "right" } });
    const transport = transportTo(sink, withLogin, { by: "password", password: "wrong" });
    for (const attempt of [transport.verify(), transport.send(mailNumber(1))]) {
      const failure = await failureOf(attempt);
      expect([failure.constructor, failure.reason]).toEqual([PermanentError, "smtp_login_refused"]);
      expect(failure.message).toContain("helpdesk");
      expect(failure.message).not.toContain("wrong");
    }
  });

  test("a server that cannot check passwords just now is tried again", async () => {
    const sink = await sinkWith({ users: { helpdesk: "right" } });
    sink.fail({ at: "auth", with: { code: 454, text: "4.7.0 try later" } });
    const login: SmtpLogin = { by: "password", password: "right" };
    const failure = await failureOf(transportTo(sink, withLogin, login).send(mailNumber(1)));
    expect([failure.constructor, failure.reason]).toEqual([TransientError, "smtp_deferred"]);
  });

  test.each([{ challenges: true }, { challenges: false }])(
    "by OAuth2, with a token that is fetched anew when the server no longer takes it %o",
    async (how) => {
      let good = "one";
      const sink = await sinkWith({ tokens: () => good, ...how });
      const forgotten: string[] = [];
      let mine = "one";
      const login: SmtpLogin = {
        by: "oauth",
        tokens: {
          accessToken: async () => mine,
          forget: (token) => {
            forgotten.push(token);
            mine = good;
          },
        },
      };
      const transport = transportTo(sink, withLogin, login);
      await transport.send(mailNumber(1));
      good = "two";
      sink.dropConnections();
      await transport.send(mailNumber(2));
      expect(sink.logins.map((one) => one.method)).toEqual(["XOAUTH2", "XOAUTH2"]);
      expect(forgotten).toEqual(["one"]);
    },
  );

  test("a token that stays refused is refused for good", async () => {
    const sink = await sinkWith({ tokens: () => "good" });
    const login: SmtpLogin = { by: "oauth", tokens: { accessToken: async () => "bad", forget() {} } };
    const failure = await failureOf(transportTo(sink, withLogin, login).send(mailNumber(1)));
    expect(failure.reason).toBe("smtp_login_refused");
  });

  test("when no token can be had, what its source says is told", async () => {
    const sink = await sinkWith({ tokens: () => "good" });
    const trouble = new TransientError("token endpoint away", { reason: "oauth_unreachable" });
    const login: SmtpLogin = {
      by: "oauth",
      tokens: { accessToken: () => Promise.reject(trouble), forget: () => {} },
    };
    expect(await failureOf(transportTo(sink, withLogin, login).send(mailNumber(1)))).toBe(trouble);
  });

  test("never over an open network", () => {
    const settings: SmtpSettings = { host: "mail.example", port: 25, tls: false, envelope: "mailbox" };
    expect(() => createSmtpTransport(settings, NONE, log)).toThrow(ConfigError);
  });

  test("a password is not handed to a server that offers no STARTTLS", async () => {
    const sink = await sinkWith({ users: { helpdesk: "right" } });
    const login: SmtpLogin = { by: "password", password: "right" };
    const failure = await failureOf(
      transportTo(sink, { ...withLogin, tls: "starttls" }, login).send(mailNumber(1)),
    );
    expect(failure.reason).toBe("smtp_tls");
    expect(sink.logins).toEqual([]);
  });

  test("an unknown certificate and TLS on the wrong port are told apart", async () => {
    const secure = await sinkWith({ tls: "implicit" });
    const plain = await sinkWith();
    const reasonOf = async (sink: SmtpSink) =>
      (await failureOf(transportTo(sink, { tls: true }, NONE, { timeouts: QUICK }).verify())).reason;
    expect([await reasonOf(secure), await reasonOf(plain)]).toEqual(["smtp_certificate", "smtp_tls"]);
  });
});

describe("stopping", () => {
  test("lets a mail on its way arrive", async () => {
    const sink = await sinkWith();
    const transport = transportTo(sink);
    const sending = transport.send(mailNumber(1));
    await transport.close();
    await sending;
    expect(sink.mails).toHaveLength(1);
    expect((await failureOf(transport.send(mailNumber(2)))).reason).toBe("stopping");
  });

  test("cuts off what hangs; it is tried again later", async () => {
    const sink = await sinkWith();
    sink.fail({ at: "data", with: "hang" });
    const transport = transportTo(sink);
    const sending = failureOf(transport.send(mailNumber(1)));
    await transport.close(50);
    expect(await sending).toMatchObject({ reason: "stopping" });
    expect(await sending).toBeInstanceOf(TransientError);
  });
});
