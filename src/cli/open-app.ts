/** How commands reach the desk and its database: opened for the command, and always closed after it. */
import { loadDesk, resolveSecret } from "../config.ts";
import type { Desk } from "../domain/desk.ts";
import { messageIdFor } from "../domain/evidence.ts";
import type { Logger } from "../flows/ports.ts";
import type { ReadModels } from "../store/read-models.ts";
import { createTokenMaker } from "../token.ts";
import type { Context } from "./io.ts";

/** Commands speak for themselves: they log only what is wrong, unless DESKPOST_LOG says otherwise. */
export async function commandLog({ io, environment }: Context): Promise<Logger> {
  const { createLogger } = await import("../log.ts");
  return createLogger(environment().logLevel ?? "warn", undefined, io.isWatched);
}

/** A command looks once, so it needs few connections beside those of the desk that runs. */
const READERS = 3;

/** The zone that dates are shown in, and the rest of desk.yaml. Throws ConfigFaults. */
export function readDeskFile({ environment }: Context): Desk {
  return loadDesk(environment().configPath);
}

/** What the desk knows, for commands that only look. Changes nothing but the schema, which is brought up to date. */
export async function withReadModels<T>(
  context: Context,
  work: (models: ReadModels, desk: Desk) => Promise<T>,
): Promise<T> {
  const desk = readDeskFile(context);
  const { createPool } = await import("../store/pool.ts");
  const { migrate } = await import("../store/migrate.ts");
  const { createReadModels } = await import("../store/read-models.ts");
  return withDatabase(context, async (connectionString, log) => {
    await migrate({ connectionString, log });
    const pool = createPool({ connectionString, max: READERS, log });
    try {
      return await work(
        createReadModels(pool, messageIdMaker(resolveSecret(context.environment()), desk)),
        desk,
      );
    } finally {
      await pool.end();
    }
  });
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

/** Message-IDs are made from nonces, not stored. A mailbox that left desk.yaml is looked up as the first one. */
function messageIdMaker(secret: string, desk: Desk): (nonce: Buffer, mailbox: string) => string {
  const maker = createTokenMaker(secret);
  return (nonce, name) => {
    const mailbox = desk.mailboxes.find((box) => box.name === name) ?? desk.mailboxes[0];
    return mailbox === undefined ? "" : messageIdFor(mailbox, maker.token(nonce));
  };
}
