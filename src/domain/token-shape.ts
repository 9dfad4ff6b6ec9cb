/** What a token looks like from outside: enough to find candidates; whether one is ours is decided by its hash (token.ts). */

/** 26 characters of base32 carry 130 bits. */
export const TOKEN_LENGTH = 26;

/** Source of a regular expression for lower case; use it with the `i` flag, since programs change the case of addresses. */
export const TOKEN_PATTERN = "[a-z2-7]{26}";

/** Source of a regular expression for the marker line of our mails (evidence.ts); programs change its case and wrap it. */
export const MARKER_PATTERN = `\\[ref:\\s?(${TOKEN_PATTERN})\\s?\\]`;
