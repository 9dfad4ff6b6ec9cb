/** Hands mails to the SMTP server through nodemailer's pool. Every wait has an end; what failed is told apart by smtp-errors. */
import { createTransport } from "nodemailer";
import type SMTPPool from "nodemailer/lib/smtp-pool";
import type { SmtpSettings } from "../domain/desk.ts";
import { ConfigError, TransientError } from "../errors.ts";
import type { Logger } from "../flows/ports.ts";
import type { MailTransport } from "../flows/ports-sending.ts";
import { within } from "../within.ts";
import { explainSmtpError } from "./smtp-errors.ts";

/** How the desk signs in; `none` for a relay that asks for nothing. */
export type SmtpLogin =
  | { by: "none" }
  | { by: "password"; password: string }
  | { by: "oauth"; tokens: { accessToken(): Promise<string>; forget(token: string): void } };

export interface SmtpTransport extends MailTransport {
  /** Connects, signs in and says goodbye. Throws as `send` does. */
  verify(): Promise<void>;
  /** Lets mails on their way finish for `graceMs` (default 5 000), then cuts them off; those are tried again later. */
  close(graceMs?: number): Promise<void>;
}

export interface SmtpOptions {
  /** In milliseconds; for tests. */
  timeouts?: { connect: number; greeting: number; socket: number; send: number };
  /** Certificates (PEM) trusted beside the system's. */
  ca?: string;
}

const TIMEOUTS = { connect: 10_000, greeting: 10_000, socket: 60_000, send: 300_000 };
/** Microsoft 365 allows three connections a mailbox; more gain nothing that matters to a desk. */
const CONNECTIONS = 3;
const IDLE_MS = 30_000;

/** Throws ConfigError for a setting that would send a password over an open network. */
export function createSmtpTransport(
  settings: SmtpSettings,
  login: SmtpLogin,
  log: Logger,
  options: SmtpOptions = {},
): SmtpTransport {
  checkPlainText(settings);
  const timeouts = options.timeouts ?? TIMEOUTS;
  const tokens = login.by === "oauth" ? keepLast(login.tokens) : null;
  const pool = createTransport(poolOptions(settings, login, tokens, options));
  // Every failure also rejects the mail on its way; without a listener it would end the process.
  pool.on("error", (error) => log.debug({ error: String(error) }, "smtp connection failed"));
  const stop = new AbortController();
  const underway = new Set<Promise<unknown>>();

  /** Once more with a fresh token where the server refused the one we had: they end early when a secret is changed. */
  async function attempt<T>(work: () => Promise<T>, mayRenew = tokens !== null): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (stop.signal.aborted) throw stopped();
      const failure = explainSmtpError(error, settings);
      const isStale = failure.reason === "smtp_login_refused" && (tokens?.forgetLast() ?? false);
      if (mayRenew && isStale) return attempt(work, false);
      throw failure;
    }
  }

  async function send(mail: Parameters<MailTransport["send"]>[0]) {
    const info = await attempt(() =>
      pool.sendMail({
        // A string would be split at its commas as a header is; an object is one address, whatever stands in it.
        envelope: {
          from: mail.envelopeFrom === "" ? false : addressObject(mail.envelopeFrom),
          to: [addressObject(mail.to)],
        },
        raw: mail.bytes,
        signal: AbortSignal.any([stop.signal, AbortSignal.timeout(timeouts.send)]),
      }),
    );
    return { response: info.response, messageId: bareId(info.serverMessageId) };
  }

  return {
    send(mail) {
      if (stop.signal.aborted) return Promise.reject(stopped());
      const sending = send(mail);
      underway.add(sending);
      const settle = () => void underway.delete(sending);
      sending.then(settle, settle);
      return sending;
    },
    async verify() {
      await attempt(() => pool.verify());
    },
    async close(graceMs = 5_000) {
      await within(graceMs, Promise.allSettled(underway), null);
      stop.abort();
      pool.close();
      await Promise.allSettled(underway);
    },
  };
}

function poolOptions(
  settings: SmtpSettings,
  login: SmtpLogin,
  tokens: KeptTokens | null,
  options: SmtpOptions,
) {
  const timeouts = options.timeouts ?? TIMEOUTS;
  return {
    pool: true as const,
    host: settings.host,
    port: settings.port,
    secure: settings.tls === true,
    requireTLS: settings.tls === "starttls",
    ignoreTLS: settings.tls === false,
    ...(options.ca === undefined ? {} : { tls: { ca: options.ca } }),
    ...authOptions(settings, login, tokens),
    connectionTimeout: timeouts.connect,
    greetingTimeout: timeouts.greeting,
    dnsTimeout: timeouts.connect,
    socketTimeout: timeouts.socket,
    maxConnections: CONNECTIONS,
    maxMessages: 100,
    idleTimeout: IDLE_MS,
    // Once, for a connection that the server closed while it lay idle; the outbox knows better when to come back.
    maxRequeues: 1,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function authOptions(
  { user }: SmtpSettings,
  login: SmtpLogin,
  tokens: KeptTokens | null,
): Pick<SMTPPool.Options, "auth" | "forceAuth"> {
  if (login.by === "none" || user === undefined) return {};
  // A server that offers no login before TLS, or none at all, must not be taken for one that needs none.
  if (login.by === "password") return { auth: { user, pass: login.password }, forceAuth: true };
  if (!tokens) return {};
  return { auth: { type: "OAuth2", user, provisionCallback: provision(tokens) }, forceAuth: true };
}

interface KeptTokens {
  accessToken(): Promise<string>;
  /** The server refused the token it was given last. False when it was given none. */
  forgetLast(): boolean;
}

function keepLast(tokens: Extract<SmtpLogin, { by: "oauth" }>["tokens"]): KeptTokens {
  let last: string | null = null;
  return {
    async accessToken() {
      last = await tokens.accessToken();
      return last;
    },
    forgetLast() {
      if (last === null) return false;
      tokens.forget(last);
      last = null;
      return true;
    },
  };
}

type Provision = NonNullable<NonNullable<SMTPPool.Options["auth"]>["provisionCallback"]>;

function provision(tokens: KeptTokens): Provision {
  return (_user, renew, done) => {
    if (renew) tokens.forgetLast();
    tokens.accessToken().then(
      (token) => done(null, token),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  };
}

/** A password never crosses an open network, whatever desk.yaml says. */
function checkPlainText(settings: SmtpSettings): void {
  const loopback = /^(localhost|127(\.\d+){3}|::1)$/.test(settings.host);
  if (settings.tls !== false || loopback) return;
  throw new ConfigError(`smtp tls: false to ${settings.host} would send mails and password unencrypted`, {
    reason: "smtp_insecure",
    hint: "use tls: true or tls: starttls",
  });
}

/** nodemailer takes objects here, though its types know strings only. */
function addressObject(address: string): string {
  return { name: "", address } as unknown as string;
}

function bareId(id: string | undefined): string | null {
  return id === undefined ? null : id.replace(/^<|>$/g, "");
}

function stopped(): TransientError {
  return new TransientError("the desk is stopping", {
    reason: "stopping",
    hint: "the mail goes out after the next start",
  });
}
