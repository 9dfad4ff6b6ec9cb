/**
 * A mail that the parser gave up on, or was stopped at: sender and subject by a reader that forgives everything and takes linear time,
 * the beginning of what stands in it to look at, and the mail itself as its one attachment. Nothing in it counts as newly written.
 */
import { hash } from "node:crypto";
import type { ParsedMail } from "../domain/message.ts";
import { takeApart } from "../domain/quote.ts";
import type { MailReading } from "../flows/ports-receiving.ts";
import type { AttachmentBytes } from "../flows/ports-sending.ts";
import { decodeCharset } from "./charset.ts";
import { cleanText } from "./clean-text.ts";
import { defectsOf, readEnvelope } from "./envelope.ts";
import { splitHeaderBlock, toHeaders } from "./parse-headers.ts";

/** Longer headers nobody reads; a hostile one has no end. */
const MAX_HEADER_BYTES = 256_000;
const MAX_HEADER_LINES = 2_000;
/** For people to see what sort of mail it is; the whole of it is attached. */
const SHOWN_BYTES = 4_000;

/** `reason`: why it could not be read, beside `unparsable` among the defects. */
export function unreadable(raw: Buffer, reason: string): ParsedMail {
  const envelope = readEnvelopeOf(raw);
  const { content: _, ...file } = rawFile(raw);
  return {
    ...envelope,
    text: rawText(raw, SHOWN_BYTES),
    html: null,
    marks: [],
    // All of a mail, whatever is in it.
    attachments: [{ ...file, index: 0, sha256: hash("sha256", raw), holdsToken: true }],
    deliveryReport: null,
    calendarMethod: null,
    defects: ["unparsable", reason, ...defectsOf(envelope)],
  };
}

export function unreadableReading(raw: Buffer, reason: string): MailReading {
  return withoutNewWords(unreadable(raw, reason));
}

/** All of it is shown, none of it obeyed. */
export function withoutNewWords(mail: ParsedMail): MailReading {
  return { mail, text: { ...takeApart({ ...mail, text: "", html: null, marks: [] }), quoted: mail.text } };
}

/** The mail itself, as a file. */
export function rawFile(raw: Buffer): AttachmentBytes {
  return {
    name: "message.eml",
    contentType: "message/rfc822",
    contentId: null,
    inline: false,
    size: raw.length,
    content: raw,
  };
}

/** Headers only, whatever follows them. */
export function readEnvelopeOf(raw: Buffer): ReturnType<typeof readEnvelope> {
  return readEnvelope(toHeaders(splitHeaderBlock(splitRaw(raw).header).slice(0, MAX_HEADER_LINES)));
}

/** Everything below the header, as it stands there. */
export function rawText(raw: Buffer, bytes: number): string {
  return cleanText(decodeCharset(splitRaw(raw).body.subarray(0, bytes), ""));
}

function splitRaw(raw: Buffer): { header: Buffer; body: Buffer } {
  const blanks = raw.includes("\n") ? ["\r\n\r\n", "\n\n"] : ["\r\r"];
  const ends = blanks.map((blank) => raw.indexOf(blank)).filter((at) => at >= 0);
  const end = ends.length === 0 ? raw.length : Math.min(...ends);
  return { header: raw.subarray(0, Math.min(end, MAX_HEADER_BYTES)), body: raw.subarray(end) };
}
