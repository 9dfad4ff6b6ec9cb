/** The composition root: builds the desk from its settings, starts the parts that a process is to run, and ends them in order. */
import { createHmac } from "node:crypto";
import { CONCURRENCY, POOL_CONNECTIONS } from "./app/connections.ts";
import { type OpenDatabase, openDatabase } from "./app/database.ts";
import { createIntakeFirst } from "./app/intake-first.ts";
import { createLogins, type TellTrouble } from "./app/logins.ts";
import { createMailOut } from "./app/mail-out.ts";
import { untilAvailable } from "./app/patience.ts";
import { type Pollers, startPollers } from "./app/pollers.ts";
import { keepRefreshToken } from "./app/refresh-tokens.ts";
import { createWebhookSecrets } from "./app/webhook-secrets.ts";
import { templatesFolder } from "./config/templates-folder.ts";
import { type Environment, loadDesk, resolveSecret } from "./config.ts";
import type { Desk } from "./domain/desk.ts";
import { createCalling } from "./flows/call-webhooks.ts";
import { createDelivery } from "./flows/deliver-outbox.ts";
import { createClockwork } from "./flows/fire-clock.ts";
import { createQuarantineList } from "./flows/list-quarantine.ts";
import type { AlarmClock, Attempt, Logger } from "./flows/ports.ts";
import { createIntake } from "./flows/receive-mail.ts";
import { createDailyDigests } from "./flows/send-digests.ts";
import { createReminding } from "./flows/send-reminders.ts";
import { createSweeper, type Sweeper } from "./flows/sweep.ts";
import { createOperator } from "./flows/tell-operator.ts";
import { createInboundWork } from "./flows/work-off-inbound.ts";
import { createOutboxWork } from "./flows/work-off-outbox.ts";
import { openQueueBackend } from "./jobs/backend.ts";
import { createAlarmClock } from "./jobs/queues.ts";
import { type JobHandlers, startWorkers, type Workers } from "./jobs/workers.ts";
import { composeMail, readBack } from "./mail/compose.ts";
import { contentHash } from "./mail/content-hash.ts";
import { createDkimCheck } from "./mail/dkim.ts";
import { createMailParser } from "./mail/parse-threads.ts";
import { createRenderer } from "./mail/render.ts";
import { createOutageLog } from "./outage.ts";
import { createPool } from "./store/pool.ts";
import { createStore, type Store } from "./store/store.ts";
import { createTokenMaker } from "./token.ts";
import { createWebhookCaller } from "./web/webhook.ts";
import { within } from "./within.ts";

/** `intake`: reads the mailboxes. `workers`: processes mail and sends it. `clocks`: fires clocks, and sweeps up what was forgotten. */
export type Part = "intake" | "workers" | "clocks";

export interface App {
  desk: Desk;
  store: Store;
  alarm: AlarmClock;
  /** Where the queue and the database are, for people. */
  describe(): string;
  /** Each tries one row once; see the flows. Throws TransientError when the database is away. */
  processInbound(inboundId: number): Promise<Attempt>;
  deliver(outboxId: number): Promise<Attempt>;
  fireClock(clockId: number): Promise<Attempt>;
  /** Starts these parts; resolves when the queue answers. Throws ConfigError (no password, …) before any of them has begun. */
  start(parts: readonly Part[]): Promise<void>;
  /** Ends every part, finishing what is under way, within 9 s. */
  close(): Promise<void>;
}

export interface AppOptions {
  log: Logger;
  /** What takes long at the start, for people. */
  onProgress(message: string): void;
  /** Servers that are away are waited for until this aborts; null: throw TransientError at once. */
  patience: AbortSignal | null;
}

/** Rows that are due and have no job are looked for this often. */
const SWEEP_MS = 5_000;
const POOL_END_MS = 500;

/** Throws ConfigError, and TransientError where nobody waits. Whatever was opened by then is closed. */
export async function openApp(environment: Environment, options: AppOptions): Promise<App> {
  const desk = loadDesk(environment.configPath);
  const secret = resolveSecret(environment);
  const renderer = createRenderer(templatesFolder, desk.desk.language, desk.priorities);
  const database = await openDatabase(environment, options);
  return compose({ environment, options, desk, secret, renderer, database });
}

interface Ingredients {
  environment: Environment;
  options: AppOptions;
  desk: Desk;
  secret: string;
  renderer: ReturnType<typeof createRenderer>;
  database: OpenDatabase;
}

function compose({ environment, options, desk, secret, renderer, database }: Ingredients): App {
  const { log } = options;
  const { connectionString } = database;
  const now = () => new Date();
  const tokens = createTokenMaker(secret);
  const pool = createPool({ connectionString, max: POOL_CONNECTIONS, log });
  const parser = createMailParser(log);
  const store = createStore({ pool, desk, tokens, attachmentBytes: parser.files });

  const { redisUrl } = environment;
  const backend = openQueueBackend({ redisUrl, databaseUrl: connectionString, prefix: queuePrefix(secret) });
  const outage = createOutageLog(log, "The queue", "mail waits and goes on when it is back");
  const alarm = createAlarmClock(backend, outage);

  const operator = createOperator({ desk, store: store.alerts, alarm, log, now });
  const tellTrouble: TellTrouble = (subject, code, explanation, hint) => {
    log.warn({ subject, code }, `${subject}: ${explanation} — ${hint}`);
    operator.raise({ subject, code, explanation, hint });
  };
  const logins = createLogins(desk, environment, tellTrouble, (account, oauth) =>
    keepRefreshToken(store.refreshTokens, secret, account, oauth),
  );
  const mailOut = createMailOut(desk, logins, log);

  const { languages } = renderer;
  const { read } = parser;
  const isSigned = createDkimCheck();
  const intake = createIntake({
    ...{ desk, languages, store: store.intake, read, isSigned, contentHash, alarm, log, now },
  });
  const composer = { compose: composeMail, readBack };
  const { transport, sentCopies } = mailOut;
  const delivery = createDelivery({
    ...{ desk, renderer, composer, tokens, store: store.outbox, transport, sentCopies, alarm, log, now },
  });
  const clockwork = createClockwork({ desk, store: store.clocks, alarm, log, now });
  const reminding = createReminding({ desk, store: store.reminders, alarm, log, now });

  const webhookSecrets = createWebhookSecrets(desk, environment);
  const caller = createWebhookCaller({ secretOf: webhookSecrets.secretOf, now });
  const calling = createCalling({ desk, store: store.webhooks, caller, operator, alarm, log, now });

  const listQuarantine = createQuarantineList({ desk, store: store.quarantine, alarm, log, now });
  const sendDigests = createDailyDigests({ desk, store: store.digests, alarm, log, now });

  const sweepOutage = createOutageLog(log, "The sweep", "it is tried again");
  const sweeper: Sweeper = createSweeper({
    ...{ store: store.sweep, locks: store.locks, alarm, outage: sweepOutage, log, everyMs: SWEEP_MS },
    async also() {
      await listQuarantine();
      await sendDigests();
    },
  });
  const intakeFirst = createIntakeFirst();
  const { listReady } = store.intake;
  const workOffInbound = createInboundWork({ intake, listReady, now });
  const { listDue } = store.outbox;
  const { deliver } = delivery;
  let pollers: Pollers | null = null;
  let workers: Workers | null = null;

  return {
    desk,
    store,
    alarm,
    describe: () =>
      [
        desk.mailboxes.length === 1 ? "1 mailbox" : `${desk.mailboxes.length} mailboxes`,
        `queue on ${backend.kind === "redis" ? "Redis" : "Postgres"}`,
        `database ${database.isEmbedded ? `embedded in ${environment.dataDir}` : "your own"}`,
      ].join(", "),
    processInbound: intake.process,
    deliver,
    fireClock: clockwork.fire,

    async start(parts) {
      const handlers: JobHandlers = {
        ...(parts.includes("workers")
          ? {
              intake: (id, closing) => intakeFirst.receiving(() => workOffInbound(id, closing)),
              webhook: calling.call,
              outbox: createOutboxWork({ deliver, listDue, mayGo: intakeFirst.mayGo, now }),
            }
          : {}),
        ...(parts.includes("clocks") ? { clock: clockwork.fire, reminder: reminding.remind } : {}),
      };
      logins.check({ reading: parts.includes("intake"), sending: parts.includes("workers") });
      if (parts.includes("workers")) {
        webhookSecrets.check();
        mailOut.prepare();
        parser.prepare();
      }
      if (parts.includes("intake")) {
        pollers = startPollers({
          ...{ desk, logins, store: store.accept, locks: store.locks, alarm, alerts: operator, log },
        });
      }
      workers = startWorkers({ backend, handlers, concurrency: CONCURRENCY, outage, log });
      if (parts.includes("clocks")) sweeper.start();
      const { patience } = options;
      await (patience === null ? backend.ready() : untilAvailable(backend.ready, outage, patience));
    },

    async close() {
      await Promise.all([pollers?.stop(), sweeper.stop(), workers?.close(), mailOut.close()]);
      await within(POOL_END_MS, Promise.all([operator.settled(), alarm.close(), parser.close()]), null);
      await store.close();
      await within(POOL_END_MS, pool.end(), null);
      await backend.close();
      await database.close();
    },
  };
}

/** Keeps desks that share a Redis apart; every process of one desk has the same secret. */
function queuePrefix(secret: string): string {
  return `deskpost-${createHmac("sha256", secret).update("queue prefix").digest("hex").slice(0, 12)}`;
}
