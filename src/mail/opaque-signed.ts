/**
 * Opens a mail that its sender signed in one piece (RFC 8551 3.5.2, RFC 5652 5): Outlook sends so where "clear text signed" is off, and
 * nobody without S/MIME would see a word. The signature is not checked and proves nothing here; what cannot be opened stays as it is.
 */
import { type BaseBlock, Constructed, fromBER, ObjectIdentifier, OctetString, Sequence } from "asn1js";
import { type RawHeaderLine, readPartHeader, splitHeaderBlock } from "./parse-headers.ts";

const LONGEST_HEADER = 200_000;
/** Signed by a person, by their house, by a gateway. */
const MOST_LAYERS = 3;
const CR = 13;
const SIGNED_TYPE = /^content-type[ \t]*:\s*"?application\/(?:x-)?pkcs7-mime/im;
/** Programs that sign while they read write the content in pieces of some kilobytes; a mail is at most some 50 MB. */
const LIMITS = { maxNodes: 100_000, maxContentLength: 64 * 1024 * 1024 };
const SIGNED_DATA = "1.2.840.113549.1.7.2";
const DATA = "1.2.840.113549.1.7.1";

interface Entity {
  header: Buffer;
  body: Buffer;
}

/** The bytes of the same mail with the signed part in the signature's place; `raw` itself where there is nothing to open. */
export function openSigned(raw: Buffer): Buffer {
  let opened = raw;
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const inner = openLayer(opened);
    if (inner === null) break;
    opened = inner;
  }
  return opened;
}

function openLayer(raw: Buffer): Buffer | null {
  const outer = split(raw);
  if (outer === null || !SIGNED_TYPE.test(outer.header.toString("latin1"))) return null;
  const lines = splitHeaderBlock(outer.header);
  const { encoding } = readPartHeader(lines);
  const isCoded = encoding === "base64";
  const signed = signedContent(isCoded ? Buffer.from(outer.body.toString("latin1"), "base64") : outer.body);
  if (signed === null) return null;
  // Without a header of its own it is text. Whoever is named inside has not sent this mail: only what describes the content counts.
  const inner = split(signed) ?? { header: Buffer.alloc(0), body: signed };
  const isContent = ({ key }: RawHeaderLine) => key.startsWith("content-");
  const header = [
    ...lines.filter((line) => !isContent(line)),
    ...splitHeaderBlock(inner.header).filter(isContent),
  ];
  const head = header.map(({ line }) => `${line.replace(/\r?\n/g, "\r\n")}\r\n`).join("");
  return Buffer.concat([Buffer.from(`${head}\r\n`, "latin1"), inner.body]);
}

/** Null where no header ends within reason. */
function split(raw: Buffer): Entity | null {
  const head = raw.subarray(0, LONGEST_HEADER);
  const ends = [head.indexOf("\n\r\n"), head.indexOf("\n\n")].filter((at) => at >= 0);
  if (ends.length === 0) return null;
  const end = Math.min(...ends) + 1;
  return { header: raw.subarray(0, end), body: raw.subarray(end + (raw[end] === CR ? 2 : 1)) };
}

/** What was signed; null where the bytes are no SignedData, or hold none of it (certificates only, a detached signature). */
function signedContent(bytes: Buffer): Buffer | null {
  try {
    const [type, wrapped] = membersOf(fromBER(new Uint8Array(bytes), LIMITS).result);
    if (!isId(type, SIGNED_DATA)) return null;
    // Version, digest algorithms, then the content.
    const content = membersOf(membersOf(wrapped)[0])[2];
    const [contentType, value] = membersOf(content);
    const octets = membersOf(value)[0];
    if (!isId(contentType, DATA) || !(octets instanceof OctetString)) return null;
    return Buffer.from(octets.getValue());
  } catch {
    // Whatever is nested too deep or cut short.
    return null;
  }
}

function membersOf(block: BaseBlock | undefined): BaseBlock[] {
  return block instanceof Sequence || block instanceof Constructed
    ? (block.valueBlock.value as BaseBlock[])
    : [];
}

function isId(block: BaseBlock | undefined, id: string): boolean {
  return block instanceof ObjectIdentifier && block.valueBlock.toString() === id;
}
