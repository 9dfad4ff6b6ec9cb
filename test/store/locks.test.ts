import { once } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createLocks } from "../../src/store/locks.ts";
import { createPool, type Pool } from "../../src/store/pool.ts";
import { freshDatabase, silentLog } from "../support/database.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";

type ProcessLocks = ReturnType<typeof createLocks>;

let database: Awaited<ReturnType<typeof freshDatabase>>;
let proxy: TcpProxy;
/** One process whose network a test may cut, and one with a network of its own. */
let here: ProcessLocks;
let there: ProcessLocks;
const pools: Pool[] = [];
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  proxy = await startTcpProxy(Number(new URL(database.connectionString).port));
  here = makeLocks(proxy.port);
  there = makeLocks(null);
});
afterEach(async () => {
  await Promise.all([here.close(), there.close()]);
  await Promise.all(pools.splice(0).map((pool) => pool.end()));
  await proxy.close();
});

function makeLocks(port: number | null): ProcessLocks {
  const url = new URL(database.connectionString);
  if (port !== null) url.port = String(port);
  const pool = createPool({ connectionString: url.href, max: 1, log: silentLog });
  pools.push(pool);
  return createLocks(pool);
}

test("a lock is held by one at a time, in this process and in others, and is free after its release", async () => {
  const held = await here.tryLock("mailbox");
  expect(held).not.toBeNull();
  expect(await here.tryLock("mailbox")).toBeNull();
  expect(await there.tryLock("mailbox")).toBeNull();
  const other = await there.tryLock("another");
  expect(other).not.toBeNull();
  expect(await here.tryLock("another")).toBeNull();
  await held?.release();
  await held?.release();
  const taken = await there.tryLock("mailbox");
  expect(taken).not.toBeNull();
  expect(held?.lost.aborted).toBe(false);
});

test("of many who try at once one gets it", async () => {
  const tries = await Promise.all([here, there, here, there, here].map((locks) => locks.tryLock("race")));
  expect(tries.filter((lock) => lock !== null)).toHaveLength(1);
});

test("a holder whose connection is lost is told, and another process can take over", async () => {
  const held = await here.tryLock("mailbox");
  if (!held) throw new Error("not locked");
  const lost = once(held.lost, "abort");
  proxy.reset();
  await lost;
  let taken = await there.tryLock("mailbox");
  while (!taken) taken = await there.tryLock("mailbox");
  // Until it has stopped its work, this process stays away as well.
  expect(await here.tryLock("mailbox")).toBeNull();
  await held.release();
  expect(await here.tryLock("mailbox")).toBeNull();
  await taken.release();
  expect(await here.tryLock("mailbox")).not.toBeNull();
});

test("without a database nobody gets a lock, and all works again when it is back", async () => {
  await proxy.shut();
  await expect(here.tryLock("x")).rejects.toMatchObject({ reason: "database_unavailable" });
  await proxy.open();
  expect(await here.tryLock("x")).not.toBeNull();
});
