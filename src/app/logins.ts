/** How the desk signs in to its mail servers: secrets from the environment; one token source an account, shared by all who sign in. */
import { ConfigFaults } from "../config/fault.ts";
import { variables } from "../config/secret-names.ts";
import type { Environment } from "../config.ts";
import type { Desk, Mailbox, OauthSettings } from "../domain/desk.ts";
import { ConfigError, oneLine } from "../errors.ts";
import type { ImapLogin } from "../mail/imap-connection.ts";
import { createTokenSource, type TokenSource } from "../mail/oauth.ts";
import type { KeptRefreshToken } from "../mail/refresh-token.ts";
import type { SmtpLogin } from "../mail/smtp.ts";

/** Trouble with OAuth2 that the operator should know of. @param account a mailbox's name, or `smtp`. */
export type TellTrouble = (account: string, code: string, explanation: string, hint: string) => void;

export interface Logins {
  /** Throws ConfigError `no_password`, or as `createTokenSource` does. */
  imap(mailbox: Mailbox): ImapLogin;
  /** Throws as `imap`. */
  smtp(): SmtpLogin;
  /** Tries what these parts of the desk sign in with. Throws ConfigError, ConfigFaults with a line for each where several lack. */
  check(parts: { reading: boolean; sending: boolean }): void;
}

/** Where an account keeps the refresh tokens that it is handed out. */
export type KeepTokens = (account: string, oauth: OauthSettings) => KeptRefreshToken;

export function createLogins(
  desk: Desk,
  environment: Environment,
  tell: TellTrouble,
  keep: KeepTokens,
): Logins {
  const sources = new Map<string, TokenSource>();

  const tokens = (account: string, oauth: OauthSettings): TokenSource => {
    const known = sources.get(account);
    if (known !== undefined) return known;
    const secrets = {
      clientSecret: environment.oauthSecret(account),
      refreshToken: environment.oauthRefresh(account),
    };
    const source = createTokenSource(oauth, secrets, {
      now: () => new Date(),
      onTrouble: (code, explanation, hint) => tell(account, code, explanation, hint),
      kept: keep(account, oauth),
    });
    sources.set(account, source);
    return source;
  };

  const logins: Logins = {
    imap({ name, imap }) {
      if (imap.oauth !== undefined) return tokens(name, imap.oauth);
      return { password: required(environment.imapPassword(name), variables.imapPassword(name)) };
    },
    smtp() {
      const { oauth, user } = desk.smtp;
      if (oauth !== undefined) return { by: "oauth", tokens: tokens("smtp", oauth) };
      if (user === undefined) return { by: "none" };
      return { by: "password", password: required(environment.smtpPassword, variables.smtpPassword) };
    },
    check({ reading, sending }) {
      const boxes = desk.mailboxes.filter((box) => reading || (sending && box.sentFolder !== undefined));
      const faults = [
        ...boxes.map((box) => faultOf(() => logins.imap(box))),
        sending ? faultOf(logins.smtp) : null,
      ].filter((fault) => fault !== null);
      const [only, ...others] = faults;
      if (only === undefined) return;
      if (others.length === 0) throw only;
      throw new ConfigFaults(faults.map(oneLine), only.reason);
    },
  };
  return logins;
}

function faultOf(read: () => unknown): ConfigError | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

function required(password: string | null, variable: string): string {
  if (password !== null) return password;
  throw new ConfigError(`there is no password: ${variable} is not set`, {
    reason: "no_password",
    hint: `set ${variable}, or ${variable}_FILE to the path of a file that holds it`,
  });
}
