/** A process that runs until it is told to stop, and what a bug does to it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { projectRoot } from "../support/build.ts";

/** Runs a script that has `stop`, listening already. */
async function run(script: string) {
  const moduleOf = (file: string) => JSON.stringify(pathToFileURL(join(projectRoot, "dist", file)).href);
  const source = `
    const { createLogger } = await import(${moduleOf("log.js")});
    const { listenForStop } = await import(${moduleOf("cli/stop-signal.js")});
    const stop = listenForStop(createLogger("info"));
    ${script}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", source], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  const [code, signal] = await once(child, "close");
  return { code, signal, stderr };
}

test("a bug ends it with 1, and its stack stands in the log", async () => {
  const { code, stderr } = await run(`
    setInterval(() => {}, 1_000);
    setTimeout(() => { throw new TypeError("a bug"); }, 1);`);
  expect(code).toBe(1);
  expect(JSON.parse(stderr)).toMatchObject({
    level: "error",
    error: { type: "TypeError", message: "a bug" },
  });
  expect(JSON.parse(stderr).error.stack).toContain("at ");
});

test("a promise that nobody waited for does so, too", async () => {
  const { code, stderr } = await run(`
    setInterval(() => {}, 1_000);
    Promise.reject(new Error("forgotten"));`);
  expect(code).toBe(1);
  expect(stderr).toContain("forgotten");
});

test("what still runs when everything is closed is cut off", async () => {
  const { code, signal } = await run(`
    setInterval(() => {}, 1_000);
    process.kill(process.pid, "SIGTERM");
    await stop.requested;
    process.exitCode = 0;
    stop.ended();`);
  expect({ code, signal }).toEqual({ code: 0, signal: null });
});
