/**
 * The log: one JSON line an event on stderr, or one readable line at a terminal. Never holds a token, a password or the text of a
 * mail, whatever it is handed.
 */
import { type DestinationStream, pino } from "pino";
import type { LogLevel } from "./config.ts";
import type { Logger } from "./flows/ports.ts";

/** Fields that are left out by name; the others only lose tokens and passwords inside their text. */
const HIDDEN =
  /pass|secret|token|credential|authorization|^(raw|bytes|rendered|body|text|html|fulltext|newtext|quoted|content)$/i;
const DEEPEST = 4;
/** What a token looks like (token.ts), and a login inside a URL. */
const TOKEN = /(?<![A-Za-z0-9])[A-Za-z2-7]{26}(?![A-Za-z0-9])/g;
const URL_LOGIN = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"]*@/gi;

/** @param out a stream that takes whole lines; by default stderr. @param pretty for a person at a terminal. */
export function createLogger(
  level: LogLevel,
  out: DestinationStream = pino.destination({ fd: 2, sync: true }),
  pretty = false,
): Logger {
  const target: DestinationStream = pretty ? { write: (line) => out.write(prettyLine(line)) } : out;
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => clean(fields, 0) as Record<string, unknown>,
      },
      hooks: { streamWrite: withoutSecrets },
    },
    target,
  );
}

/** Masks what must not stand in a log line even when a library put it into an error's message. */
function withoutSecrets(line: string): string {
  return line.replace(URL_LOGIN, "$1…@").replace(TOKEN, "[token]");
}

function clean(value: unknown, depth: number): unknown {
  if (value instanceof Error) return describeError(value, depth);
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (value instanceof Date || value === null || typeof value !== "object") {
    return typeof value === "bigint" ? String(value) : value;
  }
  if (depth >= DEEPEST) return "[…]";
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => clean(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      HIDDEN.test(key) && inner !== null && inner !== undefined ? "[hidden]" : clean(inner, depth + 1),
    ]),
  );
}

function describeError(error: Error, depth: number): Record<string, unknown> {
  const { reason, hint, code } = error as { reason?: unknown; hint?: unknown; code?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(code === undefined ? {} : { code }),
    ...(reason === undefined ? {} : { reason, hint }),
    // Operational failures speak for themselves; a bug needs its stack.
    ...(reason === undefined ? { stack: error.stack } : {}),
    ...(error.cause === undefined || depth >= DEEPEST ? {} : { cause: clean(error.cause, depth + 1) }),
  };
}

/** `14:02:11 warn  The queue does not answer mailbox=helpdesk attempts=2`; a bug's stack follows on lines of its own. */
function prettyLine(line: string): string {
  const { level, time, msg, error, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const { message, stack } = (error ?? {}) as { message?: unknown; stack?: unknown };
  const shown = Object.entries({ ...fields, ...(message === undefined ? {} : { error: message }) });
  const parts = [
    new Date(String(time)).toTimeString().slice(0, 8),
    String(level).padEnd(5),
    String(msg ?? "").replace(/\s+/g, " "),
    ...shown.map(([key, value]) => `${key}=${prettyValue(value)}`),
  ];
  return `${parts.join(" ").trimEnd()}\n${typeof stack === "string" ? `${stack}\n` : ""}`;
}

function prettyValue(value: unknown): string {
  return typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}
