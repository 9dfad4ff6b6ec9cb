/** The frame that OpenPGP draws around a text signed as it stands (RFC 9580 7): nobody's words, and no proof of anything here. */
import { lineAt } from "./line-at.ts";

const BEGINS = "-----BEGIN PGP SIGNED MESSAGE-----";
const SIGNATURE_BEGINS = "-----BEGIN PGP SIGNATURE-----";
const SIGNATURE_ENDS = "-----END PGP SIGNATURE-----";
const ARMOUR_HEADER = /^(?:Hash|Version|Comment|Charset|MessageID): /;
/** Before a line that begins so no program puts a dash for the signature's sake: it is an item of a list. */
const DASHED = /^- (?!\s*[#＃﹟])/;
const BASE64 = /^[A-Za-z0-9+/=]{0,100}$/;
const MOST_SIGNATURE_LINES = 200;

export interface ClearSigned {
  /** The lines, with the dashes taken off that were put before the signed ones. */
  lines: string[];
  /** Whether the line at an index is the frame's. */
  isFrame(at: number): boolean;
}

/** Null where the first words of `lines` are no such frame, or it is not closed. Linear. */
export function readClearSigned(lines: readonly string[]): ClearSigned | null {
  const begin = lines.findIndex((line) => line !== "");
  if (lineAt(lines, begin) !== BEGINS) return null;
  let first = begin + 1;
  while (ARMOUR_HEADER.test(lineAt(lines, first))) first++;
  const signature = lines.indexOf(SIGNATURE_BEGINS, first);
  const end = lines.indexOf(SIGNATURE_ENDS, signature);
  if (lineAt(lines, first) !== "" || signature === -1 || end === -1) return null;
  const armour = lines.slice(signature + 1, end);
  if (armour.length > MOST_SIGNATURE_LINES) return null;
  if (!armour.every((line) => BASE64.test(line) || ARMOUR_HEADER.test(line))) return null;
  return {
    lines: lines.map((line, at) => (at > first && at < signature ? line.replace(DASHED, "") : line)),
    isFrame: (at) => (at >= begin && at < first) || (at >= signature && at <= end),
  };
}
