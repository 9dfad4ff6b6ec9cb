/** Whom the directory names, as kept; written by one import at a time, in its one transaction. */
import type { DirectoryField } from "../domain/directory-columns.ts";
import type { KnownPerson, PersonChange } from "../domain/directory-plan.ts";
import type { DirectoryStore } from "../flows/ports-people.ts";
import { cleanData } from "./clean.ts";
import type { Pool, Transaction } from "./pool.ts";
import { loadStatements } from "./queries.ts";

/** Rows of one statement. */
const AT_ONCE = 5_000;

const sql = loadStatements("people");
type KnownRow = Omit<KnownPerson, "fields"> & Record<DirectoryField, string | null>;

const lockDirectory = sql<[], never>("lock_directory");
const findKnown = sql<[addresses: string[]], KnownRow>("find_known");
const dropAliases = sql<[aliases: string[]], never>("drop_aliases");
const unlistPeople = sql<[addresses: string[]], never>("unlist_people");
const insertPeople = sql<[addresses: string[], now: Date], never>("insert_people");
const updatePeople = sql<[rows: unknown, now: Date], never>("update_people");
const putAliases = sql<[rows: unknown], never>("put_aliases");

export function createDirectoryStore(pool: Pool): DirectoryStore {
  return {
    importing: (work) =>
      pool.transaction(async (tx) => {
        await tx.run(lockDirectory);
        return work({
          findKnown: (addresses) => readKnown(tx, addresses),
          apply: (changes, now) => apply(tx, changes, now),
        });
      }),
  };
}

async function readKnown(tx: Transaction, addresses: string[]): Promise<KnownPerson[]> {
  const known = new Map<string, KnownPerson>();
  await inParts(addresses, async (part) => {
    for (const { address, listed, aliases, languageStated, ...fields } of await tx.all(findKnown, part)) {
      known.set(address, { address, listed, aliases, languageStated, fields });
    }
  });
  return [...known.values()];
}

async function apply(tx: Transaction, changes: readonly PersonChange[], now: Date): Promise<void> {
  const named = changes.filter((one) => one.change === "new" || one.change === "changed");
  const rows = named.map(({ address, fields }) => ({
    address,
    patch: Object.fromEntries(fields.map(({ field, to }) => [COLUMNS[field], to])),
  }));
  // First what goes, so that what comes finds its place free.
  await inParts(
    changes.flatMap((one) => one.aliases.removed),
    (part) => tx.run(dropAliases, part),
  );
  const merged = changes.flatMap((one) => (one.change === "merged" ? [one.address] : []));
  await inParts(merged, (part) => tx.run(unlistPeople, part));
  await inParts(rows, async (part) => {
    await tx.run(
      insertPeople,
      part.map((row) => row.address),
      now,
    );
    await tx.run(updatePeople, cleanData(part), now);
  });
  const aliases = changes.flatMap(({ address, aliases: { added } }) =>
    added.map((alias) => ({ alias, address })),
  );
  await inParts(aliases, (part) => tx.run(putAliases, part));
}

const COLUMNS: Record<DirectoryField, string> = {
  name: "name",
  phone: "phone",
  office: "office",
  userName: "user_name",
  department: "department",
  organisation: "organisation",
  personId: "person_id",
  language: "language",
  calendar: "calendar",
};

async function inParts<T>(all: readonly T[], work: (part: T[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < all.length; at += AT_ONCE) await work(all.slice(at, at + AT_ONCE));
}
