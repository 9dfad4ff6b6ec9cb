/** The entry of a parser thread (parse-threads.ts): one mail after the other, each answered in full or not at all. */
import { parentPort, workerData } from "node:worker_threads";
import { type ParseRequest, type ParseResponse, TASKS } from "./parse-task.ts";

/** One number, written by the thread that asks (ParseRequest). */
const turnNow = workerData as Int32Array;

let last: Promise<void> = Promise.resolve();
parentPort?.on("message", (request: ParseRequest) => {
  last = last
    .then(() => answer(request))
    .then((response) => parentPort?.postMessage(response, buffersOf(response)));
});

parentPort?.postMessage("ready" satisfies ParseResponse);

async function answer({ task, raw, turn }: ParseRequest): Promise<ParseResponse> {
  if (Atomics.load(turnNow, 0) !== turn) return "taken_back";
  try {
    return { answer: await TASKS[task](Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** Contents that fill a memory block of their own change hands without a copy. */
function buffersOf(response: ParseResponse): ArrayBuffer[] {
  if (typeof response === "string" || !("answer" in response) || !Array.isArray(response.answer)) return [];
  const blocks = response.answer.map((file) => file.content.buffer as ArrayBuffer);
  return [...new Set(blocks)].filter((block) => block.byteLength > 65_536);
}
