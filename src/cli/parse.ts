/** `deskpost parse`: what the desk reads in a mail, as JSON; no database, no configuration, and never an error for any bytes. */
import { readFileSync } from "node:fs";
import { listLanguages } from "../config/templates-folder.ts";
import { senderOf } from "../domain/address.ts";
import { readBounce } from "../domain/bounce.ts";
import { parseCommands } from "../domain/command.ts";
import { detectLanguage } from "../domain/language.ts";
import type { MailText, ParsedMail } from "../domain/message.ts";
import { screenMail } from "../domain/screen.ts";
import { createLogger } from "../log.ts";
import { createMailParser, type MailParser } from "../mail/parse-threads.ts";
import { listFiles } from "./files.ts";
import { type ExitCode, FINE, type Io, type JsonOption } from "./io.ts";
import { printable } from "./text.ts";

/** Mails read at once. */
const AT_ONCE = 4;

/** One JSON object a mail, in the order given, a folder's files by name. Throws ConfigError for a path that is not there. */
export async function parse(io: Io, paths: string[], options: JsonOption): Promise<ExitCode> {
  const files = paths.flatMap(listFiles);
  const languages = listLanguages();
  const parser = createMailParser(createLogger("silent"));
  const begun: Promise<Reading | FailedReading>[] = [];
  try {
    for (let at = 0; at < files.length; at += 1) {
      const next = files.slice(at + begun.length, at + AT_ONCE);
      begun.push(...next.map((file) => readMail(parser, file, languages)));
      // One that fails is told when its turn comes.
      for (const one of begun) one.catch(() => {});
      const read = await begun.shift();
      if (read !== undefined) io.out(options.json ? JSON.stringify(read) : describe(read));
    }
  } finally {
    await parser.close();
  }
  return FINE;
}

/** What `--json` prints of one mail; scripts rely on these names. */
type Reading = ReturnType<typeof readingOf>;

async function readMail(
  parser: MailParser,
  file: string,
  languages: readonly string[],
): Promise<Reading | FailedReading> {
  const raw = readFileSync(file);
  try {
    const { mail, text } = await parser.read(raw);
    return readingOf(file, mail, text, languages);
  } catch (error) {
    // One mail that our own code stumbles over must not hide the others.
    return { file, defects: ["not_parsed"], error: error instanceof Error ? error.message : String(error) };
  }
}

interface FailedReading {
  file: string;
  defects: string[];
  error: string;
}

function readingOf(file: string, mail: ParsedMail, text: MailText, languages: readonly string[]) {
  const { kind } = screenMail(mail);
  const sender = senderOf(mail) ?? mail.from[0] ?? null;
  return {
    file,
    messageId: mail.messageId,
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    date: isRealDate(mail.date) ? mail.date.toISOString() : null,
    from: sender?.address ?? null,
    fromName: sender?.name ?? null,
    to: mail.to.map((one) => one.address),
    cc: mail.cc.map((one) => one.address),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    attachments: mail.attachments.map((one) => ({
      filename: one.name,
      contentType: one.contentType,
      size: one.size,
      sha256: one.sha256,
      inline: one.inline,
    })),
    kind,
    isAutoReply: kind === "auto_reply",
    noAutoRespond: kind !== "human",
    isBounce: kind === "bounce",
    isComplaint: kind === "complaint",
    bounce: kind === "bounce" ? bounceOf(mail) : null,
    reply: text.newText,
    signature: text.signature,
    forwarded: text.forwarded,
    commentary: text.forwarded ? text.newText : null,
    language: detectLanguage(text.newText, languages),
    commands: parseCommands(text.commandText).commands.map(({ verb, value }) => ({ verb, value })),
    defects: mail.defects,
  };
}

function bounceOf(mail: ParsedMail) {
  const { recipients, status, hard } = readBounce(mail);
  const addresses = recipients.flatMap(({ address, finalAddress }) => [address, finalAddress ?? address]);
  // Reports of other systems name X.400 addresses and numbers beside the ones that mail goes to.
  const isMail = (address: string) => address.includes("@");
  const shown = addresses.some(isMail) ? addresses.filter(isMail) : addresses;
  return { recipients: [...new Set(shown)], status, hard };
}

function isRealDate(date: Date | null): date is Date {
  return date !== null && !Number.isNaN(date.getTime());
}

function describe(read: Reading | FailedReading): string {
  if (!("subject" in read)) return `${read.file}: could not be parsed: ${printable(read.error)}\n`;
  const rows = {
    From: [read.fromName, read.from && `<${read.from}>`].filter(Boolean).join(" "),
    To: read.to.join(", "),
    Subject: read.subject,
    Date: read.date,
    Kind: read.kind,
    Language: read.language,
    Attachments: read.attachments.map((one) => `${one.filename} (${one.size} bytes)`).join(", "),
    Commands: read.commands
      .map(({ verb, value }) => `#${verb}${value === null ? "" : ` ${value}`}`)
      .join(", "),
    Defects: read.defects.join(", "),
  };
  const lines = Object.entries(rows).filter(([, value]) => value);
  const head = lines.map(([name, value]) => `${`${name}:`.padEnd(13)}${value}`.replace(/\s+$/, ""));
  return printable([read.file, ...head, "", read.reply, ""].join("\n"));
}
