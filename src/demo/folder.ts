/** The demo's own folder: new for each run, gone after it; what a run that was killed left behind is stopped and removed. */
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "../flows/ports.ts";
import { startEmbeddedPostgres } from "../store/embedded.ts";

export interface DemoFolder {
  path: string;
  remove(): Promise<void>;
}

/** @param parent where demos live, one folder each, named by their process id. */
export async function makeDemoFolder(parent: string, log: Logger): Promise<DemoFolder> {
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    if (/^\d+$/.test(name) && !isAlive(Number(name))) await clearAway(join(parent, name), log);
  }
  const path = join(parent, String(process.pid));
  await rm(path, { recursive: true, force: true });
  await mkdir(path);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A database server that outlived its demo is taken over, and so stopped. */
async function clearAway(path: string, log: Logger): Promise<void> {
  try {
    const left = await startEmbeddedPostgres({ dataDir: path, onProgress() {}, log });
    await left.stop();
  } catch {
    // Killed before there was a database: only files are left.
  }
  await rm(path, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
