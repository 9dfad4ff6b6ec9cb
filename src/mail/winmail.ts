/**
 * Files and words out of winmail.dat, in which Exchange hides them from everybody else (TNEF, MS-OXTNEF). Linear in its size, and of a
 * broken one whatever stands before the break. The one library for it on npm prints to standard output, patches String.prototype,
 * takes a hundred times the file's size in memory and cuts names short, so it is read here.
 */
import { decodeCharset } from "./charset.ts";

export interface WinmailFile {
  name: string | null;
  contentType: string | null;
  contentId: string | null;
  content: Buffer;
}

export interface Winmail {
  text: string | null;
  html: string | null;
  files: WinmailFile[];
}

const SIGNATURE = 0x223e9f78;
const MAX_ATTRIBUTES = 5_000;
const MAX_PROPERTIES = 5_000;

/** Attributes of the outer layer (MS-OXTNEF 2.1.3). */
const ATTRIBUTE = {
  oemCodepage: 0x9007,
  body: 0x800c,
  messageProperties: 0x9003,
  attachmentBegins: 0x9002,
  attachmentTitle: 0x8010,
  attachmentData: 0x800f,
  attachmentProperties: 0x9005,
} as const;

/** Properties inside (MS-OXPROPS). */
const PROPERTY = {
  body: 0x1000,
  html: 0x1013,
  data: 0x3701,
  fileName: 0x3704,
  longFileName: 0x3707,
  mimeTag: 0x370e,
  contentId: 0x3712,
} as const;

/** Null where it is no winmail.dat. */
export function readWinmail(bytes: Buffer): Winmail | null {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== SIGNATURE) return null;
  const found: Winmail = { text: null, html: null, files: [] };
  let charset = "windows-1252";
  for (const { id, data } of attributes(bytes)) {
    const file = found.files.at(-1);
    if (id === ATTRIBUTE.oemCodepage && data.length >= 4) charset = `cp${data.readUInt32LE(0)}`;
    else if (id === ATTRIBUTE.body) found.text ??= decodeText(data, charset);
    else if (id === ATTRIBUTE.messageProperties) {
      const properties = readProperties(data);
      found.text ??= textOf(properties.get(PROPERTY.body), charset);
      found.html ??= textOf(properties.get(PROPERTY.html), charset);
    } else if (id === ATTRIBUTE.attachmentBegins)
      found.files.push({ name: null, contentType: null, contentId: null, content: Buffer.alloc(0) });
    else if (file === undefined) continue;
    else if (id === ATTRIBUTE.attachmentTitle) file.name ??= decodeText(data, charset);
    else if (id === ATTRIBUTE.attachmentData) file.content = data;
    else if (id === ATTRIBUTE.attachmentProperties) describeFile(file, readProperties(data), charset);
  }
  return found;
}

function describeFile(file: WinmailFile, properties: Map<number, Property>, charset: string): void {
  const textAt = (id: number) => textOf(properties.get(id), charset);
  file.name = textAt(PROPERTY.longFileName) ?? file.name ?? textAt(PROPERTY.fileName);
  file.contentType = textAt(PROPERTY.mimeTag)?.toLowerCase() ?? null;
  file.contentId = textAt(PROPERTY.contentId);
  const embedded = properties.get(PROPERTY.data)?.value;
  if (file.content.length === 0 && embedded !== undefined) file.content = embedded;
}

function* attributes(bytes: Buffer): Generator<{ id: number; data: Buffer }> {
  let at = 6;
  for (let count = 0; count < MAX_ATTRIBUTES && at + 9 <= bytes.length; count += 1) {
    const id = bytes.readUInt16LE(at + 1);
    const length = bytes.readUInt32LE(at + 5);
    const from = at + 9;
    if (from + length > bytes.length) return;
    yield { id, data: bytes.subarray(from, from + length) };
    // A checksum of two bytes follows.
    at = from + length + 2;
  }
}

interface Property {
  type: number;
  value: Buffer;
}

/** Bytes of a value by its type, where all of that type are equally long; smaller ones are padded to four. */
const FIXED: Record<number, number> = {
  2: 4,
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 8,
  10: 4,
  11: 4,
  20: 8,
  64: 8,
  72: 16,
};
const UNICODE = 31;
const BINARY = 258;
const VARIABLE = [13, 30, UNICODE, BINARY];

/** The first value of each (MS-OXTNEF 2.1.3.4); those before the first that is broken. */
function readProperties(data: Buffer): Map<number, Property> {
  const found = new Map<number, Property>();
  let at = 4;
  const size = () => {
    const read = at + 4 <= data.length ? data.readUInt32LE(at) : Number.POSITIVE_INFINITY;
    at += 4;
    return read;
  };
  for (let count = 0; count < MAX_PROPERTIES && at + 4 <= data.length; count += 1) {
    const type = data.readUInt16LE(at);
    const id = data.readUInt16LE(at + 2);
    at += 4;
    if (id >= 0x8000) {
      at += 16;
      const isNumbered = size() === 0;
      const name = isNumbered ? 4 : size();
      at += padded(name);
    }
    const single = type & ~0x1000;
    const isVariable = VARIABLE.includes(single);
    const values = isVariable || type !== single ? size() : 1;
    if (values > MAX_PROPERTIES) return found;
    for (let nth = 0; nth < values; nth += 1) {
      const length = isVariable ? size() : FIXED[single];
      if (length === undefined || at + length > data.length) return found;
      if (nth === 0) found.set(id, { type: single, value: data.subarray(at, at + length) });
      at += padded(length);
    }
  }
  return found;
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function textOf(property: Property | undefined, charset: string): string | null {
  if (property === undefined) return null;
  return decodeText(property.value, property.type === UNICODE ? "utf-16le" : charset);
}

function decodeText(bytes: Buffer, charset: string): string {
  return decodeCharset(bytes, charset).replace(/\0+$/, "");
}
