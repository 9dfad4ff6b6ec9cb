/** The marks of a mail, looked up once, as the rules of screen.ts read them. */
import type { ParsedMail } from "./message.ts";

/** The marks of a mail that rules read. */
export interface Seen {
  mail: ParsedMail;
  /** First value of a header in lower case without comments and outer blanks; null when absent. */
  header: (name: string) => string | null;
  has: (name: string) => boolean;
  /** `multipart/report` with this report-type, or the parser's word for it. */
  report: (type: string) => boolean;
  /** Keyword of Auto-Submitted (RFC 3834 5), null when absent. */
  autoSubmitted: string | null;
  nullSender: boolean;
  /** The envelope sender is the address in From. */
  isOwnEnvelope: boolean;
  /** Left side of the one From address, usable or not, in lower case and without `+tag`; empty when unknown. */
  localPart: string;
  /** By address or, where the address is none (`From: MAILER-DAEMON`), by name. */
  isMailerDaemon: boolean;
  /** Answers some mail. */
  isReply: boolean;
}

/** No envelope sender (RFC 5321 4.5.5); some servers write their own name where there is none. */
const NULL_SENDER = /^<\s*>$|^<?mailer-daemon(?:@[^\s<>]{1,255})?>?$/;
/** Names that mail servers write under; dots and dashes left out. */
const MAILER_DAEMON = /^(?:mailerdaemon|maildaemon|mdaemon|mail(?:delivery)?(?:sub)?system)$/;

export function look(mail: ParsedMail): Seen {
  const first = new Map<string, string>();
  for (const { name, value } of mail.headers) if (!first.has(name)) first.set(name, value);
  const header = (name: string) => {
    const value = first.get(name);
    return value === undefined ? null : tidy(value);
  };
  const contentType = header("content-type") ?? "";
  const only = mail.from.length === 1 ? mail.from[0] : undefined;
  const localPart = (only?.address ?? "")
    .slice(0, 320)
    .toLowerCase()
    .replace(/(?:\+[^@]*)?@.*$/s, "");
  return {
    mail,
    header,
    has: (name) => first.has(name),
    report: (type) => mail.deliveryReport?.reportType === type || isReport(contentType, type),
    autoSubmitted: header("auto-submitted")?.split(/[;\s]/)[0] ?? null,
    nullSender: NULL_SENDER.test(header("return-path") ?? "unknown"),
    isOwnEnvelope: only !== undefined && header("return-path") === `<${only.address.toLowerCase()}>`,
    localPart,
    isMailerDaemon: [localPart, only?.address.includes("@") ? "" : (only?.name ?? "").slice(0, 100)].some(
      (name) => MAILER_DAEMON.test(name.toLowerCase().replace(/[\s._-]/g, "")),
    ),
    isReply: mail.inReplyTo.length > 0 || mail.references.length > 0,
  };
}

/** Lower case, comments and blanks around it gone. */
function tidy(value: string): string {
  return value
    .slice(0, 2_000)
    .replace(/\([^()]*\)/g, " ")
    .trim()
    .toLowerCase();
}

/** RFC 6522; `report-type` may be quoted. */
function isReport(contentType: string, type: string): boolean {
  const [essence = "", ...parameters] = contentType.split(";").map((part) => part.trim());
  return (
    essence === "multipart/report" &&
    parameters.some((part) => part.replace(/[\s"]/g, "") === `report-type=${type}`)
  );
}

/** RFC 3834 5: anything but "no", also keywords that are yet to come. */
export function isAutomatic(autoSubmitted: string | null): boolean {
  return autoSubmitted !== null && autoSubmitted !== "" && autoSubmitted !== "no";
}

export function isNo(value: string | null): boolean {
  return value === "no" || value === "false" || value === "0";
}

/** What responders leave beside a telling subject; none of these is in mail that a person wrote. */
export function hasMark(seen: Seen): boolean {
  return (
    seen.nullSender ||
    isAutomatic(seen.autoSubmitted) ||
    /^(?:bulk|junk)$/.test(seen.header("precedence") ?? "")
  );
}
