/** Reads messages out of the selected folder. Decisions rest on UIDs and the bytes alone, never on BODYSTRUCTURE or ENVELOPE. */
import type { FetchMessageObject, FetchQueryObject, ImapFlow } from "imapflow";
import type { MailToAccept } from "../flows/ports-receiving.ts";
import type { Batch, FoundMessage } from "./imap-batch.ts";
import { parkLarge } from "./park-large.ts";

/** More of a header than this nobody reads; a hostile one has no end. */
const HEADER_BYTES = 256_000;
const LIST_WINDOW = 500;

/** UIDs above `lastUid` in the selected folder, ascending. */
export async function listNewUids(client: ImapFlow, lastUid: number): Promise<number[]> {
  const found = await client.search({ uid: `${lastUid + 1}:*` }, { uid: true });
  if (!found) throw new Error("SEARCH failed");
  // `*` is the highest UID there is, so the range is never empty (RFC 3501 6.4.8).
  return found.filter((uid) => uid > lastUid).sort((a, b) => a - b);
}

/**
 * These messages and their sizes, some hundred at a time, without those below a UID that carry a flag. `lastUid` is how far each part
 * has looked. What the server finds to be `small` (in bytes), most mail, counts as just that: an answer for each message only for its
 * size would be half of all that it says. One that tells no size counts as `largest`.
 */
export async function* listSizes(
  client: ImapFlow,
  uids: number[],
  { small, largest }: { small: number; largest: number },
  skip: { flag: string; below: number } | null,
): AsyncGenerator<{ lastUid: number; messages: FoundMessage[] }> {
  for (let start = 0; start < uids.length; start += LIST_WINDOW) {
    const window = uids.slice(start, start + LIST_WINDOW);
    const flagged = new Set(skip === null ? [] : await withFlag(client, window, skip));
    // Asked for the small ones, a server that cannot answer leaves all of them to be asked about one by one.
    const found = await client.search({ uid: toRanges(window), smaller: small + 1 }, { uid: true });
    const areSmall = new Set(found || []);
    const others = window.filter((uid) => !areSmall.has(uid));
    const sizes = others.length === 0 ? null : await fetchByUid(client, others, { uid: true, size: true });
    const sizeOf = (uid: number) => (areSmall.has(uid) ? small : (sizes?.get(uid)?.size ?? largest));
    const messages = window.filter((uid) => !flagged.has(uid)).map((uid) => ({ uid, size: sizeOf(uid) }));
    yield { lastUid: window.at(-1) ?? 0, messages };
  }
}

async function withFlag(
  client: ImapFlow,
  window: number[],
  { flag, below }: { flag: string; below: number },
): Promise<number[]> {
  const older = window.filter((uid) => uid < below);
  if (older.length === 0) return [];
  const found = await fetchByUid(client, older, { uid: true, flags: true });
  return older.filter((uid) => hasFlag(found.get(uid), flag));
}

function hasFlag(message: FetchMessageObject | undefined, flag: string): boolean {
  return [...(message?.flags ?? [])].some((one) => one.toLowerCase() === flag.toLowerCase());
}

/**
 * The mails of a batch. One that is gone from the folder by now is left out. Throws when a message that is still there could
 * not be had, so that nothing is passed over.
 */
export async function fetchBatch(
  client: ImapFlow,
  batch: Batch,
  mailBytes: number,
  now: Date,
): Promise<MailToAccept[]> {
  if (batch.depth === "nothing") {
    return batch.uids.map((uid) => ({ uid, receivedAt: now, raw: Buffer.alloc(0), parked: batch.parked }));
  }
  const query: FetchQueryObject =
    batch.depth === "whole"
      ? { uid: true, internalDate: true, source: true }
      : { uid: true, internalDate: true, bodyParts: [{ key: "HEADER", start: 0, maxLength: HEADER_BYTES }] };
  const found = await fetchByUid(client, batch.uids, query);
  const mails: MailToAccept[] = [];
  const missing: number[] = [];
  for (const uid of batch.uids) {
    const message = found.get(uid);
    const raw = message === undefined ? undefined : (message.source ?? headerOf(message));
    if (message === undefined || raw === undefined) missing.push(uid);
    else mails.push(toAccept(uid, raw, receivedAt(message, now), batch, mailBytes));
  }
  if (missing.length > 0) await assertGone(client, missing);
  return mails;
}

function headerOf(message: FetchMessageObject): Buffer | undefined {
  return message.headers ?? message.bodyParts?.values().next().value;
}

/** RFC822.SIZE is an estimate on some servers, so the bytes have the last word on what is too large. */
function toAccept(uid: number, raw: Buffer, at: Date, batch: Batch, mailBytes: number): MailToAccept {
  const kept = parkLarge(raw, mailBytes);
  return { uid, receivedAt: at, raw: kept.raw, parked: batch.parked ?? kept.parked };
}

/** INTERNALDATE: when the server took the mail in. One in the future would make clocks start late. */
function receivedAt(message: FetchMessageObject, now: Date): Date {
  const at = message.internalDate;
  return at instanceof Date && at < now ? at : now;
}

/** A library that fails to read an answer leaves the message out; that must not look like a message deleted meanwhile. */
async function assertGone(client: ImapFlow, uids: number[]): Promise<void> {
  const still = await client.search({ uid: uids.join(",") }, { uid: true });
  if (!still || still.some((uid) => uids.includes(uid))) {
    throw Object.assign(new Error(`no content for UID ${uids.join(",")}`), { responseStatus: "NO" });
  }
}

async function fetchByUid(
  client: ImapFlow,
  uids: number[],
  query: FetchQueryObject,
): Promise<Map<number, FetchMessageObject>> {
  const found = await client.fetchAll(toRanges(uids), query, { uid: true });
  return new Map(found.map((message) => [message.uid, message]));
}

/** Ascending UIDs as a sequence set: 1:3,7. */
export function toRanges(uids: number[]): string {
  const ranges: string[] = [];
  for (let i = 0; i < uids.length; ) {
    let end = i;
    while (uids[end + 1] === (uids[end] ?? 0) + 1) end++;
    ranges.push(end === i ? `${uids[i]}` : `${uids[i]}:${uids[end]}`);
    i = end + 1;
  }
  return ranges.join(",");
}
