/** `deskpost doctor`: tries everything that the desk stands on, and says per line what is wrong and what to do. */
import { existsSync } from "node:fs";
import { connectionBudget } from "../app/connections.ts";
import { createLogins, type KeepTokens, type Logins } from "../app/logins.ts";
import { keepRefreshToken } from "../app/refresh-tokens.ts";
import { type Environment, resolveSecret } from "../config.ts";
import type { Desk } from "../domain/desk.ts";
import { lookAtDatabase } from "./doctor/database.ts";
import { lookAtDns } from "./doctor/dns.ts";
import { attempt, type Finding, formatFinding, warning } from "./doctor/finding.ts";
import { lookAtMailbox } from "./doctor/mailbox.ts";
import { lookAtQueue } from "./doctor/queue.ts";
import { tryReplyAddress } from "./doctor/reply-address.ts";
import { lookAtProof, lookAtSettings } from "./doctor/settings.ts";
import { lookAtSmtp } from "./doctor/smtp.ts";
import { lookAtTemplates } from "./doctor/templates.ts";
import { type Context, type ExitCode, FINE, type JsonOption, NOT_FINE } from "./io.ts";
import { commandLog, keptTokens, withDatabase } from "./open-app.ts";

interface DoctorOptions extends JsonOption {
  quick?: boolean;
  send?: boolean;
}

/** Findings are told as they come; `--json`: one object a line. Exit code 1 when anything is a fault. */
export async function doctor(context: Context, options: DoctorOptions): Promise<ExitCode> {
  const { io } = context;
  const all: Finding[] = [];
  const tell = (findings: Finding[]) => {
    for (const finding of findings) {
      all.push(finding);
      io.out(options.json ? JSON.stringify(finding) : formatFinding(finding));
    }
  };
  const environment = context.environment();
  const { findings, desk } = await lookAtSettings(environment);
  tell(findings);
  tell(isUnwritten(environment) ? [NOT_TRIED] : await lookAtServers(context));
  if (desk !== null && !options.quick) {
    // What troubles a sign-in also fails it, and is told there.
    const keep: KeepTokens = (account, oauth) =>
      keepRefreshToken(keptTokens(context), resolveSecret(environment), account, oauth);
    const logins = createLogins(desk, environment, () => {}, keep);
    for (const mailbox of desk.mailboxes) tell(await lookAtMailbox(mailbox, logins));
    tell(await lookAtSending(context, desk, logins, options.send ?? false));
    tell(await lookAtDns(desk));
    tell(await lookAtTemplates());
    tell(lookAtProof(desk));
  }
  const count = (state: Finding["state"]) => all.filter((finding) => finding.state === state).length;
  io.err(`${count("ok")} fine, ${count("warning")} to consider, ${count("fault")} to mend`);
  return count("fault") === 0 ? FINE : NOT_FINE;
}

const NOT_TRIED = warning("database", "not_tried", "not tried before there is a desk.yaml");

/** In a folder where nobody has set a desk up, trying the embedded database would make one. */
function isUnwritten({ configPath, databaseUrl }: Environment): boolean {
  return databaseUrl === null && !existsSync(configPath);
}

async function lookAtSending(
  context: Context,
  desk: Desk,
  logins: Logins,
  send: boolean,
): Promise<Finding[]> {
  return lookAtSmtp(desk, logins, await commandLog(context), async (transport) => {
    if (!send) return [];
    if (context.io.isWatched) context.io.err("mailing the desk itself, which may take a minute …");
    const findings = desk.mailboxes.map((box) => tryReplyAddress(box, desk, logins, transport));
    return (await Promise.all(findings)).flat();
  });
}

async function lookAtServers(context: Context): Promise<Finding[]> {
  const { databaseUrl, redisUrl, dataDir } = context.environment();
  const where = databaseUrl === null ? `embedded in ${dataDir}` : "of your own";
  return attempt("database", () =>
    withDatabase(context, async (connectionString) => [
      ...(await lookAtDatabase(connectionString, where, connectionBudget(redisUrl))),
      ...(await lookAtQueue(redisUrl, connectionString)),
    ]),
  );
}
