/**
 * One poller per mailbox: of all processes the one that holds the mailbox's lock reads it, by IDLE on the first folder and in
 * turns on all. It outlives every failure of the server, the network and the store; only `stop()` ends it.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { ImapFlow } from "imapflow";
import type { Mailbox } from "../domain/desk.ts";
import { type ConfigError, isOperational, oneLine, type PermanentError, TransientError } from "../errors.ts";
import type { HeldLock, Locks, Logger } from "../flows/ports.ts";
import type { AcceptedMail, AcceptStore } from "../flows/ports-receiving.ts";
import { type Bell, createBell } from "./bell.ts";
import { createBackoff, RETRY_TIMES, type RetryTimes } from "./imap-backoff.ts";
import { connectImap, explainImapError, type ImapLogin, isServerRefusal } from "./imap-connection.ts";
import { hasFolder } from "./imap-file.ts";
import { createFolderMemory, type FolderDeps, type FolderMemory, takeNewMail } from "./imap-folder.ts";
import { createPollerVoice, type PollerAlerts } from "./imap-voice.ts";

export interface ImapPoller {
  start(): void;
  /** Resolves when nothing runs any more. A batch that is being stored is stored to its end. */
  stop(): Promise<void>;
  readonly state: PollerState;
}

export interface PollerState {
  /** `standby`: another process reads this mailbox; `failing`: waiting to try again. */
  phase: "stopped" | "standby" | "connecting" | "reading" | "listening" | "failing";
  since: Date;
  /** End of the last round that read every folder. */
  lastRoundAt: Date | null;
  problem: string | null;
}

export interface PollerOptions {
  mailbox: Pick<Mailbox, "name" | "folders" | "imap" | "afterAccept" | "pollSeconds">;
  login: ImapLogin;
  /** `limits.mailBytes` of the desk. */
  mailBytes: number;
  store: AcceptStore;
  locks: Locks;
  /** Called after each commit, before the messages are filed: wake the workers. */
  onAccepted: (mails: AcceptedMail[]) => void;
  log: Logger;
  alerts: PollerAlerts;
  now?: () => Date;
  /** How often a process on standby asks for the lock. */
  standbyMs?: number;
  retry?: RetryTimes;
}

/** How long a stop waits for the server before it cuts the line; acceptance is not on that line. */
const GOODBYE_MS = 2000;

export function createImapPoller(options: PollerOptions): ImapPoller {
  const { mailbox, locks, standbyMs = 5000, now = () => new Date() } = options;
  const voice = createPollerVoice(mailbox, options.log, options.alerts, now);
  const memories = new Map<string, FolderMemory>();
  let state: PollerState = { phase: "stopped", since: now(), lastRoundAt: null, problem: null };
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const enter = (phase: PollerState["phase"], problem: string | null = state.problem) => {
    state = { ...state, phase, problem, since: phase === state.phase ? state.since : now() };
  };
  const folderDeps: FolderDeps = {
    mailbox,
    mailBytes: options.mailBytes,
    store: options.store,
    onAccepted: options.onAccepted,
    tellFiling: voice.filing,
    tellUnreadable: voice.unreadable,
    now,
    memoryOf(folder, uidValidity) {
      const key = `${folder} ${uidValidity}`;
      const memory = memories.get(key) ?? createFolderMemory();
      memories.set(key, memory);
      return memory;
    },
  };

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const lock = await tryLock();
      if (lock === null) {
        enter("standby");
        await rest(standbyMs, signal);
        continue;
      }
      try {
        await pollWhileHeld(AbortSignal.any([signal, lock.lost]), lock.lost);
      } finally {
        await lock.release().catch((error) => voice.lockFailed(error));
      }
    }
    enter("stopped", null);
  }

  async function tryLock(): Promise<HeldLock | null> {
    try {
      return await locks.tryLock(`poll:${mailbox.name}`);
    } catch (error) {
      voice.lockFailed(error);
      return null;
    }
  }

  async function pollWhileHeld(signal: AbortSignal, lost: AbortSignal): Promise<void> {
    const backoff = createBackoff(options.retry ?? RETRY_TIMES);
    while (!signal.aborted) {
      try {
        enter("connecting");
        await session(signal, lost, backoff.reset);
      } catch (error) {
        if (signal.aborted) return;
        const failure = failureOf(error);
        voice.failed(failure);
        enter("failing", oneLine(failure));
        await rest(backoff.after(failure), signal);
      }
    }
  }

  /** From sign-in until the connection ends or `signal` aborts. */
  async function session(signal: AbortSignal, lost: AbortSignal, onGood: () => void): Promise<void> {
    const client = await connectImap(mailbox.imap, options.login, signal);
    const cut = () => client.close();
    // Another process may already read: not a moment longer. A stop, in contrast, ends politely.
    lost.addEventListener("abort", cut, { once: true });
    const onStop = () => setTimeout(cut, GOODBYE_MS).unref();
    signal.addEventListener("abort", onStop, { once: true });
    // Of this connection alone: the end of one must not cut short the wait before the next.
    const bell = createBell();
    client.on("exists", bell.ring);
    client.on("close", bell.ring);
    try {
      await rounds(client, bell, signal, onGood);
    } finally {
      lost.removeEventListener("abort", cut);
      await sayGoodbye(client);
      signal.removeEventListener("abort", onStop);
    }
  }

  async function rounds(
    client: ImapFlow,
    bell: Bell,
    signal: AbortSignal,
    onGood: () => void,
  ): Promise<void> {
    const [first, ...others] = mailbox.folders;
    let nextFullRound = 0;
    while (!signal.aborted) {
      assertOpen(client);
      enter("reading");
      const full = Date.now() >= nextFullRound;
      if (full) {
        nextFullRound = Date.now() + mailbox.pollSeconds * 1000;
        for (const folder of others) await readFolder(client, folder, signal);
        keepTokenFresh();
      }
      // Last, so that it stays selected: IDLE tells of the selected folder only.
      await readFolder(client, first ?? "INBOX", signal);
      if (signal.aborted) return;
      onGood();
      voice.works();
      state = { ...state, lastRoundAt: full ? now() : state.lastRoundAt, problem: null };
      enter("listening");
      // Ends when the next command breaks it. Without IDLE on the server imapflow keeps the line alive with NOOP.
      client.idle().catch(() => {});
      await bell.wait(Math.max(0, nextFullRound - Date.now()), signal);
    }
  }

  async function readFolder(client: ImapFlow, folder: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    try {
      await takeNewMail(client, folder, folderDeps, signal);
      voice.folderFound(folder);
    } catch (error) {
      if (!isServerRefusal(error) || (await hasFolder(client, folder))) throw error;
      voice.folderMissing(folder);
    }
  }

  /** An access token is renewed ahead of its end even while no new sign-in asks for it, so that trouble is told in time. */
  function keepTokenFresh(): void {
    if ("accessToken" in options.login) options.login.accessToken().catch(() => {});
  }

  /** What the server made the library throw is an outage too: it must not end the process. */
  function failureOf(error: unknown): ConfigError | TransientError | PermanentError {
    return isOperational(error) ? error : explainImapError(error, mailbox.imap);
  }

  return {
    start() {
      if (state.phase !== "stopped") return;
      stopping = new AbortController();
      enter("standby", null);
      running = run(stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
    },
    get state() {
      return state;
    },
  };
}

/** Resolves after `ms`, or sooner when `signal` aborts. */
async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}

function assertOpen(client: ImapFlow): void {
  if (client.usable) return;
  throw new TransientError("the IMAP server closed the connection", { reason: "imap_unreachable" });
}

async function sayGoodbye(client: ImapFlow): Promise<void> {
  if (!client.usable) return client.close();
  const timer = setTimeout(() => client.close(), GOODBYE_MS);
  await client.logout().catch(() => {});
  clearTimeout(timer);
}
