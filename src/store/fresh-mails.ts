/**
 * Bytes of mails that this process accepted a moment ago, so that working on them need not read them again. Never the only copy: they
 * are committed before they come here, and whatever does not fit is read from the database.
 */

const MOST_BYTES = 64_000_000;
/** What waits longer, another process has most likely worked on. */
const LONGEST_MS = 60_000;

export interface FreshMails {
  keep(sha256: string, raw: Buffer): void;
  /** Once; null: read it. */
  take(sha256: string): Buffer | null;
}

export function createFreshMails(mostBytes = MOST_BYTES, now: () => number = Date.now): FreshMails {
  const kept = new Map<string, { raw: Buffer; at: number }>();
  let bytes = 0;
  const take = (sha256: string): Buffer | null => {
    const raw = kept.get(sha256)?.raw ?? null;
    if (raw !== null && kept.delete(sha256)) bytes -= raw.length;
    return raw;
  };
  const forgetOld = () => {
    for (const [sha256, { at }] of kept) {
      if (now() - at <= LONGEST_MS) return;
      take(sha256);
    }
  };
  return {
    keep(sha256, raw) {
      forgetOld();
      take(sha256);
      // Mails are worked on in the order of their arrival: room for the next ones, at the cost of those whose turn comes first, is none.
      if (bytes + raw.length > mostBytes) return;
      kept.set(sha256, { raw, at: now() });
      bytes += raw.length;
    },
    take,
  };
}
