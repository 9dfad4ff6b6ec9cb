/** Reads what a mail server says about a mail: delivery status (RFC 3464), receipts (RFC 8098) and complaints (RFC 5965). */
import type { DeliveryReport, MailHeader } from "../domain/message.ts";
import { cleanLine } from "./clean-text.ts";
import type { MimeAttachment, MimeMail, MimeNode } from "./mime-tree.ts";
import { addressesOf, messageIdOf, splitHeaderBlock, toHeaders, valuesOf } from "./parse-headers.ts";

const REPORT_TYPES: Record<string, string> = {
  "message/delivery-status": "delivery-status",
  "message/global-delivery-status": "delivery-status",
  "message/disposition-notification": "disposition-notification",
  "message/global-disposition-notification": "disposition-notification",
  "message/feedback-report": "feedback-report",
};
const ORIGINAL_TYPES = ["message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"];
const MAX_RECIPIENTS = 100;
const LONGEST_DIAGNOSTIC = 4_000;

const WRAPPED_REPORT = /^content-type:[ \t]*message\/(?:global-)?delivery-status\b/im;
/** A wrapped report's part ends with it. */
const NEXT_PART = /\r?\n--\S/;

/** Null when the mail has no part that these RFCs know, and no mail inside it. */
export function readReport(mail: MimeMail): DeliveryReport | null {
  const report = findReport(mail.root);
  const machinePart = findMachinePart(report ?? mail.root, mail.attachments);
  const returned = mail.attachments.find(
    (one) => ORIGINAL_TYPES.includes(one.contentType) && one.content !== null,
  );
  if (report === null && machinePart === null && returned === undefined) return null;
  const groups = readGroups(machinePart?.content ?? wrappedReport(returned?.content ?? null));
  const original = returned?.content ? toHeaders(splitHeaderBlock(headerBlock(returned.content))) : [];
  return {
    reportType: report === null ? null : reportTypeOf(report, machinePart?.contentType ?? ""),
    recipients: groups.flatMap(readRecipient).slice(0, MAX_RECIPIENTS),
    originalMessageId: originalId(groups, original),
    originalRecipients: addressesOf(original, "to")
      .map((one) => one.address)
      .filter((address) => address.includes("@"))
      .slice(0, MAX_RECIPIENTS),
  };
}

/** Of the first calendar part that states one (RFC 6047 2.4), in lower case. */
export function readCalendarMethod(node: MimeNode): string | null {
  if (node.contentType === "text/calendar" || node.contentType === "application/ics") {
    const method = parameterOf(node, "method")?.toLowerCase() ?? "";
    if (/^[a-z]{3,20}$/.test(method)) return method;
  }
  for (const child of node.children) {
    const found = readCalendarMethod(child);
    if (found !== null) return found;
  }
  return null;
}

function parameterOf(node: MimeNode, name: string): string | null {
  const header = node.headers.get("content-type") as { params?: Record<string, string> } | undefined;
  return header?.params?.[name] ?? null;
}

function findReport(node: MimeNode): MimeNode | null {
  if (node.contentType === "multipart/report") return node;
  for (const child of node.children) {
    const found = findReport(child);
    if (found !== null) return found;
  }
  return null;
}

function reportTypeOf(report: MimeNode, machineType: string): string | null {
  const named = parameterOf(report, "report-type")?.toLowerCase() ?? "";
  return Object.values(REPORT_TYPES).includes(named) ? named : (REPORT_TYPES[machineType] ?? null);
}

/** mailparser shows delivery-status parts as text and hands out the other sorts as attachments. */
function findMachinePart(
  report: MimeNode,
  attachments: readonly MimeAttachment[],
): { contentType: string; content: Buffer } | null {
  const shown = findShown(report);
  if (shown !== null) {
    return { contentType: String(shown.contentType), content: Buffer.from(shown.textContent ?? "") };
  }
  const attached = attachments.find((one) => one.contentType in REPORT_TYPES && one.content !== null);
  return attached === undefined
    ? null
    : { contentType: attached.contentType, content: attached.content ?? Buffer.alloc(0) };
}

/** Gateways pass a report on inside a mail of their own: its part there, else nothing. */
function wrappedReport(mail: Buffer | null): Buffer {
  const text = mail?.toString("latin1") ?? "";
  const at = WRAPPED_REPORT.exec(text)?.index;
  if (at === undefined) return Buffer.alloc(0);
  const part = text.slice(at);
  return Buffer.from(part.slice(0, NEXT_PART.exec(part)?.index ?? part.length), "latin1");
}

function findShown(node: MimeNode): MimeNode | null {
  if (node.contentType && node.contentType in REPORT_TYPES && node.textContent) return node;
  for (const child of node.children) {
    const found = findShown(child);
    if (found !== null) return found;
  }
  return null;
}

/** Fields in groups parted by blank lines: first those of the whole mail, then one group for each recipient (RFC 3464 2.1). */
function readGroups(content: Buffer): MailHeader[][] {
  const text = content.toString("latin1").replace(/\r\n?/g, "\n");
  return text
    .split(/\n[ \t]*\n/)
    .map((group) => toHeaders(splitHeaderBlock(Buffer.from(group, "latin1"))))
    .filter((group) => group.length > 0);
}

function readRecipient(fields: MailHeader[]): DeliveryReport["recipients"] {
  const final = addressIn(fields, "final-recipient");
  // The address that we wrote to, where the server still knows it; it may have been forwarded since.
  const address = addressIn(fields, "original-recipient") ?? final ?? addressIn(fields, "original-rcpt-to");
  if (address === null) return [];
  const action = field(fields, "action") ?? dispositionOf(fields) ?? field(fields, "feedback-type");
  const status = /\d\.\d{1,3}\.\d{1,3}/.exec(field(fields, "status") ?? "")?.[0] ?? null;
  const diagnostic = field(fields, "diagnostic-code")?.slice(0, LONGEST_DIAGNOSTIC) ?? null;
  return [{ address, finalAddress: final, action: action?.toLowerCase() ?? null, status, diagnostic }];
}

function addressIn(fields: MailHeader[], name: string): string | null {
  const address = field(fields, name)
    ?.replace(/^[A-Za-z0-9-]+\s*;\s*/, "")
    .replace(/^<|>$/g, "")
    .trim();
  return address || null;
}

/** `automatic-action/MDN-sent-automatically; displayed` → `displayed` (RFC 8098 3.2.6). */
function dispositionOf(fields: MailHeader[]): string | null {
  const disposition = field(fields, "disposition");
  return disposition?.split(";")[1]?.split("/")[0]?.trim() ?? null;
}

function originalId(groups: MailHeader[][], original: readonly MailHeader[]): string | null {
  const named = groups.map((group) => field(group, "original-message-id")).find((value) => value !== null);
  const fromField = named ? messageIdOf([{ name: "message-id", value: named }]) : null;
  return fromField ?? messageIdOf(original);
}

function headerBlock(content: Buffer): Buffer {
  const end = /\r?\n\r?\n/.exec(content.toString("latin1"))?.index;
  return end === undefined ? content : content.subarray(0, end);
}

function field(fields: MailHeader[], name: string): string | null {
  const value = valuesOf(fields, name)[0];
  return value === undefined || value === "" ? null : cleanLine(value);
}
