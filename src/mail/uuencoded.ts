/**
 * Files that stand uuencoded in the text of a mail (IEEE Std 1003.1, uuencode), as Outlook sends them with plain text, and old programs.
 * Linear in the text. What is not wholly such a file is somebody's text.
 */

export interface UuencodedFile {
  name: string;
  content: Buffer;
  /** Its lines in the text; `to` is the one behind it. */
  from: number;
  to: number;
}

const MOST_FILES = 100;
const BEGIN = /^begin [0-7]{3,4} (\S[^\r\n]{0,254})$/;
/** 45 bytes in 60 characters behind one that counts them; a check sum may follow. */
const LONGEST_LINE = 63;

/** In the order of the text; at most a hundred. */
export function findUuencoded(text: string): UuencodedFile[] {
  if (!/^begin [0-7]{3,4} \S/m.test(text)) return [];
  const lines = text.split(/\r?\n/);
  const files: UuencodedFile[] = [];
  for (let at = 0; at < lines.length && files.length < MOST_FILES; at++) {
    const name = BEGIN.exec((lines[at] ?? "").trimEnd())?.[1];
    const read = name === undefined ? null : readBody(lines, at + 1);
    if (name === undefined || read === null) continue;
    files.push({ name: name.trim(), content: read.content, from: at, to: read.end + 1 });
    at = read.end;
  }
  return files;
}

/** The bytes of the lines from `start` on, and where `end` stands; null where the lines are something else. */
function readBody(lines: readonly string[], start: number): { content: Buffer; end: number } | null {
  const pieces: Buffer[] = [];
  for (let at = start; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.trimEnd() === "end") {
      // A line of no bytes stands above it.
      const content = pieces.at(-1)?.length === 0 ? Buffer.concat(pieces) : null;
      return content === null || content.length === 0 ? null : { content, end: at };
    }
    const piece = readLine(line);
    if (piece === null) return null;
    pieces.push(piece);
  }
  return null;
}

/** Null for what is no line of it; blanks at its end may have been cut off on the way. */
function readLine(line: string): Buffer | null {
  const length = line === "" ? 0 : (line.charCodeAt(0) - 32) & 63;
  const coded = Math.ceil(length / 3) * 4;
  if (line.length > LONGEST_LINE || line.trimEnd().length > coded + 2 || !/^[ -`]*$/.test(line)) return null;
  const bytes = Buffer.alloc((coded / 4) * 3);
  const six = (index: number) => (index < line.length ? (line.charCodeAt(index) - 32) & 63 : 0);
  for (let group = 0; group * 4 < coded; group++) {
    const from = group * 4 + 1;
    const bits = (six(from) << 18) | (six(from + 1) << 12) | (six(from + 2) << 6) | six(from + 3);
    bytes.writeUIntBE(bits, group * 3, 3);
  }
  return bytes.subarray(0, length);
}
