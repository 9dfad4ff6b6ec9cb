/** What a job says, what it is called and how often it is tried; and the alarm clock, which adds jobs and never throws. */
import type { JobsOptions } from "bullmq";
import { z } from "zod";
import { TransientError } from "../errors.ts";
import type { AlarmClock, Attempt, QueueName, Wake } from "../flows/ports.ts";
import type { OutageLog } from "../outage.ts";
import type { JobQueue, QueueBackend } from "./backend.ts";

export const QUEUE_NAMES: readonly QueueName[] = ["intake", "outbox", "clock", "reminder", "webhook"];

/** A job carries no more than the row to look at: everything else is read when it runs. */
export const jobPayload = z.strictObject({ id: z.number().int().positive() });
export type JobPayload = z.output<typeof jobPayload>;

/** New with each wake version, because BullMQ ignores a job whose id it still knows (no `:`, not a bare number). */
export function jobId(wake: Pick<Wake, "queue" | "id" | "version">): string {
  return `${wake.queue}-${wake.id}-v${wake.version}`;
}

/**
 * Retries are for handlers that throw (the database is away); what a row itself needs tried again is its own record and
 * wake. A job that is through is removed, since a kept one swallows a re-add of its id.
 */
const JOB_OPTIONS = {
  attempts: 3,
  backoff: { type: "exponential", delay: 1_000 },
  removeOnComplete: true,
  removeOnFail: true,
} satisfies JobsOptions;

/**
 * How long to let a job rest that could not do its work yet, in milliseconds; null: leave it to the sweep.
 * @param starts How often the job has been started, from 1.
 */
export function restMs(attempt: Exclude<Attempt, "done" | "finished">, starts: number): number | null {
  const doubling = 2 ** Math.min(starts - 1, 12);
  switch (attempt) {
    // Whoever holds the row may be waking for the same reason, or be about to commit what this wake is about.
    case "busy":
      return Math.min(100 * doubling, 5_000);
    // The row before it wakes this one when it is done; this is for when that one dies.
    case "waiting":
      return Math.min(200 * doubling, 5_000);
    // Clocks that differ by seconds between hosts. A row that was put off by more has a wake of its own.
    case "early":
      return starts > 8 ? null : Math.min(1_000 * doubling, 60_000);
  }
}

/** Longest that adding jobs may hold up who adds them. */
const ADD_DEADLINE_MS = 3_000;

export interface QueueAlarmClock extends AlarmClock {
  close(): Promise<void>;
}

/** The AlarmClock on BullMQ. Connects at the first wake, so a command that wakes nobody needs no queue. */
export function createAlarmClock(backend: QueueBackend, outage: OutageLog): QueueAlarmClock {
  const queues = new Map<QueueName, JobQueue>();

  const openQueue = (name: QueueName) => {
    const known = queues.get(name);
    if (known !== undefined) return known;
    const queue = backend.openQueue(name);
    queue.on("error", outage.failed);
    queues.set(name, queue);
    return queue;
  };

  const addNow = async (name: QueueName, wakes: Wake[]) => {
    const queue = openQueue(name);
    try {
      await addJobs(queue, wakes);
    } catch (error) {
      // BullMQ remembers a first connection that failed for good: the next wake opens the queue anew.
      queues.delete(name);
      queue.close().catch(() => {});
      throw error;
    }
  };

  const addTo = new Map(QUEUE_NAMES.map((name) => [name, gather((wakes) => addNow(name, wakes))]));

  const add = async (wakes: Wake[]) => {
    await backend.ready();
    await Promise.all(
      [...addTo].map(async ([name, addGathered]) => {
        const own = wakes.filter((wake) => wake.queue === name);
        if (own.length > 0) await addGathered(own);
      }),
    );
  };

  return {
    async wake(wakes) {
      if (wakes.length === 0) return;
      try {
        await withDeadline(add(wakes), ADD_DEADLINE_MS);
        outage.over();
      } catch (error) {
        outage.failed(error);
      }
    },
    async close() {
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
    },
  };
}

/**
 * One call at a time: wakes that come while others are being added go along in the next call, so that a busy desk adds many
 * jobs at a time and an idle one adds its job at once.
 */
function gather(add: (wakes: Wake[]) => Promise<void>): (wakes: Wake[]) => Promise<void> {
  let flying: Promise<unknown> = Promise.resolve();
  let waiting: { wakes: Wake[]; added: Promise<void> } | null = null;
  return (wakes) => {
    if (waiting) {
      waiting.wakes.push(...wakes);
      return waiting.added;
    }
    const group = { wakes: [...wakes], added: Promise.resolve() };
    group.added = flying.then(() => {
      waiting = null;
      const added = add(group.wakes);
      flying = added.catch(() => {});
      return added;
    });
    waiting = group;
    return group.added;
  };
}

/** Up to here single calls are cheaper: addBulk makes temporary tables on Postgres. */
const FEW = 8;

async function addJobs(queue: JobQueue, wakes: Wake[]): Promise<void> {
  const jobs = wakes.map((wake) => ({
    name: wake.queue,
    data: { id: wake.id },
    opts: { ...JOB_OPTIONS, jobId: jobId(wake), delay: untilMs(wake.at) },
  }));
  if (jobs.length > FEW) await queue.addBulk(jobs);
  else for (const job of jobs) await queue.add(job.name, job.data, job.opts);
}

function untilMs(at: Date | null): number {
  return at === null ? 0 : Math.max(0, at.getTime() - Date.now());
}

async function withDeadline(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new TransientError(`no answer within ${ms / 1000} s`, { reason: "queue_slow" })),
      ms,
    );
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
