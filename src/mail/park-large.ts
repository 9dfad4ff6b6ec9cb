/** What is kept of a mail over the desk's limit. */
import type { MailToAccept } from "../flows/ports-receiving.ts";

/** Headers longer than this nobody reads; a hostile one has no end. */
const HEADER_BYTES = 256_000;

/** A mail over the desk's limit keeps its header only and waits for the operator. */
export function parkLarge(raw: Buffer, mailBytes: number): Pick<MailToAccept, "raw" | "parked"> {
  if (raw.length <= mailBytes) return { raw, parked: null };
  const end = raw.indexOf("\r\n\r\n");
  const header = end < 0 ? HEADER_BYTES : Math.min(end + 4, HEADER_BYTES);
  // A copy: a view would keep the whole mail in memory.
  return { raw: Buffer.from(raw.subarray(0, header)), parked: "too_large" };
}
