/** The queue's server dies and comes back: nobody who wakes is held up or thrown at, and workers go on by themselves. */
import { afterEach, expect, test, vi } from "vitest";
import type { JobHandlers } from "../../src/jobs/workers.ts";
import { describeEachBackend } from "../support/backends.ts";
import { keepingLog, openTestQueue, recording, type TestQueue, wakeOf } from "../support/jobs.ts";

describeEachBackend(
  "queue in an outage",
  (backend) => {
    const open: TestQueue[] = [];
    const log = keepingLog();
    afterEach(async () => {
      await Promise.all(open.splice(0).map((queue) => queue.close()));
      log.warnings.length = 0;
    });
    const openQueue = (handlers: JobHandlers) => {
      const queue = openTestQueue(backend, handlers, log);
      open.push(queue);
      return queue;
    };
    let version = 1;
    /** As the sweep does, until the row is seen to. */
    const wakeUntil = (queue: TestQueue, id: number, seen: number[]) =>
      vi.waitFor(
        async () => {
          await queue.wake(wakeOf("intake", id, { version: ++version }));
          expect(seen).toContain(id);
        },
        { timeout: 20_000, interval: 250 },
      );

    test("workers go on when the server is back", async () => {
      const intake = recording();
      const queue = openQueue({ intake: intake.handle });
      await wakeUntil(queue, 1, intake.ids);
      await backend.crash();
      const before = Date.now();
      await queue.wake(wakeOf("intake", 2), wakeOf("intake", 3));
      await queue.wake(wakeOf("intake", 4));
      expect(Date.now() - before).toBeLessThan(4_000);
      await backend.recover();
      await wakeUntil(queue, 2, intake.ids);
      expect(log.warnings.length).toBeGreaterThan(0);
      // One line an outage, however many calls failed; a server that is just up may refuse once more.
      expect(log.warnings.length).toBeLessThanOrEqual(3);
      expect(log.warnings[0]).toMatch(/^The queue does not answer \(.+\) — .+/);
    }, 60_000);

    test("a process that starts during the outage works once it is over", async () => {
      await backend.crash();
      const intake = recording();
      const queue = openQueue({ intake: intake.handle });
      await queue.wake(wakeOf("intake", 5));
      await backend.recover();
      await wakeUntil(queue, 6, intake.ids);
    }, 60_000);

    test("workers close during the outage without waiting for its end", async () => {
      const intake = recording();
      const queue = openTestQueue(backend, { intake: intake.handle }, log);
      await wakeUntil(queue, 7, intake.ids);
      await backend.crash();
      const before = Date.now();
      await queue.close();
      expect(Date.now() - before).toBeLessThan(5_000);
      await backend.recover();
    }, 60_000);
  },
  { ownServer: true },
);
