/**
 * A desk over a real database with the real parser, templates and composer, for properties: mails go in as bytes, and what it would hand
 * to SMTP is kept. Everything happens one after the other, so that a sequence gives the same result each time.
 */
import { join } from "node:path";
import pg from "pg";
import type { ParsedMail } from "../../src/domain/message.ts";
import { createDelivery } from "../../src/flows/deliver-outbox.ts";
import type { Logger } from "../../src/flows/ports.ts";
import { createIntake } from "../../src/flows/receive-mail.ts";
import { composeMail, readBack } from "../../src/mail/compose.ts";
import { contentHash } from "../../src/mail/content-hash.ts";
import { parseMail } from "../../src/mail/parse-mail.ts";
import { createMailParser } from "../../src/mail/parse-threads.ts";
import { createRenderer } from "../../src/mail/render.ts";
import { projectRoot } from "./build.ts";
import { silentLog } from "./database.ts";
import { aDesk, NOW } from "./facts.ts";
import { openTestStore, type TestStore } from "./store.ts";

/** What went out, as the recipient got it. */
export interface MailOut {
  outboxId: number;
  envelopeFrom: string;
  to: string;
  bytes: Buffer;
  mail: ParsedMail;
}

export interface RecordedDesk {
  store: TestStore;
  /** Since the last `clear`, oldest first. */
  sent: MailOut[];
  /** What the desk found worth a warning since the last `clear`. */
  complaints: string[];
  /** Takes one mail in, decides on it, and sends what is due then; id of the mail. */
  receive(raw: Buffer): Promise<number>;
  /** Sends what waits for its time, too. */
  sendRest(): Promise<void>;
  look(text: string): Promise<Record<string, unknown>[]>;
  /** Forgets every mail and case. */
  clear(): Promise<void>;
  end(): Promise<void>;
}

const LATER_MS = 24 * 3_600_000;

/** With something for each priority, so that every way of a clock is gone. */
const PROMISES = {
  name: "standard",
  targets: {
    critical: { firstResponse: "1h", resolution: "2h" },
    low: { resolution: "40h" },
    default: { firstResponse: "4h", resolution: "8h", nextUpdate: "16h" },
  },
  pauseFor: ["vendor" as const],
};

/** `connections`: to the database. */
export async function openRecordedDesk(connections?: number): Promise<RecordedDesk> {
  const store = await openTestStore(aDesk({ serviceLevels: [PROMISES] }), connections);
  const client = new pg.Client({ connectionString: store.connectionString });
  await client.connect();
  const parser = createMailParser(silentLog);
  const renderer = createRenderer(join(projectRoot, "templates"), store.desk.desk.language);
  const sent: MailOut[] = [];
  const complaints: string[] = [];
  const complain = (_: object, message: string) => void complaints.push(message);
  const log: Logger = { ...silentLog, warn: complain, error: complain };
  const alarm = { wake: async () => {} };
  let now = NOW;
  let outboxId = 0;

  const intake = createIntake({
    desk: store.desk,
    languages: renderer.languages,
    store: store.intake,
    read: parser.read,
    isSigned: async () => false,
    contentHash,
    alarm,
    log,
    now: () => now,
  });
  const delivery = createDelivery({
    desk: store.desk,
    renderer,
    composer: { compose: composeMail, readBack },
    tokens: store.tokens,
    now: () => now,
    store: store.outbox,
    transport: {
      async send({ envelopeFrom, to, bytes }) {
        sent.push({ outboxId, envelopeFrom, to, bytes, mail: await parseMail(bytes) });
        return { response: "250 kept", messageId: null };
      },
    },
    sentCopies: null,
    alarm,
    log,
  });
  const sendDue = async () => {
    for (;;) {
      const due = await store.outbox.listDue(now, null, 100);
      if (due.length === 0) return;
      for (const { id } of due) {
        outboxId = id;
        await delivery.deliver(id);
      }
    }
  };

  return {
    store,
    sent,
    complaints,
    async receive(raw) {
      const id = await store.take(raw);
      // Both ways that mail is worked off.
      const isDone = id % 2 === 0 && (await intake.processTogether([id])).done.length > 0;
      if (!isDone) await intake.process(id);
      await sendDue();
      return id;
    },
    async sendRest() {
      now = new Date(NOW.getTime() + LATER_MS);
      await sendDue();
      now = NOW;
    },
    look: async (text) => (await client.query(text)).rows,
    async clear() {
      sent.length = 0;
      complaints.length = 0;
      await client.query(CLEAR);
    },
    async end() {
      await parser.close();
      await client.end();
      await store.end();
    },
  };
}

const CLEAR = `do $$
begin
  execute (select 'truncate ' || string_agg(format('%I', tablename), ', ') || ' restart identity'
           from pg_tables where schemaname = 'public' and tablename not like '%migration%');
  perform setval('case_number', 1, false);
end $$`;
