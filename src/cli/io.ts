/** What a command talks to: the two streams, as lines; and the meaning of its exit code. */
import type { Environment } from "../config.ts";

/** Fine, not fine (the answer is no, or something outside is away), wrong usage (arguments, environment, desk.yaml). */
export const FINE = 0;
export const NOT_FINE = 1;
export const WRONG_USAGE = 2;
export type ExitCode = typeof FINE | typeof NOT_FINE | typeof WRONG_USAGE;

export interface Io {
  /** One line (or several) on stdout: what was asked for, and nothing else. */
  out(text: string): void;
  /** Bytes on stdout as they are. */
  bytes(bytes: Uint8Array): void;
  /** One line on stderr: everything said beside the answer. */
  err(text: string): void;
  /** Everything on stdin, until it ends. */
  stdin(): Promise<Buffer>;
  /** Columns that a table may take. */
  width: number;
  /** Whether somebody watches stderr: progress is shown only then. */
  isWatched: boolean;
  /** Whether the answer goes elsewhere than to the terminal, so that a bar on stderr stands alone there. */
  isPiped: boolean;
}

/** What every command is given. */
export interface Context {
  io: Io;
  /** Throws ConfigFaults. */
  environment(): Environment;
}

export interface JsonOption {
  json?: boolean;
}

/** Narrower tables cannot hold a subject, wider ones cannot be read. */
const NARROWEST = 80;
const WIDEST = 120;

/** The process's own streams. A reader that went away (`… | head`) ends the process quietly. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(FINE);
      throw error;
    });
  }
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    bytes: (bytes) => void process.stdout.write(bytes),
    err: (text) => void process.stderr.write(`${text}\n`),
    stdin: readStdin,
    width: Math.min(Math.max(process.stdout.columns ?? WIDEST, NARROWEST), WIDEST),
    isWatched: process.stderr.isTTY === true,
    isPiped: process.stdout.isTTY !== true,
  };
}

async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
