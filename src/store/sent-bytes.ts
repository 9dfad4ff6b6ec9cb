/**
 * Many byte strings as one text parameter and where each lies in it. Mails are ASCII, nearly all of them, and go as they are; the driver
 * would send twice as much, as hex, and quote it. Pure, linear in the bytes.
 */
import { isAscii } from "node:buffer";

export interface SentBytes {
  /** ASCII without NUL, so that a position in it is one in its bytes. */
  text: string;
  /** From 1, as `substring` counts; `hex`: what stands there is to be decoded. */
  places: { start: number; length: number; hex: boolean }[];
}

export function sendBytes(strings: readonly Buffer[]): SentBytes {
  let start = 1;
  const places = strings.map((bytes) => {
    const hex = !isAscii(bytes) || bytes.includes(0);
    const place = { start, length: hex ? 2 * bytes.length : bytes.length, hex };
    start += place.length;
    return place;
  });
  // As one text: texts of each, and then of all, would be copied twice as often.
  const sent = Buffer.allocUnsafe(start - 1);
  for (const [at, place] of places.entries()) {
    const bytes = strings[at] as Buffer;
    if (place.hex) sent.write(bytes.toString("hex"), place.start - 1, "latin1");
    else bytes.copy(sent, place.start - 1);
  }
  return { text: sent.toString("latin1"), places };
}
