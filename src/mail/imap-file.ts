/**
 * What happens on the server to a message once its bytes are stored: moved, flagged or left. A UID counts as filed only when the
 * server said so; anything else is tried again later. Never is a message expunged that is not ours.
 */
import type { ImapFlow } from "imapflow";
import type { Mailbox } from "../domain/desk.ts";
import { toRanges } from "./imap-fetch.ts";

export interface Filer {
  /** Files these messages of the selected folder. Answers those that are seen done. */
  file(uids: number[]): Promise<number[]>;
}

/** Told once for each folder: the server does not allow what is set, so messages stay as they are. */
export type TellFiling = (
  code: "imap_flag_not_allowed" | "imap_move_failed" | "imap_move_into_itself",
  words: string,
) => void;

/** Long lists make lines that some servers refuse (RFC 7162 4 suggests 8192 octets). */
const AT_ONCE = 250;

/** @param folder Path of the folder that is selected while `file` runs. */
export function createFiler(
  client: ImapFlow,
  folder: string,
  after: Mailbox["afterAccept"],
  tell: TellFiling,
): Filer {
  if ("leave" in after) return { file: async (uids) => uids };
  const fileSome =
    "flag" in after ? flagThem(client, folder, after.flag, tell) : moveThem(client, folder, after.move, tell);
  return {
    async file(uids) {
      const done: number[] = [];
      const ascending = [...uids].sort((a, b) => a - b);
      for (let start = 0; start < ascending.length; start += AT_ONCE) {
        const some = ascending.slice(start, start + AT_ONCE);
        // Of a lost connection nothing can be told, least of all what its server allows.
        if (client.usable && (await fileSome(some)) && client.usable) done.push(...some);
      }
      return done;
    },
  };
}

function flagThem(client: ImapFlow, folder: string, flag: string, tell: TellFiling) {
  return async (uids: number[]): Promise<boolean> => {
    if (!allowsFlag(client, flag)) {
      tell("imap_flag_not_allowed", `${folder} allows no flag ${flag}`);
      return true;
    }
    return await client.messageFlagsAdd(toRanges(uids), [flag], { uid: true, silent: true });
  };
}

/** PERMANENTFLAGS (RFC 3501 7.1): `\*` allows new keywords; without the response every flag is assumed to last. */
export function allowsFlag(client: ImapFlow, flag: string): boolean {
  if (!client.mailbox || client.mailbox.readOnly) return false;
  const allowed = client.mailbox.permanentFlags;
  if (allowed === undefined) return true;
  return [...allowed].some((one) => one === "\\*" || one.toLowerCase() === flag.toLowerCase());
}

function moveThem(client: ImapFlow, folder: string, destination: string, tell: TellFiling) {
  let ready = false;
  return async (uids: number[]): Promise<boolean> => {
    if (destination === folder) {
      tell("imap_move_into_itself", `${folder} cannot be moved into itself`);
      return true;
    }
    ready ||= await ensureFolder(client, destination);
    const done =
      ready &&
      (canRemove(client) ? await move(client, uids, destination) : await copy(client, uids, destination));
    if (!done && client.usable) tell("imap_move_failed", `${folder} → ${destination} was refused`);
    return done;
  };
}

/** imapflow emulates a missing MOVE safely only where UIDPLUS lets it expunge by UID. */
function canRemove(client: ImapFlow): boolean {
  return ["MOVE", "UIDPLUS", "IMAP4rev2"].some((word) => client.capabilities.has(word));
}

async function move(client: ImapFlow, uids: number[], destination: string): Promise<boolean> {
  const moved = await client.messageMove(toRanges(uids), destination, { uid: true });
  return Boolean(moved);
}

/** A plain EXPUNGE would take other people's deletions along, so the original stays, marked as deleted (RFC 4315 1). */
async function copy(client: ImapFlow, uids: number[], destination: string): Promise<boolean> {
  const open = await client.search({ uid: toRanges(uids), deleted: false }, { uid: true });
  if (!open) return false;
  const range = toRanges(open.sort((a, b) => a - b));
  if (range === "") return true;
  const copied = await client.messageCopy(range, destination, { uid: true });
  if (!copied) return false;
  return await client.messageFlagsAdd(range, ["\\Deleted"], { uid: true, silent: true });
}

/** Makes the folder when STATUS does not find it. False when the server refuses that too. */
export async function ensureFolder(client: ImapFlow, path: string): Promise<boolean> {
  if (await hasFolder(client, path)) return true;
  try {
    await client.mailboxCreate(path);
    return true;
  } catch {
    // Another process may have made it meanwhile.
    return await hasFolder(client, path);
  }
}

/** Rejects only when the connection is lost. */
export async function hasFolder(client: ImapFlow, path: string): Promise<boolean> {
  try {
    return Boolean(await client.status(path, { messages: true }));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "NotFound") return false;
    throw error;
  }
}
