/** One logged-in IMAP connection, and what its failures mean: a final no becomes PermanentError, anything that may pass TransientError. */
import { ImapFlow, type ImapFlowOptions } from "imapflow";
import type { ImapSettings } from "../domain/desk.ts";
import {
  ConfigError,
  isOperational,
  type OperationalError,
  PermanentError,
  TransientError,
} from "../errors.ts";
import type { TokenSource } from "./oauth.ts";

/** How a mailbox is signed in to. */
export type ImapLogin = { password: string } | TokenSource;

/** Answers to the command in flight may stay away for so long; also what a dead line costs. */
const SOCKET_TIMEOUT = 3 * 60_000;
/** Shorter than the socket's timeout: a quiet IDLE is renewed, and so tried, before it counts as dead. RFC 2177 asks for 29 minutes. */
const IDLE_RENEWAL = 2 * 60_000;
const CONNECT_TIMEOUT = 30_000;

/**
 * Connects and signs in; an access token that the server refuses is fetched anew once. `signal` ends the attempt. The caller
 * closes the connection. Throws ConfigError, TransientError or PermanentError, never a library's error.
 */
export async function connectImap(
  settings: ImapSettings,
  login: ImapLogin,
  signal?: AbortSignal,
): Promise<ImapFlow> {
  checkPlainText(settings);
  if ("password" in login) return await attempt(settings, { pass: login.password }, signal);
  const accessToken = await login.accessToken();
  try {
    return await attempt(settings, { accessToken }, signal);
  } catch (error) {
    if (!isOperational(error) || error.reason !== "imap_login_refused") throw error;
    login.forget(accessToken);
    return await attempt(settings, { accessToken: await login.accessToken() }, signal);
  }
}

async function attempt(
  settings: ImapSettings,
  secret: { pass: string } | { accessToken: string },
  signal: AbortSignal | undefined,
): Promise<ImapFlow> {
  const options: ImapFlowOptions = {
    host: settings.host,
    port: settings.port,
    secure: settings.tls === true,
    doSTARTTLS: settings.tls === true ? undefined : settings.tls === "starttls",
    auth: { user: settings.user, ...secret },
    clientInfo: { name: "Deskpost", version: false, vendor: false, "support-url": false },
    logger: false,
    disableAutoIdle: true,
    maxIdleTime: IDLE_RENEWAL,
    socketTimeout: SOCKET_TIMEOUT,
    connectionTimeout: CONNECT_TIMEOUT,
  };
  const client = new ImapFlow(options);
  // Every failure also rejects the command in flight or closes the connection; without a listener it would end the process.
  client.on("error", () => {});
  const giveUp = () => client.close();
  signal?.addEventListener("abort", giveUp, { once: true });
  try {
    if (signal?.aborted) throw new Error("stopped");
    await client.connect();
    return client;
  } catch (error) {
    client.close();
    throw explainImapError(error, settings);
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}

/** A password never crosses an open network, whatever desk.yaml says. */
function checkPlainText(settings: ImapSettings): void {
  const loopback = /^(localhost|127(\.\d+){3}|::1)$/.test(settings.host);
  if (settings.tls !== false || loopback) return;
  throw new ConfigError(`imap tls: false to ${settings.host} would send the password unencrypted`, {
    reason: "imap_insecure",
    hint: "use tls: true or tls: starttls",
  });
}

interface ImapFault {
  code?: string;
  message?: string;
  authenticationFailed?: boolean;
  tlsFailed?: boolean;
  /** NO or BAD: the server itself answered. */
  responseStatus?: string;
  responseText?: string;
  response?: unknown;
  serverResponseCode?: string;
  reason?: string;
}

/** RFC 5530 codes, and words of servers that send none, for a login refused for the moment only. */
const PASSING_CODES = ["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"];
const PASSING_WORDS = /too many|try again|temporar|unavailable|internal error|not connected/i;
const CERTIFICATE_CODES = /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT)/;

/** What a library's or the network's error means to the operator. Operational errors pass unchanged. */
export function explainImapError(
  error: unknown,
  settings: Pick<ImapSettings, "host" | "port" | "user">,
): OperationalError {
  if (isOperational(error)) return error;
  const fault: ImapFault = error instanceof Error ? (error as ImapFault) : { message: String(error) };
  const at = `${settings.host}:${settings.port}`;
  const words = serverWords(fault);
  if (fault.code !== undefined && CERTIFICATE_CODES.test(fault.code)) {
    return new PermanentError(`the certificate of ${at} is not trusted: ${words}`, {
      reason: "imap_certificate",
      hint: "if it comes from your own authority, set NODE_EXTRA_CA_CERTS to that authority's certificate file",
      cause: error,
    });
  }
  if (
    fault.code === "ERR_SSL_WRONG_VERSION_NUMBER" ||
    (fault.tlsFailed === true && fault.code === undefined)
  ) {
    return new PermanentError(`${at} does not speak the TLS that is set: ${words}`, {
      reason: "imap_tls",
      hint: "tls: true goes with port 993, tls: starttls with port 143",
      cause: error,
    });
  }
  if (isRefusal(fault, words)) {
    return new PermanentError(`${at} refuses the login of ${settings.user}: ${words}`, {
      reason: "imap_login_refused",
      hint: "check imap.user and the password or OAuth2 secret of this mailbox",
      cause: error,
    });
  }
  return new TransientError(`IMAP at ${at}: ${words}`, {
    reason: fault.responseStatus === undefined ? "imap_unreachable" : "imap_failed",
    hint: "it is tried again; check host, port and network if this lasts",
    cause: error,
  });
}

function isRefusal(fault: ImapFault, words: string): boolean {
  if (/unsupported authentication mechanism|login is disabled|no matching authentication/i.test(words))
    return true;
  // imapflow marks a connection that is lost while signing in as refused too.
  if (fault.authenticationFailed !== true || fault.responseStatus !== "NO") return false;
  return !PASSING_CODES.includes(fault.serverResponseCode ?? "") && !PASSING_WORDS.test(words);
}

function serverWords(fault: ImapFault): string {
  const response = typeof fault.response === "string" ? fault.response : undefined;
  const text = fault.responseText ?? response ?? fault.reason ?? fault.message ?? "no answer";
  return text.replace(/\s+/g, " ").slice(0, 300);
}

/** Whether the server itself said no to a command, as opposed to the line being cut. */
export function isServerRefusal(error: unknown): boolean {
  return error instanceof Error && ["NO", "BAD"].includes((error as ImapFault).responseStatus ?? "");
}
