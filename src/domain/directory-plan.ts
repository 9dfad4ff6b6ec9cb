/**
 * What a directory file changes about the people whom the desk knows. The file is right about whom it names, and silent about
 * everybody else; the same file a second time changes nothing.
 */
import { DIRECTORY_FIELDS, type DirectoryField } from "./directory-columns.ts";
import type { DirectoryEntry } from "./directory-file.ts";

/** Somebody whom the desk knows, by their main address. */
export interface KnownPerson {
  address: string;
  /** The directory named them before. */
  listed: boolean;
  aliases: string[];
  fields: Record<DirectoryField, string | null>;
  languageStated: boolean;
}

export interface FieldChange {
  field: DirectoryField;
  from: string | null;
  to: string | null;
}

export interface PersonChange {
  address: string;
  /**
   * `new` to the directory; `changed`; `merged`: was somebody by themselves and is an alias of another now; `lost_alias`: not in the
   * file, but an address of theirs is somebody else's in it.
   */
  change: "new" | "changed" | "merged" | "lost_alias";
  fields: FieldChange[];
  aliases: { added: string[]; removed: string[] };
}

export interface DirectoryPlan {
  changes: PersonChange[];
  /** How many whom the file names stay as they are. */
  unchanged: number;
}

/** `known`: everybody who has one of the file's addresses, as the main one or as an alias, or whose alias one of them is. */
export function planDirectory(
  entries: readonly DirectoryEntry[],
  known: readonly KnownPerson[],
): DirectoryPlan {
  const byAddress = new Map(known.map((person) => [person.address, person]));
  const mains = new Set(entries.map((entry) => entry.address));
  const aliasOf = new Map(
    entries.flatMap(({ address, aliases }) => (aliases ?? []).map((one) => [one, address])),
  );
  const changes: PersonChange[] = [];
  let unchanged = 0;
  for (const entry of entries) {
    const change = changeOf(entry, byAddress.get(entry.address) ?? null, (alias) => {
      // Without a column of aliases people keep theirs, but for one that is somebody's main address now.
      return entry.aliases === null && !mains.has(alias);
    });
    if (change === null) unchanged += 1;
    else changes.push(change);
  }
  for (const person of known) {
    if (mains.has(person.address)) continue;
    const { address, listed, aliases } = person;
    if (aliasOf.has(address)) {
      if (listed || aliases.length > 0) changes.push(ending(person, "merged", aliases));
      continue;
    }
    const lost = aliases.filter((alias) => mains.has(alias) || aliasOf.has(alias));
    if (lost.length > 0) changes.push(ending(person, "lost_alias", lost));
  }
  return { changes, unchanged };
}

function changeOf(
  { address, aliases, fields }: DirectoryEntry,
  before: KnownPerson | null,
  keeps: (alias: string) => boolean,
): PersonChange | null {
  const changed = DIRECTORY_FIELDS.flatMap((field): FieldChange[] => {
    const to = fields[field];
    const from = before?.fields[field] ?? null;
    // What mail taught the desk of name and language is better than nothing.
    if (to === undefined || (to === null && (field === "name" || field === "language"))) return [];
    const isStated = field !== "language" || before?.languageStated === true;
    return to === from && isStated ? [] : [{ field, from, to }];
  });
  const had = before?.aliases ?? [];
  const has = aliases ?? had.filter(keeps);
  const added = has.filter((alias) => !had.includes(alias));
  const removed = had.filter((alias) => !has.includes(alias));
  if (before?.listed && changed.length + added.length + removed.length === 0) return null;
  return {
    address,
    change: before?.listed ? "changed" : "new",
    fields: changed,
    aliases: { added, removed },
  };
}

function ending(person: KnownPerson, change: "merged" | "lost_alias", removed: string[]): PersonChange {
  return { address: person.address, change, fields: [], aliases: { added: [], removed } };
}
