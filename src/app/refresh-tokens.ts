/**
 * Keeps the refresh tokens that a provider hands out in place of the configured ones, sealed with the desk's secret, so that a copy
 * of the database signs in nowhere (AES-256-GCM, NIST SP 800-38D).
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { OauthSettings } from "../domain/desk.ts";
import type { RefreshTokenStore } from "../flows/ports.ts";
import type { KeptRefreshToken } from "../mail/refresh-token.ts";

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** @param account a mailbox's name, or `smtp`. */
export function keepRefreshToken(
  store: RefreshTokenStore,
  secret: string,
  account: string,
  oauth: Pick<OauthSettings, "tokenUrl" | "clientId">,
): KeptRefreshToken {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "oauth refresh tokens", 32));
  // What was kept opens only for the account, and under the token, that it was kept for: a token newly configured counts at once.
  const context = (configured: string) =>
    Buffer.from(JSON.stringify([account, oauth.tokenUrl, oauth.clientId, configured]));
  return {
    async load(configured) {
      const sealed = await store.find(account);
      return sealed === null ? null : open(sealed, key, context(configured));
    },
    save: (configured, newest) => store.keep(account, seal(newest, key, context(configured))),
  };
}

/** IV, tag, ciphertext. */
function seal(text: string, key: Buffer, context: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(context);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
}

/** Null for what was sealed otherwise: under another token or secret, for another account. */
function open(sealed: Buffer, key: Buffer, context: Buffer): string | null {
  const iv = sealed.subarray(0, IV_BYTES);
  const tag = sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  if (tag.length < TAG_BYTES) return null;
  const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES })
    .setAAD(context)
    .setAuthTag(tag);
  const text = decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
