/** Builders of received mails for tests: a healthy mail from Anna unless a test says what is different about it. */
import type { Mailbox } from "../../src/domain/desk.ts";
import type { MailAddress, MailAttachment, MailHeader, ParsedMail } from "../../src/domain/message.ts";

/**
 * A parsed mail. Overrides replace whole fields. `headers` follow From, To, Cc, Subject, Message-ID, In-Reply-To and
 * References of the result unless a test gives them itself (see `headerLines`).
 */
export function aMail(overrides: Partial<ParsedMail> = {}): ParsedMail {
  const mail: ParsedMail = {
    headers: [],
    from: [{ address: "anna.holm@customer.example", name: "Anna Holm" }],
    sender: null,
    replyTo: [],
    to: [{ address: "helpdesk@desk.example", name: "IT Helpdesk" }],
    cc: [],
    subject: "The printer on the second floor is jammed",
    messageId: "first-1@customer.example",
    inReplyTo: [],
    references: [],
    date: new Date("2026-03-02T09:15:00Z"),
    text: "Hi,\n\nThe printer on the second floor is jammed and shows error 13.2.\n\nBest regards\nAnna\n",
    html: null,
    marks: [],
    attachments: [],
    deliveryReport: null,
    calendarMethod: null,
    defects: [],
    ...overrides,
  };
  return overrides.headers ? mail : { ...mail, headers: usualHeaders(mail) };
}

/** Header lines as they stand in a mail, topmost first; a line that starts with a blank continues the one above. */
export function headerLines(text: string): MailHeader[] {
  return text
    .replace(/\n[ \t]+/g, " ")
    .split("\n")
    .filter((line) => line.includes(":"))
    .map((line) => {
      const colon = line.indexOf(":");
      return { name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() };
    });
}

/** The usual headers of `aMail` with these lines above them. */
export function aMailWithHeaders(lines: string, overrides: Partial<ParsedMail> = {}): ParsedMail {
  const mail = aMail(overrides);
  return { ...mail, headers: [...headerLines(lines), ...mail.headers] };
}

export function anAttachment(overrides: Partial<MailAttachment> = {}): MailAttachment {
  return {
    index: 0,
    name: "error.png",
    contentType: "image/png",
    size: 12_345,
    sha256: "ab".repeat(32),
    contentId: null,
    inline: false,
    holdsToken: false,
    ...overrides,
  };
}

export function aMailbox(overrides: Partial<Mailbox> = {}): Mailbox {
  return {
    name: "helpdesk",
    address: "helpdesk@desk.example",
    aliases: [],
    replyAddress: "plus",
    team: "servicedesk",
    folders: ["INBOX"],
    imap: { host: "127.0.0.1", port: 993, tls: true, user: "helpdesk" },
    afterAccept: { flag: "$Deskpost" },
    acknowledge: "always",
    pollSeconds: 30,
    authentication: "none",
    trustedGroups: [],
    spam: "none",
    ...overrides,
  };
}

function usualHeaders(mail: ParsedMail): MailHeader[] {
  const found: [string, string | null][] = [
    ["received", "from mx.customer.example by mx.desk.example with ESMTPS; Mon, 2 Mar 2026 09:15:02 +0000"],
    ["from", list(mail.from)],
    ["to", list(mail.to)],
    ["cc", list(mail.cc)],
    ["subject", mail.subject],
    ["date", mail.date?.toUTCString() ?? null],
    ["message-id", mail.messageId && `<${mail.messageId}>`],
    ["in-reply-to", ids(mail.inReplyTo)],
    ["references", ids(mail.references)],
  ];
  return found.flatMap(([name, value]) => (value ? [{ name, value }] : []));
}

function list(addresses: MailAddress[]): string {
  return addresses.map(({ address, name }) => (name ? `"${name}" <${address}>` : address)).join(", ");
}

function ids(values: string[]): string {
  return values.map((id) => `<${id}>`).join(" ");
}
