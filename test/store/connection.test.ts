/** What an outage leaves behind: no call that never ends, and on the server no transaction that nobody ends. */
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openConnection } from "../../src/store/connection.ts";
import { createPool } from "../../src/store/pool.ts";
import type { Statement } from "../../src/store/queries.ts";
import { freshDatabase, silentLog } from "../support/database.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";

const one: Statement<[], { n: number }> = { name: "one", text: "select 1 as n" } as never;
const note: Statement<[], never> = { name: "note", text: "insert into noted values (1)" } as never;

let drop: () => Promise<void>;
let proxy: TcpProxy;
let connectionString: string;
let observer: pg.Client;
beforeAll(async () => {
  const database = await freshDatabase();
  drop = database.drop;
  observer = new pg.Client({ connectionString: database.connectionString });
  await observer.connect();
  await observer.query("create table noted (n integer)");
  const url = new URL(database.connectionString);
  proxy = await startTcpProxy(Number(url.port));
  url.port = String(proxy.port);
  connectionString = url.href;
});
afterAll(async () => {
  await observer.end();
  await proxy.close();
  await drop();
});

async function openTransactions(): Promise<number> {
  const { rows } = await observer.query(
    `select count(*)::integer as count from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`,
  );
  return (rows[0] as { count: number }).count;
}

test("a database that comes back finds no transaction begun that nobody ends", async () => {
  for (let round = 0; round < 12; round += 1) {
    const pool = createPool({ connectionString, max: 4, log: silentLog });
    let running = true;
    // Sent in one go, as the store does: the first dial is refused, and a second would get through.
    const callers = Array.from({ length: 4 }, async () => {
      while (running) {
        const sent = pool.transaction((tx) => Promise.all([tx.run(note), tx.one(one), tx.run(note)]));
        await sent.catch(() => sleep(2));
      }
    });
    await sleep(20);
    await proxy.shut();
    await sleep(3 * round);
    await proxy.open();
    await sleep(20);
    running = false;
    await Promise.all(callers);
    await pool.end();
    await expect.poll(openTransactions, { timeout: 2_000 }).toBe(0);
  }
}, 60_000);

test("every call ends, wherever in signing in or working the line is cut", async () => {
  let running = true;
  let hung = 0;
  const callers = Array.from({ length: 8 }, async () => {
    while (running) {
      const connection = openConnection({ connectionString });
      const calls = [connection.command("begin"), connection.one(one), connection.command("commit")];
      const ended = Promise.allSettled(calls).then(() => true);
      if (!(await Promise.race([ended, sleep(3_000, false, { ref: false })]))) hung += 1;
      await connection.close();
    }
  });
  for (let cut = 0; cut < 100; cut += 1) {
    await sleep(10);
    proxy.reset();
  }
  running = false;
  await Promise.all(callers);
  expect(hung).toBe(0);
}, 60_000);
