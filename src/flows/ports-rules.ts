/** What playing rules again needs from the store. */
import type { StoredOpening } from "../domain/rule-replay.ts";

/** As stored, with the mail's first bytes in place of its headers; null where nobody asked for them. */
export type RawOpening = Omit<StoredOpening, "about"> & {
  about: Omit<StoredOpening["about"], "headers">;
  head: Buffer | null;
};

export interface ReplayStore {
  /**
   * Cases that mails of requesters opened since then, oldest first and some at a time, all read in one transaction that cannot write.
   * `onTotal`: how many there will be.
   */
  readOpenings(
    since: Date,
    wanted: { heads: boolean; history: boolean },
    onTotal: (total: number) => void,
    onSome: (openings: RawOpening[]) => void,
  ): Promise<void>;
}
