/** How the doctor signs in: the same secrets as the desk's, and one clear fault where a secret is not set. */
import { variables } from "../../config/secret-names.ts";
import type { Environment } from "../../config.ts";
import type { Desk, Mailbox, OauthSettings } from "../../domain/desk.ts";
import { ConfigError } from "../../errors.ts";
import type { ImapLogin } from "../../mail/imap-connection.ts";
import { createTokenSource, type TokenSource } from "../../mail/oauth.ts";
import type { SmtpLogin } from "../../mail/smtp.ts";

/** Throws ConfigError `no_password`, or as `createTokenSource` does. */
export function imapLoginOf(mailbox: Mailbox, environment: Environment): ImapLogin {
  const { oauth } = mailbox.imap;
  if (oauth !== undefined) return tokenSource(oauth, mailbox.name, environment);
  const password = environment.imapPassword(mailbox.name);
  if (password === null) throw missing(variables.imapPassword(mailbox.name));
  return { password };
}

/** Throws as `imapLoginOf`. */
export function smtpLoginOf({ smtp }: Desk, environment: Environment): SmtpLogin {
  if (smtp.oauth !== undefined) return { by: "oauth", tokens: tokenSource(smtp.oauth, "smtp", environment) };
  if (smtp.user === undefined) return { by: "none" };
  if (environment.smtpPassword === null) throw missing(variables.smtpPassword);
  return { by: "password", password: environment.smtpPassword };
}

function tokenSource(oauth: OauthSettings, account: string, environment: Environment): TokenSource {
  const secrets = {
    clientSecret: environment.oauthSecret(account),
    refreshToken: environment.oauthRefresh(account),
  };
  // What troubles a sign-in also fails it, and is told there.
  return createTokenSource(oauth, secrets, { now: () => new Date(), onTrouble: () => {} });
}

function missing(variable: string): ConfigError {
  return new ConfigError(`there is no password: ${variable} is not set`, {
    reason: "no_password",
    hint: `set ${variable}, or ${variable}_FILE to the path of a file that holds it`,
  });
}
