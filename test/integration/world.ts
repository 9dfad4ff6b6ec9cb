/**
 * A whole desk under test: the built command line as a process of its own, a real IMAP server, a real SMTP sink, a real Postgres and,
 * where asked for, a real Redis. Tests write letters and read what comes out.
 */
import pg from "pg";
import type { ParsedMail } from "../../src/domain/message.ts";
import { parseMail } from "../../src/mail/parse-mail.ts";
import { type DeskOverrides, deskCli, type RunningDesk, startDesk } from "../support/desk.ts";
import type { MailServer } from "../support/imap-mailbox.ts";
import { HOST, type Letter, letter } from "../support/letters.ts";
import { startMailServer } from "../support/mail-server.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";

export const SOFIE = "Sofie Berg <sofie@uni.example>";
export const ANNA = "Anna Holm <anna@desk.example>";
export const DESK = "helpdesk@desk.example";

const PATIENCE_MS = 40_000;

export interface World {
  imap: MailServer;
  smtp: SmtpSink;
  desk: RunningDesk;
  /** Lays a letter into the desk's INBOX, as its mail host would. */
  send(written: Letter): Promise<void>;
  /** The next mail of the desk's to this address that fits and that no test has taken yet. */
  receive(address: string, fits?: (mail: ParsedMail) => boolean): Promise<ParsedMail>;
  /** Mails of the desk's to this address that nobody has taken. */
  untaken(address: string): Promise<ParsedMail[]>;
  /** One JSON object a line, as `deskpost … --json` prints them. */
  json<T>(...args: string[]): Promise<T[]>;
  show(number: number): Promise<CaseJson>;
  /** Resolves when as many mails as were sent have been decided on. */
  settled(mails: number): Promise<void>;
  /** Another process on the same database and mailbox. */
  startAnother(only?: string): Promise<RunningDesk>;
  stop(): Promise<void>;
}

export interface CaseJson {
  number: number;
  status: string;
  subject: string;
  requester: { address: string } | null;
  agent: string | null;
  team: string;
  priority: string | null;
  links: number[];
  rating: number | null;
  reopenCount: number;
  solution: string | null;
  closingCode: string | null;
  timeSpentMinutes: number;
  participants: string[];
  messages: {
    direction: string;
    kind: string;
    text: string;
    author: { address: string | null; verified: boolean };
  }[];
  history: { field: string; from: string | null; to: string | null; actor: string }[];
  commands: { verb: string; value: string | null; result: string }[];
  clocks: { kind: string; state: string; dueAt: string }[];
}

export interface InboundJson {
  id: number;
  state: string;
  reason: string;
  caseNumber: number | null;
  subject: string;
}

export interface OutboxJson {
  id: number;
  notice: string;
  caseNumber: number | null;
  to: string;
  state: string;
  messageId: string;
  attempts: number;
}

export interface WorldOptions {
  /** Null: the desk's own embedded Postgres, in `dataDir`. */
  databaseUrl: string | null;
  dataDir?: string;
  /** Parts that the first process runs; default: all. */
  only?: string;
  redisUrl?: string | null;
  overrides?: DeskOverrides;
  env?: Record<string, string>;
}

export async function startWorld(options: WorldOptions): Promise<World> {
  const imap = await startMailServer({ users: { helpdesk: "secret" } });
  const smtp = await startSmtpSink();
  const settings = {
    imap: { host: imap.host, port: imap.port, password: "secret" },
    smtp: { host: smtp.host, port: smtp.port },
    databaseUrl: options.databaseUrl,
    redisUrl: options.redisUrl ?? null,
    overrides: {
      authentication: { rfc8601: HOST },
      proof: "strict" as const,
      pollSeconds: 1,
      ...options.overrides,
    },
    env: options.env ?? {},
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
  };
  const started: RunningDesk[] = [];
  const startOne = async (only?: string) => {
    const one = await startDesk({ ...settings, ...(only === undefined ? {} : { only }) });
    started.push(one);
    await one.waitForReady();
    return one;
  };
  const desk = await startOne(options.only);
  const taken = new Set<number>();
  const parsed = new Map<number, Promise<ParsedMail>>();

  const read = (at: number, raw: Buffer) => {
    const known = parsed.get(at) ?? parseMail(raw);
    parsed.set(at, known);
    return known;
  };
  const untakenTo = async (address: string) => {
    const found: { at: number; mail: ParsedMail }[] = [];
    for (const [at, mail] of smtp.mails.entries()) {
      if (!taken.has(at) && mail.to.includes(address)) found.push({ at, mail: await read(at, mail.raw) });
    }
    return found;
  };

  const cli = (args: string[]) => deskCli(args, desk.env);
  const said = () => started.map((one) => one.stderr().slice(-2_000)).join("\n");

  const world: World = {
    imap,
    smtp,
    desk,
    async send(written) {
      await imap.append("helpdesk", "INBOX", await letter(written));
    },
    async receive(address, fits = () => true) {
      const until = Date.now() + PATIENCE_MS;
      for (;;) {
        const found = (await untakenTo(address)).find((one) => fits(one.mail));
        if (found) {
          taken.add(found.at);
          return found.mail;
        }
        const seen = smtp.mails.length;
        const left = until - Date.now();
        if (left <= 0) throw new Error(`nothing fitting came to ${address}; the desk said: ${said()}`);
        await smtp.waitFor((mail) => smtp.mails.indexOf(mail) >= seen, left).catch(() => {});
      }
    },
    untaken: async (address) => (await untakenTo(address)).map((one) => one.mail),
    async json<T>(...args: string[]) {
      const { stdout } = await cli([...args, "--json"]);
      return stdout
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => JSON.parse(line) as T);
    },
    async show(number) {
      const [found] = await world.json<CaseJson>("case", "show", String(number));
      if (!found) throw new Error(`there is no case ${number}`);
      return found;
    },
    async settled(mails) {
      const until = Date.now() + PATIENCE_MS;
      let rows: InboundJson[] = [];
      while (Date.now() < until) {
        if (options.databaseUrl !== null) {
          if ((await countDecided(options.databaseUrl)) >= mails) return;
          await new Promise((resolve) => setTimeout(resolve, 20));
          continue;
        }
        rows = await world.json<InboundJson>("inbound", "list", "--limit", "10000");
        if (rows.filter((row) => row.state !== "received").length >= mails) return;
      }
      throw new Error(
        `not all of ${mails} mails were decided on: ${JSON.stringify(rows)}; the desk said: ${said()}`,
      );
    },
    startAnother: startOne,
    async stop() {
      await Promise.all(started.map((one) => one.stop()));
      await smtp.close();
      await imap.stop();
    },
  };
  return world;
}

/** Quicker than the command line, where the test knows the database. */
async function countDecided(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      "select count(*)::int as count from inbound_mail where state <> 'received'",
    );
    return rows[0].count;
  } finally {
    await client.end();
  }
}
