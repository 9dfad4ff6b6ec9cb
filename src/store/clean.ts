/** What Postgres refuses to store never reaches it: NUL and lone surrogates in text, instants outside of years 1 to 9999. */

const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(9999, 11, 31);

export function clean(text: string): string {
  // Hardly any text needs it, and every text comes by here.
  if (text.isWellFormed() && !text.includes("\0")) return text;
  return text.replace(/\0|\p{Surrogate}/gu, "");
}

/** An instant that cannot be stored becomes the nearest that can; one that is none at all becomes `otherwise`. */
export function cleanDate(date: Date, otherwise: Date): Date {
  const time = date.getTime();
  return Number.isNaN(time) ? otherwise : new Date(Math.min(Math.max(time, EARLIEST), LATEST));
}

/** Rows and data for a JSON parameter, cleaned at any depth; buffers as hex, for `decode(…, 'hex')`. */
export function cleanData(value: unknown): unknown {
  if (typeof value === "string") return clean(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return cleanDate(value, new Date(EARLIEST)).toISOString();
  if (Buffer.isBuffer(value)) return value.toString("hex");
  if (Array.isArray(value)) return value.map(cleanData);
  // Every row comes by here: pairs made for each of its fields would be a good part of the desk's garbage.
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[clean(key)] = cleanData((value as Record<string, unknown>)[key]);
  return copy;
}
