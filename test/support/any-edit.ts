/** What broken programs, filters and malice do to a mail's bytes. Small edits of real structures get further into a parser than noise does. */
import fc from "fast-check";

/** Pieces that mean something to some reader of mail; bytes as Latin-1. */
const PIECES = [
  ...[
    "\0",
    "\r",
    "\n",
    "\r\n",
    "\r\n\r\n",
    "\t",
    " ",
    "\v",
    "\x1b[31m",
    "\xff\xfe",
    "\xef\xbb\xbf",
    "\xed\xa0\x80",
  ],
  ...[
    "\xe2\x80\xa8",
    "\xe2\x80\xae",
    "=?utf-8?B?",
    "=?utf-8?Q?=00=ED=A0=80?=",
    "=?utf-7?Q?+ADw-?=",
    "?=",
    "=?x?B?!?=",
  ],
  ...[
    '"',
    "<",
    ">",
    "(",
    ")",
    ",",
    ";",
    ":",
    "@",
    "=",
    "\\",
    "%00",
    "=00",
    "=\r\n",
    "&#0;",
    "&#xd800;",
    "&shy;",
  ],
  ...["--b", "--b--", "--", "-- \r\n", "> ", "#close\r\n", "#", "begin 644 x\r\n", "\r\n.\r\n"],
  ...[
    "<table>",
    "<blockquote>",
    "</div>",
    "<!--",
    "<p>",
    "<style>",
    "<![CDATA[",
    '<div style="display:none">',
  ],
  ...[
    "From: eve@evil.example\r\n",
    "To: ",
    "Subject: ",
    "Date: ",
    "Message-ID: <",
    "References: <a@b>",
    "Bcc: ",
  ],
  ...["Auto-Submitted: auto-replied\r\n", "Return-Path: <>\r\n", "Precedence: bulk\r\n", "X-Loop: "],
  ...[
    "Content-Type: ",
    "multipart/mixed; boundary=b",
    "multipart/report",
    "message/rfc822",
    "text/html",
    "text/plain",
  ],
  ...[
    "application/ms-tnef",
    "charset=utf-16le",
    "charset=utf-7",
    "charset=iso-2022-jp",
    'charset="',
    "name*0*=utf-8''%",
  ],
  ...["Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "uuencode"],
] as const;

/** One thing done to a mail's bytes; `at` is a place in them from 0 (their beginning) to 1. */
export type Edit =
  | { do: "flip"; at: number; bit: number }
  | { do: "cut"; at: number; length: number }
  | { do: "end"; at: number }
  | { do: "insert"; at: number; what: string; times: number }
  | { do: "copy"; at: number; length: number; to: number }
  | { do: "move"; at: number; length: number; to: number }
  | { do: "breaks"; at: number; length: number; as: "\n" | "\r" | "\r\r\n" }
  | { do: "shout"; at: number; length: number };

const at = fc.nat(10_000).map((part) => part / 10_000);
const length = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 300 }));
const what = fc.oneof(
  fc.constantFrom(...PIECES),
  fc.string({ unit: fc.nat(255).map((byte) => String.fromCharCode(byte)), minLength: 1, maxLength: 6 }),
);

export const anEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ do: fc.constant("flip" as const), at, bit: fc.nat(7) }),
  fc.record({ do: fc.constant("cut" as const), at, length }),
  fc.record({ do: fc.constant("end" as const), at }),
  fc.record({ do: fc.constant("insert" as const), at, what, times: fc.constantFrom(1, 1, 1, 2, 60) }),
  fc.record({ do: fc.constant("copy" as const), at, length, to: at }),
  fc.record({ do: fc.constant("move" as const), at, length, to: at }),
  fc.record({
    do: fc.constant("breaks" as const),
    at,
    length: fc.constantFrom(40, 400, 100_000),
    as: fc.constantFrom("\n" as const, "\r" as const, "\r\r\n" as const),
  }),
  fc.record({ do: fc.constant("shout" as const), at, length }),
);

/** None for half of the mails. */
export const edits: fc.Arbitrary<Edit[]> = fc.oneof(
  fc.constant<Edit[]>([]),
  fc.array(anEdit, { minLength: 1, maxLength: 6 }),
);

export function edited(raw: Buffer, changes: readonly Edit[]): Buffer {
  return Buffer.from(changes.reduce(edit, raw.toString("latin1")), "latin1");
}

function edit(text: string, change: Edit): string {
  const from = Math.floor(change.at * text.length);
  const [before, after] = [text.slice(0, from), text.slice(from)];
  if (change.do === "end") return before;
  if (change.do === "insert") return before + change.what.repeat(change.times) + after;
  if (change.do === "flip") {
    if (after === "") return text;
    return before + String.fromCharCode(after.charCodeAt(0) ^ (1 << change.bit)) + after.slice(1);
  }
  const [piece, rest] = [after.slice(0, change.length), after.slice(change.length)];
  if (change.do === "cut") return before + rest;
  if (change.do === "breaks") return before + piece.replaceAll("\r\n", change.as) + rest;
  if (change.do === "shout") return before + piece.toUpperCase() + rest;
  const others = change.do === "move" ? before + rest : text;
  const to = Math.floor(change.to * others.length);
  return others.slice(0, to) + piece + others.slice(to);
}
