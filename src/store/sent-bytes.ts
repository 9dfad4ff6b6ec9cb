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
  const sent: Buffer[] = [];
  const places = strings.map((bytes) => {
    const hex = !isAscii(bytes) || bytes.includes(0);
    const written = hex ? Buffer.from(bytes.toString("hex"), "latin1") : bytes;
    sent.push(written);
    const place = { start, length: written.length, hex };
    start += written.length;
    return place;
  });
  // As one text: texts of each and then of all would be copied twice as often.
  return { text: Buffer.concat(sent).toString("latin1"), places };
}
