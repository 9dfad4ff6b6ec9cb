/** Which processes live: by id and start time, since ids are used again. Linux's /proc is read where there is one. */
import { readFile, readlink } from "node:fs/promises";

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Start time in the kernel's ticks, as text; null where the system does not tell. Field 22 of proc_pid_stat(5). */
async function processStart(pid: number): Promise<string | null> {
  const line = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => null);
  // The command name in parentheses may hold spaces: count from its closing one.
  return line?.slice(line.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

/** A process as written to a file: found again only while it is the same one. */
interface ProcessMark {
  pid: number;
  startedAt: string | null;
}

export async function markProcess(pid: number): Promise<ProcessMark> {
  return { pid, startedAt: await processStart(pid) };
}

export async function isSameProcess(mark: ProcessMark): Promise<boolean> {
  return isAlive(mark.pid) && (await processStart(mark.pid)) === mark.startedAt;
}

/** The folder it stands in; null where the system does not tell. */
export async function workingDirectory(pid: number): Promise<string | null> {
  return readlink(`/proc/${pid}/cwd`).catch(() => null);
}
