/** A directory file that has no fault changes the people whom the desk knows: all of it or, when anything fails, nothing. */
import type { DirectoryEntry } from "../domain/directory-file.ts";
import { type DirectoryPlan, planDirectory } from "../domain/directory-plan.ts";
import type { DirectoryStore } from "./ports-people.ts";

export interface ImportOptions {
  /** Only tells what would change. */
  dryRun: boolean;
  now: Date;
}

/** Returns what changed, or would. */
export async function importPeople(
  store: DirectoryStore,
  entries: readonly DirectoryEntry[],
  { dryRun, now }: ImportOptions,
): Promise<DirectoryPlan> {
  return store.importing(async (tx) => {
    const addresses = entries.flatMap(({ address, aliases }) => [address, ...(aliases ?? [])]);
    const plan = planDirectory(entries, await tx.findKnown(addresses));
    if (!dryRun && plan.changes.length > 0) await tx.apply(plan.changes, now);
    return plan;
  });
}
