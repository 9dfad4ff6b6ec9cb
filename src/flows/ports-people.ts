/** What the import of a directory needs from the store. */
import type { KnownPerson, PersonChange } from "../domain/directory-plan.ts";

export interface DirectoryStore {
  /** One import at a time; kept when `work` resolves, and nothing of it when it throws. */
  importing<T>(work: (tx: DirectoryTransaction) => Promise<T>): Promise<T>;
}

export interface DirectoryTransaction {
  /** Everybody who has one of these addresses, as the main one or as an alias. */
  findKnown(addresses: string[]): Promise<KnownPerson[]>;
  apply(changes: readonly PersonChange[], now: Date): Promise<void>;
}
