/** The desk as its users run it: the built command line in a process of its own, with a desk.yaml and a data folder of the test's. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { DeskFile } from "../../src/domain/desk.ts";
import { projectRoot } from "./build.ts";

type MailboxFile = DeskFile["mailboxes"][number];

/** What a test sets beside the defaults of `deskFile`: settings of the first mailbox, or whole sections of desk.yaml. */
export type DeskOverrides = Partial<Omit<MailboxFile, "imap" | "name">> &
  Partial<
    Pick<
      DeskFile,
      | "proof"
      | "teams"
      | "agents"
      | "closing"
      | "calendars"
      | "categories"
      | "limits"
      | "serviceLevels"
      | "escalation"
      | "webhooks"
      | "digest"
      | "rules"
      | "guides"
      | "orders"
    >
  > & {
    desk?: Partial<DeskFile["desk"]>;
    smtp?: Partial<DeskFile["smtp"]>;
    /** Mailboxes beside the first one. */
    moreMailboxes?: MailboxFile[];
  };

export interface DeskSettings {
  imap: { host: string; port: number; password: string; user?: string };
  smtp: { host: string; port: number };
  /** Null: the desk's own embedded Postgres, in `dataDir`. */
  databaseUrl: string | null;
  /** Null: the queue lives in Postgres. */
  redisUrl: string | null;
  overrides?: DeskOverrides;
  /** Parts of the desk to run, as for `--only`. */
  only?: string;
  /** Where the embedded Postgres lives; default: a folder that ends with the desk. */
  dataDir?: string;
  /** Text of desk.yaml in place of the one that the settings make. */
  deskYaml?: string;
  env?: Record<string, string>;
}

export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunningDesk {
  process: ChildProcess;
  /** Environment of the process, for other commands on the same desk. */
  env: Record<string, string>;
  /** Resolves when it says that it is ready; rejects with what it said when it ends or `ms` pass before. */
  waitForReady(ms?: number): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  readonly exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stdout(): string;
  /** What it logged so far. */
  stderr(): string;
  /** Runs another command on the same desk. */
  cli(args: string[], stdin?: string | Buffer): Promise<CommandResult>;
  /** Ends it as an operator would, waits, and removes its folder. */
  stop(): Promise<void>;
}

const SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978";
const READY_MS = 60_000;

/** Starts `deskpost start`. Wait with `waitForReady` where the test needs it. */
export async function startDesk(settings: DeskSettings): Promise<RunningDesk> {
  const folder = await mkdtemp(join(tmpdir(), "deskpost-desk-"));
  // Started by root, the embedded database runs as another user.
  await chmod(folder, 0o755);
  const configPath = join(folder, "desk.yaml");
  await writeFile(configPath, settings.deskYaml ?? stringify(deskFile(settings)));
  const env = environmentOf(settings, configPath, settings.dataDir ?? join(folder, "data"));
  const only = settings.only === undefined ? [] : ["--only", settings.only];
  const child = spawnDesk(["start", ...only], env);
  const stdout = keepOutput(child.stdout);
  const stderr = keepOutput(child.stderr);
  const exit = once(child, "close").then(([code, signal]) => ({ code, signal }));
  return {
    process: child,
    env,
    exit,
    stdout: stdout.text,
    stderr: stderr.text,
    kill: (signal) => void child.kill(signal),
    waitForReady: (ms = READY_MS) => waitForReady(stdout, stderr, exit, ms),
    cli: (args, stdin) => deskCli(args, env, stdin),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs one command of the built command line to its end. */
export async function deskCli(
  args: string[],
  env: Record<string, string>,
  stdin: string | Buffer = "",
): Promise<CommandResult> {
  const child = spawnDesk(args, env);
  const stdout = keepOutput(child.stdout);
  const stderr = keepOutput(child.stderr);
  // A command that reads no input may end before it was written.
  child.stdin.on("error", () => {});
  child.stdin.end(stdin);
  const [code] = await once(child, "close");
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function spawnDesk(args: string[], env: Record<string, string>) {
  return spawn(process.execPath, [join(projectRoot, "dist", "main.js"), ...args], {
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
}

function environmentOf(settings: DeskSettings, configPath: string, dataDir: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    HOME: process.env.HOME ?? tmpdir(),
    DESKPOST_CONFIG: configPath,
    DESKPOST_DATA: dataDir,
    DESKPOST_SECRET: SECRET,
    DESKPOST_IMAP_PASSWORD_HELPDESK: settings.imap.password,
    ...(settings.databaseUrl === null ? {} : { DATABASE_URL: settings.databaseUrl }),
    ...(settings.redisUrl === null ? {} : { REDIS_URL: settings.redisUrl }),
    ...settings.env,
  };
}

/** The desk of every test: one mailbox, one team of two, servers without TLS on loopback. */
function deskFile({ imap, smtp, overrides = {} }: DeskSettings): DeskFile {
  const { desk, smtp: smtpMore, moreMailboxes = [], ...others } = overrides;
  const { proof, teams, agents, closing, calendars, categories, limits, ...more } = others;
  const { serviceLevels, escalation, webhooks, digest, rules, guides, orders, ...mailbox } = more;
  const { host, port, user = "helpdesk" } = imap;
  return {
    desk: {
      name: "IT Helpdesk",
      address: "helpdesk@desk.example",
      language: "en",
      timeZone: "Europe/Copenhagen",
      ...desk,
    },
    mailboxes: [
      {
        name: "helpdesk",
        address: "helpdesk@desk.example",
        replyAddress: "plus",
        team: "servicedesk",
        imap: { host, port, tls: false, user },
        afterAccept: { move: "Processed" },
        pollSeconds: 1,
        ...mailbox,
      },
      ...moreMailboxes,
    ],
    smtp: { host: smtp.host, port: smtp.port, tls: false, ...smtpMore },
    teams: teams ?? [
      {
        name: "servicedesk",
        lead: "anna@desk.example",
        members: ["anna@desk.example", "mike@desk.example"],
        notify: "all",
      },
    ],
    agents: agents ?? [
      { address: "anna@desk.example", name: "Anna Holm" },
      { address: "mike@desk.example", name: "Mike Lund" },
    ],
    calendars: calendars ?? [
      {
        name: "office",
        timeZone: "Europe/Copenhagen",
        hours: { "mon-fri": "08:00-16:00" },
        holidays: "DK",
      },
    ],
    ...(proof === undefined ? {} : { proof }),
    ...(closing === undefined ? {} : { closing }),
    ...(categories === undefined ? {} : { categories }),
    ...(limits === undefined ? {} : { limits }),
    ...(serviceLevels === undefined ? {} : { serviceLevels }),
    ...(rules === undefined ? {} : { rules }),
    ...(guides === undefined ? {} : { guides }),
    ...(orders === undefined ? {} : { orders }),
    ...(escalation === undefined ? {} : { escalation }),
    ...(webhooks === undefined ? {} : { webhooks }),
    ...(digest === undefined ? {} : { digest }),
  };
}

interface KeptOutput {
  text(): string;
  /** Calls back with all that was said so far, at each new piece. */
  onText(listener: () => void): void;
}

function keepOutput(stream: NodeJS.ReadableStream): KeptOutput {
  let text = "";
  const listeners: (() => void)[] = [];
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    text += chunk;
    for (const listener of listeners) listener();
  });
  return { text: () => text, onText: (listener) => void listeners.push(listener) };
}

async function waitForReady(
  stdout: KeptOutput,
  stderr: KeptOutput,
  exit: Promise<unknown>,
  ms: number,
): Promise<void> {
  const isReady = () => stdout.text().includes("Deskpost is ready");
  const told = () => `it said: ${stdout.text()}${stderr.text().slice(-4_000)}`;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`The desk was not ready within ${ms / 1000} s; ${told()}`)),
      ms,
    );
  });
  const ended = exit.then((how) => {
    throw new Error(`The desk ended (${JSON.stringify(how)}) before it was ready; ${told()}`);
  });
  const ready = new Promise<void>((resolve) => {
    const look = () => isReady() && resolve();
    stdout.onText(look);
    look();
  });
  try {
    await Promise.race([ready, ended, late]);
  } finally {
    clearTimeout(timer);
    ended.catch(() => {});
  }
}
