import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "../../src/store/migrate.ts";
import { freshDatabase, silentLog } from "../support/database.ts";

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

async function query(text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test("a database that is up to date is left alone", async () => {
  expect(await migrate({ connectionString: database.connectionString, log: silentLog })).toEqual({
    applied: [],
  });
});

test("of several processes that migrate at once one does it and all succeed", async () => {
  await query("drop schema public cascade; create schema public");
  const results = await Promise.all(
    [1, 2, 3, 4].map(() => migrate({ connectionString: database.connectionString, log: silentLog })),
  );
  expect(results.map((result) => result.applied.length).sort()).toEqual([0, 0, 0, 1]);
  expect(await query("select count(*)::int as n from cases")).toEqual([{ n: 0 }]);
});

test("a database that is away is one clear line", async () => {
  const away = migrate({ connectionString: "postgres://x:y@127.0.0.1:1/desk", log: silentLog });
  await expect(away).rejects.toMatchObject({ name: "TransientError", reason: "database_unavailable" });
});

test("a wrong password and a database that is not there are told as such, not as a schema that failed", async () => {
  const with_ = (change: (url: URL) => void) => {
    const url = new URL(database.connectionString);
    change(url);
    return migrate({ connectionString: url.href, log: silentLog });
  };
  const wrong = with_((url) => {
    url.password = "wrong";
  });
  await expect(wrong).rejects.toMatchObject({ name: "ConfigError", reason: "database_login_refused" });
  const missing = with_((url) => {
    url.pathname = "/nix";
  });
  await expect(missing).rejects.toMatchObject({ name: "ConfigError", reason: "database_missing" });
});

test("a user without rights is told what to do, and nothing is half done", async () => {
  await query(
    "drop schema public cascade; create schema public; create role weak login password 'weak'",
  ).catch(() => {});
  const url = new URL(database.connectionString);
  url.username = "weak";
  url.password = "weak";
  const refused = migrate({ connectionString: url.href, log: silentLog });
  await expect(refused).rejects.toMatchObject({ name: "ConfigError", reason: "migration_failed" });
});
