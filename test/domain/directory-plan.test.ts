/** What a directory file changes: it is right about whom it names, silent about everybody else, and the second time it changes nothing. */
import { describe, expect, test } from "vitest";
import type { DirectoryEntry } from "../../src/domain/directory-file.ts";
import { type KnownPerson, planDirectory } from "../../src/domain/directory-plan.ts";

const A = "a@uni.example";
const B = "b@uni.example";
const X = "x@home.example";

const entry = (
  address: string,
  fields: DirectoryEntry["fields"] = {},
  aliases: string[] | null = null,
): DirectoryEntry => ({
  line: 2,
  address,
  aliases,
  fields,
});
const known = (
  address: string,
  more: Partial<Omit<KnownPerson, "fields">> & { fields?: Partial<KnownPerson["fields"]> } = {},
): KnownPerson => ({
  address,
  listed: true,
  aliases: [],
  languageStated: false,
  ...more,
  fields: {
    ...{ name: null, phone: null, office: null, userName: null, department: null },
    ...{ organisation: null, personId: null, language: null, calendar: null },
    ...more.fields,
  },
});

describe("a person of the file", () => {
  test("is new to the directory, also where the desk knows them from mail", () => {
    const { changes } = planDirectory(
      [entry(A, { name: "Ann" }, [X]), entry(B, { name: "Bo Li" })],
      [known(B, { listed: false, fields: { name: "bo" } })],
    );
    expect(changes).toEqual([
      {
        address: A,
        change: "new",
        fields: [{ field: "name", from: null, to: "Ann" }],
        aliases: { added: [X], removed: [] },
      },
      {
        address: B,
        change: "new",
        fields: [{ field: "name", from: "bo", to: "Bo Li" }],
        aliases: { added: [], removed: [] },
      },
    ]);
  });

  test("changes by what the file says: an empty cell empties, a missing column leaves", () => {
    const before = known(A, {
      aliases: [X],
      fields: { name: "Ann", phone: "1", office: "2.14", department: "Physics" },
    });
    expect(planDirectory([entry(A, { phone: null, office: "3.01" })], [before])).toEqual({
      changes: [
        {
          address: A,
          change: "changed",
          fields: [
            { field: "phone", from: "1", to: null },
            { field: "office", from: "2.14", to: "3.01" },
          ],
          aliases: { added: [], removed: [] },
        },
      ],
      unchanged: 0,
    });
    expect(planDirectory([entry(A, {}, [])], [before]).changes[0]?.aliases).toEqual({
      added: [],
      removed: [X],
    });
  });

  test("keeps the name and language that mail taught where the file has none", () => {
    const before = known(A, { fields: { name: "Ann", language: "da" } });
    expect(planDirectory([entry(A, { name: null, language: null })], [before])).toEqual({
      changes: [],
      unchanged: 1,
    });
  });

  test("is said to speak a language, which until then was only detected", () => {
    const detected = known(A, { fields: { language: "da" } });
    expect(planDirectory([entry(A, { language: "da" })], [detected]).changes).toHaveLength(1);
    const stated = known(A, { fields: { language: "da" }, languageStated: true });
    expect(planDirectory([entry(A, { language: "da" })], [stated])).toEqual({ changes: [], unchanged: 1 });
  });
});

describe("an address that moves", () => {
  test("a new name: the old main address becomes an alias, with all that it had", () => {
    const old = known(B, { aliases: [X], fields: { name: "Ann Old" } });
    expect(planDirectory([entry(A, { name: "Ann New" }, [B])], [old]).changes).toEqual([
      {
        address: A,
        change: "new",
        fields: [{ field: "name", from: null, to: "Ann New" }],
        aliases: { added: [B], removed: [] },
      },
      { address: B, change: "merged", fields: [], aliases: { added: [], removed: [X] } },
    ]);
  });

  test("an alias goes to whom the file gives it", () => {
    const others = known(B, { aliases: [X, "y@home.example"] });
    expect(planDirectory([entry(A, {}, [X])], [known(A), others]).changes).toEqual([
      { address: A, change: "changed", fields: [], aliases: { added: [X], removed: [] } },
      { address: B, change: "lost_alias", fields: [], aliases: { added: [], removed: [X] } },
    ]);
  });

  test("an alias becomes somebody's main address, also where the file has no column of aliases", () => {
    const before = known(A, { aliases: [X] });
    expect(planDirectory([entry(X), entry(A)], [before]).changes).toEqual([
      { address: X, change: "new", fields: [], aliases: { added: [], removed: [] } },
      { address: A, change: "changed", fields: [], aliases: { added: [], removed: [X] } },
    ]);
  });
});
