/** A fault in what the operator wrote: always with its place, what was found and what is allowed. Pure. */
import { closestWord } from "../domain/edit-distance.ts";
import { ConfigError } from "../errors.ts";

export interface Fault {
  file: string;
  /** From 1; a file that could not be read at all is at 1:1. */
  line: number;
  /** From 1, in characters. */
  column: number;
  /** As `mailboxes[0].team`; empty for the whole file. */
  path: string;
  /** Stable snake_case reason: `unknown_key`, `missing`, `unknown_team`, … */
  code: string;
  /** What was found, in words; never a secret. */
  found: string;
  /** What is allowed there; null where only the hint helps. */
  allowed: string | null;
  /** "did you mean" or what to do instead. */
  hint: string | null;
}

/** What an operator wrote is wrong in one or more places; `lines` holds one complete line for each. */
export class ConfigFaults extends ConfigError {
  readonly lines: string[];
  readonly faults: Fault[];

  constructor(lines: string[], reason: string, faults: Fault[] = []) {
    const rest = lines.length - 1;
    const more = rest > 0 ? ` (and ${rest} more ${rest === 1 ? "fault" : "faults"})` : "";
    super(`${lines[0] ?? "faulty configuration"}${more}`, { reason });
    this.lines = lines;
    this.faults = faults;
  }
}

/** `desk.yaml:7:11 mailboxes[0].team: found "x"; allowed: a, b — did you mean "a"?` */
export function formatFault(fault: Fault): string {
  const where = `${fault.file}:${fault.line}:${fault.column}`;
  const path = fault.path === "" ? "" : ` ${fault.path}:`;
  const allowed = fault.allowed === null ? "" : `; allowed: ${fault.allowed}`;
  const hint = fault.hint === null ? "" : ` — ${fault.hint}`;
  return `${where}${path} ${fault.found}${allowed}${hint}`.replace(/\s+/g, " ");
}

/** `["mailboxes", 0, "team"]` → `mailboxes[0].team`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}

/** `did you mean "x"?`, or null when nothing is near. */
export function didYouMean(written: string, candidates: readonly string[]): string | null {
  const best = closestWord(written.toLowerCase(), candidates);
  return best === null ? null : `did you mean "${best}"?`;
}
