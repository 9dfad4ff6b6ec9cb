/** Workers: each job calls the handler of its queue for one row; a row that could not be worked on yet is looked at again. */
import { setTimeout as delay } from "node:timers/promises";
import { DelayedError } from "bullmq";
import { oneLine, TransientError } from "../errors.ts";
import type { Attempt, Logger, QueueName } from "../flows/ports.ts";
import { createOutageLog, type OutageLog } from "../outage.ts";
import { within } from "../within.ts";
import type { JobProcessor, JobWorker, QueueBackend } from "./backend.ts";
import { jobPayload, QUEUE_NAMES, restMs } from "./queues.ts";

/**
 * What is done with a row, by queue. Failures of the row are recorded by the handler; what it throws is retried a little. One that
 * goes on to other rows ends soon after `closing` aborts.
 */
export type JobHandlers = Readonly<Partial<Record<QueueName, Handler>>>;
type Handler = (id: number, closing: AbortSignal) => Promise<Attempt>;

export interface WorkersOptions {
  backend: QueueBackend;
  /** Queues without a handler are left to other processes. */
  handlers: JobHandlers;
  /** Rows worked on at once in this process. */
  concurrency: Readonly<Record<QueueName, number>>;
  outage: OutageLog;
  log: Logger;
}

export interface Workers {
  /** Takes no new job, waits for running ones (7 s at most), then ends the workers. */
  close(): Promise<void>;
}

const DRAIN_MS = 7_000;
/** For BullMQ to file the last results, once no handler runs any more. */
const FILE_MS = 500;
const RECONNECT_MS = 1_000;

/** Starts the workers and returns at once: while the queue is away they wait for it. */
export function startWorkers(options: WorkersOptions): Workers {
  const { backend, handlers, concurrency, outage, log } = options;
  const running = new Set<Promise<unknown>>();
  const workers = new Map<QueueName, JobWorker>();
  const closing = new AbortController();
  const database = createOutageLog(log, "The database", "jobs wait");

  const open = (name: QueueName, handler: Handler) => {
    const worker = backend.openWorker(name, processJobs(handler, running, closing.signal), concurrency[name]);
    worker.on("active", outage.over);
    worker.on("error", (error) => {
      // The job was taken from under its handler (keys flushed, lock expired): the row has its result, or is swept up.
      if (isJobGone(error)) log.info({ queue: name, reason: "job_gone" }, oneLine(error));
      else outage.failed(error);
    });
    worker.on("completed", database.over);
    worker.on("failed", (job, error) => {
      const fields = { queue: name, id: job?.data.id, attempts: job?.attemptsMade };
      const words = `${name} ${fields.id} could not be worked on: ${oneLine(error)}`;
      if (!(error instanceof TransientError)) log.error({ ...fields, error }, words);
      else if (error.reason === "database_unavailable") database.failed(error);
      else log.info({ ...fields, reason: error.reason }, words);
    });
    workers.set(name, worker);
    return worker;
  };

  const keepRunning = async (name: QueueName, handler: Handler) => {
    while (!closing.signal.aborted) {
      try {
        await backend.ready();
        const worker = open(name, handler);
        await worker.waitUntilReady();
        if (!closing.signal.aborted) await worker.run();
        return;
      } catch (error) {
        // BullMQ remembers a first connection that failed for good, so a new worker is made.
        outage.failed(error);
        await workers
          .get(name)
          ?.close(true)
          .catch(() => {});
        await delay(RECONNECT_MS, undefined, { signal: closing.signal }).catch(() => {});
      }
    }
  };

  const loops = QUEUE_NAMES.flatMap((name) => {
    const handler = handlers[name];
    return handler === undefined ? [] : [keepRunning(name, handler)];
  });

  return {
    async close() {
      closing.abort();
      const closed = Promise.allSettled([...workers.values()].map((worker) => worker.close()));
      await within(DRAIN_MS, allSettled(running), null);
      const ended = Promise.all([closed, ...loops]).then(() => true);
      const inTime = await within(FILE_MS, ended, false);
      if (inTime) return;
      log.warn({ running: running.size }, "Workers did not end in time; their rows are taken up again later");
      const left = [...workers.values()].map((worker) => worker.disconnect());
      await within(FILE_MS, Promise.allSettled(left), null);
    },
  };
}

function processJobs(handler: Handler, running: Set<Promise<unknown>>, closing: AbortSignal): JobProcessor {
  const look = async (id: number, starts: number): Promise<number | null> => {
    // A worker that is closing may have fetched one more job: another worker gets it.
    if (closing.aborted) return 0;
    const work = handler(id, closing);
    running.add(work);
    const attempt = await work.finally(() => running.delete(work));
    return attempt === "done" || attempt === "finished" ? null : restMs(attempt, starts);
  };
  return async (job, token) => {
    const rest = await look(jobPayload.parse(job.data).id, job.attemptsStarted);
    if (rest === null) return;
    await job.moveToDelayed(Date.now() + rest, token);
    throw new DelayedError();
  };
}

function isJobGone(error: Error): boolean {
  // BullMQ's own refusals carry its ErrorCode, a number; servers' and Node's codes are words.
  return "code" in error && typeof error.code === "number";
}

async function allSettled(running: Set<Promise<unknown>>): Promise<void> {
  while (running.size > 0) await Promise.allSettled(running);
}
