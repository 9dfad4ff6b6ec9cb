/** Stops the desk in the middle of a database step, as long as a test wants: by locks, as another session might. */
import pg from "pg";

export interface DatabaseHold {
  /** Resolves when some session of the desk waits for what is held. */
  caught(): Promise<void>;
  /** Ends the waiting sessions, as a server does that notices a dead client, then lets go. */
  releaseAfterCrash(): Promise<void>;
}

const LOCK = 4_242_042;

/** Nobody else may touch this table. */
export async function holdTable(databaseUrl: string, table: string): Promise<DatabaseHold> {
  const client = await connect(databaseUrl);
  await client.query("begin");
  await client.query(`lock table ${table} in access exclusive mode`);
  return hold(databaseUrl, client, "relation");
}

/** An outbox row can be read, rendered and sent, but not recorded as sent. */
export async function holdSent(databaseUrl: string): Promise<DatabaseHold> {
  const client = await connect(databaseUrl);
  await client.query(`
    create or replace function hold_sent() returns trigger language plpgsql as $$
    begin
      if new.state = 'sent' then perform pg_advisory_xact_lock(${LOCK}); end if;
      return new;
    end $$;
    create or replace trigger hold_sent before update on outbox for each row execute function hold_sent()`);
  await client.query(`select pg_advisory_lock(${LOCK})`);
  const held = hold(databaseUrl, client, "advisory");
  return {
    caught: held.caught,
    async releaseAfterCrash() {
      await endWaiting(databaseUrl, "advisory");
      await client.query(`drop trigger hold_sent on outbox; select pg_advisory_unlock(${LOCK})`);
      await client.end();
    },
  };
}

function hold(databaseUrl: string, client: pg.Client, kind: string): DatabaseHold {
  return {
    async caught() {
      const watcher = await connect(databaseUrl);
      try {
        for (;;) {
          const { rowCount } = await watcher.query(WAITING, [kind]);
          if ((rowCount ?? 0) > 0) return;
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        await watcher.end();
      }
    },
    async releaseAfterCrash() {
      await endWaiting(databaseUrl, kind);
      await client.query("rollback");
      await client.end();
    },
  };
}

/** Waiting for a lock on a table, or for this file's own advisory lock. */
const WAITING = `
  select pid from pg_locks
  where not granted and locktype = $1 and database = (select oid from pg_database where datname = current_database())
    and (locktype <> 'advisory' or (classid = 0 and objid = ${LOCK}))`;

async function endWaiting(databaseUrl: string, kind: string): Promise<void> {
  const client = await connect(databaseUrl);
  await client.query(`select pg_terminate_backend(pid) from (${WAITING}) as waiting`, [kind]);
  await client.end();
}

async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return client;
}
