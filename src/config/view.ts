/** desk.yaml as plain data that may be faulty anywhere: what can be read of it, and where it stands. Pure. */
import { directoryForm } from "../domain/address.ts";

/** A fault whose place in the text is still to be found. */
export interface PlacelessFault {
  path: PropertyKey[];
  at: "key" | "value";
  code: string;
  found: string;
  allowed: string | null;
  hint: string | null;
}

export type Report = (
  path: PropertyKey[],
  code: string,
  found: string,
  allowed?: string | null,
  hint?: string | null,
) => void;

/** Something in desk.yaml and where it stands. */
export interface Item<T = Record<string, unknown>> {
  path: PropertyKey[];
  value: T;
}

/** desk.yaml as far as it has the right shape. */
export interface View {
  raw: unknown;
  mailboxes: Item[];
  teams: Item[];
  agents: Item[];
  calendars: Item[];
}

export function viewOf(raw: unknown): View {
  const sections = (key: string) => items(raw, [key]).filter((item): item is Item => isRecord(item.value));
  return {
    raw,
    mailboxes: sections("mailboxes"),
    teams: sections("teams"),
    agents: sections("agents"),
    calendars: sections("calendars"),
  };
}

/** The items of the list at a path; none where no list stands there. */
export function items(raw: unknown, path: PropertyKey[]): Item<unknown>[] {
  const list = valueAt(raw, path);
  return Array.isArray(list) ? list.map((value: unknown, index) => ({ path: [...path, index], value })) : [];
}

/** The text at `path` below `from`; null when it is absent or no text. */
export function textAt(raw: unknown, path: PropertyKey[]): Item<string> | null {
  const value = valueAt(raw, path);
  return typeof value === "string" ? { path, value } : null;
}

export function textsAt(raw: unknown, path: PropertyKey[]): Item<string>[] {
  return items(raw, path).filter((item): item is Item<string> => typeof item.value === "string");
}

export function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => {
    if (Array.isArray(value)) return value[Number(part)];
    return isRecord(value) && Object.hasOwn(value, part) ? value[String(part)] : undefined;
  }, raw);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An address as the desk compares it; what is no address stays as it is. */
export function addressKey(written: string): string {
  return directoryForm(written) ?? written.toLowerCase();
}
