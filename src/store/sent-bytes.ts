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
  const written = strings.map((bytes) => {
    const hex = !isAscii(bytes) || bytes.includes(0);
    const text = bytes.toString(hex ? "hex" : "latin1");
    const place = { start, length: text.length, hex };
    start += text.length;
    return { text, place };
  });
  return { text: written.map((one) => one.text).join(""), places: written.map((one) => one.place) };
}
