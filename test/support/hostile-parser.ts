/** A parser's thread that mails can hurt: for what no mail we know of does to the real one, and some mail may. */

const CODE = `
import { parentPort } from "node:worker_threads";
const { TASKS } = await import(${JSON.stringify(new URL("../../dist/mail/parse-task.js", import.meta.url).href)});
let last = Promise.resolve();
parentPort.on("message", (request) => { last = last.then(() => answer(request)); });
async function answer({ task, raw }) {
  const mail = Buffer.from(raw);
  if (mail.includes("HANG")) for (;;);
  if (mail.includes("CRASH")) process.exit(3);
  if (mail.includes("THROW")) throw new Error("a bug in a library");
  if (mail.includes("DEVOUR")) for (const all = []; ; ) all.push(new Array(100_000).fill(0).map((_, i) => ({ i })));
  parentPort.postMessage({ answer: await TASKS[task](mail) });
}
parentPort.postMessage("ready");
`;

/** For createMailParser: hangs, ends, throws or takes all memory where a mail says HANG, CRASH, THROW or DEVOUR; else the real one. */
export const hostileEntry = new URL(`data:text/javascript,${encodeURIComponent(CODE)}`);
