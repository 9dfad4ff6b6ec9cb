/** How commands reach the desk and its database: opened for the command, and always closed after it. */
import { loadDesk } from "../config.ts";
import type { Desk } from "../domain/desk.ts";
import type { Logger } from "../flows/ports.ts";
import type { Context } from "./io.ts";

/** Commands speak for themselves: they log only what is wrong, unless DESKPOST_LOG says otherwise. */
export async function commandLog({ io, environment }: Context): Promise<Logger> {
  const { createLogger } = await import("../log.ts");
  return createLogger(environment().logLevel ?? "warn", undefined, io.isWatched);
}

/** The zone that dates are shown in, and the rest of desk.yaml. Throws ConfigFaults. */
export function readDeskFile({ environment }: Context): Desk {
  return loadDesk(environment().configPath);
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
  const onProgress = (message: string) => context.io.isWatched && context.io.err(`${message} …`);
  const server = await startEmbeddedPostgres({ dataDir, onProgress, log });
  try {
    return await work(server.connectionString, log);
  } finally {
    await server.stop();
  }
}
