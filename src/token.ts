/**
 * Tokens: what proves that somebody received our mail. 130 random bits in base32 (lower-casing does no harm), made for one
 * notice and one recipient. The database holds a nonce and a hash only; the token itself comes from both with the secret.
 */
import { createHmac, hash, randomBytes } from "node:crypto";
import { TOKEN_LENGTH } from "./domain/token-shape.ts";

/** A year; DESIGN, "Tokens and reply addresses". */
export const TOKEN_LIFETIME_MS = 365 * 24 * 3_600_000;

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

export interface TokenMaker {
  newNonce(): Buffer;
  /** The token of a nonce: 26 characters a–z, 2–7. */
  token(nonce: Uint8Array): string;
}

export function createTokenMaker(secret: string): TokenMaker {
  return {
    newNonce: () => randomBytes(16),
    token: (nonce) => base32(createHmac("sha256", secret).update(nonce).digest()).slice(0, TOKEN_LENGTH),
  };
}

export function hashToken(token: string): Buffer {
  return hash("sha256", token.toLowerCase(), "buffer");
}

/**
 * What a Message-ID or another id is looked up by. The left side counts its case (RFC 5322 3.6.4 says nothing of folding), but
 * programs exist that lower-case ids, so the comparison does not.
 */
export function hashId(id: string): Buffer {
  return hash("sha256", id.trim().toLowerCase(), "buffer");
}

function base32(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let out = "";
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += ALPHABET[(value >>> bits) & 31];
    }
    value &= 255;
  }
  return out;
}
