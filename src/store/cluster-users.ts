/**
 * Which processes use an embedded database: one small file each. Whoever leaves last stops the server; a process that was killed
 * leaves its file behind, but does not count any more.
 */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isSameProcess, markProcess } from "./processes.ts";

const FOLDER = "users";

export interface ClusterUser {
  /** True when nobody else uses the database any more. */
  leave(): Promise<boolean>;
}

export async function joinCluster(dataDir: string): Promise<ClusterUser> {
  const folder = join(dataDir, FOLDER);
  await mkdir(folder, { recursive: true });
  const { pid, startedAt } = await markProcess(process.pid);
  const own = join(folder, `${pid}-${startedAt}-${randomBytes(4).toString("hex")}`);
  await writeFile(own, "");
  return {
    async leave() {
      await rm(own, { force: true });
      return !(await isUsed(dataDir));
    },
  };
}

/** Whether a process that lives uses the database of this folder. Clears away what dead ones left. */
export async function isUsed(dataDir: string): Promise<boolean> {
  const folder = join(dataDir, FOLDER);
  let used = false;
  for (const name of await readdir(folder).catch(() => [])) {
    const [pid, startedAt = ""] = name.split("-");
    const user = { pid: Number(pid), startedAt: startedAt === "null" ? null : startedAt };
    if (await isSameProcess(user)) used = true;
    else await rm(join(folder, name), { force: true });
  }
  return used;
}
