/** The queue's contract, on both backends: a wake reaches its row's handler, late rather than never, and never ends a process. */
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { TransientError } from "../../src/errors.ts";
import type { JobHandlers } from "../../src/jobs/workers.ts";
import { describeEachBackend } from "../support/backends.ts";
import { keepingLog, openTestQueue, recording, type TestQueue, wakeOf } from "../support/jobs.ts";

const SOON = { timeout: 10_000, interval: 10 };

describeEachBackend("queue", (backend) => {
  const open: TestQueue[] = [];
  const log = keepingLog();
  // A queue of the next test must not see jobs of the last.
  afterEach(async () => {
    await Promise.all(open.splice(0).map((queue) => queue.close()));
    await backend.loseJobs();
    log.warnings.length = 0;
  });
  const openQueue = (handlers: JobHandlers) => {
    const queue = openTestQueue(backend, handlers, log);
    open.push(queue);
    return queue;
  };

  test("wakes the handler of its queue with the row's id", async () => {
    const intake = recording();
    const outbox = recording();
    const queue = openQueue({ intake: intake.handle, outbox: outbox.handle });
    await queue.wake(wakeOf("intake", 7), wakeOf("outbox", 8));
    await queue.wake(wakeOf("intake", 9));
    await vi.waitFor(() => expect(intake.ids.toSorted()).toEqual([7, 9]), SOON);
    await vi.waitFor(() => expect(outbox.ids).toEqual([8]), SOON);
    expect(log.warnings).toEqual([]);
  });

  test("counts the same wake once, and the next version of it again", async () => {
    const clock = recording();
    const producer = openQueue({});
    await producer.wake(wakeOf("clock", 5));
    await producer.wake(wakeOf("clock", 5));
    const queue = openQueue({ clock: clock.handle });
    await vi.waitFor(() => expect(clock.ids).toEqual([5]), SOON);
    await queue.wake(wakeOf("clock", 5, { version: 2 }));
    await vi.waitFor(() => expect(clock.ids).toEqual([5, 5]), SOON);
  });

  test("does not lose a wake that arrives while its row is being worked on", async () => {
    // As the store does it: one holds the row, whoever comes meanwhile finds it busy.
    let held = false;
    let finished = 0;
    const release: (() => void)[] = [];
    const queue = openQueue({
      outbox: async () => {
        if (held) return "busy";
        held = true;
        await new Promise<void>((resolve) => release.push(resolve));
        held = false;
        finished++;
        return "done";
      },
    });
    await queue.wake(wakeOf("outbox", 3));
    await vi.waitFor(() => expect(release).toHaveLength(1), SOON);
    await queue.wake(wakeOf("outbox", 3, { version: 2 }));
    await delay(300);
    expect(finished).toBe(0);
    release[0]?.();
    await vi.waitFor(() => expect(release).toHaveLength(2), SOON);
    release[1]?.();
    await vi.waitFor(() => expect(finished).toBe(2), SOON);
  });

  test("comes back to a row that has to wait or is early", async () => {
    const intake = recording((_id, call) => (call < 4 ? "waiting" : "done"));
    const clock = recording((_id, call) => (call < 2 ? "early" : "done"));
    const queue = openQueue({ intake: intake.handle, clock: clock.handle });
    await queue.wake(wakeOf("intake", 1), wakeOf("clock", 2));
    await vi.waitFor(
      () =>
        expect([intake.ids, clock.ids]).toEqual([
          [1, 1, 1, 1],
          [2, 2],
        ]),
      SOON,
    );
  });

  test("keeps a wake until its time", async () => {
    const at = Date.now() + 900;
    let calledAt = 0;
    const queue = openQueue({
      clock: async () => {
        calledAt = Date.now();
        return "done";
      },
    });
    await queue.wake(wakeOf("clock", 1, { at: new Date(at) }));
    await vi.waitFor(() => expect(calledAt).toBeGreaterThan(0), SOON);
    expect(calledAt).toBeGreaterThanOrEqual(at - 5);
    expect(calledAt).toBeLessThan(at + 3_000);
  });

  test("tries a handler that throws again, and holds up no other row", async () => {
    const intake = recording((id, call) => {
      if (id === 1 && call === 1) throw new Error("stumbled");
      return "done";
    });
    const queue = openQueue({ intake: intake.handle });
    await queue.wake(wakeOf("intake", 1), wakeOf("intake", 2));
    await vi.waitFor(() => expect(intake.ids).toContain(2), SOON);
    await vi.waitFor(() => expect(intake.ids.filter((id) => id === 1)).toHaveLength(2), SOON);
    expect(log.warnings).toEqual(["intake 1 could not be worked on: stumbled"]);
  });

  test("tells once that the database is away, however many rows wait for it", async () => {
    const away = new TransientError("The database does not answer", {
      reason: "database_unavailable",
      hint: "look at it",
    });
    const intake = recording((_id, call) => {
      if (call === 1) throw away;
      return "done";
    });
    const queue = openQueue({ intake: intake.handle });
    await queue.wake(...[1, 2, 3, 4, 5].map((id) => wakeOf("intake", id)));
    await vi.waitFor(() => expect(intake.ids).toHaveLength(10), SOON);
    expect(log.warnings).toEqual(["The database does not answer — look at it"]);
  });

  test("shares the work of two processes, each row once", async () => {
    const handle = async () => {
      await delay(5);
      return "done" as const;
    };
    const here = recording(handle);
    const there = recording(handle);
    const queue = openQueue({ intake: here.handle });
    openQueue({ intake: there.handle });
    const ids = Array.from({ length: 200 }, (_, index) => index + 1);
    await queue.wake(...ids.map((id) => wakeOf("intake", id)));
    await vi.waitFor(() => expect(here.ids.length + there.ids.length).toBe(200), SOON);
    expect([...here.ids, ...there.ids].toSorted((a, b) => a - b)).toEqual(ids);
    expect(here.ids.length).toBeGreaterThan(20);
    expect(there.ids.length).toBeGreaterThan(20);
  });

  test("goes on after every job was lost, even the one that runs", async () => {
    let release = () => {};
    const intake = recording((id) =>
      id === 1 ? new Promise((resolve) => (release = () => resolve("done"))) : "done",
    );
    const queue = openQueue({ intake: intake.handle });
    await queue.wake(wakeOf("intake", 1), wakeOf("intake", 2, { at: new Date(Date.now() + 600) }));
    await vi.waitFor(() => expect(intake.ids).toEqual([1]), SOON);
    await backend.loseJobs();
    release();
    // What the sweep does about the row whose job was lost.
    await queue.wake(wakeOf("intake", 2, { version: 2 }));
    await vi.waitFor(() => expect(intake.ids).toEqual([1, 2]), SOON);
    expect(log.warnings).toEqual([]);
  });

  test("closes when the running handler is done, and takes no more", async () => {
    let release = () => {};
    const intake = recording(() => new Promise((resolve) => (release = () => resolve("done"))));
    const queue = openQueue({ intake: intake.handle });
    await queue.wake(wakeOf("intake", 1));
    await vi.waitFor(() => expect(intake.ids).toEqual([1]), SOON);
    let closed = false;
    const closing = queue.closeWorkers().then(() => {
      closed = true;
    });
    await queue.wake(wakeOf("intake", 2));
    await delay(200);
    expect(closed).toBe(false);
    release();
    await closing;
    const next = recording();
    openQueue({ intake: next.handle });
    await vi.waitFor(() => expect(next.ids).toEqual([2]), SOON);
    expect(intake.ids).toEqual([1]);
  });
});
