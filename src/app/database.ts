/** The desk's database at the start: DATABASE_URL or the embedded server, its schema brought up to date. */
import type { Environment } from "../config.ts";
import type { Logger } from "../flows/ports.ts";
import { createOutageLog } from "../outage.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../store/embedded.ts";
import { migrate } from "../store/migrate.ts";
import { untilAvailable } from "./patience.ts";

export interface OpenDatabase {
  connectionString: string;
  isEmbedded: boolean;
  /** Stops the embedded server; everybody else has left it by then. */
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  log: Logger;
  onProgress: (message: string) => void;
  /** Wait for a database that is away until `signal` aborts; null: throw TransientError at once. */
  patience: AbortSignal | null;
}

/** Throws ConfigError, and TransientError where nobody waits. */
export async function openDatabase(
  { databaseUrl, dataDir }: Pick<Environment, "databaseUrl" | "dataDir">,
  { log, onProgress, patience }: OpenDatabaseOptions,
): Promise<OpenDatabase> {
  const embedded: EmbeddedPostgres | null =
    databaseUrl === null ? await startEmbeddedPostgres({ dataDir, onProgress, log }) : null;
  const connectionString = databaseUrl ?? embedded?.socketUrl ?? "";
  const close = async () => {
    await embedded?.stop();
  };
  try {
    const update = () => migrate({ connectionString, log });
    const outage = createOutageLog(log, "The database", "the desk starts when it is back");
    await (patience === null ? update() : untilAvailable(update, outage, patience));
  } catch (error) {
    await close();
    throw error;
  }
  return { connectionString, isEmbedded: embedded !== null, close };
}
