/** Runs a command line in this process, as src/main.ts does, and keeps what it said. */
import type { Io } from "../../src/cli/io.ts";
import { run } from "../../src/cli/program.ts";

export interface CliResult {
  code: number;
  out: string;
  err: string;
  /** The lines of stdout, each as the JSON that it is. */
  json(): Record<string, unknown>[];
}

export async function runCli(args: string[], env: NodeJS.ProcessEnv = {}, stdin = ""): Promise<CliResult> {
  const out: Buffer[] = [];
  const err: string[] = [];
  const io: Io = {
    out: (text) => void out.push(Buffer.from(`${text}\n`)),
    bytes: (bytes) => void out.push(Buffer.from(bytes)),
    err: (text) => void err.push(`${text}\n`),
    stdin: async () => Buffer.from(stdin),
    width: 100,
    isWatched: false,
    isPiped: true,
  };
  const code = await run(args, io, env);
  const text = Buffer.concat(out).toString();
  return {
    code,
    out: text,
    err: err.join(""),
    json: () => text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)])),
  };
}

/** For what asks the command line about itself and prints nothing. */
export const silentIo: Io = {
  out() {},
  bytes() {},
  err() {},
  stdin: async () => Buffer.alloc(0),
  width: 100,
  isWatched: false,
  isPiped: false,
};
