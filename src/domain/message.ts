/** A received mail as the parser hands it on, before anybody has decided anything about it. */

export interface MailAddress {
  /** As written, trimmed; compare only through address.ts. Empty when the mail names none. */
  address: string;
  name: string | null;
}

export interface MailAttachment {
  /** Position among the attachments of this mail, from 0; how the bytes are found again in the raw mail. */
  index: number;
  /** Shown name, made safe; never used as a path. */
  name: string;
  contentType: string;
  /** Bytes after transfer decoding. */
  size: number;
  /** Hex. */
  sha256: string;
  contentId: string | null;
  /** Shown within the HTML body (a logo), as opposed to attached by the person. */
  inline: boolean;
  /** The line that ends our mails stands in it: a mail of ours saved as a file, with its reader's token. */
  holdsToken: boolean;
}

/** One header line in wire order, unfolded; `name` in lower case, `value` with raw bytes decoded leniently. */
export interface MailHeader {
  name: string;
  value: string;
}

export interface ParsedMail {
  /** Every header of the message itself, topmost first (order matters for Received and Authentication-Results). */
  headers: MailHeader[];
  /** Addresses in the From header; more or fewer than one makes the sender unknown. */
  from: MailAddress[];
  sender: MailAddress | null;
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  subject: string;
  /** With angle brackets removed; null when absent or unusable. */
  messageId: string | null;
  inReplyTo: string[];
  /** Oldest first, as written. */
  references: string[];
  /** The Date header; informational only, never drives a clock. */
  date: Date | null;
  /** Plain text of the whole mail: the text part, else the HTML as text. NUL and lone surrogates are gone. */
  text: string;
  html: string | null;
  /** What the structure of its HTML says of lines of `text`; empty for plain text. */
  marks: LineMark[];
  attachments: MailAttachment[];
  /** What stands in the parts that reports are made of (RFC 3464, 8098, 5965); null where the mail has none. */
  deliveryReport: DeliveryReport | null;
  /** METHOD of a calendar part in lower case (RFC 6047 2.4): `request`, `reply`, `cancel`, …; null where there is none. */
  calendarMethod: string | null;
  /** What was wrong with the bytes, as reason codes; empty for a healthy mail. */
  defects: string[];
}

export interface DeliveryReport {
  /**
   * `delivery-status`, `disposition-notification`, `feedback-report`; null where no multipart/report says so: then a mail merely
   * has such parts, as one that a person passes on may have.
   */
  reportType: string | null;
  recipients: {
    /** The address that was written to: Original-Recipient, else the final one. */
    address: string;
    /** Final-Recipient: where it was passed on to. */
    finalAddress: string | null;
    /** In lower case. */
    action: string | null;
    status: string | null;
    /** Diagnostic-Code: `smtp; 550 5.1.1 …`. */
    diagnostic: string | null;
  }[];
  /** Message-ID of the returned original, when the report carries its headers. */
  originalMessageId: string | null;
  /** Whom the returned original was to. */
  originalRecipients: string[];
}

/**
 * Lines of a text, counted from 0, `to` exclusive, and what their HTML was: `cite` a program's quote, `block` a block quote that does
 * not say who made it, `indent` one that its writer set in, `attribution` the words above a quote, `original` where everything below is quoted, `signature`.
 */
export interface LineMark {
  from: number;
  to: number;
  /** `file`: a file that stands in the text, letters and digits that nobody wrote. */
  kind: "cite" | "block" | "indent" | "attribution" | "original" | "signature" | "file";
}

/** The text of a mail taken apart (quote.ts). */
export interface MailText {
  /** What this person newly wrote, without quote, signature and forwarded parts. */
  newText: string;
  /** Of these the lines that are certainly theirs: commands are read from here, and from nowhere else. */
  commandText: string;
  signature: string | null;
  quoted: string | null;
  forwarded: Forwarded | null;
}

/** A message that somebody passed on; `newText` is what they said about it. */
export interface Forwarded {
  from: string | null;
  fromName: string | null;
  subject: string | null;
  body: string;
}

/** What sort of sender wrote it (screen.ts). */
export const MAIL_KINDS = [
  "human",
  "auto_reply",
  "bounce",
  "receipt",
  "complaint",
  "generated",
  "list",
  "own",
] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** Mail that no person wrote to us: shown on its case, and nothing else ever follows from it. */
export const SILENT_KINDS: readonly MailKind[] = ["auto_reply", "bounce", "receipt", "complaint"];
