/** What the operator set: environment, secrets and desk.yaml. The only file that reads the environment. */
import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ConfigFaults, type Fault, formatFault } from "./config/fault.ts";
import { findFaults, parseDesk } from "./config/find-faults.ts";
import { variables } from "./config/secret-names.ts";
import { listLanguages } from "./config/templates-folder.ts";
import { type Desk, deskSchema, resolveDesk } from "./domain/desk.ts";
import { ConfigError } from "./errors.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Characters; `openssl rand -hex 32` gives 64. */
const SHORTEST_SECRET = 32;
/** Fewer different characters than this and it was typed, not drawn. */
const FEWEST_CHARACTERS = 8;

export interface Environment {
  /** Null: an embedded Postgres in `dataDir`. */
  databaseUrl: string | null;
  /** Null: the queue lives in Postgres. */
  redisUrl: string | null;
  /** As the operator wrote it, so that messages name the file by that name. */
  configPath: string;
  /** Absolute. */
  dataDir: string;
  /** Null when not set; see `resolveSecret`. */
  secret: string | null;
  smtpPassword: string | null;
  /** Null: each command's own default. */
  logLevel: LogLevel | null;
  /** Null when not set. Throws ConfigError when its …_FILE cannot be read; so do the two below. */
  imapPassword(mailbox: string): string | null;
  /** @param account a mailbox's name, or `smtp`. */
  oauthSecret(account: string): string | null;
  oauthRefresh(account: string): string | null;
  /** Throws ConfigError also where it is easy to guess. */
  webhookSecret(webhook: string): string | null;
  /** Variables that begin with DESKPOST_ and that this desk never reads: most likely mistyped. */
  unread(mailboxes: readonly string[], webhooks?: readonly string[]): string[];
}

/** Throws ConfigFaults that names every fault at once. An empty variable counts as not set. */
export function loadEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  const faults: string[] = [];
  const attempt = (read: () => string | null): string | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(error.hint === null ? error.message : `${error.message} — ${error.hint}`);
      return null;
    }
  };
  const secretOf = (name: string) => readSecret(env, name);
  const environment: Environment = {
    databaseUrl: attempt(() => readUrl(env, variables.databaseUrl, ["postgres:", "postgresql:"])),
    redisUrl: attempt(() => readUrl(env, variables.redisUrl, ["redis:", "rediss:"])),
    configPath: env.DESKPOST_CONFIG || "./desk.yaml",
    dataDir: resolve(env.DESKPOST_DATA || ".deskpost"),
    secret: attempt(() => checkSecret(secretOf(variables.secret), variables.secret)),
    smtpPassword: attempt(() => secretOf(variables.smtpPassword)),
    logLevel: attempt(() => readLogLevel(env.DESKPOST_LOG)) as LogLevel | null,
    imapPassword: (mailbox) => secretOf(variables.imapPassword(mailbox)),
    oauthSecret: (account) => secretOf(variables.oauthSecret(account)),
    oauthRefresh: (account) => secretOf(variables.oauthRefresh(account)),
    webhookSecret: (webhook) =>
      checkSecret(secretOf(variables.webhookSecret(webhook)), variables.webhookSecret(webhook)),
    unread: (mailboxes, webhooks = []) => unreadVariables(env, mailboxes, webhooks),
  };
  if (faults.length > 0) throw new ConfigFaults(faults, "environment");
  return environment;
}

/** The value of a variable, or of the file that its `_FILE` names, without the line break at its end. */
function readSecret(env: NodeJS.ProcessEnv, name: string): string | null {
  const value = env[name] || null;
  const file = env[`${name}_FILE`] || null;
  if (file === null) return value;
  if (value !== null) {
    throw new ConfigError(`${name} and ${name}_FILE are both set`, {
      reason: "secret_twice",
      hint: "set one of them",
    });
  }
  try {
    const text = readFileSync(file, "utf8").replace(/\r?\n$/, "");
    if (text !== "") return text;
  } catch (cause) {
    const hint = "name a file that this user may read";
    throw new ConfigError(`${name}_FILE: cannot read ${file} (${codeOf(cause)})`, {
      reason: "secret_file",
      hint,
      cause,
    });
  }
  throw new ConfigError(`${name}_FILE: ${file} is empty`, {
    reason: "secret_file",
    hint: "write the secret into it",
  });
}

function readUrl(env: NodeJS.ProcessEnv, name: string, protocols: string[]): string | null {
  const value = readSecret(env, name);
  if (value === null) return null;
  // Its value may hold a password, so it is never repeated.
  if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value;
  const example = `${protocols[0]}//user:password@host/name`;
  throw new ConfigError(`${name} is no ${protocols[0]}// URL`, {
    reason: "wrong_url",
    hint: `write it as ${example}, with special characters percent-encoded`,
  });
}

function checkSecret(secret: string | null, from: string): string | null {
  if (secret === null) return null;
  if (secret.length >= SHORTEST_SECRET && new Set(secret).size >= FEWEST_CHARACTERS) return secret;
  const problem =
    secret.length < SHORTEST_SECRET ? `shorter than ${SHORTEST_SECRET} characters` : "easy to guess";
  throw new ConfigError(`${from} is ${problem}`, {
    reason: "weak_secret",
    hint: "make one with: openssl rand -hex 32",
  });
}

function readLogLevel(value: string | undefined): LogLevel | null {
  if (!value) return null;
  const level = LOG_LEVELS.find((name) => name === value.toLowerCase());
  if (level !== undefined) return level;
  throw new ConfigError(`DESKPOST_LOG is "${value}"`, {
    reason: "wrong_log_level",
    hint: `write one of ${LOG_LEVELS.join(", ")}`,
  });
}

function unreadVariables(
  env: NodeJS.ProcessEnv,
  mailboxes: readonly string[],
  webhooks: readonly string[],
): string[] {
  const accounts = [...mailboxes, "smtp"];
  const secrets = [
    variables.secret,
    variables.smtpPassword,
    ...mailboxes.map(variables.imapPassword),
    ...webhooks.map(variables.webhookSecret),
    ...accounts.flatMap((account) => [variables.oauthSecret(account), variables.oauthRefresh(account)]),
  ];
  const read = ["DESKPOST_CONFIG", "DESKPOST_DATA", "DESKPOST_LOG"];
  const known = new Set([...read, ...secrets, ...secrets.map((name) => `${name}_FILE`)]);
  return Object.keys(env).filter((name) => name.startsWith("DESKPOST_") && !known.has(name));
}

/**
 * The secret that tokens are made with. With the embedded database it is drawn once and kept beside the data; with a database of
 * the operator's own, several processes must share it, so it must be set. Throws ConfigError.
 */
export function resolveSecret(environment: Environment): string {
  if (environment.secret !== null) return environment.secret;
  if (environment.databaseUrl !== null) {
    throw new ConfigError("DESKPOST_SECRET is not set", {
      reason: "no_secret",
      hint: "set it, the same for every process: make one with: openssl rand -hex 32",
    });
  }
  const file = join(environment.dataDir, "secret");
  try {
    mkdirSync(environment.dataDir, { recursive: true, mode: 0o700 });
    drawSecret(file);
    const secret = checkSecret(readFileSync(file, "utf8").trim(), file);
    if (secret !== null) return secret;
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`cannot keep a secret in ${file} (${codeOf(cause)})`, {
      reason: "secret_file",
      hint: "make DESKPOST_DATA a folder that this user may write, or set DESKPOST_SECRET",
      cause,
    });
  }
  throw new ConfigError(`${file} is empty`, { reason: "secret_file", hint: "remove it and start again" });
}

/** Whole or not at all, and never over another: of two processes that start at once, both read one secret. */
function drawSecret(file: string): void {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    readFileSync(file);
    return;
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
  writeFileSync(draft, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Reads and checks desk.yaml. Throws ConfigFaults with a line for every fault, ConfigError when it cannot be read. */
export function loadDesk(path: string): Desk {
  const { text, faults } = readDesk(path);
  if (faults.length > 0) throw new ConfigFaults(faults.map(formatFault), "desk_faults", faults);
  return resolveDesk(deskSchema.parse(parseDesk(text)));
}

/**
 * The desk as desk.yaml and, for the sections that it holds, a draft describe it. Throws ConfigFaults with a line for every fault of
 * either, ConfigError when one cannot be read.
 */
export function loadDraft(path: string, draftPath: string): Desk {
  loadDesk(path);
  const base = parseDesk(readText(path)) as Record<string, unknown>;
  const text = readText(draftPath);
  const faults = findFaults(text, draftPath, { languages: listLanguages() }, base);
  if (faults.length > 0) throw new ConfigFaults(faults.map(formatFault), "desk_faults", faults);
  return resolveDesk(deskSchema.parse({ ...base, ...(parseDesk(text) as object) }));
}

/** The text of desk.yaml and everything wrong with it. Throws ConfigError when it cannot be read. */
export function readDesk(path: string): { text: string; faults: Fault[] } {
  const text = readText(path);
  return { text, faults: findFaults(text, path, { languages: listLanguages() }) };
}

function readText(path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (cause) {
    const code = codeOf(cause);
    const [problem, hint] =
      code === "ENOENT"
        ? ["there is no such file", "write one with: deskpost init; or name it in DESKPOST_CONFIG"]
        : code === "EISDIR"
          ? ["it is a folder", "name the file in it, in DESKPOST_CONFIG"]
          : code === "ERR_ENCODING_INVALID_ENCODED_DATA"
            ? ["it is not written in UTF-8", "save it as UTF-8"]
            : [`it cannot be read (${code})`, "let this user read it"];
    throw new ConfigError(`${path}: ${problem}`, { reason: "desk_unreadable", hint, cause });
  }
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : String(error);
}
