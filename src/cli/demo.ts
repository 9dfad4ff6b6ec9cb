/** `deskpost demo`: a whole desk in this process — database, IMAP, SMTP, people — plays one case, then stays up to be mailed. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type App, openApp } from "../app.ts";
import { loadEnvironment } from "../config.ts";
import { makeDemoFolder } from "../demo/folder.ts";
import { type MailHost, startMailHost } from "../demo/mail-host.ts";
import { DESK, demoDesk, PEOPLE, SOFIE, YOU } from "../demo/people.ts";
import { playStory } from "../demo/story.ts";
import { type Decision, startTranscript } from "../demo/transcript.ts";
import { TransientError } from "../errors.ts";
import type { Logger } from "../flows/ports.ts";
import { createLogger } from "../log.ts";
import { type Context, type ExitCode, FINE, type Io } from "./io.ts";
import { listenForStop, type StopSignal } from "./stop-signal.ts";

/** What mail programs are told when nobody else has these ports. */
const IMAP_PORT = 1_143;
const SMTP_PORT = 1_025;

/** Throws TransientError when a person of the story waits in vain. */
export async function demo({ io, environment }: Context, options: { once?: boolean }): Promise<ExitCode> {
  const { dataDir, logLevel } = environment();
  const log = createLogger(logLevel ?? "warn", undefined, io.isWatched);
  const stop = listenForStop(log);
  const progress = createProgress(io);
  progress("Making a folder for the demo");
  const folder = await makeDemoFolder(join(dataDir, "demo"), log);
  try {
    progress("Starting a mail host (IMAP and SMTP)");
    const host = await startHost();
    try {
      const app = await openDemoDesk(folder.path, host, log, progress);
      try {
        await play(app, host, io, stop);
        if (!options.once && !stop.signal.aborted) await stayUp(host, io, stop);
      } finally {
        io.err("Stopping …");
        await app.close();
      }
    } finally {
      await host.stop();
    }
  } finally {
    await folder.remove();
  }
  stop.ended();
  return FINE;
}

function createProgress(io: Io): (what: string) => void {
  const began = performance.now();
  return (what) => io.err(`[${((performance.now() - began) / 1_000).toFixed(1).padStart(4)} s] ${what} …`);
}

/** The usual ports where they are free, else any. */
async function startHost(): Promise<MailHost> {
  const users = { users: PEOPLE, catchAll: YOU.login };
  try {
    return await startMailHost({ ...users, imapPort: IMAP_PORT, smtpPort: SMTP_PORT });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return await startMailHost({ ...users, imapPort: 0, smtpPort: 0 });
  }
}

async function openDemoDesk(
  folder: string,
  host: MailHost,
  log: Logger,
  progress: (what: string) => void,
): Promise<App> {
  const configPath = join(folder, "desk.yaml");
  await writeFile(configPath, demoDesk(host.imapPort, host.smtpPort));
  const environment = loadEnvironment({
    DESKPOST_CONFIG: configPath,
    DESKPOST_DATA: join(folder, "data"),
    DESKPOST_IMAP_PASSWORD_HELPDESK: DESK.password,
    DESKPOST_SMTP_PASSWORD: DESK.password,
  });
  const app = await openApp(environment, { log, onProgress: progress, patience: null });
  progress("Starting the desk");
  await app.start(["intake", "workers", "clocks"]);
  return app;
}

async function play(app: App, host: MailHost, io: Io, stop: StopSignal): Promise<void> {
  const transcript = startTranscript(host, () => newDecisions(app), io.out);
  const story = playStory(host, transcript.chapter).catch((error: unknown) => {
    throw new TransientError("The demo's story broke off", {
      reason: "demo_broke_off",
      hint: "run it again with DESKPOST_LOG=info to see what the desk did",
      cause: error,
    });
  });
  await Promise.race([story, stop.requested]);
  // Where Ctrl-C ended it, nobody waits for the rest of the story.
  story.catch(() => {});
  if (!stop.signal.aborted) await transcript.flush();
}

const told = new WeakMap<App, number>();

/** Oldest first, each once. */
async function newDecisions(app: App): Promise<Decision[]> {
  const last = told.get(app) ?? 0;
  const rows = await app.store.read.listInbound({ since: null, state: null, limit: 50 });
  const fresh = rows.filter((row) => row.id > last && row.state !== "received").sort((a, b) => a.id - b.id);
  told.set(app, Math.max(last, ...fresh.map((row) => row.id)));
  return fresh.map((row) => ({
    mailId: row.id,
    outcome: `${row.state}, ${row.reason ?? "no reason"}`,
    caseNumber: row.caseNumber,
    reasons: row.evidence
      .filter((one) => one.step !== "notice")
      .map((one) => `${one.step}: ${one.code}${one.detail === "" ? "" : ` — ${one.detail}`}`),
  }));
}

async function stayUp(host: MailHost, io: Io, stop: StopSignal): Promise<void> {
  io.out(`
━━ Now you ━━
The desk stays up. Set up a mail program, without encryption:

  IMAP  127.0.0.1 port ${host.imapPort}     SMTP  127.0.0.1 port ${host.smtpPort}
  user ${YOU.login}, password ${YOU.password}, address ${YOU.address}

and write to ${DESK.address}. The agents are anna and mike, Sofie is ${SOFIE.login}; the password is the same.
Or without a mail program:

  curl --url smtp://127.0.0.1:${host.smtpPort} --user ${YOU.login}:${YOU.password} --mail-from ${YOU.address} \\
    --mail-rcpt ${DESK.address} -T - <<< $'From: ${YOU.address}\\nSubject: My screen\\n\\nMy screen stays dark since this morning.'
  curl --url 'imap://127.0.0.1:${host.imapPort}/INBOX;MAILINDEX=1' --user ${YOU.login}:${YOU.password}

Ctrl-C ends it.`);
  await stop.requested;
}
