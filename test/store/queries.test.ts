import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connection, openConnection } from "../../src/store/connection.ts";
import "../../src/store/health.ts";
import "../../src/store/people.ts";
import { findFaults, loadStatements, parseStatements } from "../../src/store/queries.ts";
import "../../src/store/replay.ts";
import "../../src/store/store.ts";
import { freshDatabase } from "../support/database.ts";

let database: Awaited<ReturnType<typeof freshDatabase>>;
let connection: Connection;
beforeAll(async () => {
  database = await freshDatabase();
  connection = openConnection({ connectionString: database.connectionString });
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

test("every statement is valid and used", async () => {
  expect(await findFaults((text) => connection.prepare(text))).toEqual([]);
});

test("an invalid and an unused statement are both found", async () => {
  const refuse = async (text: string) => {
    if (text.includes("folder_cursor where")) throw new Error("no such thing");
  };
  expect(await findFaults(refuse)).toEqual(["accept/folder_cursor: no such thing"]);
});

test("a missing name fails at once, a name given twice as well", () => {
  expect(() => loadStatements("accept")("no_such_statement")).toThrow("accept.sql has no statement named");
  expect(() => parseStatements("-- name: a\nselect 1\n-- name: a\nselect 2", "x")).toThrow("twice");
});

test("statements end where the next begins, with their comments and without a closing semicolon", () => {
  const source = "-- The file.\n\n-- name: a\n-- why\nselect 1;\n\n-- name: b\nselect 2\n";
  expect([...parseStatements(source, "x")]).toEqual([
    ["a", "-- why\nselect 1"],
    ["b", "select 2"],
  ]);
});
