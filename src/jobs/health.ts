/** What Redis says of itself, for `deskpost doctor`: one connection, opened and closed here; nothing is changed. */
import { Redis } from "ioredis";
import { ConfigError, TransientError } from "../errors.ts";

const ANSWER_MS = 5_000;

export interface RedisHealth {
  version: string;
  /** `noeviction` or one that forgets jobs; null where the server does not tell. */
  maxmemoryPolicy: string | null;
  /** Written to disk as it changes. */
  isAppendOnly: boolean;
}

/** Throws ConfigError (login refused) or TransientError (away). */
export async function inspectRedis(url: string): Promise<RedisHealth> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: ANSWER_MS,
    commandTimeout: ANSWER_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectionName: "deskpost doctor",
  });
  let failure: Error | null = null;
  redis.on("error", (error: Error) => {
    failure ??= error;
  });
  try {
    await redis.connect();
    const facts = new Map(
      (await redis.info()).split(/\r?\n/).map((line) => line.split(":", 2) as [string, string]),
    );
    return {
      version: facts.get("redis_version") ?? "?",
      maxmemoryPolicy: facts.get("maxmemory_policy") ?? null,
      isAppendOnly: facts.get("aof_enabled") === "1",
    };
  } catch (error) {
    throw explain(failure ?? error);
  } finally {
    redis.disconnect();
  }
}

function explain(cause: unknown): Error {
  const said = cause instanceof Error ? cause.message : String(cause);
  if (/WRONGPASS|NOAUTH|NOPERM|invalid password/i.test(said)) {
    return new ConfigError(`Redis refuses the login (${said})`, {
      reason: "redis_login_refused",
      hint: "check user and password in REDIS_URL",
      cause,
    });
  }
  return new TransientError(`Redis does not answer (${said})`, {
    reason: "redis_unavailable",
    hint: "check that Redis runs and REDIS_URL is right; meanwhile nothing is lost, only late",
    cause,
  });
}
