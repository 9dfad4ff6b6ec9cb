/**
 * The refresh token of one account (RFC 6749 6): the newest of what the operator configured and what the provider handed out in its
 * place since. One that was handed out and could not be kept yet is used all the same, and kept at the next occasion.
 */

/** Where handed-out tokens outlive the process. */
export interface KeptRefreshToken {
  /** The newest one since `configured` was set; null: none. Throws TransientError while it cannot be read. */
  load(configured: string): Promise<string | null>;
  save(configured: string, newest: string): Promise<void>;
}

export interface RefreshToken {
  /**
   * Asked anew for each use: another process may have used the token up and kept its successor. Throws TransientError when what is
   * kept cannot be read and nothing newer than the configured token is known: that one may be used up.
   */
  newest(): Promise<string>;
  /** The provider put this one in the place of the one just used. Never throws. */
  replaceBy(token: string): Promise<void>;
}

/** @param onKept told after each try to keep one: null, or what went wrong. */
export function createRefreshToken(
  configured: string,
  kept: KeptRefreshToken | null,
  onKept: (error: unknown) => void,
): RefreshToken {
  let known: string | null = kept === null ? configured : null;
  let isUnkept = false;

  const keep = async () => {
    if (kept === null || known === null || !isUnkept) return;
    try {
      await kept.save(configured, known);
      isUnkept = false;
      onKept(null);
    } catch (error) {
      onKept(error);
    }
  };

  return {
    async newest() {
      await keep();
      if (kept !== null && !isUnkept) {
        try {
          known = (await kept.load(configured)) ?? known ?? configured;
        } catch (error) {
          if (known === null) throw error;
        }
      }
      return known ?? configured;
    },
    async replaceBy(token) {
      if (token === known) return;
      known = token;
      isUnkept = true;
      await keep();
    },
  };
}
