/**
 * OAuth2 access tokens for IMAP and SMTP (RFC 6749 4.4 and 6): fetched when first asked for, kept, and renewed before they
 * expire, one request at a time. Whoever holds a connection asks again now and then, so that trouble is told before it hurts.
 */
import { z } from "zod";
import type { OauthSettings } from "../domain/desk.ts";
import { ConfigError, isOperational, oneLine, PermanentError, TransientError } from "../errors.ts";
import { createRefreshToken, type KeptRefreshToken } from "./refresh-token.ts";

export interface TokenSource {
  /**
   * An access token that is good for a while yet. Throws PermanentError `oauth_refused` when the endpoint says no,
   * TransientError `oauth_unreachable` when it does not answer.
   */
  accessToken(): Promise<string>;
  /** The mail server refused this token although it should be good: the next call fetches another. */
  forget(token: string): void;
}

export interface OauthSecrets {
  clientSecret: string | null;
  refreshToken: string | null;
}

export interface TokenSourceOptions {
  now: () => Date;
  /** Told once when trouble begins: `oauth_refused`, `oauth_expiring`, `oauth_refresh_token_expiring`, `oauth_refresh_token_unkept`. */
  onTrouble: (code: string, explanation: string, hint: string) => void;
  /** Where refresh tokens that the endpoint hands out in place of ours outlive this process; null: they do not. */
  kept: KeptRefreshToken | null;
  timeoutMs?: number;
}

interface AccessToken {
  value: string;
  expiresAt: number;
  /** From then on it is renewed, though still good. */
  renewAt: number;
}

const FIVE_MINUTES = 5 * 60_000;
const WEEK = 7 * 24 * 3_600_000;
/** RFC 6749 5.1 only recommends `expires_in`; an hour is what the large providers give. */
const USUAL_LIFETIME_SECONDS = 3600;
/** A refusal will not change by asking again at once; some providers lock the client out for that. */
const REFUSAL_LASTS = 60_000;
const RETRY_AFTER = 60_000;
/** Codes of RFC 6749 4.1.2.1 and RFC 8628 that some servers send here too, for what passes by itself. */
const PASSING_ERRORS = ["temporarily_unavailable", "server_error", "slow_down"];

const seconds = z.coerce.number().positive();
const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: seconds.catch(USUAL_LIFETIME_SECONDS).default(USUAL_LIFETIME_SECONDS),
  refresh_token: z.string().min(1).optional(),
  refresh_token_expires_in: seconds.optional().catch(undefined),
});
const errorAnswer = z.object({ error: z.string(), error_description: z.string().optional() });

/** @throws ConfigError when the token URL would send the secret over an open network or a secret is missing. */
export function createTokenSource(
  settings: OauthSettings,
  secrets: OauthSecrets,
  options: TokenSourceOptions,
): TokenSource {
  checkSettings(settings, secrets);
  const { now, onTrouble } = options;
  const refresh =
    settings.grant === "refresh_token" && secrets.refreshToken !== null
      ? createRefreshToken(secrets.refreshToken, options.kept, (error) => {
          if (error === null) told.delete("oauth_refresh_token_unkept");
          else tell("oauth_refresh_token_unkept", ...refreshTokenUnkept(settings, error));
        })
      : null;
  let current: AccessToken | null = null;
  let renewal: Promise<AccessToken> | null = null;
  let refusal: { error: PermanentError; at: number } | null = null;
  const told = new Set<string>();

  const tell = (code: string, explanation: string, hint: string) => {
    if (told.has(code)) return;
    told.add(code);
    onTrouble(code, explanation, hint);
  };

  async function fetchToken(): Promise<AccessToken> {
    const askedAt = now().getTime();
    const answer = await requestNewest();
    if (answer.refresh_token !== undefined) await refresh?.replaceBy(answer.refresh_token);
    told.delete("oauth_refused");
    told.delete("oauth_expiring");
    const refreshLeft = (answer.refresh_token_expires_in ?? Infinity) * 1000;
    if (refreshLeft < WEEK)
      tell("oauth_refresh_token_expiring", ...refreshTokenExpires(settings, askedAt + refreshLeft));
    else told.delete("oauth_refresh_token_expiring");
    const lifetime = answer.expires_in * 1000;
    const expiresAt = askedAt + lifetime;
    current = {
      value: answer.access_token,
      expiresAt,
      renewAt: expiresAt - Math.min(FIVE_MINUTES, lifetime / 10),
    };
    return current;
  }

  async function requestNewest(): Promise<z.output<typeof tokenAnswer>> {
    const timeoutMs = options.timeoutMs ?? 30_000;
    const refreshToken = (await refresh?.newest()) ?? null;
    try {
      return await requestToken(settings, { ...secrets, refreshToken }, timeoutMs);
    } catch (error) {
      // Another process may have used ours up at the same time, and kept its successor.
      const newer = error instanceof PermanentError ? ((await refresh?.newest()) ?? null) : refreshToken;
      if (newer === refreshToken) throw error;
      return requestToken(settings, { ...secrets, refreshToken: newer }, timeoutMs);
    }
  }

  async function renew(): Promise<AccessToken> {
    if (refusal !== null && now().getTime() - refusal.at < REFUSAL_LASTS) throw refusal.error;
    try {
      return await fetchToken();
    } catch (error) {
      if (error instanceof PermanentError) {
        refusal = { error, at: now().getTime() };
        tell("oauth_refused", error.message, error.hint ?? "");
      }
      throw error;
    }
  }

  return {
    async accessToken() {
      const time = now().getTime();
      if (current !== null && time < current.renewAt) return current.value;
      renewal ??= renew().finally(() => {
        renewal = null;
      });
      const old = current;
      try {
        return (await renewal).value;
      } catch (error) {
        const failedAt = now().getTime();
        if (!isOperational(error) || old === null || failedAt >= old.expiresAt) throw error;
        // Not at every call: an endpoint that hangs would hold up each mail.
        old.renewAt = Math.min(failedAt + RETRY_AFTER, old.expiresAt);
        tell("oauth_expiring", ...accessTokenExpires(settings, old.expiresAt, error));
        return old.value;
      }
    },
    forget(token) {
      if (current?.value === token) current = null;
    },
  };
}

function checkSettings(settings: OauthSettings, secrets: OauthSecrets): void {
  const url = new URL(settings.tokenUrl);
  const local = ["127.0.0.1", "localhost"].includes(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && local)) {
    throw new ConfigError(`the token URL ${settings.tokenUrl} would send the secret unencrypted`, {
      reason: "oauth_insecure",
      hint: "use an https URL",
    });
  }
  if (settings.grant === "refresh_token" && secrets.refreshToken === null) {
    throw new ConfigError(`no refresh token for ${settings.clientId}`, {
      reason: "oauth_secret_missing",
      hint: "set DESKPOST_OAUTH_REFRESH_…",
    });
  }
  if (settings.grant === "client_credentials" && secrets.clientSecret === null) {
    throw new ConfigError(`no client secret for ${settings.clientId}`, {
      reason: "oauth_secret_missing",
      hint: "set DESKPOST_OAUTH_SECRET_…",
    });
  }
}

async function requestToken(
  settings: OauthSettings,
  secrets: OauthSecrets,
  timeoutMs: number,
): Promise<z.output<typeof tokenAnswer>> {
  const form = new URLSearchParams({ grant_type: settings.grant, client_id: settings.clientId });
  if (settings.scope !== undefined) form.set("scope", settings.scope);
  if (secrets.clientSecret !== null) form.set("client_secret", secrets.clientSecret);
  if (settings.grant === "refresh_token") form.set("refresh_token", secrets.refreshToken ?? "");
  let status: number;
  let body: unknown;
  try {
    const response = await fetch(settings.tokenUrl, {
      method: "POST",
      headers: { accept: "application/json" },
      body: form,
      // A redirect would carry the secret to a host that nobody configured.
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    status = response.status;
    body = parseJson(await response.text());
  } catch (error) {
    throw unreachable(settings, reasonOf(error), error);
  }
  const answer = tokenAnswer.safeParse(body);
  if (status === 200 && answer.success) return answer.data;
  const refusal = errorAnswer.safeParse(body);
  // RFC 6749 5.2: 400 or 401 with a code; servers use other codes while they are busy or broken.
  const final = refusal.success && !PASSING_ERRORS.includes(refusal.data.error);
  if (final && [400, 401, 403].includes(status)) throw refused(settings, refusal.data);
  throw unreachable(settings, `it answered with status ${status}`, null);
}

function refused(settings: OauthSettings, refusal: z.output<typeof errorAnswer>): PermanentError {
  const words = refusal.error_description?.split(/[\r\n]/)[0]?.slice(0, 200);
  const hint =
    refusal.error === "invalid_grant"
      ? "sign in again with the provider and set DESKPOST_OAUTH_REFRESH_… to the new refresh token"
      : refusal.error === "invalid_client"
        ? "the client secret is wrong or has expired: make a new one with the provider and set DESKPOST_OAUTH_SECRET_…"
        : "check clientId, grant and scope against the provider's registration of this client";
  return new PermanentError(
    `${new URL(settings.tokenUrl).host} refuses an access token: ${refusal.error}${words ? ` (${words})` : ""}`,
    { reason: "oauth_refused", hint },
  );
}

function unreachable(settings: OauthSettings, why: string, cause: unknown): TransientError {
  return new TransientError(`no access token from ${new URL(settings.tokenUrl).host}: ${why}`, {
    reason: "oauth_unreachable",
    hint: "it is asked again; check the token URL and the network if this lasts",
    cause,
  });
}

function reasonOf(error: unknown): string {
  // fetch says only "fetch failed"; what failed is in its cause.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return oneLine(cause);
}

function accessTokenExpires(settings: OauthSettings, at: number, error: unknown): [string, string] {
  return [
    `The access token of ${settings.clientId} ends at ${new Date(at).toISOString()} and could not be renewed: ${oneLine(error)}`,
    "Mail goes on until then; after that sign-in fails until the token endpoint answers again.",
  ];
}

function refreshTokenUnkept(settings: OauthSettings, error: unknown): [string, string] {
  return [
    `${new URL(settings.tokenUrl).host} handed out a new refresh token for ${settings.clientId} that could not be stored: ${oneLine(error)}`,
    "It is used and stored when the database is back; until then, do not stop this process.",
  ];
}

function refreshTokenExpires(settings: OauthSettings, at: number): [string, string] {
  return [
    `The refresh token of ${settings.clientId} ends at ${new Date(at).toISOString()}.`,
    "Sign in again with the provider and set DESKPOST_OAUTH_REFRESH_… to the new refresh token before that.",
  ];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
