/** The doctor's look at the queue: a Redis that must forget nothing, or tables of BullMQ's in the desk's own Postgres. */
import { openQueueBackend } from "../../jobs/backend.ts";
import { inspectRedis, type RedisHealth } from "../../jobs/health.ts";
import { attempt, type Finding, fault, ok, warning } from "./finding.ts";

/** What BullMQ asks for. */
const OLDEST_REDIS = [6, 2] as const;

export async function lookAtQueue(redisUrl: string | null, databaseUrl: string): Promise<Finding[]> {
  return attempt("queue", async () => {
    if (redisUrl !== null) return judgeRedis(await inspectRedis(redisUrl));
    const backend = openQueueBackend({ redisUrl, databaseUrl, prefix: "deskpost" });
    try {
      await backend.ready();
      return [ok("queue", "in Postgres, its tables stand")];
    } finally {
      await backend.close();
    }
  });
}

export function judgeRedis({ version, maxmemoryPolicy, isAppendOnly }: RedisHealth): Finding[] {
  const found = `Redis ${version}`;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < OLDEST_REDIS[0] || (major === OLDEST_REDIS[0] && minor < OLDEST_REDIS[1])) {
    return [
      fault("queue", "redis_too_old", found, `the queue needs Redis ${OLDEST_REDIS.join(".")} or newer`),
    ];
  }
  if (maxmemoryPolicy !== null && maxmemoryPolicy !== "noeviction") {
    const hint =
      "set maxmemory-policy noeviction in redis.conf (redis-cli config set maxmemory-policy noeviction)";
    const problem = `${found} forgets jobs when its memory is full (maxmemory-policy ${maxmemoryPolicy})`;
    return [fault("queue", "redis_evicts", problem, hint)];
  }
  const findings = [ok("queue", `${found}, maxmemory-policy ${maxmemoryPolicy ?? "not told"}`)];
  if (!isAppendOnly) {
    const hint = "set appendonly yes; without it a restart costs a delay, never work";
    findings.push(warning("queue", "redis_not_durable", "Redis writes to disk now and then only", hint));
  }
  return findings;
}
