/** The README's tables say what the code says. `npm run docs` writes them anew. */
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { listCommands } from "../src/cli/program.ts";
import { variables } from "../src/config/secret-names.ts";
import { VERB_NAMES, verbWording } from "../src/domain/command-verbs.ts";
import { deskSchema } from "../src/domain/desk.ts";
import { silentIo } from "./support/cli.ts";

const FILE = new URL("../README.md", import.meta.url);

test("the README's tables are those of the code, and it is short", () => {
  const written = readFileSync(FILE, "utf8");
  let current = written;
  for (const [name, lines] of Object.entries(tables())) {
    const between = new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`);
    expect(current).toMatch(between);
    current = current.replace(
      between,
      (_, begin: string, end: string) => `${begin}${lines.join("\n")}\n${end}`,
    );
  }
  if (process.env.UPDATE_README === "1") writeFileSync(FILE, current);
  else expect(written, "run: npm run docs").toBe(current);
  expect(current.split("\n").length).toBeLessThan(151);
});

function tables(): Record<string, string[]> {
  return {
    environment: pairs(["variable", "what it holds"], environment()),
    configuration: pairs(["in desk.yaml", "what it says"], configuration()),
    commands: pairs(["command", "what it does"], commands()),
    "command line": pairs(["command", "what it does"], commandLine()),
  };
}

function environment(): string[][] {
  return [
    [variables.databaseUrl, "Postgres; not set: the embedded one"],
    [variables.redisUrl, "Redis for the queue; not set: the queue lives in Postgres"],
    [variables.secret, "what tokens are made with; needed with `DATABASE_URL`, else made once"],
    ["DESKPOST_CONFIG", "path of desk.yaml, else `./desk.yaml`"],
    ["DESKPOST_DATA", "folder of the embedded database, else `./.deskpost`"],
    [`${variables.imapPassword("<MAILBOX>")}`, "password of the mailbox of that name, in capitals"],
    [variables.smtpPassword, "password for sending"],
    [variables.oauthSecret("<MAILBOX|SMTP>"), "OAuth2 client secret, in place of a password"],
    [
      variables.oauthRefresh("<MAILBOX|SMTP>"),
      "OAuth2 refresh token; what the provider puts in its place is kept in the database",
    ],
    [variables.webhookSecret("<NAME>"), "what the calls of the webhook of that name are signed with"],
  ].map(([name = "", text = ""]) => [`\`${name}\``, text]);
}

function configuration(): string[][] {
  return Object.entries(deskSchema.shape).map(([name, schema]) => [
    `\`${name}\``,
    (schema as { description?: string }).description ?? "",
  ]);
}

function commands(): string[][] {
  return VERB_NAMES.map((verb) => {
    const en = verbWording(verb, "en");
    return [`\`#${verb}${en.usage === "" ? "" : ` ${en.usage}`}\``, en.help];
  });
}

function commandLine(): string[][] {
  return listCommands(silentIo).map(({ usage, description }) => [`\`${usage}\``, description]);
}

/** Two to a row, the second half beside the first. */
function pairs(head: string[], rows: string[][]): string[] {
  const half = Math.ceil(rows.length / 2);
  return table(
    [...head, ...head],
    rows.slice(0, half).map((row, at) => [...row, ...(rows[half + at] ?? ["", ""])]),
  );
}

function table(head: string[], rows: string[][]): string[] {
  const row = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [row(head), row(head.map(() => "---")), ...rows.map(row)];
}
