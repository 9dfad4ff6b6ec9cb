import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../support/build.ts";

const main = join(projectRoot, "dist", "main.js");

describe("the command line as a process", () => {
  it("ends with its command's exit code and keeps answers and remarks apart", () => {
    const schema = spawnSync(process.execPath, [main, "check", "--schema"], { encoding: "utf8" });
    expect([schema.status, schema.stderr]).toEqual([0, ""]);
    expect(JSON.parse(schema.stdout)).toHaveProperty("properties.mailboxes");
    const wrong = spawnSync(process.execPath, [main, "nonsense"], { encoding: "utf8" });
    expect([wrong.status, wrong.stdout]).toEqual([2, ""]);
  });

  it("ends quietly when its reader goes away, as head does", async () => {
    const child = spawn(process.execPath, [main, "check", "--schema"], { stdio: ["ignore", "pipe", "pipe"] });
    const stderr: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.stdout.destroy();
    const [code, signal] = await once(child, "exit");
    expect([code, signal, Buffer.concat(stderr).toString()]).toEqual([0, null, ""]);
  });
});
