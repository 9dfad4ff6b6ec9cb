/** Copies of what the desk sent, put into a folder of the mailbox. Nothing depends on them: a copy that fails is told, not tried again. */
import type { ImapFlow } from "imapflow";
import type { ImapSettings } from "../domain/desk.ts";
import { connectImap, explainImapError, type ImapLogin } from "./imap-connection.ts";
import { ensureFolder } from "./imap-file.ts";

export interface SentFolder {
  /** Rejects with an operational error when the server does not take the copy. */
  appendToSent(bytes: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** The connection is kept between copies, and closed when none came for so long. */
const IDLE_MS = 30_000;

export function createSentFolder(settings: ImapSettings, login: ImapLogin, folder: string): SentFolder {
  let connection: Promise<ImapFlow> | null = null;
  let timer: NodeJS.Timeout | undefined;
  // One copy after the other: a connection is for one conversation.
  let last: Promise<unknown> = Promise.resolve();

  async function open(): Promise<ImapFlow> {
    const usable = await connection?.catch(() => null);
    if (usable?.usable) return usable;
    connection = connectImap(settings, login).then(async (client) => {
      await ensureFolder(client, folder);
      return client;
    });
    return await connection;
  }

  async function append(bytes: Buffer): Promise<void> {
    clearTimeout(timer);
    try {
      const client = await open();
      await client.append(folder, bytes, ["\\Seen"]);
    } catch (error) {
      throw explainImapError(error, settings);
    } finally {
      timer = setTimeout(() => void close(), IDLE_MS);
      timer.unref();
    }
  }

  async function close(): Promise<void> {
    clearTimeout(timer);
    const client = await connection?.catch(() => null);
    connection = null;
    await client?.logout().catch(() => {});
  }

  return {
    appendToSent(bytes) {
      const turn = last.then(() => append(bytes));
      last = turn.catch(() => {});
      return turn;
    },
    async close() {
      await last;
      await close();
    },
  };
}
