/** The queue as one process of the desk holds it, with handlers of the test's own. */
import type { Attempt, Logger, QueueName, Wake } from "../../src/flows/ports.ts";
import { openQueueBackend } from "../../src/jobs/backend.ts";
import { createAlarmClock } from "../../src/jobs/queues.ts";
import { type JobHandlers, startWorkers } from "../../src/jobs/workers.ts";
import { createOutageLog } from "../../src/outage.ts";
import type { TestBackend } from "./backends.ts";

export interface TestQueue {
  wake(...wakes: Wake[]): Promise<void>;
  /** Ends the workers only; resolves like the desk's own shutdown. */
  closeWorkers(): Promise<void>;
  close(): Promise<void>;
}

export function openTestQueue(
  home: Pick<TestBackend, "redisUrl" | "databaseUrl">,
  handlers: JobHandlers,
  log: Logger,
): TestQueue {
  const outage = createOutageLog(log, "The queue", "jobs wait");
  const backend = openQueueBackend({
    redisUrl: home.redisUrl,
    databaseUrl: home.databaseUrl,
    prefix: "test",
  });
  const alarm = createAlarmClock(backend, outage);
  const concurrency = { intake: 4, outbox: 4, clock: 2, reminder: 2, webhook: 2 };
  const workers = startWorkers({ backend, handlers, concurrency, outage, log });
  return {
    wake: (...wakes) => alarm.wake(wakes),
    closeWorkers: () => workers.close(),
    async close() {
      await workers.close();
      await alarm.close();
      await backend.close();
    },
  };
}

export function wakeOf(queue: QueueName, id: number, more: Partial<Wake> = {}): Wake {
  return { queue, id, version: 1, at: null, ...more };
}

/** A logger that keeps what operators would read: warnings and errors. */
export function keepingLog(): Logger & { warnings: string[] } {
  const warnings: string[] = [];
  const keep = (_fields: object, message: string) => warnings.push(message);
  return { warnings, debug() {}, info() {}, warn: keep, error: keep };
}

/** A handler that keeps the ids it was called with. */
export function recording(answer: (id: number, call: number) => Attempt | Promise<Attempt> = () => "done"): {
  ids: number[];
  handle(id: number): Promise<Attempt>;
} {
  const ids: number[] = [];
  return {
    ids,
    async handle(id) {
      ids.push(id);
      return answer(id, ids.filter((known) => known === id).length);
    },
  };
}
