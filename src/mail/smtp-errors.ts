/**
 * What a failed SMTP dialogue means. Only a final no to this recipient or to this message is about the mail; a refused login,
 * sender or connection is about us, and ends when the operator mends it (RFC 5321 4.2, RFC 3463).
 */
import type { SmtpSettings } from "../domain/desk.ts";
import { isOperational, type OperationalError, PermanentError, TransientError } from "../errors.ts";

/** What nodemailer tells of an error, as far as it is used here. */
interface SmtpFault {
  code?: string;
  originalCode?: string;
  message?: string;
  /** `AUTH PLAIN`, `MAIL FROM`, `RCPT TO`, `DATA`, `CONN`, `API`. */
  command?: string;
  response?: string;
  responseCode?: number;
}

interface Explanation {
  as: "permanent" | "transient";
  reason: string;
  /** Before the server's words; null where those alone are told to people, because they are about the mail. */
  what: string | null;
  hint: string;
}

const CERTIFICATE_CODES = /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT)/;
const CERTIFICATE_WORDS = /certificate|altname/i;
/** Not the address at fault but our right to send through this server. */
const RELAY_REFUSED =
  /relay(?:ing)?\b.{0,40}\b(?:den|not|prohibit|refus|disallow)|not.{0,20}\brelay|authenticat/i;
const TRIED_AGAIN = "it is tried again; check smtp host, port and network if this lasts";

/** Operational errors (of an OAuth2 token, say) pass unchanged. */
export function explainSmtpError(
  error: unknown,
  settings: Pick<SmtpSettings, "host" | "port" | "user">,
): OperationalError {
  if (isOperational(error)) return error;
  const fault: SmtpFault = error instanceof Error ? (error as SmtpFault) : { message: String(error) };
  const at = `${settings.host}:${settings.port}`;
  const words = (fault.response ?? fault.message ?? "no answer").replace(/\s+/g, " ").slice(0, 300);
  const { as, reason, what, hint } = explainLine(fault, words, at) ??
    explainReply(fault, words, at, settings.user) ?? {
      as: "transient",
      reason: "smtp_failed",
      what: `SMTP at ${at}`,
      hint: TRIED_AGAIN,
    };
  const Failure = as === "permanent" ? PermanentError : TransientError;
  return new Failure(what === null ? words : `${what}: ${words}`, { reason, hint, cause: error });
}

/** Trouble below the dialogue: network, TLS, silence. */
function explainLine(fault: SmtpFault, words: string, at: string): Explanation | null {
  const code = fault.originalCode ?? fault.code ?? "";
  const isTls = fault.code === "ETLS" || fault.code === "ESOCKET";
  if (CERTIFICATE_CODES.test(code) || (isTls && CERTIFICATE_WORDS.test(words))) {
    const hint =
      "if it comes from your own authority, set NODE_EXTRA_CA_CERTS to that authority's certificate file";
    return {
      as: "permanent",
      reason: "smtp_certificate",
      what: `the certificate of ${at} is not trusted`,
      hint,
    };
  }
  if (fault.code === "ETLS" || /wrong version number|ssl routines/i.test(words)) {
    const hint = "smtp.tls: true goes with port 465, starttls with port 587";
    return { as: "permanent", reason: "smtp_tls", what: `${at} does not speak the TLS that is set`, hint };
  }
  const isRefusedGreeting = fault.command === "CONN" && (fault.responseCode ?? 0) >= 500;
  if (isRefusedGreeting) {
    const hint = "ask the mail server's operator whether this machine may send through it";
    return { as: "permanent", reason: "smtp_refused_us", what: `${at} does not serve us`, hint };
  }
  if (
    fault.responseCode === undefined &&
    ["EDNS", "ESOCKET", "ECONNECTION", "ETIMEDOUT", "EABORT"].includes(fault.code ?? "")
  ) {
    return { as: "transient", reason: "smtp_unreachable", what: `SMTP at ${at}`, hint: TRIED_AGAIN };
  }
  return null;
}

/** A reply of the server, by the command it answers. */
function explainReply(
  fault: SmtpFault,
  words: string,
  at: string,
  user: string | undefined,
): Explanation | null {
  const status = fault.responseCode ?? 0;
  const command = fault.command ?? "";
  const isFinal = status >= 500 && status !== 503;
  if (fault.code === "EAUTH" || fault.code === "ENOAUTH" || command.startsWith("AUTH") || status === 530) {
    // 454 and 421: the server cannot check passwords just now. No status at all: it offers no login we can do.
    if (status >= 400 && status < 500) return deferred(at);
    const hint = "check smtp.user and DESKPOST_SMTP_PASSWORD, or the OAuth2 secret";
    const what = user ? `${at} refuses the login of ${user}` : `${at} asks for a login, and none is set`;
    return { as: "permanent", reason: "smtp_login_refused", what: `smtp login refused: ${what}`, hint };
  }
  if (isTooLarge(status, command, words)) {
    const hint = "lower limits.sendBytes in desk.yaml to what the mail server takes";
    return { as: "permanent", reason: "message_too_large", what: null, hint };
  }
  if (isFinal && RELAY_REFUSED.test(words)) {
    const hint = "set smtp.user, or ask the mail server's operator to let this machine send";
    return { as: "permanent", reason: "smtp_refused_us", what: `${at} does not relay for us`, hint };
  }
  if (isFinal && command === "MAIL FROM") {
    const hint = "try smtp.envelope: mailbox in desk.yaml; deskpost doctor shows which ones are taken";
    return { as: "permanent", reason: "sender_refused", what: `${at} refuses our envelope sender`, hint };
  }
  if (isFinal && command === "RCPT TO") {
    const hint = "check the address";
    return { as: "permanent", reason: "recipient_refused", what: null, hint };
  }
  if (isFinal && command === "DATA") {
    const hint = "see what the server says";
    return { as: "permanent", reason: "message_refused", what: null, hint };
  }
  return status >= 400 ? deferred(at) : null;
}

/** RFC 5321 4.2.3 gives 552 to full mailboxes too; RFC 3463 tells them apart. */
function isTooLarge(status: number, command: string, words: string): boolean {
  if (/\b5\.(?:3\.4|2\.3)\b/.test(words)) return true;
  return status === 552 && command !== "RCPT TO" && !/\b5\.2\.2\b/.test(words);
}

function deferred(at: string): Explanation {
  return {
    as: "transient",
    reason: "smtp_deferred",
    what: `${at} asks for patience`,
    hint: "it is tried again",
  };
}
