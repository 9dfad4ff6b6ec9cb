/**
 * Takes the new mail of one folder: what is past the cursor is fetched, stored, and only then filed. Whatever fails half-way is
 * found again from the cursor and the list of unfiled mail at the next round.
 */
import type { ImapFlow, MailboxObject } from "imapflow";
import type { Mailbox } from "../domain/desk.ts";
import { oneLine, TransientError } from "../errors.ts";
import type { AcceptBatch, AcceptedMail, AcceptStore, FolderPlace } from "../flows/ports-receiving.ts";
import { MESSAGE_FAILED } from "./imap-backoff.ts";
import { type Batch, createSuspects, planBatches, SMALL_BYTES, type Suspects } from "./imap-batch.ts";
import { isServerRefusal } from "./imap-connection.ts";
import { fetchBatch, listNewUids, listSizes, toRanges } from "./imap-fetch.ts";
import { createFiler, type Filer, type TellFiling } from "./imap-file.ts";

/** A line that breaks sooner after the question was hung up on by the server. */
const AT_ONCE_MS = 10_000;

export interface FolderDeps {
  mailbox: Pick<Mailbox, "name" | "afterAccept">;
  /** Larger mails are stored by their header only and parked. */
  mailBytes: number;
  store: AcceptStore;
  onAccepted: (mails: AcceptedMail[]) => void;
  memoryOf: (folder: string, uidValidity: bigint) => FolderMemory;
  tellFiling: TellFiling;
  /** A message was taken without its body because the server never handed it out. */
  tellUnreadable: (folder: string, uid: number) => void;
  now: () => Date;
}

/** What is remembered of a folder from one connection to the next. */
export interface FolderMemory {
  suspects: Suspects;
  /** Messages below this UID that carry our flag were stored under an earlier UIDVALIDITY. */
  flaggedBelow: number;
}

export function createFolderMemory(): FolderMemory {
  return { suspects: createSuspects(), flaggedBelow: 0 };
}

interface OpenFolder {
  client: ImapFlow;
  place: FolderPlace;
  deps: FolderDeps;
  filer: Filer;
  suspects: Suspects;
  signal: AbortSignal;
}

/** Selects the folder and takes what is new in it. Stops between two batches when `signal` aborts. Throws when the server or the store fails. */
export async function takeNewMail(
  client: ImapFlow,
  folder: string,
  deps: FolderDeps,
  signal: AbortSignal,
): Promise<void> {
  const selected: MailboxObject = await client.mailboxOpen(folder);
  const { uidValidity } = selected;
  const memory = deps.memoryOf(folder, uidValidity);
  const open: OpenFolder = {
    client,
    place: { mailbox: deps.mailbox.name, folder, uidValidity },
    deps,
    filer: createFiler(client, folder, deps.mailbox.afterAccept, deps.tellFiling),
    suspects: memory.suspects,
    signal,
  };
  await file(open, await deps.store.listUnfiled(open.place));
  const lastUid = await startingPoint(open, selected, memory);
  if (selected.exists === 0) return;
  const uids = await listNewUids(client, lastUid);
  const skip = skipOf(deps.mailbox.afterAccept, memory);
  const sizes = { small: Math.min(SMALL_BYTES, deps.mailBytes), largest: deps.mailBytes };
  for await (const { lastUid: windowEnd, messages } of listSizes(client, uids, sizes, skip)) {
    const taken = await takeBatches(open, planBatches(messages, deps.mailBytes, open.suspects));
    // Many at once: servers look through the whole folder for each command.
    await file(open, taken);
    if (signal.aborted) return;
    if (messages.at(-1)?.uid !== windowEnd) await accept(open, { lastUid: windowEnd, mails: [] });
  }
}

/** The UID after which mail is new. A folder whose UIDVALIDITY changed is read anew from its start (RFC 3501 2.3.1.1). */
async function startingPoint(
  open: OpenFolder,
  selected: MailboxObject,
  memory: FolderMemory,
): Promise<number> {
  const { mailbox, folder, uidValidity } = open.place;
  const cursor = await open.deps.store.folderCursor(mailbox, folder);
  if (cursor?.uidValidity === uidValidity) return cursor.lastUid;
  if (cursor !== null) {
    memory.flaggedBelow = selected.uidNext;
    await accept(open, { lastUid: 0, mails: [] });
  }
  return 0;
}

/** In a folder that keeps its numbers our flag proves nothing: it travels along when somebody drags a message over from another mailbox. */
function skipOf(after: Mailbox["afterAccept"], memory: FolderMemory): { flag: string; below: number } | null {
  return "flag" in after && memory.flaggedBelow > 0 ? { flag: after.flag, below: memory.flaggedBelow } : null;
}

/**
 * Each batch is fetched while the one before it is being stored, so neither the server nor the database waits for the other.
 * Answers the UIDs of those that are stored.
 */
async function takeBatches(open: OpenFolder, batches: Batch[]): Promise<number[]> {
  const taken: number[] = [];
  let ahead: Promise<AcceptBatch["mails"]> | null = null;
  for (const [index, batch] of batches.entries()) {
    const mails = await (ahead ?? fetchWatched(open, batch));
    if (open.signal.aborted) break;
    const next = batches[index + 1];
    ahead = next === undefined ? null : fetchWatched(open, next);
    // Awaited in the next turn, if there is one.
    ahead?.catch(() => {});
    await acceptBatch(open, batch, mails);
    taken.push(...mails.map((mail) => mail.uid));
  }
  return taken;
}

async function fetchWatched(open: OpenFolder, batch: Batch): Promise<AcceptBatch["mails"]> {
  const began = Date.now();
  try {
    const mails = await fetchBatch(open.client, batch, open.deps.mailBytes, open.deps.now());
    open.suspects.fetched(batch.uids);
    return mails;
  } catch (error) {
    if (open.signal.aborted) throw error;
    const atOnce = Date.now() - began < AT_ONCE_MS;
    open.suspects.failed(batch.uids, isServerRefusal(error) ? "refused" : atOnce ? "dropped" : "cut");
    throw new TransientError(
      `UID ${toRanges(batch.uids)} of ${open.place.folder} could not be fetched: ${oneLine(error)}`,
      {
        reason: MESSAGE_FAILED,
        cause: error,
      },
    );
  }
}

async function acceptBatch(open: OpenFolder, batch: Batch, mails: AcceptBatch["mails"]): Promise<void> {
  await accept(open, { lastUid: batch.uids.at(-1) ?? 0, mails });
  for (const mail of mails) {
    if (mail.parked === "unreadable") open.deps.tellUnreadable(open.place.folder, mail.uid);
  }
}

async function accept(
  { deps, place }: OpenFolder,
  part: Pick<AcceptBatch, "lastUid" | "mails">,
): Promise<void> {
  const accepted = await deps.store.accept({ source: "imap", ...place, ...part });
  if (accepted.length > 0) deps.onAccepted(accepted);
}

async function file({ deps, place, filer }: OpenFolder, uids: number[]): Promise<void> {
  if (uids.length > 0) await deps.store.markFiled(place, await filer.file(uids));
}
