/** What a poller tells: the log at once, the operator by alert when a hand is needed; nothing twice while it lasts. */
import type { Mailbox } from "../domain/desk.ts";
import { type OperationalError, oneLine, PermanentError } from "../errors.ts";
import type { Logger } from "../flows/ports.ts";
import type { TellFiling } from "./imap-file.ts";

/** Where trouble goes that the operator should know of by mail. */
export interface PollerAlerts {
  raise(alert: { code: string; subject: string; explanation: string; hint: string }): void;
}

export interface PollerVoice {
  failed(error: OperationalError): void;
  works(): void;
  lockFailed(error: unknown): void;
  folderMissing(folder: string): void;
  folderFound(folder: string): void;
  filing: TellFiling;
  unreadable(folder: string, uid: number): void;
}

/** An outage is the operator's business when it lasts; a short one heals by itself. */
const LONG_OUTAGE = 15 * 60_000;

const FILING_HINTS: Record<Parameters<TellFiling>[0], string> = {
  imap_flag_not_allowed: "its mail is read but stays unmarked; set afterAccept to move or leave",
  imap_move_failed:
    "it is tried again; check that the folder may be written and that the mailbox is not full",
  imap_move_into_itself: "its mail is read but stays; name another folder in afterAccept",
};

export function createPollerVoice(
  mailbox: Pick<Mailbox, "name" | "imap">,
  log: Logger,
  alerts: PollerAlerts,
  now: () => Date,
): PollerVoice {
  const told = new Set<string>();
  let failingSince: number | null = null;
  /** An outage may show two or three faces in turns. */
  const saidInOutage = new Set<string>();

  const raise = (key: string, code: string, explanation: string, hint: string) => {
    if (told.has(key)) return;
    told.add(key);
    alerts.raise({ code, subject: mailbox.name, explanation, hint });
  };
  const name = mailbox.name;

  return {
    failed(error) {
      failingSince ??= now().getTime();
      const words = oneLine(error);
      const fields = { mailbox: name, reason: error.reason };
      if (saidInOutage.has(words)) log.debug(fields, `mailbox ${name}: ${words}`);
      else if (error instanceof PermanentError) log.error(fields, `mailbox ${name}: ${words}`);
      else log.warn(fields, `mailbox ${name}: ${words}`);
      saidInOutage.add(words);
      const lasts = now().getTime() - failingSince >= LONG_OUTAGE;
      if (error instanceof PermanentError || lasts)
        raise(error.reason, error.reason, error.message, error.hint ?? "");
    },
    works() {
      if (failingSince === null) return;
      const seconds = Math.round((now().getTime() - failingSince) / 1000);
      log.info({ mailbox: name, seconds }, `mailbox ${name} is read again`);
      failingSince = null;
      saidInOutage.clear();
      // Keys with a space name one folder or message, which this does not speak for.
      for (const key of told) if (!key.includes(" ")) told.delete(key);
    },
    lockFailed(error) {
      log.debug({ mailbox: name }, `mailbox ${name}: no lock: ${oneLine(error)}`);
    },
    folderMissing(folder) {
      const key = `imap_folder_missing ${folder}`;
      if (!told.has(key)) log.error({ mailbox: name, folder }, `mailbox ${name} has no folder ${folder}`);
      raise(
        key,
        "imap_folder_missing",
        `The mailbox has no folder ${folder}.`,
        "create it or take it out of folders",
      );
    },
    folderFound(folder) {
      told.delete(`imap_folder_missing ${folder}`);
    },
    filing(code, words) {
      const key = `${code} ${words}`;
      if (!told.has(key))
        log.warn({ mailbox: name, reason: code }, `mailbox ${name}: ${words} — ${FILING_HINTS[code]}`);
      raise(key, code, words, FILING_HINTS[code]);
    },
    unreadable(folder, uid) {
      log.error(
        { mailbox: name, folder, uid },
        `mailbox ${name}: the server does not hand out UID ${uid} of ${folder}`,
      );
      raise(
        `imap_unreadable ${folder} ${uid}`,
        "imap_unreadable",
        `The mail server does not hand out message ${uid} of ${folder}; the desk has stored that it came, but not what it says.`,
        "open it in a mail program and forward it to the desk",
      );
    },
  };
}
