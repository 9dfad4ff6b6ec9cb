/** Which environment variable each secret comes from: the one place that spells their names. Pure. */

/** `it-desk` → `IT_DESK`, as environment variables are written. */
export function environmentName(name: string): string {
  return name.toUpperCase().replaceAll("-", "_");
}

/** Every secret may also come from the file that `<variable>_FILE` names. */
export const variables = {
  secret: "DESKPOST_SECRET",
  databaseUrl: "DATABASE_URL",
  redisUrl: "REDIS_URL",
  smtpPassword: "DESKPOST_SMTP_PASSWORD",
  imapPassword: (mailbox: string) => `DESKPOST_IMAP_PASSWORD_${environmentName(mailbox)}`,
  /** @param account a mailbox's name, or `smtp`. */
  oauthSecret: (account: string) => `DESKPOST_OAUTH_SECRET_${environmentName(account)}`,
  webhookSecret: (webhook: string) => `DESKPOST_WEBHOOK_SECRET_${environmentName(webhook)}`,
  oauthRefresh: (account: string) => `DESKPOST_OAUTH_REFRESH_${environmentName(account)}`,
};

const SECRET_KEY = /pass(word|wd|phrase|code)?$|^pw$|secret|credential|token$|api_?key|private_?key/i;

/** For a key of desk.yaml that looks like a secret: where that secret belongs. Null for any other key. */
export function secretHint(path: readonly PropertyKey[], raw: unknown): string | null {
  const key = String(path.at(-1));
  if (!SECRET_KEY.test(key)) return null;
  const webhook = path[0] === "webhooks" ? nameAt(path, raw) : null;
  const account = accountOf(path, raw);
  const inOauth = path.includes("oauth");
  const name =
    webhook !== null
      ? variables.webhookSecret(webhook)
      : account === null
        ? variables.secret
        : /refresh/i.test(key)
          ? variables.oauthRefresh(account)
          : inOauth || /client|oauth/i.test(key)
            ? variables.oauthSecret(account)
            : account === "smtp"
              ? variables.smtpPassword
              : variables.imapPassword(account);
  return `take it out of the file and set the environment variable ${name} (or ${name}_FILE, the path of a file that holds it)`;
}

function accountOf(path: readonly PropertyKey[], raw: unknown): string | null {
  if (path[0] === "smtp") return "smtp";
  return path[0] === "mailboxes" ? nameAt(path, raw) : null;
}

/** Name of the item of a list that the path leads into. */
function nameAt(path: readonly PropertyKey[], raw: unknown): string | null {
  const [section, index] = path;
  if (typeof section !== "string" || typeof index !== "number") return null;
  const list = (raw as Record<string, unknown> | null)?.[section];
  const item: unknown = Array.isArray(list) ? list[index] : null;
  const name = (item as { name?: unknown } | null)?.name;
  return typeof name === "string" ? name : section === "webhooks" ? "<NAME>" : "<MAILBOX>";
}
