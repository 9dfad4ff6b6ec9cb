/** The commands, their options and their help. Each command's file is loaded only when it runs, so that `--help` is quick. */
import { readFileSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import type { Part } from "../app.ts";
import { ConfigFaults } from "../config/fault.ts";
import { ConfigError, isOperational, oneLine } from "../errors.ts";
import { type ExitCode, FINE, type Io, NOT_FINE, WRONG_USAGE } from "./io.ts";
import { json, type Perform } from "./options.ts";
import { addCalendar } from "./program-calendar.ts";
import { addRules } from "./program-rules.ts";

/** Without the configuration, which takes a while to load. */
type PerformBare = (action: (io: Io) => Promise<ExitCode>) => Promise<void>;

/**
 * Runs one command line. Never throws: what went wrong is told on `io.err` in one line that says what to do next, a bug with its
 * stack.
 *
 * @param args without `node` and the script. @param env by default the process's own.
 */
export async function run(args: string[], io: Io, env?: NodeJS.ProcessEnv): Promise<ExitCode> {
  let exitCode: ExitCode = FINE;
  const perform: Perform = async (action) => {
    const { loadEnvironment } = await import("../config.ts");
    exitCode = await action({ io, environment: () => loadEnvironment(env) });
  };
  const performBare: PerformBare = async (action) => {
    exitCode = await action(io);
  };
  const program = createProgram(perform, performBare, io);
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    return report(error, io);
  }
}

function report(error: unknown, io: Io): ExitCode {
  // Commander has said it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? FINE : WRONG_USAGE;
  if (error instanceof ConfigFaults) {
    for (const line of error.lines) io.err(line);
    return WRONG_USAGE;
  }
  if (isOperational(error)) {
    io.err(`deskpost: ${oneLine(error)}`);
    return error instanceof ConfigError ? WRONG_USAGE : NOT_FINE;
  }
  io.err(
    `deskpost: this is a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return NOT_FINE;
}

/** Every command with what it does, for the README. */
export function listCommands(io: Io): { usage: string; description: string }[] {
  const nothing = async () => {};
  const leaves = (command: Command, path: string): { usage: string; description: string }[] =>
    command.commands.length > 0
      ? command.commands.flatMap((one) => leaves(one, `${path} ${one.name()}`))
      : [
          {
            usage: `${path} ${command.usage().replace(/^\[options\] ?/, "")}`.trim(),
            description: command.description(),
          },
        ];
  return leaves(createProgram(nothing, nothing, io), "deskpost");
}

function createProgram(perform: Perform, performBare: PerformBare, io: Io): Command {
  const program = new Command("deskpost")
    .description("A help desk that lives in a mailbox")
    .version(readVersion(), "-V, --version")
    .exitOverride()
    .showHelpAfterError("(deskpost --help lists the commands)")
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
      getOutHelpWidth: () => io.width,
      getErrHelpWidth: () => io.width,
    })
    .addHelpText("after", HELP_TAIL);
  addSetUp(program, perform);
  addRunning(program, perform);
  addMail(program, perform, performBare);
  addLooking(program, perform);
  addCalendar(program, perform);
  addRules(program, perform, parseCount);
  addPeople(program, perform);
  return program;
}

const HELP_TAIL = `
Environment:
  DATABASE_URL      Postgres; not set: an embedded one in DESKPOST_DATA
  REDIS_URL         Redis for the queue; not set: the queue lives in Postgres
  DESKPOST_CONFIG   path of desk.yaml (./desk.yaml)
  DESKPOST_DATA     folder of the embedded database (./.deskpost)
  DESKPOST_SECRET   what tokens are made with; needed with DATABASE_URL
  DESKPOST_LOG      debug, info, warn, error or silent
  DESKPOST_IMAP_PASSWORD_<MAILBOX>, DESKPOST_SMTP_PASSWORD,
  DESKPOST_OAUTH_SECRET_<MAILBOX|SMTP>, DESKPOST_OAUTH_REFRESH_<MAILBOX|SMTP>
  Every secret may also come from a file: its variable with _FILE names the path.

Exit codes: 0 fine, 1 not fine, 2 wrong usage or configuration.`;

function addSetUp(program: Command, perform: Perform): void {
  program
    .command("init")
    .description("write a commented desk.yaml, and desk.schema.json for editors")
    .option("--force", "overwrite what is there")
    .option("--file <path>", "where to write it (default: DESKPOST_CONFIG, else ./desk.yaml)")
    .action((options) => perform(async (context) => (await import("./init.ts")).init(context, options)));
  program
    .command("check")
    .description("name every fault of desk.yaml at once, with its place")
    .addOption(json())
    .option("--schema", "print the JSON Schema of desk.yaml instead")
    .action((options) => perform(async (context) => (await import("./check.ts")).check(context, options)));
  program
    .command("doctor")
    .description(
      "try database, queue, mailboxes, SMTP, clock and templates; say what is wrong and what to do",
    )
    .addOption(json())
    .option("--quick", "configuration, database and queue only, as a health check needs")
    .option("--send", "mail the desk itself, to find out which reply address comes back")
    .action((options) => perform(async (context) => (await import("./doctor.ts")).doctor(context, options)));
  program
    .command("migrate")
    .description("bring the database schema up to date (start does so by itself)")
    .action(() => perform(async (context) => (await import("./migrate.ts")).migrateCommand(context)));
}

function addRunning(program: Command, perform: Perform): void {
  program
    .command("start")
    .description("run the desk until it is told to stop")
    .option("--only <parts>", "of intake,workers,clocks: which parts this process runs", parseParts)
    .action((options) => perform(async (context) => (await import("./start.ts")).start(context, options)));
  program
    .command("demo")
    .description("play one case through real servers in this process, then stay up to be mailed")
    .option("--once", "end after the case instead of staying up")
    .action((options) => perform(async (context) => (await import("./demo.ts")).demo(context, options)));
}

function addMail(program: Command, perform: Perform, performBare: PerformBare): void {
  program
    .command("parse")
    .description("say what the desk reads in mails, without a database")
    .argument("<file...>", "files, or folders of them")
    .addOption(json())
    .action((files: string[], options) =>
      performBare(async (io) => (await import("./parse.ts")).parse(io, files, options)),
    );
  program
    .command("ingest")
    .description("accept and process mails as if they had come by IMAP")
    .argument("<file...>", "files, or - for standard input")
    .addOption(json())
    .option("--mailbox <name>", "the mailbox they came to (default: by their recipient, else the first)")
    .action((files: string[], options) =>
      perform(async (context) => (await import("./ingest.ts")).ingest(context, files, options)),
    );
}

function addLooking(program: Command, perform: Perform): void {
  const list = (command: Command) =>
    command
      .addOption(json())
      .option("--since <date>", "a day such as 2026-11-22, or an instant")
      .option("--state <state>", "only these")
      .option("--limit <count>", "at most so many, newest first", parseCount);

  const cases = program.command("case").description("look at cases");
  list(cases.command("list").description("cases, newest first")).action((options) =>
    perform(async (context) => (await import("./case.ts")).listCases(context, options)),
  );
  cases
    .command("show")
    .description("everything about one case")
    .argument("<number>", "case number, as 1042", parseNumber)
    .addOption(json())
    .action((number: number, options) =>
      perform(async (context) => (await import("./case.ts")).showCase(context, number, options)),
    );

  const inbound = program.command("inbound").description("look at received mail, whatever became of it");
  list(inbound.command("list").description("received mail, newest first")).action((options) =>
    perform(async (context) => (await import("./inbound.ts")).listInbound(context, options)),
  );
  const one = (name: string, description: string) =>
    inbound.command(name).description(description).argument("<id>", "as inbound list shows it", parseNumber);
  one("show", "one received mail and why it ended as it did")
    .addOption(json())
    .action((id: number, options) =>
      perform(async (context) => (await import("./inbound.ts")).showInbound(context, id, options)),
    );
  one("retry", "process a failed or quarantined mail again")
    .addOption(json())
    .action((id: number, options) =>
      perform(async (context) => (await import("./inbound.ts")).retryInbound(context, id, options)),
    );
  one("release", "process a mail that is quarantined as spam")
    .addOption(json())
    .action((id: number, options) =>
      perform(async (context) => (await import("./inbound.ts")).releaseInbound(context, id, options)),
    );
  one("raw", "its stored bytes, unchanged").action((id: number) =>
    perform(async (context) => (await import("./inbound.ts")).rawInbound(context, id)),
  );

  const outbox = program.command("outbox").description("look at mail that the desk sends");
  list(outbox.command("list").description("mail owed and sent, newest first")).action((options) =>
    perform(async (context) => (await import("./outbox.ts")).listOutbox(context, options)),
  );

  program
    .command("why")
    .description("on what ground the desk did what it did with a case")
    .argument("<number>", "case number", parseNumber)
    .addOption(json())
    .action((number: number, options) =>
      perform(async (context) => (await import("./why.ts")).why(context, number, options)),
    );
}

function addPeople(program: Command, perform: Perform): void {
  program
    .command("people")
    .description("whom the desk knows")
    .command("import")
    .description("take over the directory: names, addresses, aliases, phones, offices, departments")
    .argument(
      "<file>",
      "comma- or semicolon-separated values with a line of headings, or - for standard input",
    )
    .option("--dry-run", "only show what would change")
    .option("--encoding <name>", "of the file, as gbk (default: UTF-8, else Windows-1252)")
    .addOption(json())
    .action((file: string, options) =>
      perform(async (context) => (await import("./people.ts")).importDirectory(context, file, options)),
    );
}

const PARTS: readonly Part[] = ["intake", "workers", "clocks"];

function parseParts(text: string): Part[] {
  const wanted = text.split(",").map((part) => part.trim());
  const parts = PARTS.filter((part) => wanted.includes(part));
  if (wanted.every((part) => (PARTS as readonly string[]).includes(part))) return parts;
  throw new InvalidArgumentError(`Allowed: ${PARTS.join(", ")}, with commas between them.`);
}

/** `1042` or `#1042`; ids and case numbers alike. */
function parseNumber(text: string): number {
  const number = /^#?\d{1,15}$/.test(text) ? Number(text.replace("#", "")) : 0;
  if (number > 0) return number;
  throw new InvalidArgumentError("It is a whole number from 1.");
}

function parseCount(text: string): number {
  return parseNumber(text);
}

function readVersion(): string {
  const file = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
