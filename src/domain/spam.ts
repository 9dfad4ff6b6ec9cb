/**
 * What the mail host says of a mail being spam. The desk judges nothing itself: it only honours the header that a mailbox's setting
 * names. Where our host's own lines can be told, a line that came along with the mail counts only if our host wrote none.
 */
import { trustedHeaders } from "./authentication.ts";
import type { Mailbox } from "./desk.ts";
import type { MailHeader, ParsedMail } from "./message.ts";

type Setting = Mailbox["spam"];
type Sign = (header: MailHeader) => boolean;

/** From this level on Exchange files mail as junk. */
const JUNK_SCL = 5;

const named = (name: string, value: RegExp): Sign => {
  return (header) => header.name === name && value.test(header.value.slice(0, 1_000));
};

const PRESETS: Record<Extract<Setting, string>, Sign[]> = {
  none: [],
  spamassassin: [named("x-spam-flag", /^\s*yes\b/i), named("x-spam-status", /^\s*yes\b/i)],
  rspamd: [
    named("x-spam", /^\s*yes\b/i),
    named("x-spamd-result", /\bdefault:\s*true\b/i),
    named("x-rspamd-action", /^\s*(?:reject|add header|rewrite subject)\b/i),
  ],
  // Exchange removes X-MS-Exchange-Organization headers of others at its border.
  microsoft365: [
    (header) =>
      header.name === "x-ms-exchange-organization-scl" &&
      /^\s*\d$/.test(header.value) &&
      Number(header.value) >= JUNK_SCL,
    named("x-forefront-antispam-report", /(?:^|;)\s*SFV:(?:SPM|SKB)\s*(?:;|$)/i),
  ],
};

/** The header that says so, for `deskpost why`; null where the mail is not said to be spam. */
export function judgeSpam(
  mail: ParsedMail,
  mailbox: Pick<Mailbox, "spam" | "authentication">,
): string | null {
  const signs = signsOf(mailbox.spam);
  if (signs.length === 0) return null;
  const { authentication } = mailbox;
  const own =
    typeof authentication === "object" && "rfc8601" in authentication
      ? trustedHeaders(mail.headers, authentication)
      : [];
  const names = namesIn(mailbox.spam);
  const isVerdict = (header: MailHeader) => names.includes(header.name);
  const read = own.some(isVerdict) ? own : mail.headers;
  const found = read.find((header) => signs.some((sign) => sign(header)));
  return found ? `${found.name}: ${found.value.slice(0, 100)}` : null;
}

function signsOf(setting: Setting): Sign[] {
  if (typeof setting === "string") return PRESETS[setting];
  const wanted = setting.value.trim().toLowerCase();
  const name = setting.header.toLowerCase();
  return [(header) => header.name === name && header.value.trim().toLowerCase() === wanted];
}

function namesIn(setting: Setting): string[] {
  switch (setting) {
    case "none":
      return [];
    case "spamassassin":
      return ["x-spam-flag", "x-spam-status"];
    case "rspamd":
      return ["x-spam", "x-spamd-result", "x-rspamd-action"];
    case "microsoft365":
      return ["x-ms-exchange-organization-scl", "x-forefront-antispam-report"];
    default:
      return [setting.header.toLowerCase()];
  }
}
