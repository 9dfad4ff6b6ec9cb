/** What the doctor asks of a mailbox: whether sign-in works, what the server can do, and what the desk may do in each folder. Changes nothing. */
import type { ImapFlow } from "imapflow";
import type { Mailbox } from "../domain/desk.ts";
import type { OperationalError } from "../errors.ts";
import { connectImap, explainImapError, type ImapLogin } from "./imap-connection.ts";
import { allowsFlag, hasFolder } from "./imap-file.ts";

export type ProbeResult = { ok: false; error: OperationalError } | ({ ok: true } & ProbedMailbox);

export interface ProbedMailbox {
  /** Whether the server has IDLE (RFC 2177), MOVE (RFC 6851) and UIDPLUS (RFC 4315). */
  abilities: { idle: boolean; move: boolean; uidplus: boolean };
  folders: ProbedFolder[];
  /** Where `afterAccept: move` puts mail; null when nothing is moved. A missing one is made when it is needed. */
  destination: { name: string; exists: boolean } | null;
  /** Null when no copy of sent mail is kept. */
  sentFolder: { name: string; exists: boolean } | null;
}

export interface ProbedFolder {
  name: string;
  exists: boolean;
  /** Messages in it now; the first start takes them all. */
  messages: number;
  readOnly: boolean;
  /** Whether messages can be filed as `afterAccept` says. */
  canFile: boolean;
}

/** @param signal Ends the attempt. */
export async function probeImap(
  mailbox: Pick<Mailbox, "folders" | "imap" | "afterAccept" | "sentFolder">,
  login: ImapLogin,
  signal?: AbortSignal,
): Promise<ProbeResult> {
  let client: ImapFlow | null = null;
  try {
    client = await connectImap(mailbox.imap, login, signal);
    return { ok: true, ...(await lookAround(client, mailbox)) };
  } catch (error) {
    return { ok: false, error: explainImapError(error, mailbox.imap) };
  } finally {
    await client?.logout().catch(() => {});
  }
}

async function lookAround(
  client: ImapFlow,
  mailbox: Pick<Mailbox, "folders" | "afterAccept" | "sentFolder">,
): Promise<ProbedMailbox> {
  const { afterAccept, sentFolder } = mailbox;
  const has = (ability: string) => client.capabilities.has(ability) || client.enabled.has("IMAP4REV2");
  const folders: ProbedFolder[] = [];
  for (const name of mailbox.folders) folders.push(await probeFolder(client, name, afterAccept));
  const find = async (name: string) => ({ name, exists: await hasFolder(client, name) });
  return {
    abilities: { idle: has("IDLE"), move: has("MOVE"), uidplus: has("UIDPLUS") },
    folders,
    destination: "move" in afterAccept ? await find(afterAccept.move) : null,
    sentFolder: sentFolder === undefined ? null : await find(sentFolder),
  };
}

async function probeFolder(
  client: ImapFlow,
  name: string,
  after: Mailbox["afterAccept"],
): Promise<ProbedFolder> {
  if (!(await hasFolder(client, name))) {
    return { name, exists: false, messages: 0, readOnly: false, canFile: false };
  }
  const { exists: messages, readOnly } = await client.mailboxOpen(name);
  const needed = "leave" in after ? null : "flag" in after ? after.flag : "\\Deleted";
  const canFile = needed === null || allowsFlag(client, needed);
  return { name, exists: true, messages, readOnly: readOnly === true, canFile };
}
