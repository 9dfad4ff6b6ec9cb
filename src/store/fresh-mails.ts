/**
 * Bytes of mails that this process accepted a moment ago, so that working on them need not read them again. Never the only copy: they
 * are committed before they come here, and whatever does not fit is read from the database.
 */

const MOST_BYTES = 32_000_000;

export interface FreshMails {
  keep(sha256: string, raw: Buffer): void;
  /** Once; null: read it. */
  take(sha256: string): Buffer | null;
}

export function createFreshMails(mostBytes = MOST_BYTES): FreshMails {
  const kept = new Map<string, Buffer>();
  let bytes = 0;
  const take = (sha256: string): Buffer | null => {
    const raw = kept.get(sha256) ?? null;
    if (raw !== null && kept.delete(sha256)) bytes -= raw.length;
    return raw;
  };
  return {
    keep(sha256, raw) {
      take(sha256);
      kept.set(sha256, raw);
      bytes += raw.length;
      // The oldest first: the longer it waits, the less the rest is worth keeping for it.
      for (const oldest of kept.keys()) {
        if (bytes <= mostBytes) break;
        take(oldest);
      }
    },
    take,
  };
}
