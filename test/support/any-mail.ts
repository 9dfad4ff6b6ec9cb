/** Any mail: what people and programs write, in all the wrappings that mail allows, and what becomes of it on the way. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { anEdit, type Edit, edited } from "./any-edit.ts";

const ENCODINGS = ["7bit", "8bit", "base64", "quoted-printable", "BASE64", "x-unknown"] as const;
const CHARSETS = [
  "utf-8",
  "iso-8859-1",
  "windows-1252",
  "utf-16le",
  "gb18030",
  "utf-7",
  "nonsense",
  null,
] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Bytes as Latin-1, as they stand in a mail under this Content-Transfer-Encoding. */
export function encoded(bytes: Buffer, encoding: Encoding): string {
  const kind = encoding.toLowerCase();
  if (kind === "base64") return bytes.toString("base64").replace(/.{76}/g, "$&\r\n");
  if (kind !== "quoted-printable") return bytes.toString("latin1");
  return bytes
    .toString("latin1")
    .replace(/[^\r\n -<>-~]/g, (sign) => `=${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`)
    .replace(/.{70}(?!=?$)(?<!=.?)/gm, "$&=\r\n");
}

const words = fc.oneof(
  fc.constantFrom(
    "The printer is jammed.\r\n\r\n-- \r\nSofie\r\n",
    "Tak!\r\n\r\nDen 2. mar. 2026 kl. 09.15 skrev IT <it@desk.example>:\r\n> Virker det?\r\n",
    "#take\r\n\r\nOn it.",
    "See below.\r\n\r\n---------- Forwarded message ---------\r\nFrom: A <a@b.example>\r\nSubject: x\r\n\r\nhello\r\n",
    "<html><body><p>Hi</p><blockquote type=cite>old</blockquote><table><tr><td>a</table></body></html>",
    "Reporting-MTA: dns; mx.x.example\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n",
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n",
    "Grüße aus 北京, ½ €\r\n",
  ),
  fc.string({ unit: "grapheme", maxLength: 60 }),
);

const TYPES = [
  ...[
    "text/plain",
    "text/html",
    "text/calendar; method=REPLY",
    "message/delivery-status",
    "text/rfc822-headers",
  ],
  ...[
    "message/disposition-notification",
    "application/octet-stream",
    "application/ms-tnef",
    "image/png",
    "text",
  ],
];

const { part } = fc.letrec<{ part: string; leaf: string; several: string; mail: string }>((tie) => ({
  part: fc.oneof({ maxDepth: 4, withCrossShrink: true }, tie("leaf"), tie("several"), tie("mail")),
  leaf: fc
    .record({
      type: fc.constantFrom(...TYPES),
      charset: fc.constantFrom(...CHARSETS),
      encoding: fc.constantFrom(...ENCODINGS),
      name: fc.constantFrom(null, "file.pdf", "=?utf-8?Q?=C3=A6.txt?=", "../../x\0.eml", "winmail.dat"),
      id: fc.constantFrom(null, "<logo@x>"),
      text: words,
    })
    .map(({ type, charset, encoding, name, id, text }) =>
      [
        `Content-Type: ${type}${charset === null ? "" : `; charset=${charset}`}`,
        `Content-Transfer-Encoding: ${encoding}`,
        ...(name === null ? [] : [`Content-Disposition: attachment; filename="${name}"`]),
        ...(id === null ? [] : [`Content-ID: ${id}`]),
        "",
        encoded(Buffer.from(text, charset === "utf-16le" ? "utf16le" : "utf8"), encoding),
      ].join("\r\n"),
    ),
  several: fc
    .record({
      kind: fc.constantFrom(
        "mixed",
        "alternative",
        "related",
        "report; report-type=delivery-status",
        "signed",
        "digest",
      ),
      boundary: fc.constantFrom("b", "b", "b2", "=_x", " "),
      stated: fc.constantFrom(null, null, null, "other", ""),
      closed: fc.boolean(),
      parts: fc.array(tie("part"), { maxLength: 4 }),
    })
    .map(({ kind, boundary, stated, closed, parts }) =>
      [
        `Content-Type: multipart/${kind}; boundary="${stated ?? boundary}"`,
        "",
        "preamble",
        ...parts.flatMap((one) => [`--${boundary}`, one]),
        ...(closed ? [`--${boundary}--`] : []),
      ].join("\r\n"),
    ),
  mail: tie("part").map(
    (inner) => `Content-Type: message/rfc822\r\n\r\nSubject: inner\r\nFrom: x@y.example\r\n${inner}`,
  ),
}));

const HEADERS = [
  ...[
    "From: Lena <lena@customer.example>",
    "From: a@b.example, c@d.example",
    "From: =?utf-8?Q?L=C3=A6?= <l@x.example>",
  ],
  ...[
    "To: helpdesk@desk.example",
    "Cc: undisclosed-recipients:;",
    "Subject: Printer \xe6\xf8\xe5",
    "Subject:",
  ],
  ...["Subject: =?utf-8?B?UHJpbnRlcg==?=\r\n =?utf-8?Q?_jammed?=", "Date: Tue, 24 Nov 2026 10:00:00 +0000"],
  ...[
    "Date: Mon, 1 Jan 10000 00:00:00",
    "Message-ID: <m1@customer.example>",
    "References: <a@b> <c@d>\r\n\t<e@f>",
  ],
  ...[
    "In-Reply-To: <a@b>",
    "Return-Path: <>",
    "Auto-Submitted: auto-replied",
    "MIME-Version: 1.0",
    "X: \r\n \r\n y",
  ],
  ...[
    "Authentication-Results: mx.desk.example; dmarc=pass header.from=customer.example",
    "Received: from a by b; x",
  ],
];

const generated = fc
  .record({ headers: fc.subarray(HEADERS, { minLength: 0 }), body: part })
  .map(({ headers, body }) => Buffer.from([...headers, body].join("\r\n"), "latin1"));

const folder = join(import.meta.dirname, "../corpus");
const kept = readdirSync(folder).filter((name) => name.endsWith(".eml"));

/** A mail of our own collection; named in a failure by its file. */
const collected = fc.constantFrom(...kept).map((name) => ({ name, raw: readFileSync(join(folder, name)) }));

/** Bytes that somebody may call a mail, and where they came from. */
export const anyMail: fc.Arbitrary<{ name: string; raw: Buffer; edits: Edit[] }> = fc
  .record({
    mail: fc.oneof(
      collected,
      generated.map((raw) => ({ name: "generated", raw })),
    ),
    edits: fc.array(anEdit, { maxLength: 6 }),
  })
  .map(({ mail, edits }) => ({ name: mail.name, raw: edited(mail.raw, edits), edits }));
