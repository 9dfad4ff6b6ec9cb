/** Reads what a mail server says about a mail: delivery status (RFC 3464), receipts (RFC 8098) and complaints (RFC 5965). */
import type { DeliveryReport, MailHeader } from "../domain/message.ts";
import { cleanLine } from "./clean-text.ts";
import type { MimeAttachment, MimeMail, MimeNode } from "./mime-tree.ts";
import { messageIdOf, splitHeaderBlock, toHeaders, valuesOf } from "./parse-headers.ts";

const REPORT_TYPES: Record<string, string> = {
  "message/delivery-status": "delivery-status",
  "message/global-delivery-status": "delivery-status",
  "message/disposition-notification": "disposition-notification",
  "message/global-disposition-notification": "disposition-notification",
  "message/feedback-report": "feedback-report",
};
const ORIGINAL_TYPES = ["message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"];
const MAX_RECIPIENTS = 100;

/** Null when the mail has no multipart/report, or nothing in it that these RFCs know. */
export function readReport(mail: MimeMail): DeliveryReport | null {
  const report = findReport(mail.root);
  if (report === null) return null;
  const machinePart = findMachinePart(report, mail.attachments);
  const named = reportTypeOf(report);
  const reportType = named ?? (machinePart === null ? null : (REPORT_TYPES[machinePart.contentType] ?? null));
  if (reportType === null) return null;
  const groups = machinePart === null ? [] : readGroups(machinePart.content);
  return {
    reportType,
    recipients: groups.flatMap(readRecipient).slice(0, MAX_RECIPIENTS),
    originalMessageId: originalId(groups, mail.attachments),
  };
}

function findReport(node: MimeNode): MimeNode | null {
  if (node.contentType === "multipart/report") return node;
  for (const child of node.children) {
    const found = findReport(child);
    if (found !== null) return found;
  }
  return null;
}

function reportTypeOf(report: MimeNode): string | null {
  const header = report.headers.get("content-type") as { params?: Record<string, string> } | undefined;
  const named = header?.params?.["report-type"]?.toLowerCase() ?? "";
  return Object.values(REPORT_TYPES).includes(named) ? named : null;
}

/** mailparser shows delivery-status parts as text and hands out the other sorts as attachments. */
function findMachinePart(
  report: MimeNode,
  attachments: readonly MimeAttachment[],
): { contentType: string; content: Buffer } | null {
  const shown = report.children.find(
    (child) => child.contentType && child.contentType in REPORT_TYPES && child.textContent,
  );
  if (shown !== undefined) {
    return { contentType: String(shown.contentType), content: Buffer.from(shown.textContent ?? "") };
  }
  const attached = attachments.find((one) => one.contentType in REPORT_TYPES && one.content !== null);
  return attached === undefined
    ? null
    : { contentType: attached.contentType, content: attached.content ?? Buffer.alloc(0) };
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
  // The address that we wrote to, where the server still knows it; it may have been forwarded since.
  const recipient =
    field(fields, "original-recipient") ??
    field(fields, "final-recipient") ??
    field(fields, "original-rcpt-to");
  if (recipient === null) return [];
  const address = recipient
    .replace(/^[A-Za-z0-9-]+\s*;\s*/, "")
    .replace(/^<|>$/g, "")
    .trim();
  const action = field(fields, "action") ?? dispositionOf(fields) ?? field(fields, "feedback-type");
  const status = /\d\.\d{1,3}\.\d{1,3}/.exec(field(fields, "status") ?? "")?.[0] ?? null;
  return address === "" ? [] : [{ address, action: action?.toLowerCase() ?? null, status }];
}

/** `automatic-action/MDN-sent-automatically; displayed` → `displayed` (RFC 8098 3.2.6). */
function dispositionOf(fields: MailHeader[]): string | null {
  const disposition = field(fields, "disposition");
  return disposition?.split(";")[1]?.split("/")[0]?.trim() ?? null;
}

function originalId(groups: MailHeader[][], attachments: readonly MimeAttachment[]): string | null {
  const named = groups.map((group) => field(group, "original-message-id")).find((value) => value !== null);
  const returned = attachments.find(
    (one) => ORIGINAL_TYPES.includes(one.contentType) && one.content !== null,
  );
  const fromField = named ? messageIdOf([{ name: "message-id", value: named }]) : null;
  if (fromField !== null || returned?.content == null) return fromField;
  return messageIdOf(toHeaders(splitHeaderBlock(headerBlock(returned.content))));
}

function headerBlock(content: Buffer): Buffer {
  const end = /\r?\n\r?\n/.exec(content.toString("latin1"))?.index;
  return end === undefined ? content : content.subarray(0, end);
}

function field(fields: MailHeader[], name: string): string | null {
  const value = valuesOf(fields, name)[0];
  return value === undefined || value === "" ? null : cleanLine(value);
}
