/**
 * Reads mail in threads of their own, within limits on time and memory: whatever a mail does to the parser, it costs that mail only.
 * What could not be read comes back as a mail with sender, subject and the raw bytes as its one attachment.
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { oneLine, TransientError } from "../errors.ts";
import type { Logger } from "../flows/ports.ts";
import type { MailReading } from "../flows/ports-receiving.ts";
import type { AttachmentBytes } from "../flows/ports-sending.ts";
import type { ParseAnswers, ParseResponse, ParseTask } from "./parse-task.ts";
import { rawFile, unreadableReading } from "./unreadable.ts";

/** Both reject only when the parser is closed meanwhile (TransientError). */
export interface MailParser {
  /** Starts a thread ahead of the first mail. */
  prepare(): void;
  read(raw: Buffer): Promise<MailReading>;
  /** The attachments' contents, at the indexes that `read` gives them. */
  files(raw: Buffer): Promise<AttachmentBytes[]>;
  /** Ends every thread at once. */
  close(): Promise<void>;
}

export interface ParserLimits {
  /** For one mail; large ones get a second more for each ten megabytes. */
  timeMs: number;
  /** Of one thread's heap; the bytes of the mail itself lie outside of it. */
  memoryMb: number;
}

// Handing a mail over costs the calling thread a tenth of a millisecond, reading the smallest one itself four times that.
const LIMITS: ParserLimits = { timeMs: 4_000, memoryMb: 256 };
const MS_PER_BYTE = 1_000 / 10_000_000;
/** When no thread became free for so long, one more is started: all may be held up by hostile mails. */
const PATIENCE_MS = 150;
const MOST_THREADS = 12;
const IDLE_MS = 30_000;
/** For a thread to load its modules, on a host that is busy. */
const START_MS = 20_000;

interface Job {
  task: ParseTask;
  raw: Buffer;
  done(answer: unknown): void;
  abandon(): void;
}

interface Thread {
  worker: Worker;
  /** Its modules are loaded, so that time counts for the mail alone. */
  isReady: boolean;
  job: Job | null;
  timer: NodeJS.Timeout | null;
}

/** Starts no thread before there is work for it. `entry`: what a thread runs. */
export function createMailParser(
  log: Logger,
  limits: Partial<ParserLimits> = {},
  entry: URL = threadEntry(),
): MailParser {
  const { timeMs, memoryMb } = { ...LIMITS, ...limits };
  const threads = new Set<Thread>();
  const waiting: Job[] = [];
  let impatience: NodeJS.Timeout | null = null;
  let isClosed = false;

  const ask = <T extends ParseTask>(task: T, raw: Buffer): Promise<ParseAnswers[T]> =>
    new Promise((resolve, reject) => {
      const done = (answer: unknown) => resolve(answer as ParseAnswers[T]);
      const abandon = () => reject(new TransientError("the parser was closed", { reason: "parser_closed" }));
      if (isClosed) return abandon();
      waiting.push({ task, raw, done, abandon });
      assign();
    });

  const assign = (): void => {
    while (waiting.length > 0) {
      const idle = [...threads].find((thread) => thread.job === null);
      const thread = idle ?? (threads.size < usualThreads() ? start() : null);
      const job = thread === null ? undefined : waiting.shift();
      if (thread === null || job === undefined) break;
      give(thread, job);
    }
    if (waiting.length === 0) calmDown();
    else impatience ??= setTimeout(startOneMore, PATIENCE_MS);
  };

  const calmDown = (): void => {
    if (impatience !== null) clearTimeout(impatience);
    impatience = null;
  };

  const startOneMore = (): void => {
    impatience = null;
    // One that still loads its modules will be there sooner than another.
    const isComing = [...threads].some((thread) => !thread.isReady);
    const job = threads.size < MOST_THREADS && !isComing ? waiting.shift() : undefined;
    if (job !== undefined) give(start(), job);
    assign();
  };

  const start = (): Thread => {
    const worker = new Worker(entry, {
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 64 },
      // A library may print what it likes: standard output is the desk's.
      stdout: true,
      execArgv: [],
    });
    worker.stdout.resume();
    const thread: Thread = { worker, isReady: false, job: null, timer: null };
    threads.add(thread);
    worker.unref();
    worker.on("message", (response: ParseResponse) => {
      if (response === "ready") {
        thread.isReady = true;
        if (thread.job !== null) limit(thread, thread.job);
        calmDown();
        assign();
      } else if ("answer" in response) finish(thread, response.answer);
      else fail(thread, "parser_failed", response.error);
    });
    worker.on("error", (error: NodeJS.ErrnoException) => {
      end(thread);
      fail(
        thread,
        error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "too_much_memory" : "parser_failed",
        oneLine(error),
      );
    });
    worker.on("exit", () => {
      end(thread);
      fail(thread, "parser_failed", "the thread ended");
    });
    return thread;
  };

  const give = (thread: Thread, job: Job): void => {
    thread.job = job;
    limit(thread, job);
    thread.worker.ref();
    // A copy, because a small buffer shares its memory with others; as memory of its own it changes hands for nothing.
    const raw = new Uint8Array(job.raw);
    thread.worker.postMessage({ task: job.task, raw }, [raw.buffer]);
  };

  const limit = (thread: Thread, job: Job): void => {
    if (thread.timer !== null) clearTimeout(thread.timer);
    const allowed = thread.isReady ? timeMs + job.raw.length * MS_PER_BYTE : START_MS;
    thread.timer = setTimeout(() => {
      end(thread);
      fail(thread, "too_slow", `no answer within ${Math.round(allowed)} ms`);
    }, allowed);
  };

  const finish = (thread: Thread, answer: unknown): void => {
    const { job } = thread;
    thread.job = null;
    if (thread.timer !== null) clearTimeout(thread.timer);
    if (threads.has(thread)) {
      thread.timer = setTimeout(() => end(thread), IDLE_MS).unref();
      thread.worker.unref();
    }
    job?.done(answer);
    calmDown();
    assign();
  };

  const fail = (thread: Thread, reason: string, words: string): void => {
    const { job } = thread;
    if (job === null) return;
    log.warn({ reason, bytes: job.raw.length }, `A mail could not be read (${reason}): ${words}`);
    finish(thread, job.task === "read" ? unreadableReading(job.raw, reason) : [rawFile(job.raw)]);
  };

  const end = (thread: Thread): void => {
    threads.delete(thread);
    if (thread.timer !== null) clearTimeout(thread.timer);
    void thread.worker.terminate();
  };

  return {
    prepare() {
      if (threads.size === 0) start();
    },
    read: (raw) => ask("read", raw),
    async files(raw) {
      const found = await ask("files", raw);
      // Bytes come out of another thread as plain arrays.
      return found.map((file) => ({ ...file, content: asBuffer(file.content) }));
    },
    async close() {
      isClosed = true;
      calmDown();
      const ended = [...threads];
      for (const job of [...waiting.splice(0), ...ended.flatMap((thread) => thread.job ?? [])]) job.abandon();
      for (const thread of ended) {
        thread.job = null;
        end(thread);
      }
      await Promise.all(ended.map((thread) => thread.worker.terminate()));
    },
  };
}

/** The desk's own thread and the database need the processors, too. */
function usualThreads(): number {
  return Math.min(Math.max(availableParallelism() - 1, 1), 4);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Beside this file where it is built; the sources, which Node 20 cannot run in a thread, use what was built from them. */
function threadEntry(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith(".ts") ? "../../dist/mail/parse-worker.js" : "./parse-worker.js", here);
}
