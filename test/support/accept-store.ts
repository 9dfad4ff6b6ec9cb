/** The accept port and the locks in memory, for tests that are about the mail server: same promises as the database gives. */
import type { HeldLock, Locks } from "../../src/flows/ports.ts";
import type {
  AcceptBatch,
  AcceptedMail,
  AcceptStore,
  FolderPlace,
  MailToAccept,
} from "../../src/flows/ports-receiving.ts";

export interface StoredMail extends MailToAccept {
  inboundId: number;
  folder: string;
  uidValidity: bigint;
  filed: boolean;
}

export interface MemoryStore extends AcceptStore {
  readonly mails: StoredMail[];
  readonly batches: AcceptBatch[];
  /** Runs inside each `accept`, before it commits; a rejection makes the batch fail. */
  beforeCommit: ((batch: AcceptBatch) => Promise<void> | void) | null;
}

/** Unique on (mailbox, folder, uidValidity, uid); one batch commits whole or not at all. */
export function createMemoryStore(): MemoryStore {
  const mails: StoredMail[] = [];
  const batches: AcceptBatch[] = [];
  const cursors = new Map<string, { uidValidity: bigint; lastUid: number }>();
  return {
    mails,
    batches,
    beforeCommit: null,
    async folderCursor(mailbox, folder) {
      return cursors.get(`${mailbox}/${folder}`) ?? null;
    },
    async accept(batch) {
      await this.beforeCommit?.(batch);
      batches.push(batch);
      cursors.set(`${batch.mailbox}/${batch.folder}`, {
        uidValidity: batch.uidValidity,
        lastUid: batch.lastUid,
      });
      return batch.mails.map((mail): AcceptedMail => {
        const known = mails.find(
          (one) =>
            one.uid === mail.uid && one.folder === batch.folder && one.uidValidity === batch.uidValidity,
        );
        const { folder, uidValidity } = batch;
        const stored = known ?? { ...mail, inboundId: mails.length + 1, folder, uidValidity, filed: false };
        if (known === undefined) mails.push(stored);
        return {
          inboundId: stored.inboundId,
          uid: mail.uid,
          sha256: "",
          isNew: known === undefined,
          wake: null,
        };
      });
    },
    async listUnfiled(place) {
      return mails.filter((mail) => !mail.filed && isIn(place, mail)).map((mail) => mail.uid);
    },
    async markFiled(place, uids) {
      for (const mail of mails) if (isIn(place, mail) && uids.includes(mail.uid)) mail.filed = true;
    },
  };
}

function isIn(place: FolderPlace, mail: StoredMail): boolean {
  return mail.folder === place.folder && mail.uidValidity === place.uidValidity;
}

export interface MemoryLocks extends Locks {
  /** As when the holder's database connection breaks. */
  lose(name: string): void;
}

export function createMemoryLocks(): MemoryLocks {
  const held = new Map<string, AbortController>();
  return {
    async tryLock(name): Promise<HeldLock | null> {
      if (held.has(name)) return null;
      const controller = new AbortController();
      held.set(name, controller);
      return {
        lost: controller.signal,
        release: async () => {
          if (held.get(name) === controller) held.delete(name);
        },
      };
    },
    lose(name) {
      const controller = held.get(name);
      held.delete(name);
      controller?.abort();
    },
  };
}
