/** `deskpost rules test`: what each rule of desk.yaml, or of a draft, makes of a mail in a file. Changes nothing. */
import { readFileSync } from "node:fs";
import { listLanguages } from "../config/templates-folder.ts";
import { loadDesk, loadDraft } from "../config.ts";
import { effectsOf, subjectOf, valueInWords } from "../domain/apply-rules.ts";
import type { Desk } from "../domain/desk.ts";
import type { PersonFact } from "../domain/facts.ts";
import { detectLanguage } from "../domain/language.ts";
import { chooseLanguage } from "../domain/new-case.ts";
import { senderByDirectory } from "../domain/people.ts";
import { type RuleRun, runRules, type TriedRule } from "../domain/rule.ts";
import { openingFor } from "../domain/rule-replay.ts";
import { askFor, askForHistory, type EarlierCase, type RuleSubject } from "../domain/rule-subject.ts";
import { readMail } from "../flows/gather-facts.ts";
import { createLogger } from "../log.ts";
import { createMailParser, type MailParser } from "../mail/parse-threads.ts";
import { listFiles } from "./files.ts";
import { type Context, type ExitCode, FINE, type JsonOption } from "./io.ts";
import { findMailbox, mailboxOf } from "./mailbox-of.ts";
import { withPool } from "./open-app.ts";
import { printable } from "./text.ts";

export interface RulesTestOptions extends JsonOption {
  rules?: string;
  mailbox?: string;
}

/** What the desk knows of a sender; nothing where no rule asks for it. */
type LookUp = (writtenFrom: string) => Promise<{ person: PersonFact | null; earlier: EarlierCase[] }>;

/**
 * `--json`: one object a mail, `{file, mailbox, from, subject, mailKind, spam, rules: [{name, result, …}], before, after}`. The database
 * is asked only where a rule asks for the directory or for earlier cases.
 */
export async function testRules(
  context: Context,
  paths: string[],
  options: RulesTestOptions,
): Promise<ExitCode> {
  const path = context.environment().configPath;
  const desk = options.rules === undefined ? loadDesk(path) : loadDraft(path, options.rules);
  const files = paths.flatMap(listFiles);
  const parser = createMailParser(createLogger("silent"));
  const work = async (lookUp: LookUp): Promise<ExitCode> => {
    for (const file of files) {
      const tried = await tryFile(parser, desk, file, options.mailbox ?? null, lookUp);
      context.io.out(options.json ? JSON.stringify({ file, ...tried }) : describe(file, tried));
    }
    if (desk.rules.length === 0)
      context.io.err("there are no rules to try; desk.yaml takes them under rules");
    return FINE;
  };
  try {
    return await withKnowledge(context, desk, work);
  } finally {
    await parser.close();
  }
}

async function withKnowledge(
  context: Context,
  desk: Desk,
  work: (lookUp: LookUp) => Promise<ExitCode>,
): Promise<ExitCode> {
  const directory = (["department", "organisation", "office", "language"] as const).some((key) =>
    askFor(desk.rules, key),
  );
  if (!directory && !askForHistory(desk.rules)) return work(async () => ({ person: null, earlier: [] }));
  const { createLookups } = await import("../store/lookups.ts");
  return withPool(context, (pool) => {
    const lookups = createLookups(pool);
    return work(async (address) => {
      const [[person = null], [earlier = []]] = await Promise.all([
        lookups.people([address]),
        lookups.earlierCases([address]),
      ]);
      return { person, earlier };
    });
  });
}

interface TriedFile {
  mailbox: string;
  from: string | null;
  subject: string;
  mailKind: string;
  spam: string | null;
  rules: TriedRule[];
  before: RuleRun["case"];
  after: RuleRun["case"];
  byMatrix: RuleRun["byMatrix"];
}

async function tryFile(
  parser: MailParser,
  desk: Desk,
  file: string,
  named: string | null,
  lookUp: LookUp,
): Promise<TriedFile> {
  const raw = readFileSync(file);
  const mailbox = named === null ? mailboxOf(raw, desk) : findMailbox(desk, named);
  const languages = listLanguages();
  const reading = await parser.read(raw);
  const ports = { desk, languages, read: parser.read, contentHash: () => "", now: () => new Date() };
  const read = readMail(ports, reading, mailbox, false);
  const { person, earlier } =
    read.writtenFrom === null ? { person: null, earlier: [] } : await lookUp(read.writtenFrom);
  const sender = read.writtenFrom === null ? null : senderByDirectory(desk, read.writtenFrom, person);
  const detectedLanguage = detectLanguage(read.text.newText, languages);
  const about: RuleSubject = subjectOf(
    {
      mail: reading.mail,
      mailbox,
      sender,
      person,
      authentication: read.authentication,
      mailKind: read.kind,
      inbound: { receivedAt: dateOf(reading.mail.date) },
      earlierCases: earlier,
    },
    read.text.newText,
  );
  const before = openingFor(desk, mailbox.name, chooseLanguage({ desk, person, detectedLanguage }));
  const run = runRules(desk, about, before);
  const { tried: rules, case: after, spam, byMatrix } = run;
  const { subject, mailKind } = about;
  return { mailbox: mailbox.name, from: sender, subject, mailKind, spam, rules, before, after, byMatrix };
}

/** When a file was received nobody knows: its Date header stands for it, else the present. */
function dateOf(written: Date | null): Date {
  return written === null || Number.isNaN(written.getTime()) ? new Date() : written;
}

function describe(file: string, tried: TriedFile): string {
  const { from, subject, mailbox, mailKind, rules, spam, before, after, byMatrix } = tried;
  const head = `${file}  ${from ?? "no usable sender"}: ${subject} (to ${mailbox}, ${mailKind})`;
  const width = Math.max(0, ...rules.map((rule) => rule.name.length));
  const lines = rules.map((rule) => `${MARK[rule.result]} ${rule.name.padEnd(width)}  ${verdict(rule)}`);
  const fields = Object.keys(after) as (keyof typeof after)[];
  const set = fields
    .filter((field) => String(before[field]) !== String(after[field]))
    .map((field) => `${field} ${valueInWords(field, after[field])}`);
  const matrix = byMatrix ? [`  the matrix says ${valueInWords("priority", byMatrix.priority)}`] : [];
  const result = spam === null ? `= ${set.join(", ") || "nothing is set"}` : `= spam: no case is opened`;
  return printable([head, ...[...lines, ...matrix, result].map((line) => `  ${line}`), ""].join("\n"));
}

const MARK = { held: "✓", failed: "–", not_tried: "·" } as const;

function verdict(rule: TriedRule): string {
  if (rule.result === "not_tried") return "not tried: a rule before it stops";
  if (rule.result === "failed") return `not: ${rule.failed}`;
  const because = rule.matches.map(({ by, found }) => `${by} “${found}”`).join(", ") || "always";
  const changes = rule.changes.map(({ field, to }) => `${field} ${valueInWords(field, to)}`);
  return `${because} → ${[...changes, ...effectsOf(rule)].join(", ") || "changes nothing"}`;
}
