/** The queue's server says nothing any more, as a host that lost its power: nobody is held up, and workers go on when it is back. */
import { afterEach, expect, test, vi } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { keepingLog, openTestQueue, recording, wakeOf } from "../support/jobs.ts";
import { hasRedis, startRedis } from "../support/redis.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function throughProxy(address: string): Promise<{ url: string; proxy: TcpProxy }> {
  const url = new URL(address);
  const proxy = await startTcpProxy(Number(url.port));
  cleanUp.push(proxy.close);
  url.port = String(proxy.port);
  return { url: url.href, proxy };
}

async function expectToGoOn(home: { redisUrl: string | null; databaseUrl: string }, proxy: TcpProxy) {
  const intake = recording();
  const log = keepingLog();
  const queue = openTestQueue(home, { intake: intake.handle }, log);
  cleanUp.push(queue.close);
  await queue.wake(wakeOf("intake", 1));
  await vi.waitFor(() => expect(intake.ids).toEqual([1]), 10_000);

  proxy.silence();
  const before = Date.now();
  await queue.wake(wakeOf("intake", 2));
  expect(Date.now() - before).toBeLessThan(4_000);
  expect(log.warnings[0]).toMatch(/^The queue does not answer/);

  proxy.speak();
  let version = 1;
  const wakeAgain = async () => {
    await queue.wake(wakeOf("intake", 2, { version: ++version }));
    expect(intake.ids).toContain(2);
  };
  await vi.waitFor(wakeAgain, { timeout: 60_000, interval: 500 });
}

// Both wait for the same twenty seconds.
test("a queue whose server falls silent goes on over another connection", async () => {
  const { connectionString, drop } = await freshDatabase();
  cleanUp.push(drop);
  const database = await throughProxy(connectionString);
  const homes = [expectToGoOn({ redisUrl: null, databaseUrl: database.url }, database.proxy)];
  const server = hasRedis() ? await startRedis() : null;
  if (server !== null) {
    cleanUp.push(server.stop);
    const redis = await throughProxy(server.url);
    homes.push(expectToGoOn({ redisUrl: redis.url, databaseUrl: connectionString }, redis.proxy));
  }
  await Promise.all(homes);
}, 90_000);
