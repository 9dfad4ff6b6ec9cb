/** A real SMTP server on loopback that keeps what it is sent, and fails where a test tells it to. Waiting is on conditions, never on time. */
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerSession } from "smtp-server";
import { TEST_CERTIFICATE, TEST_KEY } from "./certificate.ts";

export interface SinkMail {
  /** Envelope sender; empty for the null sender. */
  from: string;
  to: string[];
  raw: Buffer;
  /** Whether the client was told that the mail is taken; false after a `drop` at `data`. */
  answered: boolean;
  secure: boolean;
  user: string | null;
}

/** Where in the dialogue a fault strikes. `connect`: instead of the greeting; `data`: after the whole mail was read. */
export type FaultPoint = "connect" | "auth" | "mail" | "rcpt" | "data";

export interface Fault {
  at: FaultPoint;
  /** `hang`: never answers; `drop`: cuts the connection without an answer; else the reply's code. */
  with: "hang" | "drop" | { code: number; text: string };
  /** How often it strikes; default: until `heal()`. */
  times?: number;
  /** Strikes only for this envelope address (`mail`, `rcpt`). */
  address?: string;
}

export interface SinkOptions {
  tls?: "implicit" | "starttls" | "none";
  /** User → password; with it a login is required. */
  users?: Record<string, string>;
  /** User → access token, for XOAUTH2; asked at each login. */
  tokens?: (user: string) => string | null;
  /** Refuses tokens by a challenge, as Google does, instead of at once. */
  challenges?: boolean;
  port?: number;
  /** What it says when it takes a mail, after the code. */
  reply?: string;
  /** Advertised SIZE limit in bytes. */
  size?: number;
}

export interface SmtpSink {
  host: string;
  port: number;
  /** In order of arrival. */
  readonly mails: SinkMail[];
  /** Connections that were opened so far. */
  readonly connections: number;
  readonly logins: { method: string; user: string }[];
  /** The first mail, past or future, that fits; rejects after `timeoutMs`, default 10 000, naming what came instead. */
  waitFor(fits: (mail: SinkMail) => boolean, timeoutMs?: number): Promise<SinkMail>;
  /** Adds a fault; the first added that fits strikes. */
  fail(fault: Fault): void;
  /** Cuts every open connection, as a server does with idle ones. */
  dropConnections(): void;
  /** Takes all faults away; connections that hang stay so until they are closed. */
  heal(): void;
  close(): Promise<void>;
}

/** Starts a sink on 127.0.0.1, on a free port unless told which. */
export async function startSmtpSink(options: SinkOptions = {}): Promise<SmtpSink> {
  const tls = options.tls ?? "none";
  const mails: SinkMail[] = [];
  const logins: SmtpSink["logins"] = [];
  const watchers = new Set<() => void>();
  let faults: Fault[] = [];
  let connections = 0;
  const needsLogin = options.users !== undefined || options.tokens !== undefined;

  /** Calls `pass` unless a fault strikes here. */
  function meet(
    point: FaultPoint,
    session: SMTPServerSession,
    address: string | null,
    refuse: (error: Error) => void,
    pass: (fault: null) => void,
  ): void {
    const fault = faults.find(
      (one) => one.at === point && (one.address === undefined || one.address === address),
    );
    if (!fault) {
      pass(null);
      return;
    }
    if (fault.times !== undefined && --fault.times <= 0) faults = faults.filter((one) => one !== fault);
    if (fault.with === "hang") return;
    if (fault.with === "drop") cut(session);
    else refuse(Object.assign(new Error(fault.with.text), { responseCode: fault.with.code }));
  }

  function cut(session: SMTPServerSession): void {
    for (const connection of server.connections) {
      if (connection.id === session.id) connection._socket.destroy();
    }
  }

  const server = new SMTPServer({
    secure: tls === "implicit",
    key: TEST_KEY,
    cert: TEST_CERTIFICATE,
    disabledCommands: [...(tls === "starttls" ? [] : ["STARTTLS"]), ...(needsLogin ? [] : ["AUTH"])],
    authMethods: ["PLAIN", "LOGIN", "XOAUTH2"],
    authOptional: !needsLogin,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 1,
    ...(options.size === undefined ? {} : { size: options.size }),
    onConnect(session, done) {
      connections++;
      meet("connect", session, null, done, done);
    },
    onAuth(auth, session, done) {
      meet("auth", session, null, done, () => {
        const user = auth.username ?? "";
        const fine =
          auth.method === "XOAUTH2"
            ? auth.accessToken !== undefined && options.tokens?.(user) === auth.accessToken
            : options.users?.[user] !== undefined && options.users[user] === auth.password;
        // Google first challenges (RFC 7628 3.2.2), Microsoft says no at once.
        const refusal = options.challenges ? { data: { status: "401" } } : {};
        if (!fine) return done(null, { ...refusal, responseCode: 535, message: "5.7.8 Bad credentials" });
        logins.push({ method: auth.method, user });
        done(null, { user });
      });
    },
    onMailFrom(from, session, done) {
      meet("mail", session, from.address, done, done);
    },
    onRcptTo(to, session, done) {
      meet("rcpt", session, to.address, done, done);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (stream.sizeExceeded) {
          done(Object.assign(new Error("5.3.4 Message too big"), { responseCode: 552 }));
          return;
        }
        const sender = session.envelope.mailFrom;
        const mail: SinkMail = {
          from: sender === false ? "" : sender.address,
          to: session.envelope.rcptTo.map((one) => one.address),
          raw: Buffer.concat(chunks),
          answered: true,
          secure: session.secure,
          user: typeof session.user === "string" ? session.user : null,
        };
        const keep = (answered: boolean) => {
          mails.push({ ...mail, answered });
          for (const look of watchers) look();
        };
        const dropped = faults.find((one) => one.at === "data" && one.with === "drop");
        if (dropped) keep(false);
        meet("data", session, null, done, () => {
          keep(true);
          done(null, options.reply ?? `Kept as number ${mails.length}`);
        });
      });
    },
  });
  // A client that goes away in mid-sentence is what some tests want.
  server.on("error", () => undefined);

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", () => resolve());
  });

  return {
    host: "127.0.0.1",
    port: (server.server.address() as AddressInfo).port,
    mails,
    get connections() {
      return connections;
    },
    logins,
    waitFor: (fits, timeoutMs = 10_000) => waitFor(mails, watchers, fits, timeoutMs),
    fail: (fault) => void faults.push({ ...fault }),
    dropConnections: () => {
      for (const connection of server.connections) connection._socket.destroy();
    },
    heal: () => {
      faults = [];
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function waitFor(
  mails: SinkMail[],
  watchers: Set<() => void>,
  fits: (mail: SinkMail) => boolean,
  timeoutMs: number,
): Promise<SinkMail> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = mails.find(fits);
      if (!found) return;
      stop();
      resolve(found);
    };
    const timer = setTimeout(() => {
      stop();
      const came = mails.map((mail) => `${mail.to.join(",")}: ${headerOf(mail.raw, "subject")}`);
      reject(new Error(`no such mail within ${timeoutMs} ms; came: ${came.join(" | ") || "none"}`));
    }, timeoutMs);
    const stop = () => {
      clearTimeout(timer);
      watchers.delete(look);
    };
    watchers.add(look);
    look();
  });
}

/** A header of a raw mail as it stands there, unfolded but not decoded; empty when absent. For readable failures. */
export function headerOf(raw: Buffer, name: string): string {
  const head = raw.toString("latin1").split(/\r?\n\r?\n/, 1)[0] ?? "";
  const unfolded = head.replace(/\r?\n[ \t]+/g, " ");
  return new RegExp(`^${name}:\\s*(.*)$`, "im").exec(unfolded)?.[1]?.trim() ?? "";
}
