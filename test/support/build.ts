/** vitest's globalSetup: builds the command line anew where it is older than its source, for tests that run it as a process. */
import { spawnSync } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const projectRoot = fileURLToPath(new URL("../../", import.meta.url));

export default async function setup(): Promise<void> {
  const built = await stat(join(projectRoot, "dist", "main.js")).catch(() => null);
  if (built !== null && built.mtimeMs > (await newestSource())) return;
  const { status, stdout } = spawnSync("npm", ["run", "--silent", "build"], {
    cwd: projectRoot,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  // tsc writes its output beside the faults that it found; `npm run check` is what refuses them.
  if (status !== 0) console.warn(`The build found faults:\n${stdout.split("\n").slice(0, 5).join("\n")}`);
}

async function newestSource(): Promise<number> {
  const entries = await readdir(join(projectRoot, "src"), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".ts"));
  const times = await Promise.all(files.map((file) => stat(join(file.parentPath, file.name))));
  return Math.max(...times.map((time) => time.mtimeMs));
}
