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
import type { ParseAnswers, ParseRequest, ParseResponse, ParseTask } from "./parse-task.ts";
import { rawFile, unreadableReading } from "./unreadable.ts";

/** Both reject with a TransientError when the parser is closed meanwhile. */
export interface MailParser {
  /** Starts a thread ahead of the first mail. */
  prepare(): void;
  /**
   * `onSlow` is called where this mail takes so long that a thread is held up by it. `isWanted` is asked when its turn comes: it
   * rejects where nobody waits for it any more.
   */
  read(raw: Buffer, onSlow?: () => void, isWanted?: () => boolean): Promise<MailReading>;
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
/** A mail that takes longer holds up nobody: what waits behind it goes to other threads, to one more where all are held up. */
const PATIENCE_MS = 150;
const MOST_THREADS = 12;
/** Mails that a thread has in hand: it need not wait for the next one to be handed over. */
const AHEAD = 4;
/** So that a heap of large mails holds up no small one for long: for each kilobyte a mail lets others go first that come so much later. */
const MS_PER_KB = 1;
const LONGEST_STEP_BACK_MS = 2_000;
const IDLE_MS = 30_000;
const GRACE_MS = 100;
/** For a thread to load its modules, on a host that is busy. */
const START_MS = 20_000;

interface Job {
  task: ParseTask;
  raw: Buffer;
  /** Instant by which its turn comes. */
  due: number;
  onSlow(): void;
  isWanted(): boolean;
  done(answer: unknown): void;
  abandon(): void;
}

interface Thread {
  worker: Worker;
  /** One number that it shares; moved on to take back what it has not begun. */
  turn: Int32Array;
  /** Its modules are loaded, so that time counts for the mail alone. */
  isReady: boolean;
  /** What it was given, in the order in which it answers; null: taken back, its answer counts for nothing. */
  given: (Job | null)[];
  /** Its first mail takes long. */
  isHeldUp: boolean;
  timer: NodeJS.Timeout | null;
  patience: NodeJS.Timeout | null;
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
  let isClosed = false;

  const ask = <T extends ParseTask>(
    task: T,
    raw: Buffer,
    onSlow = () => {},
    isWanted = () => true,
  ): Promise<ParseAnswers[T]> =>
    new Promise((resolve, reject) => {
      const done = (answer: unknown) => resolve(answer as ParseAnswers[T]);
      const abandon = () => reject(new TransientError("the parser was closed", { reason: "parser_closed" }));
      if (isClosed) return abandon();
      const due = Date.now() + Math.min((raw.length / 1_000) * MS_PER_KB, LONGEST_STEP_BACK_MS);
      queue({ task, raw, due, onSlow, isWanted, done, abandon });
      assign();
    });

  const queue = (job: Job): void => {
    const at = waiting.findLastIndex((other) => other.due <= job.due) + 1;
    waiting.splice(at, 0, job);
  };

  const assign = (): void => {
    for (let job = waiting[0]; job !== undefined; job = waiting[0]) {
      if (!job.isWanted()) {
        waiting.shift();
        job.abandon();
        continue;
      }
      const thread = chooseThread([...threads]) ?? (mayStart() ? start() : null);
      if (thread === null) return;
      waiting.shift();
      give(thread, job);
    }
  };

  /** An idle one; one that has others in hand only where no more may be started. */
  const chooseThread = (all: Thread[]): Thread | null => {
    const [least] = all
      .filter((thread) => !thread.isHeldUp && thread.given.length < AHEAD)
      .sort((one, other) => one.given.length - other.given.length);
    if (least === undefined) return null;
    return least.given.length > 0 && threads.size < usualThreads() ? null : least;
  };

  const mayStart = (): boolean => {
    const areHeldUp = [...threads].every((thread) => thread.isHeldUp);
    return threads.size < (areHeldUp ? MOST_THREADS : usualThreads());
  };

  const start = (): Thread => {
    const turn = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(entry, {
      workerData: turn,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 64 },
      // A library may print what it likes: standard output is the desk's.
      stdout: true,
      execArgv: [],
    });
    worker.stdout.resume();
    const thread: Thread = {
      worker,
      turn,
      isReady: false,
      given: [],
      isHeldUp: false,
      timer: null,
      patience: null,
    };
    threads.add(thread);
    worker.unref();
    worker.on("message", (response: ParseResponse) => {
      if (response === "ready") {
        thread.isReady = true;
        goOn(thread);
      } else if (response === "taken_back") takeBack(thread);
      else if ("answer" in response) finish(thread, response.answer);
      else fail(thread, "parser_failed", response.error);
    });
    // What it answered before is heard by the time of its exit, perhaps not yet when it fails.
    let failure: NodeJS.ErrnoException = new Error("the thread ended");
    worker.on("error", (error) => {
      failure = error;
    });
    worker.on("exit", () => {
      const isFull = failure.code === "ERR_WORKER_OUT_OF_MEMORY";
      lose(thread, isFull ? "too_much_memory" : "parser_failed", oneLine(failure));
    });
    return thread;
  };

  const give = (thread: Thread, job: Job): void => {
    thread.given.push(job);
    thread.worker.ref();
    // A copy, because a small buffer shares its memory with others; as memory of its own it changes hands for nothing.
    const raw = new Uint8Array(job.raw);
    const turn = Atomics.load(thread.turn, 0);
    thread.worker.postMessage({ task: job.task, raw, turn } satisfies ParseRequest, [raw.buffer]);
    if (thread.given.length === 1) goOn(thread);
  };

  /** The thread turns to the first of what it was given: time counts from now. */
  const goOn = (thread: Thread): void => {
    stopTimers(thread);
    thread.isHeldUp = false;
    const bytes = thread.given[0]?.raw.length ?? 0;
    if (!threads.has(thread)) return;
    if (thread.given.length === 0) {
      thread.timer = setTimeout(() => end(thread), IDLE_MS).unref();
      thread.worker.unref();
      return;
    }
    const allowed = thread.isReady ? timeMs + bytes * MS_PER_BYTE : START_MS;
    const giveUp = () => lose(thread, "too_slow", `no answer within ${Math.round(allowed)} ms`);
    // An answer may have come in while this process was busy.
    const isLate = () => {
      thread.timer = setTimeout(giveUp, GRACE_MS);
    };
    thread.timer = setTimeout(isLate, allowed);
    if (thread.isReady) thread.patience = setTimeout(() => leaveToOthers(thread), PATIENCE_MS);
  };

  const leaveToOthers = (thread: Thread): void => {
    thread.isHeldUp = true;
    const [first, ...others] = thread.given;
    if (first === undefined) return;
    thread.given = [first, ...others.map(() => null)];
    // What it has not begun it need not read either.
    Atomics.add(thread.turn, 0, 1);
    first?.onSlow();
    for (const job of others) if (job !== null) queue(job);
    assign();
  };

  /** On a host that is very busy it may not even have begun with its first one. */
  const takeBack = (thread: Thread): void => {
    const job = thread.given.shift();
    goOn(thread);
    if (job) queue(job);
    assign();
  };

  const finish = (thread: Thread, answer: unknown): void => {
    const job = thread.given.shift();
    goOn(thread);
    job?.done(answer);
    assign();
  };

  const fail = (thread: Thread, reason: string, words: string): void => {
    const job = thread.given[0] ?? null;
    if (job !== null) {
      log.warn({ reason, bytes: job.raw.length }, `A mail could not be read (${reason}): ${words}`);
    }
    finish(thread, job && (job.task === "read" ? unreadableReading(job.raw, reason) : [rawFile(job.raw)]));
  };

  /** The thread is of no more use. Its first mail is to blame; the others are read by somebody else. */
  const lose = (thread: Thread, reason: string, words: string): void => {
    end(thread);
    const [first, ...others] = thread.given;
    if (first === undefined) return;
    thread.given = [first];
    for (const job of others) if (job !== null) queue(job);
    fail(thread, reason, words);
  };

  const end = (thread: Thread): void => {
    threads.delete(thread);
    stopTimers(thread);
    void thread.worker.terminate();
  };

  return {
    prepare() {
      if (threads.size === 0) start();
    },
    read: (raw, onSlow, isWanted) => ask("read", raw, onSlow, isWanted),
    async files(raw) {
      const found = await ask("files", raw);
      // Bytes come out of another thread as plain arrays.
      return found.map((file) => ({ ...file, content: asBuffer(file.content) }));
    },
    async close() {
      isClosed = true;
      const ended = [...threads];
      const unread = ended.flatMap((thread) => thread.given.splice(0)).flatMap((job) => job ?? []);
      for (const job of [...unread, ...waiting.splice(0)]) job.abandon();
      for (const thread of ended) end(thread);
      await Promise.all(ended.map((thread) => thread.worker.terminate()));
    },
  };
}

function stopTimers(thread: Thread): void {
  for (const timer of [thread.timer, thread.patience]) if (timer !== null) clearTimeout(timer);
  thread.timer = null;
  thread.patience = null;
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
