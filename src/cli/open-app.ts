/** How commands reach the desk and its database: opened for the command, and always closed after it. */
import type { App } from "../app.ts";
import { loadDesk, resolveSecret } from "../config.ts";
import type { Desk } from "../domain/desk.ts";
import type { Logger, RefreshTokenStore } from "../flows/ports.ts";
import type { Pool } from "../store/pool.ts";
import type { ReadModels } from "../store/read-models.ts";
import type { Context } from "./io.ts";

/** A command looks once, so it needs few connections beside those of the desk that runs. */
const READERS = 3;

/** Commands speak for themselves: they log only what is wrong, unless DESKPOST_LOG says otherwise. */
export async function commandLog({ io, environment }: Context): Promise<Logger> {
  const { createLogger } = await import("../log.ts");
  return createLogger(environment().logLevel ?? "warn", undefined, io.isWatched);
}

/** The zone that dates are shown in, and the rest of desk.yaml. Throws ConfigFaults. */
export function readDeskFile({ environment }: Context): Desk {
  return loadDesk(environment().configPath);
}

/** The whole desk with none of its parts running. Throws TransientError where a server is away: a command does not wait. */
export async function withApp<T>(context: Context, work: (app: App) => Promise<T>): Promise<T> {
  const { openApp } = await import("../app.ts");
  const log = await commandLog(context);
  const app = await openApp(context.environment(), { log, onProgress: progressOf(context), patience: null });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

/** What the desk knows, for commands that only look. Changes nothing but the schema, which is brought up to date. */
export async function withReadModels<T>(
  context: Context,
  work: (models: ReadModels, desk: Desk) => Promise<T>,
): Promise<T> {
  const desk = readDeskFile(context);
  const { createReadModels } = await import("../store/read-models.ts");
  const { messageIdOf } = await import("../store/store.ts");
  const { createTokenMaker } = await import("../token.ts");
  const tokens = createTokenMaker(resolveSecret(context.environment()));
  return withPool(context, (pool) => work(createReadModels(pool, desk, messageIdOf(desk, tokens)), desk));
}

/** A few connections for what a command looks up, to a schema that is up to date. */
export async function withPool<T>(context: Context, work: (pool: Pool) => Promise<T>): Promise<T> {
  const { createPool } = await import("../store/pool.ts");
  const { migrate } = await import("../store/migrate.ts");
  return withDatabase(context, async (connectionString, log) => {
    await migrate({ connectionString, log });
    const pool = createPool({ connectionString, max: READERS, log });
    try {
      return await work(pool);
    } finally {
      await pool.end();
    }
  });
}

/** A command that signs in uses refresh tokens up as the desk does, so it must find and keep them where the desk does. */
export function keptTokens(context: Context): RefreshTokenStore {
  const within = async <T>(work: (store: RefreshTokenStore) => Promise<T>): Promise<T> => {
    const { createPool } = await import("../store/pool.ts");
    const { migrate } = await import("../store/migrate.ts");
    const { createRefreshTokenStore } = await import("../store/refresh-tokens.ts");
    return withDatabase(context, async (connectionString, log) => {
      await migrate({ connectionString, log });
      const pool = createPool({ connectionString, max: 1, log });
      try {
        return await work(createRefreshTokenStore(pool));
      } finally {
        await pool.end();
      }
    });
  };
  return {
    find: (account) => within((store) => store.find(account)),
    keep: (account, sealed) => within((store) => store.keep(account, sealed)),
  };
}

/** Runs `work` on the database of the environment: DATABASE_URL, or the embedded server, which is stopped after it. */
export async function withDatabase<T>(
  context: Context,
  work: (connectionString: string, log: Logger) => Promise<T>,
): Promise<T> {
  const { databaseUrl, dataDir } = context.environment();
  const log = await commandLog(context);
  if (databaseUrl !== null) return work(databaseUrl, log);
  const { startEmbeddedPostgres } = await import("../store/embedded.ts");
  const server = await startEmbeddedPostgres({ dataDir, onProgress: progressOf(context), log });
  try {
    return await work(server.connectionString, log);
  } finally {
    await server.stop();
  }
}

function progressOf({ io }: Context): (message: string) => void {
  return (message) => {
    if (io.isWatched) io.err(`${message} …`);
  };
}
