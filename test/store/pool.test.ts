import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createPool, type Pool } from "../../src/store/pool.ts";
import type { Statement } from "../../src/store/queries.ts";
import { freshDatabase, silentLog } from "../support/database.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";

const one: Statement<[], { n: number }> = { name: "test/one", text: "select 1 as n" };
const nap: Statement<[seconds: number], unknown> = { name: "test/nap", text: "select pg_sleep($1)" };
const note: Statement<[text: string], unknown> = { name: "test/note", text: "insert into noted values ($1)" };
const noted: Statement<[], { text: string }> = {
  name: "test/noted",
  text: "select text from noted order by 1",
};
const create: Statement<[], unknown> = {
  name: "test/create",
  text: "create table if not exists noted (text text)",
};
const gone = { name: "TransientError", reason: "database_unavailable" };

let database: Awaited<ReturnType<typeof freshDatabase>>;
let proxy: TcpProxy;
let pool: Pool;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  proxy = await startTcpProxy(Number(new URL(database.connectionString).port));
  pool = makePool(1);
  await pool.run(create);
});
afterEach(async () => {
  await pool.end();
  await proxy.close();
});

function makePool(max: number, guardMs?: number): Pool {
  const url = new URL(database.connectionString);
  url.port = String(proxy.port);
  return createPool({ connectionString: url.href, max, log: silentLog, ...(guardMs && { guardMs }) });
}

async function settle<T>(promise: Promise<T>): Promise<T | unknown> {
  return promise.catch((error: unknown) => error);
}

describe("values", () => {
  test("go in and come out as Buffer, Date, number, array and JSON, and nulls as null", async () => {
    const echo: Statement<unknown[], Record<string, unknown>> = {
      name: "test/echo",
      text: `select $1::bytea as bytes, $2::timestamptz as at, $3::bigint as id, $4::jsonb as data, $5::text as nothing,
        (select count(*) from unnest($6::bytea[]) x where length(x) = 2) as count, $7::text[] = array['a"b\\c', null, 'null', '', '{,}'] as same`,
    };
    const at = new Date("2026-03-29T01:30:00.123Z");
    const row = await pool.one(
      echo,
      Buffer.from([0, 255]),
      at,
      9_007_199_254_740_991,
      [{ a: "b" }],
      null,
      [Buffer.from([1, 2]), Buffer.from([92, 34])],
      ['a"b\\c', null, "null", "", "{,}"],
    );
    expect(row).toEqual({
      bytes: Buffer.from([0, 255]),
      at,
      id: 9_007_199_254_740_991,
      data: [{ a: "b" }],
      nothing: null,
      count: 2,
      same: true,
    });
  });
});

describe("a connection that is lost", () => {
  test("costs the query that meets the reset, and the next one works", async () => {
    await pool.one(one);
    proxy.reset();
    const met = await settle(pool.one(one));
    expect(met).toMatchObject(gone);
    const started = Date.now();
    expect(await pool.one(one)).toEqual({ n: 1 });
    expect(Date.now() - started).toBeLessThan(1_000);
  });

  test("while it idles costs nothing", async () => {
    await pool.one(one);
    proxy.reset();
    await sleep(50);
    expect(await pool.one(one)).toEqual({ n: 1 });
  });

  test("in the middle of a transaction undoes it and ends it with a clear error", async () => {
    const broken = pool.transaction(async (tx) => {
      await tx.run(note, "undone");
      proxy.reset();
      await sleep(50);
      await tx.run(note, "never");
    });
    await expect(broken).rejects.toMatchObject(gone);
    expect(await pool.all(noted)).toEqual([]);
  });

  test("during a statement of a transaction never lets its code write elsewhere", async () => {
    pool.end();
    pool = makePool(1);
    const broken = pool.transaction(async (tx) => {
      const slow = tx.one(nap, 20);
      setTimeout(() => proxy.reset(), 50);
      await settle(slow);
      await tx.run(note, "stray");
    });
    await expect(broken).rejects.toMatchObject(gone);
    await sleep(50);
    expect(await pool.all(noted)).toEqual([]);
  });

  test("again and again under load leaves a pool that works", async () => {
    const busy = makePool(4);
    let running = true;
    const outcomes = new Set<string>();
    const workers = Array.from({ length: 12 }, async () => {
      while (running) {
        const outcome = await settle(
          busy.transaction(async (tx) => {
            void settle(tx.one(one));
            return tx.one(one);
          }),
        );
        outcomes.add(
          outcome instanceof Error
            ? `${outcome.name} ${(outcome as never as { reason: string }).reason}`
            : "ok",
        );
        if (outcome instanceof Error) await sleep(1);
      }
    });
    for (let i = 0; i < 30; i++) {
      await sleep(10);
      proxy.reset();
    }
    running = false;
    await Promise.all(workers);
    expect([...outcomes].sort()).toEqual(["TransientError database_unavailable", "ok"]);
    expect(await busy.one(one)).toEqual({ n: 1 });
    await busy.end();
  });
});

describe("while the database is away", () => {
  test("every query fails at once, and works again when it is back", async () => {
    await pool.one(one);
    await proxy.shut();
    for (let i = 0; i < 10; i++) {
      const started = Date.now();
      await expect(pool.one(one)).rejects.toMatchObject(gone);
      expect(Date.now() - started).toBeLessThan(500);
    }
    await proxy.open();
    expect(await pool.one(one)).toEqual({ n: 1 });
  });

  test("a server that says nothing any more counts as gone, and is left for a new connection", async () => {
    const patient = makePool(1, 300);
    await patient.one(one);
    proxy.silence();
    await expect(patient.one(one)).rejects.toMatchObject(gone);
    proxy.speak();
    expect(await patient.one(one)).toEqual({ n: 1 });
    await patient.end();
  });

  test("a wrong password or database is the operator's to mend", async () => {
    const url = new URL(database.connectionString);
    const at = (change: (url: URL) => void) => {
      const copy = new URL(url);
      change(copy);
      return createPool({ connectionString: copy.href, max: 1, log: silentLog });
    };
    const wrongPassword = at((copy) => {
      copy.password = "wrong";
    });
    await expect(wrongPassword.one(one)).rejects.toMatchObject({
      name: "ConfigError",
      reason: "database_login_refused",
    });
    const wrongName = at((copy) => {
      copy.pathname = "/nowhere";
    });
    await expect(wrongName.one(one)).rejects.toMatchObject({
      name: "ConfigError",
      reason: "database_missing",
    });
    await Promise.all([wrongPassword.end(), wrongName.end()]);
  });
});

describe("a transaction", () => {
  test("commits what it did, and nothing of one that throws", async () => {
    await pool.transaction((tx) => tx.run(note, "kept"));
    const failed = pool.transaction(async (tx) => {
      await tx.run(note, "lost");
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    expect(await pool.all(noted)).toEqual([{ text: "kept" }]);
    await pool.run({ name: "test/empty", text: "truncate noted" });
  });

  test("that ignored a failed statement is not taken for committed", async () => {
    const fooled = pool.transaction(async (tx) => {
      await tx.run(note, "lost");
      await settle(tx.run({ name: "test/bad", text: "select 1/0" }));
    });
    await expect(fooled).rejects.toThrow("undone");
  });

  test("cannot be used after its end", async () => {
    const late = await pool.transaction(async (tx) => ({ use: () => tx.run(note, "late") }));
    await expect(late.use()).rejects.toThrow("after its end");
    expect(await pool.all(noted)).toEqual([]);
  });

  test("undoes only the savepoint that asked for it", async () => {
    await pool.transaction(async (tx) => {
      await tx.run(note, "before");
      await tx.savepoint(async () => {
        await tx.run(note, "tried");
        return false;
      });
      await tx.run(note, "after");
    });
    expect(await pool.all(noted)).toEqual([{ text: "after" }, { text: "before" }]);
    await pool.run({ name: "test/empty", text: "truncate noted" });
  });
});

test("more callers than connections wait their turn, and end() waits for those at work", async () => {
  const small = makePool(2);
  const results = Promise.all(Array.from({ length: 20 }, () => small.one(one)));
  expect(await results).toHaveLength(20);
  const slow = small.one(nap, 0.2);
  await small.end();
  await expect(slow).resolves.toBeDefined();
  await expect(small.one(one)).rejects.toMatchObject({ reason: "stopping" });
});
