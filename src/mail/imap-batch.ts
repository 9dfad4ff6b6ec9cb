/** Which messages are fetched together, so that a big mailbox streams through bounded memory and one bad message harms only itself. */

export interface FoundMessage {
  uid: number;
  /** RFC822.SIZE in bytes, or more where it does not matter; servers are known to err. */
  size: number;
}

/** `whole`: the full source; `header`: only its header, since the rest is too large or not to be had; `nothing`: not even that. */
export type FetchDepth = "whole" | "header" | "nothing";

export interface Batch {
  depth: FetchDepth;
  /** Reason code when the mail is stored but not processed. */
  parked: "too_large" | "unreadable" | null;
  uids: number[];
}

const MAX_COUNT = 50;
const MAX_BYTES = 8_000_000;
/** As many of these as a batch may hold fit into it, whatever each one's size is. */
export const SMALL_BYTES = MAX_BYTES / MAX_COUNT;

/** Splits messages, ascending by UID, into batches in the same order. `depthOf` says how a message that failed before is fetched. */
export function planBatches(
  messages: FoundMessage[],
  mailBytes: number,
  suspects: Pick<Suspects, "depth">,
): Batch[] {
  const batches: Batch[] = [];
  let open: Batch | null = null;
  let bytes = 0;
  for (const { uid, size } of messages) {
    const depth = suspects.depth(uid);
    if (depth !== null || size > mailBytes) {
      batches.push(aloneBatch(uid, depth, size > mailBytes));
      open = null;
      continue;
    }
    if (open === null || open.uids.length >= MAX_COUNT || bytes + size > MAX_BYTES) {
      open = { depth: "whole", parked: null, uids: [] };
      bytes = 0;
      batches.push(open);
    }
    open.uids.push(uid);
    bytes += size;
  }
  return batches;
}

function aloneBatch(uid: number, depth: FetchDepth | null, tooLarge: boolean): Batch {
  if (tooLarge)
    return { depth: depth === "nothing" ? "nothing" : "header", parked: "too_large", uids: [uid] };
  return {
    depth: depth ?? "whole",
    parked: depth === "whole" || depth === null ? null : "unreadable",
    uids: [uid],
  };
}

/**
 * Messages whose fetching failed. Each is tried alone from then on; one that keeps failing alone is taken with its header only,
 * and in the end without, so that it cannot hold up the mail behind it for ever.
 */
export interface Suspects {
  /** Null for a message that never failed. */
  depth(uid: number): FetchDepth | null;
  failed(uids: number[], how: FetchFailure): void;
  fetched(uids: number[]): void;
}

/**
 * `refused`: the server said no. `dropped`: it hung up at once, as dovecot does over a message that it cannot read. `cut`: the
 * line broke after a while, which may have had nothing to do with the message.
 */
export type FetchFailure = "refused" | "dropped" | "cut";

const SCORES: Record<FetchFailure, number> = { refused: 4, dropped: 3, cut: 1 };
const HEADER_FROM = 12;
const NOTHING_FROM = 24;

export function createSuspects(): Suspects {
  const scores = new Map<number, number>();
  return {
    depth(uid) {
      const score = scores.get(uid);
      if (score === undefined) return null;
      return score >= NOTHING_FROM ? "nothing" : score >= HEADER_FROM ? "header" : "whole";
    },
    failed(uids, how) {
      // Of several any may be to blame.
      const score = uids.length > 1 ? 0 : SCORES[how];
      for (const uid of uids) scores.set(uid, (scores.get(uid) ?? 0) + score);
    },
    fetched(uids) {
      for (const uid of uids) scores.delete(uid);
    },
  };
}
