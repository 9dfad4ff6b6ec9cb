/** What the database says of itself, for `deskpost doctor`: one connection, opened and closed here; nothing is changed. */
import { readdirSync } from "node:fs";
import { openConnection } from "./connection.ts";
import { loadStatements } from "./queries.ts";

const MIGRATIONS = new URL("../../sql/migrations/", import.meta.url);
/** A server that has not answered by then counts as away, in milliseconds. */
const ANSWER_MS = 10_000;

interface Server {
  /** As 170004 for 17.4. */
  versionNumber: number;
  version: string;
  encoding: string;
  isReadOnly: boolean;
  now: Date;
  /** Connections that ordinary users may hold together. */
  maxConnections: number;
  /** -1: no limit. */
  userLimit: number;
  databaseLimit: number;
  openConnections: number;
  isMigrated: boolean;
}

export interface DatabaseHealth extends Server {
  /** How far the database's clock is ahead of ours, in milliseconds, give or take half a round trip. */
  clockAheadMs: number;
  /** Migrations of this release that the database has not had. */
  pending: string[];
  /** Migrations that this release does not know: the database belongs to a newer one. */
  unknown: string[];
}

const sql = loadStatements("health");
const SERVER = sql<[], Server>("server");
const MIGRATION_NAMES = sql<[], { name: string }>("migrations");

/** Throws TransientError or ConfigError when the database cannot be asked. */
export async function inspectDatabase(connectionString: string): Promise<DatabaseHealth> {
  const connection = openConnection({ connectionString, guardMs: ANSWER_MS });
  try {
    // The first statement also connects; the second one's round trip is what the clocks are compared over.
    await connection.one(SERVER);
    const asked = Date.now();
    const server = await connection.one(SERVER);
    const answered = Date.now();
    if (server === null) throw new Error("health/server gave no row");
    const done = server.isMigrated ? (await connection.all(MIGRATION_NAMES)).map((row) => row.name) : [];
    const known = readdirSync(MIGRATIONS).map((file) => file.replace(/\.[^.]+$/, ""));
    return {
      ...server,
      clockAheadMs: server.now.getTime() - (asked + answered) / 2,
      pending: known.filter((name) => !done.includes(name)),
      unknown: done.filter((name) => !known.includes(name)),
    };
  } finally {
    await connection.close();
  }
}
